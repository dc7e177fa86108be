"""What the tests of delivery share: one on a fake channel, run until the outbox is empty."""

from collections.abc import Callable
from datetime import datetime

from bot.outbox.delivery import Delivery
from intake.store.db import Database
from intake.store.models import OutboxMessage
from intake.store.models.message import OutboxState
from intake.store.wake import Bell, Wake
from tests.bot.desk import outbox_rows
from tests.conftest import NOW
from tests.fakes import FakeChannel
from tests.running import PATIENCE, count, running, until


class _Noting(Bell):
    """A bell that notes how long its listener is ready to wait."""

    def __init__(self, waits: list[float], *, by_rings_alone: bool) -> None:
        super().__init__()
        self._waits = waits
        self._by_rings_alone = by_rings_alone

    async def wait(self, seconds: float) -> None:
        self._waits.append(seconds)
        await super().wait(2 * PATIENCE if self._by_rings_alone else seconds)


class Looks(Wake):
    """Tells when a delivery has looked at the outbox: it waits after each look without a find."""

    def __init__(self, *, by_rings_alone: bool = False) -> None:
        super().__init__()
        self.waits: list[float] = []
        """Seconds it was ready to wait, after each look."""
        self._by_rings_alone = by_rings_alone
        """Whether time does not wake it."""

    def bell(self, *topics: str) -> Bell:
        bell = _Noting(self.waits, by_rings_alone=self._by_rings_alone)
        for topic in topics:
            self._bells[topic].append(bell)
        return bell

    async def again(self, times: int = 3) -> None:
        """Have it look so many times more; the first look may have begun already."""
        for _ in range(times):
            before = len(self.waits)
            self.ring("outbox")
            await until(lambda n=before: len(self.waits) > n, "it looks again")


def a_delivery(
    database: Database,
    channel: FakeChannel,
    now: Callable[[], datetime] = lambda: NOW,
    wake: Wake | None = None,
) -> Delivery:
    return Delivery(channel, database, wake or Wake(), now)


async def is_over(database: Database) -> bool:
    return not await count(database, OutboxMessage, OutboxMessage.state == OutboxState.PENDING)


async def deliver_all(database: Database, channel: FakeChannel) -> list[OutboxMessage]:
    async with running(a_delivery(database, channel).run()) as tasks:
        await until(lambda: is_over(database), "the outbox is empty", watched=tasks)
    return await outbox_rows(database)
