"""Each rule stands in one place: nobody writes it again, and nobody goes round it."""

import ast
from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.house import PRODUCT, called, modules, tree

PARTS = {
    "indexing.follow": {"intake/listening/settling.py"},
    "postings.index": {"intake/listening/settling.py", "intake/sameness/indexing.py"},
    "postings.unindex": {"intake/sameness/indexing.py"},
    "needs.place": {"intake/listening/settling.py"},
    "needs.follow": {"intake/listening/settling.py"},
    "tagging.tag_new": {"intake/listening/settling.py"},
}
"""What follows a change of an aporte, and who alone does each part of it."""


def states_named_together(module: str) -> Iterator[tuple[frozenset[str], int]]:
    """The sets, lists and tuples of two states or more that a module writes out, with the line."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Set | ast.List | ast.Tuple):
            named = [each for each in node.elts if isinstance(each, ast.Attribute)]
            states = {name for name in map(ast.unparse, named) if "State." in name}
            if len(states) > 1:
                yield frozenset(states), node.lineno


def test_no_set_of_states_is_written_twice() -> None:
    found: dict[frozenset[str], list[str]] = defaultdict(list)
    for module in modules(*PRODUCT):
        for states, line in states_named_together(module):
            found[states].append(f"{module}:{line}")
    assert found
    assert {states: places for states, places in found.items() if len(places) > 1} == {}


@pytest.mark.parametrize("part", PARTS)
def test_what_follows_a_change_is_asked_for_as_one_call(part: str) -> None:
    assert {module for module in modules(*PRODUCT) if part in called(module)} == PARTS[part]


def test_only_one_module_walks_the_tree_of_merges() -> None:
    """Going on from one step to the next; a single step, to name it, is no walk."""
    found = {
        module
        for module in modules(*PRODUCT)
        for node in ast.walk(tree(module))
        if (isinstance(node, ast.While) and "merged_into_id" in ast.unparse(node))
        or (
            isinstance(node, ast.Call)
            and getattr(node.func, "attr", getattr(node.func, "id", "")).endswith("cte")
            and "merged_into_id" in ast.unparse(node)
        )
    }
    assert found == {"intake/store/merges.py"}


def test_the_domain_makes_no_buttons() -> None:
    """What a tap sends back is the conversation's own: the domain posts offers."""
    found = {
        module
        for module in modules("intake", "admin_cli")
        if any(call.split(".")[-1] == "Choice" for call in called(module))
    }
    assert found == {"intake/store/outgoing.py"}


def test_nothing_public_is_there_for_the_tests_alone() -> None:
    """A command of the terminal is used by being registered; a handler, by its type."""
    used = {
        name
        for module in modules(*PRODUCT, "bench", "tools")
        for node in ast.walk(tree(module))
        for name in (
            getattr(node, "id", None),
            getattr(node, "attr", None),
            getattr(node, "value", None) if isinstance(node, ast.Constant) else None,
        )
    }
    unused = {
        f"{module}: {node.name}"
        for module in modules(*PRODUCT)
        if not module.startswith(("intake/requests/handlers/", "intake/store/migrations/"))
        for node in tree(module).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if not node.decorator_list or isinstance(node, ast.ClassDef)
        if node.name not in used
    }
    assert unused == set()
