"""From the outbox to a channel: in order, no faster than allowed, and what each failure does."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.channels import (
    MisconfiguredError,
    MovedError,
    RejectedError,
    SendError,
    ThrottledError,
    UncertainError,
    UnreachableError,
)
from intake.store.db import Database
from intake.store.models import OutboxMessage, Person
from intake.store.models.message import Lane, OutboxState
from tests.bot.desk import Writer, a_reader, a_worker, outbox_rows, post
from tests.bot.outbox.deliveries import Looks, a_delivery, deliver_all, is_over
from tests.conftest import NOW
from tests.fakes import FakeChannel, FakeClock
from tests.running import running, until


async def test_what_is_said_to_a_person_arrives_in_order_and_is_written_down(
    database: Database,
) -> None:
    channel = FakeChannel(latency=0.002)
    people = [await a_reader(database) for _ in range(5)]
    for person in people:
        await post(database, person, *(f"{n}" for n in range(8)))
    rows = await deliver_all(database, channel)

    for person in people:
        assert channel.texts(person.address) == [f"{n}" for n in range(8)]
    assert {(row.state, row.attempts, row.finished_at) for row in rows} == {
        (OutboxState.SENT, 1, NOW)
    }
    assert {row.external_id for row in rows} == {f"m{n}" for n in range(1, 41)}
    assert Counter(channel.keys()) == Counter(str(row.id) for row in rows)


async def test_what_comes_next_for_a_person_follows_without_a_wait(database: Database) -> None:
    channel, looks = FakeChannel(), Looks(by_rings_alone=True)
    person = await a_reader(database)
    await post(database, person, *(f"{n}" for n in range(8)))
    async with running(a_delivery(database, channel, wake=looks).run()) as tasks:
        await until(lambda: is_over(database), "all is sent", watched=tasks)


async def test_replies_go_before_notices_and_notices_before_mass_messages(
    database: Database,
) -> None:
    channel = FakeChannel(rate=500)
    for lane in (Lane.MASS, Lane.NOTICE, Lane.REPLY):
        for _ in range(10):
            await post(database, await a_reader(database, news=True), lane.name, lane=lane)
    await deliver_all(database, channel)

    assert channel.texts() == ["REPLY"] * 10 + ["NOTICE"] * 10 + ["MASS"] * 10


async def test_a_reply_waits_behind_no_more_than_was_already_claimed(database: Database) -> None:
    channel = FakeChannel(rate=40)
    for _ in range(70):
        await post(database, await a_reader(database, news=True), "mass", lane=Lane.MASS)
    wanted, waiting = await a_reader(database, news=True), Lane.MASS
    await post(database, wanted, "for all", lane=waiting)
    delivery = a_delivery(database, channel)
    async with running(delivery.run()) as tasks:
        await until(lambda: len(channel.sent) >= 5, "some of the mass message", watched=tasks)
        await post(database, wanted, "reply")
        already = len(channel.sent)
        await until(lambda: "reply" in channel.texts(), "the reply", watched=tasks)

    ahead = channel.texts().index("reply") - already
    assert ahead <= 20  # what was claimed, and what went while we posted
    assert "for all" not in channel.texts()


async def test_a_chat_is_left_alone_between_two_messages(database: Database) -> None:
    channel = FakeChannel(chat_rate=20)
    people = [await a_reader(database) for _ in range(3)]
    for person in people:
        await post(database, person, *"abcde")
    await deliver_all(database, channel)

    for person in people:
        times = [each.at for each in channel.sent if each.address == person.address]
        assert min(later - earlier for earlier, later in pairwise(times)) >= 1 / 20


async def test_over_all_chats_it_is_as_slow_as_told(database: Database) -> None:
    channel = FakeChannel(rate=100)
    for _ in range(41):
        await post(database, await a_reader(database), "hola")
    await deliver_all(database, channel)

    times = [each.at for each in channel.sent]
    # The first may come late; 40 gaps of 10 ms follow it.
    assert max(times) - min(times) >= 40 / 100 * 0.7


async def test_a_429_silences_all_chats_and_costs_nobody_anything(database: Database) -> None:
    channel = FakeChannel(rate=50)  # turns are one by one: none is caught up together with another
    channel.problems.extend([None, None, ThrottledError(0.6)])
    for _ in range(12):
        await post(database, await a_reader(database), "hola")
    rows = await deliver_all(database, channel)

    throttled = channel.attempts[2]
    assert all(each.at >= throttled.at + 0.6 for each in channel.attempts[3:])
    assert len(channel.sent) == len(set(channel.keys())) == 12
    assert {(row.state, row.attempts, row.error) for row in rows} == {(OutboxState.SENT, 1, None)}


async def test_while_the_gate_is_closed_the_database_is_left_in_peace(database: Database) -> None:
    channel, looks = FakeChannel(chat_rate=100), Looks()
    channel.problems.extend([None, None, ThrottledError(60)])
    for _ in range(12):
        await post(database, await a_reader(database), "hola")
    async with running(a_delivery(database, channel, wake=looks).run()) as tasks:
        await until(lambda: len(channel.attempts) == 3, "the 429", watched=tasks)
        await looks.again()
        looks.waits.clear()
        await looks.again(5)
    assert set(looks.waits) == {0.5}
    assert len(channel.attempts) == 3


async def test_who_blocked_us_is_not_written_to_until_they_write_again(database: Database) -> None:
    channel = FakeChannel()
    writer = Writer(database)
    await writer.says("hola")
    await a_worker(database).handle_some()
    other = await a_reader(database)
    person = await writer.person()
    await post(database, person, "uno", "dos", "tres", lane=Lane.NOTICE)
    await post(database, other, "hola", lane=Lane.NOTICE)
    channel.refused[writer.address] = UnreachableError("Forbidden: bot was blocked by the user")
    rows = await deliver_all(database, channel)

    states = [row.state for row in rows if row.person_id == person.id]
    assert states == [OutboxState.FAILED, *[OutboxState.DROPPED] * 3]
    assert "blocked" in (rows[0].error or "")
    assert [each.address for each in channel.attempts].count(writer.address) == 1
    assert channel.texts() == ["hola"]
    assert (await writer.person()).unreachable_at == NOW

    del channel.refused[writer.address]
    await writer.says("volví")
    await a_worker(database).handle_some()
    await post(database, person, "cuatro", lane=Lane.NOTICE)
    await deliver_all(database, channel)
    assert len(channel.texts(writer.address)) == 2
    assert channel.texts(writer.address)[-1] == "cuatro"


async def test_what_the_channel_refuses_is_over_with_its_reason(database: Database) -> None:
    channel = FakeChannel()
    person = await a_reader(database)
    await post(database, person, "malo", "bueno")
    channel.problems.append(RejectedError("Bad Request: message is too long"))
    bad, good = await deliver_all(database, channel)

    assert (bad.state, bad.error, bad.finished_at) == (
        OutboxState.FAILED,
        "Bad Request: message is too long",
        NOW,
    )
    assert (good.state, channel.texts()) == (OutboxState.SENT, ["bueno"])


async def test_a_time_out_is_tried_again_and_the_chat_keeps_its_order(database: Database) -> None:
    channel, clock = FakeChannel(), FakeClock(NOW)
    channel.problems.extend([UncertainError("sin respuesta")])
    person, other = await a_reader(database), await a_reader(database)
    await post(database, person, "uno", "dos")
    async with running(a_delivery(database, channel, clock).run()) as tasks:
        await until(lambda: len(channel.attempts) == 1, "the first try", watched=tasks)
        await post(database, other, "mientras")
        await until(lambda: channel.texts() == ["mientras"], "the others go on", watched=tasks)
        clock.advance(timedelta(seconds=3))
        await until(lambda: is_over(database), "all is sent", watched=tasks)

    assert channel.texts(person.address) == ["uno", "dos"]
    one, two, _ = await outbox_rows(database)
    assert (one.attempts, one.error, two.attempts) == (2, None, 1)


async def tried(database: Database, times: int) -> OutboxMessage:
    """The only row, once that many tries are written down."""

    async def is_written() -> bool:
        (row,) = await outbox_rows(database)
        return row.attempts == times and row.claimed_at is None

    await until(is_written, f"try {times}")
    (row,) = await outbox_rows(database)
    return row


async def test_it_waits_longer_each_time_and_gives_up_after_three_days(database: Database) -> None:
    channel, clock, looks = FakeChannel(), FakeClock(NOW), Looks()
    person = await a_reader(database)
    channel.refused[person.address] = UncertainError("500")
    await post(database, person, "hola")
    waits: list[float] = []
    async with running(a_delivery(database, channel, clock, looks).run()) as tasks:
        for number in range(1, 10):
            row = await tried(database, number)
            waits.append((row.due_at - clock()).total_seconds())
            clock.advance(row.due_at - clock())
            looks.ring("outbox")
        clock.advance(timedelta(days=3))
        looks.ring("outbox")
        await until(lambda: is_over(database), "it gives up", watched=tasks)

    for number, wait in enumerate(waits, 1):
        assert 0.8 <= wait / min(2.0**number, 300) <= 1.2
    (row,) = await outbox_rows(database)
    assert (row.state, row.error) == (OutboxState.FAILED, "500")


async def test_a_chat_that_moved_is_followed(database: Database) -> None:
    channel = FakeChannel()
    person = await a_reader(database, address="-5")
    channel.refused["-5"] = MovedError("-1005")
    await post(database, person, "uno", "dos")
    rows = await deliver_all(database, channel)

    assert channel.texts("-1005") == ["uno", "dos"]
    assert {row.state for row in rows} == {OutboxState.SENT}
    async with database.reading() as session:
        assert (await session.get_one(Person, person.id)).address == "-1005"


async def test_where_the_new_address_is_known_what_waits_goes_there(database: Database) -> None:
    channel = FakeChannel()
    old = await a_reader(database, address="-5")
    new = await a_reader(database, address="-1005")
    channel.refused["-5"] = MovedError("-1005")
    await post(database, old, "uno", "dos")
    rows = await deliver_all(database, channel)

    assert channel.texts("-1005") == ["uno", "dos"]
    assert {(row.state, row.person_id) for row in rows} == {(OutboxState.SENT, new.id)}


@pytest.mark.parametrize("problem", [MisconfiguredError("401"), ThrottledError(60)])
async def test_where_nothing_can_pass_everything_waits_uncounted(
    database: Database, problem: SendError
) -> None:
    channel, looks = FakeChannel(), Looks()
    for _ in range(4):
        person = await a_reader(database)
        channel.refused[person.address] = problem
        await post(database, person, "hola")
    async with running(a_delivery(database, channel, wake=looks).run()) as tasks:
        await until(lambda: bool(channel.attempts), "a try", watched=tasks)
        await looks.again()
    assert len(channel.attempts) == 1
    # Stopped in the middle: what had not begun is not half sent.
    rows = await outbox_rows(database)
    assert {(row.state, row.attempts, row.claimed_at) for row in rows} == {
        (OutboxState.PENDING, 0, None)
    }
