"""Voting a point of a session, seat by seat (Manual, arts. 18 and 23)."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.grupo import agenda, meetings
from intake.grupo.attendance import list_attendance
from intake.grupo.rules import voting
from intake.grupo.rules.organs import organs
from intake.grupo.rules.voting import Tally
from intake.kinds import Ballot, MeetingKind, MeetingState, Station
from intake.store.journal import About, record
from intake.store.models import Acuerdo, AgendaItem, Operator, Vote
from intake.store.operators import check_secretaria
from intake.store.verbs import Verb
from intake.words.text import clean

NO_REASONS: Mapping[str, str] = MappingProxyType({})
"""Nobody abstains."""


async def vote(
    session: AsyncSession,
    meeting_id: int,
    number: int,
    ballots: Mapping[str, Ballot],
    *,
    reasons: Mapping[str, str] = NO_REASONS,
    by: Operator,
    now: datetime,
) -> tuple[AgendaItem, Tally]:
    """Write down how each seat voted, and why it abstained. A tie waits for the chair.

    Written again it corrects what was mistyped, until something followed from it; the journal
    keeps the former.
    """
    check_secretaria(by, "Registrar una votación")
    item, present = await _votable(session, meeting_id, number)
    ballots = {organs().get(seat).id: ballot for seat, ballot in ballots.items()}
    voting.check_ballots(ballots, present)
    reasons = {organs().get(seat).id: clean(said, 500) for seat, said in reasons.items()}
    voting.check_abstentions(ballots, reasons)
    former = await votes_of(session, item)
    await _check_untouched(session, item, number)
    await _check_order(session, item)
    await session.execute(sa.delete(Vote).where(Vote.agenda_item_id == item.id))
    session.add_all(
        Vote(agenda_item_id=item.id, seat=seat, ballot=ballot, reason=reasons.get(seat, ""), at=now)
        for seat, ballot in sorted(ballots.items())
    )
    counted = voting.tally(list(ballots.values()))
    item.voted_at, item.is_approved = now, voting.decide(counted)
    await session.flush()
    _record(session, Verb.VOTACION_VOTAR, item, by, now, counted, former)
    return item, counted


async def cast(
    session: AsyncSession,
    meeting_id: int,
    number: int,
    ballot: Ballot,
    *,
    by: Operator,
    now: datetime,
) -> tuple[AgendaItem, Tally]:
    """Write down the chair's casting vote, on a tie alone (arts. 18 and 23.c)."""
    check_secretaria(by, "Registrar el voto dirimente")
    item, present = await _votable(session, meeting_id, number)
    if item.voted_at is None:
        raise RefusedError(f"El punto {number} todavía no se vota.")
    counted = await tally_of(session, item)
    voting.check_casting(counted, ballot, chair_present=organs().chair.id in present)
    if item.casting is not None:
        raise RefusedError(f"El empate del punto {number} ya se dirimió.")
    item.casting = ballot
    item.is_approved = voting.decide(counted, ballot)
    await session.flush()
    _record(session, Verb.VOTACION_DIRIMIR, item, by, now, counted)
    return item, counted


async def votes_of(session: AsyncSession, item: AgendaItem) -> dict[str, Ballot]:
    """How each seat voted, in the order of the Manual."""
    rows = await session.scalars(sa.select(Vote).where(Vote.agenda_item_id == item.id))
    found = {vote.seat: vote.ballot for vote in rows}
    return {seat: found[seat] for seat in organs().seats if seat in found}


async def tally_of(session: AsyncSession, item: AgendaItem) -> Tally:
    """The votes of a point, counted."""
    return voting.tally(list((await votes_of(session, item)).values()))


async def _check_untouched(session: AsyncSession, item: AgendaItem, number: int) -> None:
    """Nothing followed yet from a vote that is written again."""
    made = await session.scalar(sa.select(Acuerdo.code).where(Acuerdo.agenda_item_id == item.id))
    if made is not None:
        raise RefusedError(f"El punto {number} ya se votó y tiene el acuerdo {made}.")
    if item.casting is not None:
        raise RefusedError(f"El punto {number} ya se votó y la presidencia dirimió el empate.")
    if item.declined_at is not None:
        raise RefusedError(f"El punto {number} ya se votó y se le avisó a su gente.")


async def _check_order(session: AsyncSession, item: AgendaItem) -> None:
    """In an ordinary session what stands in earlier stations was treated before (art. 19.f)."""
    meeting = await meetings.get_meeting(session, item.meeting_id)
    if meeting.kind is not MeetingKind.ORDINARIA:
        return
    order = list(Station)
    for n, earlier in enumerate(await agenda.list_agenda(session, item.meeting_id), 1):
        if order.index(earlier.station) >= order.index(item.station):
            return
        if earlier.voted_at is None and not earlier.summary and not earlier.untreated:
            raise RefusedError(
                f"Antes va «{earlier.title}», de una estación anterior (Manual, art. 19.f). Vótelo "
                f"o anote lo que se dijo: ayni agenda anotar {item.meeting_id} {n} «…»"
            )


async def _votable(
    session: AsyncSession, meeting_id: int, number: int
) -> tuple[AgendaItem, set[str]]:
    """The point and the seats that are there; refused outside of an installed session."""
    meeting = await meetings.get_meeting(session, meeting_id, for_update=True)
    if meeting.state is not MeetingState.INSTALADA:
        raise RefusedError(
            f"La sesión {meeting_id} está «{meeting.state}»: se vota solo en una sesión instalada, "
            "con quórum (Manual, art. 19.c)."
        )
    if meeting.papers_at is None:
        raise RefusedError(
            f"La agenda de la sesión {meeting_id} no se difundió: sin ella no se vota (Manual, "
            "arts. 19.b y 25.c-d). Ciérrela y convoque otra."
        )
    item = await agenda.get_item(session, meeting_id, number)
    if item.untreated:
        raise RefusedError(f"El punto {number} quedó sin tratar: {item.untreated}")
    attendance = await list_attendance(session, meeting_id)
    nameless = [each.seat for each in attendance if each.seat and not each.name]
    if nameless:
        raise RefusedError(
            f"No consta quién ocupa el asiento «{nameless[0]}». Anótelo con: ayni asiento titular "
            f"{nameless[0]} «Nombre», y pase otra vez la lista."
        )
    return item, {each.seat for each in attendance if each.seat and each.left_at is None}


def _record(
    session: AsyncSession,
    verb: Verb,
    item: AgendaItem,
    by: Operator,
    now: datetime,
    counted: Tally,
    former: Mapping[str, Ballot] | None = None,
) -> None:
    record(
        session,
        verb,
        About(meeting_id=item.meeting_id, agenda_item_id=item.id),
        now=now,
        operator_id=by.id,
        note=item.title,
        before={seat: ballot.value for seat, ballot in (former or {}).items()},
        after={
            "sesion": item.meeting_id,
            "a favor": counted.favour,
            "en contra": counted.against,
            "abstenciones": counted.abstained,
            "dirimente": item.casting.value if item.casting else None,
            "aprobado": item.is_approved,
        },
    )
