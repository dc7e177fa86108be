"""Whatever the database is like at the start: made, migrated, left alone, or refused in words."""

import asyncio
import socket
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import intake.store.models
from intake.errors import DatabaseTooNewError, DatabaseUnreachableError
from intake.store.db import Base, Database
from intake.store.migrations import HEAD
from intake.store.schema import prepare
from tests.postgres import PostgresServer
from tests.running import closing

TABLES = intake.store.models.__all__  # the import registers them

_PREPARE = """
import asyncio, sys
from intake.store.db import Database
from intake.store.schema import prepare

print(asyncio.run(prepare(Database(sys.argv[1]))))
"""


async def test_an_empty_database_gets_the_tables_of_the_models(blank_url: str) -> None:
    def difference(connection: sa.Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    async with closing(Database(blank_url)) as database:
        assert await prepare(database) is True
        async with database.engine.connect() as connection:
            assert await connection.run_sync(difference) == []
        assert await prepare(database) is False


def test_head_is_what_alembic_says() -> None:
    config = Config()
    config.set_main_option("script_location", str(resources.files("intake.store") / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_processes_that_start_together_migrate_once(blank_url: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _PREPARE, blank_url],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    try:
        said = [process.communicate(timeout=60) for process in processes]
    finally:
        for process in processes:
            process.kill()
    assert [errors for _, errors in said if errors] == []
    assert sorted(out.strip() for out, _ in said) == ["False"] * 3 + ["True"]


async def test_a_newer_database_is_refused_and_not_touched(blank_url: str) -> None:
    async with closing(Database(blank_url)) as database:
        await prepare(database)
        async with database.engine.execution_options(ayni_writes=True).begin() as connection:
            await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
            await connection.execute(sa.text("DROP TABLE web_messages"))
        with pytest.raises(DatabaseTooNewError):
            await prepare(database)
        async with database.engine.connect() as connection:
            names = await connection.run_sync(lambda sync: sa.inspect(sync).get_table_names())
            assert "web_messages" not in names
            version = await connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
            assert version == "9999"


async def refusal(url: str) -> str:
    """The line that a start ends with."""
    async with closing(Database(url)) as database:
        with pytest.raises(DatabaseUnreachableError) as refused:
            await prepare(database)
    line = str(refused.value)
    assert line.startswith("No se pudo abrir la base de datos: ")
    assert "AYNI_DATABASE_URL" in line
    assert "\n" not in line
    return line


async def test_a_server_that_is_not_there_is_said_without_the_password() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        line = await refusal(f"postgresql+asyncpg://ayni:s3creta@127.0.0.1:{port}/ayni")
    assert "s3creta" not in line


async def test_a_host_without_a_name_is_said() -> None:
    line = await refusal("postgresql+asyncpg://ayni:s3creta@no-existe.invalid/ayni")
    assert "s3creta" not in line


async def test_a_server_that_hangs_up_is_said() -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        line = await refusal(f"postgresql+asyncpg://ayni:s3creta@127.0.0.1:{port}/ayni")
    assert "s3creta" not in line


async def test_a_server_that_keeps_silent_is_said() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        line = await refusal(f"postgresql+asyncpg://ayni:s3creta@127.0.0.1:{port}/ayni")
    assert "no contesta" in line


@pytest.mark.postgres
async def test_a_database_that_the_server_does_not_have_is_said(
    postgres_server: PostgresServer,
) -> None:
    url = sa.make_url(postgres_server.url).set(drivername="postgresql+asyncpg", database="no_hay")
    assert "no_hay" in await refusal(url.render_as_string(hide_password=False))


async def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "archivo").write_text("no es una carpeta")
    await refusal(f"sqlite+aiosqlite:///{tmp_path}/archivo/ayni.db")


async def test_a_folder_in_the_place_of_the_file_is_said(tmp_path: Path) -> None:
    await refusal(f"sqlite+aiosqlite:///{tmp_path}")


async def test_a_file_that_is_no_database_is_said_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "carta.txt"
    path.write_text("Estimados señores: " * 100)
    before = path.read_bytes()
    await refusal(f"sqlite+aiosqlite:///{path}")
    assert path.read_bytes() == before
