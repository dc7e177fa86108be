"""What people ask of the team beside their aportes: kept, taken, answered, closed.

A question that the bot knew no answer to, and the wish to speak with a person, wait in one list.
"""

from collections.abc import Sequence
from datetime import datetime
from textwrap import shorten

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError, TakenError
from intake.kinds import InquiryKind
from intake.listening import notices
from intake.listening.commands import AskForPerson, PersonAsked
from intake.reading.rules.language import hear
from intake.store import outbox
from intake.store.access import Grant, may
from intake.store.journal import About, record
from intake.store.models import Attachment, Inquiry, Operator, Person
from intake.store.models.message import Lane
from intake.store.operators import check_acts
from intake.store.outgoing import Deed, Offer, Outgoing
from intake.store.reader import Reader
from intake.store.verbs import Verb
from intake.words.sentences import refusal, team_says
from intake.words.text import clean, normalise

_LONGEST = 1_000
_LONGEST_ANSWER = 1_500
_MOST_OPEN = 20
_SHOWN = 120
"""Letters of their question that stand before its answer."""


async def keep_question(session: AsyncSession, text: str, person: Person, *, now: datetime) -> None:
    """Let a question wait for the team; the same one, asked again while it waits, waits once.

    Nobody's questions fill the list: of one person, twenty may wait at a time.
    """
    words = clean(text, _LONGEST)
    if not words:
        raise RefusedError(refusal("pregunta_vacia"))
    waiting = await _open_of(session, person, InquiryKind.PREGUNTA)
    if normalise(words) in {normalise(each.text) for each in waiting}:
        return
    if len(waiting) >= _MOST_OPEN:
        raise RefusedError(refusal("muchas_preguntas"))
    _add(session, InquiryKind.PREGUNTA, words, "", person, now)
    record(
        session,
        Verb.PREGUNTAR_AL_EQUIPO,
        About(person_id=person.id),
        now=now,
        after={"text": words},
    )


async def ask_for_person(
    session: AsyncSession, command: AskForPerson, person: Person, *, now: datetime
) -> PersonAsked:
    """Let their wish to speak with a person wait for the team, with all that they say about it."""
    words, contact = clean(command.text, _LONGEST), clean(command.contact, 60)
    waiting = await _open_of(session, person, InquiryKind.PERSONA)
    if waiting:
        row = waiting[0]
        if words and normalise(words) not in normalise(row.text):
            row.text = clean(f"{row.text}\n{words}", 4 * _LONGEST)
        row.contact = contact or row.contact
        row.heard_at = now
    else:
        row = _add(session, InquiryKind.PERSONA, words, contact, person, now)
    await session.flush()
    if command.attachments:
        await session.execute(
            sa.update(Attachment)
            .where(Attachment.id.in_(command.attachments), Attachment.person_id == person.id)
            .values(inquiry_id=row.id)
        )
    record(
        session,
        Verb.PEDIR_PERSONA,
        About(person_id=person.id),
        now=now,
        after={"text": words, "contact": contact},
    )
    ahead = await session.scalar(
        sa.select(sa.func.count()).where(
            Inquiry.kind == InquiryKind.PERSONA, Inquiry.closed_at.is_(None), Inquiry.id < row.id
        )
    )
    return PersonAsked(ahead or 0)


async def count_open(session: AsyncSession) -> dict[InquiryKind, int]:
    """How many of each kind wait."""
    rows = await session.execute(
        sa.select(Inquiry.kind, sa.func.count())
        .where(Inquiry.closed_at.is_(None))
        .group_by(Inquiry.kind)
    )
    return {row[0]: row[1] for row in rows}


async def listed(
    session: AsyncSession,
    reader: Reader,
    *,
    kind: InquiryKind | None = None,
    closed: bool = False,
    limit: int = 200,
) -> Sequence[Inquiry]:
    """Those that wait, the oldest first; or with `closed` those that were closed, newest first."""
    reader.check(Grant.PALABRAS)
    is_open = Inquiry.closed_at.is_(None)
    query = sa.select(Inquiry).where(~is_open if closed else is_open)
    if kind is not None:
        query = query.where(Inquiry.kind == kind)
    query = query.order_by(Inquiry.id.desc() if closed else Inquiry.id).limit(limit)
    found = (await session.scalars(query)).all()
    if found:
        reader.wrote(session, f"preguntas al equipo: {len(found)}")
    return found


async def seen(session: AsyncSession, inquiry_id: int, reader: Reader) -> Inquiry:
    """One of them, shown whole."""
    reader.check(Grant.PALABRAS)
    found = await get_inquiry(session, inquiry_id)
    reader.wrote(session, f"pregunta {inquiry_id} al equipo")
    return found


async def files_of(
    session: AsyncSession, inquiry_id: int, reader: Reader
) -> list[tuple[Attachment, bytes | None]]:
    """The voice notes of one of them with their bytes, to be copied out; None if not yet here."""
    await seen(session, inquiry_id, reader)
    query = sa.select(Attachment, Attachment.content).where(Attachment.inquiry_id == inquiry_id)
    found = [(row[0], row[1]) for row in await session.execute(query.order_by(Attachment.id))]
    reader.wrote(session, f"audios copiados de la pregunta {inquiry_id}: {len(found)}")
    return found


