"""Bringing a closed aporte back into the queue with what is new since it was answered."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.kinds import CLOSED_BY_LAB, AporteState
from intake.listening.answered import followed
from intake.listening.commands import Reopen
from intake.listening.settling import settle
from intake.reading import tagging
from intake.store import merges
from intake.store.journal import About, record
from intake.store.locks import queue_up
from intake.store.models import AddedFact, Aporte, Attachment, Person, Reopening
from intake.store.verbs import Verb
from intake.words.calendar import add_working_days, lima_date
from intake.words.sentences import refusal
from intake.words.text import clean


async def reopen(
    session: AsyncSession, command: Reopen, person: Person, *, answer_days: int, now: datetime
) -> str:
    """Bring a closed aporte back into the queue with new facts, once; its code.

    Anybody behind it may: it is theirs too. What was merged is reopened at its root, because that
    is what was answered. If it is still open the facts are kept with it, and nothing is used up.
    """
    await queue_up(session, "index")  # before anything is locked, as triage does
    aporte = await followed(session, command.code, person)
    root = await merges.root_of(session, aporte)
    await session.refresh(root, with_for_update=True)
    facts = clean(command.facts)
    is_closed = root.state in CLOSED_BY_LAB
    if is_closed and await session.get(Reopening, root.id) is not None:
        raise RefusedError(refusal("ya_reabierto"))
    if command.attachments:
        await session.execute(
            sa.update(Attachment)
            .where(Attachment.id.in_(command.attachments), Attachment.person_id == person.id)
            .values(aporte_id=root.id)
        )
    before = root.state
    if facts:
        session.add(AddedFact(aporte_id=root.id, person_id=person.id, text=facts, at=now))
    if is_closed:
        session.add(Reopening(aporte_id=root.id, person_id=person.id, at=now))
        root.state, root.assigned_to_id = AporteState.RECIBIDO, None
        root.updated_at = now
        root.answer_by = add_working_days(lima_date(now), answer_days)
        await settle(session, root, now=now)
    record(
        session,
        Verb.REABRIR if is_closed else Verb.AGREGAR,
        About(aporte_id=root.id, person_id=person.id),
        now=now,
        note=facts,
        before={"state": before.value} if is_closed else {},
        after={"state": root.state.value} if is_closed else {},
    )
    await tagging.reserve_for(session, root.id, facts)
    await session.flush()
    return aporte.code


async def list_reopened(session: AsyncSession, *, limit: int) -> list[tuple[str, datetime]]:
    """The codes of the aportes that were reopened, and when, the newest first."""
    rows = await session.execute(
        sa.select(Aporte.code, Reopening.at)
        .join(Aporte, Aporte.id == Reopening.aporte_id)
        .order_by(Reopening.at.desc(), Reopening.aporte_id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]
