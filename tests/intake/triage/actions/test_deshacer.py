"""Undo restores exactly, says so to whom had heard, and never tramples what came later."""

import asyncio
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.ids import Code
from intake.kinds import AporteState
from intake.listening.commands import Withdraw
from intake.listening.submissions import withdraw
from intake.reading import tagging
from intake.reading.rules.tags import Vocabulary
from intake.store.db import Database
from intake.store.models import Aporte, JournalEntry, Operator
from intake.triage import snapshots
from intake.triage.actions import Action, all_actions
from intake.triage.actions.admitir import Admitir
from intake.triage.actions.derivar import Derivar
from intake.triage.actions.descartar import Descartar
from intake.triage.actions.deshacer import Deshacer
from intake.triage.actions.enmendar import Enmendar
from intake.triage.actions.etiquetar import Etiquetar
from intake.triage.actions.fusionar import Fusionar
from intake.triage.actions.interprete import Interprete
from intake.triage.actions.reservar import Reservar
from intake.triage.actions.responder import Responder
from intake.triage.actions.separar import Separar
from intake.triage.actions.soltar import Soltar
from intake.triage.actions.tomar import Tomar
from tests.factories import a_person, an_aporte, an_operator
from tests.intake.triage.actions.cases import act, deliver, told

ADMITTED = Admitir(sirve=True, competencia=True, politica=True, motivo="agua")


async def test_it_marks_what_it_undid_and_does_not_undo_it_twice(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now)
    operator = await an_operator(session, now)
    done = await act(session, Tomar(), case, operator, now)
    undone = await act(session, Deshacer(), case, operator, now)

    assert case.assigned_to_id is None
    assert done.undone_by_id == undone.id
    with pytest.raises(RefusedError, match="nada que deshacer"):
        await act(session, Deshacer(), case, operator, now)


async def test_words_that_were_said_are_skipped(session: AsyncSession, now: datetime) -> None:
    case = await an_aporte(session, now)
    operator = await an_operator(session, now)
    await act(session, Etiquetar(("salud",)), case, operator, now)
    await act(session, Responder("Lo vemos"), case, operator, now)
    entry = await act(session, Deshacer(), case, operator, now)

    assert entry.note == "etiquetar +salud"


@pytest.mark.parametrize("action", [ADMITTED, Derivar("Municipalidad"), Descartar("reclamo")])
async def test_whoever_had_heard_hears_that_it_was_taken_back(
    session: AsyncSession, now: datetime, action: Action
) -> None:
    case = await an_aporte(session, now)
    operator = await an_operator(session, now)
    await act(session, action, case, operator, now)
    await deliver(session, now)
    await act(session, Deshacer(), case, operator, now)

    (_, first), (_, second) = await told(session)
    assert case.state is AporteState.RECIBIDO
    assert "te dijimos" in second
    assert first != second


async def test_what_has_not_gone_out_yet_is_held_back_and_nobody_is_bothered(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now)
    operator = await an_operator(session, now)
    await act(session, Descartar("reclamo"), case, operator, now)
    await act(session, Deshacer(), case, operator, now)

    assert await told(session) == []


async def test_a_case_that_its_author_changed_meanwhile_is_left_alone(
    session: AsyncSession, now: datetime
) -> None:
    case = await an_aporte(session, now)
    operator = await an_operator(session, now)
    await act(session, Tomar(), case, operator, now)
    case.state = AporteState.RETIRADO
    case.assigned_to_id = None
    await session.flush()

    with pytest.raises(RefusedError, match="después cambió"):
        await act(session, Deshacer(), case, operator, now)


async def test_undo_on_the_one_that_stayed_names_the_one_that_was_merged(
    session: AsyncSession, now: datetime
) -> None:
    root, case = await an_aporte(session, now), await an_aporte(session, now)
    operator = await an_operator(session, now)
    await act(session, Fusionar(Code(root.code)), case, operator, now)

    with pytest.raises(RefusedError, match=f"{case.code[:3]}-{case.code[3:]}"):
        await act(session, Deshacer(), root, operator, now)


