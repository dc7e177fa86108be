"""`ayni ajustar`: learnt from what operators decided, measured, written, and never put to use."""

import json
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import options
from intake.sameness.rules.scorecard import Scorecard, parse_scorecard
from intake.store.models import Operator
from tests.admin_cli.conftest import Terminal
from tests.intake.decided import decide


def decided(terminal: Terminal, now: datetime, count: int) -> None:
    async def work(session: AsyncSession) -> None:
        ana = (await session.scalars(sa.select(Operator).where(Operator.username == "ana"))).one()
        await decide(session, count, ana, now)

    terminal.do(work)


@pytest.fixture
def enough(terminal: Terminal, now: datetime) -> Terminal:
    """A terminal where 33 decisions were made, 11 of them to separate."""
    decided(terminal, now, 33)
    return terminal


def test_too_few_decisions_are_refused_with_how_many_are_needed(
    terminal: Terminal, now: datetime, tmp_path: Path
) -> None:
    decided(terminal, now, 4)
    file = tmp_path / "tarjeta.yaml"

    result = terminal.ayni("ajustar", "--guardar", str(file))

    assert (result.exit_code, result.stdout) == (1, "")
    assert "hay 4 y hacen falta 30" in result.stderr
    assert not file.exists()


def test_what_was_learnt_is_told_before_and_after_and_in_words(enough: Terminal) -> None:
    result = enough.ayni("ajustar")

    assert result.exit_code == 0, (result.stderr, result.exception)
    assert "Decisiones: 22 de unir y 11 de separar" in result.stdout
    for said in ("AHORA", "AJUSTADA", "De lo que uniría, es lo mismo", "Lo que más cambia"):
        assert said in result.stdout
    assert " puntos" in result.stdout
    assert "No se guardó" in result.stderr


def test_as_json_with_the_figures_of_what_was_held_out(enough: Terminal) -> None:
    said = json.loads(enough.ayni("ajustar", "--json").stdout)

    assert said["decisiones"] == {"unir": 22, "separar": 11}
    assert said["aprendidas"] + said["comprobadas"] == 33 + said["vistos_y_no_unidos"]
    assert 0 < said["comprobadas_iguales"] < said["comprobadas"]
    assert 0 <= said["ajustada"]["brier"] <= 1
    assert set(said["ahora"]) == {"precision", "exhaustividad", "preguntadas", "brier"}
    assert said["archivo"] is None


def test_it_is_written_with_the_thresholds_of_the_scorecard_and_can_be_used(
    enough: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "tarjeta.yaml"
    before = enough.ayni("doctor").stdout

    result = enough.ayni("ajustar", "--guardar", str(file), AYNI_MATCH_LINK="1")

    own, written = Scorecard.builtin(), parse_scorecard(file.read_text(encoding="utf-8"))
    assert f"AYNI_SCORECARD={file}" in result.stderr
    assert (written.link, written.ask) == (own.link, own.ask)
    assert {name: c.points for name, c in written.curves.items()} != {
        name: c.points for name, c in own.curves.items()
    }
    assert "con 33 decisiones" in file.read_text(encoding="utf-8")
    assert enough.ayni("doctor").stdout == before
    assert str(file) in enough.ayni("doctor", AYNI_SCORECARD=str(file)).stdout
    again = enough.ayni("ajustar", "--json", AYNI_SCORECARD=str(file))
    assert again.exit_code == 0, (again.stderr, again.exception)


def test_a_file_that_is_there_is_only_written_over_with_a_yes(
    enough: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "tarjeta.yaml"
    file.write_text("de otro", encoding="utf-8")
    words = ("ajustar", "--guardar", str(file))

    assert enough.ayni(*words).exit_code == 1
    monkeypatch.setattr(options, "can_ask", lambda: True)
    monkeypatch.setattr(options, "yes_or_no", lambda question: False)
    assert enough.ayni(*words).exit_code == 1
    assert file.read_text(encoding="utf-8") == "de otro"

    assert enough.ayni(*words, "--yes").exit_code == 0
    assert parse_scorecard(file.read_text(encoding="utf-8")).curves


def test_where_it_cannot_be_written_is_said(enough: Terminal, tmp_path: Path) -> None:
    result = enough.ayni("ajustar", "--guardar", str(tmp_path / "no-hay" / "tarjeta.yaml"))

    assert result.exit_code == 1
    assert "No se pudo escribir" in result.stderr
