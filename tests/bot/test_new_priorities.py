"""Priorities that the Lab imports hold in a bot that is running."""

from datetime import datetime

import sqlalchemy as sa

from intake.kinds import Role
from intake.store.db import Database
from intake.store.models import AporteTag, Taxonomy
from tests.bot.desk import Writer, a_worker
from tests.factories import an_operator

FILE = """
priorities:
- {id: sequia, name: Sequía, group: g, description: d, keywords: [agua potable]}
"""


async def test_a_running_worker_takes_them_up_without_a_restart(
    database: Database, now: datetime
) -> None:
    worker, before, after = a_worker(database), Writer(database), Writer(database)
    await before.tells()
    await worker.handle_some()
    async with database.transaction() as session:
        ana = await an_operator(session, now, role=Role.SECRETARIA_TECNICA)
        session.add(Taxonomy(text=FILE, imported_at=now, operator_id=ana.id))

    await after.tells(text="Tampoco llega el agua potable aquí")
    await worker.handle_some()

    names = []
    async with database.reading() as session:
        for writer in (before, after):
            (aporte,) = await writer.aportes()
            found = sa.select(AporteTag.priority).where(AporteTag.aporte_id == aporte.id)
            names.append(list(await session.scalars(found)))
    assert names == [["agua_saneamiento"], ["sequia"]]
