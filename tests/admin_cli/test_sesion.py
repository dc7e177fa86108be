"""`ayni sesion`, `agenda`, `votacion` and `acuerdo`: what is asked, mended, and kept."""

import json
from datetime import timedelta

import pytest
from typer.testing import Result

import admin_cli.terminal.runner
from admin_cli.terminal import options
from intake.grupo.rules.organs import organs
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW

HOLIDAY = "2026-12-08 10:00"
THURSDAY = "2026-12-10 10:00"
SEATS = ",".join(organs().seats)


class Desk:
    """Ana's terminal, with a clock that can be moved on."""

    def __init__(self, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
        self.terminal, self.now = terminal, NOW
        monkeypatch.setattr(admin_cli.terminal.runner, "utc_now", lambda: self.now)

    def types(self, *words: str) -> Result:
        done = self.terminal.ayni(*words, AYNI_OPERADOR="ana")
        assert done.exit_code == 0, done.output
        return done

    def is_refused(self, *words: str) -> str:
        refused = self.terminal.ayni(*words, AYNI_OPERADOR="ana")
        assert refused.exit_code == 1, refused.output
        return refused.stderr

    def seen(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.types("sesion", "ver", "1", "--json").stdout)
        return found


@pytest.fixture
def desk(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(terminal, monkeypatch)


def call(day: str) -> tuple[str, ...]:
    return ("sesion", "convocar", "ordinaria", "--fecha", day, "--lugar", "Sala 3")


def test_a_session_on_a_holiday_is_asked_about(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "8 de diciembre de 2026 es feriado" in desk.is_refused(*call(HOLIDAY))
    monkeypatch.setattr(options, "can_ask", lambda: True)
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "n")
    assert "No se hizo nada" in desk.is_refused(*call(HOLIDAY))
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "s")
    desk.types(*call(HOLIDAY))


def test_a_mis_dated_session_is_moved_or_cancelled_and_its_month_is_free_again(desk: Desk) -> None:
    desk.types(*call(HOLIDAY), "--yes")
    assert "art. 19.a" in desk.is_refused(*call(THURSDAY))
    moved = desk.types("sesion", "mover", "1", "--fecha", THURSDAY, "--motivo", "El 8 es feriado")
    assert "difúndala" in moved.stderr
    shown = desk.types("sesion", "ver", "1").stdout
    assert "Motivo del cambio: El 8 es feriado" in shown
    desk.types("sesion", "cancelar", "1", "--motivo", "Se juntó con otra", "--yes")
    assert desk.seen()["estado"] == "cancelada"
    desk.types(*call(THURSDAY))


def test_a_wrong_point_a_wrong_acuerdo_and_a_past_date_are_no_dead_end(desk: Desk) -> None:
    desk.types(*call(THURSDAY))
    how = ("--minutos", "10", "--puntos", "Lo que toca")
    for title in ("Plan de trabajo", "Plan de trabajo", "Otros"):
        desk.types("agenda", "agregar", "1", title, *how)
    desk.types("agenda", "quitar", "1", "2", "--motivo", "Repetido")
    desk.types("agenda", "cambiar", "1", "2", "--titulo", "Otros asuntos")
    desk.types("sesion", "circular", "1")
    kept = desk.types("agenda", "quitar", "1", "2", "--motivo", "Se aplaza")
    assert "el acta lo dirá" in kept.stderr
    for seat in SEATS.split(","):
        desk.types("asiento", "titular", seat, f"Titular de {seat}", "--yes")
    desk.now = NOW + timedelta(days=17)
    desk.types("sesion", "lista", "1", "--presentes", SEATS)
    first, *others = SEATS.split(",")
    vote = ("votacion", "votar", "1", "1", "--favor", ",".join(others), "--abstencion", first)
    assert "art. 112" in desk.is_refused(*vote)
    assert "ASIENTO=motivo" in desk.is_refused(*vote, "--motivo-abstencion", "porque sí")
    desk.types(*vote, "--motivo-abstencion", f"{first}=Ley 27444, art. 99: es pariente")
    make = (
        *("acuerdo", "registrar", "1", "1", "--asunto", "plan_trabajo"),
        *("--texto", "Se aprueva.", "--responsable", "DGSE"),
    )
    assert "ya pasó" in desk.is_refused(*make, "--vence", "2026-12-07")
    assert "feriado" in desk.is_refused(*make, "--vence", "2026-12-25")
    said = desk.types(*make, "--vence", "2026-12-28").stderr
    assert "No se anotó su fundamento" in said
    code = "AYNI-GT-2026-SO01-A01"
    desk.types(
        *("acuerdo", "rectificar", code, "--texto", "Se aprueba.", "--motivo", "Error al anotar"),
        *("--fundamento", "Cumple el Manual"),
    )
    shown = desk.types("acuerdo", "ver", code).stdout
    assert "Fundamento: Cumple el Manual" in shown
    assert "decía «Se aprueva.», dice «Se aprueba.»" in " ".join(shown.split())


def test_a_quorum_of_one_is_refused_with_the_rule(desk: Desk) -> None:
    refused = desk.terminal.ayni(*call(THURSDAY), AYNI_OPERADOR="ana", AYNI_QUORUM="1")
    assert refused.exit_code == 1
    assert "AYNI_QUORUM=1" in refused.stderr
    assert "art. 19.c" in refused.stderr
