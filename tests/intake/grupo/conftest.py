"""Who keeps the sessions."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import Role
from intake.store.models import Operator
from tests.factories import an_operator


@pytest.fixture
async def ana(session: AsyncSession, now: datetime) -> Operator:
    """Of the Secretaría Técnica."""
    return await an_operator(session, now, username="ana", role=Role.SECRETARIA_TECNICA)
