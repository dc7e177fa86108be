"""One command, one database: settings read and tables ready at its first step, closed after it.

A command states its own part and leaves the rest to one of these:

- `act(como, verb)`: somebody changes something, in one transaction.
- `look_ahead(como, verb)`: what must be known, or refused, before somebody is asked anything.
- `read(como, query)`: somebody reads what people wrote, and the journal says so.
- `export(como, gather)`: the same, and it goes into files.
- `look_up(query)`: what asks for no account of its own, and is not written down.
- `run(work)`: what needs several transactions, or the settings; `work` is given a `Desk`.

Each of them is a step, at an instant of its own: somebody may think for an hour before they answer
a question. The steps within one `kept_open()` share what the first of them opened.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias, TypeVar

import typer
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import dates, output, words
from intake import localfiles
from intake.clock import utc_now
from intake.errors import DatabaseUnreachableError
from intake.places.places import imported_districts
from intake.reading.thresholds import known_to
from intake.settings import Settings
from intake.store import operators
from intake.store.db import Database
from intake.store.models import Operator
from intake.store.reader import Reader, reader
from intake.store.schema import prepare

T = TypeVar("T")
Verb: TypeAlias = Callable[[AsyncSession, Operator, datetime], Awaitable[T]]
"""What somebody does: in this transaction, by this account, at this instant."""
Query: TypeAlias = Callable[[AsyncSession, Reader], Awaitable[T]]
"""What somebody reads; it writes down in the journal what it shows (`Reader.wrote`)."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a command works with where one transaction is not enough."""

    database: Database
    settings: Settings
    now: datetime

    async def acting(self, session: AsyncSession, username: str | None) -> Operator:
        """Find who acts: --como, or else AYNI_OPERADOR; it must be an active account."""
        return await operators.get_acting(session, username or self.settings.operador)

    async def reading_as(self, session: AsyncSession, username: str | None) -> Reader:
        """Find who reads, as the queries ask for it: --como, or else AYNI_OPERADOR."""
        return reader(await self.acting(session, username), self.now)


class Opened:
    """The database of a command, once a step has opened it, and the loop that all steps run in."""

    def __init__(self) -> None:
        self._loop = asyncio.Runner()
        self._found: tuple[Database, Settings] | None = None

    def run(self, work: Callable[[Desk], Awaitable[T]], *, makes_database: bool) -> T:
        """Do the work of a step, which is the first or finds open what it needs."""
        return self._loop.run(self._step(work, makes_database=makes_database))

    def close(self) -> None:
        """Close what was opened."""
        try:
            if self._found is not None:
                self._loop.run(self._found[0].close())
        finally:
            self._loop.close()

    async def _step(self, work: Callable[[Desk], Awaitable[T]], *, makes_database: bool) -> T:
        if self._found is None:
            self._found = await _open(makes_database=makes_database)
        database, settings = self._found
        return await work(Desk(database, settings, utc_now()))


_opened: ContextVar[Opened | None] = ContextVar("opened", default=None)
"""What the command that is running has opened; None outside of `kept_open()`."""


class Stopped(typer.Abort):
    """Ctrl-C was pressed once something may have been kept; the message says what."""


def act(como: str | None, verb: Verb[T], *, el: datetime | None = None) -> T:
    """Let an account do something, and keep it. `el`: when it happened, as it was typed."""

    async def work(desk: Desk) -> T:
        async with desk.database.transaction() as session:
            by = await desk.acting(session, como)
            return await verb(session, by, dates.happened(el, desk.now))

    return run(work)


def look_ahead(como: str | None, verb: Verb[T]) -> T:
    """Give what an account needs to know before it acts, or refuse it; it keeps nothing."""

    async def work(desk: Desk) -> T:
        async with desk.database.reading() as session:
            return await verb(session, await desk.acting(session, como), desk.now)

    return run(work)


def read(como: str | None, query: Query[T]) -> T:
    """Let an account read what people wrote. What could not be written down is not given."""

    async def work(desk: Desk) -> T:
        async with desk.database.transaction() as session:
            return await query(session, await desk.reading_as(session, como))

    return run(work)


def export(como: str | None, gather: Query[tuple[T, Mapping[Path, bytes]]]) -> T:
    """Let an account copy what people wrote into files, which `gather` gives with its result.

    They go on the disk, then the journal is kept, and only then do they get their names: there is
    no copy without its note. Folders that are missing are the caller's to make.
    """

    async def work(desk: Desk) -> T:
        with ExitStack() as stack:
            async with desk.database.transaction() as session:
                result, files = await gather(session, await desk.reading_as(session, como))
                stack.enter_context(localfiles.staged(files))
            return result

    return run(work)


def look_up(query: Callable[[AsyncSession, datetime], Awaitable[T]]) -> T:
    """Give what a query finds at this instant; it keeps nothing."""

    async def work(desk: Desk) -> T:
        async with desk.database.reading() as session:
            return await query(session, desk.now)

    return run(work)


def run(work: Callable[[Desk], Awaitable[T]], *, makes_database: bool = False) -> T:
    """Do the work of a command. A missing database is made only where that was asked for."""
    with kept_open() as opened, stoppable():
        return opened.run(work, makes_database=makes_database)


@contextmanager
def kept_open() -> Iterator["Opened"]:
    """Let the steps within work with one open database, which is closed at the end.

    Nothing is opened before a step needs it. Within another, it is that one.
    """
    present = _opened.get()
    if present is not None:
        yield present
        return
    opened = Opened()
    token = _opened.set(opened)
    try:
        yield opened
    finally:
        _opened.reset(token)
        with stoppable():
            opened.close()


@contextmanager
def stoppable() -> Iterator[None]:
    """Say at Ctrl-C that something may have been kept, where a command is past its first step."""
    try:
        yield
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


async def _open(*, makes_database: bool) -> tuple[Database, Settings]:
    settings = Settings.load()
    database = Database(settings.database_url, known_to(settings))
    try:
        if not makes_database:
            _check_there(database)
        if await prepare(database):
            where = f": {database.name}" if database.is_sqlite else ""
            output.talk(
                f"La base de datos quedó lista para esta versión{where}. Un programa anterior ya "
                "no la abre: si el bot está encendido, reinícielo ahora."
            )
        async with database.reading() as session:
            words.learn_districts(await imported_districts(session))
    except BaseException:
        await database.close()
        raise
    return database, settings
