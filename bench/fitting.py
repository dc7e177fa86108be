"""Which entries of the answers file fit what people ask, and which were given in an answer.

The table (`fitting.yaml`) is of topics of questions, each with patterns written from what people
ask, never from how the entries are worded, and the ids of the entries that answer it.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.said.guide import load_guide

_TABLE = Path(__file__).with_name("fitting.yaml")
_FIELD = re.compile(r"\{[^{}]*\}")
_LONG_ENOUGH = 12
"""Letters by which a piece of an entry is known to be of it."""


@dataclass(frozen=True, slots=True)
class AskedOf:
    """A topic of questions."""

    name: str
    patterns: tuple[re.Pattern[str], ...]
    entries: frozenset[str]

    def is_of(self, folded: str) -> bool:
        """Whether a question, folded, is of this topic."""
        return any(pattern.search(folded) for pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class Fitting:
    """The whole table."""

    topics: tuple[AskedOf, ...]

    @classmethod
    @cache
    def builtin(cls) -> "Fitting":
        """The table beside this module."""
        rows: Sequence[Mapping[str, Sequence[str]]] = yaml.safe_load(_TABLE.read_text("utf-8"))
        return cls(
            tuple(
                AskedOf(
                    str(row["topic"]),
                    tuple(re.compile(pattern) for pattern in row["asks"]),
                    frozenset(row["fits"]),
                )
                for row in rows
            )
        )

    def topics_of(self, question: str) -> list[str]:
        """The names of the topics that know a question."""
        folded = fold(question)
        return [each.name for each in self.topics if each.is_of(folded)]

    def entries_for(self, question: str) -> frozenset[str] | None:
        """The entries that fit it, of all topics that know it; None where none does."""
        folded = fold(question)
        known = [each.entries for each in self.topics if each.is_of(folded)]
        return frozenset().union(*known) if known else None


def entry_called(label: str) -> str | None:
    """The id of the entry whose question is this label."""
    return next((each.id for each in load_guide().answers if each.question == label), None)


def fold(text: str) -> str:
    """Small letters without accents; the signs stay, one blank between words."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return " ".join("".join(each for each in letters if not unicodedata.combining(each)).split())


def entries_in(told: str) -> set[str]:
    """The ids of the entries whose text is in what was told, whatever stands in their fields."""
    folded = fold(told)
    return {
        name
        for name, parts in _parts_of_entries().items()
        if parts and all(part in folded for part in parts)
    }


@cache
def _parts_of_entries() -> Mapping[str, tuple[str, ...]]:
    """Of each entry, the pieces of its text between fields."""
    found = {}
    for answer in load_guide().answers:
        parts = [fold(part) for part in _FIELD.split(answer.text)]
        found[answer.id] = tuple(part for part in parts if len(part) >= _LONG_ENOUGH)
    return found
