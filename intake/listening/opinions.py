"""What people say of the answers they get: whether they helped, and what is new since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.grouping import needs
from intake.kinds import AporteState
from intake.listening.commands import GiveOpinion, Reopen
from intake.listening.notices import state_in_words
from intake.reading import tagging
from intake.sameness import indexing
from intake.store.journal import record
from intake.store.locks import queue_up
from intake.store.models import (
    Aporte,
    Attachment,
    Follower,
    JournalEntry,
    Opinion,
    Person,
    Reopening,
)
from intake.words.calendar import add_working_days, lima_date
from intake.words.sentences import refusal
from intake.words.text import clean

ANSWERS = ("responder", "derivar", "descartar")
"""Acts that answer a petition (TUO Ley 27444, arts. 117.3 and 141)."""
_CLOSED = frozenset({AporteState.DERIVADO, AporteState.DESCARTADO})


@dataclass(frozen=True, slots=True)
class Helped:
    """How many people said of a kind of answer that it helped, and that it did not."""

    verb: str
    yes: int
    no: int


async def give(
    session: AsyncSession, command: GiveOpinion, person: Person, *, now: datetime
) -> str:
    """Keep what they say of the answer, of which the last word counts; the code it is about."""
    aporte = await _followed(session, command.code, person)
    answer = await _last_answer(session, await _root(session, aporte), aporte)
    if answer is None:
        raise RefusedError(_not_answered(await _root(session, aporte)))
    opinion = await session.get(Opinion, (aporte.id, person.id))
    if opinion is None:
        opinion = Opinion(aporte_id=aporte.id, person_id=person.id)
        session.add(opinion)
    opinion.helped, opinion.at = command.helped, now
    record(
        session,
        "opinar",
        now=now,
        aporte_id=aporte.id,
        person_id=person.id,
        note="le sirvió" if command.helped else "no le sirvió",
        after={"sirvio": command.helped, "respuesta": answer.verb},
    )
    return aporte.code


async def reopen(
    session: AsyncSession, command: Reopen, person: Person, *, answer_days: int, now: datetime
) -> str:
    """Bring a closed aporte back into the queue with new facts, once; its code.

    Anybody behind it may: it is theirs too. What was merged is reopened at its root, because that
    is what was answered. If it is still open the facts are kept with it, and nothing is used up.
    """
    await queue_up(session, "index")  # before anything is locked, as triage does
    aporte = await _followed(session, command.code, person)
    root = await _root(session, aporte, for_update=True)
    facts = clean(command.facts)
    is_closed = root.state in _CLOSED
    if is_closed and await session.get(Reopening, root.id) is not None:
        raise RefusedError(refusal("ya_reabierto"))
    if command.attachments:
        await session.execute(
            sa.update(Attachment)
            .where(Attachment.id.in_(command.attachments), Attachment.person_id == person.id)
            .values(aporte_id=root.id)
        )
    before = root.state
    if is_closed:
        session.add(Reopening(aporte_id=root.id, person_id=person.id, facts=facts, at=now))
        root.state, root.assigned_to_id = AporteState.RECIBIDO, None
        root.updated_at = now
        root.answer_by = add_working_days(lima_date(now), answer_days)
        await session.flush()
        await indexing.follow(session, root)
        await needs.follow(session, root, now=now)
    record(
        session,
        "reabrir" if is_closed else "agregar",
        now=now,
        aporte_id=root.id,
        person_id=person.id,
        note=facts,
        before={"state": before.value} if is_closed else {},
        after={"state": root.state.value} if is_closed else {},
    )
    await tagging.reserve_for(session, root.id, facts)
    await session.flush()
    return aporte.code


async def count_helped(session: AsyncSession, *, since: datetime | None = None) -> list[Helped]:
    """How many people an answer helped, by its kind, in the order of ANSWERS."""
    query = sa.select(JournalEntry.after).where(JournalEntry.verb == "opinar")
    if since is not None:
        query = query.where(JournalEntry.at >= since)
    last: dict[tuple[int | None, int | None], tuple[str, bool]] = {}
    rows = await session.execute(
        query.add_columns(JournalEntry.aporte_id, JournalEntry.person_id).order_by(JournalEntry.id)
    )
    for after, aporte_id, person_id in rows:
        last[aporte_id, person_id] = (after["respuesta"], after["sirvio"])
    said = list(last.values())
    return [Helped(verb, said.count((verb, True)), said.count((verb, False))) for verb in ANSWERS]


async def list_reopened(session: AsyncSession, *, limit: int) -> list[tuple[str, datetime]]:
    """The codes of the aportes that were reopened, and when, the newest first."""
    rows = await session.execute(
        sa.select(Aporte.code, Reopening.at)
        .join(Aporte, Aporte.id == Reopening.aporte_id)
        .order_by(Reopening.at.desc(), Reopening.aporte_id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


async def reopened_among(session: AsyncSession, aporte_ids: Sequence[int]) -> set[int]:
    """Which of these were reopened."""
    rows = await session.scalars(
        sa.select(Reopening.aporte_id).where(Reopening.aporte_id.in_(list(aporte_ids)))
    )
    return set(rows)


async def _followed(session: AsyncSession, code: str, person: Person) -> Aporte:
    """The aporte, which they are behind; without a code the one they were answered about last."""
    query = (
        sa.select(Aporte)
        .join(Follower, Follower.aporte_id == Aporte.id)
        .where(Follower.person_id == person.id, Aporte.state != AporteState.RETIRADO)
    )
    if code:
        found = await session.scalar(query.where(Aporte.code == code))
    else:
        found = await _answered_last(session, list(await session.scalars(query)))
    if found is None:
        raise NotFoundError(refusal("aporte_ajeno"))
    return found


def _not_answered(root: Aporte) -> str:
    """What was admitted was told so: that is no written answer, and no silence either."""
    if root.state is AporteState.RECIBIDO:
        return refusal("sin_respuesta")
    standing = state_in_words(root.state, answer_by=root.answer_by)
    return refusal("ya_avisado", estado=standing)


async def _answered_last(session: AsyncSession, aportes: Sequence[Aporte]) -> Aporte | None:
    best: tuple[int, Aporte] | None = None
    for aporte in aportes:
        entry = await _last_answer(session, await _root(session, aporte), aporte)
        if entry is not None and (best is None or entry.id > best[0]):
            best = entry.id, aporte
    return best[1] if best else None


async def _last_answer(session: AsyncSession, root: Aporte, aporte: Aporte) -> JournalEntry | None:
    """What was answered last to whoever follows `aporte`, itself or through its root."""
    found: JournalEntry | None = await session.scalar(
        sa.select(JournalEntry)
        .where(
            JournalEntry.aporte_id.in_({root.id, aporte.id}),
            JournalEntry.verb.in_(ANSWERS),
            JournalEntry.undone_by_id.is_(None),
        )
        .order_by(JournalEntry.id.desc())
        .limit(1)
    )
    return found


async def _root(session: AsyncSession, aporte: Aporte, *, for_update: bool = False) -> Aporte:
    while aporte.merged_into_id is not None:
        aporte = await session.get_one(Aporte, aporte.merged_into_id)
    if for_update:
        await session.refresh(aporte, with_for_update=True)
    return aporte
