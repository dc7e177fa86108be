"""Population and poverty of districts, where the Lab imported them."""

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.models import ImportedDistrict


@dataclass(frozen=True, slots=True)
class Territory:
    """Of several districts: people, and per cent in poverty weighed by people; None: not known.

    `known`: of how many of the districts the population is known.
    """

    population: int | None
    poverty: float | None
    known: int


async def of_districts(session: AsyncSession, ubigeos: Collection[str]) -> Territory:
    """What the imported table says of these together."""
    found = await session.execute(
        sa.select(ImportedDistrict.poblacion, ImportedDistrict.pobreza).where(
            ImportedDistrict.ubigeo.in_(list(ubigeos))
        )
    )
    rows = [(people, share) for people, share in found if people is not None]
    if not rows:
        return Territory(None, None, 0)
    poor = [(people, share) for people, share in rows if share is not None]
    weight = sum(people for people, _ in poor)
    poverty = sum(people * share for people, share in poor) / weight if weight else None
    return Territory(sum(people for people, _ in rows), poverty, len(rows))
