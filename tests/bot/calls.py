"""Concursos through the real worker: one that is open, and what was applied to it."""

import sqlalchemy as sa

from intake.store.db import Database
from intake.store.models import (
    Application,
    Concurso,
)
from tests.bot.desk import a_worker
from tests.conftest import NOW
from tests.fakes import FakeClock
from tests.intake.casting import a_concurso


async def a_call(database: Database) -> Concurso:
    async with database.transaction() as session:
        return await a_concurso(session, NOW)


async def only_application(database: Database) -> Application:
    async with database.reading() as session:
        return (await session.scalars(sa.select(Application))).one()


async def handle(database: Database, clock: FakeClock | None = None) -> None:
    worker = a_worker(database, now=clock or FakeClock(NOW))
    while await worker.handle_some():
        pass
