"""How long the ranking and the informe mensual take, and in how much memory, over a full queue.

python -m bench.prioritisation [--aportes N] [--necesidades N] [--runs N] [--json]
    [--postgres-url URL]

A database of that size is made first: people, aportes in all their states, necesidades of very
different sizes, scores, the facts of every district. Each measurement is a fresh process, which
opens the database and does the one thing; seconds are the median of the runs, memory the highest of
any (VmHWM), the interpreter included.
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bench.fichas import NOW, fill
from bench.report import memory_mb, print_report
from intake.necesidades.ranking import rank
from intake.settings import Settings
from intake.store.db import Database
from intake.store.schema import prepare

_ROOT = Path(__file__).parent.parent
Row = dict[str, Any]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--aportes", type=int, default=10_000)
    parser.add_argument("--necesidades", type=int, default=500)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--postgres-url", help="an empty database, instead of an SQLite file")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--task", choices=TASKS, help="(one measurement, of --database-url)")
    parser.add_argument("--database-url", help="(of --task)")
    options = parser.parse_args(argv)
    if options.task:
        print(json.dumps(asyncio.run(_do(options.task, options.database_url))))
        return 0
    print_report(measure(options), as_json=options.json)
    return 0


def measure(options: argparse.Namespace) -> Row:
    """Make the database, then each task in processes of its own."""
    with tempfile.TemporaryDirectory() as folder:
        url = options.postgres_url or f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"
        asyncio.run(_build(url, options.aportes, options.necesidades))
        groups = {
            name: _measured(name, url, options.runs)
            for name, task in TASKS.items()
            if task.is_here()
        }
    return {
        "aportes": options.aportes,
        "necesidades": options.necesidades,
        "runs": options.runs,
        "groups": groups,
    }


async def _build(url: str, aportes: int, needs: int) -> None:
    database = Database(Settings.load(database_url=url).database_url)
    try:
        await prepare(database)
        await fill(database, aportes, needs)
    finally:
        await database.close()


def _measured(task: str, url: str, runs: int) -> Row:
    command = [sys.executable, "-m", "bench.prioritisation", "--task", task, "--database-url", url]
    found, whole = [], []
    for _ in range(runs):
        started = time.perf_counter()
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=_ROOT)
        whole.append(time.perf_counter() - started)
        found.append(json.loads(done.stdout))
    return {
        "seconds": round(statistics.median(each["seconds"] for each in found), 3),
        "process_seconds": round(statistics.median(whole), 3),
        "peak_mb": max(each["peak_mb"] for each in found),
        "made": found[0]["made"],
    }


async def _do(task: str, url: str) -> Row:
    database = Database(Settings.load(database_url=url).database_url)
    started = time.perf_counter()
    try:
        async with database.reading() as session:
            made = await TASKS[task].do(session)
    finally:
        await database.close()
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "peak_mb": round(memory_mb(most=True)), "made": made}


async def _ranking(session: AsyncSession) -> str:
    ranking = await rank(session, now=NOW)
    return f"{len(ranking.needs)} placed"


async def _sensitivity(session: AsyncSession) -> str:
    changes = (await rank(session, now=NOW)).sensitivity(first=20)
    return f"{len(changes)} changes tried"


async def _monthly(session: AsyncSession) -> str:
    """The report of the month, drawn and written in both its forms."""
    papers, files, months = (
        import_module(f"intake.{name}")
        for name in ("papers.mensual", "documents.files", "words.months")
    )
    document = await papers.draw(session, months.Month.of(NOW), now=NOW)
    sizes = [len(files.write(document, form, made_at=NOW)) for form in files.Format]
    return f"{len(sizes)} files, {sum(sizes) // 1024} kB"


def _has_monthly() -> bool:
    """Whether this tree can make the report."""
    return find_spec("intake.papers") is not None and find_spec("intake.papers.mensual") is not None


@dataclass(frozen=True, slots=True)
class _Task:
    """Something to measure; says in a word what it made."""

    do: Callable[[AsyncSession], Awaitable[str]]
    is_here: Callable[[], bool] = lambda: True


TASKS = {
    "ranking": _Task(_ranking),
    "sensibilidad": _Task(_sensitivity),
    "informe mensual": _Task(_monthly, _has_monthly),
}


if __name__ == "__main__":
    sys.exit(main())
