"""Accounts, priorities and places from the terminal."""

import json
from pathlib import Path

import pytest

from tests.admin_cli.conftest import Terminal
from tests.conftest import NOW
from tests.factories import an_aporte


@pytest.fixture
def empty(tmp_path: Path) -> Terminal:
    """A database that does not exist yet."""
    return Terminal(f"sqlite+aiosqlite:///{tmp_path}/nueva/ayni.db")


def test_the_first_account_is_made_on_a_database_that_did_not_exist(empty: Terminal) -> None:
    made = empty.ayni(
        "operador",
        "crear",
        "ana",
        "--nombre",
        "Ana Ejemplo",
        "--rol",
        "secretaria_tecnica",
        "--base-nueva",
    )
    assert made.exit_code == 0
    assert "AYNI_OPERADOR=ana" in made.stderr

    rows = json.loads(empty.ayni("operador", "listar", "--json", AYNI_OPERADOR="ana").stdout)
    assert [(row["usuario"], row["rol"], row["activa"]) for row in rows] == [
        ("ana", "secretaria_tecnica", True)
    ]


def test_a_mistyped_address_of_the_database_makes_nothing(empty: Terminal, tmp_path: Path) -> None:
    first = ("operador", "crear", "ana", "--nombre", "Ana", "--rol", "secretaria_tecnica")
    for words in (("cola",), ("doctor",), ("operador", "listar"), ("--help",), first):
        said = empty.ayni(*words)
        assert said.exit_code == (0 if words == ("--help",) else 1)
        assert words == ("--help",) or f"{tmp_path}/nueva/ayni.db" in said.output
    assert "--base-nueva" in empty.ayni("cola").stderr
    assert list(tmp_path.iterdir()) == []


def test_without_accounts_every_way_says_how_to_make_one(empty: Terminal) -> None:
    for words in (("operador", "listar"), ("siguiente",), ("siguiente", "--como", "ana")):
        assert "ayni operador crear" in empty.ayni(*words).stderr


def test_later_accounts_need_the_secretaria_tecnica(terminal: Terminal) -> None:
    new = ("operador", "crear", "eva", "--nombre", "Eva")

    assert terminal.ayni(*new, AYNI_OPERADOR="").exit_code == 1
    assert terminal.ayni(*new, "--como", "luis").exit_code == 1
    assert terminal.ayni(*new, "--como", "ana").exit_code == 0
    assert terminal.ayni(*new, "--como", "ana").exit_code == 1


def test_a_role_is_changed_and_an_account_put_out_of_use(terminal: Terminal) -> None:
    changed = terminal.ayni("operador", "rol", "luis", "--rol", "auditor", "--como", "ana")
    assert changed.exit_code == 0

    leave = ("operador", "desactivar", "luis", "--como", "ana")
    assert terminal.ayni(*leave).exit_code == 1  # nobody there to say yes
    assert terminal.ayni(*leave, "--yes").exit_code == 0
    listed = terminal.ayni("operador", "listar").stdout
    assert "desactivada" in listed
    assert "auditoría" in listed
    assert terminal.ayni("operador", "activar", "luis", "--como", "ana").exit_code == 0


def test_priorities_are_listed_and_explained(terminal: Terminal) -> None:
    rows = json.loads(terminal.ayni("prioridades", "listar", "--json").stdout)
    assert {"id", "nombre", "grupo", "descripcion", "reservada", "antes_parte_de"} == set(rows[0])

    shown = terminal.ayni("prioridades", "ver", "agua")
    assert "Agua potable y saneamiento" in shown.stdout
    assert terminal.ayni("prioridades", "ver", "aguaa_").exit_code == 3
    assert "reservada" in terminal.ayni("prioridades", "ver", "violencia").stdout


def test_places_are_understood_as_the_bot_does(terminal: Terminal) -> None:
    found = json.loads(terminal.ayni("lugares", "buscar", "taraco huancane", "--json").stdout)
    assert found["distritos"][0]["distrito"] == "Taraco"
    assert found["distritos"][0]["razon"] == "«taraco» es su nombre; «huancane» es su provincia"

    assert "Santa Rosa" in terminal.ayni("lugares", "buscar", "santa rosa").stdout
    nothing = terminal.ayni("lugares", "buscar", "zzzzzzzzzz")
    assert (nothing.stdout, nothing.exit_code) == ("", 0)


def test_places_are_imported_by_the_secretaria_tecnica(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "distritos.csv"
    file.write_text(
        "ubigeo,departamento,provincia,distrito,capital,lat,lon\n"
        "211199,Puno,San Román,Pueblo Nuevo de Prueba,,,\n",
        encoding="utf-8",
    )
    words = ("lugares", "importar", str(file), "--como")

    assert terminal.ayni(*words, "luis").exit_code == 1
    done = terminal.ayni(*words, "ana")
    assert done.exit_code == 0, done.stderr
    assert "Importados: 1" in done.stderr
    searched = terminal.ayni("lugares", "buscar", "Pueblo Nuevo de Prueba")
    assert "211199" in searched.stdout


def test_an_imported_district_is_a_filter_and_has_its_name(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "distritos.csv"
    file.write_text(
        "ubigeo,departamento,provincia,distrito\n211199,Puno,San Román,Pueblo Nuevo de Prueba\n",
        encoding="utf-8",
    )
    before = terminal.ayni("cola", "--distrito", "pueblo nuevo de prueba")
    assert before.exit_code == 3
    terminal.ayni("lugares", "importar", str(file), "--como", "ana")
    terminal.do(lambda session: an_aporte(session, NOW, ubigeo="211199"))

    listed = terminal.ayni("cola", "--distrito", "pueblo nuevo de prueba", "--json")
    assert [row["lugar"]["distrito"] for row in json.loads(listed.stdout)] == [
        "Pueblo Nuevo de Prueba"
    ]
    assert terminal.ayni("siguiente", "--region", "puno", "--como", "ana").exit_code == 0


def test_a_file_that_is_not_there_is_a_usage_error(terminal: Terminal) -> None:
    result = terminal.ayni("lugares", "importar", "no-hay.csv", "--como", "ana")

    assert result.exit_code == 2
    assert "no-hay.csv" in result.stderr
