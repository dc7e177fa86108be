"""The figures of the monthly report: the same as counting by hand."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.figures.monthly import metrics_of, monthly_report
from intake.ids import Code
from intake.kinds import (
    Actor,
    AcuerdoSubject,
    AporteState,
    MeetingKind,
    MeetingState,
    Stage,
    Station,
    TagSource,
)
from intake.store.models import (
    Acuerdo,
    AgendaItem,
    AporteTag,
    Follower,
    Meeting,
    Opinion,
    Question,
)
from intake.store.verbs import Verb
from intake.triage.actions import perform
from intake.triage.actions.derivar import Derivar
from intake.triage.actions.deshacer import Deshacer
from intake.triage.actions.preguntar import Preguntar
from intake.words.calendar import add_working_days, lima_date
from intake.words.months import Month
from tests.factories import a_necesidad, a_person, an_aporte, an_operator

_NOVEMBER = Month(2026, 11)


async def test_what_came_in_is_counted_by_the_day_of_lima(
    session: AsyncSession, now: datetime
) -> None:
    for at in (
        datetime(2026, 11, 1, 4, 59, tzinfo=UTC),  # still October in Lima
        datetime(2026, 11, 1, 5, 0, tzinfo=UTC),
        datetime(2026, 11, 9, 4, 59, tzinfo=UTC),  # a Sunday night
        datetime(2026, 11, 9, 5, 0, tzinfo=UTC),
    ):
        await an_aporte(session, at)

    movement = (await monthly_report(session, _NOVEMBER, now=now)).movement

    assert (movement.received, movement.received_before) == (3, 1)
    assert [week.received for week in movement.weeks] == [1, 1, 1, 0, 0, 0]


async def test_what_left_the_queue_is_counted_once_and_not_what_was_undone(
    session: AsyncSession, now: datetime
) -> None:
    luis = await an_operator(session, now)
    left, undone, _ = [await an_aporte(session, now) for _ in range(3)]
    for case in (left, undone):
        derive = Derivar(entidad="la municipalidad")
        await perform(session, derive, Code(case.code), by=luis, now=now)
    await perform(session, Deshacer(), Code(undone.code), by=luis, now=now)
    await session.flush()

    movement = (await monthly_report(session, _NOVEMBER, now=now)).movement

    assert movement.left == Counter({AporteState.DERIVADO: 1})
    assert (movement.total_left, movement.by_operators) == (1, 1)
    assert [week.left for week in movement.weeks] == [0, 0, 0, 0, 1, 0]


async def test_the_queue_is_counted_by_age_and_by_deadline(
    session: AsyncSession, now: datetime
) -> None:
    today = lima_date(now)
    luis = await an_operator(session, now)
    for days, answer_by in (
        (0, today + timedelta(days=60)),
        (7, add_working_days(today, 10)),
        (8, add_working_days(today, 11)),
        (61, today - timedelta(days=1)),
        (30, today),
    ):
        aporte = await an_aporte(session, now - timedelta(days=days))
        aporte.answer_by = answer_by
        if days == 61:
            aporte.assigned_to_id = luis.id
    await an_aporte(session, now, state=AporteState.DESCARTADO)
    await session.flush()

    waiting = (await monthly_report(session, _NOVEMBER, now=now)).waiting

    assert waiting.total == 5
    assert [count for _, count in waiting.ages] == [2, 1, 1, 0, 1]
    assert (waiting.overdue, waiting.due_soon) == (1, 2)
    assert (waiting.untaken, waiting.loads, waiting.median_days) == (4, (1,), 8)
    assert [case.days for case in waiting.oldest] == [61, 30, 8, 7, 0]


async def test_questions_are_told_apart_by_who_has_to_move(
    session: AsyncSession, now: datetime
) -> None:
    luis = await an_operator(session, now)
    asked, answered = await an_aporte(session, now), await an_aporte(session, now)
    for case in (asked, answered):
        entry = await perform(
            session,
            Preguntar(pregunta="¿Desde cuándo?"),
            Code(case.code),
            by=luis,
            now=now - timedelta(days=3),
        )
        question_id = entry.after["question_id"]
    question = await session.get_one(Question, question_id)
    question.answer, question.answered_at = "Desde ayer", now
    await session.flush()

    waiting = (await monthly_report(session, _NOVEMBER, now=now)).waiting

    assert (waiting.questions, waiting.oldest_question_days, waiting.unseen_answers) == (1, 3, 1)


async def test_coverage_counts_people_once_a_region_and_puts_the_silent_first(
    session: AsyncSession, now: datetime
) -> None:
    maria = await a_person(session, now)
    one = await an_aporte(session, now, author=maria, ubigeo="210607")
    await an_aporte(session, now, author=maria, ubigeo="210101")
    old = await an_aporte(session, now - timedelta(days=40), ubigeo="050101")
    old.actor = one.actor = Actor.MUNICIPALIDAD
    await an_aporte(session, now, ubigeo=None)
    await an_aporte(session, now, ubigeo="080101", state=AporteState.RETIRADO)
    await session.flush()

    coverage = (await monthly_report(session, _NOVEMBER, now=now)).coverage

    regions = {region.name: region for region in coverage.regions}
    puno, ayacucho = regions["Puno"], regions["Ayacucho"]
    assert (len(puno.people), len(puno.spoke), len(puno.municipalities)) == (1, 2, 1)
    assert (len(ayacucho.people), len(ayacucho.people_ever)) == (0, 1)
    assert (coverage.people, coverage.without_district) == (2, 1)
    assert coverage.regions[-1] is puno
    assert len(coverage.silent) == len(coverage.regions) - 1
    assert coverage.districts == 1891


async def test_topics_and_opinions_are_of_the_month(session: AsyncSession, now: datetime) -> None:
    for at, priority in ((now, "salud"), (now, "salud"), (now, "agua_saneamiento")):
        aporte = await an_aporte(session, at)
        for name, accepted in ((priority, True), ("vivienda", False)):
            tag = AporteTag(
                aporte_id=aporte.id,
                priority=name,
                source=TagSource.AUTOMATICA,
                accepted=accepted,
                score=0.5,
                words=[],
            )
            session.add(tag)
        session.add(
            Opinion(
                aporte_id=aporte.id,
                person_id=aporte.author_id,
                helped=priority == "salud",
                answer=Verb.RESPONDER,
                at=at,
            )
        )
    await session.flush()

    movement = (await monthly_report(session, _NOVEMBER, now=now)).movement

    assert [(t.priority, t.aportes) for t in movement.topics] == [
        ("salud", 2),
        ("agua_saneamiento", 1),
    ]
    assert (movement.helped, movement.not_helped) == (2, 1)


async def test_art_19a_a_month_without_an_ordinary_session_is_told_once_it_is_over(
    session: AsyncSession, now: datetime
) -> None:
    during = metrics_of(await monthly_report(session, _NOVEMBER, now=now))
    after = metrics_of(await monthly_report(session, _NOVEMBER, now=_NOVEMBER.ends_at))

    assert during["sesiones_ordinarias"] is None
    assert after["sesiones_ordinarias"] == 0


async def test_art_25j_and_25k_late_actas_and_overdue_acuerdos_are_counted(
    session: AsyncSession, now: datetime
) -> None:
    held_at = now - timedelta(days=7)
    ana = await an_operator(session, now)
    meeting = Meeting(
        year=2026,
        number=1,
        kind=MeetingKind.ORDINARIA,
        scheduled_at=held_at,
        place="Sala",
        state=MeetingState.CERRADA,
        convened_at=held_at,
        convened_by_id=ana.id,
        quorum=4,
        closed_at=held_at,
    )
    session.add(meeting)
    await session.flush()
    item = AgendaItem(meeting_id=meeting.id, station=Station.ACUERDOS, position=1, title="Uno")
    session.add(item)
    await session.flush()
    for number, due_on, done_at in (
        (1, date(2026, 11, 20), None),
        (2, date(2026, 11, 23), None),
        (3, date(2026, 11, 20), now),
    ):
        acuerdo = Acuerdo(
            code=f"A{number}",
            meeting_id=meeting.id,
            agenda_item_id=item.id,
            subject=AcuerdoSubject.OTRO,
            text="Hacerlo",
            responsible="Dirección de Evaluación",
            due_on=due_on,
            made_at=held_at,
            done_at=done_at,
        )
        session.add(acuerdo)
    await session.flush()

    governance = (await monthly_report(session, _NOVEMBER, now=now)).governance

    assert governance.actas_late == 1
    assert (governance.acuerdos_made, governance.acuerdos_done, governance.overdue) == (3, 1, 1)
    assert [each.code for each in governance.pending] == ["A1", "A2"]
    assert (governance.ordinary_held, governance.sessions[0].acuerdos) == (1, 3)
    meeting.acta_sent_at = held_at + timedelta(days=1)
    await session.flush()
    assert (await monthly_report(session, _NOVEMBER, now=now)).governance.actas_late == 0


async def test_necesidades_are_counted_by_stage_without_those_joined_into_another(
    session: AsyncSession, now: datetime
) -> None:
    kept, joined, piloto = [await a_necesidad(session, now) for _ in range(3)]
    joined.joined_into_id = kept.necesidad_id
    piloto.stage, piloto.prioritised_at = Stage.PILOTO, now
    await session.flush()

    governance = (await monthly_report(session, _NOVEMBER, now=now)).governance

    assert governance.by_stage == {Stage.PRIORIZACION: 1, Stage.PILOTO: 1}
    assert (governance.prioritised, governance.prioritised_now) == (1, 1)


async def test_who_joined_counts_among_the_people_of_the_month(
    session: AsyncSession, now: datetime
) -> None:
    aporte = await an_aporte(session, now - timedelta(days=60))
    person = await a_person(session, now)
    session.add(Follower(aporte_id=aporte.id, person_id=person.id, joined_at=now))
    await session.flush()

    report = await monthly_report(session, _NOVEMBER, now=now)

    assert (report.movement.people, report.coverage.people, report.movement.received) == (1, 1, 0)


async def test_a_month_that_has_not_begun_is_refused(session: AsyncSession, now: datetime) -> None:
    with pytest.raises(RefusedError, match="Diciembre de 2026 aún no empieza"):
        await monthly_report(session, _NOVEMBER.next, now=now)
