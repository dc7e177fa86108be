"""Whatever can be asked for has its handler, and whoever asks knows every answer."""

import importlib
import inspect
from dataclasses import fields, is_dataclass
from typing import get_args, get_type_hints

from intake.requests.commands import Command, Result
from intake.requests.handlers import all_handlers
from tests.house import ROOT

COMMANDS, RESULTS = set(get_args(Command)), set(get_args(Result))


def rooms() -> list[str]:
    """The modules in which a room says what can be asked of it."""
    found = sorted((ROOT / "intake").glob("*/commands.py"))
    return [f"intake.{each.parent.name}.commands" for each in found]


def named_in(annotation: object) -> set[type]:
    """The classes that an annotation names, however deep."""
    inside = {each for part in get_args(annotation) for each in named_in(part)}
    return inside | ({annotation} if isinstance(annotation, type) else set())


def parts_of(kinds: set[type]) -> set[type]:
    """The dataclasses that these hold, and those that they hold."""
    held = {
        each
        for kind in kinds
        if is_dataclass(kind)
        for field in fields(kind)
        for each in named_in(get_type_hints(kind)[field.name])
        if is_dataclass(each)
    }
    return held | parts_of(held) if held else held


def test_every_command_has_exactly_one_handler() -> None:
    assert set(all_handlers()) == COMMANDS


def test_every_answer_of_a_handler_is_among_the_results() -> None:
    for command, handler in all_handlers().items():
        answers = get_type_hints(handler)["return"]
        assert (set(get_args(answers)) or {answers}) <= RESULTS, command.__name__


def test_what_a_room_says_can_be_asked_is_asked_or_answered_or_a_part_of_that() -> None:
    known = COMMANDS | RESULTS | parts_of(COMMANDS | RESULTS)
    said = {
        kind
        for room in rooms()
        for _, kind in inspect.getmembers(importlib.import_module(room), is_dataclass)
        if kind.__module__ == room
    }
    assert len(said) > len(COMMANDS)
    assert said - known == set()
