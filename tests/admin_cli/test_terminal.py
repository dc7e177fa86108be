"""What a person at a terminal sees: everything fits, and what is missing is asked."""

import codecs
import os
import pty
import re
import struct
import termios
from datetime import datetime
from fcntl import ioctl
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests import warm
from tests.admin_cli.conftest import Terminal
from tests.factories import an_aporte
from tests.process import environment

ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
LONG = "El puente colgante se cayó con la crecida y ya no podemos llevar la papa a la feria. " * 5


def type_at(
    terminal: Terminal,
    *words: str,
    answers: tuple[str, ...] = (),
    columns: int = 80,
    lines: int = 40,
) -> tuple[int, str]:
    """Run a command at a terminal of this size; the exit code and what it showed."""
    screen, terminal_end = pty.openpty()
    ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    settings = {
        "AYNI_DATABASE_URL": terminal.url,
        "AYNI_OPERADOR": terminal.username,
        "COLUMNS": str(columns),
        "LINES": str(lines),
        "TERM": "dumb" if answers else "xterm-256color",
    }
    files = (terminal_end, terminal_end, terminal_end)
    process = warm.begin(
        "admin_cli", *words, cwd=Path.cwd(), env=environment(settings), files=files
    )
    os.close(terminal_end)
    shown, left = "", list(answers)
    letters = codecs.getincrementaldecoder("utf-8")()  # what is read may end within a letter
    asked_at = 0
    while True:
        try:
            shown += letters.decode(os.read(screen, 65_536))
        except OSError:  # Linux says so when the other end is closed
            break
        if left and re.search(r"(\[s/n\]|:) $", ANSI.sub("", shown[asked_at:])):
            asked_at = len(shown)
            os.write(screen, left.pop(0).encode() + b"\n")
    status = process.wait_here()
    os.close(screen)
    return status, ANSI.sub("", shown).replace("\r", "")


@pytest.fixture
def code(terminal: Terminal, now: datetime) -> str:
    """Of a case with a long text and a long place."""

    async def work(session: AsyncSession) -> str:
        await an_aporte(session, now, text="ok", ubigeo="211104")
        case = await an_aporte(session, now, text=LONG, ubigeo=None)
        case.place_text = "por la quebrada, arriba del cementerio viejo, pasando el tercer puente"
        return case.code

    return terminal.do(work)


@pytest.mark.parametrize("columns", [80, 100, 120])
@pytest.mark.parametrize("words", [("cola",), ("ver", "{code}"), ("historial",), ("doctor",)])
def test_every_screen_fits(
    terminal: Terminal, code: str, columns: int, words: tuple[str, ...]
) -> None:
    terminal.ayni("tomar", code, "--como", "ana")
    status, shown = type_at(terminal, *(w.format(code=code) for w in words), columns=columns)

    assert shown
    assert max(len(line) for line in shown.splitlines()) <= columns
    assert status in {0, 1}


def test_at_a_terminal_the_checks_are_asked(terminal: Terminal, code: str) -> None:
    answers = ("s", "tal vez", "s", "s", "Afecta a toda la cuenca")
    status, shown = type_at(terminal, "admitir", code, "--como", "ana", answers=answers)

    assert status == 0, shown
    assert shown.count("competencia del MIDIS?") == 2
    assert "Afecta a toda la cuenca" in shown


@pytest.mark.parametrize(("answer", "status"), [("s", 0), ("n", 1), ("\x03", 130)])
def test_words_are_shown_before_they_are_sent(
    terminal: Terminal, code: str, answer: str, status: int
) -> None:
    words = ("responder", code, "Vamos el lunes", "--como", "ana")
    left, shown = type_at(terminal, *words, answers=(answer,))

    assert left == status, shown
    assert "te responde sobre tu mensaje" in shown
    assert "1 persona" in shown


def a_case(terminal: Terminal, now: datetime, *, text: str, ubigeo: str) -> str:
    async def work(session: AsyncSession) -> str:
        return (await an_aporte(session, now, text=text, ubigeo=ubigeo)).code

    return terminal.do(work)


