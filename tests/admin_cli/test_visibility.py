"""Sources, posters, the radio script and coverage, as they are typed."""

import csv
import json
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from intake.store.models import Person
from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.factories import a_person
from tests.intake.outreach.calls import a_concurso

DOORS = {"AYNI_TELEGRAM_NAME": "AyniEscuchaBot", "AYNI_PUBLIC_URL": "https://escucha.example.pe"}


def made(terminal: Terminal, *words: str) -> str:
    """The code of a new source."""
    done = terminal.ayni("fuente", "crear", *words, "--como", "ana", "--json", **DOORS)
    assert done.exit_code == 0, done.stderr
    return str(json.loads(done.stdout)["codigo"])


def shapes(folder: Path) -> Path:
    """Two squares: Puno and Lima."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": code},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, -15], [x + 2, -15], [x + 2, -13], [x, -13], [x, -15]]],
            },
        }
        for code, x in (("21", -71), ("15", -77))
    ]
    path = folder / "formas.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def somebody_of_taraco(terminal: Terminal, code: str = "") -> None:
    async def work(session: AsyncSession) -> Person:
        person = await a_person(session, NOW)
        person.ubigeo, person.referral = "210607", code.replace("-", "") or None
        return person

    terminal.do(work)


def test_a_source_is_made_listed_and_seen_with_its_links(terminal: Terminal) -> None:
    code = made(terminal, "tambo", "--nombre", "Tambo de Taraco", "--distrito", "210607")
    somebody_of_taraco(terminal, code)

    listed = terminal.ayni("fuente", "listar", **DOORS)
    seen = json.loads(terminal.ayni("fuente", "ver", code, "--json", **DOORS).stdout)

    assert "Tambo de Taraco" in listed.stdout
    assert "Taraco, Huancané, Puno" in listed.stdout
    bare = code.replace("-", "")
    assert seen["personas"] == 1
    assert seen["enlace_telegram"] == f"https://t.me/AyniEscuchaBot?start={bare}"
    assert seen["enlace_web"] == f"https://escucha.example.pe/?de={bare}"
    assert "Llegaron 1 persona" in terminal.ayni("fuente", "ver", code, **DOORS).stdout


def test_who_only_reads_makes_no_source(terminal: Terminal) -> None:
    done = terminal.ayni("fuente", "crear", "radio", "--nombre", "Radio", "--como", "rosa")
    assert done.exit_code == 1
    assert terminal.ayni("fuente", "ver", "K7F-3MX").exit_code == 3


def test_posters_are_written_for_a_code_and_for_a_district(
    terminal: Terminal, tmp_path: Path
) -> None:
    code = made(terminal, "escuela", "--nombre", "Escuela de Taraco", "--distrito", "210607")
    for words in ((code,), ("--ubigeo", "210607"), ("--departamento", "puno")):
        folder = tmp_path / "afiches" / words[-1]
        done = terminal.ayni("afiche", *words, "--carpeta", str(folder), "--como", "luis", **DOORS)
        assert done.exit_code == 0, done.stderr
        names = sorted(path.name for path in folder.iterdir())
        stem = f"210607-escuela-de-taraco-{code.replace('-', '')}"
        assert names == [f"{stem}.pdf", f"{stem}.png"]


def test_every_municipality_of_a_department_gets_its_poster(
    terminal: Terminal, tmp_path: Path
) -> None:
    words = ("afiche", "--municipalidades", "callao", "--carpeta", str(tmp_path / "a"))
    done = terminal.ayni(*words, "--como", "ana", **DOORS)

    assert done.exit_code == 0, done.stderr
    assert len(list((tmp_path / "a").glob("*.pdf"))) == 7
    assert len(json.loads(terminal.ayni("fuente", "listar", "--json").stdout)) == 7


def test_a_poster_that_leads_nowhere_names_the_setting(terminal: Terminal) -> None:
    code = made(terminal, "radio", "--nombre", "Radio comunal")
    done = terminal.ayni("afiche", code, "--como", "ana")
    assert done.exit_code != 0
    assert "AYNI_TELEGRAM_NAME" in done.stderr


def test_a_poster_says_what_it_lacks(terminal: Terminal) -> None:
    assert terminal.ayni("afiche", "--como", "ana", **DOORS).exit_code == 2
    none = terminal.ayni("afiche", "--ubigeo", "210607", "--como", "ana", **DOORS)
    assert none.exit_code == 3
    assert "--municipalidades" in none.stderr


def test_the_script_is_read_in_half_a_minute(terminal: Terminal) -> None:
    terminal.do(lambda session: a_concurso(session, NOW))

    plain = terminal.ayni("guion", "2026-01", **DOORS)
    spoken = json.loads(
        terminal.ayni(
            "guion", "2026-1", "--fuente", "Radio comunal", "--como", "ana", "--json", **DOORS
        ).stdout
    )

    assert "Ideas contra la anemia" in plain.stdout
    assert "segundos" in plain.stderr
    assert 70 <= spoken["palabras"] <= 80
    assert "Radio comunal" in terminal.ayni("fuente", "ver", spoken["fuente"]).stdout
    assert terminal.ayni("guion", "2026-07", **DOORS).exit_code == 3


def test_coverage_is_told_by_region_by_source_by_month_and_as_files(
    terminal: Terminal, tmp_path: Path
) -> None:
    code = made(terminal, "feria", "--nombre", "Feria de Huancané")
    somebody_of_taraco(terminal, code)

    table = terminal.ayni("cobertura").stdout
    whole = json.loads(terminal.ayni("cobertura", "--json").stdout)
    table_file = tmp_path / "c.csv"
    assert terminal.ayni("cobertura", "--csv", str(table_file)).exit_code == 0

    assert "1 de 110" in table
    assert (whole["municipalidades"], whole["alcanzadas"], whole["escribieron"]) == (1891, 1, 1)
    rows = list(csv.DictReader(table_file.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert len(rows) == 1891
    assert [row["distrito"] for row in rows if row["escribieron"] == "1"] == ["Taraco"]
    assert "Feria de Huancané" in terminal.ayni("cobertura", "--por", "fuente").stdout
    silent = json.loads(terminal.ayni("cobertura", "--silenciosos", "--json").stdout)
    assert len(silent) == 50
    months = json.loads(terminal.ayni("cobertura", "--meses", "3", "--json").stdout)
    assert len(months) == 3
    none = json.loads(terminal.ayni("cobertura", "--hasta", "2026-11-22", "--json").stdout)
    assert none["alcanzadas"] == 0


@pytest.mark.parametrize("ending", ["png", "pdf"])
def test_the_map_is_drawn_from_the_file_that_is_given(
    terminal: Terminal, tmp_path: Path, ending: str
) -> None:
    somebody_of_taraco(terminal)
    out = tmp_path / f"mapa.{ending}"
    done = terminal.ayni("cobertura", "--mapa", str(out), "--formas", str(shapes(tmp_path)))

    assert done.exit_code == 0, done.stderr
    assert out.read_bytes()[:4] in {b"\x89PNG", b"%PDF"}


def test_a_map_without_shapes_says_what_file_is_wanted(terminal: Terminal, tmp_path: Path) -> None:
    wrong = tmp_path / "otro.json"
    wrong.write_text("{}", "utf-8")
    out = str(tmp_path / "mapa.png")

    lacking = terminal.ayni("cobertura", "--mapa", out)
    spoilt = terminal.ayni("cobertura", "--mapa", out, "--formas", str(wrong))

    for done in (lacking, spoilt):
        assert done.exit_code != 0
        assert "GeoJSON" in done.stderr
    assert terminal.ayni("cobertura", "--mapa", str(tmp_path / "m.gif")).exit_code == 2
