"""Candidate necesidades as the Lab reads them: who stands behind each, where it is told, and why.

Counted from the memberships each time, so that no figure can be out of step with them.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from intake.errors import NotFoundError
from intake.grouping import needs
from intake.grouping.profiles import EVERY
from intake.grouping.rules.need_words import TAG_MARK, spellings
from intake.grouping.rules.needs import Commonness, Profile, holding_words, typical
from intake.kinds import AporteState, TagSource
from intake.store import merges
from intake.store.access import Grant
from intake.store.models import (
    Aporte,
    Follower,
    Necesidad,
    NecesidadMember,
    NecesidadProfile,
    NecesidadWord,
    Person,
)
from intake.store.reader import Reader

SHARED_BY = 2
"""Districts from which on a necesidad is a candidate: before, it is somebody's alone."""
MOST_WORDS = 8
"""At most so many are said to hold a necesidad together."""
# Of the members, the part that must touch a priority for the necesidad to be said to.
_TOUCHES = 0.25


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which to list. Empty fields do not narrow; `places` are beginnings of ubigeo."""

    priorities: tuple[str, ...] = ()
    """Any of these, which count as one."""
    places: tuple[str, ...] = ()
    districts: int = SHARED_BY


@dataclass(frozen=True, slots=True)
class Demand:
    """Open aportes and the distinct people behind them, merged ones included."""

    aportes: int
    voices: int


@dataclass(frozen=True, slots=True)
class NeedCandidate:
    """One necesidad: its demand in the places asked for, and what its members have in common."""

    id: int
    demand: Demand
    districts: int
    priorities: tuple[str, ...]
    words: tuple[str, ...]
    """The words that hold the group together, the strongest first, as people write them.

    None that only restricted ones use.
    """
    text: str | None
    """What one typical member says; None if all are restricted, or not for the reader."""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """An open aporte of a necesidad; `source`: who put it there."""

    code: str
    ubigeo: str | None
    created_at: datetime
    source: TagSource
    restricted: bool
    text: str | None
    """None if it is not for the reader."""


@dataclass(frozen=True, slots=True)
class NecesidadFile:
    """Everything there is about one necesidad."""

    candidate: NeedCandidate
    districts: Mapping[str | None, Demand]
    """Where it is told, the most voices first; None: where no district is known."""
    members: Sequence[MemberRow]


async def list_candidates(
    session: AsyncSession, wanted: Wanted, reader: Reader, *, limit: int = 20
) -> list[NeedCandidate]:
    """The necesidades that several districts share, the most voices first.

    Whoever may not read people's words gets the figures and the priorities alone.
    """
    members = _members(wanted.places)
    found = _shared(members, wanted).subquery()
    voices = _voices(members, members.c.id)
    rows = await session.execute(
        sa.select(found, voices.c.voices)
        .join(voices, voices.c.of == found.c.id)
        .order_by(voices.c.voices.desc(), found.c.districts.desc(), found.c.id)
        .limit(limit)
    )
    counts = {id_: (Demand(aportes, voices), districts) for id_, aportes, districts, voices in rows}
    if counts and reader.may(Grant.PALABRAS):
        reader.wrote(session, f"necesidades sugeridas: {', '.join(map(str, counts))}")
    return await _described(session, counts, reader)


async def count_candidates(session: AsyncSession, wanted: Wanted) -> int:
    """How many necesidades there are in the list, on all its pages."""
    found = _shared(_members(wanted.places), wanted).subquery()
    return await session.scalar(sa.select(sa.func.count()).select_from(found)) or 0


async def open_necesidad(
    session: AsyncSession, id_: int, reader: Reader, *, limit: int = 50
) -> NecesidadFile:
    """A necesidad whole, with at most `limit` members, the newest first; or NotFoundError."""
    candidate, districts = await describe(session, id_, reader)
    members = await members_of(session, id_, reader, limit=limit)
    return NecesidadFile(candidate, districts, members)


async def describe(
    session: AsyncSession, id_: int, reader: Reader
) -> tuple[NeedCandidate, dict[str | None, Demand]]:
    """What holds a necesidad together, and its demand by district; or NotFoundError."""
    members = _members((), id_)
    voices = await _by_district(session, members)
    rows = (
        await session.execute(
            sa.select(members.c.ubigeo, sa.func.count()).group_by(members.c.ubigeo)
        )
    ).all()
    if not rows:
        raise NotFoundError(
            f"No hay una necesidad {id_} con aportes abiertos. Véalas con: ayni necesidad sugeridas"
        )
    found = [(ubigeo, Demand(count, voices.get(ubigeo, 0))) for ubigeo, count in rows]
    found.sort(key=lambda each: (-each[1].voices, -each[1].aportes, each[0] or "~"))
    total = Demand(
        sum(demand.aportes for _, demand in found),
        await session.scalar(sa.select(_voices(members, members.c.id).c.voices)) or 0,
    )
    districts = sum(ubigeo is not None for ubigeo, _ in found)
    (candidate,) = await _described(session, {id_: (total, districts)}, reader)
    return candidate, dict(found)


def _members(places: Sequence[str], id_: int | None = None) -> sa.CTE:
    """(id, aporte_id, ubigeo) of open aportes: of one necesidad, or of all candidates."""
    query = (
        sa.select(
            NecesidadMember.necesidad_id.label("id"),
            NecesidadMember.aporte_id,
            Aporte.ubigeo,
        )
        .join(Aporte, Aporte.id == NecesidadMember.aporte_id)
        .where(needs.are_counted())
    )
    if places:
        query = query.where(sa.or_(*(Aporte.ubigeo.startswith(prefix) for prefix in places)))
    if id_ is not None:
        query = query.where(NecesidadMember.necesidad_id == id_)
    else:  # what the Lab took up is a candidate no more
        taken = sa.exists().where(Necesidad.necesidad_id == NecesidadMember.necesidad_id)
        query = query.where(~taken)
    return query.cte("members")


def _shared(members: sa.CTE, wanted: Wanted) -> sa.Select[int, int, int]:
    districts = sa.func.count(members.c.ubigeo.distinct()).label("districts")
    query = (
        sa.select(members.c.id, sa.func.count().label("aportes"), districts)
        .group_by(members.c.id)
        .having(districts >= wanted.districts)
    )
    if wanted.priorities:
        query = query.where(members.c.id.in_(_touching(wanted.priorities)))
    return query


def _touching(priorities: Collection[str]) -> sa.Select[int]:
    """The necesidades of which enough members touch any of these priorities."""
    tag, every = aliased(NecesidadProfile), aliased(NecesidadProfile)
    marks = sa.select(NecesidadWord.id).where(
        NecesidadWord.word.in_([TAG_MARK + each for each in priorities])
    )
    all_of_it = sa.select(NecesidadWord.id).where(NecesidadWord.word == EVERY).scalar_subquery()
    return (
        sa.select(tag.necesidad_id)
        .join(every, every.necesidad_id == tag.necesidad_id)
        .where(tag.word_id.in_(marks), every.word_id == all_of_it)
        .group_by(tag.necesidad_id, every.members)
        .having(sa.func.sum(tag.members) >= every.members * _TOUCHES)
    )


def _voices(members: sa.CTE, by: sa.ColumnElement[object]) -> sa.Subquery:
    """(of, voices): the distinct people behind the members, those merged into them included."""
    merged = merges.above(
        Aporte.merged_into_id.is_not(None) & (Aporte.state != AporteState.RETIRADO)
    )
    # Who is not verified keeps the row, and is no voice: see `intake.listening.newcomers`.
    voice = sa.case((Person.unverified_since.is_(None), Person.id)).label("person_id")
    direct = (
        sa.select(by.label("of"), voice)
        .join(Follower, Follower.aporte_id == members.c.aporte_id)
        .join(Person, Person.id == Follower.person_id)
    )
    joined = (
        sa.select(by.label("of"), voice)
        .join(merged, merged.c.above_id == members.c.aporte_id)
        .join(Follower, Follower.aporte_id == merged.c.id)
        .join(Person, Person.id == Follower.person_id)
    )
    behind = sa.union_all(direct, joined).subquery()
    return (
        sa.select(behind.c.of, sa.func.count(behind.c.person_id.distinct()).label("voices"))
        .group_by(behind.c.of)
        .subquery()
    )


async def _by_district(session: AsyncSession, members: sa.CTE) -> dict[str | None, int]:
    voices = _voices(members, members.c.ubigeo)
    rows = await session.execute(sa.select(voices.c.of, voices.c.voices))
    return {row[0]: row[1] for row in rows}


async def members_of(
    session: AsyncSession,
    id_: int,
    reader: Reader,
    *,
    limit: int,
    source: TagSource | None = None,
) -> list[MemberRow]:
    """Its open members, the newest first; `source`: only those that so and so put there."""
    query = (
        sa.select(Aporte, NecesidadMember.source)
        .join(NecesidadMember, NecesidadMember.aporte_id == Aporte.id)
        .where(NecesidadMember.necesidad_id == id_)
        .where(needs.are_counted())
        .order_by(Aporte.created_at.desc(), Aporte.id.desc())
        .limit(limit)
    )
    if source is not None:
        query = query.where(NecesidadMember.source == source)
    rows = [(row[0], row[1]) for row in await session.execute(query)]
    shown = [aporte for aporte, _ in rows if reader.may_read(aporte)]
    if shown:
        reader.wrote(session, f"aportes de la necesidad {id_}: {len(shown)}", cases=shown)
    return [
        MemberRow(
            aporte.code,
            aporte.ubigeo,
            aporte.created_at,
            by,
            aporte.restricted,
            aporte.text if aporte in shown else None,
        )
        for aporte, by in rows
    ]


async def _described(
    session: AsyncSession, counts: Mapping[int, tuple[Demand, int]], reader: Reader
) -> list[NeedCandidate]:
    """What the members that each necesidad learned from have in common."""
    rows = await session.execute(
        sa.select(
            NecesidadMember.necesidad_id,
            Aporte.id,
            NecesidadMember.words,
            Aporte.text,
            Aporte.restricted,
        )
        .join(Aporte, Aporte.id == NecesidadMember.aporte_id)
        .where(NecesidadMember.necesidad_id.in_(counts), NecesidadMember.words != "")
        .order_by(Aporte.id)
    )
    told: dict[int, list[_Told]] = defaultdict(list)
    for id_, aporte_id, words, text, restricted in rows:
        told[id_].append(_Told(aporte_id, tuple(words.split()), text, restricted))
    common = await commonness_of(
        session, {w for each in told.values() for one in each for w in one.words}
    )
    found = [
        _candidate(id_, demand, districts, told[id_], common)
        for id_, (demand, districts) in counts.items()
    ]
    if reader.may(Grant.PALABRAS):
        return found
    return [replace(each, words=(), text=None) for each in found]


@dataclass(frozen=True, slots=True)
class _Told:
    """A member that the profile learned from."""

    aporte_id: int
    words: tuple[str, ...]
    text: str
    restricted: bool


async def commonness_of(session: AsyncSession, words: Iterable[str]) -> Commonness:
    """In how many necesidades each of these words stands."""
    rows = await session.execute(
        sa.select(NecesidadWord.word, NecesidadWord.necesidades).where(
            NecesidadWord.word.in_([EVERY, *words])
        )
    )
    having = {row[0]: row[1] for row in rows}
    return Commonness(having.pop(EVERY, 0), having)


def _candidate(
    id_: int, demand: Demand, districts: int, told: Sequence[_Told], common: Commonness
) -> NeedCandidate:
    profile = Profile(len(told), Counter(word for one in told for word in one.words))
    shown = {one.aporte_id: one for one in told if not one.restricted}
    best = typical(profile, ((one.aporte_id, one.words) for one in shown.values()))
    tags = Counter(
        {
            word.removeprefix(TAG_MARK): count
            for word, count in profile.members.items()
            if word.startswith(TAG_MARK) and count >= profile.size * _TOUCHES
        }
    )
    return NeedCandidate(
        id=id_,
        demand=demand,
        districts=districts,
        priorities=tuple(sorted(tags, key=lambda tag: (-tags[tag], tag))),
        words=tuple(
            dict.fromkeys(
                written(
                    holding_words(profile, common, MOST_WORDS), [one.text for one in shown.values()]
                ).values()
            )
        ),
        text=None if best is None else shown[best].text,
    )


def written(stems: Sequence[str], texts: Iterable[str]) -> dict[str, str]:
    """Each of the stems as most of the texts write it; a stem that none writes is left out."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for stem, word in spellings(text).items():
            forms[stem][word] += 1
    return {s: min(forms[s].items(), key=_most_used)[0] for s in stems if s in forms}


def _most_used(form: tuple[str, int]) -> tuple[int, str]:
    word, count = form
    return -count, word
