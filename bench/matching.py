"""How well and how fast a repeated aporte is found.

python -m bench.matching --corpus FILE.jsonl[.gz] --queries FILE.jsonl [--no-ubigeo]
"""

import argparse
import asyncio
import resource
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bench.corpus import Row, add_one, loaded
from bench.report import half, percentile, print_report, read_jsonl
from intake import matching
from intake.db import Database
from intake.rules.tags import Vocabulary

_WARM_UP = 50
# The last rows go in one by one, to time an insert that would survive a restart.
_TIMED_INSERTS = 300


def main(argv: list[str] | None = None) -> int:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--no-ubigeo", action="store_true", help="as if no query knew its district")
    parser.add_argument("--half", choices=["even", "odd"], help="only every other query")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    corpus = read_jsonl(options.corpus)
    queries = half(read_jsonl(options.queries), options.half)
    if options.no_ubigeo:
        queries = [query | {"ubigeo": None} for query in queries]
    report = asyncio.run(measure(corpus, queries))
    print_report(report, as_json=options.json)
    return 0


async def measure(corpus: list[Row], queries: list[Row]) -> dict[str, Any]:
    """Load, insert, ask; the figures of the matching evaluation."""
    timed = min(_TIMED_INSERTS, len(corpus) // 10)
    memory = _resident_mb()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        started = time.perf_counter()
        async with loaded(path, corpus[: len(corpus) - timed]) as database:
            load_s = time.perf_counter() - started
            inserts = await _insert(database, corpus, timed)
            size = sum(file.stat().st_size for file in Path(folder).iterdir())
            async with database.reading() as session:
                cpu = time.process_time()
                answers, times = await _ask(session, queries)
                cpu = time.process_time() - cpu
    found = score(corpus, queries, answers)
    return {
        "n_corpus": len(corpus),
        "n_queries": len(queries),
        **{name: value for name, value in found.items() if name != "groups"},
        "p50_ms": round(statistics.median(times), 2),
        "p99_ms": round(percentile(times, 0.99), 2),
        # What a query costs whatever else the machine does: no waiting is in it.
        "cpu_mean_ms": round(cpu * 1000 / max(1, len(queries) + min(_WARM_UP, len(queries))), 2),
        "insert_p50_ms": round(statistics.median(inserts), 2) if inserts else 0.0,
        "insert_p99_ms": round(percentile(inserts, 0.99), 2) if inserts else 0.0,
        "bytes_per_row": size // max(1, len(corpus)),
        "resident_growth_mb": round(_resident_mb() - memory, 1),
        "load_s": round(load_s, 1),
        "groups": found["groups"],
    }


def score(
    corpus: list[Row], queries: list[Row], answers: list[list[matching.Similar]]
) -> dict[str, Any]:
    """Recall over the queries with a duplicate; precision of links over all of them."""
    text_of = {n: row["text"] for n, row in enumerate(corpus, 1)}
    number_of = {row["id"]: n for n, row in enumerate(corpus, 1)}
    rows: dict[str, list[dict[str, bool]]] = defaultdict(list)
    for query, answer in zip(queries, answers, strict=True):
        right = number_of.get(query["duplicate_of"]) if query["duplicate_of"] else None
        hits = [
            right is not None and (a.aporte_id == right or text_of[a.aporte_id] == text_of[right])
            for a in answer
        ]
        first = answer[0].outcome if answer else "new"
        rows[query["group"]].append(
            {
                "positive": right is not None,
                "at_1": any(hits[:1]),
                "at_5": any(hits[:5]),
                "linked": first == "link",
                "linked_right": first == "link" and any(hits[:1]),
                "asked": first == "ask",
                "asked_right": first == "ask" and any(hits[:3]),
            }
        )
    everything = [row for group in rows.values() for row in group]
    return {
        **_figures(everything),
        "groups": {
            name: {"n": len(group), **_figures(group)} for name, group in sorted(rows.items())
        },
    }


def _figures(rows: list[dict[str, bool]]) -> dict[str, float]:
    count = {name: sum(row[name] for row in rows) for name in rows[0]} if rows else {}
    positive, linked = count.get("positive", 0), count.get("linked", 0)
    right = count.get("linked_right", 0)
    precision = right / linked if linked else 0.0
    recall = right / positive if positive else 0.0
    both = precision + recall
    return {
        "recall_at_1": round(count.get("at_1", 0) / positive, 4) if positive else 0.0,
        "recall_at_5": round(count.get("at_5", 0) / positive, 4) if positive else 0.0,
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / both, 4) if both else 0.0,
        "linked": linked,
        "asked": count.get("asked", 0),
        "asked_right": count.get("asked_right", 0),
    }


async def _insert(database: Database, corpus: list[Row], count: int) -> list[float]:
    vocabulary, times = Vocabulary.builtin(), []
    for n in range(len(corpus) - count + 1, len(corpus) + 1):
        started = time.perf_counter()
        async with database.transaction() as session:
            await add_one(session, n, corpus[n - 1], vocabulary)
        times.append((time.perf_counter() - started) * 1000)
    return times


async def _ask(
    session: AsyncSession, queries: list[Row]
) -> tuple[list[list[matching.Similar]], list[float]]:
    answers, times = [], []
    for warm in (*queries[:_WARM_UP], *queries):
        started = time.perf_counter()
        answer = await matching.find_similar(
            session, warm["text"], warm["ubigeo"], warm["kind"], limit=5
        )
        times.append((time.perf_counter() - started) * 1000)
        answers.append(answer)
    skipped = len(queries[:_WARM_UP])
    return answers[skipped:], times[skipped:]


def _resident_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
