"""CONTRIBUTING's recipes, followed to the letter in a copy of the house.

A block of code that names a file is what a recipe puts there: a new file, lines at the end of one
that exists, or (`diff`) lines in the place of others. All are put in; the tests that they bring are
run, and those of the house that find new things unasked.
"""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house import ROOT

RECIPES = ROOT / "CONTRIBUTING.md"
PARTS = ("admin_cli", "bench", "bot", "intake", "tests", "tools", "pyproject.toml", "README.md")
FOLLOWED = ("A triage action", "A command of the terminal", "A document", "A priority")
_BLOCK = re.compile(
    r"^```(?P<kind>\w+) (?P<path>\S+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_MIGRATION = re.compile(r"^\$ make migration name=\"(?P<name>.*)\"$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """What a recipe puts into one file."""

    kind: str
    path: str
    text: str

    def put(self, root: Path) -> None:
        """As somebody who follows the recipe would."""
        path = root / self.path
        if self.kind == "diff":
            before = path.read_text("utf-8")
            assert before.count(self._side("-")) == 1, f"{self.path} has changed: mend the recipe"
            path.write_text(before.replace(self._side("-"), self._side("+")), "utf-8")
        elif path.exists():
            gap = "\n\n" if path.suffix == ".py" else ""
            path.write_text(path.read_text("utf-8") + gap + self.text, "utf-8")
        else:
            path.write_text(self.text, "utf-8")

    def _side(self, sign: str) -> str:
        lines = self.text.splitlines(keepends=True)
        return "".join(line[1:] for line in lines if line[0] in {" ", sign})


def sections() -> dict[str, str]:
    """What CONTRIBUTING says under each ### heading."""
    parts = re.split(r"^### (.+)\n", RECIPES.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def blocks(section: str) -> list[Block]:
    """The files of one recipe, in its order."""
    found = _BLOCK.finditer(sections()[section])
    return [Block(each["kind"], each["path"], each["text"]) for each in found]


def run(root: Path, *words: str) -> str:
    """Python in the copy, not in this checkout; what it says."""
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pytest_in(root: Path, *words: str) -> str:
    """The tests of the copy, on SQLite, and their litter in it."""
    place = ("-p", "no:cacheprovider", f"--basetemp={root / 'tmp'}")
    return run(root, "pytest", "-q", "-m", "not postgres", *place, *words)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of what recipes touch and run."""
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tmp_path / part)
        else:
            shutil.copy(ROOT / part, tmp_path / part)
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("images"))
    shutil.copy(RECIPES, tmp_path)
    return tmp_path


def test_what_the_recipes_add_is_found_and_works(house: Path) -> None:
    put = [block for section in FOLLOWED for block in blocks(section)]
    for block in put:
        block.put(house)
    new = [block.path for block in put if Path(block.path).name.startswith("test_")]
    names = [Path(path).stem.removeprefix("test_") for path in new]
    unasked = ("tests/admin_cli/test_help.py", "tests/admin_cli/test_permissions.py")
    python = sorted({block.path for block in put if block.path.endswith(".py")})

    run(house, "ruff", "format", "--check", *python)
    run(house, "ruff", "check", *python)
    said = pytest_in(house, "-rA", "-k", " or ".join(names), *new, *unasked)

    for name in ("anotar", "indizados", "documento indizados"):
        assert f"test_each_has_help_with_an_example[{name}]" in said
        assert f"test_who_may_give_a_command_and_who_may_not[{name}" in said
    assert all(f"PASSED {path}" in said for path in new)


def test_the_recipe_of_a_migration_writes_one_that_runs(house: Path) -> None:
    recipe = sections()["A migration"]
    for block in blocks("A migration"):
        block.put(house)
    name = _MIGRATION.search(recipe)
    assert name
    versions = house / "intake/store/migrations/versions"
    before = set(versions.glob("*.py"))

    run(house, "tools.new_migration", name["name"])

    (written,) = set(versions.glob("*.py")) - before
    assert "batch_op.add_column(sa.Column('language'" in written.read_text("utf-8").replace(
        '"', "'"
    )
    head = house / "intake/store/migrations/__init__.py"
    number = written.name.split("_")[0]
    head.write_text(re.sub(r'HEAD = "\d+"', f'HEAD = "{number}"', head.read_text("utf-8")), "utf-8")
    checks = ("an_empty_database_gets_the_tables_of_the_models", "head_is_what_alembic_says")
    pytest_in(house, *(f"tests/intake/store/test_schema.py::test_{check}" for check in checks))


@pytest.mark.parametrize("section", [*FOLLOWED, "A migration"])
def test_each_recipe_shows_its_files(section: str) -> None:
    assert blocks(section)
