"""From an audience to the outbox: everybody once, whenever it is cut off, and nobody who left."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.errors import RefusedError
from intake.kinds import BroadcastState, ConcursoState
from intake.outreach import broadcasts, feeding
from intake.outreach.audience import Audience, BroadcastLimits
from intake.store.db import Database
from intake.store.models import Broadcast, Operator, OutboxMessage, Person
from intake.store.models.message import OutboxState
from tests.conftest import NOW
from tests.intake.casting import (
    CHANNELS,
    LIMITS,
    a_concurso,
    an_approved,
    mark_all,
    posted_to,
    readers,
)


async def feed_once(database: Database, number: int) -> Broadcast:
    """One helping, in a transaction of its own."""
    async with database.transaction() as session:
        await feeding.advance(session, LIMITS, now=NOW)
        return await broadcasts.get(session, number)


async def send_all(database: Database, number: int) -> Broadcast:
    """Feed, and let everything arrive, until it is over."""
    for _ in range(200):
        row = await feed_once(database, number)
        if row.state is BroadcastState.TERMINADA:
            return row
        async with database.transaction() as session:
            await mark_all(session, row, OutboxState.SENT, NOW)
    raise AssertionError("it does not end")


async def test_everybody_gets_it_once_in_small_helpings(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "HELPING", 7)
    monkeypatch.setattr(feeding, "RANGE", 20)
    async with database.transaction() as session:
        wanted = [person.id for person in await readers(session, 45, NOW)]
        await readers(session, 30, NOW, first=1, news_since=None)
        row = await an_approved(session, NOW)
    first = await feed_once(database, row.id)
    assert (first.state, first.began_at) == (BroadcastState.ENVIANDO, NOW)
    async with database.reading() as session:
        assert len(await posted_to(session, row)) == 7
    done = await send_all(database, row.id)

    async with database.reading() as session:
        assert await posted_to(session, row) == wanted
    assert done.finished_at == NOW


async def test_the_outbox_never_holds_more_than_the_window(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "WINDOW", 300)
    async with database.transaction() as session:
        await readers(session, 900, NOW)
        row = await an_approved(session, NOW)
    for _ in range(6):
        await feed_once(database, row.id)
    async with database.reading() as session:
        assert len(await posted_to(session, row)) <= 300 + feeding.HELPING


async def test_who_opts_out_while_it_goes_is_not_posted_to(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "RANGE", 10)
    async with database.transaction() as session:
        people = await readers(session, 30, NOW)
        row = await an_approved(session, NOW)
    await feed_once(database, row.id)
    async with database.transaction() as session:
        await session.execute(
            sa.update(Person).where(Person.id == people[-1].id).values(news_since=None)
        )
    await send_all(database, row.id)
    async with database.reading() as session:
        assert people[-1].id not in await posted_to(session, row)
        assert len(await posted_to(session, row)) == 29


async def test_two_broadcasts_of_one_call_reach_nobody_twice(database: Database) -> None:
    async with database.transaction() as session:
        await readers(session, 20, NOW)
        concurso = await a_concurso(session, NOW)
        first = await an_approved(session, NOW, concurso=concurso)
        second = await an_approved(session, NOW, concurso=concurso)
        again = await an_approved(session, NOW, concurso=concurso, again=True)
    for row in (first, second, again):
        await send_all(database, row.id)
    async with database.reading() as session:
        counts = [len(await posted_to(session, row)) for row in (first, second, again)]
    assert sum(counts[:2]) == 20
    assert counts[2] == 20


async def test_who_was_dropped_may_get_a_later_one_of_the_call(database: Database) -> None:
    async with database.transaction() as session:
        (person,) = await readers(session, 1, NOW)
        concurso = await a_concurso(session, NOW)
        first = await an_approved(session, NOW, concurso=concurso)
    await feed_once(database, first.id)
    async with database.transaction() as session:
        await mark_all(session, first, OutboxState.DROPPED, NOW)
        second = await an_approved(session, NOW, concurso=concurso)
    await feed_once(database, second.id)
    async with database.reading() as session:
        assert await posted_to(session, second) == [person.id]
        assert await posted_to(session, first) == []


async def test_it_waits_for_its_hour(database: Database) -> None:
    async with database.transaction() as session:
        await readers(session, 3, NOW)
        row = await an_approved(session, NOW)
        row.starts_at = NOW + timedelta(hours=1)
    assert (await feed_once(database, row.id)).state is BroadcastState.APROBADA


async def test_when_the_call_closes_what_was_not_sent_stays_unsent(database: Database) -> None:
    async with database.transaction() as session:
        await readers(session, 5, NOW)
        concurso = await a_concurso(session, NOW, open_for=timedelta(hours=1))
        row = await an_approved(session, NOW, concurso=concurso)
    await feed_once(database, row.id)
    async with database.transaction() as session:
        await feeding.advance(session, LIMITS, now=NOW + timedelta(hours=2))
        row = await broadcasts.get(session, row.id)
    assert row.state is BroadcastState.CANCELADA
    async with database.reading() as session:
        assert await posted_to(session, row) == []


async def test_a_cancelled_one_leaves_what_arrived_and_takes_the_rest_out(
    database: Database,
) -> None:
    async with database.transaction() as session:
        people = await readers(session, 6, NOW)
        row = await an_approved(session, NOW)
    await feed_once(database, row.id)
    async with database.transaction() as session:
        rows = list(
            await session.scalars(
                sa.select(OutboxMessage).where(OutboxMessage.broadcast_id == row.id)
            )
        )
        rows[0].state = OutboxState.SENT
        rows[1].claimed_at = NOW  # on its way
        operator = await session.get_one(Operator, row.created_by_id)
        waiting = await broadcasts.cancel(session, row.id, by=operator, now=NOW)
    assert waiting == len(people) - 2
    async with database.reading() as session:
        assert len(await posted_to(session, row)) == 2


async def test_a_paused_one_that_fills_its_window_stops_no_other(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "WINDOW", 200)
    async with database.transaction() as session:
        await readers(session, 450, NOW)
        first = await an_approved(session, NOW)
    for _ in range(3):
        await feed_once(database, first.id)
    async with database.transaction() as session:
        (await broadcasts.get(session, first.id)).state = BroadcastState.PAUSADA
        second = await an_approved(session, NOW)
    await feed_once(database, second.id)
    async with database.reading() as session:
        assert len(await posted_to(session, second)) == feeding.HELPING


async def test_a_call_that_is_not_published_is_not_announced(database: Database) -> None:
    async with database.transaction() as session:
        await readers(session, 1, NOW)
        concurso = await a_concurso(session, NOW, state=ConcursoState.BORRADOR)
        with pytest.raises(RefusedError, match="publicado"):
            await an_approved(session, NOW, concurso=concurso)


@settings(
    max_examples=15,
    deadline=None,
)
@given(
    opted=st.lists(st.booleans(), min_size=1, max_size=60),
    helping=st.integers(1, 9),
    size=st.integers(1, 30),
    cuts=st.sets(st.integers(0, 60)),
)
async def test_cut_off_anywhere_each_who_opted_in_has_one_row(
    empty_sqlite: Path,
    tmp_path_factory: pytest.TempPathFactory,
    opted: list[bool],
    helping: int,
    size: int,
    cuts: set[int],
) -> None:
    """A cut is a transaction that is rolled back after all its work."""
    path = tmp_path_factory.mktemp("cuts") / "ayni.db"
    shutil.copy(empty_sqlite, path)
    database = Database(f"sqlite+aiosqlite:///{path}")
    async with database.transaction() as session:
        people = [
            (await readers(session, 1, NOW, first=place, news_since=NOW if yes else None))[0]
            for place, yes in enumerate([*opted, True])
        ]
        row = await an_approved(session, NOW)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feeding, "HELPING", helping)
        patch.setattr(feeding, "RANGE", size)
        for step in range(400):
            try:
                async with database.transaction() as session:
                    await feeding.advance(session, LIMITS, now=NOW)
                    _cut_off(step in cuts)
                    kept = await broadcasts.get(session, row.id)
                    await mark_all(session, row, OutboxState.SENT, NOW)
            except _CutError:
                continue
            if kept.state is BroadcastState.TERMINADA:
                break
    async with database.reading() as session:
        got = await posted_to(session, row)
    await database.close()
    assert got == [person.id for person in people if person.news_since is not None]


class _CutError(Exception):
    """The process died."""


def _cut_off(now: bool) -> None:
    if now:
        raise _CutError


def test_limits_can_be_kept_with_a_statement() -> None:
    assert hash(BroadcastLimits(CHANNELS, 3)) == hash(LIMITS)
    assert hash(Audience(ubigeos=("21",))) == hash(Audience(ubigeos=("21",)))
