"""Acuerdos of the Grupo de Trabajo, found by their code or subject and followed to their end."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.kinds import AcuerdoSubject
from intake.store.journal import About, record
from intake.store.models import Acuerdo, AcuerdoUpdate, Meeting, Operator
from intake.store.operators import check_secretaria
from intake.store.verbs import Verb
from intake.words.calendar import lima_date
from intake.words.text import clean


async def report(
    session: AsyncSession, code: str, text: str, *, done: bool, by: Operator, now: datetime
) -> Acuerdo:
    """Write down what became of an acuerdo so far (art. 25.k)."""
    check_secretaria(by, "Seguir los acuerdos")
    acuerdo = await get_acuerdo(session, code, for_update=True)
    if acuerdo.done_at is not None:
        raise RefusedError(f"El acuerdo {acuerdo.code} ya está cumplido.")
    text = clean(text)
    if not text:
        raise RefusedError("Escriba qué se avanzó.")
    session.add(AcuerdoUpdate(acuerdo_id=acuerdo.id, at=now, operator_id=by.id, text=text))
    if done:
        acuerdo.done_at = now
    note_act(session, Verb.ACUERDO_AVANCE, acuerdo, by, now, note=text)
    return acuerdo


async def find_acuerdo(
    session: AsyncSession, code: str, *, for_update: bool = False
) -> Acuerdo | None:
    """The acuerdo with this code, in capitals or not; None if there is none."""
    query = sa.select(Acuerdo).where(Acuerdo.code == code.strip().upper())
    found: Acuerdo | None = await session.scalar(query.with_for_update() if for_update else query)
    return found


async def get_acuerdo(session: AsyncSession, code: str, *, for_update: bool = False) -> Acuerdo:
    """The acuerdo with this code; NotFoundError if there is none."""
    found = await find_acuerdo(session, code, for_update=for_update)
    if found is None:
        raise NotFoundError(f"No hay un acuerdo «{code}». Véalos con: ayni acuerdo listar")
    return found


async def list_acuerdos(
    session: AsyncSession, *, pending: bool = False, overdue_on: date | None = None
) -> list[tuple[Acuerdo, Meeting]]:
    """The acuerdos, the newest first; with `overdue_on`, those due before it and not done."""
    query = sa.select(Acuerdo, Meeting).join(Meeting, Meeting.id == Acuerdo.meeting_id)
    if pending or overdue_on:
        query = query.where(Acuerdo.done_at.is_(None))
    if overdue_on:
        query = query.where(Acuerdo.due_on < overdue_on)
    rows = await session.execute(query.order_by(Acuerdo.id.desc()))
    return [(row[0], row[1]) for row in rows]


async def approved(session: AsyncSession, subject: AcuerdoSubject) -> list[Acuerdo]:
    """The acuerdos that approve something of a kind, the newest first (art. 15)."""
    query = sa.select(Acuerdo).where(Acuerdo.subject == subject).order_by(Acuerdo.id.desc())
    return list(await session.scalars(query))


async def of_meeting(session: AsyncSession, meeting_id: int) -> list[Acuerdo]:
    """The acuerdos of one session, in order."""
    query = sa.select(Acuerdo).where(Acuerdo.meeting_id == meeting_id).order_by(Acuerdo.id)
    return list(await session.scalars(query))


async def updates_of(session: AsyncSession, acuerdo: Acuerdo) -> Sequence[AcuerdoUpdate]:
    """What became of an acuerdo, the oldest entry first."""
    query = sa.select(AcuerdoUpdate).where(AcuerdoUpdate.acuerdo_id == acuerdo.id)
    return list(await session.scalars(query.order_by(AcuerdoUpdate.id)))


def check_due(due_on: date, now: datetime) -> None:
    """Refuse a day that is past."""
    if due_on < lima_date(now):
        raise RefusedError(
            f"El {due_on:%d/%m/%Y} ya pasó: un acuerdo vence después del día en que se toma."
        )


def note_act(
    session: AsyncSession, verb: Verb, acuerdo: Acuerdo, by: Operator, now: datetime, *, note: str
) -> None:
    """Write down an act on an acuerdo, by its code."""
    record(
        session,
        verb,
        about(acuerdo),
        now=now,
        operator_id=by.id,
        note=f"{acuerdo.code}: {note}",
        after={"acuerdo": acuerdo.code, **({"sha256": acuerdo.digest} if acuerdo.digest else {})},
    )


def about(acuerdo: Acuerdo) -> About:
    """What the journal says an act on this acuerdo is about."""
    return About(
        acuerdo_id=acuerdo.id,
        agenda_item_id=acuerdo.agenda_item_id,
        concurso_id=acuerdo.concurso_id,
    )
