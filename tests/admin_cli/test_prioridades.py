"""`ayni prioridades`: the file that holds, checked, compared and imported."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import options
from intake.listening import retagging
from intake.reading import tagging
from intake.reading.rules.tags import Vocabulary
from tests.admin_cli.conftest import Terminal
from tests.factories import an_aporte

FILE = """
priorities:
- {id: agua, name: Agua, group: g, description: d, keywords: [agua potable], weak: [caño]}
- {id: caminos, name: Caminos, group: g, description: d, keywords: [puente]}
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A right file, unlike the one that holds."""
    path = tmp_path / "prioridades.yaml"
    path.write_text(FILE, encoding="utf-8")
    return str(path)


@pytest.fixture
def code(terminal: Terminal, now: datetime) -> str:
    """Of an open aporte about water, tagged by the priorities of the program."""

    async def work(session: AsyncSession) -> str:
        case = await an_aporte(session, now)
        await tagging.retag(session, case, Vocabulary.builtin())
        return case.code

    return terminal.do(work)


def priorities_of(terminal: Terminal, code: str) -> list[str]:
    rows = json.loads(terminal.ayni("cola", "--json").stdout)
    return next(r["prioridades"] for r in rows if r["codigo"].replace("-", "") == code)


def test_what_is_exported_is_right_and_changes_nothing(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "copia.yaml"
    path.write_text(terminal.ayni("prioridades", "exportar").stdout, encoding="utf-8")

    said = json.loads(terminal.ayni("prioridades", "validar", str(path), "--json").stdout)

    assert (said["vale"], said["prioridades"]) == (True, 27)
    assert said["nuevas"] == said["quitadas"] == []
    assert said["palabras"] == said["efectos"] == {}


def test_a_check_says_what_would_change_and_changes_nothing(
    terminal: Terminal, code: str, file: str
) -> None:
    result = terminal.ayni("prioridades", "validar", file)

    assert result.exit_code == 0, result.stderr
    assert "Prioridades nuevas: agua, caminos" in result.stdout
    assert "  agua: la ganarían 1" in result.stdout
    assert "  agua_saneamiento: la perderían 1" in result.stdout
    assert priorities_of(terminal, code) == ["agua_saneamiento"]


def test_a_wrong_file_is_refused_with_all_its_faults_and_their_lines(
    terminal: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "mal.yaml"
    path.write_text(FILE.replace("weak:", "debil:").replace("[puente]", "['']"), encoding="utf-8")

    result = terminal.ayni("prioridades", "validar", str(path))
    as_json = terminal.ayni("prioridades", "validar", str(path), "--json")

    assert result.exit_code == as_json.exit_code == 1
    assert "Línea 3: " in result.stderr
    assert "Línea 4: " in result.stderr
    assert len(json.loads(as_json.stdout)["errores"]) == 2
    assert terminal.ayni("prioridades", "importar", str(path), "--como", "ana").exit_code == 1


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"x" * 1_000_001])
def test_what_is_no_text_file_is_refused(
    terminal: Terminal, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "raro.yaml"
    path.write_bytes(content)

    assert terminal.ayni("prioridades", "validar", str(path)).exit_code == 1


def test_a_missing_file_is_a_usage_error(terminal: Terminal) -> None:
    assert terminal.ayni("prioridades", "validar", "no-hay.yaml").exit_code == 2


def test_an_import_tags_the_queue_again(terminal: Terminal, code: str, file: str) -> None:
    result = terminal.ayni("prioridades", "importar", file, "--como", "ana", "--yes")

    assert result.exit_code == 0, (result.stderr, result.exception)
    assert "1 aporte" in result.stderr
    assert priorities_of(terminal, code) == ["agua"]
    shown = terminal.ayni("prioridades", "listar", "--json").stdout
    assert [each["id"] for each in json.loads(shown)] == ["agua", "caminos"]
    assert json.loads(terminal.ayni("prioridades", "ver", "agua", "--json").stdout)[
        "palabras_debiles"
    ] == ["cano"]
    assert terminal.ayni("cola", "--prioridad", "salud").exit_code == 3
    assert terminal.ayni("prioridades", "exportar").stdout == FILE
    assert "prioridades importar" in terminal.ayni("historial").stdout


def test_the_same_file_again_finishes_what_was_cut(
    terminal: Terminal, code: str, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("prioridades", "importar", file, "--como", "ana", "--yes")

    async def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(retagging, "retag_some", cut)
        assert terminal.ayni(*words).exit_code == 130
    assert priorities_of(terminal, code) == ["agua_saneamiento"]
    assert "repita ayni prioridades importar" in terminal.ayni("doctor").stdout

    again = terminal.ayni(*words)
    assert "ya rigen" in again.stderr
    assert priorities_of(terminal, code) == ["agua"]
    assert "no hay nada que hacer" in terminal.ayni(*words).stderr


def test_nobody_to_ask_and_no_yes_imports_nothing(terminal: Terminal, code: str, file: str) -> None:
    result = terminal.ayni("prioridades", "importar", file, "--como", "ana")

    assert result.exit_code == 1
    assert "--yes" in result.stderr
    assert priorities_of(terminal, code) == ["agua_saneamiento"]


def test_an_answer_is_asked_for_after_the_changes_are_shown(
    terminal: Terminal, code: str, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def no(question: str) -> bool:
        asked.append(question)
        return False

    monkeypatch.setattr(options, "can_ask", lambda: True)
    monkeypatch.setattr(options, "yes_or_no", no)

    result = terminal.ayni("prioridades", "importar", file, "--como", "ana")

    assert result.exit_code == 1
    assert asked == ["¿Poner en uso estas prioridades?"]
    assert "Prioridades nuevas" in result.stdout


def test_the_others_may_look_but_not_import(terminal: Terminal, file: str) -> None:
    result = terminal.ayni("prioridades", "importar", file, "--como", "luis", "--yes")

    assert result.exit_code == 1
    assert "Secretaría Técnica" in result.stderr
    assert terminal.ayni("prioridades", "ver", "no_hay").exit_code == 3


def test_a_priority_in_use_may_not_vanish(terminal: Terminal, code: str, file: str) -> None:
    terminal.ayni("etiquetar", code, "+energia", "--como", "ana")

    check = terminal.ayni("prioridades", "validar", file)
    result = terminal.ayni("prioridades", "importar", file, "--como", "ana", "--yes")

    assert check.exit_code == result.exit_code == 1
    assert "No se puede importar" in check.stdout
    assert "«energia»" in result.stderr
    assert "energia" in priorities_of(terminal, code)
