"""The database: column types, the engine, and `transaction()`, the one place that commits."""

import asyncio
import enum
import json
import sqlite3
from collections.abc import AsyncIterator, Coroutine, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Protocol, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from intake.errors import DatabaseError, DatabaseUnreachableError
from intake.store.sqlite import sqlite_engine

JsonDict = dict[str, Any]
T = TypeVar("T")


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware instant, kept in UTC on both engines (SQLite forgets the zone)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant; SQLite gets it naive in UTC so that text order is time order."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive instant must not reach the database")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 the signature is SQLAlchemy's
        """Give back the instant that was put in."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


class _Many(sa.types.TypeDecorator[Sequence[object]]):
    """Many numbers or texts in one parameter."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, each: type[sa.types.TypeEngine[Any]] = sa.BigInteger) -> None:
        super().__init__()
        self.each = each

    def load_dialect_impl(self, dialect: Dialect) -> sa.types.TypeEngine[Any]:
        """PostgreSQL has a type for it; SQLite reads JSON."""
        array = dialect.name == "postgresql"
        return dialect.type_descriptor(postgresql.ARRAY(self.each) if array else sa.Text())

    def process_bind_param(
        self, value: Sequence[object] | None, dialect: Dialect
    ) -> list[object] | str:
        """As the engine takes it."""
        many = list(value or ())
        return many if dialect.name == "postgresql" else json.dumps(many)


class _EachOf(FunctionElement[object]):
    """A SELECT of what is in a parameter."""

    inherit_cache = True


@compiles(_EachOf, "postgresql")
def _unnest(element: _EachOf, compiler: SQLCompiler, **options: object) -> str:
    return f"(SELECT unnest({compiler.process(element.clauses, **options)}))"


@compiles(_EachOf, "sqlite")
def _json_each(element: _EachOf, compiler: SQLCompiler, **options: object) -> str:
    parameter = compiler.process(element.clauses, **options)
    return f"(SELECT value FROM json_each({parameter}))"  # noqa: S608 a parameter's name, no value


def among(
    column: sa.ColumnElement[T], name: str, of: type[sa.types.TypeEngine[Any]] = sa.BigInteger
) -> sa.ColumnElement[bool]:
    """`column IN (…)` of the list given as parameter `name`, however long: one statement for all.

    SQLAlchemy's own IN is written anew for each list, and costs as much as SQLite itself.
    """
    return column.op("IN")(_EachOf(sa.bindparam(name, type_=_Many(of))))


def each_of(dialect: str, name: str) -> sa.TableValuedAlias:
    """Such a list of numbers as a table with one column, `value`."""
    numbers = sa.bindparam(name, type_=_Many())
    if dialect == "sqlite":
        return sa.func.json_each(numbers).table_valued("value")
    return sa.func.unnest(numbers).table_valued("value").render_derived()


class _Driver(Protocol):
    """What we use of aiosqlite's connection and of our own in its place."""

    async def execute_fetchall(
        self, sql: str, parameters: Sequence[object], /
    ) -> Iterable[sqlite3.Row]: ...


@dataclass(frozen=True, slots=True)
class Direct:
    """Statements in a session's transaction, given to SQLite's driver as they are.

    For what must be quick: SQLAlchemy takes longer to hand over a row than SQLite to find it, and a
    search reads two hundred. Values and rows are plain: no enums, no instants.
    """

    connection: AsyncConnection
    driver: _Driver | None
    """None for another engine than SQLite, which is asked through SQLAlchemy."""

    @classmethod
    async def of(cls, session: AsyncSession) -> "Direct":
        """The direct way of a session, for as long as its transaction lasts."""
        connection = await session.connection()
        if connection.dialect.name != "sqlite":
            return cls(connection, None)
        return cls(connection, (await connection.get_raw_connection()).driver_connection)

    async def rows(self, statement: sa.Executable, **values: object) -> Sequence[Any]:
        """The rows that a statement gives, if any."""
        if self.driver is None:
            result = await self.connection.execute(statement, values)
            found: Sequence[Any] = result.all() if result.returns_rows else ()
            return found
        text, names, constants = _written(statement, self.connection.dialect)
        row = [values[name] if name in values else constants[name] for name in names]
        plain = [json.dumps(value) if isinstance(value, list) else value for value in row]
        try:
            given = await self.driver.execute_fetchall(text, plain)
        except sqlite3.Error as problem:
            raise DBAPIError(text, None, problem, hide_parameters=True) from problem
        return list(given)


@cache
def _written(
    statement: sa.Executable, dialect: Dialect
) -> tuple[str, Sequence[str], Mapping[str, object]]:
    """A statement as the engine takes it, its parameters in order, and those that never change."""
    compiled = cast(SQLCompiler, cast(sa.ClauseElement, statement).compile(dialect=dialect))
    constants = {name: value for name, value in compiled.params.items() if value is not None}
    return compiled.string, compiled.positiontup or (), constants


BigId = sa.BigInteger().with_variant(sa.Integer, "sqlite")
AutoId = Annotated[int, mapped_column(BigId, primary_key=True, autoincrement=True)]


