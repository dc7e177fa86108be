"""A necesidad through the four stages, each step written down and told to the people behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.kinds import AcuerdoSubject, Stage, Verdict
from intake.listening.followers import tell
from intake.necesidades import step_notices
from intake.necesidades.rules.processes import PRIORITISATION, get_stage
from intake.necesidades.voices import people_behind
from intake.store import operators
from intake.store.journal import About, record
from intake.store.models import Acuerdo, AgendaItem, Necesidad, NecesidadMove, Operator
from intake.store.outgoing import Outgoing
from intake.store.verbs import Verb
from intake.words.text import clean


@dataclass(frozen=True, slots=True)
class Step:
    """One move, the account that made it, and the code of the acuerdo where one decided it."""

    move: NecesidadMove
    username: str
    acuerdo: str | None

    @property
    def verdict(self) -> Verdict | None:
        """Whether the step was a decision of the Grupo de Trabajo."""
        return self.move.verdict


async def prioritise(
    session: AsyncSession,
    necesidad_id: int,
    *,
    acuerdo_id: int,
    by: Operator,
    reason: str,
    now: datetime,
) -> NecesidadMove:
    """The Grupo de Trabajo made it priorizada (Manual, art. 14.a): noted, and told to everybody.

    RefusedError if the Lab did not take it up, if it was joined into another or is prioritised
    already, or if the acuerdo is none of the Grupo that prioritises this very necesidad.
    """
    necesidad = await _decided(session, necesidad_id, by)
    await _check_acuerdo(session, necesidad_id, acuerdo_id, AcuerdoSubject.PRIORIZAR)
    necesidad.prioritised_at = now
    move = await _note(
        session,
        necesidad,
        process=PRIORITISATION,
        reason=reason,
        by=by,
        now=now,
        acuerdo_id=acuerdo_id,
    )
    move.verdict = necesidad.verdict = Verdict.PRIORIZADA
    await _close(
        session, move, Verb.NECESIDAD_PRIORIZAR, step_notices.prioritised(necesidad.title), now=now
    )
    return move


async def decline(
    session: AsyncSession,
    necesidad_id: int,
    *,
    acuerdo_id: int,
    by: Operator,
    reason: str,
    now: datetime,
) -> NecesidadMove:
    """The Grupo saw it and did not choose it, this time: told kindly, with the acuerdo's reason.

    It may be proposed again. Refuses as `prioritise` does.
    """
    necesidad = await _decided(session, necesidad_id, by)
    await _check_acuerdo(session, necesidad_id, acuerdo_id, AcuerdoSubject.NO_PRIORIZAR)
    move = await _note(
        session,
        necesidad,
        process=PRIORITISATION,
        reason=reason,
        by=by,
        now=now,
        acuerdo_id=acuerdo_id,
    )
    move.verdict = necesidad.verdict = Verdict.NO_PRIORIZADA
    text = step_notices.declined(necesidad.title, move.reason)
    await _close(session, move, Verb.NECESIDAD_NO_PRIORIZAR, text, now=now)
    return move


async def move_on(
    session: AsyncSession,
    necesidad_id: int,
    *,
    process: str,
    reason: str,
    documents: Sequence[str] = (),
    summary: str = "",
    by: Operator,
    now: datetime,
) -> NecesidadMove:
    """Into another process of its stage, or into the next stage (Manual, arts. 10 and 34).

    The same process again adds documents that came out of it: told where one has a link or there
    is a `summary` for people. Backwards it is a correction of the Secretaría Técnica. Every other
    step is told.
    """
    operators.check_acts(by, "Mover una necesidad de etapa")
    necesidad = await _locked(session, necesidad_id)
    code = process.strip().upper()
    stage = get_stage(code)
    before = necesidad.stage, necesidad.process
    documents = [said for each in documents if (said := clean(each, 300))]
    _check_order(necesidad, stage, by)
    if code == necesidad.process and not documents:
        raise RefusedError(
            f"La necesidad {necesidad_id} ya está en {code}. Dé otro proceso, o el documento que "
            "salió de este: --documento «…»."
        )
    move = await _note(
        session,
        necesidad,
        process=code,
        reason=reason,
        documents=documents,
        by=by,
        now=now,
    )
    text = _step_in_words(necesidad.title, before, move, clean(summary, 500))
    await _close(session, move, Verb.NECESIDAD_SEGUIR, text, now=now)
    return move


def _step_in_words(
    title: str, before: tuple[Stage, str], move: NecesidadMove, summary: str
) -> str | None:
    """What its people are told of a step; None of a document that they could not read."""
    order = list(Stage)
    if order.index(move.stage) < order.index(before[0]):
        return step_notices.moved_back(title, move.stage)
    if move.stage is not before[0]:
        return step_notices.moved_on(title, move.stage, move.process)
    if move.process != before[1]:
        return step_notices.stepped(title, move.process)
    return step_notices.documented(title, move.documents, summary)


async def list_moves(session: AsyncSession, necesidad_id: int) -> list[Step]:
    """The steps of a necesidad, the first one first."""
    rows = await session.execute(
        sa.select(NecesidadMove, Operator.username, Acuerdo.code)
        .join(Operator, Operator.id == NecesidadMove.operator_id)
        .outerjoin(Acuerdo, Acuerdo.id == NecesidadMove.acuerdo_id)
        .where(NecesidadMove.necesidad_id == necesidad_id)
        .order_by(NecesidadMove.id)
    )
    return [Step(move, username, acuerdo) for move, username, acuerdo in rows]


def _check_order(necesidad: Necesidad, stage: Stage, by: Operator) -> None:
    order = list(Stage)
    here, there = order.index(necesidad.stage), order.index(stage)
    if there < here:
        operators.check_secretaria(by, "Volver una necesidad atrás, que es una corrección,")
    elif there > here and necesidad.prioritised_at is None:
        raise RefusedError(
            f"La necesidad {necesidad.necesidad_id} no está priorizada: eso lo acuerda el Grupo de "
            "Trabajo (Manual, art. 14.a). Llévela a una sesión: ayni agenda agregar SESION "
            f"--necesidad {necesidad.necesidad_id}"
        )
    elif there > here + 1:
        raise RefusedError(
            f"Las etapas van en orden (Manual, art. 10): después de «{necesidad.stage}» sigue "
            f"«{order[here + 1]}»."
        )


async def _decided(session: AsyncSession, necesidad_id: int, by: Operator) -> Necesidad:
    """The necesidad on which the Grupo decides, locked."""
    operators.check_secretaria(by, "Anotar lo que decide el Grupo de Trabajo (Manual, art. 25.i)")
    necesidad = await _locked(session, necesidad_id)
    if necesidad.prioritised_at is not None:
        raise RefusedError(f"La necesidad {necesidad_id} ya está priorizada: siga con ella.")
    return necesidad


async def _locked(session: AsyncSession, necesidad_id: int) -> Necesidad:
    """The necesidad as it is at this instant, for this transaction alone."""
    necesidad = await session.scalar(
        sa.select(Necesidad)
        .where(Necesidad.necesidad_id == necesidad_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if necesidad is None:
        raise RefusedError(
            f"El Laboratorio todavía no tomó la necesidad {necesidad_id}. "
            f"Tómela con: ayni necesidad crear «Título» --de {necesidad_id}"
        )
    if necesidad.joined_into_id is not None:
        raise RefusedError(
            f"La necesidad {necesidad_id} se juntó con la {necesidad.joined_into_id}: "
            "actúe sobre esa."
        )
    return necesidad


async def _check_acuerdo(
    session: AsyncSession, necesidad_id: int, acuerdo_id: int, subject: AcuerdoSubject
) -> None:
    found = (
        await session.execute(
            sa.select(
                Acuerdo.code, Acuerdo.subject, AgendaItem.necesidad_id, AgendaItem.is_approved
            )
            .join(AgendaItem, AgendaItem.id == Acuerdo.agenda_item_id)
            .where(Acuerdo.id == acuerdo_id)
        )
    ).one_or_none()
    if found is None:
        raise NotFoundError(f"No hay un acuerdo {acuerdo_id}. Véalos con: ayni acuerdo listar")
    if found.subject is not subject or found.necesidad_id != necesidad_id:
        raise RefusedError(
            f"El acuerdo {found.code} no trata de priorizar la necesidad {necesidad_id}; "
            "solo un acuerdo del Grupo de Trabajo la prioriza (Manual, art. 14.a)."
        )
    if found.is_approved is not (subject is AcuerdoSubject.PRIORIZAR):
        outcome = "se aprobó" if found.is_approved else "no se aprobó por mayoría"
        raise RefusedError(f"El punto del acuerdo {found.code} {outcome} (Manual, art. 18).")
    seen = sa.select(NecesidadMove.id).where(
        NecesidadMove.necesidad_id == necesidad_id, NecesidadMove.acuerdo_id == acuerdo_id
    )
    if await session.scalar(seen.limit(1)) is not None:
        raise RefusedError(f"El acuerdo {found.code} ya se anotó en la necesidad {necesidad_id}.")


async def _note(
    session: AsyncSession,
    necesidad: Necesidad,
    *,
    process: str,
    reason: str,
    by: Operator,
    now: datetime,
    documents: Sequence[str] = (),
    acuerdo_id: int | None = None,
) -> NecesidadMove:
    """Put the necesidad where it goes and add the step. RefusedError without a reason."""
    stage, reason = get_stage(process), clean(reason, 1000)
    if not reason:
        raise RefusedError("Diga por qué: cada paso lleva su motivo.")
    necesidad.stage, necesidad.process, necesidad.updated_at = stage, process, now
    move = NecesidadMove(
        necesidad_id=necesidad.necesidad_id,
        at=now,
        operator_id=by.id,
        stage=stage,
        process=process,
        reason=reason,
        documents=list(documents),
        acuerdo_id=acuerdo_id,
    )
    session.add(move)
    await session.flush()
    return move


async def _close(
    session: AsyncSession, move: NecesidadMove, verb: Verb, text: str | None, *, now: datetime
) -> None:
    """Tell everybody behind it, once each, if there is something to tell; write it down."""
    told = 0
    if text is not None:
        people = await people_behind(session, move.necesidad_id)
        told = await tell(session, people, Outgoing(text), key=f"paso:{move.id}", now=now)
    record(
        session,
        verb,
        About(necesidad_id=move.necesidad_id, acuerdo_id=move.acuerdo_id),
        now=now,
        operator_id=move.operator_id,
        note=move.reason,
        after={
            "necesidad": move.necesidad_id,
            "paso": move.id,
            "proceso": move.process,
            "acuerdo": move.acuerdo_id,
            "avisados": told,
        },
    )
    await session.flush()
