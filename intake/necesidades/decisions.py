"""What the Grupo de Trabajo decided of each necesidad, and where it is before the Grupo again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AHEAD, MeetingState, Verdict
from intake.store.models import Acuerdo, AgendaItem, Meeting, NecesidadMove


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. The oldest ones against had no acuerdo of their own: `code` is None there."""

    verdict: Verdict
    at: datetime
    code: str | None
    text: str
    """What was agreed, in the words of the acuerdo."""
    reason: str
    """On what it rests, as it was written down; empty if nobody wrote it."""


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Where it stands on an agenda without its acuerdo. `approved`: the vote; None: none yet."""

    meeting: str
    approved: bool | None


@dataclass(frozen=True, slots=True)
class Decided:
    """How one necesidad stands before the Grupo: its last decision, and the point that is open."""

    last: Decision | None = None
    point: OpenPoint | None = None

    @property
    def is_prioritised(self) -> bool:
        """By the last decision."""
        return self.last is not None and self.last.verdict is Verdict.PRIORIZADA

    @property
    def is_declined(self) -> bool:
        """By the last decision; it may be proposed again."""
        return self.last is not None and self.last.verdict is Verdict.NO_PRIORIZADA


async def decisions_of(
    session: AsyncSession, necesidad_ids: Collection[int]
) -> Mapping[int, Decided]:
    """Of each of these; an empty one if nothing was decided and nothing is proposed."""
    last = await _last_decisions(session, necesidad_ids)
    points = await _open_points(session, necesidad_ids)
    return {id_: Decided(last.get(id_), points.get(id_)) for id_ in necesidad_ids}


async def _last_decisions(session: AsyncSession, wanted: Collection[int]) -> dict[int, Decision]:
    rows = await session.execute(
        sa.select(NecesidadMove, Acuerdo)
        .outerjoin(Acuerdo, Acuerdo.id == NecesidadMove.acuerdo_id)
        .where(NecesidadMove.necesidad_id.in_(wanted), NecesidadMove.verdict.is_not(None))
        .order_by(NecesidadMove.id)
    )
    return {move.necesidad_id: _decision(move, acuerdo) for move, acuerdo in rows}


def _decision(move: NecesidadMove, acuerdo: Acuerdo | None) -> Decision:
    if move.verdict is None:
        raise ValueError("a step without a verdict decides nothing")
    if acuerdo is None:
        return Decision(move.verdict, move.at, None, "", move.reason)
    return Decision(move.verdict, move.at, acuerdo.code, acuerdo.text, acuerdo.reason)


async def _open_points(session: AsyncSession, wanted: Collection[int]) -> dict[int, OpenPoint]:
    """The newest point of each that was not voted yet, or was voted and has no acuerdo."""
    rows = await session.execute(
        sa.select(AgendaItem, Meeting)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(
            AgendaItem.necesidad_id.in_(wanted),
            AgendaItem.untreated == "",
            # Told before a vote against made an acuerdo: nothing is open.
            AgendaItem.declined_at.is_(None),
            Meeting.state != MeetingState.CANCELADA,
            sa.or_(Meeting.state.in_(AHEAD), AgendaItem.voted_at.is_not(None)),
            ~sa.exists().where(Acuerdo.agenda_item_id == AgendaItem.id),
        )
        .order_by(AgendaItem.id)
    )
    return {
        item.necesidad_id: OpenPoint(meeting.code, item.is_approved)
        for item, meeting in rows
        if item.necesidad_id is not None
    }
