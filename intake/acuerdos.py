"""Acuerdos of the Grupo de Trabajo: with a code, somebody who answers for it, and its follow-up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake import agenda, criteria, sessions, stages, votes
from intake.errors import NotFoundError, RefusedError
from intake.journal import record
from intake.kinds import AcuerdoSubject, SessionState
from intake.models import Acuerdo, AcuerdoUpdate, AgendaItem, Operator, Sesion
from intake.operators import check_secretaria
from intake.rules import governance
from intake.rules.text import clean


@dataclass(frozen=True, slots=True)
class Decision:
    """What an acuerdo decides, who answers for it, and until when (arts. 19.g and 25.k-l)."""

    subject: AcuerdoSubject
    text: str
    responsible: str
    due_on: date | None = None


async def make(
    session: AsyncSession,
    sesion_id: int,
    number: int,
    decision: Decision,
    *,
    by: Operator,
    now: datetime,
) -> Acuerdo:
    """The acuerdo of a point that was approved; what it decides is done at once.

    A necesidad is prioritised, and everybody behind it told (art. 14.a); criteria hold (15.b).
    """
    check_secretaria(by, "Registrar los acuerdos")
    sesion = await sessions.get_sesion(session, sesion_id, for_update=True)
    if sesion.state not in {SessionState.INSTALADA, SessionState.CERRADA}:
        raise RefusedError(f"La sesión {sesion_id} está «{sesion.state}»: no tiene acuerdos.")
    item = await agenda.get_item(session, sesion_id, number)
    await _check_approved(session, item, number)
    text, responsible = clean(decision.text), clean(decision.responsible)
    if not text or not responsible:
        raise RefusedError(
            "Un acuerdo dice qué se decide y quién responde: --texto y --responsable."
        )
    count = await session.scalar(
        sa.select(sa.func.count()).select_from(Acuerdo).where(Acuerdo.sesion_id == sesion_id)
    )
    acuerdo = Acuerdo(
        code=governance.acuerdo_code(sesion.year, sesion.kind, sesion.number, (count or 0) + 1),
        sesion_id=sesion_id,
        agenda_item_id=item.id,
        subject=decision.subject,
        text=text,
        responsible=responsible,
        due_on=decision.due_on,
        made_at=now,
    )
    session.add(acuerdo)
    await session.flush()
    _record(session, "registrar", acuerdo, by, now, note=text)
    await _carry_out(session, acuerdo, item, by, now)
    return acuerdo


async def decline(
    session: AsyncSession, sesion_id: int, number: int, reason: str, *, by: Operator, now: datetime
) -> AgendaItem:
    """Tell the people of a necesidad that the Grupo de Trabajo saw it and chose others."""
    check_secretaria(by, "Comunicar lo que decidió el Grupo de Trabajo")
    item = await agenda.get_item(session, sesion_id, number)
    if item.is_approved is not False or item.necesidad_id is None:
        raise RefusedError(
            f"El punto {number} no es una necesidad que el Grupo de Trabajo haya votado en contra."
        )
    if await votes.was_declined(session, item):
        raise RefusedError(f"A la gente del punto {number} ya se le avisó.")
    record(session, votes.DECLINED, now=now, operator_id=by.id, note=f"punto {item.id}")
    await stages.decline(session, item.necesidad_id, acuerdo_id=None, by=by, reason=reason, now=now)
    return item


async def report(
    session: AsyncSession, code: str, text: str, *, done: bool, by: Operator, now: datetime
) -> Acuerdo:
    """What became of it so far (art. 25.k)."""
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
    _record(session, "avance", acuerdo, by, now, note=text)
    return acuerdo


async def get_acuerdo(session: AsyncSession, code: str, *, for_update: bool = False) -> Acuerdo:
    """By its code, in capitals or not; NotFoundError."""
    query = sa.select(Acuerdo).where(Acuerdo.code == code.strip().upper())
    if for_update:
        query = query.with_for_update()
    found = await session.scalar(query)
    if found is None:
        raise NotFoundError(f"No hay un acuerdo «{code}». Véalos con: ayni acuerdo listar")
    return found


async def list_acuerdos(
    session: AsyncSession, *, pending: bool = False, overdue_on: date | None = None
) -> list[tuple[Acuerdo, Sesion]]:
    """The newest first; `overdue_on`: those that were due before that day and are not done."""
    query = sa.select(Acuerdo, Sesion).join(Sesion, Sesion.id == Acuerdo.sesion_id)
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


async def of_session(session: AsyncSession, sesion_id: int) -> list[Acuerdo]:
    """Those of one session, in order."""
    query = sa.select(Acuerdo).where(Acuerdo.sesion_id == sesion_id).order_by(Acuerdo.id)
    return list(await session.scalars(query))


async def updates_of(session: AsyncSession, acuerdo: Acuerdo) -> Sequence[AcuerdoUpdate]:
    """What became of it, the oldest first."""
    query = sa.select(AcuerdoUpdate).where(AcuerdoUpdate.acuerdo_id == acuerdo.id)
    return list(await session.scalars(query.order_by(AcuerdoUpdate.id)))


async def _check_approved(session: AsyncSession, item: AgendaItem, number: int) -> None:
    if item.is_approved:
        return
    if item.voted_at is None:
        raise RefusedError(
            f"El punto {number} no se ha votado: las decisiones se aprueban por mayoría (Manual, "
            "art. 18)."
        )
    if item.is_approved is None:
        raise RefusedError(
            f"El punto {number} quedó empatado: falta el voto dirimente (Manual, art. 18)."
        )
    counted = await votes.tally_of(session, item)
    raise RefusedError(
        f"El punto {number} no se aprobó: {counted.favour} a favor y {counted.against} en contra "
        "(Manual, art. 18)."
    )


async def _carry_out(
    session: AsyncSession, acuerdo: Acuerdo, item: AgendaItem, by: Operator, now: datetime
) -> None:
    if acuerdo.subject is AcuerdoSubject.PRIORIZAR:
        if item.necesidad_id is None:
            raise RefusedError(
                "El punto no es de una necesidad: póngala en la agenda (--necesidad)."
            )
        await stages.prioritise(
            session,
            item.necesidad_id,
            acuerdo_id=acuerdo.id,
            by=by,
            reason=f"Acuerdo {acuerdo.code}",
            now=now,
        )
    elif acuerdo.subject is AcuerdoSubject.CRITERIOS:
        if item.criteria_set_id is None:
            raise RefusedError(
                "El punto no es de unos criterios: póngalos en la agenda (--criterios)."
            )
        await criteria.approve(session, item.criteria_set_id, now=now)


def _record(
    session: AsyncSession, verb: str, acuerdo: Acuerdo, by: Operator, now: datetime, *, note: str
) -> None:
    record(
        session,
        f"acuerdo {verb}",
        now=now,
        operator_id=by.id,
        note=f"{acuerdo.code}: {note}",
        after={"acuerdo": acuerdo.code},
    )
