"""A database full of aportes to measure on, loaded in bulk but as the product would have it."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake import matching
from intake.db import Base, Database
from intake.kinds import Actor, AporteKind, AporteState, TagSource
from intake.models import Aporte, AporteTag, Person
from intake.models.posting import Posting, Term
from intake.rules.keys import keys_of
from intake.rules.tags import Vocabulary

Row = dict[str, Any]
T = TypeVar("T")
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


async def add_one(session: AsyncSession, aporte_id: int, row: Row, vocabulary: Vocabulary) -> None:
    """One aporte more, in the way of the product."""
    await session.execute(sa.insert(Aporte), [_aporte(aporte_id, row)])
    tags = list(_tags(aporte_id, row, vocabulary))
    if tags:
        await session.execute(sa.insert(AporteTag), tags)
    await matching.index(session, aporte_id, row["text"], row["ubigeo"])


async def _load(session: AsyncSession, rows: list[Row]) -> None:
    vocabulary = Vocabulary.builtin()
    await session.execute(
        sa.insert(Person), [{"id": 1, "channel": "bench", "address": "1", "created_at": _WHEN}]
    )
    numbered = list(enumerate(rows, 1))
    for chunk in _chunks(numbered, 2000):
        await session.execute(sa.insert(Aporte), [_aporte(n, row) for n, row in chunk])
        tags = [tag for n, row in chunk for tag in _tags(n, row, vocabulary)]
        if tags:
            await session.execute(sa.insert(AporteTag), tags)
    counts: Counter[str] = Counter()
    for _, row in numbered:
        counts.update(keys_of(row["text"], row["ubigeo"]).all)
    ids = {key: n for n, key in enumerate(sorted(counts), 1)}
    for keys in _chunks(ids.items(), 10_000):
        await session.execute(
            sa.insert(Term),
            [{"id": n, "key": k, "df": min(counts[k], matching.DF_CAP)} for k, n in keys],
        )
    postings = sorted(
        (ids[key], n) for n, row in numbered for key in keys_of(row["text"], row["ubigeo"]).all
    )
    for pairs in _chunks(postings, 20_000):
        await session.execute(
            sa.insert(Posting), [{"term_id": t, "aporte_id": a} for t, a in pairs]
        )


def _aporte(aporte_id: int, row: Row) -> Row:
    return {
        "id": aporte_id,
        "code": f"B{aporte_id:08}",
        "author_id": 1,
        "kind": AporteKind(row["kind"]),
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
