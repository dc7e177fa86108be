"""The one way a table becomes a CSV: as a spreadsheet in Spanish opens it with a double click."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

SEPARATOR = ";"
"""Where the comma is for decimals, as all that this program writes has it."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# A negative number or a telephone does nothing, and a mark before it would damage it.
_NUMBER = re.compile(r"[+-]?\d[\d .,()/-]*")
Cell = str | int | None


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write UTF-8 with its mark, because without it Excel damages accents. Numbers stay numbers."""
    stream = StringIO(newline="")
    writer = csv.writer(stream, delimiter=SEPARATOR)
    writer.writerow(header)
    writer.writerows([_cell(each) for each in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig", "replace")


def _cell(value: Cell) -> Cell:
    """What people wrote must not be taken for a formula."""
    if not isinstance(value, str) or not value.startswith(_FORMULA) or _NUMBER.fullmatch(value):
        return value
    return f"'{value}"
