"""Acuerdos of the Grupo de Trabajo: with a code, somebody who answers for it, and its follow-up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.grupo import agenda, approvals, meetings, votes
from intake.kinds import AcuerdoSubject
from intake.necesidades import criteria, stages
from intake.store.journal import About, record
from intake.store.models import Acuerdo, AcuerdoUpdate, AgendaItem, Concurso, Meeting, Operator
from intake.store.operators import check_secretaria
from intake.store.verbs import Verb
from intake.words.calendar import lima_date
from intake.words.text import clean


@dataclass(frozen=True, slots=True)
class AcuerdoDraft:
    """What an acuerdo decides, who answers for it, and until when (arts. 19.g and 25.k-l)."""

    subject: AcuerdoSubject
    text: str
    responsible: str
    due_on: date | None = None
    reason: str = ""
    """On what it rests (TUO de la Ley 27444, art. 113.1)."""


@dataclass(frozen=True, slots=True)
class Rectified:
    """What a rectification puts right; None leaves it as it is."""

    text: str | None = None
    responsible: str | None = None
    due_on: date | None = None
    reason: str | None = None


BOUND = frozenset({AcuerdoSubject.BASES, AcuerdoSubject.EVALUACION})
"""What is approved of one concurso, as it is at that moment (Manual, art. 15.c)."""
SECRETARIA = "Secretaría Técnica"


async def make(
    session: AsyncSession,
    meeting_id: int,
    number: int,
    decision: AcuerdoDraft,
    *,
    by: Operator,
    now: datetime,
) -> Acuerdo:
    """Register the acuerdo of a point that was approved; what it decides is done at once.

    A necesidad is prioritised, and everybody behind it told (art. 14.a); criteria hold (15.b).
    """
    check_secretaria(by, "Registrar los acuerdos")
    if decision.subject is AcuerdoSubject.NO_PRIORIZAR:
        raise RefusedError("Lo que no se aprobó se registra con: ayni acuerdo no-priorizar")
    meeting, item = await _deciding(session, meeting_id, number)
    await _check_approved(session, item, number)
    acuerdo = await _write(session, meeting, item, decision, by, now)
    await _carry_out(session, acuerdo, item, by, now)
    return acuerdo


async def decline(
    session: AsyncSession, meeting_id: int, number: int, reason: str, *, by: Operator, now: datetime
) -> Acuerdo:
    """Register the acuerdo on a necesidad that was voted and not approved, and tell its people.

    With its number, its date and its reason, which is what people read: none is invented.
    """
    check_secretaria(by, "Comunicar lo que decidió el Grupo de Trabajo")
    meeting, item = await _deciding(session, meeting_id, number)
    if item.is_approved is not False or item.necesidad_id is None:
        raise RefusedError(
            f"El punto {number} no es una necesidad que el Grupo de Trabajo haya votado en contra."
        )
    if item.declined_at is not None:
        raise RefusedError(f"A la gente del punto {number} ya se le avisó.")
    if not clean(reason):
        raise RefusedError(
            "Escriba el motivo que dio el Grupo de Trabajo: --motivo «…» (TUO de la Ley 27444, "
            "art. 113.1). La gente lo leerá tal cual."
        )
    counted = await votes.tally_of(session, item)
    text = (
        f"No priorizar por ahora «{item.title}»: {counted.favour} a favor y {counted.against} en "
        "contra."
    )
    decision = AcuerdoDraft(AcuerdoSubject.NO_PRIORIZAR, text, SECRETARIA, reason=reason)
    acuerdo = await _write(session, meeting, item, decision, by, now)
    acuerdo.done_at = now  # telling its people is all there is to do
    item.declined_at = now
    record(
        session,
        Verb.ACUERDO_NO_PRIORIZAR,
        _about(acuerdo),
        now=now,
        operator_id=by.id,
        note=f"punto {item.id}",
    )
    await stages.decline(
        session, item.necesidad_id, acuerdo_id=acuerdo.id, by=by, reason=acuerdo.reason, now=now
    )
    return acuerdo


async def rectify(
    session: AsyncSession,
    code: str,
    put_right: Rectified,
    why: str,
    *,
    by: Operator,
    now: datetime,
) -> Acuerdo:
    """Mend how an acuerdo was written down; what it said before is kept with it.

    What it decides does not change (TUO de la Ley 27444, art. 212.1): for that there is a vote.
    """
    check_secretaria(by, "Rectificar un acuerdo")
    acuerdo = await get_acuerdo(session, code, for_update=True)
    why = clean(why)
    if not why:
        raise RefusedError("Escriba por qué se rectifica: --motivo «…».")
    before, after = {}, {}
    for name, label in _LABELS.items():
        value = getattr(put_right, name)
        value = clean(value) if isinstance(value, str) else value
        if not value or value == getattr(acuerdo, name):
            continue
        before[label], after[label] = _said(getattr(acuerdo, name)), _said(value)
        setattr(acuerdo, name, value)
    if not after:
        raise RefusedError(
            "Diga qué se rectifica: --texto, --responsable, --vence o --fundamento, con otro valor."
        )
    if put_right.due_on is not None:
        _check_due(put_right.due_on, now)
    changes = "; ".join(
        f"{label}: decía «{before[label]}», dice «{after[label]}»" for label in after
    )
    text = f"{RECTIFIED} {changes}. Motivo: {why}"
    session.add(AcuerdoUpdate(acuerdo_id=acuerdo.id, at=now, operator_id=by.id, text=text))
    record(
        session,
        Verb.ACUERDO_RECTIFICAR,
        _about(acuerdo),
        now=now,
        operator_id=by.id,
        note=f"{acuerdo.code}: {why}",
        before=before,
        after={"acuerdo": acuerdo.code, **after},
    )
    return acuerdo


RECTIFIED = "Rectificado."
"""With this begins the update that keeps what an acuerdo said before."""
_LABELS = {
    "text": "texto",
    "responsible": "responsable",
    "due_on": "plazo",
    "reason": "fundamento",
}


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
    _record(session, Verb.ACUERDO_AVANCE, acuerdo, by, now, note=text)
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


async def _deciding(
    session: AsyncSession, meeting_id: int, number: int
) -> tuple[Meeting, AgendaItem]:
    """The session, locked, and its point; refused where it did not meet."""
    meeting = await meetings.get_meeting(session, meeting_id, for_update=True)
    if not meeting.state.has_met:
        raise RefusedError(f"La sesión {meeting_id} está «{meeting.state}»: no tiene acuerdos.")
    return meeting, await agenda.get_item(session, meeting_id, number)


async def _write(
    session: AsyncSession,
    meeting: Meeting,
    item: AgendaItem,
    decision: AcuerdoDraft,
    by: Operator,
    now: datetime,
) -> Acuerdo:
    """The row, with the next code of its session."""
    text, responsible = clean(decision.text), clean(decision.responsible)
    if not text or not responsible:
        raise RefusedError(
            "Un acuerdo dice qué se decide y quién responde: --texto y --responsable."
        )
    if decision.due_on is not None:
        _check_due(decision.due_on, now)
    count = await session.scalar(
        sa.select(sa.func.count()).select_from(Acuerdo).where(Acuerdo.meeting_id == meeting.id)
    )
    acuerdo = Acuerdo(
        code=f"{meeting.code}-A{(count or 0) + 1:02}",
        meeting_id=meeting.id,
        agenda_item_id=item.id,
        subject=decision.subject,
        text=text,
        reason=clean(decision.reason, 1000),
        responsible=responsible,
        due_on=decision.due_on,
        made_at=now,
    )
    if decision.subject in BOUND:
        concurso = await _concurso_of(session, item)
        acuerdo.concurso_id = concurso.id
        acuerdo.digest = await approvals.digest_of(session, concurso, decision.subject)
    session.add(acuerdo)
    await session.flush()
    _record(session, Verb.ACUERDO_REGISTRAR, acuerdo, by, now, note=text)
    return acuerdo


async def _concurso_of(session: AsyncSession, item: AgendaItem) -> Concurso:
    if item.concurso_id is None:
        raise RefusedError(
            "El punto no dice de qué concurso es: póngalo en la agenda (--concurso). El acuerdo "
            "aprueba las bases o la evaluación de uno solo (Manual, art. 15.c)."
        )
    return await session.get_one(Concurso, item.concurso_id, with_for_update=True)


def _check_due(due_on: date, now: datetime) -> None:
    if due_on < lima_date(now):
        raise RefusedError(
            f"El {due_on:%d/%m/%Y} ya pasó: un acuerdo vence después del día en que se toma."
        )


def _said(value: date | str | None) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value or "nada"


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
    session: AsyncSession, verb: Verb, acuerdo: Acuerdo, by: Operator, now: datetime, *, note: str
) -> None:
    record(
        session,
        verb,
        _about(acuerdo),
        now=now,
        operator_id=by.id,
        note=f"{acuerdo.code}: {note}",
        after={"acuerdo": acuerdo.code, **({"sha256": acuerdo.digest} if acuerdo.digest else {})},
    )


def _about(acuerdo: Acuerdo) -> About:
    return About(
        acuerdo_id=acuerdo.id,
        agenda_item_id=acuerdo.agenda_item_id,
        concurso_id=acuerdo.concurso_id,
    )
