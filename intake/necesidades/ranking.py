"""In what order the necesidades stand, by the criteria that hold, and what people gave each.

The order is a proposal for the Grupo de Trabajo: only its acuerdo makes a necesidad priorizada
(Manual, art. 14.a). Nothing of it is stored but what people gave; the rest is counted each time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import NotFoundError
from intake.kinds import Stage
from intake.necesidades.criteria import KnownCriteria, in_force
from intake.necesidades.decisions import Decided, decisions_of
from intake.necesidades.rules.criteria import Criterion, Measure
from intake.necesidades.rules.ranking import Placed, Rating, Values, mean, place_all
from intake.necesidades.rules.sensitivity import RankChange, sensitivity
from intake.necesidades.voices import NeedDemand, demand_of
from intake.places.territory import DistrictFacts, Territory, facts_of, together
from intake.store.models import Necesidad, Operator, Score


@dataclass(frozen=True, slots=True)
class Counted:
    """What the data say for an automatic criterion, in the unit of its measure."""

    amount: float | None
    """None: no data for any of its districts."""
    known: int
    """Districts that have the figure, of `districts` in all."""
    districts: int


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one criterion gives one necesidad, and from where."""

    criterion: Criterion
    value: float | None
    """From 0 to 5; None: nobody valued it yet, or no data."""
    points: float
    """What it adds to the total; 0 if there is no value."""
    counted: Counted | None
    """For an automatic criterion."""
    ratings: tuple[Rating, ...]
    """For one that people value: the binding ones first."""

    @property
    def advised(self) -> float | None:
        """The mean of the advisers, which is shown and never counted (Manual, art. 28)."""
        return mean(self.ratings, binding=False)


