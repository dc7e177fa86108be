"""What two texts have in common and what only one has, as numbers with names.

Place and need are looked at apart: whoever tells the same names the same place and speaks of the
same thing there. A word weighs by its rarity: what stands in every text says nothing.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from intake.sameness.rules.meaning import Meaning, likeness
from intake.sameness.rules.misspellings import misspelt
from intake.sameness.rules.tellings import Telling, apart, key_number, pair_key

FEATURES = (
    "names_shared",
    "names_missing",
    "pair_shared",
    "need_coverage",
    "need_rarest",
    "need_second",
    "need_missing",
    "need_shared",
    "missing_least",
    "coverage",
    "length_ratio",
    "same_district",
    "other_district",
    "same_topic",
    "other_topic",
    "same_kind",
    "name_and_need",
    "name_and_topic",
    "district_and_topic",
    "district_and_need",
    "district_and_name",
    "other_name_and_need",
    "pair_and_missing",
    "unplaced_and_missing",
    "meaning",
    "district_and_meaning",
    "other_name_and_meaning",
    "unplaced_and_meaning",
    "meaning_and_missing",
    "need_and_missing",
    "swapped",
)
UNKNOWN = -1.0
"""A share that cannot be told, which is neither nothing nor all."""
# An idea that both tell in other words counts like a word of this rarity.
_IDEA = 0.4
_MOST_NEED = 5.0


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, ready to compare; `ubigeo` is empty if it is not known."""

    telling: Telling
    ubigeo: str
    kind: str
    topics: frozenset[str]
    meaning: Meaning | None = None
    """None if it is not known: nobody can tell it, or it was kept before meanings were."""


