"""What an acuerdo approves of a concurso (Manual, art. 15.c): its bases, and its evaluation.

Either is approved as it was at that moment: the acuerdo keeps the digest of it, and what changed
since is not what the Grupo de Trabajo approved.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.kinds import BINDING, HANDED_IN, AcuerdoSubject
from intake.store.models import Acuerdo, Application, ApplicationScore, Concurso, Operator
from intake.words.codes import spoken
from intake.words.enumerations import together


@dataclass(frozen=True, slots=True)
class Given:
    """One binding score: who gave how much to which application, on what."""

    application: str
    criterion: str
    username: str
    is_active: bool
    value: float


async def digest_of(session: AsyncSession, concurso: Concurso, subject: AcuerdoSubject) -> str:
    """SHA-256 of what an acuerdo on this subject approves. RefusedError if it is not whole."""
    code = concurso.code
    if subject is AcuerdoSubject.BASES:
        if concurso.bases_digest is None:
            raise RefusedError(
                f"El concurso {code} no tiene el archivo de sus bases: guárdelo antes con "
                f"ayni concurso bases {code} ARCHIVO"
            )
        return concurso.bases_digest
    if lacks := await missing_scores(session, concurso):
        raise RefusedError(f"La evaluación del concurso {code} no está completa:\n{_listed(lacks)}")
    return await scores_digest(session, concurso)


async def scores_digest(session: AsyncSession, concurso: Concurso) -> str:
    """SHA-256 of the binding scores, whatever order they were given in."""
    rows = [
        [each.application, each.criterion, each.username, each.value]
        for each in await _given(session, concurso)
    ]
    return hashlib.sha256(json.dumps(sorted(rows), ensure_ascii=False).encode()).hexdigest()


async def missing_scores(session: AsyncSession, concurso: Concurso) -> list[str]:
    """What the evaluation lacks, a line each: whoever valued one application values all of them.

    Otherwise the means would not compare. Advisers do not count (Manual, art. 28), and nobody
    waits for an account that was put out of use.
    """
    handed_in = await _handed_in(session, concurso)
    given = await _given(session, concurso)
    evaluators = sorted({each.username for each in given if each.is_active})
    if handed_in and not evaluators:
        return ["las notas de todas las postulaciones: ayni concurso evaluar CODIGO CRITERIO NOTA"]
    done = {(each.application, each.criterion, each.username) for each in given}
    found = []
    for code in handed_in:
        for username in evaluators:
            criteria = [each for each in concurso.criteria if (code, each, username) not in done]
            if criteria:
                found.append(f"{spoken(code)}: falta la nota de {username} en {together(criteria)}")
    return found


async def check_approved(
    session: AsyncSession, concurso: Concurso, acuerdo: Acuerdo, subject: AcuerdoSubject
) -> None:
    """RefusedError unless this acuerdo approved it, of this concurso, and nothing changed since."""
    what, has_changed = _WHAT[subject]
    if acuerdo.subject is not subject:
        raise RefusedError(
            f"El acuerdo {acuerdo.code} no aprueba {what} de un concurso: trata de "
            f"«{acuerdo.subject}» (Manual, art. 15.c)."
        )
    code = concurso.code
    if acuerdo.concurso_id != concurso.id:
        raise RefusedError(
            f"El acuerdo {acuerdo.code} no nombra el concurso {code}: cada uno tiene su propio "
            f"acuerdo sobre {what} (Manual, art. 15.c). Lleve el punto a una sesión con: "
            f"ayni agenda agregar SESION «Título» --concurso {code}"
        )
    if subject is AcuerdoSubject.EVALUACION and acuerdo.made_at < concurso.closes_at:
        raise RefusedError(
            f"El acuerdo {acuerdo.code} es anterior al cierre del concurso {code}: no pudo aprobar "
            "una evaluación que no existía. Revise la fecha con que se anotó (--el)."
        )
    if acuerdo.digest != await digest_of(session, concurso, subject):
        raise RefusedError(
            f"{has_changed} después del acuerdo {acuerdo.code}: lo que el Grupo de Trabajo aprobó "
            f"del concurso {code} era otra cosa. Hace falta un acuerdo nuevo (Manual, art. 15.c)."
        )


_WHAT = {
    AcuerdoSubject.BASES: ("las bases", "El archivo de las bases cambió"),
    AcuerdoSubject.EVALUACION: ("la evaluación", "Las notas cambiaron"),
}


async def _handed_in(session: AsyncSession, concurso: Concurso) -> Sequence[str]:
    rows = await session.scalars(
        sa.select(Application.code)
        .where(Application.concurso_id == concurso.id, Application.state.in_(HANDED_IN))
        .order_by(Application.submitted_at, Application.id)
    )
    return list(rows)


async def _given(session: AsyncSession, concurso: Concurso) -> list[Given]:
    rows = await session.execute(
        sa.select(
            Application.code,
            ApplicationScore.criterion,
            Operator.username,
            Operator.is_active,
            ApplicationScore.value,
        )
        .join(Application, Application.id == ApplicationScore.application_id)
        .join(Operator, Operator.id == ApplicationScore.operator_id)
        .where(
            Application.concurso_id == concurso.id,
            Application.state.in_(HANDED_IN),
            Operator.role.in_(BINDING),
        )
    )
    return [Given(*row) for row in rows]


def _listed(lacks: Sequence[str]) -> str:
    return "\n".join(f"- {each}" for each in lacks)
