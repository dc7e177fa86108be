"""One command, one database: settings read, tables ready, the clock read once, all closed after."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli import output, words
from intake import operators
from intake.access import Reader, reader
from intake.clock import utc_now
from intake.db import Database
from intake.models import Operator
from intake.places import imported_districts
from intake.schema import prepare
from intake.settings import Settings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command works with."""

    database: Database
    settings: Settings
    now: datetime

    async def acting(self, session: AsyncSession, username: str | None) -> Operator:
        """Whoever acts: --como, or else AYNI_OPERADOR; must be an active account."""
        return await operators.get_acting(session, username or self.settings.operador)

    async def reading_as(self, session: AsyncSession, username: str | None) -> Reader:
        """Whoever reads, as the queries ask for it: --como, or else AYNI_OPERADOR."""
        return reader(await self.acting(session, username), self.now)


def run(work: Callable[[Desk], Awaitable[T]]) -> T:
    """Do `work` with a desk."""
    return asyncio.run(_with_desk(work))


def _file_of(database: Database) -> Path:
    return Path(make_url(database.url).database or "").resolve()


async def _with_desk(work: Callable[[Desk], Awaitable[T]]) -> T:
    settings = Settings.load()
    database = Database(settings.database_url)
    try:
        if await prepare(database) and database.is_sqlite:
            # In the wrong folder this is all one would see: an empty queue, and no error.
            output.talk(f"Base de datos preparada en {_file_of(database)}")
        async with database.reading() as session:
            words.learn_districts(await imported_districts(session))
        return await work(Desk(database, settings, utc_now()))
    finally:
        await database.close()
