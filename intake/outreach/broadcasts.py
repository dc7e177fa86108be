"""Mass messages: made by one person, approved by another; paused, resumed, cancelled.

How they reach the outbox is intake.outreach.feeding.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.grupo import acuerdos
from intake.kinds import NOT_BEGUN, UNDER_WAY, AcuerdoSubject, BroadcastState, ConcursoState
from intake.listening import notices
from intake.outreach import audience, feeding
from intake.outreach.audience import Audience, BroadcastLimits, Count
from intake.outreach.rules import mass_text
from intake.store.free_codes import free_code
from intake.store.journal import About, record
from intake.store.models import Broadcast, Concurso, Operator
from intake.store.operators import check_acts, check_secretaria
from intake.store.outgoing import Deed, Outgoing
from intake.store.verbs import Verb
from intake.store.wake import announce


@dataclass(frozen=True, slots=True)
class BroadcastDraft:
    """What a mass message is to say, and to whom."""

    text: str
    audience: Audience
    concurso_id: int | None = None
    again: bool = False
    """Another message about a call that was already told: those who have the first get it too."""


async def create(
    session: AsyncSession,
    draft: BroadcastDraft,
    *,
    channels: frozenset[str],
    by: Operator,
    now: datetime,
) -> Broadcast:
    """Make a draft. Nothing is sent until a second person approves it."""
    check_acts(by, "Preparar una difusión")
    row = Broadcast(
        topic="",
        payload={},
        audience={},
        test_code=await free_code(session),
        created_at=now,
        created_by_id=by.id,
    )
    await _fill(session, row, draft, channels)
    session.add(row)
    await session.flush()
    if not row.topic:
        row.topic = f"difusion:{row.id}"
    _record(session, Verb.DIFUSION_CREAR, row, by, now)
    return row


async def change(
    session: AsyncSession,
    number: int,
    draft: BroadcastDraft,
    *,
    channels: frozenset[str],
    by: Operator,
    now: datetime,
) -> Broadcast:
    """Change the text or the audience of a draft. Whoever changes it cannot approve it."""
    check_acts(by, "Cambiar una difusión")
    row = await get(session, number, for_update=True)
    _check_state(row, BroadcastState.BORRADOR, what="cambiar")
    await _fill(session, row, draft, channels)
    row.topic = row.topic or f"difusion:{row.id}"
    row.created_by_id = by.id
    _record(session, Verb.DIFUSION_CAMBIAR, row, by, now)
    return row


async def approve(
    session: AsyncSession,
    number: int,
    starts_at: datetime,
    limits: BroadcastLimits,
    *,
    by: Operator,
    now: datetime,
) -> Broadcast:
    """Let it go at `starts_at`, or at once if that is past: a second person says yes.

    The communications plan must have its acuerdo (Manual, art. 15.i).
    """
    check_secretaria(by, "Aprobar una difusión")
    row = await get(session, number, for_update=True)
    _check_state(row, BroadcastState.BORRADOR, what="aprobar")
    if row.created_by_id == by.id:
        raise RefusedError(
            "Quien prepara una difusión no la aprueba: pídaselo a otra cuenta de la Secretaría "
            "Técnica."
        )
    plan = await acuerdos.approved(session, AcuerdoSubject.COMUNICACIONES)
    if not plan:
        raise RefusedError(
            "Falta el acuerdo que aprueba el plan de comunicaciones (Manual, art. 15.i): antes de "
            "ese acuerdo no sale ningún mensaje masivo. Véalos con: ayni acuerdo listar"
        )
    if row.concurso_id is not None:
        concurso = await session.get_one(Concurso, row.concurso_id)
        _check_takes_applications(concurso, max(starts_at, now))
    reach = await count(session, row, limits, now)
    if not reach.people:
        raise RefusedError("No llegaría a nadie: revise a quiénes va con: ayni difusion ver")
    row.acuerdo = plan[0].code
    row.planned = reach.people
    row.starts_at, row.approved_at, row.approved_by_id = starts_at, now, by.id
    row.state = BroadcastState.APROBADA
    _record(session, Verb.DIFUSION_APROBAR, row, by, now, planned=reach.people)
    await announce(session, "broadcasts")
    return row


async def pause(session: AsyncSession, number: int, *, by: Operator, now: datetime) -> Broadcast:
    """Stop it for now; what is on its way arrives."""
    check_acts(by, "Pausar una difusión")
    row = await get(session, number, for_update=True)
    _check_state(row, BroadcastState.APROBADA, BroadcastState.ENVIANDO, what="pausar")
    row.state = BroadcastState.PAUSADA
    _record(session, Verb.DIFUSION_PAUSAR, row, by, now)
    return row


async def resume(session: AsyncSession, number: int, *, by: Operator, now: datetime) -> Broadcast:
    """Let it go on where it stopped."""
    check_secretaria(by, "Seguir con una difusión")
    row = await get(session, number, for_update=True)
    _check_state(row, BroadcastState.PAUSADA, what="seguir")
    row.state = BroadcastState.ENVIANDO if row.began_at else BroadcastState.APROBADA
    _record(session, Verb.DIFUSION_SEGUIR, row, by, now)
    await announce(session, "broadcasts")
    await announce(session, "outbox")
    return row


async def cancel(session: AsyncSession, number: int, *, by: Operator, now: datetime) -> int:
    """End it: whoever was not written to will not be; how many were waiting."""
    check_acts(by, "Cancelar una difusión")
    row = await get(session, number, for_update=True)
    _check_state(row, BroadcastState.BORRADOR, *UNDER_WAY, what="cancelar")
    waiting = await feeding.stop(session, row, BroadcastState.CANCELADA, now)
    _record(session, Verb.DIFUSION_CANCELAR, row, by, now, waiting=waiting)
    return waiting


async def get(session: AsyncSession, number: int, *, for_update: bool = False) -> Broadcast:
    """The broadcast with this number; NotFoundError if there is none."""
    row = await session.get(Broadcast, number, with_for_update=for_update or None)
    if row is None:
        raise NotFoundError(f"No hay una difusión {number}. Véalas con: ayni difusion listar")
    return row


async def list_all(session: AsyncSession) -> list[Broadcast]:
    """Every broadcast, the newest first."""
    return list(await session.scalars(sa.select(Broadcast).order_by(Broadcast.id.desc())))


async def find_test(session: AsyncSession, code: str) -> Outgoing | None:
    """The message whose test code this is, while it is not over: whoever writes it sees it."""
    row = await session.scalar(
        sa.select(Broadcast).where(
            Broadcast.test_code == code,
            Broadcast.state.in_(NOT_BEGUN),
        )
    )
    return Outgoing.from_json(row.payload) if row else None


async def count(
    session: AsyncSession, row: Broadcast, limits: BroadcastLimits, now: datetime
) -> Count:
    """How many people it would reach now, and how many not, and why."""
    whom = await audience.read(session, row.audience)
    return await audience.count(session, whom, row.topic, limits, now)


async def _fill(
    session: AsyncSession, row: Broadcast, draft: BroadcastDraft, channels: frozenset[str]
) -> None:
    wanted = draft.audience.channels or channels
    problems = mass_text.problems(draft.text, sorted(wanted))
    if problems:
        raise RefusedError("\n".join(problems))
    offers = [notices.offer(Deed.STOP_NEWS)]
    row.concurso_id, row.topic = draft.concurso_id, ""
    if draft.concurso_id is not None:
        await session.get_one(Concurso, draft.concurso_id)
        offers.insert(0, notices.offer(Deed.SEE_CALL, draft.concurso_id))
        if not draft.again:
            row.topic = f"concurso:{draft.concurso_id}"
    row.payload = Outgoing(mass_text.whole(draft.text), offers=tuple(offers)).to_json()
    row.audience = draft.audience.to_json()


def _check_takes_applications(concurso: Concurso, at: datetime) -> None:
    if concurso.state is not ConcursoState.PUBLICADO:
        raise RefusedError(
            f"El concurso está «{concurso.state}»: se anuncia cuando está publicado (Manual, art. "
            "15.c)."
        )
    if at >= concurso.closes_at:
        raise RefusedError("A esa hora el concurso ya cerró: no lo anuncie.")


def _check_state(row: Broadcast, *allowed: BroadcastState, what: str) -> None:
    if row.state not in allowed:
        raise RefusedError(f"La difusión {row.id} está «{row.state}»: ya no se puede {what}.")


def _record(
    session: AsyncSession, verb: Verb, row: Broadcast, by: Operator, now: datetime, **after: object
) -> None:
    record(
        session,
        verb,
        About(broadcast_id=row.id, concurso_id=row.concurso_id),
        now=now,
        operator_id=by.id,
        note=f"difusión {row.id}",
        after={"texto": row.payload.get("text"), "publico": row.audience, **after},
    )
