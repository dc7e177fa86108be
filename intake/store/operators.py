"""Those who work the queue: who acts, and what only some may do."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.kinds import Tongue
from intake.store import access
from intake.store.access import Grant
from intake.store.models import Operator

FIRST = (
    'Para crear la primera: ayni operador crear ana --nombre "Ana Ejemplo" --rol secretaria_tecnica'
)


def check_acts(by: Operator, what: str) -> None:
    """RefusedError unless `by` may act. `what` begins the sentence: «Describir una necesidad»."""
    if not access.may(by, Grant.ATENDER):
        raise RefusedError(
            f"{what} le toca al Equipo Técnico y a la Secretaría Técnica; "
            f"la cuenta «{by.username}» no puede."
        )


def check_secretaria(by: Operator, what: str) -> None:
    """RefusedError unless `by` is of the Secretaría Técnica. `what` begins the sentence."""
    if not access.may(by, Grant.SECRETARIA):
        raise RefusedError(
            f"{what} le toca a la Secretaría Técnica: repita con --como y una cuenta de ese rol."
        )


async def get_operator(session: AsyncSession, username: str) -> Operator:
    """The account with this name. NotFoundError says whom to ask, and never which there are."""
    found = await session.scalar(sa.select(Operator).where(Operator.username == username.lower()))
    if found is None:
        advice = (
            "Revise cómo está escrita; si no recuerda su usuario, pregunte a la Secretaría Técnica."
            if await is_any_there(session)
            else f"Aún no hay ninguna. {FIRST}"
        )
        raise NotFoundError(f"No hay una cuenta «{username}». {advice}")
    return found


async def get_acting(session: AsyncSession, username: str | None) -> Operator:
    """The account that acts: an active one, named by --como or AYNI_OPERADOR."""
    if not username:
        advice = "" if await is_any_there(session) else f" {FIRST}"
        raise RefusedError(
            "Diga quién es usted: agregue --como USUARIO, o ponga AYNI_OPERADOR=usuario "
            f"en el archivo .env.{advice}"
        )
    operator = await get_operator(session, username)
    if not operator.is_active:
        raise RefusedError(
            f"La cuenta «{operator.username}» está desactivada. "
            "La Secretaría Técnica puede activarla: ayni operador activar "
            f"{operator.username}"
        )
    return operator


async def list_operators(session: AsyncSession) -> list[Operator]:
    """All accounts by name, with those out of use."""
    return list(await session.scalars(sa.select(Operator).order_by(Operator.username)))


async def spoken_tongues(session: AsyncSession) -> frozenset[Tongue]:
    """What those who may attend people speak beside Spanish."""
    found = await session.scalars(sa.select(Operator).where(Operator.is_active))
    speaks = (each for each in found if access.may(each, Grant.ATENDER))
    return frozenset(Tongue(tongue) for each in speaks for tongue in each.tongues)


async def is_any_there(session: AsyncSession) -> bool:
    """Whether somebody made an account already."""
    return await session.scalar(sa.select(Operator.id).limit(1)) is not None
