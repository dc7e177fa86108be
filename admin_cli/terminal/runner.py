"""One command, one database: settings read, tables ready, the clock read once, all closed after."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import typer
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output, words
from intake.clock import utc_now
from intake.errors import DatabaseUnreachableError
from intake.places.places import imported_districts
from intake.settings import Settings
from intake.store import operators
from intake.store.access import Reader, reader
from intake.store.db import Database
from intake.store.models import Operator
from intake.store.schema import prepare

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


class Stopped(typer.Abort):
    """Ctrl-C once something may have been kept; says what."""


def run(work: Callable[[Desk], Awaitable[T]], *, makes_database: bool = False) -> T:
    """Do `work` with a desk. A database that is not there is made only where that was asked for."""
    try:
        return asyncio.run(_with_desk(work, makes_database=makes_database))
    except KeyboardInterrupt:
        raise Stopped(
            "Interrumpido a medio camino: lo que ya se había guardado queda, y lo demás no se "
            "hizo. Antes de repetir, vea qué quedó con: ayni historial"
        ) from None


def _check_there(database: Database) -> None:
    """A mistyped address must not become an empty queue: nothing is made, not even a folder."""
    name = make_url(database.url).database or ""
    if not database.is_sqlite or name == ":memory:" or Path(name).exists():
        return
    raise DatabaseUnreachableError(
        f"No hay una base de datos en {database.name}. Revise en qué carpeta está y lo que "
        "dice AYNI_DATABASE_URL (también en el archivo .env). La base la prepara ayni-bot la "
        "primera vez que se enciende; si aún no lo encendió, se prepara con la primera cuenta: "
        'ayni operador crear USUARIO --nombre "…" --rol secretaria_tecnica --base-nueva'
    )


async def _with_desk(work: Callable[[Desk], Awaitable[T]], *, makes_database: bool) -> T:
    settings = Settings.load()
    database = Database(settings.database_url)
    try:
        if not makes_database:
            _check_there(database)
        if await prepare(database):
            where = f": {database.name}" if database.is_sqlite else ""
            output.talk(
                f"La base de datos quedó lista para esta versión{where}. Un programa anterior ya "
                "no la abre."
            )
        async with database.reading() as session:
            words.learn_districts(await imported_districts(session))
        return await work(Desk(database, settings, utc_now()))
    finally:
        await database.close()
