"""A channel that is only on the path: every command that speaks of channels knows it."""

import json
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tests import toy_channel
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.intake.casting import a_concurso, readers
from tests.intake.documents.reading import pdf_text

ON = {"AYNI_PALOMA_NAME": "blanca"}


@pytest.fixture(autouse=True)
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder is on the path; no setting of another channel is there."""
    toy_channel.put(tmp_path / "plugins")
    monkeypatch.syspath_prepend(tmp_path / "plugins")
    for name in ("AYNI_TELEGRAM_NAME", "AYNI_TELEGRAM_TOKEN", "AYNI_PUBLIC_URL"):
        monkeypatch.setenv(name, "")


def made(terminal: Terminal) -> str:
    done = terminal.ayni(
        *("fuente", "crear", "radio", "--nombre", "Radio comunal", "--como", "ana", "--json"), **ON
    )
    assert done.exit_code == 0, done.stderr
    return str(json.loads(done.stdout)["codigo"])


def test_its_readers_are_counted_and_may_be_chosen(terminal: Terminal) -> None:
    async def people(session: AsyncSession) -> None:
        await readers(session, 2, NOW, first=1, channel="paloma")
        await readers(session, 1, NOW, first=10, channel="web")

    terminal.do(people)

    def counted(*more: str) -> dict[str, int]:
        done = terminal.ayni("difusion", "contar", "--json", *more, **ON)
        assert done.exit_code == 0, done.stderr
        found: dict[str, int] = json.loads(done.stdout)["por_canal"]
        return found

    assert counted() == {"paloma": 2, "web": 1}
    assert counted("--canal", "paloma") == {"paloma": 2}
    refused = terminal.ayni("difusion", "contar", "--canal", "humo", **ON)
    assert "use telegram, web o paloma" in refused.stderr


def test_a_notice_must_fit_into_it_and_is_shown_as_it_shows_it(terminal: Terminal) -> None:
    draft = ("difusion", "crear", "--canal", "paloma", "--como", "ana", "--texto")

    long = terminal.ayni(*draft, "agua " * 60, **ON)
    assert "paloma acepta 300: acórtelo" in long.stderr
    done = terminal.ayni(*draft, "Se abrió el concurso.", **ON)
    assert done.exit_code == 0, done.stderr

    *_, shown = terminal.ayni("difusion", "vista", "1", **ON).stdout.split("╭─ paloma ")
    assert "[ Darme de baja ]" in shown, "it shows its choices without numbers"


def test_a_poster_leads_to_it_and_so_do_the_links(terminal: Terminal, tmp_path: Path) -> None:
    code = made(terminal)

    done = terminal.ayni(
        "afiche", code, "--carpeta", str(tmp_path / "afiches"), "--como", "ana", **ON
    )
    assert done.exit_code == 0, done.stderr
    (poster,) = (tmp_path / "afiches").glob("*.pdf")
    assert "Llama a la paloma blanca" in pdf_text(poster.read_bytes())

    link = f"https://paloma.example.pe/blanca/{code.replace('-', '')}"
    assert f"Paloma mensajera: {link}" in terminal.ayni("fuente", "ver", code, **ON).stdout
    (reach,) = json.loads(terminal.ayni("cobertura", "--por", "fuente", "--json", **ON).stdout)
    assert reach["enlace_paloma"] == link


def test_the_radio_says_how_to_call_it(terminal: Terminal) -> None:
    terminal.do(lambda session: a_concurso(session, NOW))

    assert "Llama a la paloma blanca." in terminal.ayni("guion", "2026-01", **ON).stdout
    silent = terminal.ayni("guion", "2026-01")
    assert "AYNI_TELEGRAM_NAME" in silent.stderr
    assert "AYNI_PALOMA_NAME" in silent.stderr


def test_the_doctor_says_whether_it_is_on(terminal: Terminal) -> None:
    def said(**environment: str) -> dict[str, str]:
        rows = json.loads(terminal.ayni("doctor", "--json", **environment).stdout)
        return {row["nombre"]: row["detalle"] for row in rows}

    assert said()["Paloma"] == "Apagado: falta AYNI_PALOMA_NAME"
    assert said(**ON)["Paloma"] == "vuela a http://127.0.0.1:8080"
