"""What a necesidad learns from its members, word by word, and forgets again when one leaves.

Everything is in tables, in the caller's transaction, and the same statements run on both engines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.grouping.rules.needs import MOST_LEARNED, Profile
from intake.kinds import TagSource
from intake.store.db import Base, among, insert_into
from intake.store.models import NecesidadMember, NecesidadProfile, NecesidadWord

EVERY = ""
"""Stands among the words of every profile: so its counts are those of members and necesidades."""


@dataclass(frozen=True, slots=True)
class Home:
    """A necesidad for an aporte, and what its profile has of the aporte's words."""

    id: int
    profile: Profile


async def home_of(session: AsyncSession, id_: int, words: Sequence[str]) -> Home:
    """A necesidad as it is now, as far as these words go."""
    rows = await session.execute(_COUNTS, {"necesidad": id_, "words": [EVERY, *words]})
    counts: dict[str, int] = {row[0]: row[1] for row in rows}
    return Home(id_, Profile(counts.pop(EVERY, 0), counts))


async def join(
    session: AsyncSession, aporte_id: int, home: Home, words: Sequence[str], source: TagSource
) -> None:
    """Make it a member; its words count in the profile while that has learned little."""
    given = words if home.profile.size < MOST_LEARNED else ()
    row = {"aporte_id": aporte_id, "necesidad_id": home.id, "source": source}
    connection = await session.connection()
    await connection.execute(_ADD_MEMBER, {**row, "words": " ".join(given)})
    if not given:
        return
    new = set(given) - home.profile.members.keys()
    if not home.profile.size:
        new.add(EVERY)
    if new:
        await connection.execute(_COUNT_WORD, [{"word": word} for word in sorted(new)])
    learned = {"necesidad": home.id, "words": [EVERY, *given]}
    await connection.execute(_learn(connection.dialect.name), learned)


async def leave(
    session: AsyncSession, aporte_id: int, necesidad_id: int, words: Sequence[str]
) -> None:
    """Take a member out, with all that it gave."""
    if words:
        given = {"necesidad": necesidad_id, "words": [EVERY, *words]}
        await session.execute(_UNLEARN, given)
        gone = list(await session.scalars(_FORGET, given))
        if gone:
            await session.execute(_UNCOUNT_WORDS, {"ids": gone})
            await session.execute(_DROP_WORDS, {"ids": gone})
    await session.execute(_DROP_MEMBER, {"aporte": aporte_id})


# Columns of the tables, not of the classes: the ORM would handle each row.
_WORD, _PROFILE, _MEMBER = (
    Base.metadata.tables[each.__tablename__]
    for each in (NecesidadWord, NecesidadProfile, NecesidadMember)
)
_APORTE_IS = sa.bindparam("aporte", type_=sa.BigInteger)
_NEED_IS = sa.bindparam("necesidad", type_=sa.BigInteger)
_IN_WORDS = among(_WORD.c.word, "words", sa.Text)
_IN_IDS = among(_WORD.c.id, "ids")
_OF_NEED = _PROFILE.c.necesidad_id == _NEED_IS
_OF_WORDS = _PROFILE.c.word_id.in_(sa.select(_WORD.c.id).where(_IN_WORDS))
_COUNTS = (
    sa.select(_WORD.c.word, _PROFILE.c.members)
    .join(_PROFILE, _PROFILE.c.word_id == _WORD.c.id)
    .where(_OF_NEED, _IN_WORDS)
)
_ADD_MEMBER = sa.insert(_MEMBER)
_COUNT_WORD = sa.text(
    "INSERT INTO necesidad_words (word, necesidades) VALUES (:word, 1) "
    "ON CONFLICT (word) DO UPDATE SET necesidades = necesidad_words.necesidades + 1"
)


@cache
def _learn(dialect: str) -> sa.Executable:
    """One member more of a necesidad uses these words."""
    learned = insert_into(dialect, _PROFILE).from_select(
        ["word_id", "necesidad_id", "members"],
        sa.select(_WORD.c.id, _NEED_IS, sa.literal_column("1")).where(_IN_WORDS),
    )
    statement: sa.Executable = learned.on_conflict_do_update(
        index_elements=["word_id", "necesidad_id"],
        set_={"members": _PROFILE.c.members + 1},
    )
    return statement


_UNLEARN = sa.update(_PROFILE).where(_OF_NEED, _OF_WORDS).values(members=_PROFILE.c.members - 1)
_FORGET = (
    sa.delete(_PROFILE)
    .where(_OF_NEED, _OF_WORDS, _PROFILE.c.members < 1)
    .returning(_PROFILE.c.word_id)
)
_UNCOUNT_WORDS = sa.update(_WORD).where(_IN_IDS).values(necesidades=_WORD.c.necesidades - 1)
_DROP_WORDS = sa.delete(_WORD).where(_IN_IDS, _WORD.c.necesidades < 1)
_DROP_MEMBER = sa.delete(_MEMBER).where(_MEMBER.c.aporte_id == _APORTE_IS)
