"""The demand of a necesidad is the distinct living people behind it, whatever happened before."""

import asyncio
import shutil
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from intake.grouping import needs
from intake.ids import Code
from intake.kinds import AporteState, TagSource
from intake.necesidades import necesidades
from intake.necesidades.voices import demand_of, people_behind
from intake.store.db import Database
from intake.store.models import Aporte, Follower, Necesidad, NecesidadMember, Operator
from tests.conftest import NOW
from tests.factories import a_necesidad, a_person, an_aporte, an_operator
from tests.intake.alike import counts, recount

APORTES, NECESIDADES, PEOPLE = 5, 3, 4
PLACES = st.integers(0, APORTES - 1)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), PLACES, PLACES),
        st.tuples(st.just("separate"), PLACES, PLACES),
        st.tuples(st.just("withdraw"), PLACES, PLACES),
        st.tuples(st.just("discard"), PLACES, PLACES),
        st.tuples(st.just("move"), PLACES, st.integers(0, NECESIDADES - 1)),
        st.tuples(st.just("out"), PLACES, PLACES),
        st.tuples(st.just("follow"), PLACES, st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("erase"), PLACES, st.integers(0, PEOPLE - 1)),
        st.tuples(st.just("split"), PLACES, PLACES),
        st.tuples(st.just("regroup"), PLACES, PLACES),
        st.tuples(st.just("reopen"), PLACES, PLACES),
        st.tuples(
            st.just("join"), st.integers(0, NECESIDADES - 1), st.integers(0, NECESIDADES - 1)
        ),
    ),
    max_size=14,
)
Event = tuple[str, int, int]


