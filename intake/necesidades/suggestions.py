"""What could still go into a necesidad, and why: the words that hold it together, found elsewhere.

A suggestion is the machine's, and says so; an operator puts in what belongs.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError
from intake.grouping import demand
from intake.grouping.demand import MOST_WORDS, NeedCandidate, commonness_of, written
from intake.grouping.profiles import EVERY
from intake.grouping.rules.need_words import need_words
from intake.grouping.rules.needs import Profile, holding_words
from intake.kinds import OPEN, AporteState, TagSource
from intake.store.access import Grant
from intake.store.models import (
    Aporte,
    Necesidad,
    NecesidadMember,
    NecesidadProfile,
    NecesidadRefusal,
    NecesidadWord,
)
from intake.store.reader import Reader

_LEAST_SHARED = 2
# Of a group's members, the part that must use a word for it to be the group's.
_USED_BY = 0.34


@dataclass(frozen=True, slots=True)
class SuggestedAporte:
    """An admitted aporte that the machine grouped with the necesidad, and the words they share."""

    aporte: Aporte
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SuggestedGroup:
    """A candidate of the machine that is held together by words of the necesidad."""

    candidate: NeedCandidate
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Those that share most first; `waiting`: more the machine put there, not admitted yet."""

    words: tuple[str, ...]
    """What holds the necesidad together."""
    aportes: Sequence[SuggestedAporte]
    groups: Sequence[SuggestedGroup]
    waiting: int


async def suggest(
    session: AsyncSession, necesidad_id: int, reader: Reader, *, limit: int = 10
) -> Suggestions:
    """What could go into this necesidad: at most `limit` aportes, and as many groups.

    What an operator took out of it is not suggested again.
    """
    reader.check(Grant.PALABRAS)
    stems, said = await _held_by(session, necesidad_id)
    rows = list(
        await session.scalars(
            sa.select(Aporte)
            .join(NecesidadMember, NecesidadMember.aporte_id == Aporte.id)
            .where(
                NecesidadMember.necesidad_id == necesidad_id,
                NecesidadMember.source == TagSource.AUTOMATICA,
                Aporte.state.in_(OPEN),
            )
            .order_by(Aporte.id)
        )
    )
    refused = await _refused(session, necesidad_id)
    admitted = [
        SuggestedAporte(each, _shared(need_words(each.text, each.place_text), stems, said))
        for each in rows
        if each.state is AporteState.PRIORIZACION and each.id not in refused
    ]
    admitted.sort(key=lambda each: (-len(each.words), each.aporte.id))
    cases = [each.aporte for each in admitted[:limit] if reader.may_read(each.aporte)]
    reader.wrote(session, f"sugerencias para la necesidad {necesidad_id}", cases=cases)
    return Suggestions(
        words=tuple(dict.fromkeys(said.values())),
        aportes=admitted[:limit],
        groups=await _groups(session, stems, said, reader, limit),
        waiting=sum(each.state is AporteState.RECIBIDO for each in rows),
    )


async def _held_by(
    session: AsyncSession, necesidad_id: int
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The words that hold what operators put there together, and each as people write it."""
    rows = (
        await session.execute(
            sa.select(NecesidadMember.words, Aporte.text)
            .join(Aporte, Aporte.id == NecesidadMember.aporte_id)
            .where(
                NecesidadMember.necesidad_id == necesidad_id,
                NecesidadMember.source == TagSource.OPERADOR,
                NecesidadMember.words != "",
            )
        )
    ).all()
    members = Counter(word for words, _ in rows for word in words.split())
    common = await commonness_of(session, members)
    stems = holding_words(Profile(len(rows), members), common, MOST_WORDS) if rows else ()
    return stems, written(stems, [text for _, text in rows])


def _shared(words: Sequence[str], stems: Sequence[str], said: dict[str, str]) -> tuple[str, ...]:
    """The strongest first, as people write them."""
    return tuple(dict.fromkeys(said[stem] for stem in stems if stem in words and stem in said))


async def _refused(session: AsyncSession, necesidad_id: int) -> set[int]:
    """The aportes that an operator took out of it and did not put back."""
    query = sa.select(NecesidadRefusal.aporte_id)
    return set(await session.scalars(query.where(NecesidadRefusal.necesidad_id == necesidad_id)))


async def _groups(
    session: AsyncSession,
    stems: Sequence[str],
    said: dict[str, str],
    reader: Reader,
    limit: int,
) -> list[SuggestedGroup]:
    """Candidates of which enough members use several of these words."""
    every = sa.orm.aliased(NecesidadProfile)
    every_id = sa.select(NecesidadWord.id).where(NecesidadWord.word == EVERY).scalar_subquery()
    rows = await session.execute(
        sa.select(NecesidadProfile.necesidad_id, NecesidadWord.word)
        .join(NecesidadWord, NecesidadWord.id == NecesidadProfile.word_id)
        .join(every, every.necesidad_id == NecesidadProfile.necesidad_id)
        .where(
            NecesidadWord.word.in_(stems),
            every.word_id == every_id,
            NecesidadProfile.members >= every.members * _USED_BY,
            ~sa.exists().where(Necesidad.necesidad_id == NecesidadProfile.necesidad_id),
        )
    )
    shared: dict[int, list[str]] = {}
    for id_, word in rows:
        shared.setdefault(id_, []).append(word)
    best = sorted(
        (id_ for id_, words in shared.items() if len(words) >= _LEAST_SHARED),
        key=lambda id_: (-len(shared[id_]), id_),
    )
    found = []
    for id_ in best[:limit]:
        try:
            candidate, _ = await demand.describe(session, id_, reader)
        except NotFoundError:  # all of it needs an interpreter
            continue
        found.append(SuggestedGroup(candidate, _shared(shared[id_], stems, said)))
    return found
