"""What the learned reader learns from: messages, and what each of them is.

Those that come with the program were composed, a file a hand. Others are of cases that operators
corrected (`corrections.py`).
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from intake.errors import DataFileError
from intake.reading.rules.acts import Act, Asked, Danger

CITIZENS = "ciudadania"
LAB = "el Laboratorio"
"""How the hands are called whose texts operators corrected: one for each person who wrote them."""


class Label(StrEnum):
    """What can be said of an example; what was not said of it teaches nothing."""

    ACT = "acto"
    DANGER = "peligro"
    RESERVE = "reserva"
    TOPICS = "temas"
    MANNER = "manera"
    """Whether it is an idea, and who speaks."""


@dataclass(frozen=True, slots=True)
class Example:
    """A message and what it is, as whoever composed or corrected it says."""

    text: str
    hand: str
    """Who wrote it: hands are left out whole to see how strangers are read."""
    act: Act
    asked: Asked = Asked.NONE
    danger: Danger | None = None
    is_near_miss: bool = False
    is_idea: bool = False
    actor: str = CITIZENS
    priorities: tuple[str, ...] = ()
    is_reserved: bool = False
    says: frozenset[Label] = field(default=frozenset(Label), repr=False)
    """What of all this somebody said; the rest is only what stands where nothing is known."""

    @property
    def is_correction(self) -> bool:
        """Whether an operator said it of a case, and nobody composed it."""
        return self.hand.startswith(LAB)

    @classmethod
    def of(cls, row: dict[str, Any], hand: str) -> "Example":
        """Read a line of a file of voices; what is left out has its default (`data/README.md`)."""
        act = Act(row["act"])
        by_default = act in {Act.PELIGRO, Act.DENUNCIA}
        return cls(
            text=row["text"],
            hand=hand,
            act=act,
            asked=Asked(row.get("asked", Asked.NONE)),
            danger=Danger(row["danger"]) if row.get("danger") else None,
            is_near_miss=bool(row.get("near_miss")),
            is_idea=row.get("kind") == "idea",
            actor=row.get("actor", CITIZENS),
            priorities=tuple(row.get("priorities", ())),
            is_reserved=bool(row.get("reserve", by_default)),
        )


def shipped_examples() -> list[Example]:
    """Every message of `intake/data/voices`, a file a hand, in the order of their names."""
    folder = resources.files("intake.data") / "voices"
    files = sorted((each for each in folder.iterdir()), key=lambda each: each.name)
    return [each for file in files if file.name.endswith(".jsonl") for each in _read(file)]


def _read(file: Traversable) -> Iterable[Example]:
    hand = file.name.removesuffix(".jsonl")
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield Example.of(json.loads(line), hand)
        except (ValueError, KeyError) as problem:
            raise DataFileError(
                f"En {file.name}, línea {number}, no se entiende la anotación: {problem}."
            ) from problem


def version_of(examples: Iterable[Example]) -> str:
    """A name for what was learned from: equal for equal texts and labels."""
    found = hashlib.sha256()
    for each in examples:
        found.update(repr(each).encode())
        if each.is_correction:
            found.update(repr(sorted(each.says)).encode())
    return found.hexdigest()[:12]
