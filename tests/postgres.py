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

from intake.db import Base

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

    def _engine(self, name: str | None = None) -> sa.Engine:
        url = sa.make_url(self.url).set(drivername="postgresql+asyncpg")
        if name:
            url = url.set(database=name)
        return sa.create_engine(url, poolclass=sa.NullPool)

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """A database with every table, dropped afterwards. The template is made once."""
        template = f"ayni_{os.getpid()}_template"
        if not self._exists(template):
            self._run(f'CREATE DATABASE "{template}"')
            self._create_tables(template)
        name = f"ayni_{os.getpid()}_{next(self.counter)}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        url = sa.make_url(self.url).set(drivername="postgresql+asyncpg", database=name)
        try:
            yield url.render_as_string(hide_password=False)
        finally:
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

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

    def _exists(self, name: str) -> bool:
        return bool(self._run("SELECT 1 FROM pg_database WHERE datname = $1", name))

    def _run(self, statement: str, *values: str) -> list[object]:
        import asyncio

        import asyncpg

        async def work() -> list[object]:
            url = sa.make_url(self.url).set(drivername="postgresql")
            connection = await asyncpg.connect(url.render_as_string(hide_password=False))
            try:
                return list(await connection.fetch(statement, *values))
            finally:
                await connection.close()

        # In a thread of its own: the fixtures may be called while a test's loop runs.
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(lambda: asyncio.run(work())).result()

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
        yield PostgresServer(named)
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
        "-c fsync=off -c max_connections=200"
    )
    run("pg_ctl", "-D", str(data), "-w", "-l", str(data / "log"), "-o", options, "start")
    try:
        yield PostgresServer(f"postgresql://ayni@127.0.0.1:{port}/postgres")
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
