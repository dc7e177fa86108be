"""What the documents and the help tell people to type can be typed.

Each example is given as it stands to a database with something of everything, by somebody at the
keyboard. `tests/data/examples.yaml` says what its names are there, and what it needs first.
"""

import gzip
import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

import admin_cli.terminal.runner
from admin_cli.terminal import options
from admin_cli.terminal.exit_codes import ExitCode
from intake.words.calendar import LIMA
from tests.admin_cli import examples
from tests.admin_cli.cells import Cell, Filled, a_cell
from tests.admin_cli.examples import CUT, Command, Example
from tests.admin_cli.filled import LATER

DATA = Path(__file__).parent.parent / "data" / "examples.yaml"
YES_TO_ALL = "s\n" * 9


class Staging(BaseModel):
    """What an example needs, so that it can be given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    names: Mapping[str, str] = {}
    before: tuple[str, ...] = ()
    at: datetime | None = None
    settings: Mapping[str, str] = {}
    answers: str = YES_TO_ALL
    refused: str = ""

    @property
    def instant(self) -> datetime:
        """When it is given; the file says it in Lima's time."""
        return self.at.replace(tzinfo=LIMA) if self.at else LATER


class Stage(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    names: Mapping[str, str]
    staged: Mapping[str, Staging]

    def key_of(self, words: Sequence[str]) -> str:
        """The longest beginning that is staged; empty if none is."""
        beginnings = (" ".join(words[:count]) for count in range(len(words), 0, -1))
        return next((each for each in beginnings if each in self.staged), "")


STAGE = Stage.model_validate(yaml.safe_load(DATA.read_text("utf-8")))
COMMANDS = examples.commands()
EXAMPLES = [*examples.of_documents(), *examples.of_the_help()]


def _command_of(example: Example) -> Command:
    path: tuple[str, ...] = ()
    for word in example.words:
        if (*path, word) not in COMMANDS:
            break
        path = (*path, word)
    return COMMANDS[path]


def _is_mention(example: Example) -> bool:
    """Whether it names a command without giving it: a group, cut short, or only its options."""
    command = _command_of(example)
    rest = example.words[len(command.path) :]
    is_bare = example.is_inline and all(word.startswith("--") for word in rest)
    return command.is_group or CUT in rest or is_bare


def _found(name: str, words: Sequence[str]) -> int:
    """How many words, of those that come first, are this name; «K7F-3M6=…» begins with one."""
    if words[0] == name or words[0].startswith(f"{name}="):
        return 1
    several = name.split()
    return len(several) if len(several) > 1 and list(words[: len(several)]) == several else 0


def renamed(words: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """The same, with everything called as in the database; the first name that fits holds."""
    done: list[str] = []
    at = 0
    while at < len(words):
        fits = ((_found(name, words[at:]), name) for name in names)
        count, name = next(((count, name) for count, name in fits if count), (0, ""))
        if count > 1:
            done += names[name].split()
        elif count:
            done.append(words[at].replace(name, names[name], 1))
        else:
            done.append(words[at])
        at += count or 1
    return done


def _staging(example: Example) -> Staging:
    return STAGE.staged.get(STAGE.key_of(example.words), Staging())


def _as_given(example: Example) -> tuple[str, ...]:
    own = _staging(example).names
    return tuple(renamed(example.words, {**own, **STAGE.names, **own}))


MENTIONS = {example.words: example for example in EXAMPLES if _is_mention(example)}
GIVEN = {_as_given(example): example for example in EXAMPLES if not _is_mention(example)}
"""Each once, wherever it is said again, and under whatever code."""


def _put_files(folder: Path) -> None:
    """What the examples are given."""
    (folder / "aviso.txt").write_text("El MIDIS abrió un concurso. ¡Postula!", "utf-8")
    (folder / "presentacion.pdf").write_bytes(b"%PDF-1.4\n% agua\n")
    centres = "codigo_ccpp,nombre,ubigeo,lat,lon\n2106070001,TARACO,210607,-15.3,-69.98\n"
    (folder / "centros_poblados.csv").write_text(centres, "utf-8")
    with gzip.open(folder / "centros_poblados.csv.gz", "wt", encoding="utf-8") as file:
        file.write(centres)
    square = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]
    regions = [
        {
            "type": "Feature",
            "properties": {"code": f"{code:02}"},
            "geometry": {"type": "Polygon", "coordinates": square},
        }
        for code in range(1, 26)
    ]
    shapes = json.dumps({"type": "FeatureCollection", "features": regions})
    for name in ("departamentos.geojson", "peru_departamentos.geojson"):
        (folder / name).write_text(shapes, "utf-8")


@pytest.fixture(scope="session")
def stages() -> dict[str, Filled]:
    """What commands given first have left, to be copied in its turn."""
    return {}


@pytest.fixture
def cell(
    filled: Filled,
    stages: dict[str, Filled],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Cell:
    """The filled database as the example needs it, its files, and somebody at the keyboard."""
    staging = _staging(request.getfixturevalue("example"))
    monkeypatch.setattr(options, "can_ask", lambda: True)
    monkeypatch.setattr(admin_cli.terminal.runner, "utc_now", lambda: staging.instant)
    for name, value in staging.settings.items():
        monkeypatch.setenv(name, value)
    typed = "\n".join((*staging.before, *_as_given(request.getfixturevalue("example"))))
    key = f"{staging.at} {staging.before}"
    if staging.before and key not in stages:
        first = a_cell(filled, tmp_path / "antes", typed)
        monkeypatch.chdir(first.folder)
        for line in staging.before:
            done = first.type(shlex.split(line.format(**first.names)), "ana", YES_TO_ALL)
            assert done.exit_code == 0, f"{line}: {done.output} {done.exception!r}"
        stages[key] = replace(filled, file=first.folder / "ayni.db")
    cell = a_cell(stages.get(key, filled), tmp_path / "celda", typed)
    _put_files(cell.folder)
    monkeypatch.chdir(cell.folder)
    return cell


@pytest.mark.parametrize("example", GIVEN.values(), ids=str)
def test_an_example_can_be_typed(cell: Cell, example: Example) -> None:
    staging = _staging(example)
    words = [word.format(**cell.names) for word in _as_given(example)]

    result = cell.type(words, "ana", staging.answers)

    said = f"ayni {shlex.join(words)}\n{result.output} {result.exception!r}"
    if staging.refused:
        assert result.exit_code in {ExitCode.REFUSED, ExitCode.TAKEN}, said
        assert staging.refused in result.output, said
    else:
        assert result.exit_code == ExitCode.DONE, said


@pytest.mark.parametrize("example", MENTIONS.values(), ids=str)
def test_a_command_that_is_named_exists_with_its_options(example: Example) -> None:
    command = _command_of(example)
    options_named = {word for word in example.words if word.startswith("--")} - {"--help"}

    assert command.path or example.words in {("--help",), (CUT,)}
    assert options_named <= command.options


def test_nothing_is_staged_for_an_example_that_is_gone() -> None:
    typed = [example.words for example in EXAMPLES if not _is_mention(example)]
    used = {STAGE.key_of(words) for words in typed}
    assert set(STAGE.staged) - used == set()

    every = {"": STAGE.names} | {key: each.names for key, each in STAGE.staged.items()}
    unused = {
        (key, name)
        for key, names in every.items()
        for name in names
        if not any(
            _found(name, words[at:])
            for words in typed
            if key in {"", STAGE.key_of(words)}
            for at in range(len(words))
        )
    }
    assert unused == set()
