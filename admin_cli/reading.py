"""Who may read a case from the terminal, and that they did."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.runner import Desk
from intake.actions import TRIAGE_ROLES
from intake.cases import get_case
from intake.errors import RefusedError
from intake.ids import Code
from intake.journal import record
from intake.models import Aporte, Operator
from intake.queue import LOOKING
from intake.rules.codes import spoken


async def get_readable(session: AsyncSession, code: Code, reader: Operator | None) -> Aporte:
    """The case; RefusedError where it is reserved and not for this reader."""
    aporte = await get_case(session, code)
    if aporte.restricted and (reader is None or reader.role not in TRIAGE_ROLES):
        raise RefusedError(
            f"{spoken(code)} es reservado: lo leen el Equipo Técnico y la Secretaría "
            "Técnica. Diga quién es usted con --como USUARIO."
        )
    return aporte


async def write_down(desk: Desk, aportes: Iterable[Aporte], reader: Operator | None) -> None:
    """Who saw personal data, and when (D.S. 016-2024-JUS, art. 46.3)."""
    async with desk.database.transaction() as session:
        for aporte in aportes:
            record(
                session,
                LOOKING,
                now=desk.now,
                aporte_id=aporte.id,
                operator_id=reader.id if reader else None,
            )
