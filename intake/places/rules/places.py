"""Places in what people write: the district an answer means, and the districts near a point."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

from intake.errors import NotFoundError
from intake.places.rules import place_search as parse
from intake.places.rules.gazetteer import Certainty, District, Names, PlaceMatch, PopulatedCentre
from intake.places.rules.place_evidence import answer_spans, sentence_spans
from intake.places.rules.place_near import NearestPoints
from intake.places.rules.place_reasons import reason
from intake.places.rules.place_spans import (
    Cue,
    Span,
    Words,
    centre_spans,
    exact_spans,
    read_words,
)
from intake.places.rules.place_talk import heard, may_tell_where
from intake.words.text import normalise

_MOST = 10
_MOST_GUESSES = 3
# Santa Rosa is the name of 310 villages: that says nothing.
_MOST_BEARERS = 40
_NOWHERE = PlaceMatch((), Certainty.NONE)
# A village is rarely 30 km from the next one; a district's capital may be far from its border.
_REACH_OF_CENTRES_KM = 60
_REACH_OF_DISTRICTS_KM = 120


class Gazetteer:
    """The districts of Peru, and its populated centres where they were imported. Read only."""

    def __init__(
        self, districts: Iterable[District], centres: Iterable[PopulatedCentre] = ()
    ) -> None:
        self.districts = tuple(sorted(districts, key=lambda d: d.ubigeo))
        self._by_ubigeo = {d.ubigeo: d for d in self.districts}
        self._in_region: dict[str, list[str]] = defaultdict(list)
        for district in self.districts:
            self._in_region[district.ubigeo[:4]].append(district.ubigeo)
            # Of a department, the province of its capital: the whole would say nothing.
            if district.ubigeo[2:4] == "01":
                self._in_region[district.ubigeo[:2]].append(district.ubigeo)
        self.names = Names(self.districts)
        centres = [c for c in centres if c.ubigeo in self._by_ubigeo]
        self._centres = _by_name(centres)
        if centres:
            points = [(c.latitude, c.longitude, c.ubigeo) for c in centres]
            self._points = NearestPoints(points, reach_km=_REACH_OF_CENTRES_KM)
        else:
            points = [
                (d.latitude, d.longitude, d.ubigeo)
                for d in self.districts
                if d.latitude is not None and d.longitude is not None
            ]
            self._points = NearestPoints(points, reach_km=_REACH_OF_DISTRICTS_KM)

    @staticmethod
    def builtin() -> "Gazetteer":
        """The table that comes with the product: names of all districts, coordinates of most."""
        return _builtin()

    def find(self, ubigeo: str) -> District | None:
        """The district with this code; None if there is none."""
        return self._by_ubigeo.get(ubigeo)

    def get(self, ubigeo: str) -> District:
        """The district with this code; NotFoundError if there is none."""
        district = self._by_ubigeo.get(ubigeo)
        if district is None:
            raise NotFoundError(f"No hay un distrito con el código {ubigeo}.")
        return district

    def search(self, text: str, *, home: str = "") -> PlaceMatch:
        """The place that an answer to «¿dónde?» means.

        `home` is the district that the person is known by, if any: of several that fit, those that
        lie in it, in its province or in its department come first.
        """
        words = read_words(text)
        spans = answer_spans(words, self.names)
        return self._match(words, self._ranked(words, spans), in_sentence=False, home=home)

    def may_tell_where(self, text: str) -> bool:
        """Whether an answer to «¿dónde?» tells a place, be it in the list or not."""
        words = read_words(text)
        return may_tell_where(words, heard(words, self.names, exact_spans(words, self.names)))

    def explain(self, text: str) -> dict[str, str]:
        """Why `search` offers each district, in a sentence by ubigeo."""
        words = read_words(text)
        ranked = self._ranked(words, answer_spans(words, self.names))
        why: dict[str, str] = {}
        for reading in ranked:
            for code in self._codes(reading):
                why.setdefault(code, reason(words, reading))
        return why

    def search_in_sentence(self, text: str) -> PlaceMatch:
        """The place that a message about something else names; in doubt it names none."""
        words = read_words(text)
        spans = sentence_spans(words, self.names)
        # A village vouches for its district, and alone is no place in a sentence.
        ranked = [r for r in self._ranked(words, spans, Cue.CENTRE) if r.level != "centre"]
        return self._match(words, ranked, in_sentence=True)

    def nearest(self, lat: float, lon: float, limit: int = 3) -> tuple[District, ...]:
        """The districts that a point most likely lies in, the best first; none outside Peru."""
        found = self._points.districts(lat, lon, limit)
        return tuple(self._by_ubigeo[ubigeo] for ubigeo in found)

    def _ranked(
        self, words: Words, spans: list[Span], announced: Cue | None = None
    ) -> list[parse.Reading]:
        villages = centre_spans(words, self._centres)
        if announced is not None:
            villages = [v for v in villages if v.cue == announced] if spans else []
        return [r for r in parse.readings(words, spans, villages) if r.score > 0]

    def _match(
        self, words: Words, ranked: list[parse.Reading], *, in_sentence: bool, home: str = ""
    ) -> PlaceMatch:
        sure = parse.certainty(words, self.names, ranked, in_sentence=in_sentence)
        if sure is Certainty.NONE:
            return _NOWHERE
        best = ranked[0]
        codes = [code for reading in self._offered(ranked, sure) for code in self._codes(reading)]
        if home and sure is Certainty.AMBIGUOUS:
            codes.sort(key=lambda code: -_shared(code, home))
        candidates = tuple(self._by_ubigeo[code] for code in dict.fromkeys(codes))[:_MOST]
        if best.span.name.is_misspelt:
            candidates = _few(candidates)
        return PlaceMatch(candidates, sure, _words_of(best, words), best.level)

    def _offered(self, ranked: list[parse.Reading], sure: Certainty) -> Sequence[parse.Reading]:
        if sure is Certainty.AMBIGUOUS:
            tied = parse.tied(ranked)
            return tied + [r for r in ranked if r not in tied and r.span.overlaps(ranked[0].span)]
        return ranked

    def _codes(self, reading: parse.Reading) -> list[str]:
        """The districts a reading stands for; of a region its own, the capital first."""
        if reading.level in {"district", "centre"}:
            return [reading.code]
        return self._in_region[reading.code]


def _words_of(reading: parse.Reading, words: Words) -> str:
    used = sorted({i for span in reading.spans for i in range(span.start, span.end)})
    return " ".join(words.words[i] for i in used)


def _few(guesses: tuple[District, ...]) -> tuple[District, ...]:
    """What is only like what was written: the bearers of one name, or else three districts."""
    is_one_name = len({district.name for district in guesses}) == 1
    return guesses if is_one_name else guesses[:_MOST_GUESSES]


def _shared(ubigeo: str, home: str) -> int:
    """How narrow an area holds both: 6 the district, 4 the province, 2 the department, 0 none."""
    return next((n for n in (6, 4, 2) if ubigeo[:n] == home[:n]), 0)


@cache
def builtin_districts() -> tuple[District, ...]:
    """The districts of the built-in table, by ubigeo."""
    with resources.files("intake.data").joinpath("districts.csv").open(encoding="utf-8") as file:
        return tuple(
            District(
                row["ubigeo"],
                row["distrito"],
                row["provincia"],
                row["departamento"],
                float(row["lat"]) if row["lat"] else None,
                float(row["lon"]) if row["lon"] else None,
                row["capital"] or None,
            )
            for row in csv.DictReader(file)
        )


@cache
def _builtin() -> Gazetteer:
    return Gazetteer(builtin_districts())


def _by_name(centres: Iterable[PopulatedCentre]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    alone: dict[str, tuple[str, ...]] = {}
    for code, name in {(centre.ubigeo, centre.name): None for centre in centres}:
        one = alone.setdefault(code, (code,))
        folded = _folded(name)
        codes = found.get(folded)
        if codes is None:
            found[folded] = one
        elif code not in codes and len(codes) <= _MOST_BEARERS:
            found[folded] = codes + one
    return {name: codes for name, codes in found.items() if len(codes) <= _MOST_BEARERS}


def _folded(name: str) -> str:
    """What `normalise` gives, sooner for the plain names that most villages have."""
    is_plain = name.isascii() and name.replace(" ", "").isalpha()
    return " ".join(name.lower().split()) if is_plain else normalise(name)


__all__ = [
    "Certainty",
    "District",
    "Gazetteer",
    "PlaceMatch",
    "PopulatedCentre",
    "builtin_districts",
]
