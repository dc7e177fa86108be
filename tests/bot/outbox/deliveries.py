"""What the tests of delivery share: one on a fake channel, run until the outbox is empty."""

from collections.abc import Callable
from datetime import datetime

from bot.outbox.delivery import Delivery
from intake.store.db import Database
from intake.store.models import OutboxMessage
from intake.store.models.message import OutboxState
from intake.store.wake import Wake
from tests.bot.desk import outbox_rows
from tests.conftest import NOW
from tests.fakes import FakeChannel
from tests.running import count, running, until


def a_delivery(
    database: Database, channel: FakeChannel, now: Callable[[], datetime] = lambda: NOW
) -> Delivery:
    return Delivery(channel, database, Wake(), now)


async def is_over(database: Database) -> bool:
    return not await count(database, OutboxMessage, OutboxMessage.state == OutboxState.PENDING)


async def deliver_all(database: Database, channel: FakeChannel) -> list[OutboxMessage]:
    async with running(a_delivery(database, channel).run()) as tasks:
        await until(lambda: is_over(database), "the outbox is empty", watched=tasks)
    return await outbox_rows(database)
