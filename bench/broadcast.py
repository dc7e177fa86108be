"""A mass message through the real bot: rate, losses, refusals, and replies to people meanwhile.

    python -m bench.broadcast --recipients 100000 --rate 1000 [--kills 20] [--database URL] [--json]

The fake Bot API counts strictly: one message over the limit in any second is refused. People write
while it goes, and wait for their answers. The peer is python-telegram-bot's AIORateLimiter on the
same machine, rate and latency, with a sample of the recipients (bench.plain_broadcast).
"""

import argparse
import asyncio
import gc
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from aiohttp.test_utils import unused_port
from sqlalchemy.exc import SQLAlchemyError

from bench.report import memory_mb, percentile, print_report, progress
from intake.clock import utc_now
from intake.kinds import BroadcastState
from intake.store.db import Database
from intake.store.models import Broadcast, OutboxMessage, Person
from intake.store.models.message import OutboxState
from intake.store.schema import prepare
from tests.fake_telegram import TOKEN, FakeTelegram
from tests.intake.casting import an_approved

FIRST = 1_000_000_000
"""Chat id of the first recipient; who only writes comes after ten million more."""
_WRITERS = FIRST + 10_000_000
_BATCH = 10_000
_PEER = ("telegram", "httpx", "aiolimiter")


@dataclass
class Meanwhile:
    """People who say hello while it goes, and how long they wait."""

    fake: FakeTelegram
    every: float
    delays: list[float] = field(default_factory=list)
    unanswered: int = 0

    async def write(self) -> None:
        """Until cancelled, somebody new each time; the last ones are waited for."""
        tasks: list[asyncio.Task[None]] = []
        try:
            for number in range(1_000_000):
                tasks.append(asyncio.create_task(self._one(_WRITERS + number)))
                await asyncio.sleep(self.every)
        finally:
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _one(self, chat_id: int) -> None:
        citizen = self.fake.chat(chat_id)
        began = time.monotonic()
        await citizen.says("hola")
        try:
            heard = await citizen.hears(30)
            self.delays.append(heard.at - began)
        except TimeoutError:
            self.unanswered += 1


async def fill(url: str, recipients: int) -> None:
    """So many people on Telegram who want news, and a broadcast to all of them."""
    database = Database(url)
    await prepare(database)
    now = utc_now()
    for start in range(0, recipients, _BATCH):
        rows = [
            {"channel": "telegram", "address": str(FIRST + n), "created_at": now, "news_since": now}
            for n in range(start, min(start + _BATCH, recipients))
        ]
        async with database.transaction() as session:
            await (await session.connection()).execute(sa.insert(Person), rows)
    async with database.transaction() as session:
        await an_approved(session, now)
    await database.close()


async def check(options: argparse.Namespace) -> str:
    """What it lacks, said at once and not after minutes; empty where it can begin."""
    if options.recipients < 1 or options.rate < 1 or options.writers <= 0:
        return "--recipients, --rate and --writers must be more than 0"
    if options.peer_recipients and (lacking := [m for m in _PEER if find_spec(m) is None]):
        return (
            f"the peer needs {', '.join(lacking)}, of the development packages: «make test» "
            "installs them; or leave the peer out with --peer-recipients 0"
        )
    if not options.database:
        return ""
    try:
        database = Database(_async_url(options.database))
    except (SQLAlchemyError, ModuleNotFoundError) as problem:
        return f"--database is no address of PostgreSQL: {problem}"
    try:
        async with database.engine.connect() as connection:
            tables = await connection.run_sync(lambda c: sa.inspect(c).get_table_names())
    except (OSError, SQLAlchemyError) as problem:
        return f"--database cannot be reached: {str(problem).splitlines()[0]}"
    finally:
        await database.close()
    return "--database must be empty: it has tables already" if tables else ""


