"""Applications: one a person and call, kept as they come, in time or not, and taken back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from intake.concursos import applications, calling
from intake.errors import CallClosedError, NotFoundError, RefusedError
from intake.kinds import ApplicationState, ConcursoState, Role
from intake.store.db import Database
from intake.store.models import Attachment, OutboxMessage
from tests.conftest import NOW
from tests.factories import a_person, an_operator
from tests.intake.casting import a_concurso
from tests.intake.concursos.applied import applied


async def test_beginning_twice_gives_the_same_application(database: Database) -> None:
    async with database.transaction() as session:
        concurso, person = await a_concurso(session, NOW), await a_person(session, NOW)
        first = await applications.start(session, concurso.id, person, at=NOW, now=NOW)
        again = await applications.start(session, concurso.id, person, at=NOW, now=NOW)
        assert first is again
        assert first.state is ApplicationState.BORRADOR


async def test_one_with_a_gap_is_not_sent(database: Database) -> None:
    async with database.transaction() as session:
        concurso, person = await a_concurso(session, NOW), await a_person(session, NOW)
        await applications.start(session, concurso.id, person, at=NOW, now=NOW)
        with pytest.raises(RefusedError, match="faltan"):
            await applications.send(session, concurso.id, person, at=NOW, now=NOW)


async def test_sending_twice_is_once_and_a_change_keeps_the_first_hour(
    database: Database,
) -> None:
    later = NOW + timedelta(hours=3)
    async with database.transaction() as session:
        concurso, person = await a_concurso(session, NOW), await a_person(session, NOW)
        own = await applied(session, concurso, person)
        await applications.send(session, concurso.id, person, at=NOW, now=NOW)
        await applications.answer(
            session, concurso.id, person, "monto", "30000", at=later, now=later
        )
        await applications.send(session, concurso.id, person, at=later, now=later)
        assert own.state is ApplicationState.ENVIADA
        assert own.submitted_at == NOW
        assert own.answers["monto"] == "30000"


@pytest.mark.parametrize("is_sent", [True, False])
async def test_at_the_closing_instant_it_is_too_late_and_it_is_said_what_was_kept(
    database: Database, is_sent: bool
) -> None:
    async with database.transaction() as session:
        concurso, person = await a_concurso(session, NOW), await a_person(session, NOW)
        own = await applied(session, concurso, person)
        last = concurso.closes_at - timedelta(microseconds=1)
        if is_sent:
            await applications.send(session, concurso.id, person, at=last, now=NOW)
        with pytest.raises(CallClosedError) as closed:
            await applications.answer(
                session, concurso.id, person, "monto", "1", at=concurso.closes_at, now=NOW
            )
        with pytest.raises(CallClosedError):
            await applications.send(
                session, concurso.id, person, at=concurso.closes_at, now=concurso.closes_at
            )
        other = await a_person(session, NOW)
        with pytest.raises(CallClosedError):
            await applications.start(
                session, concurso.id, other, at=concurso.closes_at, now=concurso.closes_at
            )
    assert ("quedó enviada" if is_sent else "está guardado") in str(closed.value)
    assert own.answers["monto"] == "45000"


async def test_what_came_in_time_is_in_time_however_late_it_is_handled(
    database: Database,
) -> None:
    async with database.transaction() as session:
        concurso, person = await a_concurso(session, NOW), await a_person(session, NOW)
        own = await applied(session, concurso, person)
        last = concurso.closes_at - timedelta(microseconds=1)
        late = concurso.closes_at + timedelta(hours=2)
        await applications.answer(session, concurso.id, person, "monto", "30000", at=last, now=late)
        await applications.send(session, concurso.id, person, at=last, now=late)
    assert own.state is ApplicationState.ENVIADA
    assert own.answers["monto"] == "30000"
    assert own.submitted_at == last, "when it came, not when it was handled"
    assert own.updated_at == late


async def test_a_number_that_is_no_place_does_not_become_a_persons_district(
    database: Database,
) -> None:
    async with database.transaction() as session:
        concurso, person = await a_concurso(session, NOW), await a_person(session, NOW)
        person.ubigeo = "210607"
        own = await applied(session, concurso, person)
        before = own.answers["lugar"]
        with pytest.raises(RefusedError, match="tu distrito"):
            await applications.answer(
                session, concurso.id, person, "lugar", "951000111", at=NOW, now=NOW
            )
    assert own.answers["lugar"] == before
    assert person.ubigeo == "210607"


async def test_taken_back_it_may_be_begun_again_with_its_answers(database: Database) -> None:
    async with database.transaction() as session:
        concurso, person = await a_concurso(session, NOW), await a_person(session, NOW)
        own = await applied(session, concurso, person)
        await applications.send(session, concurso.id, person, at=NOW, now=NOW)
        await applications.withdraw(session, concurso.id, person, now=NOW)
        assert await applications.list_own(session, person) == []
        with pytest.raises(RefusedError):
            await applications.answer(session, concurso.id, person, "monto", "1", at=NOW, now=NOW)
        back = await applications.start(session, concurso.id, person, at=NOW, now=NOW)
        assert back is own
        assert (back.state, back.answers["monto"]) == (ApplicationState.BORRADOR, "45000")


async def test_after_the_results_nothing_is_taken_back(database: Database) -> None:
    async with database.transaction() as session:
        concurso, person = await a_concurso(session, NOW), await a_person(session, NOW)
        await applied(session, concurso, person)
        concurso.state = ConcursoState.RESULTADOS
        with pytest.raises(RefusedError):
            await applications.withdraw(session, concurso.id, person, now=NOW)


async def test_a_draft_call_is_nobodys_to_see(database: Database) -> None:
    async with database.transaction() as session:
        concurso = await a_concurso(session, NOW, state=ConcursoState.BORRADOR)
        person = await a_person(session, NOW)
        for number in (concurso.id, 99):
            with pytest.raises(NotFoundError):
                await applications.start(session, number, person, at=NOW, now=NOW)


async def test_files_are_the_persons_own_and_at_most_ten(database: Database) -> None:
    async with database.transaction() as session:
        concurso, person = await a_concurso(session, NOW), await a_person(session, NOW)
        own = await applications.start(session, concurso.id, person, at=NOW, now=NOW)
        stranger = await a_person(session, NOW)
        files = [
            Attachment(
                person_id=whose.id,
                channel="telegram",
                file_ref=f"f{n}",
                kind="foto",
                due_at=NOW,
                created_at=NOW,
            )
            for n, whose in enumerate([*[person] * 11, stranger])
        ]
        session.add_all(files)
        await session.flush()
        foreign = files.pop()
        for file in (foreign, *files[:10]):
            await applications.answer(
                session,
                concurso.id,
                person,
                "titulo",
                "",
                attachment=file.id,
                at=NOW,
                now=NOW,
            )
        assert await applications.files_of(session, own) == 10
        with pytest.raises(RefusedError, match="10 archivos"):
            await applications.answer(
                session, concurso.id, person, "titulo", "", attachment=files[10].id, at=NOW, now=NOW
            )
        kept = await session.scalar(
            sa.select(Attachment.application_id).where(Attachment.id == foreign.id)
        )
        assert kept is None
        assert "titulo" not in own.answers


async def test_a_code_shows_an_application_to_its_person_alone(database: Database) -> None:
    async with database.transaction() as session:
        concurso, person = await a_concurso(session, NOW), await a_person(session, NOW)
        own = await applied(session, concurso, person)
        found = await applications.find_by_code(session, own.code, person)
        assert found is not None
        assert found[0] is own
        stranger = await a_person(session, NOW)
        assert await applications.find_by_code(session, own.code, stranger) is None


async def test_a_later_close_and_a_cancelled_call_are_told_to_who_applied_once(
    database: Database,
) -> None:
    async with database.transaction() as session:
        by = await an_operator(session, NOW, role=Role.SECRETARIA_TECNICA)
        concurso = await a_concurso(session, NOW)
        half, gone = await a_person(session, NOW), await a_person(session, NOW)
        await applications.start(session, concurso.id, half, at=NOW, now=NOW)
        await applied(session, concurso, gone)
        await applications.withdraw(session, concurso.id, gone, now=NOW)
        code = concurso.code
        later = concurso.closes_at + timedelta(days=7)
        await calling.extend(session, code, later, "Por las lluvias.", by=by, now=NOW)
        await calling.cancel(session, code, "Se anuló el fondo.", by=by, now=NOW)
        rows = list(await session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))
    assert [row.person_id for row in rows] == [half.id, half.id]
    extended, cancelled = (row.payload["text"] for row in rows)
    assert "se amplió" in extended
    assert "Por las lluvias." in extended
    assert "Se anuló el fondo." in cancelled
