"""No sign that a person wrote commands the operator's terminal: on it, in a pipe, or in JSON."""

import io
import json
import unicodedata
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from rich.table import Table
from rich.text import Text

from admin_cli.terminal import output, streams
from intake.store.models import Attachment
from intake.store.models.attachment import AttachmentState
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.factories import an_aporte

HOSTILE = (
    "pdf\x1b]0;otro título\x07\x1b[2J\x9b31m\x90q\x9c\x1b]8;;http://malo.example\x1b\\clic"
    "\x85\x00\x7f\b\u202egpj\u2066"
)
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=["Cs"]), max_size=200)


def controls(text: str) -> set[str]:
    """Those in it, but for the end of a line and a tab."""
    turns = {"\u202e", "\u2066", "\u200f"}
    return {c for c in text if c not in "\n\t" and (unicodedata.category(c) == "Cc" or c in turns)}


@given(ANY_TEXT)
def test_nothing_that_commands_passes_and_it_is_passed_once(text: str) -> None:
    shown = streams.harmless(text)
    assert not controls(shown)
    assert streams.harmless(shown) == shown
    written = io.StringIO()
    stream: Any = streams.HarmlessStream(written)
    print(text, file=stream)
    assert not controls(written.getvalue())


@given(ANY_TEXT)
def test_json_keeps_every_sign_and_shows_none_that_commands(text: str) -> None:
    written = streams.harmless_json(json.dumps({"tipo": text}, ensure_ascii=False, indent=2))
    assert json.loads(written) == {"tipo": text}
    assert not controls(written)


def test_a_sequence_goes_whole_and_the_words_around_it_stay() -> None:
    assert streams.harmless(HOSTILE) == "pdfclicgpj"
    assert streams.harmless("familia 👨‍👩‍👧, ñandú\tsí\n") == "familia 👨‍👩‍👧, ñandú\tsí\n"


def test_no_encoding_of_the_terminal_lets_them_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for encoding in ("ascii", "latin-1", "utf-8"):
        written = io.BytesIO()
        behind = io.TextIOWrapper(written, encoding, errors="replace")
        monkeypatch.setattr("sys.stdout", streams.HarmlessStream(behind))
        typer.echo(f"hola {HOSTILE}")
        behind.flush()
        assert written.getvalue() == b"hola pdfclicgpj\n"


def test_our_own_colours_are_kept_and_the_person_s_are_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdout", io.StringIO())
    console = output.console()
    console._force_terminal = True
    console._color_system = console._color_system or None
    table = Table()
    table.add_column("TIPO")
    table.add_row(Text(HOSTILE, "bold"))
    with console.capture() as caught:
        console.print(table)
        console.print(f"suelto {HOSTILE}")
    shown = caught.get()
    assert "pdfclicgpj" in shown
    assert "suelto pdfclicgpj" in shown
    assert "título" not in shown
    assert "malo.example" not in shown


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_document_s_media_type_is_told_without_its_controls(
    terminal: Terminal, options: tuple[str, ...]
) -> None:
    async def work(session: Any) -> str:
        aporte = await an_aporte(session, NOW)
        session.add(
            Attachment(
                person_id=aporte.author_id,
                aporte_id=aporte.id,
                channel="telegram",
                file_ref="f",
                kind="documento",
                media_type=HOSTILE.replace("\x00", ""),
                state=AttachmentState.KEPT,
                due_at=NOW,
                created_at=NOW,
            )
        )
        return aporte.code

    code = terminal.do(work)
    told = terminal.ayni("adjuntos", code, "--como", "ana", *options)
    assert told.exit_code == 0
    assert "pdf" in told.stdout
    assert not controls(told.stdout)
    if options:
        assert json.loads(told.stdout)[0]["tipo"] == HOSTILE.replace("\x00", "")


def test_an_error_repeats_what_was_typed_without_its_controls(terminal: Terminal) -> None:
    told = terminal.ayni("ver", "\x1b]0;hola\x07K7\x9b2JF")
    assert told.exit_code == 3
    assert "K7F" in told.stderr
    assert not controls(told.stderr)
