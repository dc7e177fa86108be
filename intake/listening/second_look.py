"""What people told, for a second reader; and what follows where it sees more than the first.

Only words of those who gave their permission to the notice that tells of it are given out.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from intake.kinds import AporteState, Subject
from intake.reading import readers, tagging
from intake.reading.rules.acts import Level
from intake.reading.rules.intent import IntentKind
from intake.reading.rules.reader import Reading
from intake.reading.rules.second import SecondOpinion, merged
from intake.store import outbox
from intake.store.db import JsonDict
from intake.store.journal import About, content_of, record
from intake.store.models import (
    Aporte,
    Consent,
    Follower,
    JournalEntry,
    OutboxMessage,
    Person,
)
from intake.store.models.message import Lane
from intake.store.outgoing import Outgoing
from intake.store.verbs import Verb
from intake.words.calendar import lima_date

Help = Callable[[Level, tuple[IntentKind, ...]], str]
"""The words by which help is said, at this level, where these kinds of it are found."""


_TELLING: Mapping[Verb, str] = {
    Verb.CONTAR: "text",
    Verb.CORREGIR: "text",
    Verb.CONTESTAR: "answer",
    Verb.REABRIR: "",
    Verb.AGREGAR: "",
    Verb.UNIRSE: "",
}
"""Acts by which somebody tells something of a case, and the field that holds it; else the note."""
_VERB = Verb.SEGUNDA_LECTURA
_SPOKEN = {Level.MAYBE: "quizas", Level.NOW: "ahora"}


@dataclass(frozen=True, slots=True)
class Told:
    """Words of one person, and the case that they are of."""

    at: datetime
    person_id: int
    aporte_id: int | None
    """None where they are of no case: a message of any conversation."""
    text: str


async def told_in_cases(
    session: AsyncSession, after: int, version: str, *, most: int
) -> list[tuple[int, Told]]:
    """What was told of cases behind this entry of the journal, with the entry's id, in its order.

    Withdrawn cases, and words that were erased, are not among them.
    `version`: of the notice, to which their people gave permission.
    """
    rows = await session.execute(
        sa.select(JournalEntry, Follower.words)
        .join(Aporte, Aporte.id == JournalEntry.aporte_id)
        .outerjoin(
            Follower,
            sa.and_(
                Follower.aporte_id == JournalEntry.aporte_id,
                Follower.person_id == JournalEntry.person_id,
            ),
        )
        .options(selectinload(JournalEntry.words))
        .where(
            JournalEntry.id > after,
            JournalEntry.verb.in_(_TELLING),
            Aporte.state != AporteState.RETIRADO,
            permits(JournalEntry.person_id, version),
        )
        .order_by(JournalEntry.id)
        .limit(most)
    )
    return [
        (entry.id, Told(entry.at, entry.person_id, entry.aporte_id, _words(entry, joined or "")))
        for entry, joined in rows
        if entry.person_id is not None
    ]


def _words(entry: JournalEntry, joined: str) -> str:
    """What was told by this act; empty where only something else of it changed, or it was erased.

    `joined`: what they wrote on joining, which is kept with that.
    """
    if entry.verb is Verb.UNIRSE:
        return joined
    content = content_of(entry)
    field = _TELLING[entry.verb]
    return str(content.after.get(field, "")) if field else content.note


async def of_no_case(session: AsyncSession, messages: Sequence[Told]) -> list[Told]:
    """Those that are no part of what their person told as an aporte: that is given out with it.

    So the words of one that was withdrawn do not go out as a message either.
    """
    authors = {each.person_id for each in messages}
    query = sa.select(Aporte.author_id, Aporte.text).where(Aporte.author_id.in_(authors))
    texts: dict[int, list[str]] = defaultdict(list)
    for author, text in await session.execute(query):
        texts[author].append(text)
    return [
        each for each in messages if not any(each.text in text for text in texts[each.person_id])
    ]


def permits(
    person_id: sa.ColumnExpressionArgument[int | None], version: str
) -> sa.ColumnElement[bool]:
    """Whether this person gave their permission to this version of the notice."""
    return (
        sa.exists()
        .where(
            Consent.person_id == person_id,
            Consent.subject == Subject.DATOS,
            Consent.version == version,
            Consent.granted,
        )
        .correlate_except(Consent)
    )


async def heed(
    session: AsyncSession, told: Told, second: SecondOpinion, say: Help, *, now: datetime
) -> bool:
    """Do what follows from a second opinion; whether help was posted.

    Where it sees more danger, help is said to the person, once a day for the same kinds, beside
    the conversation; where it sees danger or something private, the case is reserved. The rest is
    written down for staff.
    """
    first = (await readers.current(session)).read(told.text)
    whole = merged(first, second)
    sees_more = whole.level > first.level
    is_said = sees_more and await _say_help(session, told, whole, say, now)
    entry = _entry(second)
    if told.aporte_id is None:
        if is_said:
            record(session, _VERB, About(person_id=told.person_id), now=now, after=entry)
        return is_said
    if sees_more or second.reserve:
        await tagging.reserve_as_second(session, told.aporte_id)
    if sees_more or second.reserve or second.proposes:
        await _write_down(session, told.aporte_id, entry, now)
    return is_said


async def _say_help(
    session: AsyncSession, told: Told, whole: Reading, say: Help, now: datetime
) -> bool:
    """Post it, unless it was posted today; whether it was not."""
    person = await session.get_one(Person, told.person_id)
    key = f"segundo:{person.id}:{lima_date(now)}:{'+'.join(sorted(whole.ways))}"
    if await session.scalar(sa.select(OutboxMessage.id).where(OutboxMessage.key == key)):
        return False
    message = Outgoing(say(whole.level, whole.ways))
    await outbox.post(session, person, message, key=key, lane=Lane.NOTICE, now=now)
    return True


async def _write_down(
    session: AsyncSession, aporte_id: int, entry: JsonDict, now: datetime
) -> None:
    """An entry of the journal, unless the last one of the case says the same."""
    last = await session.scalar(
        sa.select(JournalEntry)
        .options(selectinload(JournalEntry.words))
        .where(JournalEntry.verb == _VERB, JournalEntry.aporte_id == aporte_id)
        .order_by(JournalEntry.id.desc())
        .limit(1)
    )
    if last is None or content_of(last).after != entry:
        record(session, _VERB, About(aporte_id=aporte_id), now=now, after=entry)
        await session.flush()


def _entry(second: SecondOpinion) -> JsonDict:
    """Only what it says, by the names that `ayni ver` reads."""
    entry: JsonDict = {
        "peligro": _SPOKEN.get(second.level, ""),
        "clases": [each.value for each in second.dangers],
        "reservar": second.reserve,
        "acto": second.act.value if second.act else "",
        "prioridades": list(second.priorities),
        "resumen": second.summary,
    }
    return {name: value for name, value in entry.items() if value}
