"""A terminal on a real SQLite database."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import CliRunner, Result

from admin_cli.app import app
from intake.kinds import Role
from intake.store.db import Database
from intake.store.schema import prepare
from tests.admin_cli.cells import Filled, fill_once
from tests.conftest import NOW
from tests.factories import an_operator

T = TypeVar("T")


@dataclass(frozen=True)
class Terminal:
    """Types commands, and prepares what they find."""

    url: str
    username: str = ""
    """Who acts where a command does not say it with --como; nobody, if empty."""

    def ayni(self, *words: str, **environment: str) -> Result:
        """One command, with nobody at the keyboard."""
        own = {"AYNI_DATABASE_URL": self.url, "AYNI_OPERADOR": self.username}
        environment = {**own, **environment}
        return CliRunner().invoke(app, list(words), env=environment)

    def do(self, work: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """Something in one transaction."""

        async def run() -> T:
            database = Database(self.url)
            async with database.transaction() as session:
                result = await work(session)
            await database.close()
            return result

        return asyncio.run(run())


@pytest.fixture(scope="session")
def prepared_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file as a first start leaves it."""
    path = tmp_path_factory.mktemp("prepared") / "ayni.db"

    async def work() -> None:
        database = Database(f"sqlite+aiosqlite:///{path}")
        await prepare(database)
        await database.close()

    asyncio.run(work())
    return path


@pytest.fixture(scope="session")
def filled(prepared_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    """A database with something of everything, made once, to be copied."""
    return fill_once(prepared_sqlite, tmp_path_factory.mktemp("filled") / "ayni.db")


@pytest.fixture(scope="session")
def staffed_sqlite(prepared_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with three accounts, made once, to be copied."""
    path = tmp_path_factory.mktemp("staffed") / "ayni.db"
    shutil.copy(prepared_sqlite, path)

    async def accounts(session: AsyncSession) -> None:
        await an_operator(session, NOW, username="ana", role=Role.SECRETARIA_TECNICA)
        await an_operator(session, NOW, username="luis")
        await an_operator(session, NOW, username="rosa", role=Role.ASESOR)

    Terminal(f"sqlite+aiosqlite:///{path}").do(accounts)
    return path


@pytest.fixture
def terminal(staffed_sqlite: Path, tmp_path: Path) -> Terminal:
    """A database with ana (Secretaría Técnica), luis (Equipo Técnico) and rosa (asesora).

    Ana acts where a command does not name another; AYNI_OPERADOR="" is nobody.
    """
    path = tmp_path / "ayni.db"
    shutil.copy(staffed_sqlite, path)
    return Terminal(f"sqlite+aiosqlite:///{path}", "ana")
