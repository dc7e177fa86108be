"""Mass messages on their way out: never twice, not at night, not to who left, and after replies."""

import asyncio
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.channels import NotTakenError, RejectedError, UncertainError, UnreachableError
from bot.outbox.claim import OPTED_OUT
from bot.outbox.delivery import Delivery
from intake.kinds import BroadcastState
from intake.outreach import broadcasts, feeding
from intake.store.db import Database
from intake.store.models import Broadcast, OutboxMessage, Person
from intake.store.models.message import Lane, OutboxState
from intake.words.calendar import LIMA
from intake.words.hours import Hours
from tests.bot.desk import a_reader, outbox_rows, post
from tests.bot.outbox.deliveries import Looks, a_delivery, deliver_all
from tests.conftest import NOW
from tests.fakes import FakeChannel, FakeClock
from tests.intake.casting import LIMITS, an_approved, readers
from tests.running import count, running, turns, until


async def cast(database: Database, number: int, channel: str = "telegram") -> Broadcast:
    """A broadcast to so many people, all of it in the outbox."""
    async with database.transaction() as session:
        await readers(session, number, NOW, channel=channel)
        row = await an_approved(session, NOW)
    async with database.transaction() as session:
        await feeding.advance(session, LIMITS, now=NOW)
    return row


async def test_the_text_is_that_of_the_broadcast_with_its_way_out(database: Database) -> None:
    channel = FakeChannel()
    row = await cast(database, 3)
    rows = await deliver_all(database, channel)
    assert channel.texts() == [row.payload["text"]] * 3
    assert "«baja»" in channel.texts()[0]
    assert {each.state for each in rows} == {OutboxState.SENT}


