"""`ayni aprender` and `ayni lector`: learned, shown, and used only when told so."""

import asyncio
import json
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.commands import aprender
from admin_cli.terminal import options
from intake.reading import reader_file, readers
from intake.reading.corrections import NEEDED
from intake.reading.rules.learned import builtin_model
from intake.store.db import Database
from intake.store.models import Aporte, LearnedReader, Operator, ReadingCorrection
from tests.admin_cli.conftest import Terminal
from tests.factories import an_aporte
from tests.intake.correcting import a_learned_file, composed, correct


def in_use(terminal: Terminal) -> str:
    """The version of the reader by which the next message would be read."""

    async def query() -> str:
        database = Database(terminal.url)
        async with database.reading() as session:
            version = (await readers.current(session)).model.version
        await database.close()
        return version

    return asyncio.run(query())


def corrected(terminal: Terminal, now: datetime, count: int) -> None:
    async def work(session: AsyncSession) -> None:
        ana = (await session.scalars(sa.select(Operator).where(Operator.username == "ana"))).one()
        await correct(session, count, ana, now)

    terminal.do(work)


@pytest.fixture
def taught(terminal: Terminal, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal with just enough corrections, and few texts of the program."""
    monkeypatch.setattr(aprender, "shipped_examples", composed)
    corrected(terminal, now, NEEDED)
    return terminal


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A reader that `ayni aprender` wrote."""
    path = tmp_path / "lector.npz"
    path.write_bytes(a_learned_file())
    return str(path)


def test_too_few_corrections_are_refused_with_how_many_are_needed(
    terminal: Terminal, now: datetime, tmp_path: Path
) -> None:
    corrected(terminal, now, 4)
    path = tmp_path / "lector.npz"

    result = terminal.ayni("aprender", "--guardar", str(path))

    assert (result.exit_code, result.stdout) == (1, "")
    assert "hay 4 y hacen falta 30" in result.stderr
    assert not path.exists()


def test_it_is_told_before_and_after_written_with_its_card_and_not_used(
    taught: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "lector.npz"

    result = taught.ayni("aprender", "--guardar", str(path))

    assert result.exit_code == 0, (result.stderr, result.exception)
    assert (
        f"Correcciones: {NEEDED} (qué era: {NEEDED}, si había peligro: {NEEDED})" in result.stdout
    )
    for said in ("SIN ELLAS", "CON ELLAS", "textos del programa: 140", "Acierta qué es el mensaje"):
        assert said in result.stdout
    assert f"ayni lector usar {path}" in result.stderr
    found = reader_file.from_bytes(path.read_bytes())
    assert found.card["correcciones"] == NEEDED
    assert in_use(taught) == builtin_model().version


def test_as_json_with_the_figures_of_people_left_out(taught: Terminal) -> None:
    said = json.loads(taught.ayni("aprender", "--json").stdout)

    theirs = said["con_las_correcciones"]
    assert theirs["con_ellas"]["act_accuracy"] > theirs["sin_ellas"]["act_accuracy"]
    assert said["con_textos_del_programa"]["con_ellas"]["messages"] == len(composed())
    assert said["archivo"] is None


def test_a_file_that_is_there_is_only_written_over_with_a_yes(
    taught: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "lector.npz"
    path.write_text("de otro", encoding="utf-8")

    assert taught.ayni("aprender", "--guardar", str(path)).exit_code == 1
    assert path.read_text(encoding="utf-8") == "de otro"
    assert taught.ayni("aprender", "--guardar", str(path), "--yes").exit_code == 0
    assert reader_file.from_bytes(path.read_bytes()).card["correcciones"] == NEEDED


def test_one_is_used_after_a_yes_and_the_programs_own_comes_back(
    terminal: Terminal, file: str
) -> None:
    assert "del programa" in terminal.ayni("lector", "ver").stdout
    result = terminal.ayni("lector", "usar", file, "--yes")

    assert result.exit_code == 0, (result.stderr, result.exception)
    assert "Con las propias correcciones: 40 mensajes de 40 manos" in result.stdout
    assert "ayni lector volver" in result.stderr
    version = reader_file.from_bytes(a_learned_file()).model.version
    assert in_use(terminal) == version
    shown = json.loads(terminal.ayni("lector", "ver", "--json").stdout)
    assert (shown["version"], shown["por"], shown["correcciones"]) == (version, "ana", 40)

    assert "ya se usa" in terminal.ayni("lector", "usar", file, "--yes").stderr
    assert terminal.ayni("lector", "volver", "--yes").exit_code == 0
    assert in_use(terminal) == builtin_model().version
    assert json.loads(terminal.ayni("lector", "ver", "--json").stdout)["del_programa"]
    history = terminal.ayni("historial").stdout
    assert "lector usar" in history
    assert "lector volver" in history


def test_without_a_yes_nothing_is_used(
    terminal: Terminal, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert terminal.ayni("lector", "usar", file).exit_code == 1
    monkeypatch.setattr(options, "can_ask", lambda: True)
    monkeypatch.setattr(options, "yes_or_no", lambda question: False)
    assert terminal.ayni("lector", "usar", file).exit_code == 1
    assert in_use(terminal) == builtin_model().version


def test_a_file_that_is_no_reader_is_refused_before_anything_is_asked(
    terminal: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "lector.npz"
    path.write_bytes(b"cualquier cosa")

    result = terminal.ayni("lector", "usar", str(path), "--yes")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "No es un lector" in result.stderr


def test_one_that_is_not_used_yet_can_be_looked_at(terminal: Terminal, file: str) -> None:
    result = terminal.ayni("lector", "ver", file)

    assert "40 correcciones" in result.stdout
    assert "ningún ciudadano los escribió" in result.stdout
    assert in_use(terminal) == builtin_model().version


def test_one_that_this_version_cannot_use_is_named(terminal: Terminal, file: str) -> None:
    terminal.ayni("lector", "usar", file, "--yes")

    async def spoil(session: AsyncSession) -> None:
        await session.execute(sa.update(LearnedReader).values(content=b"de otra"))

    terminal.do(spoil)
    assert "vale el del programa" in terminal.ayni("lector", "ver").stderr


def test_a_case_is_corrected_from_the_terminal_and_it_can_be_undone(
    terminal: Terminal, now: datetime
) -> None:
    async def told(session: AsyncSession) -> str:
        return (await an_aporte(session, now, text="¿Cuándo pagan?")).code

    code = terminal.do(told)
    result = terminal.ayni("enmendar", code, "--acto", "pregunta", "--peligro", "no")
    assert "debió leerse así: pregunta, sin peligro." in result.stderr
    assert "pregunta, sin peligro" in terminal.ayni("historial", code).stdout
    assert terminal.ayni("enmendar", code).exit_code == 1
    assert terminal.ayni("deshacer", code).exit_code == 0

    async def standing(session: AsyncSession) -> list[int]:
        return list(
            await session.scalars(sa.select(ReadingCorrection.id).where(ReadingCorrection.stands))
        )

    assert terminal.do(standing) == []


def test_thresholds_of_the_settings_hold_in_the_terminal_too(
    terminal: Terminal, now: datetime
) -> None:
    async def told(session: AsyncSession) -> str:
        return (await an_aporte(session, now)).code

    code = terminal.do(told)

    async def is_reserved(session: AsyncSession) -> bool:
        return bool(await session.scalar(sa.select(Aporte.restricted).where(Aporte.code == code)))

    assert terminal.ayni("etiquetar", code, "+salud").exit_code == 0
    assert not terminal.do(is_reserved)
    assert terminal.ayni("etiquetar", code, "-salud", AYNI_RESERVAR="0").exit_code == 0
    assert terminal.do(is_reserved)
