"""Who stands behind a necesidad that the Lab took up, and its demand.

A member is an aporte that an operator put there. It counts while it is admitted (`priorizacion`),
or merged into one that is open; with it count all that were merged into it. So nobody is forgotten
by a merge, and whoever withdrew is not counted. Nothing is stored: it is counted each time.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from intake.kinds import Actor, AporteState, TagSource
from intake.listening.followers import people_in
from intake.store import merges
from intake.store.models import Aporte, Follower, NecesidadMember, Person
from intake.words.calendar import lima_date

TREND_DAYS = 30
"""The trend: new people in so many days, beside those of as many before."""


@dataclass(slots=True)
class DistrictDemand:
    """Distinct people and aportes of one district; `by_municipality`: its officials spoke."""

    people: set[int] = field(default_factory=set)
    aportes: set[int] = field(default_factory=set)
    by_municipality: bool = False


@dataclass
class NeedDemand:
    """The demand of one necesidad. A person counts once, however often they told it."""

    districts: dict[str | None, DistrictDemand] = field(default_factory=dict)
    """By ubigeo; None: where no district is known."""
    since: dict[int, datetime] = field(default_factory=dict)
    """When each person first stood behind it."""
    unverified: set[int] = field(default_factory=set)
    """Behind it too, but not verified as people apart: counted in nothing else of this."""

    @property
    def people(self) -> int:
        """How many distinct people are behind it, as far as they are verified."""
        return len(self.since)

    @cached_property
    def aportes(self) -> int:
        """How many distinct aportes it has, with the merged ones."""
        return len({aporte for each in self.districts.values() for aporte in each.aportes})

    @property
    def ubigeos(self) -> list[str]:
        """The districts that are known, in order."""
        return sorted(ubigeo for ubigeo in self.districts if ubigeo)

    @property
    def provinces(self) -> int:
        """How many provinces they are in."""
        return len({ubigeo[:4] for ubigeo in self.ubigeos})

    @property
    def regions(self) -> int:
        """How many departments they are in."""
        return len({ubigeo[:2] for ubigeo in self.ubigeos})

    @property
    def municipalities(self) -> int:
        """How many districts there are whose municipality spoke."""
        return sum(each.by_municipality for ubigeo, each in self.districts.items() if ubigeo)

    def trend(self, now: datetime) -> tuple[int, int]:
        """How many new people came in the last TREND_DAYS, and in as many before."""
        recent = now - timedelta(days=TREND_DAYS)
        before = recent - timedelta(days=TREND_DAYS)
        return (
            sum(at > recent for at in self.since.values()),
            sum(before < at <= recent for at in self.since.values()),
        )

    def by_month(self) -> Counter[tuple[int, int]]:
        """How many new people came in each (year, month) of Lima."""
        days = (lima_date(at) for at in self.since.values())
        return Counter((day.year, day.month) for day in days)

    def by_region(self) -> dict[str, int]:
        """How many distinct people there are by department (two digits of ubigeo)."""
        people: defaultdict[str, set[int]] = defaultdict(set)
        for ubigeo, each in self.districts.items():
            if ubigeo:
                people[ubigeo[:2]] |= each.people
        return {region: len(each) for region, each in sorted(people.items())}


async def demand_of(
    session: AsyncSession, necesidad_ids: Collection[int]
) -> Mapping[int, NeedDemand]:
    """The demand of each of these, in the order given; an empty one if nobody is behind it."""
    found = {id_: NeedDemand() for id_ in necesidad_ids}
    members = counted(necesidad_ids)
    tree = merges.below(Aporte.id.in_(sa.select(members.c.aporte_id)))
    rows = await session.execute(
        sa.select(
            members.c.necesidad_id,
            Aporte.id,
            Aporte.ubigeo,
            Aporte.actor,
            Follower.person_id,
            Follower.joined_at,
            Person.unverified_since.is_not(None),
        )
        .join(tree, tree.c.root_id == members.c.aporte_id)
        .join(Aporte, Aporte.id == tree.c.id)
        .join(Follower, Follower.aporte_id == Aporte.id)
        .join(Person, Person.id == Follower.person_id)
        .where(Aporte.state != AporteState.RETIRADO)
    )
    for necesidad_id, aporte_id, ubigeo, actor, person_id, joined_at, unverified in rows:
        demand = found[necesidad_id]
        if unverified:
            demand.unverified.add(person_id)
            continue
        district = demand.districts.setdefault(ubigeo, DistrictDemand())
        district.people.add(person_id)
        district.aportes.add(aporte_id)
        district.by_municipality |= actor is Actor.MUNICIPALIDAD
        first = demand.since.get(person_id)
        if first is None or joined_at < first:
            demand.since[person_id] = joined_at
    return found


async def people_behind(session: AsyncSession, necesidad_id: int) -> list[tuple[Person, str]]:
    """Everybody behind it, once each, with the code of the aporte under which they know it."""
    members = counted([necesidad_id])
    tree = merges.below(Aporte.id.in_(sa.select(members.c.aporte_id)))
    return await people_in(session, tree)


def behind(necesidad_ids: Collection[int]) -> sa.Select[int]:
    """The ids of everybody behind any of them; somebody may come more than once."""
    members = counted(necesidad_ids)
    tree = merges.below(Aporte.id.in_(sa.select(members.c.aporte_id)))
    return (
        sa.select(Follower.person_id)
        .join(Aporte, Aporte.id == Follower.aporte_id)
        .join(tree, tree.c.id == Aporte.id)
        .where(Aporte.state != AporteState.RETIRADO)
    )


def counted(necesidad_ids: Collection[int]) -> sa.CTE:
    """(necesidad_id, aporte_id) of the members that count: see AporteState.counts_in_necesidad."""
    members = sa.select(NecesidadMember.necesidad_id, NecesidadMember.aporte_id).where(
        NecesidadMember.necesidad_id.in_(list(necesidad_ids)),
        NecesidadMember.source == TagSource.OPERADOR,
    )
    member = members.cte("members")
    way = merges.above(Aporte.id.in_(sa.select(member.c.aporte_id)))
    own, root = aliased(Aporte), aliased(Aporte)
    return (
        sa.select(member.c.necesidad_id, member.c.aporte_id)
        .join(own, own.id == member.c.aporte_id)
        .join(way, way.c.id == own.id)
        .join(root, root.id == way.c.above_id)
        .where(way.c.next_id.is_(None), sa.tuple_(own.state, root.state).in_(_COUNTED))
        .cte("counted_members")
    )


_COUNTED = [
    (own, root) for own in AporteState for root in AporteState if own.counts_in_necesidad(root)
]
