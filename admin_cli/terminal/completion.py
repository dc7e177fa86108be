"""What the Tab key offers. It never fails: without a database it offers nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal.runner import look_ahead, look_up
from intake.errors import IntakeError
from intake.listening import discard_reasons as reasons
from intake.listening import ready_answers as answers
from intake.necesidades.criteria import in_force
from intake.reading import taxonomy
from intake.reading.rules.acts import Act, Danger
from intake.store import access
from intake.store.access import Grant
from intake.store.models import Aporte, Operator
from intake.words.codes import spoken

_MOST = 50
T = TypeVar("T")


def priorities(incomplete: str) -> list[tuple[str, str]]:
    """Offer the ids of priorities with their names; a sign in front (+ or -) is kept."""
    sign = incomplete[:1] if incomplete[:1] in {"+", "-"} else ""

    async def query(session: AsyncSession, _: datetime) -> list[tuple[str, str]]:
        vocabulary = await taxonomy.current(session)
        # What came apart can be looked for and taken off, and is not put any more.
        whole = () if sign == "+" else vocabulary.themes.values()
        return [
            (sign + each.id, each.name)
            for each in (*vocabulary.priorities, *whole)
            if each.id.startswith(incomplete[len(sign) :])
        ]

    return _offered(lambda: look_up(query))


def criteria_by_people(incomplete: str) -> list[tuple[str, str]]:
    """Offer the ids of the criteria that people value, with their names."""

    async def query(session: AsyncSession, _: datetime) -> list[tuple[str, str]]:
        known = (await in_force(session)).criteria.by_people
        return [(each.id, each.name) for each in known if each.id.startswith(incomplete)]

    return _offered(lambda: look_up(query))


def discard_reasons(incomplete: str) -> list[tuple[str, str]]:
    """Offer the ids of the reasons with their names."""
    found = reasons.discard_reasons().values()
    return [(each.id, each.name) for each in found if each.id.startswith(incomplete)]


def ready_answers(incomplete: str) -> list[tuple[str, str]]:
    """Offer the ids of the ready answers with their names."""
    found = answers.ready_answers().values()
    return [(each.id, each.name) for each in found if each.id.startswith(incomplete)]


def acts(incomplete: str) -> list[str]:
    """Offer what a message may be."""
    return [each.value for each in Act if each.startswith(incomplete)]


def dangers(incomplete: str) -> list[str]:
    """Offer what somebody may be in danger of, and that nobody was."""
    return [each for each in ("no", *Danger) if each.startswith(incomplete)]


def usernames(incomplete: str) -> list[str]:
    """Offer the active accounts to whoever has one; others are not told their names."""

    async def query(session: AsyncSession, by: Operator, _: datetime) -> list[str]:
        access.check(by, Grant.AVANCE)
        found = await session.scalars(
            sa.select(Operator.username)
            .where(Operator.is_active, Operator.username.startswith(incomplete))
            .order_by(Operator.username)
        )
        return list(found)

    return _offered(lambda: look_ahead(None, query))


def codes(incomplete: str) -> list[str]:
    """Offer the codes that begin so, newest first, to whoever may read what they name."""
    begins = incomplete.replace("-", "").upper()

    async def query(session: AsyncSession, by: Operator, _: datetime) -> list[str]:
        access.check(by, Grant.PALABRAS)
        found = await session.scalars(
            sa.select(Aporte.code)
            .where(Aporte.code.startswith(begins, autoescape=True))
            .order_by(Aporte.id.desc())
            .limit(_MOST)
        )
        return [spoken(code) for code in found]

    return _offered(lambda: look_ahead(None, query))


def _offered(find: Callable[[], list[T]]) -> list[T]:
    try:
        return find()
    except IntakeError:
        return []
