"""Every command that discovery finds explains itself, in Spanish and with an example."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from admin_cli.app import app
from intake.words.codes import SAMPLE, find_code, spoken
from tests.admin_cli.conftest import Terminal
from tests.warm import ROOT


def _paths(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    context = command.context_class(command)
    names = command.list_commands(context) if hasattr(command, "list_commands") else []
    if path:
        yield path
    for name in names:
        yield from _paths(command.get_command(context, name), (*path, name))


ENGLISH = re.compile(r"Usage|Options|Arguments|Show this|required|default:|\bTEXT\b|<str>|\[\w+\[")
COMMANDS = list(_paths(get_command(app)))


def test_all_the_nouns_and_verbs_are_found() -> None:
    nouns = {path[0] for path in COMMANDS}

    assert {"cola", "ver", "historial", "operador", "lugares", "doctor"} <= nouns
    assert {"tomar", "soltar", "fusionar", "deshacer", "siguiente"} <= nouns
    assert ("operador", "crear") in COMMANDS


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_each_has_help_with_an_example(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, [*path, "--help"])

    assert result.exit_code == 0
    assert "Ejemplo:\n" in result.output
    assert f"ayni {path[0]}" in result.output
    assert not ENGLISH.search(result.output)


CODE = re.compile(r"(?<![\w-])(?=\w*[A-Z])(?=[\w-]*\d)[A-Z0-9]{3}-[A-Z0-9]{3}(?![\w-])")
GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_sample_code_is_a_code() -> None:
    assert find_code(spoken(SAMPLE)) == SAMPLE


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_code_in_the_help_is_a_code(path: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(app, [*path, "--help"]).output

    assert [code for code in CODE.findall(shown) if find_code(code) is None] == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.name)
def test_every_code_in_the_guides_is_a_code(guide: Path) -> None:
    shown = guide.read_text("utf-8")

    found = set(CODE.findall(shown)) - {"SHA-256"}  # a digest's name
    assert [code for code in found if find_code(code) is None] == []


def test_the_version_is_told() -> None:
    result = CliRunner().invoke(app, ["--version"])

    assert result.exit_code == 0
    assert re.fullmatch(r"\d+\.\d+\S*\n", result.output)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("colaa", "¿Quiso decir cola"),
        ("necesidad crea", "¿Quiso decir crear?"),
        ("cola --dsde 3", "¿Quiso decir --desde"),
        ("cola --desde mañana", "«mañana» no es una fecha: escríbala como 31/12/2026"),
        ("cola --desde 31/02/2026", "«31/02/2026» no es una fecha"),
        ("cobertura --hasta 2026-13-01", "no es una fecha"),
        ("sesion convocar ordinaria --fecha 10/12/2026", "no es una fecha con su hora"),
        ("cola --limite 0", "debe ser 1 o más"),
        ("cola --limite 99999", "debe ser 10000 o menos"),
        ("cola --limite abc", "debe ser un número entero"),
        ("cola --estado xx", "«xx» no es uno de"),
        ("cola --json=si", "--json no lleva ningún valor"),
        ("lugares importar nada.csv", "no existe el archivo «nada.csv»"),
        ("lugares importar .", "«.» es una carpeta"),
        ("necesidad ver doce", "debe ser un número entero"),
        ("ver", "Falta CODIGO"),
    ],
)
def test_a_common_mistake_is_told_in_spanish(typed: str, said: str) -> None:
    result = CliRunner().invoke(app, typed.split())

    assert result.exit_code in {1, 2}
    assert said in result.output
    assert not re.search(r"Value error|Input|should|exist\b|match|format|valid |Did", result.output)


def test_a_sentence_that_begins_with_a_hyphen_is_told_how_to_be_typed(terminal: Terminal) -> None:
    code = spoken(SAMPLE)
    words = ("responder", code, "--yes", "--como", "ana")
    refused = terminal.ayni(*words, "- Ya hablamos con ellos")
    taken = terminal.ayni(*words, "--", "- Ya hablamos con ellos")

    assert refused.exit_code == 2
    assert '-- "- Ya hablamos"' in refused.stderr
    assert taken.exit_code == 3  # read whole: what is missing is the case


def test_the_root_says_where_to_begin() -> None:
    result = CliRunner().invoke(app, ["--help"])

    assert "ayni cola" in result.output
    assert result.exit_code == 0


def test_summaries_end_at_a_word_or_at_their_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = CliRunner().invoke(app, ["--help"]).output.split("Comandos:\n")[1]
    lines = shown.splitlines()

    assert len(lines) == len({path[0] for path in COMMANDS})  # one line each
    assert all(line.endswith((".", "…")) for line in lines)
    assert not [line for line in lines if line.endswith(("art.", "arts.", "..."))]


def test_installing_the_completion_is_told_in_spanish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.completion.install", lambda **_: ("bash", Path("algo.sh")))
    result = CliRunner().invoke(app, ["--install-completion"])

    assert result.exit_code == 0
    assert "El autocompletado de bash quedó en algo.sh." in result.output
    assert "Funciona desde que abra otra terminal." in result.output


def test_nothing_typed_is_help_and_a_usage_error() -> None:
    result = CliRunner().invoke(app, [])

    assert result.exit_code == 2
    assert "Comandos:" in result.output
