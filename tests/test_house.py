"""The rules of the house that no linter knows: where things may stand, and how long they may be."""

import ast
import re
from collections import Counter

import pytest

from tests.house import ALL, PRODUCT, ROOT, called, files, modules, tree

LONGEST_MODULE = 450
LONGEST_FUNCTION = 50
CATCH_ALL = {"bot/inbox/worker.py", "bot/outbox/delivery.py", "bot/web/server.py"}
"""One update, one delivery, one web request."""
_MIGRATIONS = "intake/store/migrations/versions/"
_WAITS = {"tests/running.py", "tests/bot/outbox/test_pace.py"}
"""The one that looks now and then; and a clock that jumps over its waits."""
_A_TEST = re.compile(r"(tests|bench)\.(\w+\.)*test_")


def where(module: str, *, call: str) -> int:
    """How many calls of something that ends with this name: `commit`, `datetime.now`."""
    return sum(name == call or name.endswith(f".{call}") for name in called(module))


def catches_everything(module: str) -> int:
    """`except:`, `except Exception` and `except BaseException` that do not raise again."""
    handlers = (node for node in ast.walk(tree(module)) if isinstance(node, ast.ExceptHandler))
    broad = [
        handler
        for handler in handlers
        if handler.type is None or ast.unparse(handler.type) in {"Exception", "BaseException"}
    ]
    raises = (
        isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None
        for handler in broad
    )
    return len(broad) - sum(raises)


def test_only_a_transaction_commits() -> None:
    found = {module for module in modules(*PRODUCT) if where(module, call="commit")}
    assert found <= {"intake/store/db.py"}


def test_everything_is_caught_in_three_places_alone() -> None:
    found = Counter({module: catches_everything(module) for module in modules(*PRODUCT)})
    assert {module for module, number in found.items() if number} <= CATCH_ALL


def test_only_the_clock_reads_the_clock() -> None:
    names = (
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "time.time",
        "monotonic",
    )
    found = {
        module for module in modules(*PRODUCT) if any(where(module, call=name) for name in names)
    }
    assert found <= {"intake/clock.py"}


def test_only_settings_reads_the_environment() -> None:
    words = re.compile(r"\bos\.(environ|getenv|putenv)\b|from os import .*\benviron\b")
    found = {
        module
        for module in modules(*PRODUCT)
        if words.search((ROOT / module).read_text(encoding="utf-8"))
    }
    assert found <= {"intake/settings.py"}


@pytest.mark.parametrize("package", ALL)
def test_no_module_is_too_long(package: str) -> None:
    lengths = {
        module: len((ROOT / module).read_text(encoding="utf-8").splitlines())
        for module in modules(package)
        if not module.startswith(_MIGRATIONS)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


@pytest.mark.parametrize("package", ALL)
def test_no_function_is_too_long(package: str) -> None:
    lengths = {
        f"{module}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for module in modules(package)
        if not module.startswith(_MIGRATIONS)
        for node in ast.walk(tree(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("package", ALL)
def test_every_module_says_what_it_is_for(package: str) -> None:
    silent = {
        module
        for module in modules(package)
        if tree(module).body and not ast.get_docstring(tree(module))
    }
    assert silent == set()


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    """Home and work folders; a public path such as /usr/lib or /tmp is fine."""
    place = re.compile(rb"(?<![\w.:/-])/(?:home|root|work|Users|tmp/w)/\w")
    found = {
        name: place.findall(content) for name in files() if (content := (ROOT / name).read_bytes())
    }
    assert {name: places for name, places in found.items() if places} == {}


def test_tests_import_helpers_and_never_another_test() -> None:
    found = {
        module: names
        for module in modules("tests", "bench", "tools")
        if (names := [name for name in imported(module) if _A_TEST.match(name)])
    }
    assert found == {}


def imported(module: str) -> list[str]:
    """Modules that it imports, wherever in it."""
    names = []
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
        elif isinstance(node, ast.Import):
            names += [each.name for each in node.names]
    return names


def test_no_test_clears_what_the_product_keeps() -> None:
    """A test that needs another value gives it; a cache that must be cleared has a wrong key."""
    clearing = {module for module in modules("tests") if where(module, call="cache_clear")}
    assert clearing == set()


def test_no_test_reads_the_day_from_the_calendar() -> None:
    """`utc_now` gives instants for what is measured against the real clock; dates are stated."""
    names = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today")
    found = {module for module in modules("tests") if any(where(module, call=n) for n in names)}
    assert found == set()


def test_no_test_waits_for_time_to_pass() -> None:
    """A wait ends with what it waits for, and absence is proved by what comes after it."""
    found = {
        module: lines
        for module in modules("tests")
        if module not in _WAITS and (lines := fixed_sleeps(tree(module)))
    }
    assert found == {}


def fixed_sleeps(module: ast.Module) -> list[int]:
    """Lines that sleep for a stated time above nothing."""
    return [
        node.lineno
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and re.search(r"\bsleep$", ast.unparse(node.func))
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value != 0
    ]


@pytest.mark.parametrize(
    ("code", "is_one"),
    [
        ("await asyncio.sleep(0.5)", True),
        ("time.sleep(2)", True),
        ("sleep(1)", True),
        ("await asyncio.sleep(0)", False),
        ("await asyncio.sleep(latency)", False),
        ("await line.asleep(5)", False),
    ],
)
def test_a_sleep_of_a_stated_time_is_seen(code: str, *, is_one: bool) -> None:
    assert bool(fixed_sleeps(ast.parse(code, mode="exec"))) is is_one
