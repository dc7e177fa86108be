"""Whether two texts tell the same need: a few named features, weighed, that can say why.

A feature gives points by a curve (straight between its knots), the points add up, and the sum is
the logarithm of the odds. The curves are data (scorecard.yaml), learnt by tools/train_scorecard.
No feature is about a person: only about words, place, topic and kind.
"""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Literal

from intake.datafiles import parse_yaml, shipped_text
from intake.errors import DataFileError
from intake.sameness.rules.features import FEATURES, Evidence
from intake.sameness.rules.reasons import reasons

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    _Floats = npt.NDArray[np.float64]

Outcome = Literal["link", "ask", "new"]

_STEPS = 200
# How much a closer look may change, in logarithms of odds: of the best of a search it never came to
# so much, of all that was shown in 2 of 1,396 (measured).
_BEHIND, _UNLIKELY = 5.0, 3.8


class Curve:
    """Points by the value of a feature: straight between knots, level outside."""

    __slots__ = ("_low", "_scale", "_steps", "knots", "points")

    def __init__(self, knots: Sequence[float], points: Sequence[float]) -> None:
        self.knots = tuple(knots)
        self.points = tuple(points)
        # Read off in small steps: hundreds are looked up for one search.
        self._low = self.knots[0]
        self._scale = _STEPS / (self.knots[-1] - self._low)
        self._steps = [self._between(self._low + n / self._scale) for n in range(_STEPS + 1)]

    def at(self, value: float) -> float:
        """The points of a value, to a hundredth of the curve's width."""
        step = int((value - self._low) * self._scale + 0.5)
        return self._steps[0 if step < 0 else min(step, _STEPS)]

    @property
    def table(self) -> tuple[float, float, list[float]]:
        """The first knot, steps for each unit of value, and the points at each step."""
        return self._low, self._scale, self._steps

    def _between(self, value: float) -> float:
        after = min(max(1, bisect_right(self.knots, value)), len(self.knots) - 1)
        low, high = self.knots[after - 1], self.knots[after]
        share = (value - low) / (high - low)
        return self.points[after - 1] + share * (self.points[after] - self.points[after - 1])


@dataclass(frozen=True, slots=True)
class Judgement:
    """How alike, what to do, and why; reasons are for people, the weightiest first."""

    probability: float
    outcome: Outcome
    reasons: tuple[str, ...]
    points: Mapping[str, float]
    """What each feature added to the logarithm of the odds."""


class Scorecard:
    """The curves and the two thresholds. Read only."""

    def __init__(
        self, intercept: float, curves: Mapping[str, Curve], *, link: float, ask: float
    ) -> None:
        self.intercept = intercept
        self.curves = dict(curves)
        self.link = link
        self.ask = ask
        self._tables = tuple((FEATURES.index(name), *curve.table) for name, curve in curves.items())

    @classmethod
    def builtin(cls) -> "Scorecard":
        """The scorecard that comes with the product."""
        return _builtin()

    def with_thresholds(self, link: float | None, ask: float | None) -> "Scorecard":
        """The same curves with other thresholds; None leaves a threshold as it is."""
        link = self.link if link is None else link
        ask = self.ask if ask is None else ask
        return Scorecard(self.intercept, self.curves, link=max(link, ask), ask=ask)

    def probability(self, values: Sequence[float]) -> float:
        """How likely a pair with these features (in the order of FEATURES) tells the same need."""
        total = self.intercept
        # What Curve.at does, written out because a search asks thirty times.
        for n, low, scale, steps in self._tables:
            step = int((values[n] - low) * scale + 0.5)
            total += steps[step if 0 <= step <= _STEPS else 0 if step < 0 else _STEPS]
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def promising(self, rows: Sequence[Sequence[float]]) -> list[int]:
        """The positions of rows seen at first look that may yet be asked about, likeliest first.

        Left out is what is far behind the best, and so unlikely that a closer look would not do.
        """
        import numpy as np  # noqa: PLC0415 it takes a tenth of a second to load

        numbers, lows, scales, steps = self._arrays
        at = (np.array(rows)[:, numbers] - lows) * scales + 0.5
        steps_at = np.clip(at, 0, _STEPS).astype(np.intp)
        total = steps[np.arange(len(numbers)), steps_at].sum(axis=1) + self.intercept
        order = np.argsort(-total, kind="stable")
        asked = math.log(self.ask / (1 - self.ask))
        least = min(total.max() - _BEHIND, asked - _UNLIKELY)
        return [int(n) for n in order if total[n] >= least]

    @cached_property
    def _arrays(self) -> "tuple[list[int], _Floats, _Floats, _Floats]":
        import numpy as np  # noqa: PLC0415 as above

        numbers, lows, scales, steps = zip(*self._tables, strict=True)
        return list(numbers), np.array(lows), np.array(scales), np.array(steps)

    def outcome(self, probability: float) -> Outcome:
        """What to do about a pair that is so likely the same."""
        return "link" if probability >= self.link else "ask" if probability >= self.ask else "new"

    def held_back(self, probability: float) -> float:
        """The probability of two that contradict each other: they are asked about at most."""
        return min(probability, (self.ask + self.link) / 2)

    def judge(self, evidence: Evidence, text: str, against: Sequence[str] = ()) -> Judgement:
        """Probability, outcome and reasons of a pair; `text`: the first of them as written.

        `against`: what they tell against each other (see contradictions).
        """
        probability = self.probability(evidence.values)
        if against or evidence.value("other_district"):
            probability = self.held_back(probability)
        outcome = self.outcome(probability)
        points = {
            name: curve.at(evidence.value(name)) - curve.at(0.0)
            for name, curve in self.curves.items()
        }
        return Judgement(probability, outcome, (*against, *reasons(evidence, text)), points)


@cache
def _builtin() -> Scorecard:
    text = shipped_text("scorecard.yaml")
    return parse_scorecard(text)


def parse_scorecard(text: str) -> Scorecard:
    """Read and check a scorecard file."""
    data = parse_yaml(text)
    try:
        curves = {str(name): _curve(pairs) for name, pairs in data["curves"].items()}
        intercept, link, ask = (float(data[name]) for name in ("intercept", "link", "ask"))
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise DataFileError(
            f"Al archivo scorecard.yaml le falta o le sobra algo: {problem}."
        ) from problem
    unknown = set(curves) - set(FEATURES)
    if unknown or not 0 < ask <= link < 1:
        raise DataFileError(
            f"En scorecard.yaml hay rasgos de más: {', '.join(sorted(unknown)) or 'ninguno'}; "
            "o umbrales que no cumplen 0 < ask <= link < 1."
        )
    return Scorecard(intercept, curves, link=link, ask=ask)


def _curve(pairs: Sequence[Sequence[float]]) -> Curve:
    knots = tuple(float(knot) for knot, _ in pairs)
    if len(knots) < 2 or list(knots) != sorted(set(knots)):
        raise ValueError("los nudos de una curva van de menor a mayor, y son dos o más")
    return Curve(knots, tuple(float(points) for _, points in pairs))
