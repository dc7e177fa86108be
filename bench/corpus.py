"""A database full of aportes to measure on, loaded in bulk but as the product would have it."""

from array import array
from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import Actor, AporteKind, AporteState, TagSource
from intake.reading.rules.tags import Vocabulary
from intake.sameness import postings
from intake.sameness.rules.meaning import meanings
from intake.sameness.rules.tellings import read
from intake.store.db import Base, Database
from intake.store.models import Aporte, AporteTag, Person
from intake.store.models.posting import StoredMeaning, StoredTelling, Term

Row = dict[str, Any]
T = TypeVar("T")
_APORTE, _TAG, _TELLING, _MEANING = (
    Base.metadata.tables[each.__tablename__]
    for each in (Aporte, AporteTag, StoredTelling, StoredMeaning)
)
_ENCODED = 256
"""Texts that are encoded together: more are no quicker."""
_WHEN = datetime(2026, 11, 1, tzinfo=UTC)


@asynccontextmanager
async def loaded(path: Path, rows: list[Row]) -> AsyncIterator[Database]:
    """An SQLite database with these rows indexed; ids are 1, 2, 3… in their order."""
    database = Database(f"sqlite+aiosqlite:///{path}")
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with database.transaction() as session:
        await _load(session, rows)
    try:
        yield database
    finally:
        await database.close()


async def _load(session: AsyncSession, rows: list[Row]) -> None:
    session.add(Person(id=1, channel="bench", address="1", created_at=_WHEN))
    await session.flush()
    index = _Index()
    # Tables and not classes, and the many rows of the index to the driver: half of the time.
    connection = await session.connection()
    with ProcessPoolExecutor() as readers:
        chunks = _chunks(enumerate(rows, 1), 5000)
        for chunk, read_rows in _read_ahead(readers, chunks):
            await connection.execute(sa.insert(_APORTE), [aporte_of(n, row) for n, row in chunk])
            tags = [tag for each in read_rows for tag in each.tags]
            if tags:
                await connection.execute(sa.insert(_TAG), tags)
            await connection.execute(sa.insert(_TELLING), [each.told for each in read_rows])
            meant = [each.meant for each in read_rows if each.meant]
            if meant:
                await connection.execute(sa.insert(_MEANING), meant)
            for each in read_rows:
                index.add(each.told["aporte_id"], each.keys)
    for terms in _chunks(index.rows(), 20_000):
        await connection.exec_driver_sql(
            f"INSERT INTO {Term.__tablename__} (key, df, postings) VALUES (?, ?, ?)", terms
        )


@dataclass(frozen=True, slots=True)
class _ReadRow:
    """What the product makes of one row; made beside the database, by other processes."""

    told: Row
    meant: Row | None
    keys: list[int]
    tags: list[Row]


def _read_chunk(chunk: list[tuple[int, Row]]) -> list[_ReadRow]:
    vocabulary, found = Vocabulary.builtin(), []
    numbers = _meant([row["text"] for _, row in chunk])
    for (n, row), own in zip(chunk, numbers, strict=True):
        tags = list(_tags(n, row, vocabulary))
        topics = sorted(tag["priority"] for tag in tags)
        telling = read(row["text"])
        told = {
            "aporte_id": n,
            "line": telling.line,
            "ubigeo": row["ubigeo"] or "",
            "topics": " ".join(topics),
        }
        meant = {"ubigeo": told["ubigeo"], "aporte_id": n, "numbers": own} if own else None
        keys = postings.numbers(telling, row["ubigeo"], topics)
        found.append(_ReadRow(told, meant, keys, tags))
    return found


def _meant(texts: list[str]) -> list[bytes | None]:
    return [
        each.numbers if each else None
        for at in range(0, len(texts), _ENCODED)
        for each in meanings(texts[at : at + _ENCODED])
    ]


def _read_ahead(
    readers: ProcessPoolExecutor, chunks: Iterator[list[tuple[int, Row]]]
) -> Iterator[tuple[list[tuple[int, Row]], list[_ReadRow]]]:
    """Each chunk and what was made of it, in order; a few are read while one is kept."""
    waiting: deque[tuple[list[tuple[int, Row]], Future[list[_ReadRow]]]] = deque()
    for chunk in chunks:
        waiting.append((chunk, readers.submit(_read_chunk, chunk)))
        if len(waiting) > 4:
            first, made = waiting.popleft()
            yield first, made.result()
    for first, made in waiting:
        yield first, made.result()


class _Index:
    """The postings in memory, as postings.index would have left them in the table."""

    def __init__(self) -> None:
        self._ids: dict[int, array[int]] = {}
        self._counts: dict[int, int] = {}

    def add(self, aporte_id: int, keys: list[int]) -> None:
        counts, ids = self._counts, self._ids
        for key in keys:
            counts[key] = count = counts.get(key, 0) + 1
            if count == 1:
                ids[key] = array("I", (aporte_id,))
            elif count <= postings.MOST_POSTINGS:
                ids[key].append(aporte_id)

    def rows(self) -> Iterator[tuple[int, int, bytes | None]]:
        for key in sorted(self._counts):
            count = self._counts[key]
            kept = count <= postings.MOST_POSTINGS
            ids = postings.packed(self._ids.pop(key)) if kept else None
            yield key, count, ids


def aporte_of(aporte_id: int, row: Row) -> Row:
    """A row of a file as the table has it."""
    return {
        "id": aporte_id,
        "code": f"B{aporte_id:08}",
        "author_id": 1,
        "kind": AporteKind(row.get("kind", AporteKind.PROBLEMA)),
        "text": row["text"],
        "ubigeo": row["ubigeo"],
        "place_text": "",
        "affected": "",
        "actor": Actor.CIUDADANIA,
        "state": AporteState.RECIBIDO,
        "restricted": False,
        "needs_interpreter": False,
        "created_at": _WHEN,
        "updated_at": _WHEN,
        "answer_by": date(2026, 12, 31),
    }


def _tags(aporte_id: int, row: Row, vocabulary: Vocabulary) -> Iterator[Row]:
    for tag in vocabulary.tag(row["text"]):
        yield {
            "aporte_id": aporte_id,
            "priority": tag.priority,
            "source": TagSource.AUTOMATICA,
            "accepted": True,
            "score": tag.score,
            "words": list(tag.words),
        }


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
