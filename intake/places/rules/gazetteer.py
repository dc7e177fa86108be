"""The names of places: what each may be called, and which are called nearly like it."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib import resources
from itertools import combinations
from typing import Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from intake.places.rules.place_words import CONNECTORS, ordinary_words
from intake.words.keys import fold
from intake.words.text import normalise

Level = Literal["district", "province", "department", "centre"]
LONGEST_NAME = 6  # words
# A capital's name or a nickname counts a little less than the district's own, a piece of it much.
SECOND_NAME = 0.15
PART_OF_NAME = 1.05  # and not 1, which is one letter apart
SOUNDS_ALIKE = 0.5
_FEW_LETTERS = 4


@dataclass(frozen=True, slots=True)
class District:
    """A district of Peru. Coordinates are of its capital, and not known for all."""

    ubigeo: str
    name: str
    province: str
    department: str
    latitude: float | None = None
    longitude: float | None = None
    capital: str | None = None

    @property
    def label(self) -> str:
        """The district as people are shown it: Taraco, Huancané, Puno."""
        return f"{self.name}, {self.province}, {self.department}"


@dataclass(frozen=True, slots=True)
class PopulatedCentre:
    """A village, community or town, and the district it belongs to."""

    name: str
    ubigeo: str
    latitude: float
    longitude: float


class Certainty(StrEnum):
    """How far a text settles a district. Only SURE may be kept without asking."""

    SURE = "sure"
    LIKELY = "likely"  # one good guess: a person must confirm it
    AMBIGUOUS = "ambiguous"  # several fit
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """What a text says of a place: the districts that fit, best first, at most ten."""

    candidates: tuple[District, ...]
    certainty: Certainty
    matched: str = ""
    level: Level = "district"

    @property
    def proposed(self) -> tuple[District, ...]:
        """What to ask the person: the one to confirm if one is likely, else all to choose among."""
        is_one = self.certainty in {Certainty.SURE, Certainty.LIKELY}
        return self.candidates[:1] if is_one else self.candidates


@dataclass(frozen=True, slots=True)
class Name:
    """What a run of words may name: `code` has 6, 4 or 2 digits; `distance` 0 is word for word."""

    level: Level
    code: str
    distance: float
    is_misspelt: bool = False
    """Whether it was found by likeness, and does not stand there word for word."""
    has_as_many_words: bool = True
    """Whether the run that is like it is cut into as many words: «ya paso» is no Capazo."""
    is_by_capital: bool = False
    """Whether a province is called here by the town it is ruled from."""


class Names:
    """An index of names, exact and by sound; built once, then only read."""

    def __init__(self, districts: Sequence[District]) -> None:
        self._exact: dict[str, list[Name]] = defaultdict(list)
        self._near: dict[str, set[str]] = defaultdict(set)
        self._add_whole(districts)
        self._sounds = {phrase: _sound(phrase) for phrase in self._exact}
        self._heard = frozenset(self._sounds.values())
        self._words = frozenset(word for phrase in self._exact for word in phrase.split())
        self._in_province: dict[str, dict[str, str]] = defaultdict(dict)
        for district in districts:
            phrase = normalise(district.name)
            self._in_province[district.ubigeo[:4]][phrase] = self._sounds[phrase]
            self._in_province[district.ubigeo[:2]][phrase] = self._sounds[phrase]
        self._add_parts(districts)

    def _add_by_capital(self, districts: Sequence[District]) -> None:
        """«San Miguel, Juliaca»: a province is also called by the town it is ruled from."""
        for district in districts:
            if district.ubigeo[4:] == "01" and district.name != district.province:
                province = Name("province", district.ubigeo[:4], SECOND_NAME, is_by_capital=True)
                self._exact[normalise(district.name)].append(province)

    def _add_whole(self, districts: Sequence[District]) -> None:
        """Districts by their names, capitals and aliases; provinces and departments by theirs."""
        for district in districts:
            self._add("district", district.ubigeo, district.name)
            if district.capital:
                self._add("district", district.ubigeo, district.capital, SECOND_NAME)
        for code, name in {d.ubigeo[:4]: d.province for d in districts}.items():
            self._add("province", code, name)
        for code, name in {d.ubigeo[:2]: d.department for d in districts}.items():
            self._add("department", code, name)
        self._add_by_capital(districts)
        present = {d.ubigeo for d in districts}
        for alias, ubigeo in _aliases():
            if ubigeo in present:
                self._add("district", ubigeo, alias, SECOND_NAME)

    def exact(self, phrase: str) -> list[Name]:
        """The places that are called exactly so (normalised, single blanks between words)."""
        return self._exact.get(phrase, [])

    def like(self, phrase: str) -> list[Name]:
        """The places that are called nearly so, by sound and up to two letters apart."""
        sound = _sound(phrase)
        if len(sound) < 4:
            return []
        names = {name for key in _near_keys(phrase, sound) for name in self._near.get(key, ())}
        found = []
        for name in names:
            distance = _distance(phrase, sound, name)
            if distance is not None:
                is_cut_alike = phrase.count(" ") == name.count(" ")
                found += [
                    replace(
                        n,
                        distance=n.distance + distance,
                        is_misspelt=True,
                        has_as_many_words=is_cut_alike,
                    )
                    for n in self._exact[name]
                ]
        return found

    def has_sound(self, word: str) -> bool:
        """Whether a place is called so, as it sounds."""
        return _sound(word) in self._heard

    def has_word(self, word: str) -> bool:
        """Whether some name has the word in it."""
        return word in self._words

    def alike(
        self, phrase: str, regions: Sequence[str], *, shortest: int, least: int
    ) -> list[Name]:
        """The few places whose name as a whole resembles the phrase, which is a last resort.

        It must have `shortest` letters as it sounds, and a name be as like it as `least` of 100;
        districts of `regions` (codes of provinces and departments) may be less so.
        """
        found: dict[Name, float] = {}
        sound = _sound(phrase)
        for code in regions:
            for score, alike in _resembling(sound, self._in_province[code], 62):
                found |= {name: score for name in self._whole(alike) if name.code.startswith(code)}
        if len(sound) >= shortest:
            for score, alike in _resembling(sound, self._sounds, least):
                # «aporte» is no Poroy, though half of it is.
                if score >= 80 or phrase[0] == alike[0]:
                    found |= dict.fromkeys(self._whole(alike), score)
        return [
            replace(name, distance=(100 - score) / 12, is_misspelt=True)
            for name, score in found.items()
        ]

    def _whole(self, phrase: str) -> list[Name]:
        return [name for name in self._exact[phrase] if name.distance == 0]

    def has_neighbour(self, phrase: str) -> bool:
        """Whether another district is called almost like this one (Acora, Acoria)."""
        mine = {n.code for n in self.exact(phrase)}
        others = (n for n in self.like(phrase) if n.level == "district" and n.code not in mine)
        return any(n.distance <= 1 + SECOND_NAME for n in others)

    def _add_parts(self, districts: Sequence[District]) -> None:
        """People shorten long names: Gregorio Albarracín, Bustamante y Rivero."""
        for district in districts:
            run = normalise(district.name).split()
            for start, end in combinations(range(len(run) + 1), 2):
                phrase = " ".join(run[start:end])
                if len(phrase) <= 5 or not _may_stand_alone(run[start:end]):
                    continue
                if all(n.distance >= PART_OF_NAME for n in self._exact.get(phrase, ())):
                    self._exact[phrase].append(Name("district", district.ubigeo, PART_OF_NAME))

    def _add(self, level: Level, code: str, name: str, distance: float = 0) -> None:
        phrase = normalise(name)
        if any(n.level == level and n.code == code for n in self._exact[phrase]):
            return
        self._exact[phrase].append(Name(level, code, distance))
        for key in _near_keys(phrase, _sound(phrase)):
            self._near[key].add(phrase)


def _sound(phrase: str) -> str:
    """Words run together as they sound, so that lost blanks and b/v, s/z, e/i cost nothing."""
    return "".join(fold(word) for word in phrase.split())


def _near_keys(phrase: str, sound: str) -> set[str]:
    """What two names that differ in one letter share, as they sound or as they are spelt.

    In a short one letters may only be moved: Etne is Eten, and «eten» without one is anything.
    """
    letters = phrase.replace(" ", "")
    moved = "".join(sorted(letters)) if len(letters) <= _FEW_LETTERS else letters
    return {sound, letters, moved, *_shortened(sound), *_shortened(letters)}


def _resembling(sound: str, choices: dict[str, str], least: int) -> Iterator[tuple[float, str]]:
    """The eight names that sound most like it, each with its score from 0 to 100."""
    found = process.extract(sound, choices, scorer=fuzz.ratio, score_cutoff=least, limit=8)
    return ((score, name) for _, score, name in found)


def _may_stand_alone(part: list[str]) -> bool:
    """Whether a part of a long name tells by itself which place is meant."""
    if part[0] in CONNECTORS or part[-1] in CONNECTORS:
        return False
    return not all(word in CONNECTORS or word in ordinary_words() for word in part)


def _shortened(run: str) -> set[str]:
    """The run with one letter left out: those that share one are at most two letters apart."""
    return {run[:i] + run[i + 1 :] for i in range(len(run))} if len(run) > 4 else set()


def _distance(phrase: str, sound: str, name: str) -> float | None:
    """Letters apart, a mere difference of spelling counting less; None when too far."""
    if phrase == name:
        return 0
    # Among names that sound alike the one spelt alike is meant.
    spelt = OSA.distance(phrase.replace(" ", ""), name.replace(" ", ""))
    # A lost or moved h changes the sound of a whole name: Hcota is still Chota.
    apart = min(spelt, OSA.distance(sound, _sound(name), score_cutoff=2))
    allowed = 0 if len(sound) < 4 else 1 if len(sound) < 7 else 2
    if apart > allowed:
        return None
    return max(0.3, apart + 0.2 * max(0, spelt - apart))


@cache
def _aliases() -> tuple[tuple[str, str], ...]:
    with resources.files("intake.data").joinpath("place_aliases.csv").open(encoding="utf-8") as f:
        return tuple((row["alias"], row["ubigeo"]) for row in csv.DictReader(f))
