"""`ayni prioridades`: the file that holds, checked, compared and imported."""

import json
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import options
from intake.kinds import TagSource
from intake.listening import retagging
from intake.reading import tagging
from intake.reading.rules.tags import BY_SENSE, Vocabulary
from intake.reading.rules.vocabulary import builtin_text
from intake.store.models import Aporte, AporteTag
from intake.words.codes import spoken
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

    assert (said["vale"], said["prioridades"]) == (True, 32)
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


def a_former_tag(
    terminal: Terminal, now: datetime, text: str, source: TagSource = TagSource.OPERADOR
) -> str:
    """The code of an open aporte tagged with what came apart since."""

    async def work(session: AsyncSession) -> str:
        case = await an_aporte(session, now, text=text)
        session.add(
            AporteTag(
                aporte_id=case.id,
                priority="violencia_justicia",
                source=source,
                accepted=True,
                score=1.0,
                words=[],
            )
        )
        return case.code

    return terminal.do(work)


def test_the_parts_say_what_they_were_part_of_and_the_theme_what_it_is_now(
    terminal: Terminal,
) -> None:
    shown = json.loads(terminal.ayni("prioridades", "listar", "--json").stdout)
    former = {each["id"]: each["antes_parte_de"] for each in shown}
    assert former["trata"] == "violencia_justicia"
    assert former["salud"] is None
    assert "violencia_justicia" in terminal.ayni("prioridades", "listar").stdout
    assert "violencia_justicia" in terminal.ayni("prioridades", "ver", "trata").stdout

    theme = terminal.ayni("prioridades", "ver", "violencia_justicia")
    assert "Se dividió en: violencia_familiar, trata, seguridad_justicia." in theme.stdout
    as_json = terminal.ayni("prioridades", "ver", "integridad_participacion", "--json").stdout
    assert json.loads(as_json)["se_dividio_en"] == ["integridad", "participacion"]


def test_the_products_priorities_are_put_in_use_over_tags_of_before(
    terminal: Terminal, now: datetime
) -> None:
    theft = a_former_tag(terminal, now, "Nos roban las vacas y las rondas no tienen linternas")
    unclear = a_former_tag(terminal, now, "Queremos que vengan a conversar")
    a_former_tag(terminal, now, "Roban las vacas de noche", TagSource.AUTOMATICA)
    assert "ayni prioridades actualizar" in terminal.ayni("doctor").stdout

    result = terminal.ayni("prioridades", "actualizar", "--como", "ana", "--yes")

    assert result.exit_code == 0, (result.stderr, result.exception)
    assert "violencia_justicia, dicho por el equipo: pasan 1 a seguridad_justicia" in result.stdout
    assert f"por decidir 1 ({spoken(unclear)})" in result.stdout
    assert "seguridad_justicia" in priorities_of(terminal, theft)
    assert "violencia_justicia" in priorities_of(terminal, unclear)
    assert "violencia_justicia pasa a seguridad_justicia" in terminal.ayni("historial").stdout
    said = terminal.ayni("doctor").stdout
    assert "1 por decidir" in said
    rows = terminal.ayni("cola", "--prioridad", "violencia_justicia", "--json").stdout
    assert len(json.loads(rows)) == 3


def test_the_products_priorities_take_the_place_of_the_labs_and_say_so(
    terminal: Terminal, code: str, file: str
) -> None:
    terminal.ayni("prioridades", "importar", file, "--como", "ana", "--yes")

    result = terminal.ayni("prioridades", "actualizar", "--como", "ana", "--yes")

    assert "dejaría de regir" in result.stderr
    assert priorities_of(terminal, code) == ["agua_saneamiento"]
    assert "32, las del programa" in terminal.ayni("doctor").stdout


def test_an_update_that_was_cut_is_finished_by_the_next(
    terminal: Terminal, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = a_former_tag(terminal, now, "Nos roban las vacas y las rondas no tienen linternas")
    words = ("prioridades", "actualizar", "--como", "ana", "--yes")

    async def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(retagging, "retag_some", cut)
        assert terminal.ayni(*words).exit_code == 130
    assert "repita ayni prioridades actualizar" in terminal.ayni("doctor").stdout

    assert "se termina de etiquetar" in terminal.ayni(*words).stderr
    assert "seguridad_justicia" in priorities_of(terminal, code)
    assert terminal.ayni("prioridades", "actualizar", "--como", "luis", "--yes").exit_code == 1


def test_a_tag_says_whether_words_or_the_sense_caused_it(terminal: Terminal, code: str) -> None:
    async def work(session: AsyncSession) -> None:
        case = await session.scalar(sa.select(Aporte).where(Aporte.code == code))
        assert case is not None
        session.add(
            AporteTag(
                aporte_id=case.id,
                priority="salud",
                source=TagSource.AUTOMATICA,
                accepted=True,
                score=0.4,
                words=[BY_SENSE],
            )
        )

    terminal.do(work)
    shown = terminal.ayni("ver", code, "--como", "ana").stdout

    assert "salud  por el sentido del mensaje" in shown
    assert "agua_saneamiento  por: " in shown


def test_a_check_says_what_comes_apart(terminal: Terminal, tmp_path: Path) -> None:
    former = tmp_path / "antes.yaml"
    former.write_text(
        "priorities:\n- {id: violencia_justicia, name: V, group: g, description: d, "
        "keywords: [violencia]}\n",
        encoding="utf-8",
    )
    terminal.ayni("prioridades", "importar", str(former), "--como", "ana", "--yes")
    shipped = tmp_path / "programa.yaml"
    shipped.write_text(builtin_text(), encoding="utf-8")

    said = terminal.ayni("prioridades", "validar", str(shipped))
    as_json = json.loads(terminal.ayni("prioridades", "validar", str(shipped), "--json").stdout)

    assert (
        "Se divide violencia_justicia: violencia_familiar, trata, seguridad_justicia" in said.stdout
    )
    assert "violencia_justicia" not in as_json["quitadas"]
    assert as_json["divididas"]["violencia_justicia"][1] == "trata"
