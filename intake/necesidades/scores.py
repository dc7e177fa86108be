"""What people give a necesidad on the criteria that are valued by people, and who may."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.kinds import BINDING, Role, Stage
from intake.necesidades.criteria import in_force
from intake.necesidades.rules.criteria import HIGHEST, Criterion
from intake.store import access
from intake.store.access import Grant
from intake.store.journal import About, record
from intake.store.models import Necesidad, Operator, Score
from intake.store.verbs import Verb
from intake.words.text import clean


async def get_scorable(session: AsyncSession, necesidad_id: int, by: Operator) -> Necesidad:
    """The necesidad, if `by` may value it now; the error says why not."""
    _allow_scoring(by)
    necesidad = await session.get(Necesidad, necesidad_id)
    if necesidad is None:
        raise NotFoundError(
            f"El Laboratorio no tiene una necesidad {necesidad_id}. Véalas con: ayni ranking"
        )
    if necesidad.joined_into_id is not None:
        raise RefusedError(
            f"La necesidad {necesidad_id} se unió a la {necesidad.joined_into_id}: puntúe esa."
        )
    if necesidad.prioritised_at is not None:
        raise RefusedError(
            f"La necesidad {necesidad_id} ya fue priorizada por el Grupo de Trabajo: las notas "
            "quedan como las vio al decidir (Manual, art. 14.a)."
        )
    if necesidad.stage is not Stage.PRIORIZACION:
        raise RefusedError(
            f"La necesidad {necesidad_id} ya no está en la etapa de Priorización, que es donde se "
            "puntúa (Manual, art. 10)."
        )
    return necesidad


def is_value(value: float) -> bool:
    """Whether it is from 0 to HIGHEST, in halves."""
    return 0 <= value <= HIGHEST and value * 2 == int(value * 2)


async def score(
    session: AsyncSession,
    necesidad_id: int,
    criterion: str,
    value: float,
    reason: str,
    *,
    by: Operator,
    now: datetime,
) -> Score:
    """Set what `by` gives it, from 0 to 5 in halves, and why; the journal keeps the former.

    Equipo Técnico and Secretaría Técnica count (Manual, arts. 25.n and 27.c); an adviser's is kept
    and shown, and never counts (art. 28).
    """
    await get_scorable(session, necesidad_id, by)
    wanted = await get_by_people(session, criterion)
    if not is_value(value):
        raise RefusedError(f"La nota va de 0 a {HIGHEST:g}, de medio en medio: 0, 0,5, 1… 5.")
    why = clean(reason)
    if not why:
        raise RefusedError("Escriba por qué esa nota: --motivo «…».")
    row = await session.get(Score, (necesidad_id, wanted.id, by.id), with_for_update=True)
    before = {"value": row.value, "reason": row.reason} if row else {}
    if row is None:
        row = Score(necesidad_id=necesidad_id, criterion=wanted.id, operator_id=by.id)
        session.add(row)
    row.value, row.reason, row.at = value, why, now
    row.is_binding = by.role in BINDING
    await session.flush()
    said = f"{value:g}".replace(".", ",")
    record(
        session,
        Verb.PUNTUAR,
        About(necesidad_id=necesidad_id),
        now=now,
        operator_id=by.id,
        note=f"necesidad {necesidad_id}, {wanted.name}: {said}. {why}",
        before=before,
        after={
            "necesidad": necesidad_id,
            "criterion": wanted.id,
            "value": value,
            "reason": why,
            "is_binding": row.is_binding,
        },
    )
    return row


async def get_by_people(session: AsyncSession, id_: str) -> Criterion:
    """The criterion in force that people value; errors say which there are."""
    criteria = (await in_force(session)).criteria
    found = criteria.find(id_)
    known = ", ".join(each.id for each in criteria.by_people) or "ninguno"
    if found is None:
        raise NotFoundError(f"No hay un criterio «{id_}». Los que se puntúan son: {known}.")
    if found.scale is not None:
        raise RefusedError(
            f"«{found.id}» sale de los datos y nadie lo puntúa. Los que se puntúan son: {known}."
        )
    return found


def _allow_scoring(by: Operator) -> None:
    if access.may(by, Grant.EVALUAR):
        return
    if by.role is Role.GRUPO_TRABAJO:
        raise RefusedError(
            "El Grupo de Trabajo no puntúa: decide en sesión, por acuerdo (Manual, arts. 14.a y "
            "18). Las notas las ponen la Secretaría Técnica y el Equipo Técnico."
        )
    raise RefusedError(
        f"La cuenta «{by.username}» no puede puntuar: eso les toca a la Secretaría Técnica y al "
        "Equipo Técnico, y al Comité de Asesores como recomendación (Manual, arts. 25, 27 y 28)."
    )
