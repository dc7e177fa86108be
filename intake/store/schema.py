"""Bringing a database to the tables this version knows, and refusing one that is newer."""

import sqlite3
from contextlib import suppress
from importlib import resources

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from intake.errors import DatabaseTooNewError, DatabaseUnreachableError
from intake.store.db import Database
from intake.store.migrations import HEAD
from intake.store.private import keep_database_private

_NO_ROOM = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
_VERSION = sa.text("SELECT version_num FROM alembic_version")
_MIGRATING = 7_294_001
"""PostgreSQL advisory lock: two processes that start together migrate once."""


async def prepare(database: Database) -> bool:
    """Make or migrate the tables where needed; True if something changed.

    Raises DatabaseTooNewError, touching nothing, where a newer version has been here, and
    DatabaseUnreachableError if there is no database to speak with.
    """
    try:
        if database.is_sqlite:
            keep_database_private(database.url)
        async with database.engine.connect() as connection:
            # Asked at each start: where there is no such table yet, the way below looks closer.
            with suppress(DBAPIError):
                if await connection.scalar(_VERSION) == HEAD:
                    return False
        async with database.engine.execution_options(ayni_writes=True).begin() as connection:
            if not database.is_sqlite:
                await connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATING)))
            return await connection.run_sync(_migrate)
    except (OSError, DBAPIError) as problem:
        raise DatabaseUnreachableError(
            f"No se pudo abrir la base de datos: {_reason(problem)}. Revise AYNI_DATABASE_URL."
        ) from problem


def _migrate(connection: sa.Connection) -> bool:
    present = _revision(connection)
    if present == HEAD:
        return False
    # Here, and not above: the terminal starts twice as fast without Alembic.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(resources.files("intake.store") / "migrations"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if present is not None and present not in known:
        raise DatabaseTooNewError
    command.upgrade(config, "head")
    return True


def _revision(connection: sa.Connection) -> str | None:
    """The revision the database is at; None for an empty one."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(_VERSION)
    return found


def _reason(problem: OSError | DBAPIError) -> str:
    """The engine's own short words, without statements or passwords."""
    original = problem.orig if isinstance(problem, DBAPIError) else problem
    if getattr(original, "sqlite_errorcode", 0) & 0xFF in _NO_ROOM:
        return "el disco está lleno o falla. Libere espacio y repita"
    if isinstance(original, TimeoutError):  # it has no words of its own
        return "el servidor no contesta"
    return str(original).splitlines()[0][:200]