async def test_undo_makes_no_circle(session: AsyncSession, now: datetime) -> None:
    root, case = await an_aporte(session, now), await an_aporte(session, now)
    operator = await an_operator(session, now)
    await act(session, Fusionar(Code(root.code)), case, operator, now)
    await act(session, Separar(), case, operator, now)
    await act(session, Fusionar(Code(case.code)), root, operator, now)

    with pytest.raises(RefusedError, match="ya no está abierto"):
        await act(session, Deshacer(), case, operator, now)


async def test_it_is_not_put_back_with_one_that_was_closed_since(
    session: AsyncSession, now: datetime
) -> None:
    root, case = await an_aporte(session, now), await an_aporte(session, now)
    operator = await an_operator(session, now)
    await act(session, Fusionar(Code(root.code)), case, operator, now)
    await act(session, Separar(), case, operator, now)
    await act(session, Descartar("reclamo"), root, operator, now)

    with pytest.raises(RefusedError, match="ya no está abierto"):
        await act(session, Deshacer(), case, operator, now)


async def test_nor_with_one_that_its_author_withdrew_since(
    session: AsyncSession, now: datetime
) -> None:
    author = await a_person(session, now)
    root = await an_aporte(session, now, author=author)
    case = await an_aporte(session, now)
    operator = await an_operator(session, now)
    await act(session, Fusionar(Code(root.code)), case, operator, now)
    await act(session, Separar(), case, operator, now)
    await withdraw(session, Withdraw(root.code), author, now=now)

    with pytest.raises(RefusedError, match="ya no está abierto"):
        await act(session, Deshacer(), case, operator, now)


def test_every_undoable_verb_is_covered_below() -> None:
    undoable = {verb for verb, action in all_actions().items() if action.is_undoable}

    assert undoable == {action.verb for action in _actions([Code("AAAAAA")])}


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@example(steps=[(1, 8, False), (0, 13, False), (1, 11, False)])
@example(steps=[(1, 8, False), (0, 10, False), (1, 11, False), (0, 2, False)])
@example(steps=[(1, 8, False), (0, 10, False), (1, 11, False), (0, 11, False)])
@example(steps=[(0, 8, False), (2, 7, False), (0, 9, False), (2, 2, False)])
@given(steps=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 16), st.booleans()), max_size=14))
def test_as_many_undos_as_acts_restore_everything(
    empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int, bool]]
) -> None:
    path = tmp_path_factory.mktemp("undo") / "ayni.db"
    shutil.copy(empty_sqlite, path)

    asyncio.run(_act_and_undo(f"sqlite+aiosqlite:///{path}", steps))


async def _act_and_undo(url: str, steps: list[tuple[int, int, bool]]) -> None:
    now = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
    database = Database(url)
    async with database.transaction() as session:
        operator = await an_operator(session, now)
        cases = [await an_aporte(session, now) for _ in range(3)]
        for case in cases:
            await tagging.retag(session, case, Vocabulary.builtin())
        before = [await snapshots.take(session, case) for case in cases]
        actions = _actions([Code(case.code) for case in cases])
        done: list[Aporte] = []
        for place, which, delivered in steps:
            now += timedelta(minutes=1)
            if await _try(session, actions[which % len(actions)], cases[place], operator, now):
                done.append(cases[place])
            if delivered:
                await deliver(session, now)
        for case in reversed(done):
            await act(session, Deshacer(), case, operator, now)
        assert [await snapshots.take(session, case) for case in cases] == before
        left = sa.select(JournalEntry.id).where(
            JournalEntry.verb != "deshacer", JournalEntry.undone_by_id.is_(None)
        )
        assert (await session.scalars(left)).all() == []
    await database.close()


async def _try(
    session: AsyncSession, action: Action, case: Aporte, by: Operator, now: datetime
) -> bool:
    try:
        await act(session, action, case, by, now)
    except RefusedError:
        return False
    return True


def _actions(codes: list[Code]) -> list[Action]:
    return [
        Tomar(),
        Soltar(),
        Etiquetar(("+salud", "-agua_saneamiento")),
        Etiquetar(("-salud", "+violencia_familiar")),
        Interprete(necesita=True),
        Interprete(necesita=False),
        Reservar(reservado=True),
        Reservar(reservado=False),
        *(Fusionar(code) for code in codes),
        Separar(),
        ADMITTED,
        Derivar("Municipalidad"),
        Descartar("reclamo"),
        Enmendar(peligro="violencia"),
        Enmendar(acto="pregunta", peligro="no"),
    ]
