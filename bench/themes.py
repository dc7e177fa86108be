"""Tags, counted by labels of another time: what came apart since counts as what it was part of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intake.reading.rules.tags import Vocabulary

LATER = frozenset({"juventud", "migracion"})
"""Priorities of which the first labels knew nothing, neither as part of another."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Tags as the labels know them, in their order, and how many they know nothing of."""

    tags: tuple[str, ...]
    left_out: int


def known_to(cases: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The ids that the labels of a file may have: today's if any of them came later."""
    shipped = Vocabulary.builtin().priorities
    today = frozenset(each.id for each in shipped)
    former = frozenset(each.theme or each.id for each in shipped) - LATER
    used = {name for case in cases for name in case.get("priorities") or ()}
    return today if used & (today - former) else former


def themes_of(tags: Sequence[str], known: Collection[str]) -> Counted:
    """A tag counts as itself where its id is known, or as its theme; else it is left out."""
    counted = [tag if tag in known else _theme_of(tag) for tag in tags]
    kept = tuple(dict.fromkeys(tag for tag in counted if tag in known))
    return Counted(kept, sum(tag not in known for tag in counted))


def _theme_of(tag: str) -> str:
    found = Vocabulary.builtin().find(tag)
    return "" if found is None else found.theme
