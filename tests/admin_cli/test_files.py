"""A disk that is full: no half file, and no journal row for what was not written."""

import csv
import io
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal.spreadsheet import as_csv
from intake.store.models import JournalEntry
from tests.admin_cli.conftest import Terminal

FULL = Path("/dev/full")


def verbs(terminal: Terminal) -> list[str]:
    """Of all that was noted in the journal."""

    async def read(session: AsyncSession) -> list[str]:
        return list(await session.scalars(sa.select(JournalEntry.verb)))

    return terminal.do(read)


@pytest.mark.skipif(not FULL.exists(), reason="este sistema no tiene /dev/full")
@pytest.mark.parametrize(
    "words",
    [
        ("documento", "mensual", "--como", "ana", "--yes", "--a"),
        ("documento", "prioridades", "--como", "ana", "--yes", "--a"),
        ("cobertura", "--csv"),
    ],
)
@pytest.mark.parametrize("ending", ["docx", "pdf"])
def test_on_a_full_disk_nothing_is_noted_as_done(
    terminal: Terminal, tmp_path: Path, words: tuple[str, ...], ending: str
) -> None:
    before = verbs(terminal)
    path = tmp_path / f"salida.{ending}"
    path.symlink_to(FULL)
    result = terminal.ayni(*words, str(path))

    assert result.exit_code == 1
    assert "el disco está lleno" in result.stderr
    assert "Escrito" not in result.stderr
    assert verbs(terminal) == before


def test_a_document_that_the_session_does_not_keep_is_not_left_outside_either(
    terminal: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "d.docx"
    result = terminal.ayni(
        "documento", "prioridades", "--como", "ana", "--carpeta", "99", "--a", str(path)
    )

    assert result.exit_code == 3
    assert list(tmp_path.glob("*.docx")) == []
    assert list(tmp_path.glob(".ayni-*")) == []


def test_a_table_opens_in_a_spreadsheet_as_it_was() -> None:
    cells = ["=1+1", "@x", "-cmd|' /C calc'!A0", "\tx", "+51 987 654 321", "-15,3", "010101", "Ñ;«"]
    content = as_csv(["a", "b", "c", "d", "e", "f", "g", "h", "i"], [[*cells, -45000]])
    (row,) = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))[1:]

    assert content.startswith(b"\xef\xbb\xbf")
    assert row == [
        "'=1+1",
        "'@x",
        "'-cmd|' /C calc'!A0",
        "'\tx",
        "+51 987 654 321",
        "-15,3",
        "010101",
        "Ñ;«",
        "-45000",
    ]
