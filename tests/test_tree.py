"""The tree that the README prints is the tree on disk, and no room of it is too full."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.house import PRODUCT, ROOT, files, folders

ALL = (*PRODUCT, "tests", "bench", "tools", "docs")
MOST_IN_INTAKE = 24
MOST_MODULES = 20
SAID_ONCE = "rules"
"""A folder of this name is said once for all the rooms that have one."""
_LINE = re.compile(r"^(?P<indent> *)(?P<name>\S+)/ {2,}(?P<what>\S.*)$")


def _printed() -> Iterator[str]:
    """The folders of the block under «The house», each as a path from the root."""
    section = (ROOT / "README.md").read_text("utf-8").split("\n## The house\n")[1]
    block = section.split("```\n")[1]
    above: list[str] = []
    for line in block.splitlines():
        found = _LINE.match(line)
        assert found, f"a folder, two spaces, what it is: {line!r}"
        above = [*above[: len(found["indent"]) // 2], found["name"]]
        yield "/".join(above)


PRINTED = list(_printed())


def test_each_room_is_printed_once() -> None:
    assert [name for name, count in Counter(PRINTED).items() if count > 1] == []
    rooms = {each for each in folders() if each.count("/") == 1 and each.split("/")[0] in ALL}

    assert {each for each in PRINTED if each.count("/") == 1} == rooms
    assert {each for each in PRINTED if "/" not in each} == set(ALL)


def test_a_room_that_shows_one_of_its_folders_shows_all() -> None:
    shown = {each for each in PRINTED if each.count("/") == 2}
    opened = {str(Path(each).parent) for each in shown}
    inside = {each for each in folders() if str(Path(each).parent) in opened}

    assert shown == {each for each in inside if Path(each).name != SAID_ONCE}


def test_the_rooms_of_intake_are_printed_in_the_order_in_which_they_build_on_each_other() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (layers,) = (
        each["layers"] for each in contracts["contracts"] if "intake" in each.get("containers", ())
    )
    order = [f"intake/{room}" for layer in layers for room in layer.split(" | ")]
    order.append(order.pop(order.index("intake/data")))  # read by all of them

    printed = [each for each in PRINTED if each.startswith("intake/") and each.count("/") == 1]
    assert printed == [each for each in order if each in printed]


def test_few_things_stand_directly_under_intake() -> None:
    entries = {Path(name).parts[1] for name in files() if name.startswith("intake/")}
    entries = {name for name in entries if not name.startswith("__") and name != "data"}

    assert len(entries) <= MOST_IN_INTAKE, sorted(entries)


def test_no_folder_of_the_product_has_too_many_modules() -> None:
    modules = Counter(
        Path(name).parent.as_posix()
        for name in files()
        if name.startswith(PRODUCT) and name.endswith(".py") and "/__" not in name
    )
    del modules["admin_cli/commands"]  # one file a command
    assert {name: count for name, count in modules.items() if count > MOST_MODULES} == {}
