"""The aportes of a necesidad: those that are in it, and those that may be put there."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.ids import Code
from intake.kinds import AporteState, TagSource
from intake.store.models import Aporte, NecesidadMember
from intake.words.codes import spoken


async def admitted_in(session: AsyncSession, necesidad_id: int) -> list[Aporte]:
    """The admitted members of a necesidad, whoever put them there."""
    return await _members(session, necesidad_id, Aporte.state == AporteState.PRIORIZACION)


async def get_admitted(session: AsyncSession, codes: Sequence[Code]) -> list[Aporte]:
    """The aportes of these codes, locked; RefusedError says how to admit one that is not."""
    aportes = await _get_aportes(session, codes)
    for aporte in aportes:
        if aporte.state is not AporteState.PRIORIZACION:
            code = spoken(aporte.code)
            raise RefusedError(
                f"{code} no está admitido (estado: {aporte.state}). Una necesidad se hace con "
                f"aportes admitidos; para admitirlo: ayni admitir {code}"
            )
    return aportes


async def inside(session: AsyncSession, necesidad_id: int) -> list[Aporte]:
    """The aportes that an operator put into the necesidad."""
    return await _members(session, necesidad_id, NecesidadMember.source == TagSource.OPERADOR)


async def _members(
    session: AsyncSession, necesidad_id: int, are: sa.ColumnElement[bool]
) -> list[Aporte]:
    rows = await session.scalars(
        sa.select(Aporte)
        .join(NecesidadMember, NecesidadMember.aporte_id == Aporte.id)
        .where(NecesidadMember.necesidad_id == necesidad_id, are)
        .order_by(Aporte.id)
    )
    return list(rows)


async def get_inside(
    session: AsyncSession, necesidad_id: int, codes: Sequence[Code]
) -> list[Aporte]:
    """The aportes of these codes, locked; RefusedError if an operator did not put one there."""
    aportes = await _get_aportes(session, codes)
    there = {each.id for each in await inside(session, necesidad_id)}
    for aporte in aportes:
        if aporte.id not in there:
            raise RefusedError(f"{spoken(aporte.code)} no está en la necesidad {necesidad_id}.")
    return aportes


async def _get_aportes(session: AsyncSession, codes: Sequence[Code]) -> list[Aporte]:
    """Locked in one order for everybody, as triage does."""
    rows = await session.scalars(
        sa.select(Aporte).where(Aporte.code.in_(codes)).order_by(Aporte.id).with_for_update()
    )
    found = list(rows)
    missing = set(codes) - {each.code for each in found}
    if missing:
        raise NotFoundError(f"No hay ningún aporte con el código {spoken(min(missing))}.")
    return found
