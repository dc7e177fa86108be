"""Choosing an audience among many people, counting it, and feeding it to the outbox.

    python -m bench.audience [--people 1000000] [--database URL] [--json]

Nine of ten people want news, one of fifty blocked us, each is of one of the 1,891 districts and one
of ten told an aporte with a priority. Seconds of each count; milliseconds of each helping; memory
before and after feeding a tenth of them.
"""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bench.report import memory_mb, percentile, print_report, progress
from intake.clock import utc_now
from intake.kinds import Actor, AporteKind, AporteState, TagSource
from intake.outreach import audience, feeding
from intake.outreach.audience import Audience, BroadcastLimits
from intake.places.rules.places import builtin_districts
from intake.store.db import Database
from intake.store.models import Aporte, AporteTag, OutboxMessage, Person
from intake.store.models.message import OutboxState
from intake.store.schema import prepare
from tests.intake.casting import an_approved

_BATCH = 20_000
_CHANNELS = frozenset({"telegram", "web"})
_LIMITS = BroadcastLimits(_CHANNELS, weekly=3)
_PRIORITIES = ("agua", "salud", "educacion", "anemia")
AUDIENCES = {
    "everybody": Audience(),
    "a department": Audience(ubigeos=("21",)),
    "a district": Audience(ubigeos=("210607",)),
    "officials of three departments": Audience(
        ubigeos=("21", "08", "05"), actor=Actor.MUNICIPALIDAD
    ),
    "told about a priority": Audience(priorities=("agua",)),
    "combined": Audience(
        ubigeos=("21", "08"), priorities=("agua", "salud"), channels=("telegram",)
    ),
}


async def fill(database: Database, number: int) -> None:
    """So many people, and a tenth as many aportes."""
    await prepare(database)
    rng = random.Random(1)
    ubigeos = [each.ubigeo for each in builtin_districts()]
    now = utc_now()
    for start in range(0, number, _BATCH):
        people = [
            {
                "channel": "web" if n % 20 == 1 else "telegram",
                "address": str(10_000_000 + n),
                "created_at": now,
                "actor": Actor.MUNICIPALIDAD if n % 15 == 0 else Actor.CIUDADANIA,
                "ubigeo": rng.choice(ubigeos),
                "news_since": now if n % 10 else None,
                "unreachable_at": now if n % 50 == 7 else None,
            }
            for n in range(start, min(start + _BATCH, number))
        ]
        async with database.transaction(synced=False) as session:
            await (await session.connection()).execute(sa.insert(Person), people)
        progress(f"{start + len(people)} people")
    for start in range(0, number // 10, _BATCH):
        ids = range(start + 1, min(start + _BATCH, number // 10) + 1)
        aportes = [_aporte(n, now, rng.choice(ubigeos)) for n in ids]
        tags = [_tag(n, rng.choice(_PRIORITIES)) for n in ids]
        async with database.transaction(synced=False) as session:
            connection = await session.connection()
            await connection.execute(sa.insert(Aporte), aportes)
            await connection.execute(sa.insert(AporteTag), tags)


def _aporte(number: int, now: Any, ubigeo: str) -> dict[str, Any]:
    return {
        "id": number,
        "code": f"{number:06}",
        "author_id": number * 10,
        "kind": AporteKind.PROBLEMA,
        "text": "No hay agua",
        "ubigeo": ubigeo,
        "place_text": "",
        "affected": "",
        "actor": Actor.CIUDADANIA,
        "state": AporteState.RECIBIDO,
        "restricted": False,
        "needs_interpreter": False,
        "created_at": now,
        "updated_at": now,
        "answer_by": now.date(),
    }


def _tag(number: int, priority: str) -> dict[str, Any]:
    return {
        "aporte_id": number,
        "priority": priority,
        "source": TagSource.AUTOMATICA,
        "accepted": True,
        "score": 0.9,
        "words": [],
    }


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Count each audience, then feed."""
    with tempfile.TemporaryDirectory() as folder:
        url = options.database.replace("postgresql://", "postgresql+asyncpg://")
        database = Database(url or f"sqlite+aiosqlite:///{folder}/ayni.db")
        await fill(database, options.people)
        groups = {}
        for name, whom in AUDIENCES.items():
            groups[name] = await _count(database, whom)
            progress(f"{name}: {groups[name]}")
        fed = await _feed(database, options.people // 10)
        await database.close()
    return {"people": options.people, **fed, "groups": groups}


async def _count(database: Database, whom: Audience) -> dict[str, Any]:
    seconds = []
    for _ in range(3):
        began = time.monotonic()
        async with database.reading() as session:
            counted = await audience.count(session, whom, "difusion:0", _LIMITS, utc_now())
        seconds.append(time.monotonic() - began)
    return {
        "reached": counted.people,
        "left_out": sum(counted.left_out.values()),
        "seconds": round(statistics.median(seconds), 3),
    }


async def _feed(database: Database, number: int) -> dict[str, Any]:
    """Until so many are in the outbox, each helping taken out at once as if it had been sent."""
    async with database.transaction() as session:
        await an_approved(session, utc_now(), limits=_LIMITS)
    before = memory_mb()
    helpings: list[float] = []
    posted = 0
    while posted < number:
        began = time.monotonic()
        async with database.transaction(synced=False) as session:
            await feeding.advance(session, _LIMITS, now=utc_now())
        helpings.append(1000 * (time.monotonic() - began))
        async with database.transaction(synced=False) as session:
            done = await session.execute(
                sa.update(OutboxMessage)
                .where(OutboxMessage.state == OutboxState.PENDING)
                .values(state=OutboxState.SENT)
            )
            posted += done.rowcount  # type: ignore[attr-defined]  # an UPDATE gives a CursorResult
    return {
        "fed": posted,
        "helping_p50_ms": round(percentile(helpings, 0.5), 1),
        "helping_p99_ms": round(percentile(helpings, 0.99), 1),
        "rss_before_mb": before,
        "rss_after_mb": memory_mb(),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    print_report(asyncio.run(measure(options)), as_json=options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
