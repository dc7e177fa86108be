"""The outer door of the terminal: a command that is not listed nobody may give."""

from collections.abc import Mapping

import pytest

from admin_cli.terminal import completion, guard, runner
from intake.store.db import Database
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.factories import an_aporte


def test_a_command_that_is_not_listed_is_refused_to_all(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = dict(guard.permissions())
    del listed["cobertura"]
    monkeypatch.setattr(guard, "permissions", lambda: listed)

    refused = terminal.ayni("cobertura", "--como", "ana")

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "ayni cobertura" in refused.stderr
    assert terminal.ayni("resumen", "210607", "--como", "ana").exit_code == 0


def test_it_is_asked_before_the_command_asks_anything(terminal: Terminal) -> None:
    refused = terminal.ayni("admitir", "K7F-3MX", "--como", "rosa")

    assert refused.exit_code == 1
    assert "«rosa» (Comité de Asesores) no puede atender casos" in refused.stderr
    assert "27.c" in refused.stderr


def test_the_door_and_the_command_behind_it_open_one_database(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = []

    def opening(url: str, known: Mapping[str, object]) -> Database:
        opened.append(url)
        return Database(url, known)

    monkeypatch.setattr(runner, "Database", opening)

    assert terminal.ayni("cola").exit_code == 0
    assert opened == [terminal.url]
    assert terminal.ayni("cola", "--como", "rosa").exit_code == 1
    assert opened == [terminal.url] * 2


def test_a_wrong_name_says_whom_to_ask_and_no_names(terminal: Terminal) -> None:
    refused = terminal.ayni("cola", "--como", "rossa")

    assert refused.exit_code == 3
    assert "pregunte a la Secretaría Técnica" in refused.stderr
    assert not {"ana", "luis", "rosa"} & set(refused.stderr.replace(",", " ").split())


def test_the_tab_key_names_accounts_and_cases_to_whoever_may_read_them(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.do(lambda session: an_aporte(session, NOW))
    monkeypatch.setenv("AYNI_DATABASE_URL", terminal.url)
    offered = {}
    for who in ("", "rosa", "ana"):
        monkeypatch.setenv("AYNI_OPERADOR", who)
        offered[who] = len(completion.usernames("")), len(completion.codes(""))

    assert offered == {"": (0, 0), "rosa": (3, 0), "ana": (3, 1)}


@pytest.mark.parametrize("words", [("resumen", "--help"), ("fuente", "listar", "--help")])
def test_how_to_say_who_one_is_stands_in_the_help(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    assert "--como USUARIO" in terminal.ayni(*words).stdout
