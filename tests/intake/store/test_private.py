"""What holds people's words is for the account that runs the program alone."""

import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from intake.errors import IntakeError
from intake.settings import Settings
from intake.store import private
from intake.store.db import Database
from intake.store.private import TooOpenError, close_to_others, key_from
from intake.store.schema import prepare
from tests.process import running_bot
from tests.running import closing


@pytest.fixture(autouse=True)
def _careless_shell() -> Iterator[None]:
    before = os.umask(0o000)
    yield
    os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_a_new_database_and_its_folder_are_its_owner_s_alone(tmp_path: Path) -> None:
    path = tmp_path / "carpeta" / "ayni.db"
    async with closing(Database(f"sqlite+aiosqlite:///{path}")) as database:
        await prepare(database)
        async with database.transaction() as session:
            await session.execute(sa.text("SELECT 1"))
        assert rights(path.parent) == 0o700
        files = sorted(path.parent.iterdir())
        assert [each.name for each in files] == ["ayni.db", "ayni.db-shm", "ayni.db-wal"]
        assert {rights(each) for each in files} == {0o600}


async def test_what_stands_open_is_closed_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "ayni.db"
    async with closing(Database(f"sqlite+aiosqlite:///{path}")) as database:
        await prepare(database)
        for each in tmp_path.iterdir():
            each.chmod(0o664)
        await prepare(database)
        assert {rights(each) for each in tmp_path.iterdir()} == {0o600}
    assert rights(tmp_path) & stat.S_IRWXU  # a folder that was there is left as it is


def test_what_cannot_be_closed_is_said_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ayni.db"
    path.touch(0o644)

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(TooOpenError, match="chmod 600"):
        close_to_others(path)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "postgresql://u:c@host/ayni"])
def test_what_is_no_file_is_left_alone(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    private.keep_database_private(url)
    assert not list(tmp_path.iterdir())


def test_the_key_is_made_once_for_all_who_start_together(tmp_path: Path) -> None:
    path = tmp_path / "nueva" / "ayni.key"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: key_from(path), range(8)))
    assert len(keys) == 1
    assert len(keys.pop()) == 32
    assert rights(path) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_key_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ayni.key"
    path.write_bytes(b"corta")
    with pytest.raises(IntakeError, match="no es una clave"):
        key_from(path)
    with pytest.raises(IntakeError, match="AYNI_KEY_FILE"):
        key_from(path / "debajo")


def test_the_key_is_beside_the_database(tmp_path: Path) -> None:
    def place(**given: object) -> Path:
        return Settings.load(_env_file=None, **given).key_path

    assert place(database_url=f"sqlite:///{tmp_path}/ayni.db") == tmp_path / "ayni.key"
    assert place(database_url="postgresql://u:c@host/ayni") == Path("ayni.key")
    assert place(key_file=tmp_path / "otra") == tmp_path / "otra"


async def test_the_bot_makes_nothing_that_others_may_read(tmp_path: Path) -> None:
    async with running_bot(tmp_path):
        made = [each for each in tmp_path.rglob("*") if each.name.startswith("ayni.")]
        assert {each.name for each in made} >= {"ayni.db", "ayni.db-wal", "ayni.key"}
        assert not [each.name for each in made if rights(each) & 0o077]
