"""What a document is made of, whatever file it becomes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_LINE = 88  # letters of a table that go side by side on a page
_SIGNATURE = 24
_SHORT = 12  # rows
Align = Literal["left", "right", "center"]
SIGNED = "Firma"
"""A column with this header is signed by hand: its rows are tall."""
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """The text without what no document may hold: control characters and half pairs."""
    return "".join(sign for sign in _NOT_IN_XML.sub("", text) if ord(sign) & 0xFFFE != 0xFFFE)


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one hand."""

    text: str
    bold: bool = False
    italic: bool = False

    def __post_init__(self) -> None:
        """Whatever file it becomes, it can be written."""
        object.__setattr__(self, "text", printable(self.text))


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """Level 1 is the title of the document."""

    level: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class ListItem:
    """One point of a list; `number` is None for a bullet, `depth` 0 for the outermost."""

    runs: Runs
    number: int | None
    depth: int


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by row; the header is repeated on each page."""

    header: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    align: tuple[Align, ...]

    @property
    def stays_whole(self) -> bool:
        """Whether it is kept on one page where it can be."""
        return self.is_signed or len(self.rows) <= _SHORT

    @property
    def is_signed(self) -> bool:
        """Whether it has a column to sign in."""
        return any(plain(head) == SIGNED for head in self.header)


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, with what it shows said in words for those who do not see it."""

    title: str
    alt: str
    png: bytes

    def __post_init__(self) -> None:
        """As in Run."""
        object.__setattr__(self, "title", printable(self.title))
        object.__setattr__(self, "alt", printable(self.alt))


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts a page."""


Block = Heading | Paragraph | ListItem | Table | Picture | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """A document, ready to be written. `header` stands on top of each page."""

    title: str
    header: str
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        """As in Run."""
        object.__setattr__(self, "title", printable(self.title))
        object.__setattr__(self, "header", printable(self.header))


def plain(runs: Sequence[Run]) -> str:
    """The words alone, without how they are written."""
    return "".join(run.text for run in runs)


def column_shares(table: Table) -> list[float]:
    """The part of the width that each column takes: its longest word, then what its cells hold.

    A word is not cut while there is room for all of them; a long cell folds.
    """
    least, more = [], []
    for place, head in enumerate(table.header):
        cells = [plain(head), *(plain(row[place]) for row in table.rows)]
        word = max((len(piece) for cell in cells for piece in cell.split()), default=1)
        if plain(head) == SIGNED:
            word = _SIGNATURE
        least.append((word + 2.5) / _LINE)
        more.append(max(1, min(_LINE, max(len(cell) for cell in cells)) - word))
    room = 1 - sum(least)
    if room <= 0:
        return [each / sum(least) for each in least]
    return [a + room * b / sum(more) for a, b in zip(least, more, strict=True)]
