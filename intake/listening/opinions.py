"""What people say of the answers they get: whether they helped, and what is new since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.kinds import CLOSED_BY_LAB, AporteState
from intake.listening.commands import GiveOpinion, Reopen
from intake.listening.notices import state_in_words
from intake.listening.settling import settle
from intake.reading import tagging
from intake.store import merges
from intake.store.journal import About, record
from intake.store.locks import queue_up
from intake.store.models import (
    AddedFact,
    Aporte,
    Attachment,
    Follower,
    Opinion,
    Person,
    Reopening,
)
from intake.store.verbs import ANSWERS, Verb
from intake.words.calendar import add_working_days, lima_date
from intake.words.sentences import refusal
from intake.words.text import clean


@dataclass(frozen=True, slots=True)
class Helped:
    """How many people said of a kind of answer that it helped, and that it did not."""

    verb: Verb
    yes: int
    no: int


class _Answer(NamedTuple):
    at: datetime
    verb: Verb


async def give(
    session: AsyncSession, command: GiveOpinion, person: Person, *, now: datetime
) -> str:
    """Keep what they say of the answer, of which the last word counts; the code it is about."""
    aporte = await _followed(session, command.code, person)
    root = await merges.root_of(session, aporte)
    answer = _last_answer(root, aporte)
    if answer is None:
        raise RefusedError(_not_answered(root))
    opinion = await session.get(Opinion, (aporte.id, person.id))
    if opinion is None:
        opinion = Opinion(aporte_id=aporte.id, person_id=person.id)
        session.add(opinion)
    opinion.helped, opinion.answer, opinion.at = command.helped, answer.verb, now
    record(
        session,
        Verb.OPINAR,
        About(aporte_id=aporte.id, person_id=person.id),
        now=now,
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


async def count_helped(session: AsyncSession, *, since: datetime | None = None) -> list[Helped]:
    """How many people an answer helped, by its kind, in the order of ANSWERS."""
    query = sa.select(Opinion.answer, Opinion.helped, sa.func.count())
    if since is not None:
        query = query.where(Opinion.at >= since)
    rows = await session.execute(query.group_by(Opinion.answer, Opinion.helped))
    said = {(answer, helped): count for answer, helped, count in rows}
    return [Helped(verb, said.get((verb, True), 0), said.get((verb, False), 0)) for verb in ANSWERS]


async def list_reopened(session: AsyncSession, *, limit: int) -> list[tuple[str, datetime]]:
    """The codes of the aportes that were reopened, and when, the newest first."""
    rows = await session.execute(
        sa.select(Aporte.code, Reopening.at)
        .join(Aporte, Aporte.id == Reopening.aporte_id)
        .order_by(Reopening.at.desc(), Reopening.aporte_id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


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
    best: tuple[_Answer, Aporte] | None = None
    for aporte in aportes:
        answer = _last_answer(await merges.root_of(session, aporte), aporte)
        if answer is not None and (best is None or answer.at > best[0].at):
            best = answer, aporte
    return best[1] if best else None


def _last_answer(root: Aporte, aporte: Aporte) -> _Answer | None:
    """What was answered last to whoever follows `aporte`, itself or through its root."""
    found = [
        _Answer(each.answered_at, each.answered_with)
        for each in (root, aporte)
        if each.answered_at is not None and each.answered_with is not None
    ]
    return max(found, key=lambda each: each.at, default=None)
