"""No terminal, however old, breaks a list or damages what is sent to people."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import encodings
from intake.settings import Settings
from tests import warm
from tests.admin_cli.conftest import Terminal
from tests.factories import an_aporte
from tests.process import environment

TEXT = "No hay agua 💧 en Ñuñoa — «hace 3 días»"


@pytest.fixture
def code(terminal: Terminal, now: datetime) -> str:
    """Of a case with an emoji, an eñe and a dash."""

    async def work(session: AsyncSession) -> str:
        return (await an_aporte(session, now, text=TEXT)).code

    return terminal.do(work)


def settings_of(terminal: Terminal, encoding: str = "") -> dict[str, str]:
    """Ana at this terminal, which is in this encoding."""
    settings = {"AYNI_DATABASE_URL": terminal.url, "AYNI_OPERADOR": "ana", "LC_ALL": "C.UTF-8"}
    return environment(settings | {"PYTHONIOENCODING": encoding})


def run(folder: Path, *words: str, into: Path, env: Mapping[str, str]) -> tuple[int, str]:
    """`ayni …` in a process of its own, its stdout in a file; the exit code and its stderr."""
    with into.open("wb") as out, tempfile.TemporaryFile() as err, Path(os.devnull).open() as nobody:
        files = (nobody.fileno(), out.fileno(), err.fileno())
        status = warm.begin("admin_cli", *words, cwd=folder, env=env, files=files).wait_here()
        err.seek(0)
        return status, err.read().decode(env.get("PYTHONIOENCODING") or "utf-8", "replace")


def run_new(*words: str | bytes, into: Path, env: Mapping[str, str]) -> tuple[int, str]:
    """The same by a new Python, which makes text of the words and opens the streams itself."""
    with into.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "admin_cli", *words],
            env=env,
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
        )
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("cp1252", "No hay agua ? en Ñuñoa — «hace 3 días»"),
        ("latin-1", "No hay agua ? en Ñuñoa - «hace 3 días»"),
        ("cp437", "No hay agua ? en Ñuñoa - «hace 3 días»"),
    ],
)
@pytest.mark.parametrize("words", [("cola",), ("ver", "{code}")])
def test_what_the_terminal_has_no_letter_for_is_written_near_enough(
    terminal: Terminal, code: str, tmp_path: Path, encoding: str, shown: str, words: tuple[str, ...]
) -> None:
    out = tmp_path / "salida.txt"
    typed = [each.format(code=code) for each in words]
    status, said = run(tmp_path, *typed, into=out, env=settings_of(terminal, encoding))

    assert status == 0, said
    assert shown in out.read_text(encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_json_loses_nothing_whatever_the_terminal(
    terminal: Terminal, code: str, tmp_path: Path, encoding: str
) -> None:
    out = tmp_path / "cola.json"
    status, said = run(tmp_path, "cola", "--json", into=out, env=settings_of(terminal, encoding))

    assert status == 0, said
    assert json.loads(out.read_bytes().decode(encoding))[0]["texto"] == TEXT


def test_a_system_that_knows_no_language_gets_utf8(
    terminal: Terminal, code: str, tmp_path: Path
) -> None:
    out, ascii_only = tmp_path / "salida.txt", settings_of(terminal, "ascii")
    status, said = run_new("cola", into=out, env=ascii_only)
    assert status == 0, said
    assert TEXT in out.read_text("utf-8")

    status, said = run(tmp_path, "ver", code, into=out, env=ascii_only)
    assert status == 0, said
    assert TEXT in out.read_text("utf-8")


def test_damaged_words_are_refused_before_anybody_gets_them(
    terminal: Terminal, code: str, tmp_path: Path
) -> None:
    words = (b"responder", code.encode(), "Mañana".encode("latin-1"), b"--yes")
    status, said = run_new(*words, into=tmp_path / "nada", env=settings_of(terminal))

    assert status == 2
    assert said.count("\n") == 1
    assert "no está en UTF-8" in said
    assert "responder" not in terminal.ayni("historial", code, "--como", "ana").stdout


def test_damage_is_seen_in_any_word() -> None:
    damaged = os.fsdecode(b"Ma\xf1ana")
    assert encodings.is_damaged(["bien", damaged])
    assert not encodings.is_damaged(["mañana 💧", "«»"])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1"])
def test_settings_that_cannot_be_read_are_one_line(tmp_path: Path, encoding: str) -> None:
    (tmp_path / ".env").write_bytes('AYNI_DATA_BANK="Año"\n'.encode(encoding))
    status, said = run(tmp_path, "cola", into=tmp_path / "nada", env=environment({}))

    assert status == 1
    assert ".env no está en UTF-8" in said
    assert said.count("\n") == 1


def test_settings_with_the_mark_of_a_notepad_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes("\ufeffAYNI_OPERADOR=nadie\n".encode())
    assert Settings.load().operador == "nadie"
