"""Phrases of the priorities, found in the words of a clause, and what they count together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from intake.reading.rules.clauses import A_PLACE, DENIED, PLAIN
from intake.reading.rules.vocabulary import Phrase, Weight

_WEIGHTS = {"strong": 1.0, "soft": 0.6, "weak": 0.25, "exclude": -1.0}
_LONGER_SAYS_MORE = 0.25  # for each further word of a phrase
_SAID_FIRST = 1.25  # the first clause that says something of a priority
_EACH_FURTHER = (1.0, 0.8, 0.6, 0.45, 0.35)  # of one priority, the strongest first
_SAID_ALREADY = 0.25
ENOUGH = frozenset({"strong", "soft"})
"""A word that is more than weak."""
_NEAR = 7
"""How many words apart two words of a phrase may stand that is written with +."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase where it was found, and the points it gives there."""

    phrase: Phrase
    words: tuple[str, ...]
    places: frozenset[int]
    """Which words of the text it stands on."""
    points: float


class Phrases:
    """Phrases by their stems; and by first and last, those whose words may stand apart."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.by_stems: dict[tuple[str, ...], list[Phrase]] = {}
        self.apart: dict[str, dict[str, list[Phrase]]] = {}
        lengths: dict[str, set[int]] = {}
        for phrase in phrases:
            first, last = phrase.stems[0], phrase.stems[-1]
            if phrase.apart:
                self.apart.setdefault(first, {}).setdefault(last, []).append(phrase)
            else:
                self.by_stems.setdefault(phrase.stems, []).append(phrase)
                lengths.setdefault(first, set()).add(len(phrase.stems))
        self.lengths = {first: sorted(each, reverse=True) for first, each in lengths.items()}
        """Of the phrases that begin with a stem, the longest first."""
        self.beginnings = frozenset({*self.lengths, *self.apart})


class Clause:
    """The words between two signs, and the phrases that stand in them."""

    def __init__(
        self,
        part: list[str],
        stems: list[str],
        weights: list[float],
        *,
        before: int,
        is_first: bool,
    ) -> None:
        self._part = part
        self._stems = stems
        self._before = before
        self._is_first = is_first
        self._weights = weights
        self._spent: set[int] = set()

    def said(self) -> list[str]:
        """Its words that are meant and that no neutral phrase has spent, once it was searched."""
        return [
            word
            for place, word in enumerate(self._part)
            if self._weights[place] and place not in self._spent
        ]

    def side_by_side(self, phrases: Phrases) -> Iterator[Hit]:
        """The longest phrase at each place; it takes its words."""
        part, stems = self._part, self._stems
        position = 0
        while position < len(part):
            taken = 1
            for length in phrases.lengths.get(stems[position], ()):
                here = phrases.by_stems.get(tuple(stems[position : position + length]))
                if here and position + length <= len(part):
                    # «vacunos» and «vacunas» share their stem: the word itself tells them apart.
                    said = tuple(part[position : position + length])
                    exact = [p for p in here if p.plain == said] if len(here) > 1 else here
                    yield from self._hits(exact or here, range(position, position + length))
                    taken = length
                    break
            position += taken

    def apart(self, phrases: Phrases) -> Iterator[Hit]:
        """Phrases whose words stand near each other, in any order."""
        stems = self._stems
        if phrases.apart.keys().isdisjoint(stems):
            return
        places = {stem: place for place, stem in reversed(list(enumerate(stems)))}
        for first in places:
            below = phrases.apart.get(first, {})
            # In one order: hits of equal points share their words by who comes first.
            for last in sorted(below.keys() & places.keys()):
                for phrase in below[last]:
                    at = sorted(places.get(each, -1) for each in phrase.stems)
                    if at[0] >= 0 and at[-1] - at[0] <= _NEAR:
                        yield from self._hits((phrase,), at)

    def _hits(self, phrases: Sequence[Phrase], places: Sequence[int]) -> Iterator[Hit]:
        weights = [self._weights[place] for place in places]
        if not all(phrase.of for phrase in phrases):
            self._spent.update(places)
        if DENIED in weights:
            return
        said = tuple(self._part[place] for place in places)
        at = frozenset(place + self._before for place in places)
        factor = self._factor(weights)
        for phrase in phrases:
            if phrase.of:
                points = _points(phrase.weight, len(phrase.stems)) * factor
                yield Hit(phrase, said, at, points)

    def _factor(self, weights: Sequence[float]) -> float:
        """How much what is said here counts."""
        factor = max(weights)
        # A place is one word: «en la posta de salud» is more than where.
        if factor == A_PLACE and len(weights) > 1:
            factor = PLAIN
        return factor * _SAID_FIRST if self._is_first else factor


@cache
def _points(weight: Weight, length: int) -> float:
    longer = _LONGER_SAYS_MORE * (length - 1) if weight in ENOUGH else 0
    return _WEIGHTS[weight] + longer


def is_enough(hits: Iterable[Hit]) -> bool:
    return any(hit.phrase.weight in ENOUGH for hit in hits)


def score_of(hits: Iterable[Hit]) -> float:
    """The strongest words whole, each further one less; words already counted, hardly again."""
    taken: set[int] = set()
    seen: set[tuple[str, ...]] = set()
    points: list[float] = []
    against = 0.0
    for hit in sorted(hits, key=lambda hit: -hit.points):
        if hit.phrase.weight == "exclude":
            against -= hit.points
        elif hit.phrase.stems not in seen:
            points.append(hit.points * (1 if taken.isdisjoint(hit.places) else _SAID_ALREADY))
            taken |= hit.places
            seen.add(hit.phrase.stems)
    points.sort(reverse=True)
    return sum(map(float.__mul__, points, _EACH_FURTHER)) - against


def words_of(hits: Iterable[Hit]) -> tuple[str, ...]:
    """The words that caused a tag, in the order they were found, none of them twice."""
    said = [hit for hit in hits if hit.phrase.weight != "exclude"]
    return tuple(
        dict.fromkeys(
            " ".join(hit.words)
            for hit in said
            if not any(hit.places < other.places for other in said)
        )
    )
