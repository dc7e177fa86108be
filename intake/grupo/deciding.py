"""Registering what the Grupo de Trabajo decided on a point, and doing what it decides."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.grupo import agenda, approvals, meetings, votes
from intake.grupo.acuerdos import about, check_due, note_act
from intake.kinds import AcuerdoSubject
from intake.necesidades import criteria, stages
from intake.store.journal import record
from intake.store.models import Acuerdo, AgendaItem, Concurso, Meeting, Operator
from intake.store.operators import check_secretaria
from intake.store.verbs import Verb
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
        about(acuerdo),
        now=now,
        operator_id=by.id,
        note=f"punto {item.id}",
    )
    await stages.decline(
        session, item.necesidad_id, acuerdo_id=acuerdo.id, by=by, reason=acuerdo.reason, now=now
    )
    return acuerdo


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
        check_due(decision.due_on, now)
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
    note_act(session, Verb.ACUERDO_REGISTRAR, acuerdo, by, now, note=text)
    return acuerdo


async def _concurso_of(session: AsyncSession, item: AgendaItem) -> Concurso:
    if item.concurso_id is None:
        raise RefusedError(
            "El punto no dice de qué concurso es: póngalo en la agenda (--concurso). El acuerdo "
            "aprueba las bases o la evaluación de uno solo (Manual, art. 15.c)."
        )
    return await session.get_one(Concurso, item.concurso_id, with_for_update=True)


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
