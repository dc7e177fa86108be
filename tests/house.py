"""The checkout: where it is, what is in it, its documents, and its source as tests read it."""

import ast
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PRODUCT = ("intake", "bot", "admin_cli")
ALL = (*PRODUCT, "tests", "bench", "tools")
DOCUMENTS = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
)


@cache
def _listed() -> tuple[str, ...] | None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        return None
    names = (name for name in listed.stdout.decode().split("\0") if name)
    return tuple(name for name in names if (ROOT / name).is_file())


def files() -> tuple[str, ...]:
    """Every file that git knows or would take, from the root; skips a test where git is not."""
    found = _listed()
    if found is None:
        pytest.skip("no es un repositorio de git")
    return found


def folders() -> set[str]:
    """Every folder in which one of those files is, however deep."""
    parents = (parent for name in files() for parent in Path(name).parents)
    return {parent.as_posix() for parent in parents} - {"."}


def modules(*packages: str) -> list[str]:
    """Paths from the root, as they are said in a failure."""
    found = (path for package in packages for path in (ROOT / package).rglob("*.py"))
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


@cache
def tree(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"))


@cache
def called(module: str) -> tuple[str, ...]:
    """The functions that a module calls, as they are written there."""
    calls = (node for node in ast.walk(tree(module)) if isinstance(node, ast.Call))
    return tuple(ast.unparse(node.func) for node in calls)
