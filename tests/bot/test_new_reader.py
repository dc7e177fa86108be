"""A reader that the Lab puts to use holds in a bot that is running."""

from datetime import datetime

from bot.talk.conversations import socorro
from intake.kinds import Role
from intake.reading import readers
from intake.store.db import Database
from tests.bot.desk import Writer, a_worker
from tests.factories import an_operator
from tests.intake.correcting import the_programs_own

TEXT = "No tenemos agua potable hace meses en Taraco"


async def test_a_running_worker_takes_it_up_and_gives_it_back_without_a_restart(
    database: Database, now: datetime
) -> None:
    worker = a_worker(database)

    async def focus() -> str:
        """Where the conversation of somebody new is, after these words."""
        writer = Writer(database)
        await writer.says(TEXT)
        await worker.handle_some()
        return str((await writer.state()).get("focus", ""))

    assert await focus() != socorro.FOCUS
    async with database.transaction() as session:
        ana = await an_operator(session, now, role=Role.SECRETARIA_TECNICA)
        everything = the_programs_own("asustadizo", danger_now=0.0, danger_maybe=0.0)
        await readers.put_to_use(session, everything, by=ana, now=now)
    assert await focus() == socorro.FOCUS
    async with database.transaction() as session:
        await readers.put_back(session, by=ana, now=now)
    assert await focus() != socorro.FOCUS
