"""Whether two texts tell the same need: a few named features, weighed, that can say why.

The weights are data (scorecard.yaml), trained by tools/train_scorecard.py. No feature is about a
person: only about words, place, topic and kind.
"""

import math
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from intake.datafiles import parse_yaml
from intake.errors import DataFileError
from intake.rules.keys import LONGEST_KEPT, Keys, keys_of
from intake.rules.reasons import reasons

Outcome = Literal["link", "ask", "new"]

FEATURES = (
    "coverage",
    "shared_rarest",
    "shared_pair",
    "shared_next",
    "missing_most",
    "missing_least",
    "similarity",
    "contained",
    "same_district",
    "other_district",
    "same_priority",
    "other_priority",
    "same_kind",
    "shortness",
)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts, ready to compare; `sound` has its stems in alphabetical order."""

    text: str
    keys: Keys
    stems: frozenset[str]
    pairs: frozenset[str]
    sound: str
    ubigeo: str | None
    kind: str
    priorities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Judgement:
    """How alike, what to do, and why; reasons are for people, the weightiest first."""

    probability: float
    outcome: Outcome
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The features of a pair; and of its first text, the stems shared and lacking, rarest first."""

    values: Mapping[str, float]
    text: str
    shared: tuple[str, ...]
    missing: tuple[str, ...]


def side(
    text: str, ubigeo: str | None, kind: str, priorities: frozenset[str] = frozenset()
) -> Side:
    """Read one text once, to compare it many times."""
    read = _remembered if len(text) <= LONGEST_KEPT else _side
    return read(text, ubigeo, kind, priorities)


def _side(text: str, ubigeo: str | None, kind: str, priorities: frozenset[str]) -> Side:
    keys = keys_of(text, ubigeo)
    stems, sound = frozenset(keys.stems), " ".join(sorted(keys.stems))
    return Side(text, keys, stems, frozenset(keys.pairs), sound, ubigeo, kind, priorities)


_remembered = lru_cache(maxsize=2048)(_side)


