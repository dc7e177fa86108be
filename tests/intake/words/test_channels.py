"""What channels declare is read without importing them; a file that is not in order says where."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import admin_cli
import intake
from intake.errors import DataFileError
from intake.settings import Settings
from intake.words.channels import declared, names
from tests import toy_channel

_NAMES = re.compile(r"telegram|whatsapp|webchat|paloma", re.IGNORECASE)
_MAY = {
    "intake/settings.py": "the settings of the channels that come with the program",
    "intake/reading/rules/leaving.py": "words that people write when they want no more news",
}
_DECLARES = """name: humo
label: Señales de humo
place: 9
message: {limit: 300, numbered: false}
"""


def declare(folder: Path, text: str) -> Path:
    """A channel of which there is only the declaration."""
    file = folder / "bot" / "channels" / "humo" / "channel.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_the_channels_of_the_program_in_their_order() -> None:
    assert names() == ("telegram", "web")
    assert {each.name for each in declared() if each.switch} == {"telegram"}


def test_they_are_read_without_importing_the_bot() -> None:
    code = (
        "import sys; from intake.words.channels import names; print(*names()); "
        "print(any(name.split('.')[0] in {'bot', 'telegram'} for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["telegram", "web", "False"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("label: Señales de humo\n", ""), "label: falta"),
        (("place: 9", "place: 9\ncolour: gris"), "colour: no se conoce ese campo"),
        (("limit: 300", "limit: 3"), "message.limit: no vale"),
        (("name: humo", "name: De Humo"), "name: no vale"),
        (("name: humo", "name: web"), "Dos canales se llaman «web»"),
        (("name: humo", "name: [humo"), "no es YAML"),
        (
            (
                "place: 9",
                "place: 9\ndoor: {setting: humo, what: cerro, link: 'https://a.pe', by_hand: mira}",
            ),
            "le falta {code}",
        ),
        (
            (
                "place: 9",
                "place: 9\ndoor: {setting: humo, what: cerro, link: '{code}', by_hand: '{cerro}'}",
            ),
            "no puede llevar {cerro}",
        ),
    ],
)
def test_a_declaration_that_is_not_in_order_says_what_is_wrong(
    changed: tuple[str, str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = declare(tmp_path, _DECLARES.replace(*changed))
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(DataFileError, match=re.escape(said)) as refused:
        declared()
    assert file.name in str(refused.value)


def test_one_that_is_in_order_is_found_and_is_on_without_a_switch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(tmp_path, _DECLARES)
    monkeypatch.syspath_prepend(tmp_path)

    assert names() == ("telegram", "web", "humo")
    assert Settings.load(_env_file=None).channels == {"web", "humo"}


def test_a_setting_that_nobody_defines_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(tmp_path, f"{_DECLARES}switch: humo_nombre\n")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(DataFileError, match=r"«humo» nombra .* humo_nombre"):
        Settings.load(_env_file=None)


def test_its_own_settings_are_read_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    toy_channel.put(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    assert Settings.load(_env_file=None).channels == {"web"}

    (tmp_path / "own.env").write_text("AYNI_PALOMA_NAME=gris\n", encoding="utf-8")
    from_file = Settings.load(_env_file=tmp_path / "own.env")
    monkeypatch.setenv("AYNI_PALOMA_NAME", "blanca")
    from_environment = Settings.load(_env_file=None)

    assert from_file.value("paloma_name") == "gris"
    assert from_environment.value("paloma_name") == "blanca"
    assert from_environment.channels == {"web", "paloma"}
    assert from_environment.doors.link("K7F3MX") == "https://paloma.example.pe/blanca/K7F3MX"


def test_no_other_module_of_the_domain_nor_of_the_terminal_names_a_channel() -> None:
    root = Path(intake.__path__[0]).parent
    files = [
        file
        for package in (intake, admin_cli)
        for file in sorted(Path(package.__path__[0]).rglob("*.py"))
    ]
    naming = {
        str(file.relative_to(root))
        for file in files
        if any(map(_is_a_name, _said_in(ast.parse(file.read_text(encoding="utf-8")))))
    }
    assert naming == set(_MAY)


def _is_a_name(said: str) -> bool:
    return said == "web" or _NAMES.search(said) is not None


def _said_in(tree: ast.AST) -> list[str]:
    """The names that are used and the texts, docstrings aside."""
    nodes = list(ast.walk(tree))
    docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    found = []
    for node in nodes:
        match node:
            case ast.Constant(value=str(text)) if id(node) not in docstrings:
                found.append(text)
            case ast.Name(id=name) | ast.Attribute(attr=name):
                found.append(name)
    return found