class Rarity(dict[str, float]):
    """How much a key says: from 0 (in every text) to 1 (in one, or none yet).

    `df`: in how many of `texts` it stands, by its number (tellings.key_number). Filled as it is
    asked: a search asks for the same words again and again.
    """

    __slots__ = ("df", "texts")

    def __init__(self, texts: int, df: Mapping[int, int]) -> None:
        super().__init__()
        self.texts = texts
        self.df = df

    def __missing__(self, key: str) -> float:
        self[key] = rare = _rarity(self.df.get(key_number(key), 0), self.texts)
        return rare

    def of_count(self, df: int) -> float:
        """The rarity of a key that stands in so many texts."""
        return _rarity(df, self.texts)

    def like_each_other(self, alike: Mapping[str, str]) -> "Rarity":
        """A copy in which a misspelt stem is as rare as the right one that it stands for."""
        copied = Rarity(self.texts, self.df)
        copied.update(self)
        for own, other in alike.items():
            copied[own] = copied[other] = min(self[own], self[other])
        return copied


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of both sides, matched; `matched` has those of both, `left` the others of each."""

    rarity: Rarity
    alike: Mapping[str, str]
    matched: frozenset[str]
    left: tuple[frozenset[str], frozenset[str]]

    def lacking(
        self, mine: Telling, theirs: Telling
    ) -> tuple[tuple[Telling, frozenset[str]], tuple[Telling, frozenset[str]]]:
        """Each side, and what of it the other lacks."""
        return (mine, self.left[0]), (theirs, self.left[1])

    def rarest_first(self, stems: Set[str]) -> tuple[str, ...]:
        return tuple(sorted(stems, key=lambda stem: (-self.rarity[stem], stem)))


@dataclass(frozen=True, slots=True)
class Evidence:
    """The features of a pair, in the order of FEATURES, and what is behind them."""

    values: tuple[float, ...]
    first: Side
    common_names: frozenset[str]
    words: _Words
    ideas: tuple[str, ...]
    """What both tell, in other words."""

    def value(self, name: str) -> float:
        """The value of one feature, by its name."""
        return self.values[FEATURES.index(name)]

    @property
    def names(self) -> tuple[str, ...]:
        """The stems of the first side that name the same place in both, the rarest first."""
        return self.words.rarest_first(self.common_names)

    @property
    def shared(self) -> tuple[str, ...]:
        """The other stems of the first side that both have, the rarest first."""
        common = self.first.telling.stems & self.words.matched
        return self.words.rarest_first(common - self.common_names)

    @property
    def missing(self) -> tuple[str, ...]:
        """The stems of the first side that the other lacks, the rarest first."""
        return self.words.rarest_first(self.words.left[0])


class Sums(NamedTuple):
    """What the features of a pair are made of; if there are two, those of each side."""

    names: Sequence[float]
    """The rarities of the stems that name the same place in both."""
    needs: Sequence[float]
    """Those of the other shared stems, the largest first."""
    no_names: tuple[float, float]
    """The rarest name that the other lacks."""
    unnamed: float
    """All names that the other lacks."""
    no_need: tuple[float, float]
    """The rarest word of the need that the other lacks."""
    of_need: tuple[float, float]
    of_all: tuple[float, float]
    pair: float
    ideas: int = 0
    swapped: float = 0.0
    """The rarest two words that stand in the same place of both, and are not the same."""


def _same_or_other(is_known: bool, is_same: bool) -> tuple[float, float]:
    """Whether both tell the same, and whether they tell another: neither, unless both tell it."""
    if not is_known:
        return 0.0, 0.0
    return (1.0, 0.0) if is_same else (0.0, 1.0)


def row(one: Side, other: Side, sums: Sums) -> tuple[float, ...]:
    """The features, in the order of FEATURES."""
    no_names, no_need, pair = sums.no_names, sums.no_need, sums.pair
    named, shared = sum(sums.names), sum(sums.needs)
    told = shared + _IDEA * sums.ideas
    covered = min(1.0, told / (min(sums.of_need) or 1.0))
    missing_least = min(max(no_names[0], no_need[0]), max(no_names[1], no_need[1]))
    name = max(sums.names, default=0.0)
    rarest, second = (*sums.needs[:2], 0.0, 0.0)[:2]
    is_placed = bool(one.ubigeo and other.ubigeo)
    means, meant = _alike(one.meaning, other.meaning)
    here, elsewhere = _same_or_other(is_placed, one.ubigeo == other.ubigeo)
    topic, other_topic = _same_or_other(
        bool(one.topics and other.topics), not one.topics.isdisjoint(other.topics)
    )
    sizes = len(one.telling.stems), len(other.telling.stems)
    return (
        named / (named + sums.unnamed) if named + sums.unnamed else UNKNOWN,
        max(no_names),
        pair,
        covered,
        rarest,
        second,
        min(no_need),
        min(_MOST_NEED, told),
        missing_least,
        min(1.0, (named + shared) / (min(sums.of_all) or 1.0)),
        min(sizes) / max(*sizes, 1),
        here,
        elsewhere,
        topic,
        other_topic,
        float(one.kind == other.kind),
        name * covered,
        name * topic,
        here * topic,
        here * covered,
        here * name,
        min(no_names) * covered,
        pair * missing_least,
        0.0 if is_placed else missing_least,
        means,
        here * meant,
        min(no_names) * meant,
        0.0 if is_placed else meant,
        # Of a place that is not known there is little else to go by than words.
        is_placed * meant * missing_least,
        is_placed * covered * missing_least,
        is_placed * sums.swapped,
    )


def _alike(one: Meaning | None, other: Meaning | None) -> tuple[float, float]:
    """How near the two mean, as it is told alone, and as it is weighed with something else."""
    if one is None or other is None:
        return UNKNOWN, 0.0
    near = likeness(one, other)
    return near, near


def compare(one: Side, other: Side, rarity: Rarity) -> Evidence:
    """The features of a pair. The numbers are the same whichever comes first."""
    return compare_all(one, (other,), rarity)[0]


def compare_all(one: Side, others: Sequence[Side], rarity: Rarity) -> list[Evidence]:
    """The features of one beside each of the others."""
    pairs = [_apart(one, other) for other in others]
    left = [
        (mine.telling.stems - theirs.telling.stems, theirs.telling.stems - mine.telling.stems)
        for mine, theirs in pairs
    ]
    compared = zip(pairs, left, misspelt(left), strict=True)
    return [
        _compare(*pair, _matched(rarity, pair[0].telling.stems - lacking[0], lacking, alike))
        for pair, lacking, alike in compared
    ]


def _apart(one: Side, other: Side) -> tuple[Side, Side]:
    """Both, with words apart that only one of them runs together."""
    mine, theirs = apart(one.telling, other.telling), apart(other.telling, one.telling)
    return (
        one if mine is one.telling else replace(one, telling=mine),
        other if theirs is other.telling else replace(other, telling=theirs),
    )


def _matched(
    rarity: Rarity,
    shared: frozenset[str],
    left: tuple[frozenset[str], frozenset[str]],
    alike: Mapping[str, str],
) -> _Words:
    if not alike:
        return _Words(rarity, alike, shared, left)
    matched = shared.union(alike, alike.values())
    return _Words(
        rarity.like_each_other(alike), alike, matched, (left[0] - matched, left[1] - matched)
    )


def _compare(one: Side, other: Side, words: _Words) -> Evidence:
    mine, theirs, matched, alike = one.telling, other.telling, words.matched, words.alike
    names = mine.names & matched
    if alike:
        names = frozenset([s for s in names if s in theirs.names or alike.get(s) in theirs.names])
    else:
        names &= theirs.names
    ideas = _ideas(mine, theirs, matched)
    rare = words.rarity.__getitem__
    no_names = [[rare(s) for s in side.names & left] for side, left in words.lacking(mine, theirs)]
    no_need = [[rare(s) for s in left - side.names] for side, left in words.lacking(mine, theirs)]
    sums = Sums(
        names=[rare(s) for s in names],
        needs=sorted(map(rare, (mine.stems & matched) - names), reverse=True),
        no_names=(max(no_names[0], default=0.0), max(no_names[1], default=0.0)),
        unnamed=sum(no_names[0]) + sum(no_names[1]),
        no_need=(max(no_need[0], default=0.0), max(no_need[1], default=0.0)),
        of_need=(sum(map(rare, mine.need)), sum(map(rare, theirs.need))),
        of_all=(sum(map(rare, mine.stems)), sum(map(rare, theirs.stems))),
        pair=_pair(mine, theirs, words),
        ideas=len(ideas),
        swapped=_swapped(mine, theirs, words),
    )
    return Evidence(row(one, other, sums), one, names, words, ideas)


def _ideas(mine: Telling, theirs: Telling, matched: frozenset[str]) -> tuple[str, ...]:
    """The ideas that both tell, and not with a word that they share."""
    own = mine.ideas
    others = theirs.ideas if own else own
    return tuple(
        sorted(
            idea
            for idea in own.keys() & others.keys()
            if not (matched.issuperset(own[idea]) or matched.issuperset(others[idea]))
        )
    )


def _pair(mine: Telling, theirs: Telling, words: _Words) -> float:
    """The rarity of the rarest two neighbours that both have."""
    rarity, alike = words.rarity, words.alike
    exact = mine.pairs & theirs.pairs
    most = max([rarity[pair_key(a, b)] for a, b in exact], default=0.0)
    if alike:
        # Where one was misspelt the pair was not counted: it is as rare as its rarer half.
        mended = {(alike.get(a, a), alike.get(b, b)) for a, b in mine.pairs - exact}
        halves = (max(rarity[a], rarity[b]) for a, b in mended & theirs.pairs)
        most = max(most, max(halves, default=0.0))
    return most


def _swapped(mine: Telling, theirs: Telling, words: _Words) -> float:
    """Of two words that stand beside the same one and are not the same, the less rare.

    «La posta no tiene medicinas», «la posta no tiene enfermera»: much the same is told, of another.
    """
    own, others = words.left
    if not own or not others:
        return 0.0
    rare, alike = words.rarity.__getitem__, words.alike
    beside: dict[tuple[str, str], float] = defaultdict(float)
    for place, stem in _places(theirs.run, others):
        beside[place] = max(beside[place], rare(stem))
    return max(
        (
            min(rare(stem), beside[side, alike.get(word, word)])
            for (side, word), stem in _places(mine.run, own)
            if (side, alike.get(word, word)) in beside
        ),
        default=0.0,
    )


def _places(run: Sequence[str], stems: Set[str]) -> Iterator[tuple[tuple[str, str], str]]:
    """After or before which word each of these stems stands."""
    for before, after in pairwise(run):
        if after in stems and before not in stems:
            yield ("after", before), after
        if before in stems and after not in stems:
            yield ("before", after), before


@lru_cache(maxsize=65_536)
def _rarity(df: int, texts: int) -> float:
    size = max(texts, 10)
    return min(1.0, max(0.0, math.log((size + 1) / (df + 1)) / math.log((size + 1) / 2)))