class World:
    """The tables, and what a few lines of Python say must be counted."""

    def __init__(self, session: AsyncSession, by: Operator) -> None:
        self.session, self.by = session, by
        self.aportes: list[Aporte] = []
        self.necesidades: list[int] = []
        self.people: list[int] = []

    async def happen(self, event: Event) -> None:
        """Do what can be done; the rest is nothing, as a refusal is."""
        verb, one, other = event
        does: Callable[[int, int], Coroutine[Any, Any, None]] = getattr(self, f"_{verb}")
        await does(one, other)
        await self.session.flush()

    async def _merge(self, one: int, other: int) -> None:
        case, root = self.aportes[one], self.aportes[other]
        chain, above = {root.id}, root
        while above.merged_into_id is not None:
            above = await self.session.get_one(Aporte, above.merged_into_id)
            chain.add(above.id)
        if case.id not in chain and case.state is AporteState.PRIORIZACION:
            case.state, case.merged_into_id = AporteState.FUSIONADO, root.id

    async def _separate(self, one: int, _: int) -> None:
        case = self.aportes[one]
        if case.state is AporteState.FUSIONADO:
            case.state, case.merged_into_id = AporteState.PRIORIZACION, None

    async def _withdraw(self, one: int, _: int) -> None:
        if self.aportes[one].state is AporteState.PRIORIZACION:
            self.aportes[one].state = AporteState.RETIRADO

    async def _discard(self, one: int, _: int) -> None:
        if self.aportes[one].state is AporteState.PRIORIZACION:
            self.aportes[one].state = AporteState.DESCARTADO

    async def _move(self, one: int, other: int) -> None:
        case, necesidad = self.aportes[one], self.necesidades[other]
        if case.state is AporteState.PRIORIZACION and await self._stands(necesidad):
            await necesidades.add_aportes(
                self.session, necesidad, [Code(case.code)], by=self.by, now=NOW
            )

    async def _out(self, one: int, _: int) -> None:
        case = self.aportes[one]
        home = await self._home(case)
        if home is not None and await self._stands(home):
            await necesidades.remove_aportes(
                self.session, home, [Code(case.code)], by=self.by, now=NOW
            )

    async def _follow(self, one: int, other: int) -> None:
        key = (self.aportes[one].id, self.people[other])
        if await self.session.get(Follower, key) is None:
            self.session.add(Follower(aporte_id=key[0], person_id=key[1], joined_at=NOW))

    async def _erase(self, one: int, other: int) -> None:
        follow = await self.session.get(Follower, (self.aportes[one].id, self.people[other]))
        if follow is not None:
            await self.session.delete(follow)

    async def _join(self, one: int, other: int) -> None:
        source, into = self.necesidades[one], self.necesidades[other]
        if source != into and await self._stands(source) and await self._stands(into):
            await necesidades.join(self.session, source, into, by=self.by, now=NOW)

    async def _split(self, one: int, _: int) -> None:
        case = self.aportes[one]
        home = await self._home(case)
        if home is not None and await self._stands(home):
            part = await necesidades.split(
                self.session, home, [Code(case.code)], "Aparte", by=self.by, now=NOW
            )
            self.necesidades.append(part.necesidad_id)

    async def _regroup(self, _one: int, _other: int) -> None:
        await needs.regroup(self.session, after=0, limit=APORTES, now=NOW)

    async def _reopen(self, one: int, _: int) -> None:
        if self.aportes[one].state is AporteState.DESCARTADO:
            self.aportes[one].state = AporteState.PRIORIZACION

    async def _stands(self, necesidad: int) -> bool:
        found = await self.session.get_one(Necesidad, necesidad)
        return found.joined_into_id is None

    async def _home(self, case: Aporte) -> int | None:
        found: int | None = await self.session.scalar(
            sa.select(NecesidadMember.necesidad_id).where(
                NecesidadMember.aporte_id == case.id,
                NecesidadMember.source == TagSource.OPERADOR,
            )
        )
        return found

    async def expected(self) -> dict[int, set[int]]:
        """Behind each: whoever follows a counted member, or what was merged below it."""
        for each in self.aportes:
            await self.session.refresh(each)
        by_id = {each.id: each for each in self.aportes}
        found: dict[int, set[int]] = {necesidad: set() for necesidad in self.necesidades}
        follows = (await self.session.execute(sa.select(Follower))).scalars().all()
        for member in self.aportes:
            home = await self._home(member)
            top = member
            while top.merged_into_id is not None:
                top = by_id[top.merged_into_id]
            counts = member.state is AporteState.PRIORIZACION or (
                member.state is AporteState.FUSIONADO and top.state is AporteState.PRIORIZACION
            )
            if home is None or not counts:
                continue
            for follow in follows:
                below = by_id[follow.aporte_id]
                living = below.state is not AporteState.RETIRADO
                while below.id != member.id and below.merged_into_id is not None:
                    below = by_id[below.merged_into_id]
                if living and below.id == member.id:
                    found[home].add(follow.person_id)
        return found


async def _live(url: str, events: list[Event]) -> None:
    database = Database(url)
    try:
        async with database.transaction() as session:
            world = World(session, await an_operator(session, NOW))
            world.people = [(await a_person(session, NOW)).id for _ in range(PEOPLE)]
            world.aportes = [
                await an_aporte(session, NOW, state=AporteState.PRIORIZACION)
                for _ in range(APORTES)
            ]
            for n in range(NECESIDADES):
                necesidad = await a_necesidad(session, NOW, aportes=[world.aportes[n]], by=world.by)
                world.necesidades.append(necesidad.necesidad_id)
            for event in events:
                await world.happen(event)
            expected = await world.expected()
            counted = await demand_of(session, world.necesidades)
            for number, people in expected.items():
                assert set(counted[number].since) == people
                told = await people_behind(session, number)
                assert [person.id for person, _ in told] == sorted(people)
            assert await counts(session) == await recount(session)
    finally:
        await database.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each example has a database of its own."""
    return tmp_path_factory.mktemp("demand")


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(events=EVENTS)
def test_demand_counts_the_distinct_living_people_whatever_happened(
    events: list[Event], empty_sqlite: Path, folder: Path
) -> None:
    path = folder / "demand.db"
    for leftover in folder.glob("demand.db*"):
        leftover.unlink()
    shutil.copy(empty_sqlite, path)
    asyncio.run(_live(f"sqlite+aiosqlite:///{path}", events))
