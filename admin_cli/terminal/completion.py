"""What the Tab key offers. It never fails: without a database it offers nothing."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import sqlalchemy as sa

from admin_cli.terminal.runner import Desk, run
from intake.errors import IntakeError
from intake.listening import notices
from intake.necesidades.criteria import in_force
from intake.reading import taxonomy
from intake.store import access
from intake.store.access import Grant
from intake.store.models import Aporte, Operator
from intake.words.codes import spoken

_MOST = 50
T = TypeVar("T")


def priorities(incomplete: str) -> list[tuple[str, str]]:
    """Ids of priorities with their names; a sign in front (+ or -) is kept."""
    sign = incomplete[:1] if incomplete[:1] in {"+", "-"} else ""

    async def work(desk: Desk) -> list[tuple[str, str]]:
        async with desk.database.reading() as session:
            return [
                (sign + each.id, each.name)
                for each in (await taxonomy.current(session)).priorities
                if each.id.startswith(incomplete[len(sign) :])
            ]

    return _offered(work)


def criteria_by_people(incomplete: str) -> list[tuple[str, str]]:
    """Ids of the criteria that people value, with their names."""

    async def work(desk: Desk) -> list[tuple[str, str]]:
        async with desk.database.reading() as session:
            known = (await in_force(session)).criteria.by_people
        return [(each.id, each.name) for each in known if each.id.startswith(incomplete)]

    return _offered(work)


def discard_reasons(incomplete: str) -> list[tuple[str, str]]:
    """Ids of the reasons with their names."""
    reasons = notices.discard_reasons().values()
    return [(each.id, each.name) for each in reasons if each.id.startswith(incomplete)]


def ready_answers(incomplete: str) -> list[tuple[str, str]]:
    """Ids of the ready answers with their names."""
    answers = notices.ready_answers().values()
    return [(each.id, each.name) for each in answers if each.id.startswith(incomplete)]


def usernames(incomplete: str) -> list[str]:
    """Active accounts, for whoever has one: to others their names are not said."""

    async def work(desk: Desk) -> list[str]:
        async with desk.database.reading() as session:
            access.check(await desk.acting(session, None), Grant.AVANCE)
            return list(
                await session.scalars(
                    sa.select(Operator.username)
                    .where(Operator.is_active, Operator.username.startswith(incomplete))
                    .order_by(Operator.username)
                )
            )

    return _offered(work)


def codes(incomplete: str) -> list[str]:
    """Codes that begin so, newest first, for whoever may read what they name."""
    begins = incomplete.replace("-", "").upper()

    async def work(desk: Desk) -> list[str]:
        async with desk.database.reading() as session:
            access.check(await desk.acting(session, None), Grant.PALABRAS)
            found = await session.scalars(
                sa.select(Aporte.code)
                .where(Aporte.code.startswith(begins, autoescape=True))
                .order_by(Aporte.id.desc())
                .limit(_MOST)
            )
            return [spoken(code) for code in found]

    return _offered(work)


def _offered(work: Callable[[Desk], Awaitable[list[T]]]) -> list[T]:
    try:
        return run(work)
    except IntakeError:
        return []
