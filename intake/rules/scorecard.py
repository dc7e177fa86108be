"""Whether two texts tell the same need: a few named features, weighed, that can say why.

The weights are data (scorecard.yaml), trained by tools/train_scorecard.py. No feature is about a
person: only about words, place, topic and kind.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from intake.datafiles import parse_yaml
from intake.errors import DataFileError
from intake.rules.keys import Keys, keys_of

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
_LEAST_REASON = 0.25


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts, ready to compare."""

    keys: Keys
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
    """The features of a pair, and the words behind them."""

    values: Mapping[str, float]
    shared: tuple[str, ...]
    missing: tuple[str, ...]


def side(
    text: str, ubigeo: str | None, kind: str, priorities: frozenset[str] = frozenset()
) -> Side:
    """Read one text once, to compare it many times."""
    keys = keys_of(text, ubigeo)
    return Side(keys, " ".join(keys.stems), ubigeo, kind, priorities)


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
        return Judgement(probability, outcome, self._reasons(evidence))

    def _reasons(self, evidence: Evidence) -> tuple[str, ...]:
        found: list[tuple[float, str]] = []
        for name, weight in self.weights.items():
            said = _REASONS.get(name)
            value = evidence.values[name]
            if said is None or abs(weight * value) < _LEAST_REASON:
                continue
            if name == "shared_rarest" and evidence.shared:
                said = f"{said}: {', '.join(evidence.shared[:3])}"
            if name == "missing_most" and evidence.missing:
                said = f"{said}: {', '.join(evidence.missing[:3])}"
            found.append((abs(weight * value), said))
        return tuple(said for _, said in sorted(found, key=lambda f: -f[0])[:4])


_REASONS = {
    "coverage": "dicen casi lo mismo con las mismas palabras",
    "shared_rarest": "comparten palabras poco comunes",
    "shared_pair": "usan la misma expresión o el mismo lugar",
    "missing_most": "una dice algo poco común que la otra no",
    "similarity": "están escritos de forma parecida",
    "contained": "un texto está dentro del otro",
    "same_district": "son del mismo distrito",
    "other_district": "son de distritos distintos",
    "same_priority": "tratan de la misma prioridad",
    "other_priority": "tratan de prioridades distintas",
}


def compare(one: Side, other: Side, df: Mapping[str, int], texts: int) -> Evidence:
    """The features of a pair. `df`: in how many of `texts` each key stands. Symmetric."""
    a, b = set(one.keys.stems), set(other.keys.stems)
    shared = a & b
    alike = _alike(sorted(a - shared), sorted(b - shared))
    left_a = sorted(a - shared - alike.keys())
    left_b = sorted(b - shared - set(alike.values()))
    # A misspelt stem is as rare as the right one that it stands for.
    weight_of = {s: rarity(df.get(s, 0), texts) for s in a | b}
    for mine, theirs in alike.items():
        weight_of[mine] = weight_of[theirs] = min(weight_of[mine], weight_of[theirs])
    common = [*shared, *alike]
    rare_shared = sorted(common, key=lambda s: (-weight_of[s], s))
    missing = sorted({*left_a, *left_b}, key=lambda s: (-weight_of[s], s))
    total = min(sum(weight_of[s] for s in a), sum(weight_of[s] for s in b)) or 1.0
    pairs = _shared_pairs(one.keys, other.keys, alike)
    worst = sorted(max((weight_of[s] for s in left), default=0.0) for left in (left_a, left_b))
    values = {
        "coverage": min(1.0, sum(weight_of[s] for s in common) / total),
        "shared_rarest": weight_of[rare_shared[0]] if rare_shared else 0.0,
        "shared_pair": max((rarity(df.get(p, 0), texts) for p in pairs), default=0.0),
        # The place may be the rarest that they share: the need shows in what comes after it.
        "shared_next": weight_of[rare_shared[2]] if len(rare_shared) > 2 else 0.0,
        "missing_most": worst[1],
        "missing_least": worst[0],
        "similarity": fuzz.token_sort_ratio(one.sound, other.sound) / 100,
        "contained": fuzz.token_set_ratio(one.sound, other.sound) / 100,
        "same_kind": float(one.kind == other.kind),
        "shortness": 1 / (1 + min(len(a), len(b))),
        **_agreement(one, other),
    }
    return Evidence(values, tuple(rare_shared[:3]), tuple(missing[:3]))


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


def _shared_pairs(one: Keys, other: Keys, alike: Mapping[str, str]) -> set[str]:
    mended = {" ".join(alike.get(s, s) for s in pair.split(" ")) for pair in one.pairs}
    return mended & set(other.pairs)


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
