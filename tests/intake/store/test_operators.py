"""Who acts."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError, RefusedError
from intake.store.operators import get_acting, get_operator
from tests.factories import an_operator


async def test_nobody_named_is_told_how_to_say_it(session: AsyncSession, now: datetime) -> None:
    with pytest.raises(RefusedError, match="ayni operador crear"):
        await get_acting(session, None)
    with pytest.raises(NotFoundError, match="Aún no hay ninguna"):
        await get_operator(session, "ana")

    await an_operator(session, now, username="ana")
    with pytest.raises(RefusedError, match="--como"):
        await get_acting(session, "")
    with pytest.raises(NotFoundError, match="pregunte a la Secretaría Técnica") as problem:
        await get_operator(session, "otra")
    assert "ana" not in str(problem.value), "who has an account is not for whoever guesses"
