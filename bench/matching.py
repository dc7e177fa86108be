"""How well and how fast a repeated aporte is found.

python -m bench.matching --corpus FILE.jsonl[.gz] [--queries FILE.jsonl] [--needs FILE.jsonl]
    [--no-ubigeo | --known-ubigeo] [--half even|odd] [--peers [--postgres-url URL]] [--json]

Of --needs the originals are added to the corpus; the paraphrases and hard negatives are asked.
With --peers other ways to find a duplicate answer the same queries (see bench.peers).
"""

import argparse
import asyncio
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bench import peers
from bench.corpus import loaded
from bench.duplicates import Answer, Row, Truth, needs_case, score
from bench.report import digest, half, percentile, print_report, progress, read_jsonl
from bench.room import bytes_of
from intake.kinds import Actor, AporteKind, TagSource
from intake.reading.rules.tags import Vocabulary
from intake.sameness import matching, postings
from intake.store.db import Database
from intake.store.models import Aporte, AporteTag
from intake.store.models.posting import StoredMeaning, StoredTelling, Term

_WARM_UP = 50
# The last rows go in one by one, to time an insert that would survive a restart.
_TIMED_INSERTS = 300
_TABLES = tuple(each.__tablename__ for each in (Term, StoredTelling, StoredMeaning))
_WHEN = datetime(2026, 11, 1, tzinfo=UTC)


def main(argv: list[str] | None = None) -> int:
    """Measure, and print a table or JSON."""
    options = _options(argv)
    corpus, queries = _case(options)
    if not corpus or not queries:
        print("No queda ninguna fila del corpus o ninguna consulta.", file=sys.stderr)
        return 2
    truth = Truth(corpus)
    missing = truth.missing(queries)
    if missing:
        progress(f"{missing} queries have a duplicate that is not in the corpus")
    report = asyncio.run(measure(corpus, queries, truth))
    outcomes = report.pop("outcomes")
    if options.digest:
        report["digest"] = digest(outcomes)
    if options.peers:
        report["peers"] = asyncio.run(
            peers.measure(
                corpus,
                queries,
                truth,
                seconds=options.peer_seconds,
                postgres_url=options.postgres_url,
                our_p50_ms=report["p50_ms"],
            )
        )
    print_report(report, as_json=options.json)
    return 0


