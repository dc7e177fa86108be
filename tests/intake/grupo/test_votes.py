"""Votes on a point, each rule under its article of the Manual."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.grupo import agenda, attendance, closing, deciding, votes
from intake.grupo.agenda import Point
from intake.kinds import Ballot, Station
from intake.store.models import JournalEntry, Operator, Vote
from tests.intake.grupo.voted import CHAIR, PRIORITISE, a_point, ballots, told, why
from tests.intake.sitting import SEATS


async def test_art_23c_only_a_tie_lets_the_chair_cast(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, necesidad = await a_point(session, ana, now)
    item, counted = await votes.vote(session, meeting.id, 1, ballots(3, 3), by=ana, now=now)
    assert (counted.is_tie, item.is_approved) == (True, None)
    with pytest.raises(RefusedError, match="dirimente"):
        await deciding.make(session, meeting.id, 1, PRIORITISE, by=ana, now=now)
    with pytest.raises(RefusedError, match="empate sin dirimir"):
        await closing.close(session, meeting.id, by=ana, now=now)
    item, _ = await votes.cast(session, meeting.id, 1, Ballot.FAVOR, by=ana, now=now)
    assert (item.is_approved, item.casting) == (True, Ballot.FAVOR)
    await deciding.make(session, meeting.id, 1, PRIORITISE, by=ana, now=now)
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
    await deciding.make(session, meeting.id, 1, PRIORITISE, by=ana, now=now)
    with pytest.raises(RefusedError, match="tiene el acuerdo"):
        await votes.vote(session, meeting.id, 1, ballots(2, 4), by=ana, now=now)


async def test_art_23c_a_tie_that_the_chair_left_behind_approves_nothing_and_the_session_closes(
    session: AsyncSession, now: datetime, ana: Operator
) -> None:
    meeting, necesidad = await a_point(session, ana, now)
    item, _ = await votes.vote(session, meeting.id, 1, ballots(3, 3), by=ana, now=now)
    await attendance.leave(session, meeting.id, CHAIR, by=ana, now=now)
    await closing.close(session, meeting.id, by=ana, now=now)
    assert item.is_approved is False
    with pytest.raises(RefusedError, match="no se aprobó"):
        await deciding.make(session, meeting.id, 1, PRIORITISE, by=ana, now=now)
    await deciding.decline(session, meeting.id, 1, "Empate", by=ana, now=now)
    with pytest.raises(RefusedError, match="ya se le avisó"):
        await deciding.decline(session, meeting.id, 1, "Empate", by=ana, now=now)
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
