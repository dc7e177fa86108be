"""Making accounts for those who work the queue, changing their role, putting them out of use."""

import re
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import RefusedError
from intake.kinds import SPOKEN, Role, Tongue
from intake.store import access
from intake.store.access import Grant
from intake.store.db import JsonDict
from intake.store.journal import About, record
from intake.store.models import Aporte, Operator
from intake.store.operators import FIRST, is_any_there
from intake.store.verbs import Verb
from intake.words.text import clean

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,30}")
_RESERVED = frozenset({"nadie", "yo", "todos", "sistema"})


async def create_operator(
    session: AsyncSession,
    username: str,
    name: str,
    role: Role,
    *,
    by: Operator | None,
    now: datetime,
) -> Operator:
    """Make an account. The first needs nobody, and must be one that can make the others."""
    username, name = username.strip().lower(), clean(name, 120)
    if not _USERNAME.fullmatch(username) or username in _RESERVED:
        raise RefusedError(
            f"«{username}» no sirve como usuario: use de 2 a 31 letras sin tilde, números, punto o "
            "guion, y empiece con una letra."
        )
    if not name:
        raise RefusedError("Escriba el nombre de la persona: --nombre «…».")
    if await is_any_there(session):
        _check_may_manage(by)
    elif role is not Role.SECRETARIA_TECNICA:
        raise RefusedError(f"La primera cuenta debe ser de la Secretaría Técnica. {FIRST}")
    if await session.scalar(sa.select(Operator.id).where(Operator.username == username)):
        raise RefusedError(f"Ya hay una cuenta «{username}». Elija otro usuario.")
    operator = Operator(username=username, name=name, role=role, is_active=True, created_at=now)
    session.add(operator)
    await session.flush()
    await _journal(
        session, Verb.OPERADOR_CREAR, operator, by=by, now=now, after={"role": role.value}
    )
    return operator


async def set_role(
    session: AsyncSession, operator: Operator, role: Role, *, by: Operator, now: datetime
) -> None:
    """Change the role of an account; somebody must be left who manages accounts."""
    _check_may_manage(by)
    if operator.role is role:
        raise RefusedError(f"«{operator.username}» ya tiene ese rol.")
    if operator.role is Role.SECRETARIA_TECNICA:
        await _check_another_manager(session, operator)
    before = {"role": operator.role.value}
    operator.role = role
    await _journal(
        session,
        Verb.OPERADOR_ROL,
        operator,
        by=by,
        now=now,
        before=before,
        after={"role": role.value},
    )


async def set_tongues(
    session: AsyncSession,
    operator: Operator,
    tongues: Collection[Tongue],
    *,
    by: Operator,
    now: datetime,
) -> None:
    """Note what somebody speaks beside Spanish; with none, that they speak nothing else."""
    _check_may_manage(by)
    before = operator.tongues
    operator.tongues = [each.value for each in SPOKEN if each in tongues]
    await _journal(
        session,
        Verb.OPERADOR_LENGUAS,
        operator,
        by=by,
        now=now,
        before={"tongues": before},
        after={"tongues": operator.tongues},
    )


async def deactivate(
    session: AsyncSession, operator: Operator, *, by: Operator, now: datetime
) -> int:
    """Put an account out of use and give its cases back to the queue; how many is returned."""
    _check_may_manage(by)
    if not operator.is_active:
        raise RefusedError(f"«{operator.username}» ya está desactivada.")
    if operator.role is Role.SECRETARIA_TECNICA:
        await _check_another_manager(session, operator)
    operator.is_active = False
    cases = list(
        await session.scalars(
            sa.select(Aporte)
            .where(Aporte.assigned_to_id == operator.id)
            .order_by(Aporte.id)
            .with_for_update()
        )
    )
    for case in cases:
        case.assigned_to_id = None
        record(
            session,
            Verb.SOLTAR,
            About(aporte_id=case.id, account_id=operator.id),
            now=now,
            operator_id=by.id,
            note=f"cuenta {operator.username} desactivada",
            before={"assigned_to_id": operator.id},
            after={"assigned_to_id": None},
        )
    await _journal(session, Verb.OPERADOR_DESACTIVAR, operator, by=by, now=now)
    return len(cases)


async def activate(
    session: AsyncSession, operator: Operator, *, by: Operator, now: datetime
) -> None:
    """Put an account in use again."""
    _check_may_manage(by)
    if operator.is_active:
        raise RefusedError(f"«{operator.username}» ya está activa.")
    operator.is_active = True
    await _journal(session, Verb.OPERADOR_ACTIVAR, operator, by=by, now=now)


def _check_may_manage(by: Operator | None) -> None:
    if by is None or not access.may(by, Grant.CUENTAS):
        raise RefusedError(
            "Las cuentas las maneja la Secretaría Técnica: repita con --como y una de ese rol."
        )


async def _check_another_manager(session: AsyncSession, operator: Operator) -> None:
    others = await session.scalars(
        sa.select(Operator.id)
        .where(
            Operator.role == Role.SECRETARIA_TECNICA,
            Operator.is_active,
            Operator.id != operator.id,
        )
        .order_by(Operator.id)
        # Two managers taking each other out at once: the second waits, and then finds nobody left.
        .with_for_update()
    )
    if not list(others):
        raise RefusedError(
            f"«{operator.username}» es la única cuenta activa de la Secretaría Técnica: "
            "cree otra antes."
        )


async def _journal(
    session: AsyncSession,
    verb: Verb,
    operator: Operator,
    *,
    by: Operator | None,
    now: datetime,
    before: JsonDict | None = None,
    after: JsonDict | None = None,
) -> None:
    record(
        session,
        verb,
        About(account_id=operator.id),
        now=now,
        operator_id=by.id if by else None,
        note=operator.username,
        before=before,
        after=after,
    )
