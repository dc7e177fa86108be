"""The source of the product as the tests of the house read it."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PRODUCT = ("intake", "bot", "admin_cli")
ALL = (*PRODUCT, "tests", "bench", "tools")


def modules(*packages: str) -> list[str]:
    """Paths from the root, as they are said in a failure."""
    found = (path for package in packages for path in (ROOT / package).rglob("*.py"))
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


@cache
def tree(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"))
