"""The index of what was told: under which keys each aporte is found again.

In the caller's transaction, and the same statements on both engines.
"""

import sys
from array import array
from collections.abc import Collection, Iterable
from functools import cache

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.sameness.rules.meaning import meaning
from intake.sameness.rules.tellings import Telling, key_number, keys_of, read
from intake.store.db import Base, among, each_of, insert_into
from intake.store.models.posting import StoredMeaning, StoredTelling, Term

# From here on a key is too common to tell anything, and its list is dropped.
MOST_POSTINGS = 1000
# Of each id in a list.
ID_BYTES = 4
# Then only every so many aportes count, each for as many: its row is not fought over any more.
_SAMPLE = 64


async def index(
    session: AsyncSession,
    aporte_id: int,
    text: str,
    ubigeo: str | None,
    topics: Collection[str] = (),
    *,
    meant: bytes | None = None,
) -> None:
    """Make a new aporte findable. One that changed is to be unindexed first.

    `meant`: what the text means, if somebody knows it already; else it is made of it.
    """
    telling = read(text)
    keys = numbers(telling, ubigeo, topics)
    if not keys:
        return
    connection = await session.connection()
    if aporte_id % _SAMPLE == 0:
        # Before its own are added, because one of them may become full by it.
        full = (await connection.execute(_FULL, {"keys": keys})).all()
        if full:
            await connection.execute(_COUNT_COMMON, [{"of": key} for (key,) in full])
    added = {"keys": keys, "own": packed([aporte_id])}
    await connection.execute(_add(connection.dialect.name), added)
    await connection.execute(
        _TELL,
        {
            "aporte_id": aporte_id,
            "line": telling.line,
            "ubigeo": ubigeo or "",
            "topics": " ".join(sorted(topics)),
        },
    )
    if meant is None and (made := meaning(text)) is not None:
        meant = made.numbers
    if meant is not None:
        await connection.execute(
            _MEAN, {"ubigeo": ubigeo or "", "aporte_id": aporte_id, "numbers": meant}
        )


async def unindex(session: AsyncSession, aporte_id: int) -> bytes | None:
    """Forget an aporte; it is no error if it was not indexed.

    Gives back what it meant, if that was known: it takes long to make, and is the same while the
    text is.
    """
    told = (await session.execute(_TOLD, {"aporte_id": aporte_id})).one_or_none()
    if told is None:
        return None
    keys = numbers(Telling(told.line), told.ubigeo, told.topics.split())
    left, empty = [], []
    for key, df, postings in await session.execute(_LOCKED, {"keys": keys}):
        # A dropped list does not come back, and its count is no longer exact.
        ids = [id_ for id_ in unpacked(postings) if id_ != aporte_id] if postings else None
        if ids:
            left.append({"of": key, "df": df - 1, "postings": packed(ids)})
        elif ids is not None:
            empty.append({"of": key})
    connection = await session.connection()
    if left:
        await connection.execute(_SHORTEN, left)
    if empty:
        await connection.execute(_DROP, empty)
    await session.execute(_UNTELL, {"aporte_id": aporte_id})
    meant = await meant_by(session, aporte_id, told.ubigeo)
    if meant is not None:
        await session.execute(_UNMEAN, {"ubigeo": told.ubigeo, "aporte_id": aporte_id})
    return meant


async def meant_by(session: AsyncSession, aporte_id: int, ubigeo: str | None) -> bytes | None:
    """What an aporte means, as it is kept; None if it is not."""
    meant: bytes | None = await session.scalar(
        _MEANT, {"ubigeo": ubigeo or "", "aporte_id": aporte_id}
    )
    return meant


def numbers(telling: Telling, ubigeo: str | None, topics: Collection[str]) -> list[int]:
    """The keys as the tables have them, sorted so that all who lock rows do it in one order."""
    return sorted({key_number(key) for key in keys_of(telling, ubigeo, topics)})


def packed(ids: Iterable[int]) -> bytes:
    """The ids as a row of `term` keeps them."""
    return _little_endian(array("I", ids)).tobytes()


def unpacked(postings: bytes) -> "array[int]":
    """The ids in a row of `term`."""
    ids = array("I")
    ids.frombytes(postings)
    return _little_endian(ids)


def _little_endian(ids: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        ids.byteswap()
    return ids


# Columns of the tables, not of the classes: the ORM would handle each row.
_TERM, _TELLING, _MEANING = (
    Base.metadata.tables[each.__tablename__] for each in (Term, StoredTelling, StoredMeaning)
)
_IN_KEYS = among(_TERM.c.key, "keys")
_THIS = _TELLING.c.aporte_id == sa.bindparam("aporte_id")
_OF = _TERM.c.key == sa.bindparam("of")
_FULL = sa.select(_TERM.c.key).where(_IN_KEYS, _TERM.c.postings.is_(None)).order_by(_TERM.c.key)
_LOCKED = (
    sa.select(_TERM.c.key, _TERM.c.df, _TERM.c.postings)
    .where(_IN_KEYS)
    .order_by(_TERM.c.key)
    .with_for_update()
)
_TOLD = sa.select(_TELLING.c.line, _TELLING.c.ubigeo, _TELLING.c.topics).where(_THIS)
_TELL = sa.insert(_TELLING)
_UNTELL = sa.delete(_TELLING).where(_THIS)
_ITS_MEANING = sa.and_(
    _MEANING.c.ubigeo == sa.bindparam("ubigeo"), _MEANING.c.aporte_id == sa.bindparam("aporte_id")
)
_MEAN = sa.insert(_MEANING)
_MEANT = sa.select(_MEANING.c.numbers).where(_ITS_MEANING)
_UNMEAN = sa.delete(_MEANING).where(_ITS_MEANING)
_COUNT_COMMON = sa.update(_TERM).where(_OF).values(df=_TERM.c.df + _SAMPLE)
_SHORTEN = (
    sa.update(_TERM)
    .where(_OF)
    .values(df=sa.bindparam("df"), postings=sa.bindparam("postings", type_=sa.LargeBinary))
)
_DROP = sa.delete(_TERM).where(_OF)


@cache
def _add(dialect: str) -> sa.Executable:
    """Count each key, and add to its list while it is short enough to be read.

    A key whose list was dropped is left alone: its row is not even locked.
    """
    mine = each_of(dialect, "keys")
    rows = (
        sa.select(mine.c.value, sa.literal_column("1"), sa.bindparam("own", type_=sa.LargeBinary))
        .join_from(mine, _TERM, _TERM.c.key == mine.c.value, isouter=True)
        .where(_TERM.c.key.is_(None) | _TERM.c.postings.is_not(None))
        .order_by(mine.c.value)
    )
    added = insert_into(dialect, _TERM).from_select(["key", "df", "postings"], rows)
    longer = sa.cast(_TERM.c.postings.concat(added.excluded.postings), sa.LargeBinary)
    statement: sa.Executable = added.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "df": _TERM.c.df + 1,
            "postings": sa.case((_TERM.c.df < MOST_POSTINGS, longer), else_=sa.null()),
        },
    )
    return statement
