"""Killing the bot in the middle of a mass message, again and again, and counting who got it.

    python -m bench.broadcast_crash [--recipients 10000] [--kills 20] [--database URL]
                                    [--processes 3] [--rate 1000] [--seed 1] [--json]

Processes of the real bot are killed with SIGKILL at random moments and started again. Everybody who
opted in gets it once; of those whose message was on its way at a kill nobody can know, and they are
counted and not written to again. People without an opt-in are in the database too, and get nothing.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from aiohttp.test_utils import unused_port

from bench.report import print_report, progress
from intake.clock import utc_now
from intake.kinds import BroadcastState
from intake.store.db import Database
from intake.store.models import Broadcast, OutboxMessage, Person
from intake.store.models.message import OutboxState
from intake.store.schema import prepare
from tests import warm
from tests.fake_telegram import TOKEN, FakeTelegram
from tests.intake.casting import an_approved
from tests.process import environment

FIRST = 1_000_000_000
_STRANGERS = FIRST + 50_000_000
PATIENCE = 240.0
MUST_BE_ZERO = ("lost", "duplicates", "without_opt_in", "refused")


@dataclass
class Herd:
    """The processes of the bot over one database."""

    folder: Path
    settings: dict[str, str]
    size: int
    rng: random.Random
    processes: list[warm.Process] = field(default_factory=list)

    def fill_up(self) -> None:
        """Start what is missing."""
        with (self.folder / "bot.log").open("ab") as log, Path(os.devnull).open("rb") as nothing:
            while len(self.processes) < self.size:
                env = environment({**self.settings, "AYNI_HTTP_PORT": str(unused_port())})
                files = (nothing.fileno(), log.fileno(), log.fileno())
                self.processes.append(warm.begin("bot", cwd=self.folder, env=env, files=files))

    async def kill_one(self) -> None:
        """Any of them, without a word."""
        victim = self.processes.pop(self.rng.randrange(len(self.processes)))
        victim.kill()
        await victim.wait()

    async def end(self) -> None:
        """All of them."""
        while self.processes:
            await self.kill_one()

    @property
    def log(self) -> str:
        """The end of what they said."""
        return (self.folder / "bot.log").read_text(encoding="utf-8")[-3000:]


async def measure(
    folder: Path,
    *,
    recipients: int,
    kills: int,
    processes: int = 1,
    rate: int = 1000,
    latency: float = 0.02,
    database_url: str = "",
    seed: int = 1,
) -> dict[str, Any]:
    """One whole broadcast, with so many kills on its way."""
    began_at = time.monotonic()
    rng = random.Random(seed)
    url = database_url or f"sqlite+aiosqlite:///{folder}/ayni.db"
    database = Database(url)
    await _fill(database, recipients)
    async with FakeTelegram() as fake:
        fake.latency, fake.strict_rate = latency, rate
        settings = {
            "AYNI_DATABASE_URL": url,
            "AYNI_TELEGRAM_TOKEN": TOKEN,
            "AYNI_TELEGRAM_API_URL": fake.url,
            "AYNI_TELEGRAM_RATE": str(rate),
            "AYNI_MASS_SINCE": "0",
            "AYNI_MASS_UNTIL": "24",
        }
        herd = Herd(folder, settings, processes, rng)
        try:
            under_way = 0
            for number in range(kills):
                herd.fill_up()
                # Each kill at its share of the way, and some hundredths of a second later.
                await _until(fake, recipients * (number + 1) // (kills + 1), database, herd)
                await asyncio.sleep(rng.uniform(0.0, 0.05))
                await herd.kill_one()
                under_way += not await _is_over(database)
                progress(f"kill {number + 1}: {len(fake.sent)} sent")
            herd.fill_up()
            async with asyncio.timeout(PATIENCE):
                while not await _is_over(database):
                    await asyncio.sleep(0.1)
        finally:
            await herd.end()
        report = await _count(database, fake, recipients)
    await database.close()
    seconds = round(time.monotonic() - began_at, 1)
    return {"kills": kills, "kills_under_way": under_way, **report, "seconds": seconds}


async def _fill(database: Database, recipients: int) -> None:
    now = utc_now()
    await prepare(database)
    strangers = recipients // 20
    async with database.transaction() as session:
        people = [
            {"channel": "telegram", "address": str(FIRST + n), "created_at": now, "news_since": now}
            for n in range(recipients)
        ]
        others = [
            {"channel": "telegram", "address": str(_STRANGERS + n), "created_at": now}
            for n in range(strangers)
        ]
        connection = await session.connection()
        await connection.execute(sa.insert(Person), people)
        await connection.execute(sa.insert(Person), others)
        await an_approved(session, now)


async def _until(fake: FakeTelegram, goal: int, database: Database, herd: Herd) -> None:
    """Until so many arrived, or no more will."""
    try:
        async with asyncio.timeout(PATIENCE):
            while len(fake.sent) < goal:
                before = len(fake.sent)
                await asyncio.sleep(0.005)
                if len(fake.sent) == before and await _is_over(database):
                    return
    except TimeoutError:
        raise RuntimeError(f"it stands still at {len(fake.sent)}:\n{herd.log}") from None


async def _is_over(database: Database) -> bool:
    async with database.reading() as session:
        state = await session.scalar(sa.select(Broadcast.state))
    return state is BroadcastState.TERMINADA


async def _count(database: Database, fake: FakeTelegram, recipients: int) -> dict[str, Any]:
    async with database.reading() as session:
        rows = await session.execute(
            sa.select(Person.address, OutboxMessage.state)
            .join(Person, Person.id == OutboxMessage.person_id)
            .where(OutboxMessage.broadcast_id.is_not(None))
        )
        states = {int(row[0]): row[1] for row in rows}
    told = Counter(sent.chat_id for sent in fake.sent)
    wanted = range(FIRST, FIRST + recipients)
    unknown = {chat for chat, state in states.items() if state is OutboxState.UNKNOWN}
    return {
        "recipients": recipients,
        "reached_once": sum(told[chat] == 1 for chat in wanted),
        "lost": sum(not told[chat] and chat not in unknown for chat in wanted),
        "duplicates": sum(count - 1 for count in told.values()),
        "unknown": len(unknown),
        "unknown_that_arrived": sum(told[chat] > 0 for chat in unknown),
        "without_opt_in": sum(chat >= _STRANGERS for chat in told),
        "refused": fake.refused_by_rate,
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and fail where anybody was lost or told twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--processes", type=int, default=1, help="several need PostgreSQL")
    parser.add_argument("--rate", type=int, default=1000)
    parser.add_argument("--latency", type=float, default=60, help="of the API, in ms")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        report = asyncio.run(
            measure(
                Path(folder),
                recipients=options.recipients,
                kills=options.kills,
                processes=options.processes,
                rate=options.rate,
                latency=options.latency / 1000,
                database_url=options.database.replace("postgresql://", "postgresql+asyncpg://"),
                seed=options.seed,
            )
        )
    print_report(report, as_json=options.json)
    return 1 if any(report[name] for name in MUST_BE_ZERO) else 0


if __name__ == "__main__":
    sys.exit(main())
