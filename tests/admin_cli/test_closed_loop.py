"""`ayni plazos`, `opiniones` and `resumen`: what is owed, what helped, what a district told."""

import json
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from intake.store.models import Reopening
from intake.words.codes import spoken
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.factories import an_aporte


def a_late_one(terminal: Terminal) -> str:
    async def work(session: AsyncSession) -> str:
        aporte = await an_aporte(session, NOW)
        aporte.answer_by = date(2020, 1, 7)
        return spoken(aporte.code)

    return terminal.do(work)


def test_what_is_owed_is_listed_with_a_picture_of_the_days(terminal: Terminal) -> None:
    code = a_late_one(terminal)
    shown = terminal.ayni("plazos")
    listed: list[dict[str, Any]] = json.loads(terminal.ayni("plazos", "--json").stdout)
    assert code in shown.stdout
    assert "█" in shown.stderr
    assert [(each["codigo"], each["vencido"]) for each in listed] == [(code, True)]


def test_nothing_owed_is_said(terminal: Terminal) -> None:
    assert "Ninguna respuesta vencida" in terminal.ayni("plazos").stderr


def test_opinions_of_nobody_are_zeros(terminal: Terminal) -> None:
    said = json.loads(terminal.ayni("opiniones", "--json").stdout)
    assert {each["clase"] for each in said["respuestas"]} == {"responder", "derivar", "descartar"}
    assert said["reabiertos"] == []


def test_a_district_is_summed_up_in_the_terminal(terminal: Terminal) -> None:
    a_late_one(terminal)
    words = ("resumen", "taraco", "--provincia", "huancané")
    shown = terminal.ayni(*words)
    assert "Taraco, Huancané, Puno" in shown.stdout
    assert json.loads(terminal.ayni(*words, "--json").stdout)["personas"] == 1


def test_a_ready_answer_needs_no_words_of_ones_own(terminal: Terminal) -> None:
    code = a_late_one(terminal)
    done = terminal.ayni("responder", code, "--plantilla", "en_estudio", "--como", "ana", "--yes")
    assert done.exit_code == 0, done.output
    assert "Se avisa a 1 persona" in done.stderr


def test_the_queue_says_what_is_late_and_marks_what_was_reopened(terminal: Terminal) -> None:
    async def work(session: AsyncSession) -> None:
        aporte = await an_aporte(session, NOW)
        aporte.answer_by = date(2020, 1, 7)
        session.add(Reopening(aporte_id=aporte.id, person_id=aporte.author_id, at=NOW))

    terminal.do(work)
    shown = terminal.ayni("cola")
    assert "reabierto" in shown.stdout
    assert "1 respuestas vencidas" in shown.stderr
