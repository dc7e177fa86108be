"""Who asks for something, in which transaction, and what doing it needs beside the database."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.reading.rules.tags import Vocabulary
from intake.sameness.rules.scorecard import Scorecard
from intake.store.models import Person


@dataclass(frozen=True, slots=True)
class Means:
    """What obeying needs beside the database."""

    vocabulary: Vocabulary
    answer_days: int
    scorecard: Scorecard


@dataclass(frozen=True, slots=True)
class Request:
    """The circumstances of one command."""

    session: AsyncSession
    person: Person
    means: Means
    now: datetime
