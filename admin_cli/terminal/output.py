"""stdout is data, stderr is talk: a table on a terminal, plain columns in a pipe, or JSON."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from admin_cli.terminal import encodings, streams

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | float | bool | None"
"""What can be written as JSON."""


@dataclass(frozen=True, slots=True)
class Column:
    """How one column is shown."""

    header: str
    align: Literal["left", "right"] = "left"
    wraps: bool = False
    """Whether it gives up its width first, and folds; the others stay on one line."""
    is_whole: bool = False
    """Whether it is never shortened, however narrow the terminal: a code cut short is none."""


def is_terminal() -> bool:
    """Say whether a person is looking at stdout."""
    return sys.stdout.isatty()


def console() -> Console:
    """Open the terminal, as wide as it is. Nothing that people wrote is read as markup."""
    return streams.console()


def talking_console() -> Console:
    """Open the same on stderr, beside the data, because bars of progress go there."""
    return streams.console(stderr=True)


def show_json(value: Json) -> None:
    """Write it for other programs: whole, whatever letters the terminal can write."""
    escapes = not encodings.writes_everything(sys.stdout)
    written = json.dumps(value, ensure_ascii=escapes, indent=2)
    typer.echo(streams.harmless_json(written))


def iso(when: date | None) -> str | None:
    """Write a day or an instant as JSON has it; None if there is none."""
    return when.isoformat() if when else None


def talk(text: str) -> None:
    """Say something to the operator, beside the data."""
    typer.echo(text, err=True)


def show_table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Show rows of text under their headers."""
    if not is_terminal():
        show_plain(columns, rows)
        return
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for place, column in enumerate(columns):
        widest = max(cell_len(cell) for cell in (column.header, *(row[place] for row in rows)))
        table.add_column(
            column.header,
            min_width=widest if column.is_whole else None,
            justify=column.align,
            no_wrap=not column.wraps,
            overflow="fold" if column.wraps else "ellipsis",
            ratio=1 if column.wraps else None,
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console().print(table)


def show_plain(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Show a row on each line, aligned and whole, as pipes, grep and screen readers want it."""
    lines = [[column.header for column in columns]]
    lines += [[" ".join(streams.harmless(cell).split()) for cell in row] for row in rows]
    widths = [max(cell_len(line[place]) for line in lines) for place in range(len(columns))]
    aligns = [column.align for column in columns]
    for line in lines:
        typer.echo("  ".join(map(_padded, line, widths, aligns)).rstrip())


def _padded(cell: str, width: int, align: str) -> str:
    blanks = " " * (width - cell_len(cell))
    return blanks + cell if align == "right" else cell + blanks
