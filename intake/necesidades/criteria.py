"""Which criteria hold: what the Secretaría Técnica proposed and an acuerdo approved."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import DataFileError, NotFoundError, RefusedError
from intake.necesidades.rules.criteria import (
    Criteria,
    builtin_criteria,
    builtin_text,
    read_criteria,
)
from intake.store import access
from intake.store.access import Grant
from intake.store.journal import record
from intake.store.models import CriteriaSet, Operator
from intake.store.verbs import Verb
from intake.words.text import clean


@dataclass(frozen=True, slots=True)
class KnownCriteria:
    """Criteria with their file, and who stands behind them."""

    criteria: Criteria
    text: str
    version: int | None
    """None: those that come with the program, or a file that is only being tried."""
    approved_at: datetime | None

    @property
    def label(self) -> str:
        """What the criteria are called beside a ranking."""
        if self.version is None:
            return "los del programa, sin aprobar"
        said = "aprobada" if self.approved_at else "propuesta, sin aprobar"
        return f"versión {self.version}, {said}"


async def in_force(session: AsyncSession) -> KnownCriteria:
    """The criteria that an acuerdo approved last; else the built-in ones, which nobody approved.

    DataFileError where the approved file is not for this version of the program: a ranking by
    other weights than the approved ones, unsaid, would be worse than none.
    """
    row = await _newest_approved(session)
    if row is None:
        return KnownCriteria(builtin_criteria(), builtin_text(), None, None)
    return _known(row)


async def find_version_in_force(session: AsyncSession) -> int | None:
    """The number of the version that holds; None if it is the built-in one."""
    row = await _newest_approved(session)
    return None if row is None else row.id


async def get_version(session: AsyncSession, version: int) -> KnownCriteria:
    """The criteria of this number; NotFoundError if there is none."""
    return _known(await _get(session, version))


async def list_versions(session: AsyncSession) -> list[tuple[CriteriaSet, Operator]]:
    """All criteria that were proposed, the newest first, with who proposed them."""
    rows = await session.execute(
        sa.select(CriteriaSet, Operator)
        .join(Operator, Operator.id == CriteriaSet.proposed_by_id)
        .order_by(CriteriaSet.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def allow_proposing(by: Operator) -> None:
    """Refuse all but the Secretaría Técnica, who proposes working documents."""
    if not access.may(by, Grant.SECRETARIA):
        raise RefusedError(
            "Los criterios los propone la Secretaría Técnica (Manual, art. 25.a): "
            "repita con --como y una cuenta de ese rol."
        )


async def propose(
    session: AsyncSession, text: str, *, by: Operator, reason: str, now: datetime
) -> CriteriaSet:
    """Keep a criteria file as a proposal: it holds once an acuerdo approves it (Manual, 15.b).

    DataFileError where the file has a fault; RefusedError where it holds or waits already.
    """
    allow_proposing(by)
    proposed = read_criteria(text)
    why = clean(reason)
    if not why:
        raise RefusedError("Escriba por qué se propone: --motivo «…».")
    present = await in_force(session)
    if present.approved_at is not None and present.criteria == proposed:
        raise RefusedError(f"Esos criterios ya rigen: son la versión {present.version}.")
    for row, _ in await list_versions(session):
        if row.approved_at is None and row.text == text:
            raise RefusedError(
                f"Ese archivo ya está propuesto: es la versión {row.id}, y espera el acuerdo del "
                "Grupo de Trabajo (Manual, art. 15.b)."
            )
    row = CriteriaSet(text=text, reason=why, proposed_at=now, proposed_by_id=by.id)
    session.add(row)
    await session.flush()
    record(
        session,
        Verb.CRITERIOS_PROPONER,
        now=now,
        operator_id=by.id,
        note=f"versión {row.id}: {why}",
        after={"version": row.id, "pesos": proposed.weights},
    )
    return row


async def approve(session: AsyncSession, set_id: int, *, now: datetime) -> CriteriaSet:
    """Put a proposal in force. Called where an acuerdo of the Grupo de Trabajo was made, only.

    The journal says who made the acuerdo; here, that these criteria hold from now on.
    """
    row = await _get(session, set_id)
    if row.approved_at is not None:
        raise RefusedError(f"La versión {set_id} de los criterios ya está aprobada.")
    row.approved_at = now
    record(
        session,
        Verb.CRITERIOS_APROBAR,
        now=now,
        note=f"versión {set_id}, por acuerdo del Grupo de Trabajo",
        after={"version": set_id},
    )
    await session.flush()
    return row


async def _newest_approved(session: AsyncSession) -> CriteriaSet | None:
    found: CriteriaSet | None = await session.scalar(
        sa.select(CriteriaSet)
        .where(CriteriaSet.approved_at.is_not(None))
        .order_by(CriteriaSet.approved_at.desc(), CriteriaSet.id.desc())
        .limit(1)
    )
    return found


async def _get(session: AsyncSession, version: int) -> CriteriaSet:
    row = await session.get(CriteriaSet, version)
    if row is None:
        raise NotFoundError(
            f"No hay una versión {version} de los criterios. Véalas con: ayni criterios listar"
        )
    return row


def _known(row: CriteriaSet) -> KnownCriteria:
    try:
        criteria = read_criteria(row.text)
    except DataFileError as problem:
        raise DataFileError(
            f"La versión {row.id} de los criterios no sirve a esta versión del programa: corrija "
            f"el archivo y propóngalo otra vez. {problem}"
        ) from problem
    return KnownCriteria(criteria, row.text, row.id, row.approved_at)
