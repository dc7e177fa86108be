"""Killing the bot under load, again and again, and then counting what became of every message.

    python -m bench.crash [--kills 20] [--people 40] [--database postgresql://…] [--seed 1] [--json]

People of a fake Telegram tell aportes; each update is delivered again until the bot takes it. The
bot is killed with SIGKILL at random moments and started again. Nothing that was acknowledged may be
lost or done twice; messages that were on their way when it died may arrive twice, and are counted.
"""

import argparse
import asyncio
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from aiohttp.test_utils import unused_port

from bench.report import print_report
from intake.store.db import Database
from intake.store.models import Aporte, Conversation, InboxMessage, OutboxMessage, Person
from intake.store.models.message import InboxState, OutboxState
from tests import warm
from tests.fake_telegram import TOKEN, FakeTelegram
from tests.process import environment

STEPS = 6
"""Messages of one aporte; each gets one answer."""
PATIENCE = 180.0
_READY = b"Para detenerlo"
MUST_BE_ZERO = (
    "lost",
    "not_done",
    "aportes_missing",
    "aportes_twice",
    "conversations_astray",
    "answers_lost",
)


@dataclass
class Crowd:
    """People who tell one aporte after the other until they are told to stop."""

    fake: FakeTelegram
    people: int
    rng: random.Random
    rounds: Counter[int] = field(default_factory=Counter)
    pushed: set[int] = field(default_factory=set)
    is_enough: bool = False

    async def talk(self) -> None:
        """All of them at once."""
        async with asyncio.TaskGroup() as group:
            for chat_id in range(1, self.people + 1):
                group.create_task(self._one(chat_id))

    async def _one(self, chat_id: int) -> None:
        chat = self.fake.chat(chat_id)
        while not self.is_enough:
            self.rounds[chat_id] += 1
            serial = self.rounds[chat_id]
            mine = [
                await chat.taps_value("contar"),
                await chat.says(f"Hace {serial + 1} meses que al anexo {chat_id} no llega el agua"),
                await chat.taps_value(f"d{serial}:lugar:ninguno"),
                await chat.taps_value(f"d{serial}:afecta:comunidad"),
                await chat.taps_value(f"d{serial}:igual:no"),
                await chat.taps_value(f"d{serial}:resumen:si"),
            ]
            self.pushed.update(mine)
            # The bot is kept busy, and not buried: the next one comes when this one was answered.
            while self._waits(mine, unanswered=chat.inbox.qsize() < STEPS * serial):
                await asyncio.sleep(self.rng.uniform(0.01, 0.03))

    def _waits(self, mine: list[int], *, unanswered: bool) -> bool:
        taken = not any(each in self.fake.pending for each in mine)
        return not self.is_enough and (unanswered or not taken)


@dataclass
class Victim:
    """The real bot, as a process of its own."""

    folder: Path
    settings: dict[str, str]
    process: warm.Process | None = None

    async def start(self) -> None:
        """Begin; do not wait until it is open."""
        with (self.folder / "bot.log").open("ab") as log:
            self.process = await warm.start(
                "bot", cwd=self.folder, env=environment(self.settings), stderr=log.fileno()
            )

    async def is_open(self) -> None:
        """Wait until it says so."""
        assert self.process is not None
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            async for line in self.process.stdout:
                if line.startswith(_READY):
                    return
        raise RuntimeError(f"the bot did not open:\n{self.log}")

    async def until(self, holds: Callable[[], Awaitable[bool]], what: str) -> None:
        """Wait until it holds; say it where the bot ends, or time does, before."""
        ends_at = time.monotonic() + PATIENCE
        while not await holds():
            assert self.process is not None
            if self.process.returncode is not None or time.monotonic() > ends_at:
                raise RuntimeError(f"not so: {what}\n{self.log}")
            await asyncio.sleep(0.1)

    @property
    def log(self) -> str:
        """The end of what it said."""
        return (self.folder / "bot.log").read_text(encoding="utf-8")[-3000:]

    async def end(self, how: signal.Signals) -> int:
        """Send it this signal and wait; its exit code."""
        if self.process is None or self.process.returncode is not None:
            return 0
        self.process.send_signal(how)
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()


async def measure(
    folder: Path,
    *,
    kills: int,
    people: int,
    seed: int,
    database_url: str = "",
    how: signal.Signals = signal.SIGKILL,
) -> dict[str, Any]:
    """One whole run. With SIGINT it is stopped instead, each time once it is open."""
    began_at = time.monotonic()
    rng = random.Random(seed)
    url = database_url or f"sqlite+aiosqlite:///{folder}/ayni.db"
    async with FakeTelegram() as fake:
        crowd = Crowd(fake, people, rng)
        victim = Victim(folder, _settings(fake, url))
        talking = asyncio.create_task(crowd.talk())
        try:
            under_load = [await _kill_once(victim, crowd, how) for _ in range(kills)]
            await victim.start()
            await victim.is_open()
            crowd.is_enough = True
            await talking
            await victim.until(lambda: _is(not fake.pending), "every update is taken")
            report = await _settled(url, victim, crowd)
            code = await victim.end(signal.SIGINT)
        finally:
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)
            await victim.end(signal.SIGKILL)
    report = {"kills": kills, "killed_under_load": sum(under_load), **report}
    return {**report, "exit_code": code, "seconds": round(time.monotonic() - began_at, 1)}


