"""The index of what was told: under which keys each aporte is found again.

In the caller's transaction, and the same statements on both engines.
"""

from collections.abc import Collection, Iterable
from functools import cache

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.db import Base, among, each_of, insert_into
from intake.models.posting import StoredTelling, Term
from intake.rules.tellings import Telling, key_number, keys_of, read, unpack

# From here on a key is too common to tell anything, and its list is dropped.
MOST_POSTINGS = 1000
# Then only every so many aportes count, for as many: its row is not fought over any more.
_SAMPLE = 64
# Little-endian on every machine: a database may be moved.
_STORED = np.dtype("<u4")
ID_BYTES = 4
Ids = npt.NDArray[np.uint32]


async def index(
    session: AsyncSession,
    aporte_id: int,
    text: str,
    ubigeo: str | None,
    topics: Collection[str] = (),
) -> None:
    """Make a new aporte findable. For a changed one, `unindex` it first."""
    telling = read(text)
    keys = numbers(telling, ubigeo, topics)
    if not keys:
        return
    connection = await session.connection()
    values = {"keys": keys, "own": packed([aporte_id])}
    await connection.execute(_add(connection.dialect.name), values)
    if aporte_id % _SAMPLE == 0:
        await connection.execute(_COUNT_COMMON, {"keys": keys})
    await connection.execute(
        _TELL,
        {
            "aporte_id": aporte_id,
            "line": telling.packed(),
            "ubigeo": ubigeo or "",
            "topics": " ".join(sorted(topics)),
        },
    )


async def unindex(session: AsyncSession, aporte_id: int) -> None:
    """Forget an aporte; one that was not indexed is no error."""
    told = (await session.execute(_TOLD, {"aporte_id": aporte_id})).one_or_none()
    if told is None:
        return
    keys = numbers(unpack(told.line), told.ubigeo, told.topics.split())
    left, empty = [], []
    for key, df, postings in await session.execute(_LOCKED, {"keys": keys}):
        # A dropped list does not come back, and its count is no longer exact.
        if postings is None:
            continue
        ids = unpacked(postings)
        ids = ids[ids != aporte_id]
        if ids.size:
            left.append({"of": key, "df": df - 1, "postings": ids.tobytes()})
        else:
            empty.append({"of": key})
    connection = await session.connection()
    if left:
        await connection.execute(_SHORTEN, left)
    if empty:
        await connection.execute(_DROP, empty)
    await session.execute(_UNTELL, {"aporte_id": aporte_id})


def numbers(telling: Telling, ubigeo: str | None, topics: Collection[str]) -> list[int]:
    """The keys as the tables have them, sorted: whoever locks rows by key does it in one order."""
    return sorted({key_number(key) for key in keys_of(telling, ubigeo, topics)})


def packed(ids: Iterable[int]) -> bytes:
    """Ids as a row of `term` keeps them."""
    return np.fromiter(ids, _STORED).tobytes()


def unpacked(postings: bytes) -> Ids:
    """The ids in a row of `term`, or in several rows put together."""
    return np.frombuffer(postings, _STORED)


# Columns of the tables, not of the classes: the ORM would handle each row.
_TERM, _TELLING = (Base.metadata.tables[each.__tablename__] for each in (Term, StoredTelling))
_IN_KEYS = among(_TERM.c.key, "keys")
_THIS = _TELLING.c.aporte_id == sa.bindparam("aporte_id")
_OF = _TERM.c.key == sa.bindparam("of")
_LOCKED = (
    sa.select(_TERM.c.key, _TERM.c.df, _TERM.c.postings)
    .where(_IN_KEYS)
    .order_by(_TERM.c.key)
    .with_for_update()
)
_TOLD = sa.select(_TELLING.c.line, _TELLING.c.ubigeo, _TELLING.c.topics).where(_THIS)
_TELL = sa.insert(_TELLING)
_UNTELL = sa.delete(_TELLING).where(_THIS)
_COUNT_COMMON = (
    sa.update(_TERM).where(_IN_KEYS, _TERM.c.postings.is_(None)).values(df=_TERM.c.df + _SAMPLE)
)
_SHORTEN = (
    sa.update(_TERM)
    .where(_OF)
    .values(df=sa.bindparam("df"), postings=sa.bindparam("postings", type_=sa.LargeBinary))
)
_DROP = sa.delete(_TERM).where(_OF)


@cache
def _add(dialect: str) -> sa.Executable:
    """Count `keys`, and add `own` to the list of each that is short enough to be read.

    In one statement: sixty of them took longer than all they write. The rows of keys that are too
    common are not touched, and the others are locked in the order of the keys.
    """
    keys = each_of(dialect, "keys")
    key = keys.c.value
    common = sa.exists().where(_TERM.c.key == key, _TERM.c.postings.is_(None)).correlate(keys)
    own = sa.bindparam("own", type_=sa.LargeBinary)
    new = sa.select(key, sa.literal(1), own).where(~common).order_by(key)
    added = insert_into(dialect, _TERM).from_select(["key", "df", "postings"], new)
    longer = sa.cast(_TERM.c.postings.concat(added.excluded.postings), sa.LargeBinary)
    statement: sa.Executable = added.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "df": _TERM.c.df + 1,
            "postings": sa.case((_TERM.c.df < MOST_POSTINGS, longer), else_=sa.null()),
        },
    )
    return statement
