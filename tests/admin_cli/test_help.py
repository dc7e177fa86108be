"""Every command that discovery finds explains itself, in Spanish and with an example."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from admin_cli.app import app


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


def test_the_root_says_where_to_begin() -> None:
    result = CliRunner().invoke(app, ["--help"])

    assert "ayni cola" in result.output
    assert result.exit_code == 0


def test_nothing_typed_is_help_and_a_usage_error() -> None:
    result = CliRunner().invoke(app, [])

    assert result.exit_code == 2
    assert "Comandos:" in result.output
