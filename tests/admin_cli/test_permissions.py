"""Every command by every role and by nobody: what is refused tells nothing and changes nothing.

The matrix is `tests/data/permissions.csv`, a line for each way of giving a command: the roles that
may, those of whom an allowed one leaves a line in the journal, and its exit code (`-`: whatever the
domain says, which is no refusal of the account).
"""

import csv
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import Result

import admin_cli.terminal.runner
from admin_cli.terminal import guard
from intake.store.access import Grant
from tests.admin_cli.cells import NOBODY, Cell, Filled, a_cell
from tests.admin_cli.examples import commands
from tests.admin_cli.filled import ACCOUNTS, LATER, PERSONAL, SECRETS

DATA = Path(__file__).parent.parent / "data" / "permissions.csv"
READS = {
    "cola",
    "comparar",
    "concurso postulacion",
    "concurso preguntas",
    "historial",
    "necesidad ver",
    "preguntas listar",
    "ver",
}
"""Commands that between them show all that is planted."""
REFUSAL = re.compile(r"no puede |Pueden: |le toca|Diga quién es usted|repita con --como")


@dataclass(frozen=True)
class Way:
    """One line of the matrix."""

    command: str
    arguments: str
    may: frozenset[str]
    leaves_trace: frozenset[str]
    exit_code: int | None


def _matrix() -> list[Way]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return [
            Way(
                row["comando"],
                row["argumentos"],
                frozenset(row["pueden"].split()),
                frozenset(row["anotan"].split()),
                None if row["sale"] == "-" else int(row["sale"]),
            )
            for row in csv.DictReader(file)
        ]


MATRIX = _matrix()


def _type(cell: Cell, way: Way, role: str) -> Result:
    """Give the command as this role, or as nobody."""
    words = shlex.split(way.arguments.format(**cell.names))
    username = ACCOUNTS[role][0] if role != NOBODY else ""
    return cell.type([*way.command.split(), *words], username)


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin_cli.terminal.runner, "utc_now", lambda: LATER)


def test_every_command_is_in_the_matrix_and_asks_for_a_grant() -> None:
    named = {" ".join(path) for path, each in commands().items() if not each.is_group}

    assert {way.command for way in MATRIX} == named, "see tests/data/permissions.csv"
    assert set(guard.permissions()) == named, "see admin_cli/permissions.csv"
    assert set(guard.permissions().values()) <= {*Grant, guard.FREE}


@pytest.mark.parametrize("way", MATRIX, ids=lambda way: f"{way.command} {way.arguments}".strip())
def test_who_may_give_a_command_and_who_may_not(
    filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: Way
) -> None:
    shared = a_cell(filled, tmp_path / "de todos a quienes se niega", way.arguments)
    untouched = shared.state()
    for role in (*ACCOUNTS, NOBODY):
        own = role in way.may
        cell = a_cell(filled, tmp_path / role, way.arguments) if own else shared
        monkeypatch.chdir(cell.folder)
        result = _type(cell, way, role)
        said = f"{role}: {result.output} {result.exception!r}"
        for word, roles in SECRETS.items():
            assert role in roles.split() or word not in result.output, f"{word} {said}"
        for word in PERSONAL:
            assert "--datos" in way.arguments or word not in result.output, f"{word} {said}"
        if role not in way.may:
            assert (result.exit_code, result.stdout) == (1, ""), said
            assert REFUSAL.search(result.stderr), said
            assert cell.state() == untouched, said
            continue
        assert result.exit_code in ({0, 1, 3, 4} if way.exit_code is None else {way.exit_code}), (
            said
        )
        assert not REFUSAL.search(result.stderr), said
        if role in way.leaves_trace and result.exit_code == (way.exit_code or 0):
            assert cell.traces(role) > _traces_before(filled, role), said


def _traces_before(filled: Filled, role: str) -> int:
    return Cell(filled.file.parent, filled.names).traces(role)


def test_what_is_planted_is_seen_by_whoever_may(
    filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cell = a_cell(filled, tmp_path / "todo", "")
    monkeypatch.chdir(cell.folder)
    shown = {
        role: "".join(
            _type(cell, way, role).stdout
            for way in MATRIX
            if way.command in READS and role in way.may
        )
        for role in ("ET", "GT", "AS")
    }

    for word, roles in SECRETS.items():
        for role, text in shown.items():
            assert (word in text) == (role in roles.split()), (word, role)
