"""How much an aporte's words speak for one necesidad, and which words hold one together.

A necesidad is known by its profile: how many of its members use each word. A word that the profile
has counts for it, more the larger its share there and the rarer it is elsewhere; one that the
profile lacks counts a little against it; one that nobody used yet says nothing. The sum is the
logarithm of a likelihood ratio, and the part of every word can be told.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from intake.grouping.rules.need_words import TAG_MARK, first_guess

MOST_LEARNED = 60
"""Members whose words make the profile: more change it no more (measured), and its rows rest."""
# Of a member's words, the part that tells the need; the rest is told by chance.
_TOLD = 0.4
# Necesidades whose words are taken for known before there are any.
_ASSUMED = 300
# A priority is given by rules of its own, and says less than the person's words.
_WEIGHT_OF_TAG = 0.5
_LEAST = 4.8
# A long text has something of everything: it must speak more clearly.
_SHORT, _LEAST_MORE = 6, 0.3
_LEAST_SHARED = 3
# By number of words, where there are no more.
_LEAST_OF_FEW = {1: 2.0, 2: 3.2}


@dataclass(frozen=True, slots=True)
class Profile:
    """Of `size` members, how many use each word."""

    size: int
    members: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Commonness:
    """In how many of all necesidades each word stands. A word that is not in it is in none."""

    necesidades: int
    having: Mapping[str, int]

    def of(self, word: str) -> float:
        """The share of necesidades that have the word; a guess if there are few."""
        seen = self.having.get(word, 0)
        return (seen + first_guess(word) * _ASSUMED) / (self.necesidades + _ASSUMED)


@dataclass(frozen=True, slots=True)
class Weighing:
    """How much speaks for a necesidad, the part of each shared word, and whether it is enough."""

    total: float
    shared: Mapping[str, float]
    belongs: bool


def weigh(words: Sequence[str], profile: Profile, common: Commonness) -> Weighing:
    """What an aporte's words say for the necesidad with this profile."""
    parts = {word: _part(word, profile, common) for word in words if common.having.get(word)}
    shared = {word: part for word, part in parts.items() if part > 0}
    spoken = [word for word in words if not word.startswith(TAG_MARK)]
    total = sum(parts.values())
    known = sum(word in parts for word in spoken)
    return Weighing(total, shared, _is_enough(spoken, shared) and total >= _least(spoken, known))


def _is_enough(spoken: Sequence[str], shared: Collection[str]) -> bool:
    """Whether they have enough in common; a priority alone never is."""
    if len(spoken) in _LEAST_OF_FEW:
        # «No hay agua» is no more than that: whoever says just so, of the same priority, belongs.
        return len(shared) > len(spoken) and all(word in shared for word in spoken)
    return len(shared) >= _LEAST_SHARED and sum(word in shared for word in spoken) > 1


def _least(spoken: Sequence[str], known: int) -> float:
    return _LEAST_OF_FEW.get(len(spoken), _LEAST + _LEAST_MORE * max(0, known - _SHORT))


def rarity(word: str, common: Commonness) -> float:
    """How much sharing this word may say, before any profile is known; above zero."""
    return math.log(1 / min(0.9, common.of(word)))


def holding_words(profile: Profile, common: Commonness, most: int) -> tuple[str, ...]:
    """The words that keep a necesidad together, the strongest first; no priorities."""
    parts = {
        word: _part(word, profile, common) * count / profile.size
        for word, count in profile.members.items()
        if not word.startswith(TAG_MARK) and (count > 1 or profile.size == 1)
    }
    return tuple(
        sorted((w for w, part in parts.items() if part > 0), key=lambda w: (-parts[w], w))
    )[:most]


def typical(profile: Profile, told: Iterable[tuple[int, Sequence[str]]]) -> int | None:
    """The id, of (id, words), whose words are most like those of all; the shorter of equals."""
    best: tuple[float, int, int] | None = None
    for id_, words in told:
        spoken = [word for word in words if not word.startswith(TAG_MARK)]
        score = sum(profile.members.get(word, 0) for word in spoken) / (len(spoken) + 4)
        rank = (-score, len(spoken), id_)
        best = rank if best is None or rank < best else best
    return None if best is None else best[2]


def _part(word: str, profile: Profile, common: Commonness) -> float:
    share = profile.members.get(word, 0) / (profile.size + 1)
    part = math.log(1 - _TOLD + _TOLD * share / common.of(word))
    return part * _WEIGHT_OF_TAG if word.startswith(TAG_MARK) else part
