"""How well and how fast aportes of all places are grouped into necesidades, in their order.

python -m bench.needs --corpus FILE.jsonl[.gz] [--passes N]

Each row has text, ubigeo, kind and its true need as "need" or "issue"; rows without one are grouped
too, but not scored. `--passes`: how often all are grouped again afterwards (ayni necesidad
reagrupar).
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from bench.corpus import aporte_of
from bench.report import percentile, print_report, read_jsonl
from intake.grouping import needs
from intake.kinds import TagSource
from intake.reading.rules.tags import Vocabulary
from intake.store.db import Base, Database
from intake.store.models import Aporte, AporteTag, NecesidadMember, Person

_WHEN = datetime(2026, 11, 1, tzinfo=UTC)
_BATCH = 200
Row = dict[str, Any]
T = TypeVar("T")


def main(argv: list[str] | None = None) -> int:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--passes", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    report = asyncio.run(measure(read_jsonl(options.corpus), options.passes))
    print_report(report, as_json=options.json)
    return 0


async def measure(rows: list[Row], passes: int = 0) -> dict[str, Any]:
    """Load the aportes, group them one by one, and again as often as asked."""
    truth = {n: str(row.get("need") or row.get("issue") or "") for n, row in enumerate(rows, 1)}
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}")
        aportes = await _load(database, rows)
        before = await _bytes(database, Path(folder))
        cpu = time.process_time()
        times = await _group(database, aportes)
        cpu = time.process_time() - cpu
        size = await _bytes(database, Path(folder)) - before
        report: dict[str, Any] = {
            "n": len(rows),
            **score(truth, await _groups(database)),
            "p50_ms": round(statistics.median(times), 2),
            "p99_ms": round(percentile(times, 0.99), 2),
            # What one costs whatever else the machine does: no waiting is in it.
            "cpu_mean_ms": round(cpu * 1000 / len(rows), 2),
            "bytes_per_row": size // len(rows),
        }
        for turn in range(1, passes + 1):
            moved = await _regroup(database)
            again = score(truth, await _groups(database))
            report |= {f"{name}_{turn}": value for name, value in again.items()}
            report[f"moved_{turn}"] = moved
        await database.close()
    return report


def score(truth: dict[int, str], groups: dict[int, int]) -> dict[str, Any]:
    """Over pairs of aportes: precision of being put together, recall of belonging together."""
    # Whoever is in no group is alone in one.
    found = {id_: groups.get(id_, -id_) for id_, need in truth.items() if need}
    together = _pairs(Counter((truth[id_], group) for id_, group in found.items()).values())
    put, belong = (
        _pairs(Counter(values).values())
        for values in (found.values(), (truth[id_] for id_ in found))
    )
    precision, recall = together / put if put else 1.0, together / belong if belong else 1.0
    sizes = Counter(found.values())
    kinds = Counter((group, truth[id_]) for id_, group in found.items())
    most: dict[int, int] = {}
    for (group, _), count in kinds.items():
        most[group] = max(count, most.get(group, 0))
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / (precision + recall), 4) if together else 0.0,
        "purity": round(sum(most.values()) / max(1, len(found)), 4),
        "needs": len({truth[id_] for id_ in found}),
        "groups": len(sizes),
        "groups_of_several": sum(size > 1 for size in sizes.values()),
        "alone": sum(size == 1 for size in sizes.values()),
    }


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


async def _load(database: Database, rows: list[Row]) -> list[Aporte]:
    vocabulary = Vocabulary.builtin()
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with database.transaction() as session:
        person = {"id": 1, "channel": "bench", "address": "1", "created_at": _WHEN}
        await session.execute(sa.insert(Person), [person])
        aportes = [aporte_of(n, row) for n, row in enumerate(rows, 1)]
        for part in _parts(aportes):
            await session.execute(sa.insert(Aporte), part)
            tags = [tag for each in part for tag in _tags(each, vocabulary)]
            if tags:
                await session.execute(sa.insert(AporteTag), tags)
    return [Aporte(**aporte) for aporte in aportes]


async def _group(database: Database, aportes: list[Aporte]) -> list[float]:
    times = []
    for part in _parts(aportes):
        async with database.transaction() as session:
            for aporte in part:
                started = time.perf_counter()
                await needs.place(session, aporte, now=_WHEN)
                times.append((time.perf_counter() - started) * 1000)
    return times


async def _regroup(database: Database) -> int:
    last: int | None = 0
    moved = 0
    while last is not None:
        async with database.transaction() as session:
            batch = await needs.regroup(session, after=last, limit=_BATCH, now=_WHEN)
        last, moved = batch.last, moved + batch.moved
    return moved


async def _groups(database: Database) -> dict[int, int]:
    async with database.reading() as session:
        rows = await session.execute(
            sa.select(NecesidadMember.aporte_id, NecesidadMember.necesidad_id)
        )
        return {row[0]: row[1] for row in rows}


async def _bytes(database: Database, folder: Path) -> int:
    async with database.engine.connect() as connection:
        await connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
    return sum(file.stat().st_size for file in folder.iterdir())


def _tags(aporte: Row, vocabulary: Vocabulary) -> Iterator[Row]:
    for tag in vocabulary.tag(aporte["text"]):
        yield {
            "aporte_id": aporte["id"],
            "priority": tag.priority,
            "source": TagSource.AUTOMATICA,
            "accepted": True,
            "score": tag.score,
            "words": list(tag.words),
        }


def _parts(items: list[T]) -> Iterator[list[T]]:
    return (items[start : start + _BATCH] for start in range(0, len(items), _BATCH))


if __name__ == "__main__":
    sys.exit(main())