def test_what_another_holds_is_said_before_any_question(terminal: Terminal, code: str) -> None:
    terminal.ayni("tomar", code, "--como", "luis")
    for words in (("admitir", code), ("descartar", code), ("responder", code, "Hola")):
        status, shown = type_at(terminal, *words, "--como", "ana", answers=("s",))
        assert status == 4, shown
        assert "(luis)" in shown
        assert "?" not in shown
        assert "Motivo" not in shown


@pytest.mark.parametrize(
    ("answers", "said"), [(("n",), "ayni descartar"), (("s", "n"), "otra entidad: ayni derivar")]
)
def test_at_the_first_no_the_questions_end_with_what_it_means(
    terminal: Terminal, code: str, answers: tuple[str, ...], said: str
) -> None:
    status, shown = type_at(terminal, "admitir", code, "--como", "ana", answers=answers)

    assert status == 1
    assert shown.count("[s/n]") == len(answers)
    assert f"{said} {code[:3]}-{code[3:]}" in shown
    assert "No se hizo nada" in shown


def test_a_wrong_reason_is_asked_again(terminal: Terminal, code: str) -> None:
    answers = ("no se", "Reclamo")
    status, shown = type_at(terminal, "descartar", code, "--como", "ana", answers=answers)

    assert status == 0, shown
    assert "No hay un motivo «no se»" in shown
    assert "descartado: reclamo" in shown


@pytest.mark.parametrize(("answer", "status"), [("s", 0), ("n", 1)])
def test_two_that_seem_different_are_joined_only_after_a_look(
    terminal: Terminal, now: datetime, answer: str, status: int
) -> None:
    one = a_case(terminal, now, text="Queremos casas nuevas en Junín", ubigeo="120101")
    other = a_case(terminal, now, text="Falta un psicólogo en la posta", ubigeo="080101")
    words = ("fusionar", one, other, "--como", "ana")
    left, shown = type_at(terminal, *words, answers=(answer,))

    assert left == status, shown
    assert "distritos distintos: Cusco, Cusco, Cusco y Huancayo, Huancayo, Junín" in shown
    assert "se parecen poco" in shown
    alone = terminal.ayni(*words)
    assert alone.exit_code == 1
    assert status == 0 or "--yes" in alone.stderr
    assert status == 0 or terminal.ayni(*words, "--yes").exit_code == 0


def test_two_that_tell_the_same_are_joined_without_a_question(
    terminal: Terminal, now: datetime
) -> None:
    text = "No hay agua potable hace un mes en el barrio de arriba"
    one, other = (a_case(terminal, now, text=text, ubigeo="210607") for _ in range(2))

    assert terminal.ayni("fusionar", one, other, "--como", "ana").exit_code == 0


def test_a_seat_that_is_also_a_word_is_confirmed(terminal: Terminal) -> None:
    words = ("asiento", "titular", "de", "Ana Ejemplo", "--como", "ana")
    refused = terminal.ayni(*words)
    assert refused.exit_code == 1
    assert "Director(a) de Evaluación" in refused.stderr
    status, shown = type_at(terminal, *words, answers=("s",))
    assert status == 0, shown
    assert "titular del asiento «de» (Director(a) de Evaluación)" in shown


@pytest.mark.parametrize("columns", [40, 60])
def test_a_code_is_never_shortened(terminal: Terminal, code: str, columns: int) -> None:
    _, shown = type_at(terminal, "cola", columns=columns)

    assert f"{code[:3]}-{code[3:]}" in shown
    assert max(len(line) for line in shown.splitlines()) <= columns


def test_the_first_of_the_queue_stay_on_the_screen(terminal: Terminal, now: datetime) -> None:
    codes = [a_case(terminal, now, text=f"Caso {n}", ubigeo="210607") for n in range(12)]
    _, shown = type_at(terminal, "cola", columns=80, lines=24)

    assert len(shown.splitlines()) <= 24
    assert f"{codes[0][:3]}-{codes[0][3:]}" in shown
    assert "9 de 12 casos. Más: ayni cola --limite 12" in shown
