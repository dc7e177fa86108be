"""One set of codes for all that people type."""

import random
from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import SourceKind
from intake.outreach import sources
from intake.store import free_codes
from intake.words.codes import new_code
from intake.words.doors import NEIGHBOUR
from tests.factories import an_aporte


async def test_a_code_that_anything_has_is_not_given_again(
    session: AsyncSession, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    aporte = await an_aporte(session, now)
    source = await sources.create(session, SourceKind.RADIO, "Radio", now=now)
    fresh = new_code(random.Random(99))
    drawn = iter([aporte.code, source.code, NEIGHBOUR, fresh])
    monkeypatch.setattr(free_codes, "new_code", lambda _: next(drawn))

    assert await free_codes.free_code(session) == fresh
