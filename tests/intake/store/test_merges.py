"""The tree that merges make, against a walk of one step after the other."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import AporteState
from intake.store import merges
from intake.store.models import Aporte
from tests.factories import an_aporte

FORESTS = st.lists(st.none() | st.integers(0, 30), min_size=1, max_size=9)
"""Of each aporte, the place of the earlier one that it was merged into; None for a root."""


async def grow(session: AsyncSession, now: datetime, forest: Sequence[int | None]) -> list[Aporte]:
    """The aportes of a forest, each merged into an earlier one or into none."""
    grown: list[Aporte] = []
    for above in forest:
        aporte = await an_aporte(session, now)
        if above is not None and grown:
            aporte.state = AporteState.FUSIONADO
            aporte.merged_into_id = grown[above % len(grown)].id
        grown.append(aporte)
    await session.flush()
    return grown


def walk(aporte: Aporte, by_id: dict[int, Aporte]) -> list[int]:
    """Its own id and those of all above it, one step after the other."""
    found = [aporte.id]
    while by_id[found[-1]].merged_into_id is not None:
        found.append(by_id[found[-1]].merged_into_id or 0)
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(forest=FORESTS)
async def test_any_forest_is_as_a_walk_finds_it(
    session: AsyncSession, now: datetime, forest: list[int | None]
) -> None:
    grown = await grow(session, now, forest)
    by_id = {each.id: each for each in grown}
    walks = {each.id: walk(each, by_id) for each in grown}

    below, above = merges.below(by_id), merges.above(Aporte.id.in_(list(by_id)))
    down = set(await session.execute(sa.select(below.c.root_id, below.c.id)))
    up = set(await session.execute(sa.select(above.c.id, above.c.above_id)))
    chains = await merges.chains_of(session, grown)

    assert set(map(tuple, up)) == {(id_, each) for id_, path in walks.items() for each in path}
    assert set(map(tuple, down)) == {(each, id_) for id_, path in walks.items() for each in path}
    assert {id_: [each.id for each in chain] for id_, chain in chains.items()} == walks
    for each in grown:
        assert (await merges.root_of(session, each)).id == walks[each.id][-1]
        assert await merges.ids_below(session, each.id) == sorted(
            id_ for id_, path in walks.items() if each.id in path
        )


async def test_a_way_up_ends_where_it_may_not_pass(session: AsyncSession, now: datetime) -> None:
    root, middle, leaf = await grow(session, now, [None, 0, 1])
    middle.restricted = True
    await session.flush()

    way = merges.above(Aporte.id == leaf.id, passing=~Aporte.restricted)

    rows = await session.execute(sa.select(way.c.above_id, way.c.next_id))
    assert list(map(tuple, rows)) == [(leaf.id, middle.id)]
    assert root.id


async def test_a_chain_of_what_was_never_merged_asks_the_database_nothing(
    session: AsyncSession, now: datetime
) -> None:
    grown = await grow(session, now, [None, None])
    statements: list[str] = []
    connection = await session.connection()

    @sa.event.listens_for(connection.sync_connection, "before_cursor_execute")
    def _seen(_: object, __: object, statement: str, *___: object) -> None:
        statements.append(statement)

    assert await merges.chains_of(session, grown) == {each.id: [each] for each in grown}
    assert statements == []
