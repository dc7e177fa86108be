"""Population and poverty of districts, where the Lab imported them.

There is one poverty figure: the per cent of poor people of several districts together, each
weighed by its inhabitants. How many of them spoke changes nothing: voices can be brought in.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.store.models import ImportedDistrict


@dataclass(frozen=True, slots=True)
class DistrictFacts:
    """What was imported of one district."""

    population: int | None
    poverty: float | None


@dataclass(frozen=True, slots=True)
class Territory:
    """Of several districts: people, and per cent in poverty weighed by people; None: not known."""

    population: int | None
    poverty: float | None
    known: int
    """Of how many of the districts the population is known."""
    known_poverty: int
    """Of how many of them the poverty is known too: without inhabitants it weighs nothing."""


async def of_districts(session: AsyncSession, ubigeos: Collection[str]) -> Territory:
    """What the imported table says of these districts together."""
    return together((await facts_of(session, ubigeos)).values())


async def facts_of(
    session: AsyncSession, ubigeos: Collection[str] | None = None
) -> Mapping[str, DistrictFacts]:
    """What was imported of these districts, by ubigeo; of all of them if None is given."""
    query = sa.select(ImportedDistrict.ubigeo, ImportedDistrict.poblacion, ImportedDistrict.pobreza)
    if ubigeos is not None:
        query = query.where(ImportedDistrict.ubigeo.in_(list(ubigeos)))
    rows = await session.execute(query)
    return {ubigeo: DistrictFacts(people, share) for ubigeo, people, share in rows}


def together(facts: Iterable[DistrictFacts]) -> Territory:
    """The facts of several districts as if they were one."""
    peopled = [(each.population, each.poverty) for each in facts if each.population is not None]
    rated = [(people, share) for people, share in peopled if share is not None]
    weight = sum(people for people, _ in rated)
    return Territory(
        population=sum(people for people, _ in peopled) if peopled else None,
        poverty=sum(people * share for people, share in rated) / weight if weight else None,
        known=len(peopled),
        known_poverty=len(rated),
    )
