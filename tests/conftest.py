"""The real database under every test: SQLite always, PostgreSQL too where there is one."""

import asyncio
import gc
import importlib
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa
from hypothesis import settings
from playwright.async_api import Browser
from sqlalchemy.ext.asyncio import AsyncSession

import intake.store.models
from intake.store.db import Base, Database
from tests.browser import running_chromium
from tests.engines import compiling_once
from tests.house import ROOT
from tests.postgres import PostgresServer, find_postgres

# No test is timed: what is slow is the machine, or the first call that loads the data.
settings.register_profile("ayni", deadline=None)
settings.load_profile("ayni")

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""A Monday, ten in the morning in Lima."""


def pytest_configure() -> None:
    """Let the collector run less often: it would take an eighth of the processor time."""
    gc.set_threshold(20_000, 20, 20)


def pytest_collection(session: pytest.Session) -> None:
    """Let each of several processes begin to import the whole suite at another place.

    In a new checkout each file is then compiled once, and not by all of them. They collect in the
    one order, as ever; what cannot be imported is said there.
    """
    told = getattr(session.config, "workerinput", None)  # of pytest-xdist
    if told is None or session.config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return
    files = sorted((ROOT / "tests").rglob("test_*.py"))
    first = len(files) * int(told["workerid"].removeprefix("gw")) // told["workercount"]
    for file in files[first:] + files[:first]:
        with suppress(Exception):
            importlib.import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))


def pytest_collection_finish() -> None:
    """Let it leave alone what stays to the end: every test, every table, the imports."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _nobodys_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Neither the variables nor the .env of whoever runs the tests reach them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("AYNI_") and not name.startswith(("AYNI_TEST_", "AYNI_REQUIRE_")):
                patch.delenv(name)
        patch.chdir(tmp_path_factory.mktemp("carpeta"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_compiled_once() -> Iterator[None]:
    """No engine compiles what another has compiled already."""
    with compiling_once():
        yield


@pytest.fixture
def now() -> datetime:
    """A fixed instant."""
    return NOW


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table and no row, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    engine = sa.create_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL server; the tests that need it are skipped, in words, where there is none."""
    with find_postgres(tmp_path_factory) as server:
        yield server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all tests, each with visits of its own: it lives in the session's loop.

    So must the test: mark it `asyncio(loop_scope="session")`.
    """
    async with running_chromium() as browser:
        yield browser


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database with every table, on each engine in turn."""
    if request.param == "sqlite":
        path = tmp_path / "ayni.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        yield f"sqlite+aiosqlite:///{path}"
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        with server.fresh_database() as url:
            yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open database."""
    database = Database(database_url)
    yield database
    await database.close()
    await asyncio.sleep(0)


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    """One transaction, committed at the end of the test."""
    async with database.transaction() as session:
        yield session


TABLES = intake.store.models.__all__  # the import registers them
