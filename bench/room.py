"""How much room tables take in an SQLite file, with their indexes."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path


def bytes_of(path: Path, tables: Sequence[str]) -> int:
    """Pages they have. Where SQLite was built without dbstat the tables are dropped to see it."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            connection.execute("SELECT 1 FROM dbstat LIMIT 1")
        except sqlite3.OperationalError:
            return by_dropping(connection, tables)
        return by_pages(connection, tables)


def by_pages(connection: sqlite3.Connection, tables: Sequence[str]) -> int:
    """The pages as SQLite counts them."""
    total = 0
    for name in _stored(connection, tables):
        row = connection.execute(
            "SELECT pgsize FROM dbstat WHERE name = ? AND aggregate = TRUE", (name,)
        ).fetchone()
        total += int(row[0])
    return total


def by_dropping(connection: sqlite3.Connection, tables: Sequence[str]) -> int:
    """By how much the file shrinks without them. They are gone afterwards."""
    before = _whole(connection)
    for table in tables:
        connection.execute(f'DROP TABLE "{table}"')
    connection.commit()
    return before - _whole(connection)


def _whole(connection: sqlite3.Connection) -> int:
    connection.execute("VACUUM")
    pages, size = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "page_size")
    )
    return pages * size


def _stored(connection: sqlite3.Connection, tables: Sequence[str]) -> list[str]:
    marks = ", ".join("?" * len(tables))
    query = f"SELECT name FROM sqlite_master WHERE rootpage > 0 AND tbl_name IN ({marks})"
    return [row[0] for row in connection.execute(query, tables)]
