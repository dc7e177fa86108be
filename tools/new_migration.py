"""Write the migration from the newest tables in the history to those of the models."""

import asyncio
import subprocess
import sys
import tempfile
from importlib import resources
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from intake.store.db import Database


def main() -> None:
    """`python -m tools.new_migration "what changes"`; then set HEAD in intake/migrations."""
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        sys.exit('Diga qué cambia: make migration name="agrega la tabla de concursos"')
    asyncio.run(_write(sys.argv[1]))


async def _write(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'history.db'}")
        async with database.engine.begin() as connection:
            await connection.run_sync(_compare, message)
        await database.close()


def _compare(connection: sa.Connection, message: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(resources.files("intake.store") / "migrations"))
    config.attributes["connection"] = connection
    known = ScriptDirectory.from_config(config).get_current_head()
    if known:
        command.upgrade(config, "head")
    number = f"{int(known or 0) + 1:04d}"
    command.revision(config, message, autogenerate=True, rev_id=number)
    folder = str(resources.files("intake.store") / "migrations" / "versions")
    subprocess.run([sys.executable, "-m", "ruff", "format", folder], check=True)
    subprocess.run([sys.executable, "-m", "ruff", "check", "--fix", folder], check=True)


if __name__ == "__main__":
    main()