async def test_what_a_dead_process_had_on_its_way_is_unknown_and_never_repeated(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    channel = FakeChannel()
    await cast(database, 3)
    async with database.transaction() as session:
        first = sa.select(sa.func.min(OutboxMessage.id)).scalar_subquery()
        await session.execute(
            sa.update(OutboxMessage)
            .where(OutboxMessage.id == first)
            .values(claimed_at=NOW, attempts=1)
        )
    rows = await deliver_all(database, channel)
    assert [row.state for row in rows] == [OutboxState.UNKNOWN, OutboxState.SENT, OutboxState.SENT]
    assert len(channel.attempts) == 2
    assert "no se sabrá si llegaron" in caplog.text


async def test_where_the_channel_knows_repeats_it_is_sent_again(database: Database) -> None:
    channel = FakeChannel(name="web", knows_repeats=True)
    await cast(database, 2, channel="web")
    async with database.transaction() as session:
        await session.execute(sa.update(OutboxMessage).values(claimed_at=NOW, attempts=1))
    rows = await deliver_all(database, channel)
    assert {row.state for row in rows} == {OutboxState.SENT}


@pytest.mark.parametrize(
    ("problem", "state", "tries"),
    [
        (UncertainError("sin respuesta"), OutboxState.UNKNOWN, 1),
        (NotTakenError("502"), OutboxState.SENT, 2),
        (RejectedError("Bad Request"), OutboxState.FAILED, 1),
        (UnreachableError("bot was blocked"), OutboxState.FAILED, 1),
    ],
)
async def test_only_what_surely_did_not_arrive_is_tried_again(
    database: Database, problem: Exception, state: OutboxState, tries: int
) -> None:
    channel, clock, looks = FakeChannel(), FakeClock(NOW), Looks()
    channel.problems.append(problem)  # type: ignore[arg-type]  # each is a SendError
    await cast(database, 1)
    async with running(a_delivery(database, channel, clock, looks).run()) as tasks:
        await until(lambda: len(channel.attempts) == 1, "the first try", watched=tasks)
        await looks.again()
        assert len(channel.attempts) == 1
        clock.advance(timedelta(minutes=10))
        looks.ring("outbox")
        await until(lambda: _is(database, state), "it is over", watched=tasks)
    assert len(channel.attempts) == tries


async def _is(database: Database, state: OutboxState) -> bool:
    (row,) = await outbox_rows(database)
    return row.state is state


async def test_who_opts_out_before_their_turn_gets_nothing(database: Database) -> None:
    channel = FakeChannel(rate=20)
    await cast(database, 12)
    async with running(a_delivery(database, channel).run()) as tasks:
        await until(lambda: len(channel.sent) >= 2, "the first ones", watched=tasks)
        async with database.transaction() as session:
            got = [each.address for each in channel.attempts]
            await session.execute(
                sa.update(Person).where(Person.address.not_in(got)).values(news_since=None)
            )
        already = len(channel.attempts)
        await until(lambda: _nothing_waits(database), "it is over", watched=tasks)
    assert len(channel.attempts) - already <= 2  # what had its turn next
    dropped = [row for row in await outbox_rows(database) if row.state is OutboxState.DROPPED]
    assert {row.error for row in dropped} == {OPTED_OUT}
    assert len(dropped) + len(channel.attempts) == 12


async def _nothing_waits(database: Database) -> bool:
    return all(row.state is not OutboxState.PENDING for row in await outbox_rows(database))


async def test_a_paused_one_waits_and_goes_on_where_it_was(database: Database) -> None:
    channel, looks = FakeChannel(rate=40), Looks()
    row = await cast(database, 20)
    async with running(a_delivery(database, channel, wake=looks).run()) as tasks:
        await until(lambda: len(channel.sent) >= 3, "the first ones", watched=tasks)
        await set_state(database, row, BroadcastState.PAUSADA)
        await looks.again()
        await until(lambda: _nothing_in_hand(database), "what had its turn arrives", watched=tasks)
        stopped_at = len(channel.sent)
        assert stopped_at < 20
        await looks.again()
        assert await _nothing_in_hand(database)
        assert len(channel.sent) == stopped_at
        await set_state(database, row, BroadcastState.ENVIANDO)
        await until(lambda: len(channel.sent) == 20, "the others", watched=tasks)
    assert len({each.address for each in channel.sent}) == 20


async def _nothing_in_hand(database: Database) -> bool:
    pending = OutboxMessage.state == OutboxState.PENDING
    return not await count(database, OutboxMessage, pending, OutboxMessage.claimed_at.is_not(None))


async def test_what_comes_back_after_it_was_cancelled_is_not_sent(database: Database) -> None:
    channel, clock = FakeChannel(), FakeClock(NOW)
    channel.problems.append(NotTakenError("502"))
    row = await cast(database, 1)
    async with running(a_delivery(database, channel, clock).run()) as tasks:
        await until(lambda: len(channel.attempts) == 1, "the first try", watched=tasks)
        await set_state(database, row, BroadcastState.CANCELADA)
        clock.advance(timedelta(minutes=10))
        await until(lambda: _is(database, OutboxState.DROPPED), "it is dropped", watched=tasks)
    assert len(channel.attempts) == 1


async def set_state(database: Database, row: Broadcast, state: BroadcastState) -> None:
    async with database.transaction() as session:
        (await broadcasts.get(session, row.id, for_update=True)).state = state


async def test_at_night_only_answers_and_notices_go(database: Database) -> None:
    channel, looks = FakeChannel(), Looks()
    clock = FakeClock(datetime(2026, 11, 23, 21, 0, tzinfo=LIMA))
    await cast(database, 2)
    someone = await a_reader(database)
    await post(database, someone, "aviso", lane=Lane.NOTICE)
    delivery = Delivery(channel, database, looks, clock, mass_hours=Hours(8, 20))
    async with running(delivery.run()) as tasks:
        await until(lambda: channel.texts() == ["aviso"], "the notice", watched=tasks)
        await looks.again()
        assert channel.texts() == ["aviso"]  # the rate has no limit: they would be there
        clock.advance(timedelta(hours=11))
        looks.ring("outbox")
        await until(lambda: len(channel.sent) == 3, "in the morning", watched=tasks)


async def test_stopped_what_had_not_begun_is_not_in_hand(database: Database) -> None:
    channel, looks = FakeChannel(rate=10), Looks()
    channel.gate.clear()
    await cast(database, 10)
    task = asyncio.create_task(a_delivery(database, channel, wake=looks).run())
    await until(lambda: len(channel.attempts) == 2, "two on their way", watched=[task])
    await looks.again()
    task.cancel()
    await turns()
    assert not task.done()  # it waits for those on their way, which the gate still holds
    channel.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    rows = await outbox_rows(database)
    states = [(row.state, row.claimed_at is None) for row in rows]
    assert states.count((OutboxState.SENT, False)) == len(channel.sent)
    assert states.count((OutboxState.PENDING, True)) == 10 - len(channel.sent)


async def test_who_blocked_us_gets_no_news_even_when_they_write_again(database: Database) -> None:
    channel = FakeChannel()
    await cast(database, 1)
    (row,) = await outbox_rows(database)
    async with database.reading() as session:
        address = (await session.get_one(Person, row.person_id)).address
    channel.refused[address] = UnreachableError("Forbidden: bot was blocked by the user")
    await deliver_all(database, channel)
    async with database.reading() as session:
        person = await session.get_one(Person, row.person_id)
    assert person.unreachable_at == NOW
    assert person.news_since is None
