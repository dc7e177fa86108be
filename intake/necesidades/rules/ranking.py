"""Putting necesidades in an order by weighted criteria, and how much that order hangs on weights.

A value is from 0 to HIGHEST and stands by itself: it comes from a fixed scale or from people, never
from a comparison with the others. So to add a necesidad, or to take one away, changes no total.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from intake.necesidades.rules.criteria import HIGHEST, WHOLE

Values = Mapping[str, float | None]
"""By criterion, from 0 to HIGHEST; None: nobody valued it yet, or there is no data."""
STEP = 0.2
"""How far each weight is moved up and down to see whether the order holds."""


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


@dataclass(frozen=True, slots=True)
class Shift:
    """What becomes of the first places from one order to another."""

    entered: tuple[int, ...]
    left: tuple[int, ...]
    moved: tuple[tuple[int, int, int], ...]
    """(id, place before, place after) of those that are among the first both times."""

    @property
    def is_none(self) -> bool:
        """Whether the first stand as they stood."""
        return not (self.entered or self.left or self.moved)


@dataclass(frozen=True, slots=True)
class RankChange:
    """One weight made another, while the rest share what remains."""

    criterion: str
    factor: float
    """By what its weight was multiplied; 0: it was left out."""
    shift: Shift


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


def sensitivity(
    values: Mapping[int, Values], weights: Mapping[str, float], *, first: int
) -> tuple[RankChange, ...]:
    """What changes within the first places with each weight a STEP up, a STEP down and left out."""
    before = place_all(values, weights)
    return tuple(
        RankChange(name, factor, shift(before, place_all(values, moved), first=first))
        for name, factor, moved in _variants(weights)
    )


def shift(before: Iterable[Placed], after: Iterable[Placed], *, first: int) -> Shift:
    """What changes within the first places from one order to another of the same necesidades."""
    was, is_now = (
        {each.id: each.place for each in placed if each.place <= first}
        for placed in (before, after)
    )
    return Shift(
        entered=tuple(id_ for id_ in is_now if id_ not in was),
        left=tuple(id_ for id_ in was if id_ not in is_now),
        moved=tuple(
            (id_, place, is_now[id_])
            for id_, place in was.items()
            if id_ in is_now and is_now[id_] != place
        ),
    )


def always_first(
    before: Iterable[Placed], changes: Iterable[RankChange], *, first: int
) -> list[int]:
    """The necesidades that stay within the first places whichever change is made."""
    left = {id_ for each in changes for id_ in each.shift.left}
    return [each.id for each in before if each.place <= first and each.id not in left]


def _variants(weights: Mapping[str, float]) -> Iterator[tuple[str, float, dict[str, float]]]:
    for name, weight in weights.items():
        for factor in (1 + STEP, 1 - STEP, 0.0):
            moved = {**weights, name: weight * factor}
            if sum(moved.values()) > 0:
                yield name, factor, moved


def _points(values: Values, shares: Mapping[str, float]) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for name, share in shares.items():
        value = values.get(name)
        found[name] = None if value is None else share * value / HIGHEST
    return found


def _total(points: Values) -> float:
    return sum(each for each in points.values() if each is not None)
