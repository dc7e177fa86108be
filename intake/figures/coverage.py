"""From where people spoke, and from if nobody did."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import Actor, AporteState
from intake.places.places import imported_districts
from intake.places.rules.gazetteer import District
from intake.places.rules.places import builtin_districts
from intake.store.models import Aporte, Follower, Person
from intake.words.months import Month
from intake.words.text import normalise


@dataclass(slots=True)
class RegionCoverage:
    """One department. People are distinct; a municipality spoke where its officials did."""

    name: str
    districts: int
    """How many it has."""
    people: set[int] = field(default_factory=set)
    """Of the month, by id: for counting, never for showing."""
    people_ever: set[int] = field(default_factory=set)
    spoke: set[str] = field(default_factory=set)
    """Ubigeos of the month."""
    spoke_ever: set[str] = field(default_factory=set)
    municipalities: set[str] = field(default_factory=set)
    municipalities_ever: set[str] = field(default_factory=set)

    @property
    def is_silent(self) -> bool:
        """Whether nobody spoke in the month."""
        return not self.people


@dataclass(frozen=True, slots=True)
class Coverage:
    """All departments: the silent ones first, then those with fewest people, then by name."""

    regions: tuple[RegionCoverage, ...]
    people: int
    """Distinct people of the month, those of no known district too."""
    without_district: int
    """Of them, those who spoke from nowhere that is known."""

    @property
    def silent(self) -> tuple[RegionCoverage, ...]:
        """The regions from which nobody spoke in the month."""
        return tuple(region for region in self.regions if region.is_silent)

    def total(self, of: str) -> int:
        """The sum over regions of one of its sets: `spoke`, `municipalities_ever`…"""
        return sum(len(getattr(region, of)) for region in self.regions)

    @property
    def districts(self) -> int:
        """How many districts there are in all."""
        return sum(region.districts for region in self.regions)


async def count_coverage(session: AsyncSession, month: Month) -> Coverage:
    """Who spoke in the month, and until its end, of those who are taken for people apart."""
    regions = _regions(await known_districts(session))
    everyone: set[int] = set()
    placed: set[int] = set()
    rows = await session.execute(
        sa.select(Aporte.ubigeo, Aporte.actor, Follower.person_id, Follower.joined_at)
        .join(Follower, Follower.aporte_id == Aporte.id)
        .join(Person, Person.id == Follower.person_id)
        .where(
            Aporte.state != AporteState.RETIRADO,
            Follower.joined_at < month.ends_at,
            Person.unverified_since.is_(None),
        )
    )
    for ubigeo, actor, person_id, joined_at in rows:
        in_month = joined_at >= month.starts_at
        if in_month:
            everyone.add(person_id)
        if not ubigeo or ubigeo[:2] not in regions:
            continue
        if in_month:
            placed.add(person_id)
        _count(regions[ubigeo[:2]], ubigeo, actor, person_id, in_month=in_month)
    ordered = sorted(regions.values(), key=lambda each: (len(each.people), normalise(each.name)))
    return Coverage(tuple(ordered), len(everyone), len(everyone - placed))


async def known_districts(session: AsyncSession) -> list[District]:
    """The built-in table of districts, with what was imported over it."""
    found = {each.ubigeo: each for each in builtin_districts()}
    return list(
        (found | {each.ubigeo: each for each in await imported_districts(session)}).values()
    )


def region_names(districts: Iterable[District]) -> dict[str, str]:
    """The name of each department by the first two digits of its ubigeos."""
    return {each.ubigeo[:2]: each.department for each in districts}


def _regions(districts: list[District]) -> dict[str, RegionCoverage]:
    names = region_names(districts)
    sizes: defaultdict[str, int] = defaultdict(int)
    for each in districts:
        sizes[each.ubigeo[:2]] += 1
    return {prefix: RegionCoverage(name, sizes[prefix]) for prefix, name in names.items()}


def _count(
    region: RegionCoverage, ubigeo: str, actor: Actor, person_id: int, *, in_month: bool
) -> None:
    region.people_ever.add(person_id)
    region.spoke_ever.add(ubigeo)
    if actor is Actor.MUNICIPALIDAD:
        region.municipalities_ever.add(ubigeo)
    if not in_month:
        return
    region.people.add(person_id)
    region.spoke.add(ubigeo)
    if actor is Actor.MUNICIPALIDAD:
        region.municipalities.add(ubigeo)