class Base(DeclarativeBase):
    """Columns by annotation; enums by value: a new member needs no migration."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 declared so by SQLAlchemy
        int: BigId,
        str: sa.Text(),
        datetime: UtcDateTime(),
        date: sa.Date(),
        JsonDict: sa.JSON(),
        list[str]: sa.JSON(),
        enum.Enum: sa.Enum(
            enum.Enum,
            native_enum=False,
            create_constraint=False,
            length=32,
            values_callable=lambda kind: [member.value for member in kind],
        ),
    }


class Database:
    """An engine and the two ways to use it: `transaction()` writes, `reading()` does not."""

    def __init__(self, url: str, known: Mapping[str, object] | None = None) -> None:
        """`known`: what every session finds in its `info`, from rooms that the store knows not."""
        parsed = make_url(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.url = url
        self.name = (
            str(Path(parsed.database or "").resolve())
            if self.is_sqlite
            else parsed.render_as_string(hide_password=True)
        )
        """Which one it is, to be told to people: the file, or the address without its password."""
        self.engine = sqlite_engine(url) if self.is_sqlite else _postgres_engine(url)
        # SQLite has one writer: queueing here is fair and instant, its own busy wait is neither.
        self._writing = asyncio.Lock() if self.is_sqlite else None
        self._unsynced: AsyncEngine | None = None
        self._known = dict(known or {})
        self._readers = self._sessions(self.engine)
        self._writers = self._sessions(self.engine.execution_options(ayni_writes=True))
        self._unsynced_writers: async_sessionmaker[AsyncSession] | None = None

    @asynccontextmanager
    async def transaction(self, *, synced: bool = True) -> AsyncIterator[AsyncSession]:
        """One transaction: committed at the end, rolled back on any error. Never nest two.

        Without `synced` the commit does not wait for the disk: it survives a killed process, and
        a power cut may undo the last ones (never an earlier one without the later). It is for
        what can be done again, such as noting that a message was sent.
        """
        writers = self._writers_for(synced=synced)
        async with self._writing or nullcontext(), writers() as session:
            try:
                if not synced and not self.is_sqlite:
                    await session.execute(_DO_NOT_WAIT)
                yield session
                await session.commit()
            except DBAPIError as problem:
                await session.rollback()
                ours = _as_ours(problem)
                if ours is None:
                    raise
                raise ours from problem
            except OSError as problem:
                raise DatabaseUnreachableError from problem

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session that sees one consistent state and writes nothing."""
        async with self._readers() as session:
            try:
                yield session
            except OSError as problem:
                raise DatabaseUnreachableError from problem
            except DBAPIError as problem:
                ours = _as_ours(problem)
                if ours is None:
                    raise
                raise ours from problem

    async def close(self) -> None:
        """Give the connections back."""
        await self.engine.dispose()
        if self._unsynced is not None:
            await self._unsynced.dispose()

    def _writers_for(self, *, synced: bool) -> async_sessionmaker[AsyncSession]:
        """On SQLite a connection is synced or not; those that are not only the bot ever needs."""
        if synced or not self.is_sqlite:
            return self._writers
        if self._unsynced_writers is None:
            self._unsynced = sqlite_engine(self.url, synchronous="NORMAL")
            self._unsynced_writers = self._sessions(
                self._unsynced.execution_options(ayni_writes=True)
            )
        return self._unsynced_writers

    def _sessions(self, engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
        info = dict(self._known)
        return async_sessionmaker(engine, expire_on_commit=False, autoflush=True, info=info)


_DO_NOT_WAIT = sa.text("SET LOCAL synchronous_commit TO off")
_CONNECT_SECONDS = 5.0
_GONE = {"08", "53", "57"}
"""Classes of SQLSTATE: no connection, no room, the server is stopping or starting."""
_DISK_FULL = "53100"
_IN_EACH_OTHERS_WAY = {"40001", "40P01", "55P03"}
_SQLITE_CANNOT_NOW = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


def _as_ours(problem: DBAPIError) -> DatabaseError | None:
    """Ours where the engine could not, and later may; None if it refused the statement."""
    state = getattr(problem.orig, "sqlstate", None) or ""
    code = getattr(problem.orig, "sqlite_errorcode", 0) & 0xFF
    if state in _IN_EACH_OTHERS_WAY:
        return DatabaseError("Otro proceso tenía lo mismo en la mano. Intente de nuevo.")
    if code == sqlite3.SQLITE_FULL or state == _DISK_FULL:
        return DatabaseUnreachableError(
            "El disco está lleno: no se guardó nada. Libere espacio y repita."
        )
    # Without a statement it failed while connecting or committing.
    if problem.connection_invalidated or problem.statement is None:
        return DatabaseUnreachableError()
    if state[:2] in _GONE or code in _SQLITE_CANNOT_NOW:
        return DatabaseUnreachableError()
    return None


def _postgres_engine(url: str) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=10,
        max_overflow=10,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"timeout": _CONNECT_SECONDS},
    )


async def to_its_end(work: Coroutine[None, None, T]) -> T:
    """Finish the work even if we are cancelled meanwhile: nothing is cut off in the middle."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.gather(task, return_exceptions=True)
        raise


def insert(session: AsyncSession, table: sa.Table | type[Base]) -> sqlite.Insert:
    """The dialect's own INSERT, which knows ON CONFLICT on both engines."""
    return insert_into(session.get_bind().dialect.name, table)


def insert_into(dialect: str, table: sa.Table | type[Base]) -> sqlite.Insert:
    """The same INSERT for a dialect by its name, so that the statement can be made once."""
    if dialect == "sqlite":
        return sqlite.insert(table)
    # Both dialects' Insert have the methods used here, but no common class that has them.
    return cast(sqlite.Insert, postgresql.insert(table))


async def insert_new(
    session: AsyncSession,
    table: type[Base],
    key: tuple[str, ...],
    rows: Sequence[Mapping[str, object]],
) -> None:
    """Add rows; those whose `key` (unique columns) is already there are left as they are."""
    connection = await session.connection()
    await connection.execute(_insert_new(connection.dialect.name, table, key), rows)


@cache
def _insert_new(dialect: str, table: type[Base], key: tuple[str, ...]) -> sqlite.Insert:
    return insert_into(dialect, table).on_conflict_do_nothing(index_elements=key)