def _async_url(url: str) -> str:
    return url.replace("postgresql://", "postgresql+asyncpg://")


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Ours, then the peer with a sample."""
    report = await _ours(options)
    if options.peer_recipients:
        report["peer"] = await _peer(options)
    return report


async def _ours(options: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        url = _async_url(options.database) or f"sqlite+aiosqlite:///{folder}/ayni.db"
        progress(f"{options.recipients} people")
        await fill(url, options.recipients)
        async with FakeTelegram() as fake:
            fake.latency, fake.strict_rate = options.latency / 1000, options.rate
            async with _bot(fake, url, Path(folder), options) as bot:
                meanwhile = Meanwhile(fake, 1 / options.writers)
                talking = asyncio.create_task(meanwhile.write())
                await _until_over(url, fake, bot)
                talking.cancel()
                await asyncio.gather(talking, return_exceptions=True)
                peak = memory_mb(bot.pid, most=True)
        states = await _states(url)
    figures = _figures(fake, meanwhile, options.rate)
    unknown = states.get(OutboxState.UNKNOWN, 0)
    return {
        "recipients": options.recipients,
        **figures,
        "lost": options.recipients - figures["delivered"],
        "unknown": unknown,
        "peak_rss_mb": peak,
    }


def _figures(fake: FakeTelegram, meanwhile: Meanwhile, rate: int) -> dict[str, Any]:
    """What the fake saw."""
    told = Counter(sent.chat_id for sent in fake.sent if sent.chat_id < _WRITERS)
    times = sorted(sent.at for sent in fake.sent)
    mass = sorted(sent.at for sent in fake.sent if sent.chat_id < _WRITERS)
    within = [at for at in times if mass[0] <= at <= mass[-1]]
    seconds = mass[-1] - mass[0]
    delays = meanwhile.delays or [float("nan")]
    return {
        "delivered": len(told),
        "duplicates": sum(count - 1 for count in told.values()),
        "rate_limit": rate,
        "rate_sustained": round((len(within) - 1) / seconds, 1) if seconds else 0.0,
        "own_429": fake.refused_by_rate,
        "replies": len(meanwhile.delays),
        "replies_missing": meanwhile.unanswered,
        "reply_p50_ms": round(1000 * percentile(delays, 0.5)),
        "reply_p99_ms": round(1000 * percentile(delays, 0.99)),
        "seconds": round(seconds, 1),
    }


async def _peer(options: argparse.Namespace) -> dict[str, Any]:
    number = min(options.peer_recipients, options.recipients)
    progress(f"peer: {number} people")
    async with FakeTelegram() as fake:
        fake.latency, fake.strict_rate = options.latency / 1000, options.rate
        with tempfile.TemporaryDirectory() as folder:
            go = Path(folder, "go")
            command = [sys.executable, "-m", "bench.plain_broadcast", f"--port={unused_port()}"]
            command += [f"--api-url={fake.url}", f"--token={TOKEN}", f"--rate={options.rate}"]
            command += [f"--first={FIRST}", f"--recipients={number}", f"--go={go}"]
            bot = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            try:
                while not fake.webhook:
                    if bot.poll() is not None:
                        raise SystemExit("the peer did not start: what it lacks is said above")
                    await asyncio.sleep(0.1)
                meanwhile = Meanwhile(fake, 1 / options.writers)
                talking = asyncio.create_task(meanwhile.write())
                go.touch()
                assert bot.stdout is not None
                refused = 0
                while (line := await asyncio.to_thread(bot.stdout.readline)).strip() != "done":
                    assert line, "the peer ended"
                    refused += line.strip() == "429"
                talking.cancel()
                await asyncio.gather(talking, return_exceptions=True)
                peak = memory_mb(bot.pid, most=True)
            finally:
                bot.kill()
                bot.wait()
    figures = _figures(fake, meanwhile, options.rate)
    return {
        "name": "python-telegram-bot, AIORateLimiter, httpx",
        "recipients": number,
        **figures,
        "lost": number - figures["delivered"],
        "unknown": 0,
        "peak_rss_mb": peak,
    }


@asynccontextmanager
async def _bot(
    fake: FakeTelegram, url: str, folder: Path, options: argparse.Namespace
) -> AsyncIterator[subprocess.Popen[bytes]]:
    """The real bot in its own process, its webhook registered; profiled where asked."""
    port = unused_port()
    environment = {
        "AYNI_DATABASE_URL": url,
        "AYNI_HTTP_PORT": str(port),
        "AYNI_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "AYNI_TELEGRAM_API_URL": fake.url,
        "AYNI_TELEGRAM_MODE": "webhook",
        "AYNI_TELEGRAM_RATE": str(options.rate),
        "AYNI_TELEGRAM_TOKEN": TOKEN,
        "AYNI_TELEGRAM_WEBHOOK_SECRET": "bench-bench-bench",
        "AYNI_MASS_SINCE": "0",
        "AYNI_MASS_UNTIL": "24",
    }
    with (folder / "log").open("wb") as log:
        bot = subprocess.Popen(
            [sys.executable, *options.python, "-m", "bot"],
            env={**os.environ, **environment},
            stdout=log,
            stderr=log,
        )
        try:
            while not fake.webhook:
                if bot.poll() is not None:
                    raise SystemExit(f"it did not start:\n{(folder / 'log').read_text()[-3000:]}")
                await asyncio.sleep(0.05)
            yield bot
        finally:
            bot.terminate()
            await asyncio.to_thread(bot.wait)
            progress((folder / "log").read_text(encoding="utf-8")[-2000:])


async def _until_over(url: str, fake: FakeTelegram, bot: subprocess.Popen[bytes]) -> None:
    """Until the broadcast says that it is; its progress is told meanwhile."""
    database = Database(url)
    try:
        while bot.poll() is None:
            async with database.reading() as session:
                row = (await session.scalars(sa.select(Broadcast))).one()
            if row.state is BroadcastState.TERMINADA:
                return
            progress(f"{len(fake.sent)} sent, {fake.refused_by_rate} refused, fed to {row.fed_to}")
            await asyncio.sleep(2)
        raise SystemExit("the bot ended")
    finally:
        await database.close()


async def _states(url: str) -> dict[OutboxState, int]:
    database = Database(url)
    async with database.reading() as session:
        rows = await session.execute(
            sa.select(OutboxMessage.state, sa.func.count())
            .where(OutboxMessage.broadcast_id.is_not(None))
            .group_by(OutboxMessage.state)
        )
        states = {row[0]: row[1] for row in rows}
    await database.close()
    return states


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and fail where anybody was lost or told twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=20_000)
    parser.add_argument("--rate", type=int, default=1000, help="the limit, messages a second")
    parser.add_argument("--latency", type=float, default=60, help="of the API, in ms")
    parser.add_argument("--writers", type=float, default=5, help="people a second who write")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database")
    parser.add_argument("--peer-recipients", type=int, help="sample of the peer; 0 for none")
    parser.add_argument("--python", nargs="*", default=[], help="options for the bot's Python")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    if options.peer_recipients is None:
        options.peer_recipients = 10 * options.rate
    if lacking := asyncio.run(check(options)):
        parser.error(lacking)
    gc.disable()  # the fake lives here: its pauses would be taken for the bot's
    report = asyncio.run(measure(options))
    shown = {**report, "peers": {"peer": report.pop("peer")}} if "peer" in report else report
    if options.json:
        shown = {**report, **({"peer": shown["peers"]["peer"]} if "peers" in shown else {})}
    print_report(shown, as_json=options.json)
    return 1 if report["lost"] or report["duplicates"] else 0


if __name__ == "__main__":
    sys.exit(main())