async def _kill_once(victim: Victim, crowd: Crowd, how: signal.Signals) -> bool:
    """Start it, let it work for a moment, kill it: sometimes before it is even open."""
    rng = crowd.rng
    await victim.start()
    if how is signal.SIGKILL and rng.random() < 0.15:
        await asyncio.sleep(rng.uniform(0.2, 1.0))
    else:
        await victim.is_open()
        await asyncio.sleep(rng.uniform(0.05, 1.2))
    answered = len({(each.chat_id, each.text) for each in crowd.fake.sent})
    was_busy = bool(crowd.fake.pending) or answered < len(crowd.pushed)
    code = await victim.end(how)
    if how is not signal.SIGKILL and code:
        raise RuntimeError(f"told to stop, it ended with {code}:\n{victim.log}")
    return was_busy


async def _settled(url: str, victim: Victim, crowd: Crowd) -> dict[str, Any]:
    """Wait until the bot has nothing more to do, and count."""
    database = Database(url)
    try:

        async def is_quiet() -> bool:
            async with database.reading() as session:
                waiting = InboxMessage.state == InboxState.PENDING
                unsent = OutboxMessage.state == OutboxState.PENDING
                return not await session.scalar(
                    sa.select(sa.or_(sa.exists().where(waiting), sa.exists().where(unsent)))
                )

        await victim.until(is_quiet, "everything is handled and sent")
        return await _count(database, crowd)
    finally:
        await database.close()


async def _count(database: Database, crowd: Crowd) -> dict[str, Any]:
    async with database.reading() as session:
        inbox = {
            int(external_id): state
            for external_id, state in await session.execute(
                sa.select(InboxMessage.external_id, InboxMessage.state)
            )
        }
        told = {
            int(address): count
            for address, count in await session.execute(
                sa.select(Person.address, sa.func.count(Aporte.id))
                .join(Aporte, Aporte.author_id == Person.id)
                .group_by(Person.address)
            )
        }
        states = {
            int(address): state
            for address, state in await session.execute(
                sa.select(Person.address, Conversation.state).join(Conversation)
            )
        }
        posted = Counter(
            (int(address), payload["text"])
            for address, payload in await session.execute(
                sa.select(Person.address, OutboxMessage.payload)
                .join(OutboxMessage, OutboxMessage.person_id == Person.id)
                .where(OutboxMessage.state == OutboxState.SENT)
            )
        )
    sent = Counter((each.chat_id, each.text.strip()) for each in crowd.fake.sent)
    posted = Counter({(chat, text.strip()): count for (chat, text), count in posted.items()})
    expected = crowd.rounds
    return {
        "acknowledged": len(crowd.pushed),
        "lost": len(crowd.pushed - inbox.keys()),
        "not_done": sum(state is not InboxState.DONE for state in inbox.values()),
        "aportes_expected": expected.total(),
        "aportes_missing": sum(max(0, expected[n] - told.get(n, 0)) for n in expected),
        "aportes_twice": sum(max(0, told.get(n, 0) - expected[n]) for n in expected),
        "conversations_astray": sum(
            states[n].get("serial") != expected[n] or states[n]["registered"][0] != expected[n]
            for n in expected
        ),
        "answers_expected": len(crowd.pushed),
        "answers_posted": posted.total(),
        "answers_lost": (posted - sent).total(),
        "answers_sent_again": (sent - posted).total(),
    }


def _settings(fake: FakeTelegram, url: str) -> dict[str, str]:
    port = unused_port()
    return {
        "AYNI_DATABASE_URL": url,
        "AYNI_HTTP_PORT": str(port),
        "AYNI_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "AYNI_TELEGRAM_TOKEN": TOKEN,
        "AYNI_TELEGRAM_API_URL": fake.url,
        "AYNI_TELEGRAM_MODE": "webhook",
        "AYNI_TELEGRAM_WEBHOOK_SECRET": "un-secreto-bien-largo",
        "AYNI_TELEGRAM_RATE": "1000",
        "AYNI_TELEGRAM_CHAT_RATE": "1000",
    }


async def _is(value: bool) -> bool:
    return value


def main(argv: list[str] | None = None) -> int:
    """Measure, print, and fail where anything was lost or done twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--people", type=int, default=40, help="who talk at once")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    url = options.database.replace("postgresql://", "postgresql+asyncpg://")
    with tempfile.TemporaryDirectory() as folder:
        report = asyncio.run(
            measure(
                Path(folder),
                kills=options.kills,
                people=options.people,
                seed=options.seed,
                database_url=url,
            )
        )
    print_report(report, as_json=options.json)
    return 1 if any(report[name] for name in MUST_BE_ZERO) else 0


if __name__ == "__main__":
    sys.exit(main())
