"""Grouping aportes into necesidades: what joins, what stays apart, and counts that never drift."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from intake.grouping import needs
from intake.grouping.profiles import EVERY
from intake.grouping.rules.needs import MOST_LEARNED
from intake.kinds import AporteState, TagSource
from intake.store.db import Database
from intake.store.locks import queue_up
from intake.store.models import (
    Aporte,
    NecesidadMember,
    NeedGroup,
)
from tests.conftest import NOW
from tests.factories import an_aporte
from tests.intake.alike import POSTA, PUENTE, check_counts, counts, home_of, told


async def test_the_same_need_of_other_districts_belongs_together(
    session: AsyncSession, now: datetime
) -> None:
    first = await told(session, now, POSTA[0], "210607")
    second = await told(session, now, POSTA[1], "050101")
    third = await told(session, now, POSTA[2], None)
    other = await told(session, now, PUENTE, "210607")

    assert await home_of(session, first) == await home_of(session, second)
    assert await home_of(session, first) == await home_of(session, third)
    assert await home_of(session, first) != await home_of(session, other)
    await check_counts(session)


async def test_a_place_in_common_does_not_make_needs_one(
    session: AsyncSession, now: datetime
) -> None:
    place = "en la comunidad de Huayllabamba Alto, distrito de Taraco, provincia de Huancané"
    first = await told(session, now, f"La posta no tiene médico {place}")
    second = await told(session, now, f"El puente se cayó {place}")

    assert await home_of(session, first) != await home_of(session, second)


@pytest.mark.parametrize(
    "text", ["", "!!! ??? 🙏🙏", "hola buenas tardes gracias", "12345 de 2026"]
)
async def test_a_text_that_tells_no_need_belongs_to_none(
    session: AsyncSession, now: datetime, text: str
) -> None:
    aporte = await told(session, now, text)

    assert await home_of(session, aporte) is None


async def test_what_waits_for_an_interpreter_belongs_to_none_until_it_is_read(
    session: AsyncSession, now: datetime
) -> None:
    aporte = await an_aporte(session, now, text=POSTA[0])
    aporte.needs_interpreter = True
    await needs.place(session, aporte, now=now)
    before = await home_of(session, aporte)

    aporte.needs_interpreter = False
    moved = await needs.follow(session, aporte, now=now)

    assert (before, moved) == (None, True)
    assert await home_of(session, aporte) is not None


async def test_a_profile_that_learned_enough_rests_but_takes_members(
    session: AsyncSession, now: datetime
) -> None:
    for _ in range(MOST_LEARNED + 3):
        last = await told(session, now, POSTA[0])

    (kept,) = set(await session.scalars(sa.select(NecesidadMember.necesidad_id)))
    _, profiles = await counts(session)
    assert profiles[(EVERY, kept)] == MOST_LEARNED
    assert await home_of(session, last) == kept
    await check_counts(session)


async def test_where_an_operator_put_an_aporte_it_stays(
    session: AsyncSession, now: datetime
) -> None:
    first, second = await told(session, now, POSTA[0]), await told(session, now, PUENTE)
    mine = await session.get_one(NecesidadMember, second.id)
    mine.source = TagSource.OPERADOR
    second.text = POSTA[1]
    await session.flush()

    await needs.follow(session, second, now=now)
    assert await home_of(session, second) != await home_of(session, first)
    second.state = AporteState.DESCARTADO
    await needs.follow(session, second, now=now)

    member = await session.get_one(NecesidadMember, second.id, populate_existing=True)
    assert (member.necesidad_id, member.source, member.words) == (
        mine.necesidad_id,
        TagSource.OPERADOR,
        "",
    )
    await check_counts(session)


async def test_regrouping_in_batches_brings_together_what_came_too_early_and_then_rests(
    session: AsyncSession, now: datetime
) -> None:
    early = await an_aporte(session, now, text=POSTA[0])  # from before there were necesidades
    for text in (*POSTA, PUENTE) * 2:
        await told(session, now, text)

    first = await regroup_all(session, now, limit=2)
    second = await regroup_all(session, now, limit=3)

    assert await home_of(session, early) is not None
    assert first == await needs.count_grouped(session) == second
    assert await moved_by(session, now) == 0
    await check_counts(session)


async def regroup_all(session: AsyncSession, now: datetime, *, limit: int) -> int:
    """All batches; how many were looked at."""
    last: int | None = 0
    looked_at = 0
    while last is not None:
        batch = await needs.regroup(session, after=last, limit=limit, now=now)
        last, looked_at = batch.last, looked_at + batch.looked_at
    return looked_at


async def moved_by(session: AsyncSession, now: datetime) -> int:
    return (await needs.regroup(session, after=0, limit=1000, now=now)).moved


async def test_two_processes_that_tell_at_once_leave_right_counts(
    database: Database, now: datetime
) -> None:
    async def tell(texts: Sequence[str]) -> None:
        for text in texts:
            async with database.transaction() as session:
                await queue_up(session, "index")
                await told(session, now, text)

    await asyncio.gather(tell(POSTA), tell([*reversed(POSTA)]), tell([PUENTE] * 3))

    async with database.reading() as session:
        await check_counts(session)
        assert await session.scalar(sa.select(sa.func.count(NecesidadMember.aporte_id))) == 9


TEXTS = st.one_of(
    st.sampled_from((*POSTA, PUENTE, "Que asfalten la carretera, hay mucho polvo", "")),
    st.text(max_size=300),
)
DEEDS = st.lists(
    st.tuples(st.sampled_from(("tell", "change", "close", "open")), st.integers(0, 20), TEXTS),
    max_size=12,
)


@settings(max_examples=25, deadline=None)
@given(deeds=DEEDS)
def test_whatever_happens_the_counts_are_those_of_a_recount(
    empty_sqlite: Path, deeds: list[tuple[str, int, str]]
) -> None:
    async def run() -> None:
        path = shutil.copy(empty_sqlite, empty_sqlite.with_name(f"{uuid4()}.db"))
        database = Database(f"sqlite+aiosqlite:///{path}")
        async with database.transaction() as session:
            aportes: list[Aporte] = []
            for deed, which, text in deeds:
                if deed == "tell" or not aportes:
                    aportes.append(await told(session, NOW, text))
                else:
                    await change(session, aportes[which % len(aportes)], deed, text)
                await check_counts(session)
            for aporte in aportes:
                await change(session, aporte, "close", "")
            assert await counts(session) == (Counter(), Counter())
            assert list(await session.scalars(sa.select(NeedGroup.id))) == []
        await database.close()

    asyncio.run(run())


async def change(session: AsyncSession, aporte: Aporte, deed: str, text: str) -> None:
    """Another text, or in or out of the queue."""
    if deed == "change":
        aporte.text = text
    else:
        aporte.state = AporteState.RECIBIDO if deed == "open" else AporteState.DESCARTADO
    await session.flush()
    await needs.follow(session, aporte, now=NOW)
