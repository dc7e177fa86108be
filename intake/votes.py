"""Voting a point of a session, seat by seat (Manual, arts. 18 and 23)."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake import agenda, sessions
from intake.attendance import list_attendance
from intake.errors import RefusedError
from intake.journal import record
from intake.kinds import Ballot, SessionState
from intake.models import AgendaItem, Operator, Vote
from intake.operators import check_secretaria
from intake.rules import governance
from intake.rules.governance import Tally
from intake.rules.organs import organs


async def vote(
    session: AsyncSession,
    sesion_id: int,
    number: int,
    ballots: Mapping[str, Ballot],
    *,
    by: Operator,
    now: datetime,
) -> tuple[AgendaItem, Tally]:
    """Write down how each seat voted; a point is voted once. A tie waits for the chair."""
    check_secretaria(by, "Registrar una votación")
    item, present = await _votable(session, sesion_id, number)
    ballots = {organs().get(seat).id: ballot for seat, ballot in ballots.items()}
    governance.check_ballots(ballots, present, has_quorum=True)
    if item.voted_at is not None:
        raise RefusedError(f"El punto {number} ya se votó: «{item.title}».")
    session.add_all(
        Vote(agenda_item_id=item.id, seat=seat, ballot=ballot, at=now)
        for seat, ballot in sorted(ballots.items())
    )
    counted = governance.tally(list(ballots.values()))
    item.voted_at, item.is_approved = now, governance.decide(counted)
    await session.flush()
    _record(session, "votar", item, by, now, counted)
    return item, counted


async def cast(
    session: AsyncSession,
    sesion_id: int,
    number: int,
    ballot: Ballot,
    *,
    by: Operator,
    now: datetime,
) -> tuple[AgendaItem, Tally]:
    """The chair's casting vote, on a tie alone (arts. 18 and 23.c)."""
    check_secretaria(by, "Registrar el voto dirimente")
    item, present = await _votable(session, sesion_id, number)
    if item.voted_at is None:
        raise RefusedError(f"El punto {number} todavía no se vota.")
    counted = await tally_of(session, item)
    governance.check_casting(counted, ballot, chair_present=organs().chair.id in present)
    if item.casting is not None:
        raise RefusedError(f"El empate del punto {number} ya se dirimió.")
    item.casting = ballot
    item.is_approved = governance.decide(counted, ballot)
    await session.flush()
    _record(session, "dirimir", item, by, now, counted)
    return item, counted


async def votes_of(session: AsyncSession, item: AgendaItem) -> dict[str, Ballot]:
    """How each seat voted, in the order of the Manual."""
    rows = await session.scalars(sa.select(Vote).where(Vote.agenda_item_id == item.id))
    found = {vote.seat: vote.ballot for vote in rows}
    return {seat: found[seat] for seat in organs().seats if seat in found}


async def tally_of(session: AsyncSession, item: AgendaItem) -> Tally:
    """Its votes counted."""
    return governance.tally(list((await votes_of(session, item)).values()))


async def _votable(
    session: AsyncSession, sesion_id: int, number: int
) -> tuple[AgendaItem, set[str]]:
    """The point and the seats that are there; refused outside of an installed session."""
    sesion = await sessions.get_sesion(session, sesion_id, for_update=True)
    if sesion.state is not SessionState.INSTALADA:
        raise RefusedError(
            f"La sesión {sesion_id} está «{sesion.state}»: se vota solo en una sesión instalada, "
            "con quórum (Manual, art. 19.c)."
        )
    item = await agenda.get_item(session, sesion_id, number)
    attendance = await list_attendance(session, sesion_id)
    return item, {each.seat for each in attendance if each.seat and each.left_at is None}


def _record(
    session: AsyncSession, verb: str, item: AgendaItem, by: Operator, now: datetime, counted: Tally
) -> None:
    record(
        session,
        f"votacion {verb}",
        now=now,
        operator_id=by.id,
        note=item.title,
        after={
            "sesion": item.sesion_id,
            "a favor": counted.favour,
            "en contra": counted.against,
            "abstenciones": counted.abstained,
            "dirimente": item.casting.value if item.casting else None,
            "aprobado": item.is_approved,
        },
    )
