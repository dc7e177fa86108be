"""What waits, what failed, who cannot be reached."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from intake.store import outbox
from intake.store.health import Waiting, examine, retry_failed
from intake.store.models import InboxMessage
from intake.store.models.message import InboxState, Lane
from intake.store.outgoing import Outgoing
from tests.factories import a_person


def received(number: int, now: datetime, state: InboxState) -> InboxMessage:
    return InboxMessage(
        channel="telegram",
        external_id=str(number),
        address="1",
        payload={},
        state=state,
        received_at=now - timedelta(minutes=number),
        error="mal" if state is InboxState.FAILED else None,
    )


async def test_an_empty_house_is_well(session: AsyncSession, now: datetime) -> None:
    health = await examine(session, now=now)

    assert health.inbox == health.outbox == Waiting(0, None, 0)
    assert (health.unreachable, health.operators) == (0, 0)


async def test_it_knows_since_when_the_oldest_waits(session: AsyncSession, now: datetime) -> None:
    session.add_all(received(number, now, InboxState.PENDING) for number in (3, 7))
    session.add(received(60, now, InboxState.DONE))
    await session.flush()

    health = await examine(session, now=now)
    assert health.inbox == Waiting(2, now - timedelta(minutes=7), 0)


async def test_a_message_put_off_does_not_wait(session: AsyncSession, now: datetime) -> None:
    person = await a_person(session, now)
    later = now + timedelta(hours=1)
    await outbox.post(session, person, Outgoing("hola"), key="k", lane=Lane.NOTICE, now=later)

    assert (await examine(session, now=now)).outbox.pending == 0
    assert (await examine(session, now=later)).outbox.pending == 1


async def test_what_failed_goes_back_in_line(session: AsyncSession, now: datetime) -> None:
    session.add_all(received(number, now, InboxState.FAILED) for number in (1, 2))
    session.add(received(3, now, InboxState.DONE))
    await session.flush()

    assert (await examine(session, now=now)).inbox.failed == 2
    assert await retry_failed(session) == 2
    assert (await examine(session, now=now)).inbox == Waiting(2, now - timedelta(minutes=2), 0)
    assert await retry_failed(session) == 0


async def test_who_blocked_us_is_counted(session: AsyncSession, now: datetime) -> None:
    (await a_person(session, now)).unreachable_at = now
    await a_person(session, now)
    await session.flush()

    assert (await examine(session, now=now)).unreachable == 1
