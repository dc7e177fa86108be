"""Messages a second through the Telegram webhook to the delivered answer, ours and a plain bot.

python -m bench.intake [--json] [--runs N] [--people N] [--seconds N] [--postgres-url URL]

The same people hold the same dialogue with both bots, each in its own process, through the same
fake Bot API in this one. Ours keeps everything in a database on disk; the plain one is
python-telegram-bot as its examples show it, in memory (bench.plain_bot). The fake answers after
0 or 60 ms. «Delivered» is when the fake has the answer.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp.test_utils import unused_port

from bench.crowd import Crowd, Tally
from bench.report import memory_mb, percentile, print_report
from tests.fake_telegram import TOKEN, FakeTelegram

PLAIN = "plain PTB"
RATE = 1000
"""The most our settings allow, messages a second; the fake has no limit."""
Figures = dict[str, float]
Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Contender:
    """A bot to start."""

    name: str
    database_url: str = ""
    """Empty for the plain bot; `sqlite` for a new file."""


def main(argv: list[str] | None = None) -> int:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=400, help="who talk at once (closed loop)")
    parser.add_argument("--offered", type=float, default=100, help="messages a second (open loop)")
    parser.add_argument("--seconds", type=float, default=5, help="of each measurement")
    parser.add_argument("--runs", type=int, default=1, help="medians over so many")
    parser.add_argument("--latency", type=int, nargs="+", default=[0, 60], help="of the API, in ms")
    parser.add_argument("--postgres-url", help="an empty database, to measure ours on it too")
    parser.add_argument("--only", choices=["plain", "ours"], help="one of the two")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    print_report(asyncio.run(measure(options)), as_json=options.json)
    return 0


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Every contender at every latency, in turn, so many runs; medians and ratios."""
    contenders = [Contender(PLAIN)] if options.only != "ours" else []
    if options.only != "plain":
        contenders.append(Contender("ours, SQLite", "sqlite"))
        if options.postgres_url:
            contenders.append(Contender("ours, PostgreSQL", options.postgres_url))
    numbers = count(int(time.time()) * 1000)
    found: dict[str, list[Figures]] = {}
    for _ in range(options.runs):
        for latency_ms in options.latency:
            for contender in contenders:
                figures = await measure_one(contender, latency_ms, options, numbers)
                found.setdefault(f"{contender.name}, {latency_ms} ms", []).append(figures)
    groups = {name: _medians(runs) for name, runs in found.items()}
    report: dict[str, Any] = {
        "people": options.people,
        "offered_per_s": options.offered,
        "seconds": options.seconds,
        "runs": options.runs,
    }
    for name, figures in groups.items():
        plain = groups.get(f"{PLAIN}, {name.rpartition(', ')[2]}", figures)
        if plain is not figures:
            ratio = figures["msg_s"] / max(plain["msg_s"], 0.01)
            report[f"ratio: {name}"] = round(ratio, 1)
    return {**report, "groups": groups}


async def measure_one(
    contender: Contender, latency_ms: int, options: argparse.Namespace, numbers: Iterator[int]
) -> Figures:
    """One bot, fresh: first at the offered rate, then as fast as it can."""
    async with FakeTelegram(first_id=next(numbers) * 1000) as fake:
        fake.latency = latency_ms / 1000
        async with started(contender, fake) as bot:
            crowd = Crowd(fake, numbers)
            await crowd.talk(8, 0.5, 30)
            offered = await crowd.arrive(options.offered, options.seconds, options.seconds + 5)
            await quiet(fake)
            before, sent = _cpu_seconds(bot.pid), len(fake.sent)
            closed = await crowd.talk(options.people, options.seconds, 45)
            await quiet(fake)
            spent = _cpu_seconds(bot.pid) - before
            told = len(fake.sent) - sent
            figures = _figures(closed, offered, told, spent)
            figures["rss_mb"] = round(memory_mb(bot.pid))
            return figures


def _figures(closed: Tally, offered: Tally, told: int, cpu: float) -> Figures:
    delays = offered.delays or [float("nan")]
    heard = len(closed.delays)
    return {
        "msg_s": round(closed.answered / closed.seconds, 1),
        "cpu_ms": round(1000 * cpu / max(told, 1), 2),
        "p50_ms": round(1000 * percentile(delays, 0.5), 1),
        "p99_ms": round(1000 * percentile(delays, 0.99), 1),
        "answered": round(len(offered.delays) / (len(offered.delays) + offered.unanswered), 3),
        "dialogues": offered.dialogues + closed.dialogues,
        "lost": closed.unanswered,
        "repeated": told - heard,
    }


def _medians(runs: list[Figures]) -> Figures:
    return {name: round(statistics.median(run[name] for run in runs), 3) for name in runs[0]}


async def quiet(fake: FakeTelegram, longest: float = 45) -> None:
    """Until nothing was said for half a second: what was asked is answered."""
    ends_at = time.monotonic() + longest
    heard = -1
    while heard != len(fake.sent) and time.monotonic() < ends_at:
        heard = len(fake.sent)
        await asyncio.sleep(0.5 + 2 * fake.latency)


@asynccontextmanager
async def started(
    contender: Contender, fake: FakeTelegram
) -> AsyncIterator[subprocess.Popen[bytes]]:
    """The bot in its own process, with its webhook registered."""
    port = unused_port()
    with tempfile.TemporaryDirectory() as folder, Path(folder, "log").open("wb") as log:
        command = [sys.executable, "-m", "bot"]
        if not contender.database_url:
            command = [sys.executable, "-m", "bench.plain_bot", f"--port={port}"]
            command += [f"--api-url={fake.url}", f"--token={TOKEN}"]
        database_url = contender.database_url
        if database_url == "sqlite":
            database_url = f"sqlite:///{folder}/ayni.db"
        environment = {
            "AYNI_DATABASE_URL": database_url,
            "AYNI_HTTP_PORT": str(port),
            "AYNI_JUNTAR_SEGUNDOS": "0",  # as the plain one: each message is answered by itself
            "AYNI_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "AYNI_TELEGRAM_API_URL": fake.url,
            "AYNI_TELEGRAM_CHAT_RATE": str(RATE),
            "AYNI_TELEGRAM_MODE": "webhook",
            "AYNI_TELEGRAM_RATE": str(RATE),
            "AYNI_TELEGRAM_TOKEN": TOKEN,
            "AYNI_TELEGRAM_WEBHOOK_SECRET": "bench-bench-bench",
        }
        bot = subprocess.Popen(command, env={**os.environ, **environment}, stdout=log, stderr=log)
        try:
            await _registered(fake, bot, Path(folder, "log"))
            yield bot
        finally:
            bot.terminate()
            await asyncio.to_thread(bot.wait)


async def _registered(fake: FakeTelegram, bot: Process, log: Path) -> None:
    for _ in range(600):
        if fake.webhook:
            return
        if bot.poll() is not None:
            break
        await asyncio.sleep(0.1)
    raise SystemExit(f"the bot did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")


def _cpu_seconds(pid: int) -> float:
    """User and system time so far; 0 where there is no /proc."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
