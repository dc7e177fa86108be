"""Putting necesidades in an order by weighted criteria.

A value is from 0 to HIGHEST and stands by itself: it comes from a fixed scale or from people, never
from a comparison with the others. So to add a necesidad, or to take one away, changes no total.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from intake.necesidades.rules.criteria import HIGHEST, WHOLE

Values = Mapping[str, float | None]
"""By criterion, from 0 to HIGHEST; None: nobody valued it yet, or there is no data."""


@dataclass(frozen=True, slots=True)
class Rating:
    """What one person gave, and why. Not binding: an adviser's (Manual, art. 28)."""

    who: str
    value: float
    reason: str
    is_binding: bool


@dataclass(frozen=True)
class Placed:
    """Where one necesidad stands, and what brought it there."""

    id: int
    place: int
    """From 1. Equal to one decimal, equal place; the next place counts all before it."""
    is_tied: bool
    points: Values
    """What each criterion adds to the total, out of its part of WHOLE. None adds nothing."""
    lacking: float
    """The weight of what has no value: it is given to no other criterion."""

    @cached_property
    def total(self) -> float:
        """The points, from 0 to WHOLE."""
        return _total(self.points)

    @property
    def at_most(self) -> float:
        """What the total can still become with what is lacking."""
        return self.total + self.lacking


def mean(ratings: Iterable[Rating], *, binding: bool) -> float | None:
    """The mean of those that count, or of the advisers'; None if there is none."""
    values = sorted(each.value for each in ratings if each.is_binding is binding)
    return sum(values) / len(values) if values else None


def place_all(values: Mapping[int, Values], weights: Mapping[str, float]) -> tuple[Placed, ...]:
    """All of them, the first before; those of one place by their number.

    Weights count in proportion to their sum, whatever that is; it must be above 0.
    """
    whole = sum(weights.values())
    shares = {name: WHOLE * weight / whole for name, weight in weights.items()}
    points = {id_: _points(each, shares) for id_, each in values.items()}
    shown = {id_: to_a_tenth(_total(each)) for id_, each in points.items()}
    sharing = Counter(shown.values())
    place, before = {}, 0
    for total in sorted(sharing, reverse=True):
        place[total] = before + 1
        before += sharing[total]
    return tuple(
        Placed(
            id=id_,
            place=place[shown[id_]],
            is_tied=sharing[shown[id_]] > 1,
            points=points[id_],
            lacking=sum(share for name, share in shares.items() if points[id_][name] is None),
        )
        for id_ in sorted(values, key=lambda id_: (place[shown[id_]], id_))
    )


def to_a_tenth(total: float) -> float:
    """The total as it is compared and shown, free of what floating point leaves behind."""
    return round(round(total, 9), 1)


def _points(values: Values, shares: Mapping[str, float]) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for name, share in shares.items():
        value = values.get(name)
        found[name] = None if value is None else share * value / HIGHEST
    return found


def _total(points: Values) -> float:
    return sum(each for each in points.values() if each is not None)
