"""Votes and acuerdos of the Grupo de Trabajo, each rule under its article of the Manual."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.grupo import acuerdos, agenda, attendance, meetings, votes
from intake.grupo.acuerdos import AcuerdoDraft, Rectified
from intake.grupo.agenda import Point
from intake.kinds import AcuerdoSubject, Ballot, Role, Station, Verdict
from intake.necesidades import criteria
from intake.necesidades.decisions import decisions_of
from intake.necesidades.ranking import rank
from intake.necesidades.rules.criteria import builtin_text
from intake.papers.wording import decision_in_words
from intake.store.models import JournalEntry, Meeting, Necesidad, Operator, OutboxMessage, Vote
from intake.store.verbs import Verb
from tests.factories import a_necesidad, an_aporte, an_operator
from tests.intake.sitting import SEATS, a_call, a_sitting

CHAIR = SEATS[0]
PRIORITISE = AcuerdoDraft(AcuerdoSubject.PRIORIZAR, "Priorizar el agua segura.", "DGSE")


@pytest.fixture
async def ana(session: AsyncSession, now: datetime) -> Operator:
    """Of the Secretaría Técnica."""
    return await an_operator(session, now, username="ana", role=Role.SECRETARIA_TECNICA)


def ballots(favour: int, against: int, present: int = 6) -> dict[str, Ballot]:
    """The first seats for, the next against; the others would abstain."""
    said = [Ballot.FAVOR] * favour + [Ballot.CONTRA] * against
    said += [Ballot.ABSTENCION] * (present - len(said))
    return dict(zip(SEATS, said, strict=False))


def why(said: Mapping[str, Ballot]) -> dict[str, str]:
    """What who abstains says of it."""
    reason = "Ley 27444, art. 99: es pariente de una solicitante"
    return {seat: reason for seat, ballot in said.items() if ballot is Ballot.ABSTENCION}


async def a_point(
    session: AsyncSession, ana: Operator, now: datetime, *, present: int = 6
) -> tuple[Meeting, Necesidad]:
    """An installed session with one point, about a necesidad with one person behind it."""
    aporte = await an_aporte(session, now)
    necesidad = await a_necesidad(session, now, aportes=[aporte], by=ana)
    meeting = await a_call(session, ana, now)
    about = necesidad.necesidad_id
    point = Point("Priorizar", points="La demanda", minutes=10, necesidad_id=about)
    await agenda.add_item(session, meeting.id, point, by=ana, now=now)
    await meetings.circulate(session, meeting.id, by=ana, now=now)
    roll = attendance.Present(SEATS[:present])
    await attendance.call_roll(session, meeting.id, roll, by=ana, now=meeting.scheduled_at)
    return meeting, necesidad


async def told(session: AsyncSession) -> list[str]:
    """What was posted, in order."""
    rows = await session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id))
    return [row.payload["text"] for row in rows]


async def test_art_18_a_simple_majority_approves_and_the_acuerdo_prioritises_and_tells(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, necesidad = await a_point(session, ana, now)
    said = ballots(3, 2)
    item, counted = await votes.vote(
        session, meeting.id, 1, said, reasons=why(said), by=ana, now=now
    )
    assert (item.is_approved, counted.abstained) == (True, 1)
    acuerdo = await acuerdos.make(session, meeting.id, 1, PRIORITISE, by=ana, now=now)
    assert acuerdo.code == "AYNI-GT-2026-SO01-A01"
    assert necesidad.prioritised_at == now
    assert len(await told(session)) == 1


async def test_art_18_what_lacks_a_majority_makes_no_acuerdo_and_its_people_are_told_kindly(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, necesidad = await a_point(session, ana, now)
    await votes.vote(session, meeting.id, 1, ballots(2, 4), by=ana, now=now)
    with pytest.raises(RefusedError, match=r"no se aprobó: 2 a favor y 4 en contra .*art\. 18"):
        await acuerdos.make(session, meeting.id, 1, PRIORITISE, by=ana, now=now)
    with pytest.raises(RefusedError, match=r"motivo.*113\.1"):
        await acuerdos.decline(session, meeting.id, 1, "  ", by=ana, now=now)
    made = await acuerdos.decline(session, meeting.id, 1, "Menos demanda", by=ana, now=now)
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
        await acuerdos.make(session, meeting.id, 1, draft, by=ana, now=now)
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
        await acuerdos.make(session, meeting.id, 1, against, by=ana, now=now)
    with pytest.raises(RefusedError, match="votado en contra"):
        await acuerdos.decline(session, meeting.id, 1, "Menos demanda", by=ana, now=now)


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
    await acuerdos.decline(session, meeting.id, 1, "Menos demanda", by=ana, now=now)
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
    made = await acuerdos.make(session, meeting.id, 1, decision, by=ana, now=now)
    right = Rectified(text="Coordinar.", due_on=date(2026, 12, 1))
    with pytest.raises(RefusedError, match="por qué"):
        await acuerdos.rectify(session, made.code, right, " ", by=ana, now=now)
    with pytest.raises(RefusedError, match="qué se rectifica"):
        await acuerdos.rectify(session, made.code, Rectified(), "Error", by=ana, now=now)
    await acuerdos.rectify(session, made.code, right, "Error al anotar", by=ana, now=now)
    (update,) = await acuerdos.updates_of(session, made)
    assert made.text == "Coordinar."
    assert "decía «Cordinar.», dice «Coordinar.»" in update.text
    assert "decía «nada», dice «01/12/2026»" in update.text
    luis = await an_operator(session, now)
    with pytest.raises(RefusedError, match="Secretaría Técnica"):
        await acuerdos.rectify(session, made.code, right, "Error", by=luis, now=now)


async def test_an_acuerdo_is_not_due_before_it_is_made(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, _ = await a_point(session, ana, now)
    await votes.vote(session, meeting.id, 1, ballots(6, 0), by=ana, now=now)
    late = AcuerdoDraft(AcuerdoSubject.OTRO, "Coordinar.", "DGACPS", date(2026, 11, 22))
    with pytest.raises(RefusedError, match="ya pasó"):
        await acuerdos.make(session, meeting.id, 1, late, by=ana, now=now)
    made = await acuerdos.make(
        session,
        meeting.id,
        1,
        AcuerdoDraft(AcuerdoSubject.OTRO, "Coordinar.", "X"),
        by=ana,
        now=now,
    )
    with pytest.raises(RefusedError, match="ya pasó"):
        await acuerdos.rectify(
            session, made.code, Rectified(due_on=date(2026, 11, 22)), "Error", by=ana, now=now
        )


async def test_art_23c_only_a_tie_lets_the_chair_cast(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, necesidad = await a_point(session, ana, now)
    item, counted = await votes.vote(session, meeting.id, 1, ballots(3, 3), by=ana, now=now)
    assert (counted.is_tie, item.is_approved) == (True, None)
    with pytest.raises(RefusedError, match="dirimente"):
        await acuerdos.make(session, meeting.id, 1, PRIORITISE, by=ana, now=now)
    with pytest.raises(RefusedError, match="empate sin dirimir"):
        await meetings.close(session, meeting.id, by=ana, now=now)
    item, _ = await votes.cast(session, meeting.id, 1, Ballot.FAVOR, by=ana, now=now)
    assert (item.is_approved, item.casting) == (True, Ballot.FAVOR)
    await acuerdos.make(session, meeting.id, 1, PRIORITISE, by=ana, now=now)
    assert necesidad.prioritised_at == now


async def test_art_23c_without_a_tie_there_is_nothing_to_cast(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, _ = await a_point(session, ana, now)
    await votes.vote(session, meeting.id, 1, ballots(4, 2), by=ana, now=now)
    with pytest.raises(RefusedError, match=r"No hay empate.*23\.c"):
        await votes.cast(session, meeting.id, 1, Ballot.CONTRA, by=ana, now=now)


async def test_art_23c_a_chair_that_left_does_not_cast(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, _ = await a_point(session, ana, now)
    await votes.vote(session, meeting.id, 1, ballots(3, 3), by=ana, now=now)
    await attendance.leave(session, meeting.id, CHAIR, by=ana, now=now)
    with pytest.raises(RefusedError, match="presidencia"):
        await votes.cast(session, meeting.id, 1, Ballot.FAVOR, by=ana, now=now)


async def test_art_16_every_seat_that_is_there_votes_and_no_other(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, _ = await a_point(session, ana, now, present=5)
    with pytest.raises(RefusedError, match="no puede votar"):
        await votes.vote(session, meeting.id, 1, ballots(3, 3), by=ana, now=now)
    with pytest.raises(RefusedError, match=f"Falta decir cómo votó: {SEATS[4]}"):
        await votes.vote(session, meeting.id, 1, ballots(3, 1, 4), by=ana, now=now)
    await votes.vote(session, meeting.id, 1, ballots(3, 2, 5), by=ana, now=now)


async def test_a_mistyped_vote_is_corrected_until_something_follows_from_it(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, _ = await a_point(session, ana, now)
    await votes.vote(session, meeting.id, 1, ballots(2, 4), by=ana, now=now)
    item, counted = await votes.vote(session, meeting.id, 1, ballots(4, 2), by=ana, now=now)
    assert (item.is_approved, counted.favour, counted.against) == (True, 4, 2)
    entry = await session.scalar(sa.select(JournalEntry).order_by(JournalEntry.id.desc()))
    assert entry is not None
    assert entry.before[SEATS[2]] == "contra"
    await acuerdos.make(session, meeting.id, 1, PRIORITISE, by=ana, now=now)
    with pytest.raises(RefusedError, match="tiene el acuerdo"):
        await votes.vote(session, meeting.id, 1, ballots(2, 4), by=ana, now=now)


async def test_art_23c_a_tie_that_the_chair_left_behind_approves_nothing_and_the_session_closes(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, necesidad = await a_point(session, ana, now)
    item, _ = await votes.vote(session, meeting.id, 1, ballots(3, 3), by=ana, now=now)
    await attendance.leave(session, meeting.id, CHAIR, by=ana, now=now)
    await meetings.close(session, meeting.id, by=ana, now=now)
    assert item.is_approved is False
    with pytest.raises(RefusedError, match="no se aprobó"):
        await acuerdos.make(session, meeting.id, 1, PRIORITISE, by=ana, now=now)
    await acuerdos.decline(session, meeting.id, 1, "Empate", by=ana, now=now)
    with pytest.raises(RefusedError, match="ya se le avisó"):
        await acuerdos.decline(session, meeting.id, 1, "Empate", by=ana, now=now)
    assert len(await told(session)) == 1
    assert necesidad.prioritised_at is None


async def test_tuo_112_who_abstains_says_in_writing_what_law_allows_it(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, _ = await a_point(session, ana, now)
    said = ballots(3, 2)
    with pytest.raises(RefusedError, match=r"Abstenerse está prohibido.*112"):
        await votes.vote(session, meeting.id, 1, said, by=ana, now=now)
    for seat, reason in ((SEATS[5], " "), (SEATS[0], "No abstuvo")):
        with pytest.raises(RefusedError, match=r"112|sobra"):
            await votes.vote(
                session, meeting.id, 1, said, reasons={**why(said), seat: reason}, by=ana, now=now
            )
    await votes.vote(session, meeting.id, 1, said, reasons=why(said), by=ana, now=now)
    kept = await session.get_one(Vote, (1, SEATS[5]))
    assert "art. 99" in kept.reason


async def test_arts_19b_and_25cd_nothing_is_voted_on_an_agenda_that_never_went_out(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    """As in a session that was installed before this was asked for."""
    meeting, _ = await a_point(session, ana, now)
    meeting.papers_at = None
    await session.flush()
    with pytest.raises(RefusedError, match=r"no se difundió.*25\.c-d"):
        await votes.vote(session, meeting.id, 1, ballots(6, 0), by=ana, now=now)


async def test_a_seat_without_a_name_does_not_vote_until_the_list_names_it(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, _ = await a_point(session, ana, now)
    there = await attendance.list_attendance(session, meeting.id)
    there[2].name = ""
    await session.flush()
    with pytest.raises(RefusedError, match="No consta quién ocupa"):
        await votes.vote(session, meeting.id, 1, ballots(6, 0), by=ana, now=now)
    await attendance.call_roll(session, meeting.id, attendance.Present(()), by=ana, now=now)
    await votes.vote(session, meeting.id, 1, ballots(6, 0), by=ana, now=now)


async def test_a_point_left_out_is_not_voted_and_holds_back_no_other(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, _ = await a_point(session, ana, now)
    await agenda.add_item(
        session, meeting.id, Point("Acta", Station.ACTA_ANTERIOR), all_agree=True, by=ana, now=now
    )
    await agenda.remove_item(session, meeting.id, 1, "No llegó el acta", by=ana, now=now)
    with pytest.raises(RefusedError, match="quedó sin tratar: No llegó el acta"):
        await votes.vote(session, meeting.id, 1, ballots(6, 0), by=ana, now=now)
    with pytest.raises(RefusedError, match="quedó sin tratar"):
        await agenda.note(session, meeting.id, 1, "Se leyó.", by=ana, now=now)
    await votes.vote(session, meeting.id, 2, ballots(6, 0), by=ana, now=now)
    with pytest.raises(RefusedError, match="ya se trató"):
        await agenda.remove_item(session, meeting.id, 2, "Error", by=ana, now=now)


async def test_art_19f_an_earlier_station_is_treated_before_a_later_one_is_voted(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, _ = await a_point(session, ana, now)
    for title, station in (("Acta", Station.ACTA_ANTERIOR), ("Informe", Station.INFORMES)):
        await agenda.add_item(
            session, meeting.id, Point(title, station), all_agree=True, by=ana, now=now
        )
    with pytest.raises(RefusedError, match=r"«Acta».*art\. 19\.f"):
        await votes.vote(session, meeting.id, 3, ballots(6, 0), by=ana, now=now)
    await votes.vote(session, meeting.id, 1, ballots(6, 0), by=ana, now=now)
    with pytest.raises(RefusedError, match="«Informe»"):
        await votes.vote(session, meeting.id, 3, ballots(6, 0), by=ana, now=now)
    await agenda.note(session, meeting.id, 2, "Se informó el avance.", by=ana, now=now)
    item, _ = await votes.vote(session, meeting.id, 3, ballots(6, 0), by=ana, now=now)
    assert item.is_approved


async def test_art_19c_without_quorum_nobody_votes(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, _ = await a_point(session, ana, now, present=3)
    with pytest.raises(RefusedError, match=r"art\. 19\.c"):
        await votes.vote(session, meeting.id, 1, ballots(3, 0, 3), by=ana, now=now)


async def test_art_19h_a_guest_has_no_vote(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, _ = await a_point(session, ana, now, present=4)
    await attendance.invite(session, meeting.id, "Programa Juntos", by=ana, now=now)
    counted = await votes.vote(session, meeting.id, 1, ballots(4, 0, 4), by=ana, now=now)
    assert sum((counted[1].favour, counted[1].against, counted[1].abstained)) == 4


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
    await acuerdos.make(session, meeting.id, 1, decision, by=ana, now=now)
    assert (await criteria.in_force(session)).approved_at == now


@pytest.mark.parametrize("subject", [AcuerdoSubject.PLAN_TRABAJO, AcuerdoSubject.COMUNICACIONES])
async def test_art_15_what_the_grupo_approved_is_found_by_its_subject(
    session: AsyncSession, now: datetime, ana: Operator, subject: AcuerdoSubject
) -> None:
    meeting, _ = await a_point(session, ana, now)
    await votes.vote(session, meeting.id, 1, ballots(6, 0), by=ana, now=now)
    assert await acuerdos.approved(session, subject) == []
    made = await acuerdos.make(
        session, meeting.id, 1, AcuerdoDraft(subject, "Aprobar.", "DGSE"), by=ana, now=now
    )
    assert await acuerdos.approved(session, subject) == [made]


async def test_art_25k_acuerdos_are_followed_until_they_are_done(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, _ = await a_point(session, ana, now)
    await votes.vote(session, meeting.id, 1, ballots(6, 0), by=ana, now=now)
    decision = AcuerdoDraft(AcuerdoSubject.OTRO, "Coordinar.", "DGACPS", date(2026, 12, 1))
    made = await acuerdos.make(session, meeting.id, 1, decision, by=ana, now=now)
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
        await acuerdos.make(session, meeting.id, 1, PRIORITISE, by=ana, now=now)