async def get_inquiry(session: AsyncSession, inquiry_id: int) -> Inquiry:
    """The one with this number; NotFoundError if there is none."""
    found = await session.get(Inquiry, inquiry_id, with_for_update=True)
    if found is None:
        raise NotFoundError(f"No hay una pregunta {inquiry_id}. Véalas con: ayni preguntas listar")
    return found


async def take(session: AsyncSession, inquiry_id: int, *, by: Operator, now: datetime) -> Inquiry:
    """Say that one sees to it, so that nobody else does the same.

    The Secretaría Técnica may take over another's: people go on leave.
    """
    check_acts(by, "Atender preguntas")
    row = await _open(session, inquiry_id)
    if row.assigned_to_id == by.id:
        raise RefusedError(f"La pregunta {row.id} ya es suya.")
    if not may(by, Grant.SECRETARIA):
        await _check_free(session, row, by)
    row.assigned_to_id = by.id
    _note(session, Verb.PREGUNTAS_TOMAR, row, by, now)
    return row


async def answer(
    session: AsyncSession, inquiry_id: int, text: str, *, by: Operator, now: datetime
) -> Inquiry:
    """Write to its person in their chat.

    That settles a question. Who wants to speak with a person goes on waiting until it is closed.
    """
    check_acts(by, "Responder preguntas")
    words = clean(text, _LONGEST_ANSWER)
    if not words:
        raise RefusedError("Escriba la respuesta.")
    row = await _open(session, inquiry_id)
    await _check_free(session, row, by)
    row.answer = words if row.answer is None else f"{row.answer}\n\n{words}"
    row.answered_at = now
    offers: tuple[Offer, ...] = ()
    if row.kind is InquiryKind.PREGUNTA:
        row.closed_at, row.closed_by_id = now, by.id
        said = team_says("respondida", pregunta=_quoted(row), respuesta=words)
    else:
        row.assigned_to_id = by.id
        said = team_says("escribe", respuesta=words)
        offers = (notices.offer(Deed.WRITE_TO_PERSON),)
    await _tell(session, row, "respuesta", Outgoing(said, offers=offers), now=now)
    _note(session, Verb.PREGUNTAS_RESPONDER, row, by, now, words)
    return row


async def close(
    session: AsyncSession, inquiry_id: int, note: str, *, by: Operator, now: datetime
) -> Inquiry:
    """Note what was said or done, and take it off the list. Its person is told that it is over."""
    check_acts(by, "Cerrar preguntas")
    note = clean(note, _LONGEST)
    if not note:
        raise RefusedError("Anote qué se habló o por qué se cierra: --nota «…».")
    row = await _open(session, inquiry_id)
    await _check_free(session, row, by)
    row.closed_at, row.closed_by_id = now, by.id
    name = "hablamos" if row.kind is InquiryKind.PERSONA else "sin_respuesta"
    said = team_says(name, pregunta=_quoted(row))
    await _tell(session, row, "cierre", Outgoing(said), now=now)
    _note(session, Verb.PREGUNTAS_CERRAR, row, by, now, note)
    return row


def _add(
    session: AsyncSession,
    kind: InquiryKind,
    text: str,
    contact: str,
    person: Person,
    now: datetime,
) -> Inquiry:
    row = Inquiry(
        person_id=person.id,
        kind=kind,
        text=text,
        contact=contact,
        tongue=hear(text).tongue or "",
        asked_at=now,
        heard_at=now,
    )
    session.add(row)
    return row


async def _open_of(session: AsyncSession, person: Person, kind: InquiryKind) -> Sequence[Inquiry]:
    query = sa.select(Inquiry).where(
        Inquiry.person_id == person.id, Inquiry.kind == kind, Inquiry.closed_at.is_(None)
    )
    return (await session.scalars(query.order_by(Inquiry.id))).all()


async def _open(session: AsyncSession, inquiry_id: int) -> Inquiry:
    row = await get_inquiry(session, inquiry_id)
    if row.closed_at is not None:
        raise RefusedError(f"La pregunta {inquiry_id} ya está cerrada.")
    return row


async def _check_free(session: AsyncSession, row: Inquiry, by: Operator) -> None:
    if row.assigned_to_id in {None, by.id}:
        return
    holder = await session.get_one(Operator, row.assigned_to_id)
    if holder.is_active:
        raise TakenError(f"La pregunta {row.id} la atiende «{holder.username}».")


def _quoted(row: Inquiry) -> str:
    return shorten(row.text, _SHOWN, placeholder="…")


async def _tell(
    session: AsyncSession, row: Inquiry, act: str, said: Outgoing, *, now: datetime
) -> None:
    person = await session.get_one(Person, row.person_id)
    # Who waits for a person may be written to several times before it is closed.
    key = f"consulta:{row.id}:{act}:{now.isoformat()}"
    await outbox.post(session, person, said, key=key, lane=Lane.NOTICE, now=now)


def _note(
    session: AsyncSession,
    verb: Verb,
    row: Inquiry,
    by: Operator,
    now: datetime,
    note: str = "",
) -> None:
    said = f"pregunta {row.id}: {note}" if note else f"pregunta {row.id}"
    record(session, verb, About(person_id=row.person_id), now=now, operator_id=by.id, note=said)
