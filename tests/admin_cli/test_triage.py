"""Triage from the terminal: what is said, to whom, and the exit codes."""

import json
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AporteState
from intake.store.models import Aporte, JournalEntry, OutboxMessage
from tests.admin_cli.conftest import Terminal
from tests.factories import an_aporte


@pytest.fixture
def code(terminal: Terminal, now: datetime) -> str:
    """Of a case in the queue."""

    async def work(session: AsyncSession) -> str:
        return (await an_aporte(session, now)).code

    return terminal.do(work)


def state(terminal: Terminal, code: str) -> AporteState:
    async def work(session: AsyncSession) -> AporteState:
        aporte = await session.scalar(sa.select(Aporte).where(Aporte.code == code))
        assert aporte is not None
        return aporte.state

    return terminal.do(work)


def posted(terminal: Terminal) -> int:
    async def work(session: AsyncSession) -> int:
        return await session.scalar(sa.select(sa.func.count(OutboxMessage.id))) or 0

    return terminal.do(work)


def test_talk_goes_to_stderr_and_data_to_stdout(terminal: Terminal, code: str) -> None:
    taken = terminal.ayni("tomar", code, "--como", "ana")
    assert (taken.exit_code, taken.stdout) == (0, "")
    assert "queda a su cargo" in taken.stderr

    discarded = terminal.ayni(
        "descartar", code, "--motivo", "reclamo", "--json", AYNI_OPERADOR="ana"
    )
    data = json.loads(discarded.stdout)
    assert data["accion"] == "descartar"
    assert data["antes"]["state"] == "recibido"
    assert data["avisados"] == posted(terminal) == 1


def test_a_case_of_somebody_else_is_exit_4_and_says_whose(terminal: Terminal, code: str) -> None:
    terminal.ayni("tomar", code, "--como", "ana")
    result = terminal.ayni("tomar", code, "--como", "luis")

    assert result.exit_code == 4
    assert "ana" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "exit_code", "said"),
    [
        (("tomar", "K7F-3MX", "--como", "ana"), 3, "código"),
        (("tomar", "{code}", "--como", "nadia"), 3, "No hay una cuenta"),
        (("tomar", "{code}", "--como", "rosa"), 1, "Equipo Técnico"),
        (("tomar", "{code}", "--como", "nadia"), 3, "pregunte a la Secretaría Técnica"),
        (("tomar",), 2, "Falta CODIGO"),
        (("tomar", "{code}", "--komo", "ana"), 2, "--como"),
        (("tomarr", "{code}"), 2, "tomar"),
        (("separar", "{code}", "--como", "ana"), 1, "separar"),
        (("descartar", "{code}", "--como", "ana"), 2, "--motivo"),
        (("descartar", "{code}", "--motivo", "x", "--como", "ana"), 3, "reclamo"),
        (("derivar", "{code}", "--como", "ana"), 2, "--a "),
        (("admitir", "{code}", "--sirve", "--como", "ana"), 2, "--competencia"),
        (("etiquetar", "{code}", "--como", "ana"), 2, "Falta"),
        (("etiquetar", "{code}", "+saluz", "--como", "ana"), 3, "salud"),
        (("fusionar", "{code}", "{code}", "--como", "ana"), 1, "sí mismo"),
        (("deshacer", "{code}", "--como", "ana"), 1, "nada que deshacer"),
    ],
)
def test_what_goes_wrong_has_its_exit_code_and_its_remedy(
    terminal: Terminal, code: str, words: tuple[str, ...], exit_code: int, said: str
) -> None:
    result = terminal.ayni(*(word.format(code=code) for word in words))

    assert result.exit_code == exit_code
    assert result.stdout == ""
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert posted(terminal) == 0


def test_tags_that_begin_with_a_dash_are_no_options(terminal: Terminal, code: str) -> None:
    result = terminal.ayni("etiquetar", code, "-agua", "+salud", "--como", "ana", "--json")

    assert result.exit_code == 0
    assert set(json.loads(result.stdout)["despues"]["tags"]) == {"agua_saneamiento", "salud"}


