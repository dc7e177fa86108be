"""Valuing applications, and the results: everybody who handed one in is told, once."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.concursos import applications, call_questions, evaluation
from intake.errors import NotFoundError, RefusedError
from intake.grupo import approvals
from intake.kinds import AcuerdoSubject, ApplicationState, ConcursoState, Role
from intake.store.db import Database
from intake.store.models import Application, Concurso, Operator, OutboxMessage, Person
from intake.words.codes import spoken
from tests.conftest import NOW
from tests.factories import a_person, a_reader, an_operator
from tests.intake.casting import a_concurso
from tests.intake.concursos.applied import applied
from tests.intake.steps import an_acuerdo


async def handed_in(session: AsyncSession, concurso: Concurso, number: int) -> list[Application]:
    found = []
    for _ in range(number):
        person = await a_person(session, NOW)
        await applied(session, concurso, person)
        found.append(await applications.send(session, concurso.id, person, at=NOW, now=NOW))
    return found


async def evaluators(session: AsyncSession) -> tuple[Operator, Operator, Operator]:
    return (
        await an_operator(session, NOW, role=Role.SECRETARIA_TECNICA),
        await an_operator(session, NOW, role=Role.EQUIPO_TECNICO),
        await an_operator(session, NOW, role=Role.ASESOR),
    )


async def test_the_order_is_by_the_mean_of_criteria_and_advisers_do_not_count(
    database: Database,
) -> None:
    async with database.transaction() as session:
        concurso = await a_concurso(session, NOW)
        first, second, third = await handed_in(session, concurso, 3)
        after = concurso.closes_at
        ana, luis, rosa = await evaluators(session)

        async def give(own: Application, by: Operator, impact: float, viable: float) -> None:
            for criterion, value in (("Impacto", impact), ("Viabilidad", viable)):
                await evaluation.score(
                    session, own.code, criterion, value, "Porque sí", by=by, now=after
                )

        await give(first, ana, 2, 3)
        await give(first, luis, 3, 4)
        await give(second, ana, 4, 4)
        await give(first, rosa, 5, 5)
        await evaluation.score(session, third.code, "impacto", 5, "Alto", by=ana, now=after)
        table = await evaluation.table(session, concurso, await a_reader(session, NOW))
    assert [each.application.code for each in table] == [second.code, first.code, third.code]
    assert [each.total for each in table] == [4.0, 3.0, None]
    assert table[1].points == {"Impacto": 2.5, "Viabilidad": 3.5}
    assert [each.evaluators for each in table] == [1, 2, 1]


@pytest.mark.parametrize(
    ("criterion", "value", "reason", "said"),
    [
        ("Belleza", 3.0, "x", "Los criterios son"),
        ("Impacto", 5.5, "x", "de 0 a 5"),
        ("Impacto", 3.25, "x", "de 0 a 5"),
        ("Impacto", 3.0, " ", "por qué"),
    ],
)
async def test_a_score_that_does_not_fit_is_refused(
    database: Database, criterion: str, value: float, reason: str, said: str
) -> None:
    async with database.transaction() as session:
        concurso = await a_concurso(session, NOW)
        (own,) = await handed_in(session, concurso, 1)
        ana, _, _ = await evaluators(session)
        with pytest.raises(RefusedError, match=said):
            await evaluation.score(
                session, own.code, criterion, value, reason, by=ana, now=concurso.closes_at
            )


async def test_nothing_is_valued_while_it_may_still_change_nor_by_who_may_not(
    database: Database,
) -> None:
    async with database.transaction() as session:
        concurso = await a_concurso(session, NOW)
        (own,) = await handed_in(session, concurso, 1)
        ana, _, _ = await evaluators(session)
        auditor = await an_operator(session, NOW, role=Role.AUDITOR)
        with pytest.raises(RefusedError, match="cuando el concurso cerró"):
            await evaluation.score(session, own.code, "Impacto", 3, "x", by=ana, now=NOW)
        with pytest.raises(RefusedError, match="no evalúa"):
            await evaluation.score(
                session, own.code, "Impacto", 3, "x", by=auditor, now=concurso.closes_at
            )
        with pytest.raises(NotFoundError):
            await evaluation.score(
                session, "AAAAAA", "Impacto", 3, "x", by=ana, now=concurso.closes_at
            )


async def valued(session: AsyncSession, concurso: Concurso, own: Application, by: Operator) -> None:
    """On every criterion."""
    for criterion in concurso.criteria:
        await evaluation.score(
            session, own.code, criterion, 4, "Por lo que dice", by=by, now=concurso.closes_at
        )


async def approved(session: AsyncSession, concurso: Concurso, by: Operator) -> str:
    """The code of the acuerdo that approves the evaluation as it stands."""
    subject = AcuerdoSubject.EVALUACION
    at = concurso.closes_at
    return (await an_acuerdo(session, at, None, by, subject=subject, concurso=concurso)).code


async def test_art_15c_results_wait_for_every_score_of_every_evaluator(
    database: Database,
) -> None:
    async with database.transaction() as session:
        concurso = await a_concurso(session, NOW)
        first, second = await handed_in(session, concurso, 2)
        ana, luis, rosa = await evaluators(session)
        after = concurso.closes_at

        async def lacks() -> str:
            return "; ".join(await evaluation.missing(session, concurso, "X"))

        assert "las notas de todas las postulaciones" in await lacks()
        with pytest.raises(RefusedError, match="no está completa"):
            await approved(session, concurso, ana)
        await valued(session, concurso, first, ana)
        assert await lacks() == (
            f"{spoken(second.code)}: falta la nota de {ana.username} en Impacto y Viabilidad"
        )
        await valued(session, concurso, second, ana)
        assert await lacks() == ""
        await evaluation.score(session, first.code, "Impacto", 1, "No", by=rosa, now=after)
        assert await lacks() == "", "an adviser's does not count (art. 28)"
        await evaluation.score(session, first.code, "Impacto", 1, "No", by=luis, now=after)
        assert luis.username in await lacks()
        with pytest.raises(RefusedError, match="Todavía falta"):
            await evaluation.publish_results(session, concurso, {}, acuerdo="X", by=ana, now=after)
        luis.is_active = False
        await session.flush()
        assert await lacks() == "", "nobody waits for an account that is out of use"


async def test_art_15c_results_need_the_acuerdo_of_this_evaluation_as_it_stands(
    database: Database,
) -> None:
    async with database.transaction() as session:
        concurso, other = await a_concurso(session, NOW), await a_concurso(session, NOW)
        (own,) = await handed_in(session, concurso, 1)
        ana, _, _ = await evaluators(session)
        await valued(session, concurso, own, ana)
        after = concurso.closes_at

        async def publish(acuerdo: str) -> int:
            return await evaluation.publish_results(
                session, concurso, {}, acuerdo=acuerdo, by=ana, now=after
            )

        with pytest.raises(RefusedError, match=r"art\. 15\.c"):
            await publish(" ")
        with pytest.raises(NotFoundError):
            await publish("AYNI-GT-2026-SO99-A01")
        plan = await an_acuerdo(session, NOW, None, ana, subject=AcuerdoSubject.OTRO)
        with pytest.raises(RefusedError, match="no aprueba la evaluación"):
            await publish(plan.code)
        with pytest.raises(RefusedError, match="no nombra el concurso"):
            await publish(await approved(session, other, ana))
        code = await approved(session, concurso, ana)
        await evaluation.score(session, own.code, "Impacto", 1, "Otra vez", by=ana, now=after)
        with pytest.raises(RefusedError, match="Las notas cambiaron"):
            await publish(code)
        assert await publish(await approved(session, concurso, ana)) == 1


async def test_results_are_told_once_to_each_who_handed_one_in(database: Database) -> None:
    async with database.transaction() as session:
        concurso = await a_concurso(session, NOW)
        winner, other = await handed_in(session, concurso, 2)
        half = await a_person(session, NOW)
        await applied(session, concurso, half)
        ana, luis, _ = await evaluators(session)
        won = {winner.code: "Llega a más familias."}
        after = concurso.closes_at
        for own in (winner, other):
            await valued(session, concurso, own, ana)
        acuerdo = await approved(session, concurso, ana)

        async def publish(winners: dict[str, str], by: Operator, now: datetime) -> int:
            return await evaluation.publish_results(
                session, concurso, winners, acuerdo=acuerdo, by=by, now=now
            )

        with pytest.raises(RefusedError, match="sigue abierto"):
            await publish(won, ana, NOW)
        with pytest.raises(RefusedError, match="Secretaría"):
            await publish(won, luis, after)
        with pytest.raises(RefusedError, match="No son postulaciones"):
            await publish({"AAAAAA": "x"}, ana, after)
        with pytest.raises(RefusedError, match="motivo"):
            await publish({winner.code: " "}, ana, after)
        assert await publish(won, ana, after) == 2
        assert concurso.evaluation_acuerdo == acuerdo
        with pytest.raises(RefusedError, match="una sola vez"):
            await publish(won, ana, after)

        rows = list(await session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))
        said = {row.person_id: row.payload["text"] for row in rows}
    assert (winner.state, other.state) == (
        ApplicationState.GANADORA,
        ApplicationState.NO_ELEGIDA,
    )
    assert concurso.state is ConcursoState.RESULTADOS
    assert len(rows) == 2
    assert "¡Felicitaciones!" in said[winner.person_id]
    assert "Llega a más familias." in said[winner.person_id]
    assert "no fue elegida" in said[other.person_id]
    assert half.id not in said


async def test_a_question_that_was_answered_reaches_its_person_and_the_list(
    database: Database,
) -> None:
    async with database.transaction() as session:
        concurso, person = await a_concurso(session, NOW), await a_person(session, NOW)
        ana, _, _ = await evaluators(session)
        text = "¿Puede postular una comunidad sin RUC?"
        assert await call_questions.ask(session, concurso.id, text, person, now=NOW) is None
        ((waiting, _),) = await call_questions.waiting(session, await a_reader(session, NOW))
        await call_questions.answer(
            session, waiting.id, "Sí, puede.", to_list=True, by=ana, now=NOW
        )
        with pytest.raises(RefusedError, match="ya está respondida"):
            await call_questions.answer(session, waiting.id, "No.", to_list=False, by=ana, now=NOW)
        with pytest.raises(NotFoundError):
            await call_questions.answer(session, 99, "x", to_list=False, by=ana, now=NOW)
        (row,) = await session.scalars(sa.select(OutboxMessage))
        assert "Sí, puede." in row.payload["text"]
        again = await call_questions.ask(
            session, concurso.id, "una comunidad sin RUC puede postular?", person, now=NOW
        )
        assert again is not None
        assert again.answer == "Sí, puede."
        assert await call_questions.waiting(session, await a_reader(session, NOW)) == []


async def test_of_one_person_twenty_questions_may_wait(database: Database) -> None:
    async with database.transaction() as session:
        concurso = await a_concurso(session, NOW)
        person: Person = await a_person(session, NOW)
        for number in range(20):
            await call_questions.ask(
                session, concurso.id, f"¿Qué dice el punto {number}?", person, now=NOW
            )
        with pytest.raises(RefusedError, match="esperando"):
            await call_questions.ask(session, concurso.id, "¿Y otra cosa?", person, now=NOW)


async def test_art_15c_an_acuerdo_of_before_the_close_approved_no_evaluation(
    session: AsyncSession,
) -> None:
    concurso = await a_concurso(session, NOW)
    ana = await an_operator(session, NOW, role=Role.SECRETARIA_TECNICA)
    subject = AcuerdoSubject.EVALUACION
    early = await an_acuerdo(session, NOW, None, ana, subject=subject, concurso=concurso)

    with pytest.raises(RefusedError, match="anterior al cierre"):
        await approvals.check_approved(session, concurso, early, subject)
