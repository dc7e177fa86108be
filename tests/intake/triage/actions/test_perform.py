"""What holds for every act of triage."""

import asyncio
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError, TakenError
from intake.ids import Code
from intake.kinds import AporteState, Role
from intake.store.db import Database
from intake.store.models import JournalEntry
from intake.triage.actions import Action, all_actions, perform
from intake.triage.actions.admitir import Admitir
from intake.triage.actions.derivar import Derivar
from intake.triage.actions.descartar import Descartar
from intake.triage.actions.deshacer import Deshacer
from intake.triage.actions.etiquetar import Etiquetar
from intake.triage.actions.responder import Responder
from intake.triage.actions.soltar import Soltar
from intake.triage.actions.tomar import Tomar
from tests.factories import an_aporte, an_operator
from tests.intake.triage.actions.cases import a_follower, act, told
from tests.running import somebody_waits, until

ADMITTED = Admitir(sirve=True, competencia=True, politica=True, motivo="agua para 80 familias")


def test_every_verb_is_found_and_says_how_it_is_used() -> None:
    found = all_actions()

    assert set(found) == {
        *("tomar", "soltar", "etiquetar", "fusionar", "separar", "preguntar"),
        *("responder", "admitir", "derivar", "descartar", "deshacer", "interprete", "reservar"),
        "enmendar",
    }
    for verb, action in found.items():
        assert action.example.startswith(f"ayni {verb} ")
        assert action.help
        assert action.done


@pytest.mark.parametrize("role", [Role.GRUPO_TRABAJO, Role.ASESOR, Role.AUDITOR])
async def test_those_who_only_read_may_not_act(
    session: AsyncSession, now: datetime, role: Role
) -> None:
    case = await an_aporte(session, now)
    reader = await an_operator(session, now, role=role)

    with pytest.raises(RefusedError, match="Equipo Técnico"):
        await act(session, Tomar(), case, reader, now)


async def test_an_account_out_of_use_may_not_act(session: AsyncSession, now: datetime) -> None:
    case = await an_aporte(session, now)
    operator = await an_operator(session, now)
    operator.is_active = False

    with pytest.raises(RefusedError):
        await act(session, Tomar(), case, operator, now)


async def test_a_code_of_nobody_is_not_found(session: AsyncSession, now: datetime) -> None:
    with pytest.raises(NotFoundError, match="AAA-AAA"):
        await perform(session, Tomar(), Code("AAAAAA"), by=await an_operator(session, now), now=now)


@pytest.mark.parametrize(
    "action", [Tomar(), Soltar(), Etiquetar(("salud",)), ADMITTED, Responder("hola"), Deshacer()]
)
async def test_a_case_that_somebody_has_is_theirs(
    session: AsyncSession, now: datetime, action: Action
) -> None:
    case = await an_aporte(session, now)
    holder = await an_operator(session, now, username="ana")
    await act(session, Tomar(), case, holder, now)

    with pytest.raises(TakenError, match="ana"):
        await act(session, action, case, await an_operator(session, now), now)


async def test_an_untaken_case_may_be_acted_on_and_says_by_whom(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now)
    operator = await an_operator(session, now)
    entry = await act(session, Descartar("reclamo"), case, operator, now)

    assert case.state is AporteState.DESCARTADO
    assert (entry.operator_id, entry.at, entry.aporte_id) == (operator.id, now, case.id)


async def test_the_journal_holds_only_what_changed(session: AsyncSession, now: datetime) -> None:
    case = await an_aporte(session, now)
    operator = await an_operator(session, now)
    await act(session, Tomar(), case, operator, now)
    entry = await act(session, ADMITTED, case, operator, now)

    assert entry.before == {"state": "recibido", "assigned_to_id": operator.id}
    assert entry.after["state"] == "priorizacion"
    assert entry.after["assigned_to_id"] is None
    assert "merged_into_id" not in entry.after


@pytest.mark.parametrize("action", [ADMITTED, Derivar("Municipalidad"), Descartar("reclamo")])
async def test_everybody_behind_a_case_is_told_once(
    session: AsyncSession, now: datetime, action: Action
) -> None:
    case = await an_aporte(session, now)
    joined = await a_follower(session, now, case)
    await act(session, action, case, await an_operator(session, now), now)

    heard = await told(session)
    assert sorted(person for person, _ in heard) == sorted([case.author_id, joined.id])
    assert all(f"{case.code[:3]}-{case.code[3:]}" in text for _, text in heard)
    assert not any("{" in text for _, text in heard)


@pytest.mark.parametrize("action", [Tomar(), Etiquetar(("+salud",))])
async def test_what_is_private_to_the_team_is_told_to_nobody(
    session: AsyncSession, now: datetime, action: Action
) -> None:
    case = await an_aporte(session, now)
    await act(session, action, case, await an_operator(session, now), now)

    assert await told(session) == []


@pytest.mark.parametrize(
    "state", [AporteState.DERIVADO, AporteState.DESCARTADO, AporteState.RETIRADO]
)
async def test_a_closed_case_is_not_triaged_again(
    session: AsyncSession, now: datetime, state: AporteState
) -> None:
    case = await an_aporte(session, now, state=state)
    operator = await an_operator(session, now)

    for action in (Tomar(), ADMITTED, Derivar("Municipalidad"), Descartar("reclamo")):
        with pytest.raises(RefusedError):
            await act(session, action, case, operator, now)


async def test_two_who_take_a_case_at_the_same_instant_do_not_both_get_it(
    database_url: str, now: datetime
) -> None:
    first, second = Database(database_url), Database(database_url)
    async with first.transaction() as session:
        case = await an_aporte(session, now)
        ana, luis = await an_operator(session, now), await an_operator(session, now)

    async def take(database: Database, by: object) -> str:
        try:
            async with database.transaction() as session:
                operator = await session.merge(by)
                await perform(session, Tomar(), Code(case.code), by=operator, now=now)  # type: ignore[arg-type]  # merge gives back what it was given
                await until(lambda: somebody_waits(database), "the other one is waiting")
            return "taken"
        except TakenError:
            return "refused"

    outcomes = await asyncio.gather(take(first, ana), take(second, luis))

    assert sorted(outcomes) == ["refused", "taken"]
    async with first.reading() as session:
        count = await session.scalar(
            sa.select(sa.func.count(JournalEntry.id)).where(JournalEntry.verb == "tomar")
        )
    assert count == 1
    await first.close()
    await second.close()


async def test_a_refused_act_leaves_no_trace(database: Database, now: datetime) -> None:
    async with database.transaction() as session:
        case = await an_aporte(session, now)
        operator = await an_operator(session, now)
    refused = Admitir(sirve=False, competencia=True, politica=True, motivo="x")

    with pytest.raises(RefusedError):
        async with database.transaction() as session:
            await act(session, refused, case, operator, now)

    async with database.reading() as session:
        assert await session.scalar(sa.select(sa.func.count(JournalEntry.id))) == 0
        assert await told(session) == []
