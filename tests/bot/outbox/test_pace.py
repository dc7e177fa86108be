"""Evenly, never faster than allowed, and silent while the gate is closed. On a virtual clock."""

import asyncio
import math
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.pace import Pace
from tests.virtual_time import VirtualLoop, run

_A_LITTLE = 1e-6


async def turns(pace: Pace, number: int) -> list[float]:
    """Ask for that many turns at once; when each was given."""
    given_at: list[float] = []

    async def one() -> None:
        pace.answered(await pace.turn())
        given_at.append(asyncio.get_running_loop().time())

    await asyncio.gather(*(one() for _ in range(number)))
    return given_at


def gaps(times: list[float]) -> list[float]:
    return [later - earlier for earlier, later in pairwise(times)]


@pytest.mark.parametrize("rate", [1.0, 30.0, 1000.0])
def test_turns_are_even_from_the_first_one_on(rate: float) -> None:
    # A millisecond more where the second is full: see the strict count below.
    assert gaps(run(turns(Pace(rate, math.inf), 40))) == pytest.approx([1 / rate] * 39, abs=0.0011)


def test_without_a_rate_nobody_waits() -> None:
    assert set(run(turns(Pace(math.inf, math.inf), 300))) == {0.0}


def test_a_quiet_hour_saves_up_nothing() -> None:
    async def story() -> list[float]:
        pace = Pace(10, math.inf)
        await turns(pace, 3)
        await asyncio.sleep(3600)
        return await turns(pace, 5)

    assert gaps(run(story())) == pytest.approx([0.1] * 4)


def test_a_closed_gate_stops_even_who_already_had_a_turn_to_come() -> None:
    async def story() -> list[float]:
        pace = Pace(10, math.inf)
        waiting = asyncio.create_task(turns(pace, 20))
        await asyncio.sleep(0.45)
        pace.close_gate(7)
        return await waiting

    times = run(story())
    before = [time for time in times if time < 0.45]
    after = times[len(before) :]
    assert before == pytest.approx([0, 0.1, 0.2, 0.3, 0.4])
    assert after[0] == pytest.approx(7.45)
    # Whoever waited comes out one by one, not in a heap.
    assert gaps(after) == pytest.approx([0.1] * 14, abs=0.0011)


def test_a_shorter_wait_does_not_open_the_gate_earlier() -> None:
    async def story() -> tuple[bool, bool, list[float]]:
        pace = Pace(30, math.inf)
        pace.close_gate(30)
        pace.close_gate(1)
        await asyncio.sleep(2)
        closed = pace.is_closed
        return closed, pace.is_closed, await turns(pace, 1)

    closed, _, times = run(story())
    assert closed
    assert times == pytest.approx([30])


def test_a_chat_rests_after_it_was_written_to() -> None:
    async def story() -> list[set[object]]:
        pace = Pace(30, 1)
        pace.rest("a")
        await asyncio.sleep(0.6)
        pace.rest("b")
        seen: list[set[object]] = [set(pace.resting())]
        await asyncio.sleep(0.5)
        seen.append(set(pace.resting()))
        await asyncio.sleep(0.6)
        seen.append(set(pace.resting()))
        return seen

    assert run(story()) == [{"a", "b"}, {"b"}, set()]


def test_it_says_when_to_look_again() -> None:
    async def story() -> list[float]:
        pace = Pace(30, 1)
        said = [pace.next_awake(0.5)]
        pace.rest("a")
        said.append(pace.next_awake(5))
        await asyncio.sleep(0.8)
        said.append(pace.next_awake(0.5))
        pace.close_gate(9)
        said.append(pace.next_awake(60))
        await asyncio.sleep(3)  # the chat has rested long ago, and the gate is still closed
        said.append(pace.next_awake(60))
        return said

    assert run(story()) == pytest.approx([0.5, 1, 0.2, 9, 6])


@pytest.mark.parametrize("rate", [30, 100, 1000])
def test_a_strict_count_by_the_second_never_has_too_many_whatever_the_line_does(rate: int) -> None:
    """Messages arrive late by a jitter, and the sender's loop stands still now and then."""
    rng = random.Random(rate)

    async def story() -> list[float]:
        pace, arrived = Pace(rate, math.inf), []
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)

        async def one(number: int) -> None:
            turn = await pace.turn()
            there = rng.uniform(0.03, 0.04 if number % 50 else 0.09)
            arrived.append(turn.at + there)
            await asyncio.sleep(there + 0.03)
            pace.answered(turn)

        async def stalls() -> None:
            while len(arrived) < 4 * rate:
                await asyncio.sleep(rng.uniform(0.05, 0.6))
                loop.stall(rng.uniform(0.0, 0.08))

        await asyncio.gather(stalls(), *(one(number) for number in range(4 * rate)))
        return sorted(arrived)

    times = run(story())
    assert all(
        later - earlier >= 1 - _A_LITTLE
        for earlier, later in zip(times, times[rate:], strict=False)
    )
    assert times[-1] - times[0] < 4 * 1.15


@given(
    st.lists(st.tuples(st.floats(0, 3), st.integers(1, 12), st.floats(0, 4)), max_size=8),
    st.floats(1, 1000),
)
def test_whatever_happens_turns_are_never_nearer_than_allowed(
    story: list[tuple[float, int, float]], rate: float
) -> None:
    """Each step: wait, ask for some turns, close the gate for so long (0: not at all)."""
    closed: list[tuple[float, float]] = []

    async def told() -> list[float]:
        pace, given_at, asked = Pace(rate, math.inf), [], []
        loop = asyncio.get_running_loop()

        async def one() -> None:
            pace.answered(await pace.turn())
            given_at.append(loop.time())

        for wait, number, seconds in story:
            await asyncio.sleep(wait)
            asked += [asyncio.create_task(one()) for _ in range(number)]
            if seconds:
                closed.append((loop.time(), loop.time() + seconds))
                pace.close_gate(seconds)
        await asyncio.gather(*asked)
        return given_at

    times = run(told())
    assert len(times) == sum(number for _, number, _ in story)
    assert times == sorted(times)
    owed = 0.03 if rate >= 100 else 0.0  # what one late timer may make good
    for number, time in enumerate(times):
        apart = [(later - time, count / rate) for count, later in enumerate(times[number:])]
        assert all(passed >= due - owed - _A_LITTLE for passed, due in apart)
    for start, end in closed:
        assert not [time for time in times if start + _A_LITTLE < time < end - _A_LITTLE]
