"""What a district told, for its officials: counts, priorities, and the necesidades it shares.

Nobody's words and nobody's name. Reserved aportes count among the people and aportes of the
district; no topic and no necesidad is named because of them.
"""

from collections import Counter

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AporteState, TagSource
from intake.listening.commands import FEW
from intake.necesidades.commands import DistrictSummary, SharedNeed
from intake.necesidades.decisions import decisions_of
from intake.necesidades.voices import demand_of
from intake.reading import taxonomy
from intake.store.models import Aporte, AporteTag, Follower, Necesidad, NecesidadMember, Person

_MOST_TOPICS = 3
_MOST_NEEDS = 3


async def summarise(session: AsyncSession, ubigeo: str) -> DistrictSummary:
    """What a district told, as it stands."""
    there = sa.select(Aporte.id).where(
        Aporte.ubigeo == ubigeo, Aporte.state != AporteState.RETIRADO
    )
    aportes, waiting = (
        await session.execute(
            sa.select(
                sa.func.count(),
                sa.func.count(sa.case((Aporte.state == AporteState.RECIBIDO, 1))),
            )
            .select_from(Aporte)
            .where(Aporte.id.in_(there))
        )
    ).one()
    known = there.where(Aporte.may_be_known)
    people = await session.scalar(
        sa.select(sa.func.count(Follower.person_id.distinct()))
        .join(Person, Person.id == Follower.person_id)
        .where(Follower.aporte_id.in_(there), Person.unverified_since.is_(None))
    )
    return DistrictSummary(
        ubigeo,
        people or 0,
        aportes,
        waiting,
        await _topics(session, known),
        await _needs(session, ubigeo, known),
    )


async def last_district(session: AsyncSession, person: Person) -> str | None:
    """The district of the last aporte that they told with one; None if there is none."""
    return await session.scalar(
        sa.select(Aporte.ubigeo)
        .where(Aporte.author_id == person.id, Aporte.ubigeo.is_not(None))
        .order_by(Aporte.id.desc())
        .limit(1)
    )


async def _topics(session: AsyncSession, there: sa.Select[int]) -> tuple[str, ...]:
    people = sa.func.count(Follower.person_id.distinct())
    rows = await session.execute(
        sa.select(AporteTag.priority, people)
        .join(Follower, Follower.aporte_id == AporteTag.aporte_id)
        .join(Person, Person.id == Follower.person_id)
        .where(
            AporteTag.aporte_id.in_(there), AporteTag.accepted, Person.unverified_since.is_(None)
        )
        .group_by(AporteTag.priority)
        .having(people >= FEW)
    )
    vocabulary = await taxonomy.current(session)
    counts = Counter({row[0]: row[1] for row in rows})
    best = sorted(counts, key=lambda priority: (-counts[priority], priority))[:_MOST_TOPICS]
    return tuple(found.spoken for each in best if (found := vocabulary.find(each)))


async def _needs(
    session: AsyncSession, ubigeo: str, there: sa.Select[int]
) -> tuple[SharedNeed, ...]:
    necesidades = list(
        await session.scalars(
            sa.select(Necesidad)
            .where(
                Necesidad.joined_into_id.is_(None),
                Necesidad.necesidad_id.in_(
                    sa.select(NecesidadMember.necesidad_id).where(
                        NecesidadMember.aporte_id.in_(there),
                        NecesidadMember.source == TagSource.OPERADOR,
                    )
                ),
            )
            .order_by(Necesidad.prioritised_at.is_(None), Necesidad.necesidad_id)
        )
    )
    counted = await demand_of(session, [each.necesidad_id for each in necesidades])
    decided = await decisions_of(session, [each.necesidad_id for each in necesidades])
    shared = [
        SharedNeed(
            necesidad.title,
            necesidad.stage,
            necesidad.prioritised_at is not None,
            len(set(counted[necesidad.necesidad_id].ubigeos) - {ubigeo}),
            decided[necesidad.necesidad_id].is_declined,
        )
        for necesidad in necesidades
        if ubigeo in counted[necesidad.necesidad_id].districts
    ]
    return tuple(shared[:_MOST_NEEDS])