class Scorecard:
    """Logistic weights and the two thresholds. Read only."""

    def __init__(
        self, intercept: float, weights: Mapping[str, float], *, link: float, ask: float
    ) -> None:
        self.intercept = intercept
        self.weights = {name: float(weights.get(name, 0)) for name in FEATURES}
        self.link = link
        self.ask = ask

    @classmethod
    def builtin(cls) -> "Scorecard":
        """The one that comes with the product."""
        return _builtin()

    def probability(self, evidence: Evidence) -> float:
        """How likely the pair tells the same need."""
        total = self.intercept + sum(
            weight * evidence.values[name] for name, weight in self.weights.items()
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def judge(self, evidence: Evidence) -> Judgement:
        """Probability, outcome and reasons of a pair."""
        probability = self.probability(evidence)
        outcome: Outcome = (
            "link" if probability >= self.link else "ask" if probability >= self.ask else "new"
        )
        part = {name: abs(w * evidence.values[name]) for name, w in self.weights.items()}
        said = reasons(part, evidence.text, evidence.shared, evidence.missing)
        return Judgement(probability, outcome, said)


def compare(one: Side, other: Side, df: Mapping[str, int], texts: int) -> Evidence:
    """The features of a pair. `df`: in how many of `texts` each key stands. Symmetric."""
    shared = one.stems & other.stems
    alike = _alike(sorted(one.stems - shared), sorted(other.stems - shared))
    left_one = (one.stems - shared).difference(alike)
    left_other = (other.stems - shared).difference(alike.values())
    # A misspelt stem is as rare as the right one that it stands for.
    weight_of = {s: rarity(df.get(s, 0), texts) for s in one.stems | other.stems}
    for mine, theirs in alike.items():
        weight_of[mine] = weight_of[theirs] = min(weight_of[mine], weight_of[theirs])
    common = _rarest_first({*shared, *alike}, weight_of)
    total = min(sum(weight_of[s] for s in side.keys.stems) for side in (one, other)) or 1.0
    pairs = _shared_pairs(one, other, alike)
    worst = [max((weight_of[s] for s in left), default=0.0) for left in (left_one, left_other)]
    values = {
        "coverage": min(1.0, sum(weight_of[s] for s in common) / total),
        "shared_rarest": weight_of[common[0]] if common else 0.0,
        "shared_pair": max((rarity(df.get(p, 0), texts) for p in pairs), default=0.0),
        # The place may be the rarest that they share: the need shows in what comes after it.
        "shared_next": weight_of[common[2]] if len(common) > 2 else 0.0,
        "missing_most": max(worst),
        "missing_least": min(worst),
        # The sounds are sorted: this is the ratio of both with their words in one order.
        "similarity": fuzz.ratio(one.sound, other.sound) / 100,
        "contained": fuzz.token_set_ratio(one.sound, other.sound) / 100,
        "same_kind": float(one.kind == other.kind),
        "shortness": 1 / (1 + min(len(one.stems), len(other.stems))),
        **_agreement(one, other),
    }
    return Evidence(values, one.text, common, _rarest_first(left_one, weight_of))


def _rarest_first(stems: Set[str], weight_of: Mapping[str, float]) -> tuple[str, ...]:
    return tuple(sorted(stems, key=lambda stem: (-weight_of[stem], stem)))


def _agreement(one: Side, other: Side) -> dict[str, float]:
    placed = bool(one.ubigeo and other.ubigeo)
    tagged = bool(one.priorities and other.priorities)
    same_topic = bool(one.priorities & other.priorities)
    return {
        "same_district": float(placed and one.ubigeo == other.ubigeo),
        "other_district": float(placed and one.ubigeo != other.ubigeo),
        "same_priority": float(tagged and same_topic),
        "other_priority": float(tagged and not same_topic),
    }


@lru_cache(maxsize=65_536)
def rarity(df: int, texts: int) -> float:
    """How much sharing a key says: from 0 (in every text) to 1 (in one, or none yet)."""
    size = max(texts, 10)
    return min(1.0, max(0.0, math.log((size + 1) / (df + 1)) / math.log((size + 1) / 2)))


def _alike(left: list[str], right: list[str]) -> dict[str, str]:
    """Stems of both sides that are one letter apart (two in long ones): misspellings."""
    long_left, long_right = ([s for s in side if len(s) >= 4] for side in (left, right))
    if not long_left or not long_right:
        return {}
    found: dict[str, str] = {}
    order = sorted(
        (int(apart), mine, theirs)
        for mine in long_left
        for theirs, apart, _ in process.extract(
            mine, long_right, scorer=OSA.distance, score_cutoff=2, limit=3
        )
        if apart <= (1 if min(len(mine), len(theirs)) < 8 else 2)
    )
    taken: set[str] = set()
    for _, mine, theirs in order:
        if mine not in found and theirs not in taken:
            found[mine] = theirs
            taken.add(theirs)
    return found


def _shared_pairs(one: Side, other: Side, alike: Mapping[str, str]) -> frozenset[str]:
    if not alike:
        return one.pairs & other.pairs
    mended = {" ".join(alike.get(s, s) for s in pair.split(" ")) for pair in one.pairs}
    return other.pairs & mended


@cache
def _builtin() -> Scorecard:
    text = resources.files("intake.data").joinpath("scorecard.yaml").read_text("utf-8")
    return parse_scorecard(text)


def parse_scorecard(text: str) -> Scorecard:
    """Read and check a scorecard file."""
    data: Any = parse_yaml(text)
    try:
        weights = {str(name): float(value) for name, value in data["weights"].items()}
        intercept, link, ask = (float(data[name]) for name in ("intercept", "link", "ask"))
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise DataFileError(
            f"Al archivo scorecard.yaml le falta o le sobra algo: {problem}."
        ) from problem
    unknown = set(weights) - set(FEATURES)
    if unknown or not 0 < ask <= link < 1:
        raise DataFileError(
            f"En scorecard.yaml hay rasgos de más: {', '.join(sorted(unknown)) or 'ninguno'}; "
            "o umbrales que no cumplen 0 < ask <= link < 1."
        )
    return Scorecard(intercept, weights, link=link, ask=ask)
