"""Every `ayni …` that the documents and the help show, and what each says."""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from typer.main import get_command
from typer.testing import CliRunner

from admin_cli.app import app
from tests.house import DOCUMENTS, ROOT

CUT = "…"
"""Alone among the words, it says that the example goes on."""
_TYPED = re.compile(r"^\s*[$#] (?:sudo .* && )?(?:\S*/)?ayni (?P<words>.*?)'?(?:\s+# .*)?$")
_INLINE = re.compile(r"`(?:AYNI_\w+=\S+ )?ayni (?P<words>[^`<]+)`")
_SHOWN = re.compile(r"^ +ayni (?P<words>.*)$")


@dataclass(frozen=True)
class Example:
    """What somebody is told to type after `ayni`, and where."""

    words: tuple[str, ...]
    place: str
    is_inline: bool = False
    """It stands within a sentence, which may name a command without giving it whole."""

    def __str__(self) -> str:
        return f"{self.place}: ayni {shlex.join(self.words)}"


@dataclass(frozen=True)
class Command:
    """One that exists: its path, and the options it takes."""

    path: tuple[str, ...]
    options: frozenset[str]
    is_group: bool


@cache
def commands() -> Mapping[tuple[str, ...], Command]:
    """Each that discovery finds, groups too, by its path."""
    return {each.path: each for each in _commands(get_command(app), ())}


def _commands(command: Any, path: tuple[str, ...]) -> Iterator[Command]:
    context = command.context_class(command)
    names = command.list_commands(context) if hasattr(command, "list_commands") else []
    options = {flag for each in command.get_params(context) for flag in each.opts}
    yield Command(path, frozenset(options), is_group=bool(names))
    for name in names:
        yield from _commands(command.get_command(context, name), (*path, name))


def of_documents() -> list[Example]:
    """Those that a document shows as typed, in its blocks, and those within its sentences."""
    return [example for document in DOCUMENTS for example in _of_document(document)]


def _of_document(document: Path) -> Iterator[Example]:
    is_block = False
    for number, line in enumerate(document.read_text("utf-8").splitlines(), start=1):
        if line.lstrip().startswith("```"):
            is_block = not is_block
        for found in (_TYPED if is_block else _INLINE).finditer(line):
            words = tuple(shlex.split(found["words"].split(" > ")[0]))
            place = f"{document.relative_to(ROOT)}:{number}"
            yield Example(words, place, is_inline=not is_block)


def of_the_help() -> list[Example]:
    """The lines under «Ejemplo:» of every command."""
    return [
        Example(tuple(shlex.split(words.split(" > ")[0])), f"ayni {' '.join(path)} --help")
        for path in commands()
        if path
        for words in shown_under_example(path)
    ]


def shown_under_example(path: tuple[str, ...]) -> list[str]:
    """What the help of a command gives as examples, without `ayni`."""
    shown = CliRunner().invoke(app, [*path, "--help"]).output
    _, _, after = shown.partition("Ejemplo:\n")
    lines = after.split("\n\n")[0].splitlines()
    return [found["words"] for line in lines if (found := _SHOWN.match(line))]
