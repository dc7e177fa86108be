"""No terminal, however old, breaks a list or damages what is sent to people."""

import json
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import encodings
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


def run(terminal: Terminal, *words: str | bytes, into: Path, encoding: str = "") -> tuple[int, str]:
    """`ayni …` in a process of its own, its stdout in a file; the exit code and its stderr."""
    settings = {"AYNI_DATABASE_URL": terminal.url, "AYNI_OPERADOR": "ana", "LC_ALL": "C.UTF-8"}
    if encoding:
        settings["PYTHONIOENCODING"] = encoding
    with into.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "admin_cli", *words],
            env=environment(settings),
            stdout=out,
            stderr=subprocess.PIPE,
            check=False,
        )
    return done.returncode, done.stderr.decode(encoding or "utf-8", "replace")


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
    status, said = run(
        terminal, *(each.format(code=code) for each in words), into=out, encoding=encoding
    )

    assert status == 0, said
    assert shown in out.read_text(encoding)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8"])
def test_json_loses_nothing_whatever_the_terminal(
    terminal: Terminal, code: str, tmp_path: Path, encoding: str
) -> None:
    out = tmp_path / "cola.json"
    status, said = run(terminal, "cola", "--json", into=out, encoding=encoding)

    assert status == 0, said
    assert json.loads(out.read_bytes().decode(encoding))[0]["texto"] == TEXT


def test_a_system_that_knows_no_language_gets_utf8(
    terminal: Terminal, code: str, tmp_path: Path
) -> None:
    out = tmp_path / "salida.txt"
    for words in (("cola",), ("ver", code)):
        status, said = run(terminal, *words, into=out, encoding="ascii")
        assert status == 0, said
        assert TEXT in out.read_text("utf-8")


def test_damaged_words_are_refused_before_anybody_gets_them(
    terminal: Terminal, code: str, tmp_path: Path
) -> None:
    words = (b"responder", code.encode(), "Mañana".encode("latin-1"), b"--yes")
    status, said = run(terminal, *words, into=tmp_path / "nada")

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
    done = subprocess.run(
        [sys.executable, "-m", "admin_cli", "cola"],
        cwd=tmp_path,
        env=environment({}),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert ".env no está en UTF-8" in done.stderr
    assert done.stderr.count("\n") == 1


def test_settings_with_the_mark_of_a_notepad_are_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("\ufeffAYNI_OPERADOR=nadie\n".encode())
    read = "from intake.settings import Settings; print(Settings.load().operador)"
    shown = subprocess.run(
        [sys.executable, "-c", read],
        cwd=tmp_path,
        env=environment({}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.strip() == "nadie"
