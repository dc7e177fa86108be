"""Sessions of the Grupo de Trabajo, found in the state that an act needs and written down.

The Secretaría Técnica keeps them (Manual, arts. 23.d and 25). `now` is when a thing happened: it
may be written down later, never before.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.kinds import MeetingState
from intake.store.journal import About, record
from intake.store.models import AgendaItem, Meeting, Operator
from intake.store.verbs import Verb

BEFORE_IT = frozenset({MeetingState.CONVOCADA})
LIVE = frozenset({MeetingState.INSTALADA})
CLOSED = frozenset({MeetingState.CERRADA})


async def get_meeting(
    session: AsyncSession, meeting_id: int, *, for_update: bool = False
) -> Meeting:
    """The session with this number; NotFoundError if there is none."""
    query = sa.select(Meeting).where(Meeting.id == meeting_id)
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = await session.scalar(query)
    if found is None:
        raise NotFoundError(f"No hay una sesión {meeting_id}. Véalas con: ayni sesion listar")
    return found


async def list_meetings(session: AsyncSession, *, year: int | None = None) -> list[Meeting]:
    """The sessions by date, the newest first."""
    query = sa.select(Meeting).order_by(Meeting.scheduled_at.desc(), Meeting.id.desc())
    if year is not None:
        query = query.where(Meeting.year == year)
    return list(await session.scalars(query))


async def items_of(session: AsyncSession, meeting_id: int) -> list[AgendaItem]:
    """The points of a session, in the order in which they were added."""
    query = sa.select(AgendaItem).where(AgendaItem.meeting_id == meeting_id)
    return list(await session.scalars(query.order_by(AgendaItem.id)))


async def in_state(
    session: AsyncSession, meeting_id: int, states: frozenset[MeetingState], what: str
) -> Meeting:
    """The session, locked, in one of these states; RefusedError says that so one cannot `what`."""
    meeting = await get_meeting(session, meeting_id, for_update=True)
    if meeting.state not in states:
        raise RefusedError(
            f"La sesión {meeting_id} está «{meeting.state}»: así no se puede {what}."
        )
    return meeting


def journal(
    session: AsyncSession,
    verb: Verb,
    meeting: Meeting,
    by: Operator,
    now: datetime,
    *,
    note: str = "",
    item_id: int | None = None,
) -> None:
    """Write down an act about a session, or about a point of it that was treated."""
    record(
        session,
        verb,
        About(meeting_id=meeting.id, agenda_item_id=item_id),
        now=now,
        operator_id=by.id,
        note=f"{meeting.code} {note}".strip(),
        after={"sesion": meeting.id},
    )
