"""What a person can ask about the necesidades of a district, and what comes back."""

from dataclasses import dataclass

from intake.kinds import Stage


@dataclass(frozen=True, slots=True)
class Summarise:
    """What a district told. Without an ubigeo: the district they wrote from last."""

    ubigeo: str


@dataclass(frozen=True, slots=True)
class SharedNeed:
    """A necesidad of the Lab that a district has; how many districts more have it."""

    title: str
    stage: Stage
    is_prioritised: bool
    other_districts: int
    is_declined: bool = False


@dataclass(frozen=True, slots=True)
class DistrictSummary:
    """What a district told, in counts; people are counted once. No words of anybody."""

    ubigeo: str
    people: int
    aportes: int
    waiting: int
    """In the queue, not answered yet."""
    topics: tuple[str, ...]
    """The names of the priorities told most, the most first."""
    needs: tuple[SharedNeed, ...]


@dataclass(frozen=True, slots=True)
class Summarised:
    """The summary, or None if no district is known."""

    summary: DistrictSummary | None