def _options(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--queries", type=Path)
    parser.add_argument("--needs", type=Path, help="a file of needs told by several voices")
    place = parser.add_mutually_exclusive_group()
    place.add_argument("--no-ubigeo", action="store_true", help="as if no query knew its district")
    place.add_argument("--known-ubigeo", action="store_true", help="only queries that know it")
    parser.add_argument("--half", choices=["even", "odd"], help="only every other query")
    parser.add_argument("--peers", action="store_true", help="other ways, on the same data")
    parser.add_argument("--postgres-url", help="a server for the peers that need PostgreSQL")
    parser.add_argument(
        "--peer-seconds", type=float, default=120.0, help="for the queries of each peer (120)"
    )
    parser.add_argument("--digest", action="store_true", help="a digest of every outcome too")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    if not (options.queries or options.needs):
        parser.error("--queries or --needs is required")
    return options


def _case(options: argparse.Namespace) -> tuple[list[Row], list[Row]]:
    corpus = read_jsonl(options.corpus)
    queries = read_jsonl(options.queries) if options.queries else []
    if options.needs:
        originals, asked = needs_case(options.needs)
        corpus += originals
        queries += asked
    queries = half(queries, options.half)
    if options.known_ubigeo:
        queries = [query for query in queries if query["ubigeo"]]
    if options.no_ubigeo:
        queries = [query | {"ubigeo": None} for query in queries]
    return corpus, queries


async def measure(corpus: list[Row], queries: list[Row], truth: Truth) -> dict[str, Any]:
    """Load, insert, ask; the figures of the matching evaluation."""
    timed = min(_TIMED_INSERTS, len(corpus) // 10)
    memory = _resident_mb()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        started = time.perf_counter()
        async with loaded(path, _Rows(corpus[: len(corpus) - timed])) as database:
            load_s = time.perf_counter() - started
            progress(f"loaded in {load_s:.0f} s; {len(queries)} queries")
            inserts, commits = await _insert(database, corpus, timed)
            async with database.reading() as session:
                cpu = time.process_time()
                answers, times = await _ask(session, queries)
                cpu = time.process_time() - cpu
        room = bytes_of(path, _TABLES)
    found = score(truth, queries, answers)
    return {
        "n_corpus": len(corpus),
        "n_queries": len(queries),
        **{name: value for name, value in found.items() if name != "groups"},
        **_times("", times),
        # What a query costs whatever else the machine does: no waiting is in it.
        "cpu_mean_ms": round(cpu * 1000 / (len(queries) + min(_WARM_UP, len(queries))), 2),
        **_times("insert_", inserts),
        **_times("commit_", commits),
        "bytes_per_row": round(room / len(corpus)),
        "resident_growth_mb": round(_resident_mb() - memory, 1),
        "load_s": round(load_s, 1),
        "groups": found["groups"],
        "outcomes": [[list(answer.ids), answer.outcome] for answer in answers],
    }


def _times(prefix: str, times: list[float]) -> dict[str, float]:
    return {
        f"{prefix}p50_ms": round(statistics.median(times), 2) if times else 0.0,
        f"{prefix}p99_ms": round(percentile(times, 0.99), 2) if times else 0.0,
    }


class _Rows(list[Row]):
    """Rows that say how many of them were read."""

    def __iter__(self) -> Iterator[Row]:
        started = time.perf_counter()
        for n, row in enumerate(super().__iter__(), 1):
            yield row
            if n % 50_000 == 0 or n == len(self):
                progress(f"{n} of {len(self)} rows read, {time.perf_counter() - started:.0f} s")


async def _insert(
    database: Database, corpus: list[Row], count: int
) -> tuple[list[float], list[float]]:
    """What indexing took within the transaction of each aporte, and what its commit took."""
    vocabulary, inserts, commits = Vocabulary.builtin(), [], []
    for n in range(len(corpus) - count + 1, len(corpus) + 1):
        row = corpus[n - 1]
        async with database.transaction() as session:
            topics = await _keep(session, n, row, vocabulary)
            started = time.perf_counter()
            await postings.index(session, n, row["text"], row["ubigeo"], topics)
            ended = time.perf_counter()
        commits.append((time.perf_counter() - ended) * 1000)
        inserts.append((ended - started) * 1000)
    return inserts, commits


async def _keep(session: AsyncSession, n: int, row: Row, vocabulary: Vocabulary) -> list[str]:
    """The aporte and its tags, not indexed yet."""
    tags = vocabulary.tag(row["text"])
    session.add(
        Aporte(
            id=n,
            code=f"B{n:08}",
            author_id=1,
            kind=AporteKind(row["kind"]),
            text=row["text"],
            ubigeo=row["ubigeo"],
            place_text="",
            affected="",
            actor=Actor.CIUDADANIA,
            created_at=_WHEN,
            updated_at=_WHEN,
            answer_by=date(2026, 12, 31),
        )
    )
    await session.flush()
    session.add_all(
        AporteTag(
            aporte_id=n,
            priority=tag.priority,
            source=TagSource.AUTOMATICA,
            score=tag.score,
            words=list(tag.words),
        )
        for tag in tags
    )
    await session.flush()
    return [tag.priority for tag in tags]


async def _ask(session: AsyncSession, queries: list[Row]) -> tuple[list[Answer], list[float]]:
    answers, times = [], []
    for query in (*queries[:_WARM_UP], *queries):
        started = time.perf_counter()
        found = await matching.find_similar(
            session, query["text"], query["ubigeo"], query["kind"], limit=5
        )
        times.append((time.perf_counter() - started) * 1000)
        outcome = found[0].outcome if found else "new"
        answers.append(Answer([each.aporte_id for each in found], outcome))
    skipped = len(queries[:_WARM_UP])
    return answers[skipped:], times[skipped:]


def _resident_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
