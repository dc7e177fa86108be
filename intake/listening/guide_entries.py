"""Answers that the team has the bot give by itself, over those that come with the program."""

import re
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.store.journal import record
from intake.store.models import GuideEntry, Operator
from intake.store.operators import check_acts
from intake.store.verbs import Verb
from intake.words.text import clean

_NAME = re.compile(r"[a-z][a-z0-9_]{1,40}")
_LONGEST = 320
"""Letters of an answer: what a small screen shows at once."""


async def put(
    session: AsyncSession,
    name: str,
    *,
    question: str,
    phrasings: Sequence[str],
    text: str,
    by: Operator,
    now: datetime,
) -> GuideEntry:
    """Have the bot answer so from its next message on. One of this name goes away for it.

    The words must be the team's own: what a person wrote is theirs, and goes when they go.
    """
    check_acts(by, "Agregar respuestas del bot")
    name, question, text = name.strip().lower(), clean(question, 300), clean(text, _LONGEST + 1)
    if not _NAME.fullmatch(name):
        raise RefusedError(
            f"«{name}» no sirve como nombre: use letras sin tilde, números y _, como pago_contigo."
        )
    if not question or not text:
        raise RefusedError("Escriba la pregunta y la respuesta.")
    if len(text) > _LONGEST:
        raise RefusedError(f"La respuesta pasa de {_LONGEST} letras: dígalo en menos.")
    row = await session.get(GuideEntry, name, with_for_update=True)
    if row is None:
        row = GuideEntry(name=name)
        session.add(row)
    row.question, row.text, row.updated_at, row.operator_id = question, text, now, by.id
    row.phrasings = [each for each in (clean(said, 300) for said in phrasings) if each]
    record(
        session,
        Verb.PREGUNTAS_AGREGAR,
        now=now,
        operator_id=by.id,
        note=name,
        after={"pregunta": question, "formas": row.phrasings, "respuesta": text},
    )
    return row


async def remove(session: AsyncSession, name: str, *, by: Operator, now: datetime) -> None:
    """Take an answer of the team back; one of the program with this name holds again."""
    check_acts(by, "Quitar respuestas del bot")
    row = await session.get(GuideEntry, name.strip().lower(), with_for_update=True)
    if row is None:
        raise NotFoundError(
            f"El equipo no agregó una respuesta «{name}». Véalas con: ayni preguntas respuestas"
        )
    before = {"pregunta": row.question, "formas": row.phrasings, "respuesta": row.text}
    await session.delete(row)
    record(session, Verb.PREGUNTAS_QUITAR, now=now, operator_id=by.id, note=row.name, before=before)


async def listed(session: AsyncSession) -> list[GuideEntry]:
    """All of them, by their names."""
    return list(await session.scalars(sa.select(GuideEntry).order_by(GuideEntry.name)))


async def state(session: AsyncSession) -> tuple[int, datetime | None]:
    """What changes whenever one is put or removed: how many there are, and the newest."""
    query = sa.select(sa.func.count(), sa.func.max(GuideEntry.updated_at))
    count, newest = (await session.execute(query)).one()
    return count, newest
