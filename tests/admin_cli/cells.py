"""A database with something of everything, and a copy of it for each command that is tried."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner, Result

from admin_cli.app import app
from intake.necesidades.rules.criteria import builtin_text
from intake.store.db import Database
from tests.admin_cli.filled import ACCOUNTS, fill
from tests.intake.correcting import a_learned_file

NOBODY = "nadie"


@dataclass(frozen=True)
class Filled:
    """The database with everything, to be copied, and what its things are called."""

    file: Path
    names: Mapping[str, str]
    priorities: str


@dataclass(frozen=True)
class Cell:
    """Somebody at their own copy of the database, in a folder of their own."""

    folder: Path
    names: Mapping[str, str]

    def type(self, words: Sequence[str], username: str, answers: str = "") -> Result:
        """Give a command as this account, or as nobody; `answers` is what stdin gives."""
        environment = {
            "AYNI_DATABASE_URL": f"sqlite+aiosqlite:///{self.folder / 'ayni.db'}",
            "AYNI_OPERADOR": username,
            "AYNI_TELEGRAM_NAME": "AyniEscuchaBot",
            "AYNI_PUBLIC_URL": "https://escucha.example.pe",
        }
        return CliRunner().invoke(app, list(words), env=environment, input=answers)

    def state(self) -> dict[str, bytes]:
        """Every file and what is in it; SQLite's own beside the database only where they hold."""
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not path.name.endswith(("-shm", "-wal"))
        } | {path.name: b"" for path in self.folder.glob("*-wal") if path.stat().st_size}

    def traces(self, role: str) -> int:
        """How many lines of the journal are of this role's account."""
        query = (
            "SELECT count(*) FROM journal j JOIN operators o ON o.id = j.operator_id "
            "WHERE o.username = ?"
        )
        with sqlite3.connect(self.folder / "ayni.db") as database:
            (count,) = database.execute(query, (ACCOUNTS[role][0],)).fetchone()
        database.close()
        return int(count)


def fill_once(prepared: Path, file: Path) -> Filled:
    """Fill a copy of a prepared database."""
    shutil.copy(prepared, file)

    async def work() -> dict[str, str]:
        database = Database(f"sqlite+aiosqlite:///{file}")
        async with database.transaction() as session:
            names = await fill(session)
        await database.close()
        return names

    names = asyncio.run(work())
    shown = Cell(file.parent, names).type(("prioridades", "exportar"), "")
    return Filled(file, names, shown.stdout)


def a_cell(filled: Filled, folder: Path, typed: str) -> Cell:
    """A copy, beside the files that are named in what will be typed there."""
    folder.mkdir()
    shutil.copy(filled.file, folder / "ayni.db")
    for name, content in _FILES.items():
        if name in typed:
            (folder / name).write_bytes(content(filled))
    return Cell(folder, filled.names)


_FILES: Mapping[str, Callable[[Filled], bytes]] = {
    "nota.txt": lambda _: b"nota",
    "bases.pdf": lambda _: b"%PDF-1.4\n% bases\n",
    "criterios.yaml": lambda _: builtin_text().encode(),
    "prioridades.yaml": lambda filled: f"{filled.priorities}\n".encode(),
    "distritos.csv": lambda _: (
        "ubigeo,departamento,provincia,distrito\n211199,Puno,San Román,Nuevo\n".encode()
    ),
    "lector.npz": lambda _: a_learned_file(),
}
"""Files that commands are given."""