def test_admitting_with_all_its_flags(terminal: Terminal, code: str) -> None:
    flags = ("--sirve", "--competencia", "--politica", "--motivo", "Agua segura")
    result = terminal.ayni("admitir", code, *flags, "--como", "ana")

    assert result.exit_code == 0
    assert state(terminal, code) is AporteState.PRIORIZACION


def test_a_check_said_no_is_refused(terminal: Terminal, code: str) -> None:
    flags = ("--sirve", "--no-competencia", "--politica", "--motivo", "Agua segura")
    result = terminal.ayni("admitir", code, *flags, "--como", "ana")

    assert result.exit_code == 1
    assert state(terminal, code) is AporteState.RECIBIDO


@pytest.mark.parametrize("verb", ["responder", "preguntar"])
def test_words_to_people_need_a_yes_where_nobody_can_be_asked(
    terminal: Terminal, code: str, verb: str
) -> None:
    refused = terminal.ayni(verb, code, "¿Dónde es?", "--como", "ana")
    assert refused.exit_code == 1
    assert "--yes" in refused.stderr
    assert posted(terminal) == 0

    assert terminal.ayni(verb, code, "¿Dónde es?", "--como", "ana", "--yes").exit_code == 0
    assert posted(terminal) == 1


def test_the_second_goes_into_the_first(terminal: Terminal, code: str, now: datetime) -> None:
    async def another(session: AsyncSession) -> str:
        return (await an_aporte(session, now)).code

    second = terminal.do(another)
    result = terminal.ayni("fusionar", code, second, "--como", "ana")

    assert result.exit_code == 0
    assert state(terminal, code) is AporteState.RECIBIDO
    assert state(terminal, second) is AporteState.FUSIONADO
    assert terminal.ayni("deshacer", second, "--como", "ana").exit_code == 0
    assert state(terminal, second) is AporteState.RECIBIDO


def test_the_next_case_is_taken_and_shown(terminal: Terminal, code: str) -> None:
    result = terminal.ayni("siguiente", "--como", "luis")
    assert result.exit_code == 0
    assert "No tenemos agua potable" in result.stdout
    assert "queda a su cargo" in result.stderr

    none_left = terminal.ayni("siguiente", "--como", "ana")
    assert none_left.exit_code == 1
    assert "No queda ningún caso" in none_left.stderr


def test_what_was_refused_is_not_in_the_journal(terminal: Terminal, code: str) -> None:
    terminal.ayni("tomar", code, "--como", "rosa")

    async def count(session: AsyncSession) -> int:
        return await session.scalar(sa.select(sa.func.count(JournalEntry.id))) or 0

    assert terminal.do(count) == 0


def test_the_mark_of_an_interpreter_is_shown_and_taken_off(terminal: Terminal, code: str) -> None:
    marked = terminal.ayni("interprete", code, "--necesita", "--como", "ana")
    assert marked.stderr == f"{code[:3]}-{code[3:]} ahora necesita intérprete.\n"
    assert "necesita intérprete" in terminal.ayni("cola").stdout
    assert "necesita intérprete" in terminal.ayni("ver", code, "--como", "ana").stdout

    terminal.ayni("interprete", code, "--no-necesita", "--como", "ana")
    assert "necesita intérprete" not in terminal.ayni("cola").stdout


def test_whoever_reads_a_reserved_case_is_told_why_and_may_open_it(
    terminal: Terminal, code: str
) -> None:
    async def bring_a_telephone(session: AsyncSession) -> None:
        case = await session.scalar(sa.select(Aporte).where(Aporte.code == code))
        assert case is not None
        case.text, case.restricted = "No hay agua, llamen al 987 654 321", True

    terminal.do(bring_a_telephone)
    seen = terminal.ayni("ver", code, "--como", "ana").stdout
    assert "Reservado: trae un teléfono. No lo comparta." in seen

    opened = terminal.ayni("reservar", code, "--no-reservado", "--como", "ana")
    assert "ahora abierto" in opened.stderr
    assert "Abierto por el equipo, aunque trae un teléfono." in terminal.ayni("ver", code).stdout

    terminal.ayni("reservar", code, "--reservado", "--como", "ana")
    assert "Reservado: " in terminal.ayni("ver", code).stdout
    shown = json.loads(terminal.ayni("ver", code, "--json", "--como", "ana").stdout)
    assert shown["senales_de_reserva"] == ["trae un teléfono"]
