"""A new code of nobody: aportes, applications, sources and trials share one set of them."""

import random

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.store.models import Aporte, Application, Broadcast, Source
from intake.words.codes import new_code
from intake.words.doors import NEIGHBOUR

_HARD_TO_GUESS = random.SystemRandom()
_CODE: sa.BindParameter[str] = sa.bindparam("code", type_=sa.Text())
_TAKEN = sa.union_all(
    *(
        sa.select(column).where(column == _CODE)
        for column in (Aporte.code, Application.code, Source.code, Broadcast.test_code)
    )
)


async def free_code(session: AsyncSession) -> str:
    """A code that can be given out now."""
    while True:
        code = new_code(_HARD_TO_GUESS)
        if code == NEIGHBOUR:
            continue
        if (await session.execute(_TAKEN, {"code": code})).first() is None:
            return code
