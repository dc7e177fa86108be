"""Criteria at the terminal: seen, checked, proposed once their effect is seen, never approved."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import options
from intake.necesidades import criteria
from intake.necesidades.rules.criteria import builtin_text
from intake.store.models import CriteriaSet
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.factories import a_necesidad, an_aporte

URGENT = (
    builtin_text()
    .replace("nombre: Demanda ciudadana\n    peso: 20", "nombre: Demanda ciudadana\n    peso: 5")
    .replace("nombre: Urgencia\n    peso: 15", "nombre: Urgencia\n    peso: 30")
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that takes from demand and gives to urgency."""
    path = tmp_path / "criterios.yaml"
    path.write_text(URGENT, encoding="utf-8")
    return path


def two_needs(terminal: Terminal) -> None:
    """One with a voice, one with none but urgent: which is first hangs on the weights."""

    async def work(session: AsyncSession) -> None:
        await a_necesidad(session, NOW, title="Agua", aportes=[await an_aporte(session, NOW)])
        await a_necesidad(session, NOW, title="Frío")

    terminal.do(work)
    terminal.ayni("puntuar", "2", "urgencia", "0,5", "--motivo", "Aún no", "--como", "luis")


def proposals(terminal: Terminal) -> int:
    async def count(session: AsyncSession) -> int:
        return await session.scalar(sa.select(sa.func.count()).select_from(CriteriaSet)) or 0

    return terminal.do(count)


def test_those_in_force_are_shown_as_approved_by_nobody_yet(terminal: Terminal) -> None:
    shown = terminal.ayni("criterios", "ver")
    data = json.loads(terminal.ayni("criterios", "ver", "--json").stdout)

    assert "los del programa, sin aprobar" in shown.stdout
    assert "1 000 a 1 000 000" in shown.stdout
    assert "Hay daño ahora a la salud" in shown.stdout
    assert "art. 15.b" in shown.stderr
    assert sum(each["peso"] for each in data["criterios"]) == 100
    assert data["aprobados"] is None


def test_what_is_exported_is_valid_and_changes_nothing(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "mismo.yaml"
    path.write_text(terminal.ayni("criterios", "exportar").stdout, encoding="utf-8")

    shown = terminal.ayni("criterios", "validar", str(path))

    assert shown.exit_code == 0
    assert "Dice lo mismo." in shown.stdout
    assert "Aún no hay necesidades que ordenar." in shown.stdout


def test_validating_says_which_weights_and_which_places_would_change(
    terminal: Terminal, file: Path
) -> None:
    two_needs(terminal)

    shown = terminal.ayni("criterios", "validar", str(file)).stdout
    data = json.loads(terminal.ayni("criterios", "validar", str(file), "--json").stdout)

    assert "Peso de demanda: de 20 a 5" in shown
    assert "Cambian de puesto: la 1 (del 1 al 2) y la 2 (del 2 al 1)." in shown
    assert data["pesos"]["urgencia"] == {"antes": 15, "despues": 30}
    assert data["cambian"] == [
        {"numero": 1, "antes": 1, "despues": 2},
        {"numero": 2, "antes": 2, "despues": 1},
    ]


def test_a_wrong_file_is_refused_with_its_fault(terminal: Terminal, tmp_path: Path) -> None:
    wrong = tmp_path / "mal.yaml"
    wrong.write_text(builtin_text().replace("peso: 20", "peso: 30", 1), encoding="utf-8")
    latin = tmp_path / "latin.yaml"
    latin.write_bytes(builtin_text().encode("latin-1"))

    shown = terminal.ayni("criterios", "validar", str(wrong))
    data = terminal.ayni("criterios", "validar", str(wrong), "--json")

    assert shown.exit_code == data.exit_code == 1
    assert "suman 110 y deben sumar 100" in shown.stderr
    assert json.loads(data.stdout)["vale"] is False
    assert "UTF-8" in terminal.ayni("criterios", "validar", str(latin)).stderr


def test_proposing_shows_the_change_and_asks_first(
    terminal: Terminal, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_needs(terminal)
    words = ("criterios", "proponer", str(file), "--motivo", "Más urgencia", "--como", "ana")

    nobody = terminal.ayni(*words)
    monkeypatch.setattr(options, "can_ask", lambda: True)
    monkeypatch.setattr(options, "yes_or_no", lambda question: False)
    said_no = terminal.ayni(*words)

    assert (nobody.exit_code, said_no.exit_code, proposals(terminal)) == (1, 1, 0)
    assert "Cambian de puesto" in said_no.stdout


def test_art_25_a_only_the_secretaria_tecnica_proposes(terminal: Terminal, file: Path) -> None:
    for who in ("luis", "rosa"):
        refused = terminal.ayni(
            "criterios", "proponer", str(file), "--motivo", "x", "--como", who, "--yes"
        )
        assert refused.exit_code == 1
        assert "25.a" in refused.stderr
    assert proposals(terminal) == 0


def test_art_15_b_what_was_proposed_waits_and_what_was_approved_orders_the_ranking(
    terminal: Terminal, file: Path
) -> None:
    two_needs(terminal)
    proposed = terminal.ayni(
        "criterios", "proponer", str(file), "--motivo", "Más urgencia", "--como", "ana", "--yes"
    )
    waiting = terminal.ayni("criterios", "listar")
    before = json.loads(terminal.ayni("ranking", "--json").stdout)

    async def approve(session: AsyncSession) -> None:
        await criteria.approve(session, 1, now=NOW)

    terminal.do(approve)
    after = json.loads(terminal.ayni("ranking", "--json").stdout)
    listed = json.loads(terminal.ayni("criterios", "listar", "--json").stdout)

    assert "Regirán cuando un acuerdo" in proposed.stderr
    assert "espera el acuerdo" in waiting.stdout
    assert [each["numero"] for each in before["necesidades"]] == [1, 2]
    assert [each["numero"] for each in after["necesidades"]] == [2, 1]
    assert (after["criterios"]["version"], after["criterios"]["aprobados"]) == (1, True)
    assert listed[0]["rige"] is True
    assert "rige" in terminal.ayni("criterios", "listar").stdout
    assert terminal.ayni("criterios", "exportar", "--version", "1").stdout == URGENT


def test_art_15_b_no_command_approves_criteria(terminal: Terminal) -> None:
    offered = terminal.ayni("criterios", "--help").stdout

    assert "proponer" in offered
    assert "aprobar" not in offered


def test_without_versions_the_list_says_which_hold(terminal: Terminal) -> None:
    shown = terminal.ayni("criterios", "listar")

    assert (shown.exit_code, shown.stdout) == (0, "")
    assert "del programa" in shown.stderr
    assert terminal.ayni("criterios", "ver", "--version", "8").exit_code == 3
