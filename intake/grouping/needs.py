"""Grouping aportes of all places into candidate necesidades, one aporte at a time.

Everything is in tables, in the caller's transaction, and the same statements run on both engines.
An aporte changes its own membership and the profile of its necesidad alone; what it costs does not
grow with either. Writers of several processes queue up first (locks.queue_up, "index").
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.grouping.profiles import EVERY, Home, home_of, join, leave
from intake.grouping.rules.need_words import MOST_TAGS, MOST_WORDS, TAG_MARK, need_words
from intake.grouping.rules.needs import Commonness, Profile, rarity, weigh
from intake.kinds import OPEN, TagSource
from intake.store.db import Base, Direct, among
from intake.store.locks import queue_up
from intake.store.models import (
    Aporte,
    AporteTag,
    Necesidad,
    NecesidadMember,
    NecesidadWord,
    NeedGroup,
)

# Rows of profiles read for one aporte, rarest words first, and the best that are weighed whole.
_BUDGET = 400
_CANDIDATES = 4


@dataclass(frozen=True, slots=True)
class _Known:
    """The words of an aporte, with the ids of those that are in the tables and how common."""

    words: tuple[str, ...]
    ids: dict[str, int]
    common: Commonness


@dataclass(frozen=True, slots=True)
class Regrouped:
    """How many were looked at and moved, and where to go on; None at the end."""

    looked_at: int
    moved: int
    last: int | None


async def place(session: AsyncSession, aporte: Aporte, *, now: datetime) -> None:
    """Put a new aporte into the necesidad that it tells, or into one of its own."""
    words = _words(aporte)
    if words:
        await _settle(session, aporte.id, words, None, now)


async def follow(session: AsyncSession, aporte: Aporte, *, now: datetime) -> bool:
    """Set its membership right after its words, tags or state changed; whether it moved.

    Where an operator said where it belongs, it stays, and waits there while it is closed.
    """
    member = (await session.execute(_MEMBER_OF, {"aporte": aporte.id})).first()
    words = _words(aporte)
    if member is None:
        if words:
            await _settle(session, aporte.id, words, None, now)
        return bool(words)
    await leave(session, aporte.id, member.necesidad_id, member.words.split())
    after: int | None = member.necesidad_id
    if member.source is TagSource.OPERADOR:
        given = (await _know(session, aporte.id, words)).words if words else ()
        home = await home_of(session, member.necesidad_id, given)
        await join(session, aporte.id, home, given, TagSource.OPERADOR)
    else:
        after = await _settle(session, aporte.id, words, after, now) if words else None
    if after != member.necesidad_id and await _is_empty(session, member.necesidad_id):
        await session.execute(_DROP, {"necesidad": member.necesidad_id})
    return bool(after != member.necesidad_id)


async def assign(session: AsyncSession, aporte: Aporte, necesidad_id: int) -> None:
    """Put an aporte where an operator says; the machine will not move it again."""
    words = _words(aporte)
    given = (await _know(session, aporte.id, words)).words if words else ()
    left = await _take_out(session, aporte.id)
    home = await home_of(session, necesidad_id, given)
    await join(session, aporte.id, home, given, TagSource.OPERADOR)
    if left not in {None, necesidad_id} and await _is_empty(session, left):
        await session.execute(_DROP, {"necesidad": left})


async def release(session: AsyncSession, aporte: Aporte, *, now: datetime) -> None:
    """Take it from where an operator put it: the machine finds it a place of its own again."""
    await _take_out(session, aporte.id)
    words = _words(aporte)
    if words:
        await _settle(session, aporte.id, words, None, now)


async def pour(session: AsyncSession, source_id: int, into_id: int) -> int:
    """Move every member of one necesidad into another, put there as before; return how many."""
    members = (await session.execute(_MEMBERS_OF, {"necesidad": source_id})).all()
    for member in members:
        words = member.words.split()
        await leave(session, member.aporte_id, source_id, words)
        home = await home_of(session, into_id, words)
        await join(session, member.aporte_id, home, words, member.source)
    return len(members)


async def _take_out(session: AsyncSession, aporte_id: int) -> int | None:
    """The necesidad it was in, which may be empty now."""
    member = (await session.execute(_MEMBER_OF, {"aporte": aporte_id})).first()
    if member is None:
        return None
    await leave(session, aporte_id, member.necesidad_id, member.words.split())
    left: int = member.necesidad_id
    return left


async def regroup(session: AsyncSession, *, after: int, limit: int, now: datetime) -> Regrouped:
    """Look again at the next `limit` aportes after the id `after`, each for itself.

    So one that came before the necesidad that fits it best finds it. Done again, little moves.
    """
    await queue_up(session, "index")
    query = sa.select(Aporte).where(_grouped(), Aporte.id > after).order_by(Aporte.id).limit(limit)
    aportes = (await session.scalars(query)).all()
    moved = [await follow(session, aporte, now=now) for aporte in aportes]
    last = aportes[-1].id if len(aportes) == limit else None
    return Regrouped(len(aportes), sum(moved), last)


async def necesidades_of(
    session: AsyncSession, aporte_ids: Collection[int]
) -> dict[int, Necesidad]:
    """The necesidad in which an operator put each aporte; those that are in none are left out."""
    rows = await session.execute(
        sa.select(NecesidadMember.aporte_id, Necesidad)
        .join(Necesidad, Necesidad.necesidad_id == NecesidadMember.necesidad_id)
        .where(
            NecesidadMember.aporte_id.in_(list(aporte_ids)),
            NecesidadMember.source == TagSource.OPERADOR,
        )
    )
    return {row[0]: row[1] for row in rows}


async def count_grouped(session: AsyncSession) -> int:
    """How many aportes `regroup` looks at in all."""
    query = sa.select(sa.func.count()).select_from(Aporte).where(_grouped())
    return await session.scalar(query) or 0


def _grouped() -> sa.ColumnElement[bool]:
    """Open, or still a member although it is not."""
    member = sa.exists().where(NecesidadMember.aporte_id == Aporte.id)
    return Aporte.state.in_(OPEN) | member


def are_counted() -> sa.ColumnElement[bool]:
    """The aportes that count in the necesidad they are in: those that are open and can be read.

    For one that was merged the other one counts.
    """
    return Aporte.state.in_(OPEN) & ~Aporte.needs_interpreter


def _words(aporte: Aporte) -> tuple[str, ...]:
    """What it says of a need; nothing if it does not count."""
    counts = aporte.state.is_open and not aporte.needs_interpreter
    return need_words(aporte.text, aporte.place_text) if counts else ()


async def _know(session: AsyncSession, aporte_id: int, words: Sequence[str]) -> _Known:
    """Its words and accepted priorities, with what the tables know of them."""
    direct = await Direct.of(session)
    rows = await direct.rows(_KNOWN, aporte=aporte_id, words=[EVERY, *words])
    ids = {word: id_ for id_, word, _ in rows if id_ is not None}
    having = {word: count for id_, word, count in rows if id_ is not None}
    tags = [word for _, word, _ in rows if word.startswith(TAG_MARK)]
    return _Known((*words, *tags), ids, Commonness(having.pop(EVERY, 0), having))


async def _settle(
    session: AsyncSession, aporte_id: int, words: Sequence[str], left: int | None, now: datetime
) -> int:
    """Join what the words tell; else what it had alone and just `left`; else a new one. Its id."""
    known = await _know(session, aporte_id, words)
    home = await _choose(session, known)
    if home is None and left is not None and await _is_empty(session, left):
        home = Home(left, Profile(0, {}))
    if home is None:
        id_ = (await session.execute(_OPEN_ONE, {"created_at": now})).scalar_one()
        home = Home(id_, Profile(0, {}))
    await join(session, aporte_id, home, known.words, TagSource.AUTOMATICA)
    return home.id


async def _choose(session: AsyncSession, known: _Known) -> Home | None:
    """The necesidad that the words speak for most clearly; None if for none enough."""
    best: tuple[float, Home] | None = None
    for home in await _candidates(session, known) if known.common.having else ():
        weighing = weigh(known.words, home.profile, known.common)
        if weighing.belongs and (best is None or weighing.total > best[0]):
            best = (weighing.total, home)
    return best[1] if best else None


async def _candidates(session: AsyncSession, known: _Known) -> list[Home]:
    """The few necesidades that share most with the words, the oldest first."""
    rows: list[tuple[int, float]] = []
    read = 0
    having = known.common.having
    for word in sorted(having, key=lambda word: (having[word], word)):
        # Weight 0: too common to look under, but weighed where it stands.
        is_read = read + having[word] <= _BUDGET or not rows
        read += having[word]
        rows.append((known.ids[word], rarity(word, known.common) if is_read else 0.0))
    size = next(size for size in _SIZES if size >= len(rows))
    rows += [(-1, 0.0)] * (size - len(rows))
    query, names = _candidates_query(size)
    values = dict(zip(names, (value for row in rows for value in row), strict=True))
    values["every"] = known.ids[EVERY]
    word_of = {id_: word for word, id_ in known.ids.items()}
    found: dict[int, dict[str, int]] = defaultdict(dict)
    learned: dict[int, int] = {}
    direct = await Direct.of(session)
    for id_, members, word_id, count in await direct.rows(query, **values):
        learned[id_] = members
        found[id_][word_of[word_id]] = count
    return [Home(id_, Profile(learned[id_], found[id_])) for id_ in sorted(found)]


async def _is_empty(session: AsyncSession, id_: int) -> bool:
    """Nothing is in it, and nobody took it up."""
    return await session.scalar(_ANY_MEMBER, {"necesidad": id_}) is None


# A few lengths instead of any: the engines keep a prepared statement for each.
_SIZES = (8, 11, 14, 18, 24, MOST_WORDS + MOST_TAGS)


@cache
def _candidates_query(size: int) -> tuple[sa.TextClause, tuple[str, ...]]:
    """The statement, and the names of its parameters: a word and its weight, in turns.

    Found by how rare the shared words are and how many of the members use them (no logarithm:
    SQLite may have none), and given back with the counts of all of the words.
    """
    rows = ", ".join(f"(CAST(:t{n} AS BIGINT), CAST(:w{n} AS FLOAT))" for n in range(size))
    query = sa.text(
        f"WITH mine (word_id, weight) AS (VALUES {rows}), "  # noqa: S608 only constants are put in
        "best AS (SELECT p.necesidad_id AS id, "
        "sum(mine.weight * p.members / (p.members + 0.15 * (every.members + 1))) AS weight, "
        "max(every.members) AS members "
        "FROM mine JOIN necesidad_profiles AS p ON p.word_id = mine.word_id "
        "JOIN necesidad_profiles AS every "
        "ON every.word_id = CAST(:every AS BIGINT) AND every.necesidad_id = p.necesidad_id "
        f"WHERE mine.weight > 0 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_CANDIDATES}) "
        "SELECT best.id, best.members, p.word_id, p.members FROM best CROSS JOIN mine "
        "JOIN necesidad_profiles AS p ON p.word_id = mine.word_id AND p.necesidad_id = best.id"
    )
    return query, tuple(f"{kind}{n}" for n in range(size) for kind in "tw")


# Columns of the tables, not of the classes: the ORM would handle each row.
_WORD, _MEMBER, _NEED, _TAG, _NECESIDAD = (
    Base.metadata.tables[each.__tablename__]
    for each in (NecesidadWord, NecesidadMember, NeedGroup, AporteTag, Necesidad)
)
_APORTE_IS = sa.bindparam("aporte", type_=sa.BigInteger)
_NEED_IS = sa.bindparam("necesidad", type_=sa.BigInteger)
_IN_WORDS = among(_WORD.c.word, "words", sa.Text)
_MEMBER_OF = sa.select(_MEMBER).where(_MEMBER.c.aporte_id == _APORTE_IS)
# The words that are known, and all the priorities, known or not.
_GIVEN = (
    sa.select((sa.literal(TAG_MARK, sa.Text) + _TAG.c.priority).label("word"))
    .where(_TAG.c.aporte_id == _APORTE_IS, _TAG.c.accepted)
    .order_by(_TAG.c.score.desc(), _TAG.c.priority)
    .limit(MOST_TAGS)
    .subquery("given")
)
_KNOWN = sa.union_all(
    sa.select(_WORD.c.id, _WORD.c.word, _WORD.c.necesidades).where(_IN_WORDS),
    sa.select(_WORD.c.id, _GIVEN.c.word, _WORD.c.necesidades).join_from(
        _GIVEN, _WORD, _WORD.c.word == _GIVEN.c.word, isouter=True
    ),
)
_MEMBERS_OF = sa.select(_MEMBER).where(_MEMBER.c.necesidad_id == _NEED_IS)
_ANY_MEMBER = (
    _MEMBERS_OF.with_only_columns(_MEMBER.c.aporte_id)
    .union_all(sa.select(_NECESIDAD.c.necesidad_id).where(_NECESIDAD.c.necesidad_id == _NEED_IS))
    .limit(1)
)
_OPEN_ONE = sa.insert(_NEED).returning(_NEED.c.id)
_DROP = sa.delete(_NEED).where(_NEED.c.id == _NEED_IS)
