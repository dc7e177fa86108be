"""The one way out to the terminal: what commands a terminal, or turns a line around, does not pass.

Names of files, media types and texts come from people. Told to a terminal as they are, they could
move its cursor, change its title or hide what a command says. Every write to stdout and stderr
goes through here; colours of our own are put on behind it, by rich.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO, cast

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook, RenderResult
from rich.segment import Segment

# Whole sequences first: without their ESC, the rest of them would stand there as words.
_SEQUENCES = re.compile(
    "(?:\x1b\\]|\x9d)[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\\\|\x9c)?"  # OSC: titles, links, clipboard
    "|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x1b\x9c\n]*(?:\x1b\\\\|\x9c)?"  # DCS, SOS, PM, APC
    "|(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI: colours, cursor
    "|\x1b[ -/]*[0-~]?"
)
_TURNS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks that change the direction in which a line is read."""
_CONTROLS = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_TURNS}]")
"""These, and all controls but the end of a line and the tab."""


def harmless(text: str) -> str:
    """Give the text without controls (C0, C1), their sequences, and marks of direction."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return _CONTROLS.sub("", _SEQUENCES.sub("", text))


def harmless_json(written: str) -> str:
    """Escape those signs in JSON: nothing of the data is lost."""
    return _CONTROLS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", written)


class HarmlessStream:
    """A stream of text that lets no control pass; in all else it is the one behind it."""

    def __init__(self, behind: TextIO) -> None:
        self.behind = behind

    def write(self, text: str) -> int:
        """Write what may be shown; as many signs as were given are reported as written."""
        self.behind.write(harmless(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write each of them, in order."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> object:
        """Give its encoding, its file descriptor, whether it is a terminal, as the one behind does.

        But for its bytes: click would write to these where it does not like the encoding.
        """
        if name == "buffer":
            raise AttributeError(name)
        return getattr(self.behind, name)


@contextmanager
def guarded() -> Iterator[None]:
    """Let stdout and stderr pass nothing harmful while the block lasts."""
    out, err = sys.stdout, sys.stderr
    sys.stdout = cast(TextIO, HarmlessStream(out))
    sys.stderr = cast(TextIO, HarmlessStream(err))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = out, err


class _Harmless(RenderHook):
    """Cleans what rich is given before it adds the colours."""

    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        """Give each as segments without controls."""
        return [_Cleaned(each) for each in renderables]


class _Cleaned:
    def __init__(self, inner: ConsoleRenderable) -> None:
        self._inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for text, style, control in console.render(self._inner, options):
            yield Segment(text if control else harmless(text), style, control)


def console(*, stderr: bool = False) -> Console:
    """Open a console of rich. Nothing that people wrote is read as markup, or reaches it raw."""
    stream = sys.stderr if stderr else sys.stdout
    made = Console(
        file=getattr(stream, "behind", stream), markup=False, highlight=False, emoji=False
    )
    made.push_render_hook(_Harmless())
    return made
