"""A PostgreSQL server for the tests: the one named, or one started from Debian's programs."""

import itertools
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa

from intake.store.db import Base

_NO_SERVER = (
    "no hay servidor PostgreSQL: ponga AYNI_TEST_POSTGRES_URL=postgresql://usuario@host/postgres "
    "o instale el paquete postgresql de Debian"
)


@dataclass
class PostgresServer:
    """A server we may make databases in."""

    url: str
    """Of the maintenance database."""
    counter: Iterator[int] = field(default_factory=itertools.count)
    free: list[str] = field(default_factory=list)
    """Databases with every table that no test uses now."""

    def _engine(self, name: str | None = None) -> sa.Engine:
        url = sa.make_url(self.url).set(drivername="postgresql+asyncpg")
        if name:
            url = url.set(database=name)
        return sa.create_engine(url, poolclass=sa.NullPool)

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """A database with every table and no rows; emptied afterwards, for the next one.

        Making one takes a third of a second, emptying it some milliseconds.
        """
        name = self.free.pop() if self.free else self._new_database()
        url = sa.make_url(self.url).set(drivername="postgresql+asyncpg", database=name)
        yield url.render_as_string(hide_password=False)
        self._empty(name)
        self.free.append(name)

    def _new_database(self) -> str:
        name = f"ayni_{os.getpid()}_{next(self.counter)}"
        self._run(f'CREATE DATABASE "{name}"')
        self._create_tables(name)
        return name

    def _empty(self, name: str) -> None:
        """No rows, no connections, and the numbers begin again at 1.

        Tables that no test has written to, most of them, have no file of any size: to open them all
        costs more than what is deleted.
        """
        tables = ", ".join(f"'{table}'" for table in Base.metadata.tables)
        self._run(
            f"""
            DO $$ DECLARE written regclass; BEGIN
            PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid();
            SET LOCAL session_replication_role = replica;
            FOR written IN SELECT oid FROM pg_class
                WHERE relnamespace = 'public'::regnamespace AND relname IN ({tables})
                AND pg_relation_size(oid) > 0
            LOOP
                EXECUTE format('DELETE FROM %s', written);
            END LOOP;
            PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
            FROM pg_sequences WHERE last_value IS NOT NULL;
            END $$
            """,
            database=name,
        )

    def drop_free(self) -> None:
        """On a server that is not ours nothing is left behind."""
        while self.free:
            self._run(f'DROP DATABASE "{self.free.pop()}" WITH (FORCE)')

    @contextmanager
    def blank_database(self) -> Iterator[str]:
        """A database without tables, for the migrations."""
        name = f"ayni_{os.getpid()}_{next(self.counter)}"
        self._run(f'CREATE DATABASE "{name}"')
        url = sa.make_url(self.url).set(drivername="postgresql+asyncpg", database=name)
        try:
            yield url.render_as_string(hide_password=False)
        finally:
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _run(self, statement: str, *, database: str | None = None) -> None:
        import asyncio

        import asyncpg

        async def work() -> None:
            url = sa.make_url(self.url).set(drivername="postgresql")
            url = url.set(database=database) if database else url
            connection = await asyncpg.connect(url.render_as_string(hide_password=False))
            try:
                await connection.execute(statement)
            finally:
                await connection.close()

        # In a thread of its own: the fixtures may be called while a test's loop runs.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: asyncio.run(work())).result()

    def _create_tables(self, name: str) -> None:
        import asyncio
        from concurrent.futures import ThreadPoolExecutor

        from sqlalchemy.ext.asyncio import create_async_engine

        async def work() -> None:
            url = sa.make_url(self.url).set(drivername="postgresql+asyncpg", database=name)
            engine = create_async_engine(url, poolclass=sa.NullPool)
            async with engine.begin() as connection:
                await connection.run_sync(Base.metadata.create_all)
            await engine.dispose()

        with ThreadPoolExecutor(1) as pool:
            pool.submit(lambda: asyncio.run(work())).result()


@contextmanager
def find_postgres(temporary: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """The server named by AYNI_TEST_POSTGRES_URL, or a new one; skips (or fails in CI) without."""
    named = os.environ.get("AYNI_TEST_POSTGRES_URL")
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if named:
        server = PostgresServer(named)
        yield server
        server.drop_free()
    elif programs:
        with _started(programs[-1], temporary.mktemp("postgres")) as server:
            yield server
    elif os.environ.get("AYNI_REQUIRE_POSTGRES"):
        pytest.fail(_NO_SERVER)
    else:
        pytest.skip(_NO_SERVER)


@contextmanager
def _started(programs: Path, folder: Path) -> Iterator[PostgresServer]:
    """A cluster of its own, in a folder of its own. PostgreSQL refuses to run as root."""
    user = "postgres" if os.geteuid() == 0 else None
    data = folder / "data"
    data.mkdir()
    if user:
        for place in (folder, *folder.parents):
            if place.owner() == "root" and place != Path("/tmp"):
                place.chmod(place.stat().st_mode | 0o011)
        shutil.chown(data, user, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [programs / program, *arguments],
            user=user,
            cwd="/",
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    run("initdb", "-D", str(data), "-U", "ayni", "-A", "trust", "--no-sync", "-E", "UTF8")
    options = (
        f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories={data} "
        "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"
    )
    run("pg_ctl", "-D", str(data), "-w", "-l", str(data / "log"), "-o", options, "start")
    try:
        yield PostgresServer(f"postgresql://ayni@127.0.0.1:{port}/postgres")
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
