"""`ayni concurso`: what the story of a call does not type."""

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession
from typer.testing import Result

import admin_cli.terminal.runner
from intake.concursos import applications, call_questions
from intake.concursos.concursos import get_concurso
from intake.kinds import AcuerdoSubject
from intake.store.models import Concurso, OutboxMessage
from intake.store.operators import get_operator
from intake.words.codes import spoken
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.factories import a_person
from tests.intake.casting import a_concurso
from tests.intake.concursos.applied import applied
from tests.intake.steps import an_acuerdo


class Office:
    """A terminal with one open call, one application sent to it and one question waiting."""

    def __init__(self, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
        self.terminal = terminal
        self.now = NOW
        self.code = ""
        monkeypatch.setattr(admin_cli.terminal.runner, "utc_now", lambda: self.now)

        async def fill(session: AsyncSession) -> str:
            concurso = await a_concurso(session, NOW)
            person = await a_person(session, NOW)
            own = await applied(session, concurso, person)
            own.answers = {**own.answers, "nombre": "=HYPERLINK(1)"}
            await applications.send(session, concurso.id, person, at=NOW, now=NOW)
            await call_questions.ask(
                session, concurso.id, "¿Vale para dos distritos?", person, now=NOW
            )
            return own.code

        self.code = terminal.do(fill)

    def types(self, *words: str, who: str = "ana") -> Result:
        done = self.terminal.ayni("concurso", *words, AYNI_OPERADOR=who)
        assert done.exit_code == 0, done.output
        return done

    def is_refused(self, *words: str, who: str = "ana") -> str:
        refused = self.terminal.ayni("concurso", *words, AYNI_OPERADOR=who)
        assert refused.exit_code in {1, 3}, refused.output
        return refused.stderr


@pytest.fixture
def office(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(terminal, monkeypatch)


def test_lists_and_views_are_for_people_and_for_programs(office: Office) -> None:
    assert "publicado, abierto" in office.types("listar").stdout
    (listed,) = json.loads(office.types("listar", "--json").stdout)
    assert listed["postulaciones"] == {"enviada": 1}
    assert listed["preguntas_sin_responder"] == 1
    shown = office.types("ver", "2026-01").stdout
    assert "hora de Lima" in shown
    assert "1 enviada" in shown
    assert json.loads(office.types("ver", "2026-01", "--json").stdout)["abierto"] is True
    assert json.loads(office.types("revisar", "2026-01", "--json").stdout)["falta"] == []
    assert "Los que hay: 2026-01" in office.is_refused("ver", "2030-01")


def test_a_question_is_answered_and_leaves_the_queue(office: Office) -> None:
    assert "dos distritos" in office.types("preguntas").stdout
    (waiting,) = json.loads(office.types("preguntas", "--json").stdout)
    number = str(waiting["numero"])
    office.types("contestar", number, "Sí, vale para dos.", "--a-la-lista")
    assert json.loads(office.types("preguntas", "--json").stdout) == []
    assert "Sí, vale" in office.types("preguntas", "--respondidas").stdout
    assert "ya está respondida" in office.is_refused("contestar", number, "No")

    async def told(session: AsyncSession) -> str:
        row = await session.get_one(OutboxMessage, 1)
        return str(row.payload["text"])

    assert "Sí, vale para dos." in office.terminal.do(told)


def test_an_application_is_read_whole_by_its_code(office: Office) -> None:
    code = spoken(office.code)
    assert code in office.types("postulaciones", "2026-01").stdout
    shown = office.types("postulacion", code).stdout
    assert "S/ 45 000" in shown
    assert "Taraco" in shown
    read = json.loads(office.types("postulacion", code, "--json").stdout)
    assert read["respuestas"]["monto"] == "45000"
    assert "No hay una postulación" in office.is_refused("postulacion", "7R4-C6H")
    assert "no es un código" in office.is_refused("postulacion", "hola")


def test_exported_cells_are_no_formulas_and_it_is_written_down_who_did_it(
    office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "postulaciones.csv"
    refused = office.is_refused("exportar", "2026-01", "--archivo", str(file), who="rosa")
    assert "contacto de quien postula" in refused
    assert not file.exists()
    office.types("exportar", "2026-01", "--archivo", str(file))
    with file.open(encoding="utf-8-sig", newline="") as opened:
        (row,) = csv.DictReader(opened, delimiter=";")
    assert row["nombre"] == "'=HYPERLINK(1)"
    assert row["codigo"] == spoken(office.code)
    trail = office.terminal.ayni("historial", "--json", AYNI_OPERADOR="ana").stdout
    assert "concurso exportar" in trail


def test_the_day_is_moved_later_with_a_reason_and_a_call_is_cancelled_after_asking(
    office: Office,
) -> None:
    assert "después" in office.is_refused("ampliar", "2026-01", "2026-11-24 00:00", "--motivo", "x")
    said = office.types("ampliar", "2026-01", "2027-03-01 00:00", "--motivo", "Lluvias").stderr
    assert "recordatorio" in said

    async def closes(session: AsyncSession) -> bool:
        concurso = await session.get_one(Concurso, 1)
        return concurso.closes_at > NOW + timedelta(days=90)

    assert office.terminal.do(closes)
    assert "--yes" in office.is_refused("cancelar", "2026-01", "--motivo", "Se anuló")
    office.types("cancelar", "2026-01", "--motivo", "Se anuló", "--yes")
    assert "cancelado" in office.types("listar").stdout


def test_a_score_is_typed_with_a_comma_and_shown_in_the_table(office: Office) -> None:
    office.now = NOW + timedelta(days=31)
    office.types("evaluar", office.code, "Impacto", "4,5", "--motivo", "Llega lejos")
    table = office.types("tabla", "2026-01").stdout
    assert "4,50" in table
    assert "falta" in table
    assert "de 0 a 5" in office.is_refused("evaluar", office.code, "Impacto", "mucho")


def test_a_call_without_winners_tells_everybody_kindly(office: Office) -> None:
    office.now = NOW + timedelta(days=31)
    rehearsal = office.types("resultados", "2026-01")
    assert "no fue elegida" in rehearsal.stdout
    assert "ganan 0" in rehearsal.stderr
    assert "Falta las notas de todas las postulaciones" in rehearsal.stderr
    publish = ("resultados", "2026-01", "--publicar", "--yes")
    refused = office.is_refused(*publish)
    assert "notas" in refused
    assert "art. 15.c" in refused
    for criterion in ("Impacto", "Viabilidad"):
        office.types("evaluar", office.code, criterion, "3", "--motivo", "Por lo que dice")

    async def approve(session: AsyncSession) -> str:
        ana = await get_operator(session, "ana")
        concurso = await get_concurso(session, "2026-01")
        subject = AcuerdoSubject.EVALUACION
        made = await an_acuerdo(session, office.now, None, ana, subject=subject, concurso=concurso)
        return made.code

    code = office.terminal.do(approve)
    assert "1 persona" in office.types(*publish, "--acuerdo", code).stderr


def test_a_winner_named_twice_is_refused_and_nobody_is_told(office: Office) -> None:
    office.now = NOW + timedelta(days=31)
    twice = [f"{office.code}=Llega lejos", f"{spoken(office.code)}=Cuesta poco"]
    given = [word for each in twice for word in ("--ganadora", each)]
    said = office.is_refused("resultados", "2026-01", *given, "--publicar", "--yes")
    assert "dos veces" in said

    async def told(session: AsyncSession) -> bool:
        return await session.get(OutboxMessage, 1) is not None

    assert not office.terminal.do(told)


def test_a_file_that_cannot_be_written_is_said_in_words(office: Office, tmp_path: Path) -> None:
    nowhere = tmp_path / "no" / "hay.csv"
    said = office.is_refused("exportar", "2026-01", "--archivo", str(nowhere))
    assert "No se pudo escribir" in said
