"""What two texts have in common and what only one has, as numbers with names.

Place and need are looked at apart: whoever tells the same names the same place and speaks of the
same thing there. A word weighs by its rarity: what stands in every text says nothing.
"""

import math
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from intake.rules.tellings import Telling, key_number, pair_key

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
)
# An idea that both tell in other words counts like a word of this rarity.
_IDEA = 0.4
_MOST_NEED = 5.0
_SHORTEST_MISSPELT, _LONG = 4, 8
# Words of each side that are looked at for misspellings.
_MOST_MISSPELT = 64


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, ready to compare; `ubigeo` is empty where it is not known."""

    telling: Telling
    ubigeo: str
    kind: str
    topics: frozenset[str]


class Rarity(dict[str, float]):
    """How much a key says: from 0 (in every text) to 1 (in one, or none yet).

    `df`: in how many of `texts` it stands, by its number (tellings.key_number). Filled as it is
    asked: a search asks for the same words again and again.
    """

    __slots__ = ("df", "guess", "texts")

    def __init__(self, texts: int, df: Mapping[int, int], guess: float | None = None) -> None:
        super().__init__()
        self.texts = texts
        self.df = df
        self.guess = guess
        """For a key that is not in `df`. Without it, such a key is in no text."""

    def __missing__(self, key: str) -> float:
        df = self.df.get(key_number(key))
        rare = self.guess if df is None and self.guess is not None else self.of_count(df or 0)
        self[key] = rare
        return rare

    def of_count(self, df: int) -> float:
        """Of a key that stands in so many texts."""
        return _rarity(df, self.texts)

    def like_each_other(self, alike: Mapping[str, str]) -> "Rarity":
        """A copy where a misspelt stem is as rare as the right one that it stands for."""
        copied = Rarity(self.texts, self.df, self.guess)
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

    def most(self, stems: Set[str]) -> float:
        return max(map(self.rarity.__getitem__, stems), default=0.0)

    def total(self, stems: Set[str]) -> float:
        return sum(map(self.rarity.__getitem__, stems))

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
        """One feature by its name."""
        return self.values[FEATURES.index(name)]

    @property
    def names(self) -> tuple[str, ...]:
        """The stems of the first that name the same place in both, the rarest first."""
        return self.words.rarest_first(self.common_names)

    @property
    def shared(self) -> tuple[str, ...]:
        """Its other stems that both have, the rarest first."""
        common = self.first.telling.stems & self.words.matched
        return self.words.rarest_first(common - self.common_names)

    @property
    def missing(self) -> tuple[str, ...]:
        """Its stems that the other lacks, the rarest first."""
        return self.words.rarest_first(self.words.left[0])


def compare(one: Side, other: Side, rarity: Rarity) -> Evidence:
    """The features of a pair. The numbers are the same whichever comes first."""
    one, other = _apart(one, other), _apart(other, one)
    words = _match(one.telling, other.telling, rarity)
    names = _names(one, other, words)
    ideas = _ideas(one.telling, other.telling, words.matched)
    return Evidence(
        _values(one, other, words, names, len(ideas)),
        one,
        names,
        words,
        ideas,
    )


def _names(one: Side, other: Side, words: _Words) -> frozenset[str]:
    """The stems of the first that both have as a name."""
    names, alike = other.telling.names, words.alike
    own = one.telling.names & words.matched
    if not alike:
        return own & names
    return frozenset(stem for stem in own if stem in names or alike.get(stem) in names)


def _values(
    one: Side, other: Side, words: _Words, names: frozenset[str], ideas: int
) -> tuple[float, ...]:
    mine, theirs = one.telling, other.telling
    left_mine, left_theirs = words.left
    no_names = mine.names & left_mine, theirs.names & left_theirs
    needs = sorted(
        map(words.rarity.__getitem__, (mine.stems & words.matched) - names), reverse=True
    )
    told = sum(needs) + _IDEA * ideas
    of_need = words.total(mine.need), words.total(theirs.need)
    everything = min(of_need[0] + words.total(mine.names), of_need[1] + words.total(theirs.names))
    shared = words.total(mine.stems & words.matched)
    return values_of(
        one,
        other,
        Weighed(
            name=words.most(names),
            named=words.total(names),
            unnamed=words.total(no_names[0] | no_names[1]),
            no_name=(words.most(no_names[0]), words.most(no_names[1])),
            pair=_pair(mine, theirs, words),
            needs=needs,
            told=told,
            covered=min(1.0, told / (min(of_need) or 1.0)),
            coverage=min(1.0, shared / (everything or 1.0)),
            need_missing=min(
                words.most(mine.need & left_mine), words.most(theirs.need & left_theirs)
            ),
            missing_least=min(words.most(left_mine), words.most(left_theirs)),
        ),
    )


class Weighed(NamedTuple):
    """What was weighed of the words of both."""

    name: float
    """The rarest name in both; `named`: all of them added up."""
    named: float
    unnamed: float
    """The names in one alone, added up; `no_name`: the rarest of each side."""
    no_name: tuple[float, float]
    pair: float
    needs: list[float]
    """The other words in both, the rarest first; `told`: added up, with what means the same."""
    told: float
    covered: float
    coverage: float
    need_missing: float
    missing_least: float


def values_of(one: Side, other: Side, weighed: Weighed) -> tuple[float, ...]:
    """The features, in the order of FEATURES."""
    is_placed = bool(one.ubigeo and other.ubigeo)
    here = 1.0 if is_placed and one.ubigeo == other.ubigeo else 0.0
    is_tagged = bool(one.topics and other.topics)
    topic = 1.0 if is_tagged and not one.topics.isdisjoint(other.topics) else 0.0
    sizes = len(one.telling.stems), len(other.telling.stems)
    name, named, unnamed, no_name, pair, needs, told, covered, coverage, lacks, least = weighed
    return (
        named / (named + unnamed) if named + unnamed else -1.0,
        max(no_name),
        pair,
        covered,
        needs[0] if needs else 0.0,
        needs[1] if len(needs) > 1 else 0.0,
        lacks,
        min(_MOST_NEED, told),
        least,
        coverage,
        min(sizes) / max(*sizes, 1),
        here,
        1.0 if is_placed and not here else 0.0,
        topic,
        1.0 if is_tagged and not topic else 0.0,
        1.0 if one.kind == other.kind else 0.0,
        name * covered,
        name * topic,
        here * topic,
        here * covered,
        here * name,
        min(no_name) * covered,
        pair * least,
        0.0 if is_placed else least,
    )


def _match(mine: Telling, theirs: Telling, rarity: Rarity) -> _Words:
    shared = mine.stems & theirs.stems
    left_mine, left_theirs = mine.stems - shared, theirs.stems - shared
    alike = _alike(left_mine, left_theirs)
    if not alike:
        return _Words(rarity, {}, shared, (left_mine, left_theirs))
    matched = shared.union(alike, alike.values())
    left = left_mine - matched, left_theirs - matched
    return _Words(rarity.like_each_other(alike), alike, matched, left)


def _alike(mine: Set[str], theirs: Set[str]) -> dict[str, str]:
    """Stems of both sides that are one letter apart (two in long ones): misspellings."""
    long_mine, long_theirs = (
        sorted(stem for stem in side if len(stem) >= _SHORTEST_MISSPELT)[:_MOST_MISSPELT]
        for side in (mine, theirs)
    )
    if not long_mine or not long_theirs:
        return {}
    # Worker threads cost more than so few words.
    apart = process.cdist(long_mine, long_theirs, scorer=OSA.distance, score_cutoff=2, workers=1)
    near = []
    for row, column in zip(*(apart <= 2).nonzero(), strict=True):
        own, other, distance = long_mine[row], long_theirs[column], int(apart[row, column])
        if distance == 1 or min(len(own), len(other)) >= _LONG:
            near.append((distance, own, other))
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, own, other in sorted(near):
        if own not in found and other not in taken:
            found[own] = other
            taken.add(other)
    return found


def _apart(side: Side, other: Side) -> Side:
    """The same side, with the words apart that it runs together and the other does not.

    «vilcaalto» is Vilca Alto: read so, it has a name in common with it and not a word of its own.
    """
    telling, theirs = side.telling, other.telling
    joined = {
        word: pair
        for pair in theirs.pairs
        if (word := pair_key(*pair)) in telling.stems and word not in theirs.stems
    }
    if not joined:
        return side
    words = [
        (half, is_name)
        for stem, is_name in zip(telling.run, telling.named, strict=True)
        for half in joined.get(stem, (stem,))
    ]
    run, named = zip(*words, strict=True)
    return replace(side, telling=Telling(run, named))


def _ideas(mine: Telling, theirs: Telling, matched: frozenset[str]) -> tuple[str, ...]:
    """The ideas that both tell, and not with a word that they share."""
    own, others = mine.ideas, theirs.ideas
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
    most = max(
        (rarity.of_count(rarity.df.get(key_number(pair_key(a, b)), 0)) for a, b in exact),
        default=0.0,
    )
    if alike:
        # Where one was misspelt the pair was not counted: it is as rare as its rarer half.
        mended = {(alike.get(a, a), alike.get(b, b)) for a, b in mine.pairs - exact}
        halves = (max(rarity[a], rarity[b]) for a, b in mended & theirs.pairs)
        most = max(most, max(halves, default=0.0))
    return most


@lru_cache(maxsize=65_536)
def _rarity(df: int, texts: int) -> float:
    size = max(texts, 10)
    return min(1.0, max(0.0, math.log((size + 1) / (df + 1)) / math.log((size + 1) / 2)))
