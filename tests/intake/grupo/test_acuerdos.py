"""Acuerdos of the Grupo de Trabajo, each rule under its article of the Manual."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.grupo import acuerdos, agenda, deciding, rectifying, votes
from intake.grupo.agenda import Point
from intake.grupo.deciding import AcuerdoDraft
from intake.grupo.rectifying import Rectified
from intake.kinds import AcuerdoSubject, Verdict
from intake.necesidades import criteria
from intake.necesidades.decisions import decisions_of
from intake.necesidades.ranking import rank
from intake.necesidades.rules.criteria import builtin_text
from intake.papers.wording import decision_in_words
from intake.store.models import JournalEntry, Operator
from intake.store.verbs import Verb
from tests.factories import an_operator
from tests.intake.grupo.voted import PRIORITISE, a_point, ballots, told, why
from tests.intake.sitting import a_call, a_sitting


async def test_art_18_a_simple_majority_approves_and_the_acuerdo_prioritises_and_tells(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, necesidad = await a_point(session, ana, now)
    said = ballots(3, 2)
    item, counted = await votes.vote(
        session, meeting.id, 1, said, reasons=why(said), by=ana, now=now
    )
    assert (item.is_approved, counted.abstained) == (True, 1)
    acuerdo = await deciding.make(session, meeting.id, 1, PRIORITISE, by=ana, now=now)
    assert acuerdo.code == "AYNI-GT-2026-SO01-A01"
    assert necesidad.prioritised_at == now
    assert len(await told(session)) == 1


async def test_art_18_what_lacks_a_majority_makes_no_acuerdo_and_its_people_are_told_kindly(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, necesidad = await a_point(session, ana, now)
    await votes.vote(session, meeting.id, 1, ballots(2, 4), by=ana, now=now)
    with pytest.raises(RefusedError, match=r"no se aprobó: 2 a favor y 4 en contra .*art\. 18"):
        await deciding.make(session, meeting.id, 1, PRIORITISE, by=ana, now=now)
    with pytest.raises(RefusedError, match=r"motivo.*113\.1"):
        await deciding.decline(session, meeting.id, 1, "  ", by=ana, now=now)
    made = await deciding.decline(session, meeting.id, 1, "Menos demanda", by=ana, now=now)
    (text,) = await told(session)
    assert "esta vez no la eligió, por este motivo: «Menos demanda»." in text
    assert (necesidad.prioritised_at, necesidad.verdict) == (None, Verdict.NO_PRIORIZADA)
    entries = {each.verb: each for each in await session.scalars(sa.select(JournalEntry))}
    about = entries[Verb.ACUERDO_NO_PRIORIZAR]
    assert (about.acuerdo_id, about.agenda_item_id) == (made.id, made.agenda_item_id)
    about = entries[Verb.NECESIDAD_NO_PRIORIZAR]
    assert (about.acuerdo_id, about.necesidad_id) == (made.id, necesidad.necesidad_id)
    about = entries[Verb.VOTACION_VOTAR]
    assert (about.meeting_id, about.agenda_item_id) == (meeting.id, made.agenda_item_id)
    assert (made.code, made.subject, made.reason, made.done_at) == (
        "AYNI-GT-2026-SO01-A01",
        AcuerdoSubject.NO_PRIORIZAR,
        "Menos demanda",
        now,
    )


async def test_art_19g_an_acuerdo_has_a_code(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, _ = await a_point(session, ana, now)
    await votes.vote(session, meeting.id, 1, ballots(6, 0), by=ana, now=now)
    other = AcuerdoDraft(AcuerdoSubject.OTRO, "Informar en enero.", "DGSE")
    made = [
        await deciding.make(session, meeting.id, 1, draft, by=ana, now=now)
        for draft in (PRIORITISE, other)
    ]

    assert [each.code for each in made] == ["AYNI-GT-2026-SO01-A01", "AYNI-GT-2026-SO01-A02"]


async def test_a_vote_against_is_registered_as_what_it_is_and_not_as_any_acuerdo(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, _ = await a_point(session, ana, now)
    await votes.vote(session, meeting.id, 1, ballots(5, 1), by=ana, now=now)
    against = AcuerdoDraft(AcuerdoSubject.NO_PRIORIZAR, "No priorizar.", "DGSE")
    with pytest.raises(RefusedError, match="no-priorizar"):
        await deciding.make(session, meeting.id, 1, against, by=ana, now=now)
    with pytest.raises(RefusedError, match="votado en contra"):
        await deciding.decline(session, meeting.id, 1, "Menos demanda", by=ana, now=now)


async def test_what_was_voted_down_is_no_priorizada_with_its_acuerdo_until_it_is_decided_again(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, necesidad = await a_point(session, ana, now)
    id_ = necesidad.necesidad_id

    async def standing() -> str:
        decided = (await decisions_of(session, [id_]))[id_]
        return decision_in_words(decided, is_prioritised=necesidad.prioritised_at is not None)

    assert "Propuesta en la agenda de la sesión AYNI-GT-2026-SO01" in await standing()
    await votes.vote(session, meeting.id, 1, ballots(2, 4), by=ana, now=now)
    assert "no aprobada en la sesión AYNI-GT-2026-SO01; falta registrar" in await standing()
    await deciding.decline(session, meeting.id, 1, "Menos demanda", by=ana, now=now)
    assert await standing() == (
        "No priorizada por el acuerdo AYNI-GT-2026-SO01-A01, el 23 de noviembre de 2026. "
        "Motivo: Menos demanda."
    )
    (placed,) = (await rank(session, now=now)).needs
    assert placed.decided.is_declined

    again = await a_call(session, ana, now, days=45)
    point = Point("Priorizar", necesidad_id=id_, points="Otra vez", minutes=5)
    await agenda.add_item(session, again.id, point, by=ana, now=now)
    said = await standing()
    assert said.startswith("Propuesta otra vez en la agenda de la sesión AYNI-GT-2027-SO01")
    assert "Antes: no priorizada por el acuerdo AYNI-GT-2026-SO01-A01" in said


async def test_a_rectified_acuerdo_keeps_what_it_said_before(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, _ = await a_point(session, ana, now)
    await votes.vote(session, meeting.id, 1, ballots(6, 0), by=ana, now=now)
    decision = AcuerdoDraft(AcuerdoSubject.OTRO, "Cordinar.", "DGACPS")
    made = await deciding.make(session, meeting.id, 1, decision, by=ana, now=now)
    right = Rectified(text="Coordinar.", due_on=date(2026, 12, 1))
    with pytest.raises(RefusedError, match="por qué"):
        await rectifying.rectify(session, made.code, right, " ", by=ana, now=now)
    with pytest.raises(RefusedError, match="qué se rectifica"):
        await rectifying.rectify(session, made.code, Rectified(), "Error", by=ana, now=now)
    await rectifying.rectify(session, made.code, right, "Error al anotar", by=ana, now=now)
    (update,) = await acuerdos.updates_of(session, made)
    assert made.text == "Coordinar."
    assert "decía «Cordinar.», dice «Coordinar.»" in update.text
    assert "decía «nada», dice «01/12/2026»" in update.text
    luis = await an_operator(session, now)
    with pytest.raises(RefusedError, match="Secretaría Técnica"):
        await rectifying.rectify(session, made.code, right, "Error", by=luis, now=now)


async def test_an_acuerdo_is_not_due_before_it_is_made(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, _ = await a_point(session, ana, now)
    await votes.vote(session, meeting.id, 1, ballots(6, 0), by=ana, now=now)
    late = AcuerdoDraft(AcuerdoSubject.OTRO, "Coordinar.", "DGACPS", date(2026, 11, 22))
    with pytest.raises(RefusedError, match="ya pasó"):
        await deciding.make(session, meeting.id, 1, late, by=ana, now=now)
    made = await deciding.make(
        session,
        meeting.id,
        1,
        AcuerdoDraft(AcuerdoSubject.OTRO, "Coordinar.", "X"),
        by=ana,
        now=now,
    )
    with pytest.raises(RefusedError, match="ya pasó"):
        await rectifying.rectify(
            session, made.code, Rectified(due_on=date(2026, 11, 22)), "Error", by=ana, now=now
        )


async def test_art_15b_an_acuerdo_puts_criteria_in_force(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    text = builtin_text()
    proposed = await criteria.propose(session, text, by=ana, reason="Para empezar", now=now)
    meeting = await a_sitting(session, ana, now)
    point = Point("Criterios", criteria_set_id=proposed.id)
    await agenda.add_item(session, meeting.id, point, all_agree=True, by=ana, now=now)
    await votes.vote(session, meeting.id, 1, ballots(7, 0, 7), by=ana, now=now)
    decision = AcuerdoDraft(
        AcuerdoSubject.CRITERIOS, "Aprobar los criterios.", "Secretaría Técnica"
    )
    await deciding.make(session, meeting.id, 1, decision, by=ana, now=now)
    assert (await criteria.in_force(session)).approved_at == now


@pytest.mark.parametrize("subject", [AcuerdoSubject.PLAN_TRABAJO, AcuerdoSubject.COMUNICACIONES])
async def test_art_15_what_the_grupo_approved_is_found_by_its_subject(
    session: AsyncSession, now: datetime, ana: Operator, subject: AcuerdoSubject
) -> None:
    meeting, _ = await a_point(session, ana, now)
    await votes.vote(session, meeting.id, 1, ballots(6, 0), by=ana, now=now)
    assert await acuerdos.approved(session, subject) == []
    made = await deciding.make(
        session, meeting.id, 1, AcuerdoDraft(subject, "Aprobar.", "DGSE"), by=ana, now=now
    )
    assert await acuerdos.approved(session, subject) == [made]


async def test_art_25k_acuerdos_are_followed_until_they_are_done(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, _ = await a_point(session, ana, now)
    await votes.vote(session, meeting.id, 1, ballots(6, 0), by=ana, now=now)
    decision = AcuerdoDraft(AcuerdoSubject.OTRO, "Coordinar.", "DGACPS", date(2026, 12, 1))
    made = await deciding.make(session, meeting.id, 1, decision, by=ana, now=now)
    overdue = await acuerdos.list_acuerdos(session, overdue_on=date(2026, 12, 2))
    assert [each.code for each, _ in overdue] == [made.code]
    await acuerdos.report(session, made.code.lower(), "Se reunieron.", done=False, by=ana, now=now)
    later = now + timedelta(days=9)
    await acuerdos.report(session, made.code, "Listo.", done=True, by=ana, now=later)
    assert await acuerdos.list_acuerdos(session, pending=True) == []
    assert [each.text for each in await acuerdos.updates_of(session, made)] == [
        "Se reunieron.",
        "Listo.",
    ]
    with pytest.raises(RefusedError, match="ya está cumplido"):
        await acuerdos.report(session, made.code, "Otra vez.", done=True, by=ana, now=later)


async def test_a_point_that_is_no_necesidad_prioritises_nothing(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting = await a_sitting(session, ana, now)
    await agenda.add_item(session, meeting.id, Point("Varios"), all_agree=True, by=ana, now=now)
    await votes.vote(session, meeting.id, 1, ballots(7, 0, 7), by=ana, now=now)
    with pytest.raises(RefusedError, match="--necesidad"):
        await deciding.make(session, meeting.id, 1, PRIORITISE, by=ana, now=now)
