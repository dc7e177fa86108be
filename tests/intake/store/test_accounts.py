"""Accounts: who may make them, and that somebody is always left who can."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.ids import Code
from intake.kinds import Role
from intake.store.accounts import activate, create_operator, deactivate, set_role
from intake.store.models import JournalEntry
from intake.store.operators import get_acting
from intake.triage.actions import perform
from intake.triage.actions.tomar import Tomar
from tests.factories import an_aporte, an_operator

ST = Role.SECRETARIA_TECNICA


async def test_the_first_account_needs_nobody(session: AsyncSession, now: datetime) -> None:
    made = await create_operator(session, " Ana ", "Ana Ejemplo", ST, by=None, now=now)

    assert (made.username, made.role, made.is_active) == ("ana", ST, True)


async def test_the_first_account_must_be_able_to_make_others(
    session: AsyncSession, now: datetime
) -> None:
    with pytest.raises(RefusedError, match="secretaria_tecnica"):
        await create_operator(session, "ana", "Ana", Role.EQUIPO_TECNICO, by=None, now=now)


@pytest.mark.parametrize("role", [None, Role.EQUIPO_TECNICO, Role.GRUPO_TRABAJO, Role.AUDITOR])
async def test_later_ones_are_made_by_the_secretaria_tecnica_alone(
    session: AsyncSession, now: datetime, role: Role | None
) -> None:
    await an_operator(session, now, role=ST)
    by = await an_operator(session, now, role=role) if role else None

    with pytest.raises(RefusedError, match="Secretaría Técnica"):
        await create_operator(session, "luis", "Luis", Role.ASESOR, by=by, now=now)


@pytest.mark.parametrize(
    "username", ["", "a", "yo", "nadie", "ñusta", "1ana", "ana quispe", "a" * 40]
)
async def test_a_username_is_easy_to_type(
    session: AsyncSession, now: datetime, username: str
) -> None:
    with pytest.raises(RefusedError):
        await create_operator(session, username, "Ana", ST, by=None, now=now)


async def test_a_username_is_had_once(session: AsyncSession, now: datetime) -> None:
    by = await create_operator(session, "ana", "Ana", ST, by=None, now=now)

    with pytest.raises(RefusedError, match="Ya hay"):
        await create_operator(session, "ANA", "Otra", Role.ASESOR, by=by, now=now)


async def test_the_last_who_manages_accounts_stays(session: AsyncSession, now: datetime) -> None:
    by = await an_operator(session, now, role=ST)

    with pytest.raises(RefusedError, match="única"):
        await deactivate(session, by, by=by, now=now)
    with pytest.raises(RefusedError, match="única"):
        await set_role(session, by, Role.ASESOR, by=by, now=now)


async def test_whoever_leaves_gives_their_cases_back(session: AsyncSession, now: datetime) -> None:
    by = await an_operator(session, now, role=ST)
    operator = await an_operator(session, now)
    case = await an_aporte(session, now)
    await perform(session, Tomar(), Code(case.code), by=operator, now=now)

    assert await deactivate(session, operator, by=by, now=now) == 1
    assert case.assigned_to_id is None
    with pytest.raises(RefusedError, match="desactivada"):
        await get_acting(session, operator.username)

    await activate(session, operator, by=by, now=now)
    assert await get_acting(session, operator.username) is operator


async def test_what_is_done_with_accounts_is_written_down(
    session: AsyncSession, now: datetime
) -> None:
    ana = await create_operator(session, "ana", "Ana", ST, by=None, now=now)
    luis = await create_operator(session, "luis", "Luis", Role.ASESOR, by=ana, now=now)
    await set_role(session, luis, Role.EQUIPO_TECNICO, by=ana, now=now)

    entries = (await session.scalars(sa.select(JournalEntry).order_by(JournalEntry.id))).all()
    assert [(each.verb, each.note, each.operator_id) for each in entries] == [
        ("operador crear", "ana", None),
        ("operador crear", "luis", ana.id),
        ("operador rol", "luis", ana.id),
    ]
    assert (entries[2].before, entries[2].after) == (
        {"role": "asesor"},
        {"role": "equipo_tecnico"},
    )