@dataclass(frozen=True, slots=True)
class RankedNeed:
    """One necesidad in its place."""

    necesidad_id: int
    title: str
    stage: Stage
    prioritised_at: datetime | None
    """When an acuerdo made it priorizada; the ranking never does."""
    decided: Decided
    """What the Grupo de Trabajo decided of it last, and whether it is before the Grupo now."""
    placed: Placed
    contributions: tuple[Contribution, ...]
    """In the order of the criteria; their points sum to the total."""
    demand: NeedDemand

    @property
    def unscored(self) -> tuple[Criterion, ...]:
        """The criteria that people have yet to value: «faltan notas»."""
        lacking = (each.criterion for each in self.contributions if each.value is None)
        return tuple(each for each in lacking if each.scale is None)

    @property
    def without_data(self) -> tuple[Criterion, ...]:
        """The automatic criteria for which nothing was imported: «sin datos»."""
        lacking = (each.criterion for each in self.contributions if each.value is None)
        return tuple(each for each in lacking if each.scale is not None)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The whole order, the first before. A proposal, not a decision (Manual, art. 14.a)."""

    at: datetime
    by: KnownCriteria
    needs: tuple[RankedNeed, ...]

    def get(self, necesidad_id: int) -> RankedNeed:
        """One of the necesidades; NotFoundError if it is not in the order."""
        for each in self.needs:
            if each.necesidad_id == necesidad_id:
                return each
        raise NotFoundError(
            f"La necesidad {necesidad_id} no está en el ranking: el Laboratorio no la tomó, se "
            "unió a otra o ya pasó la etapa de Priorización. Véalas todas con: ayni ranking --todas"
        )

    @property
    def order(self) -> tuple[Placed, ...]:
        """The necesidades by their places, and nothing else."""
        return tuple(each.placed for each in self.needs)

    @property
    def values(self) -> dict[int, Values]:
        """What is weighed, by necesidad and criterion."""
        return {
            each.necesidad_id: {c.criterion.id: c.value for c in each.contributions}
            for each in self.needs
        }

    def sensitivity(self, *, first: int) -> tuple[RankChange, ...]:
        """What changes within the first places if one weight is another."""
        return sensitivity(self.values, self.by.criteria.weights, first=first)


async def rank(
    session: AsyncSession,
    *,
    now: datetime,
    criteria: KnownCriteria | None = None,
    everything: bool = False,
) -> Ranking:
    """All in stage Priorización that were not joined to another, by the criteria in force.

    `everything`: those of later stages too. `criteria`: others than those in force, to try them.
    """
    by = criteria or await in_force(session)
    query = (
        sa.select(Necesidad)
        .where(Necesidad.joined_into_id.is_(None))
        .order_by(Necesidad.necesidad_id)
    )
    if not everything:
        query = query.where(Necesidad.stage == Stage.PRIORIZACION)
    necesidades = {each.necesidad_id: each for each in await session.scalars(query)}
    demand = await demand_of(session, list(necesidades))
    decided = await decisions_of(session, list(necesidades))
    facts = await facts_of(session)
    ratings = await _ratings(session, necesidades)
    found = {
        id_: [_weigh(each, demand[id_], facts, ratings[id_]) for each in by.criteria.criteria]
        for id_ in necesidades
    }
    values = {id_: {c.criterion.id: c.value for c in each} for id_, each in found.items()}
    return Ranking(
        now,
        by,
        tuple(
            RankedNeed(
                necesidad_id=placed.id,
                title=necesidades[placed.id].title,
                stage=necesidades[placed.id].stage,
                prioritised_at=necesidades[placed.id].prioritised_at,
                decided=decided[placed.id],
                placed=placed,
                contributions=tuple(_with_points(each, placed) for each in found[placed.id]),
                demand=demand[placed.id],
            )
            for placed in place_all(values, by.criteria.weights)
        ),
    )


async def _ratings(
    session: AsyncSession, necesidad_ids: Iterable[int]
) -> Mapping[int, Mapping[str, tuple[Rating, ...]]]:
    wanted = list(necesidad_ids)
    rows = await session.execute(
        sa.select(
            Score.necesidad_id,
            Score.criterion,
            Operator.name,
            Score.value,
            Score.reason,
            Score.is_binding,
        )
        .join(Operator, Operator.id == Score.operator_id)
        .where(Score.necesidad_id.in_(wanted))
        .order_by(Score.is_binding.desc(), Score.at, Score.operator_id)
    )
    found: dict[int, dict[str, tuple[Rating, ...]]] = {id_: {} for id_ in wanted}
    for necesidad_id, criterion, who, value, reason, is_binding in rows:
        given = found[necesidad_id].get(criterion, ())
        rating = Rating(who, value, reason, is_binding)
        found[necesidad_id][criterion] = (*given, rating)
    return found


def _weigh(
    criterion: Criterion,
    demand: NeedDemand,
    facts: Mapping[str, DistrictFacts],
    ratings: Mapping[str, tuple[Rating, ...]],
) -> Contribution:
    if criterion.scale is None:
        given = ratings.get(criterion.id, ())
        return Contribution(criterion, mean(given, binding=True), 0.0, None, given)
    counted = _COUNTS[criterion.scale.measure](demand, facts)
    value = None if counted.amount is None else criterion.scale.value(counted.amount)
    return Contribution(criterion, value, 0.0, counted, ())


def _with_points(found: Contribution, placed: Placed) -> Contribution:
    points = placed.points[found.criterion.id] or 0.0
    return Contribution(found.criterion, found.value, points, found.counted, found.ratings)


def _people(demand: NeedDemand, _: Mapping[str, DistrictFacts]) -> Counted:
    districts = len(demand.ubigeos)
    return Counted(float(demand.people), districts, districts)


def _poverty(demand: NeedDemand, facts: Mapping[str, DistrictFacts]) -> Counted:
    """By inhabitants, and not by who spoke: the figure of the necesidad and of the documents."""
    land = _land(demand, facts)
    return Counted(land.poverty, land.known_poverty, len(demand.ubigeos))


def _population(demand: NeedDemand, facts: Mapping[str, DistrictFacts]) -> Counted:
    land = _land(demand, facts)
    amount = None if land.population is None else float(land.population)
    return Counted(amount, land.known, len(demand.ubigeos))


def _land(demand: NeedDemand, facts: Mapping[str, DistrictFacts]) -> Territory:
    return together(facts[ubigeo] for ubigeo in demand.ubigeos if ubigeo in facts)


_COUNTS = {
    Measure.PERSONAS: _people,
    Measure.POBREZA: _poverty,
    Measure.POBLACION: _population,
}
