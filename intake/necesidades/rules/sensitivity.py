"""How much the order of the necesidades hangs on the weights of the criteria."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from intake.necesidades.rules.ranking import Placed, Values, place_all

STEP = 0.2
"""How far each weight is moved up and down to see whether the order holds."""


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
