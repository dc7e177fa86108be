"""Other ways to find a duplicate, on the same corpus and queries: what is usual elsewhere.

They see the text alone. The decision to link is their best case: the threshold with the best F1 on
the queries in even places, scored on those in odd places. They are asked in an order of chance, so
that one who is cut off has answered a fair sample.
"""

import os
import random
import sqlite3
import statistics
import tempfile
import time
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
import sqlalchemy as sa
from rapidfuzz import fuzz, process, utils

from bench.duplicates import Row, Truth, f1, share
from bench.report import percentile, progress

Found = list[tuple[int, float]]
"""Ids and scores, best first, five at most."""
Search = Callable[[str], Awaitable[Found]]
Peer = Callable[[Sequence[str]], AbstractAsyncContextManager[Search]]

_LIMIT = 5
_WARM_UP = 50
# Weighing every row is slow: more queries say nothing new.
_MOST_OF_EVERY_ROW = 100
_RAREST, _RANKED = 8, 50
# Decidim's for proposals.
_SIMILAR = 0.25


class _Asked(NamedTuple):
    """One query: its place in the file, what was found and how long it took."""

    place: int
    query: Row
    found: Found
    ms: float


async def measure(
    corpus: Sequence[Row],
    queries: Sequence[Row],
    truth: Truth,
    *,
    seconds: float,
    postgres_url: str | None,
    our_p50_ms: float,
) -> dict[str, dict[str, Any]]:
    """Each peer's figures; of one that could not run, only why."""
    texts = [row["text"] for row in corpus]
    figures: dict[str, dict[str, Any]] = {}
    for name, peer in _peers(postgres_url).items():
        most = _MOST_OF_EVERY_ROW if peer is every_row else len(queries)
        try:
            started = time.perf_counter()
            async with peer(texts) as search:
                build_s = time.perf_counter() - started
                progress(f"{name}: ready in {build_s:.0f} s")
                asked = await _ask(search, queries, most, seconds)
        except (asyncpg.PostgresError, sqlite3.Error, OSError) as problem:
            progress(f"{name}: {problem}")
            figures[name] = {"n": 0, "error": str(problem)}
            continue
        p50 = statistics.median(each.ms for each in asked)
        figures[name] = {
            **_quality(truth, asked),
            "p50_ms": round(p50, 2),
            "p99_ms": round(percentile([each.ms for each in asked], 0.99), 2),
            "times_slower": round(p50 / our_p50_ms, 2) if our_p50_ms else 0.0,
            "build_s": round(build_s, 1),
        }
        progress(f"{name}: {len(asked)} of {len(queries)} queries, p50 {p50:.1f} ms")
    return figures


def _peers(postgres_url: str | None) -> Mapping[str, Peer]:
    found: dict[str, Peer] = {"rapidfuzz_all_rows": every_row, "sqlite_fts5_rapidfuzz": fts5}
    if postgres_url:
        found["pg_trgm"] = partial(trigrams, postgres_url)
        found["pg_spanish_fulltext"] = partial(spanish_words, postgres_url)
    return found


async def _ask(
    search: Search, queries: Sequence[Row], most: int, seconds: float
) -> Sequence[_Asked]:
    # The same sample for everybody, and every time.
    order = random.Random(1).sample(range(len(queries)), len(queries))[:most]
    warm_until = time.perf_counter() + seconds / 10
    for place in order[:_WARM_UP]:
        await search(queries[place]["text"])
        if time.perf_counter() > warm_until:
            break
    asked: list[_Asked] = []
    until = time.perf_counter() + seconds
    for place in order:
        started = time.perf_counter()
        found = await search(queries[place]["text"])
        ended = time.perf_counter()
        asked.append(_Asked(place, queries[place], found, (ended - started) * 1000))
        if ended > until:
            break
    return asked


def _quality(truth: Truth, asked: Sequence[_Asked]) -> dict[str, float]:
    at = {1: 0, _LIMIT: 0}
    # By half: score and rightness of each first, and how many have a duplicate.
    firsts: list[list[tuple[float, bool]]] = [[], []]
    positive = [0, 0]
    for each in asked:
        hits = truth.hits(each.query, [id_ for id_, _ in each.found])
        for n in at:
            at[n] += any(hits[:n])
        positive[each.place % 2] += each.query["duplicate_of"] is not None
        if hits:
            firsts[each.place % 2].append((each.found[0][1], hits[0]))
    threshold = best_threshold(firsts[0], positive[0])
    linked = [is_right for score, is_right in firsts[1] if score >= threshold]
    precision, recall = share(sum(linked), len(linked)), share(sum(linked), positive[1])
    return {
        "n": len(asked),
        "recall_at_1": share(at[1], sum(positive)),
        "recall_at_5": share(at[_LIMIT], sum(positive)),
        "precision": precision,
        "recall": recall,
        "f1": f1(precision, recall),
        "threshold": round(threshold, 4),
    }


def best_threshold(firsts: Sequence[tuple[float, bool]], positive: int) -> float:
    """From which score on linking has the best F1; firsts are scores and whether they are right."""
    best, threshold, right = 0.0, 0.0, 0
    ranked = sorted(firsts, reverse=True)
    for linked, (score, is_right) in enumerate(ranked, 1):
        right += is_right
        # A threshold cannot part what has the same score.
        if linked < len(ranked) and ranked[linked][0] == score:
            continue
        # F1 is 2 TP / (linked + positive).
        reached = 2 * right / (linked + positive)
        if reached > best:
            best, threshold = reached, score
    return threshold


@asynccontextmanager
async def every_row(texts: Sequence[str]) -> AsyncIterator[Search]:
    """rapidfuzz over all rows, which were made plain beforehand."""
    plain = [_plain(text) for text in texts]

    async def search(text: str) -> Found:
        ranked = process.extract(_plain(text), plain, scorer=fuzz.token_set_ratio, limit=_LIMIT)
        return [(n + 1, score) for _, score, n in ranked]

    yield search


@asynccontextmanager
async def fts5(texts: Sequence[str]) -> AsyncIterator[Search]:
    """SQLite's full text, on disk: any of the rarest words; rapidfuzz ranks the best again."""
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(sqlite3.connect(Path(folder) / "fts5.db")) as connection,
    ):
        connection.execute(
            "CREATE VIRTUAL TABLE told USING fts5(text, tokenize = 'unicode61 remove_diacritics 2')"
        )
        connection.execute("CREATE VIRTUAL TABLE told_words USING fts5vocab(told, row)")
        rows = enumerate(map(_plain, texts), 1)
        connection.executemany("INSERT INTO told (rowid, text) VALUES (?, ?)", rows)
        connection.commit()

        def rows_with(word: str) -> int:
            row = connection.execute("SELECT doc FROM told_words WHERE term = ?", (word,))
            return int((row.fetchone() or (0,))[0])

        async def search(text: str) -> Found:
            plain = _plain(text)
            counts = {word: rows_with(word) for word in dict.fromkeys(plain.split())}
            rarest = sorted((word for word in counts if counts[word]), key=counts.__getitem__)
            if not rarest:
                return []
            found = connection.execute(
                "SELECT rowid, text FROM told WHERE told MATCH ? ORDER BY rank LIMIT ?",
                (" OR ".join(f'"{word}"' for word in rarest[:_RAREST]), _RANKED),
            )
            rated = [(n, fuzz.token_set_ratio(plain, told)) for n, told in found]
            return sorted(rated, key=lambda each: -each[1])[:_LIMIT]

        yield search


@asynccontextmanager
async def trigrams(url: str, texts: Sequence[str]) -> AsyncIterator[Search]:
    """pg_trgm as Decidim uses it, with an index; for long texts the planner reads all rows.

    Made to use the index it must look again at most of them: no faster (measured).
    """
    made = (
        "CREATE EXTENSION IF NOT EXISTS pg_trgm",
        f"SET pg_trgm.similarity_threshold = {_SIMILAR}",
        "CREATE INDEX ON told USING gin (text gin_trgm_ops)",
    )
    query = (
        "SELECT n, similarity(text, $1) AS score FROM told WHERE text % $1 "
        f"ORDER BY score DESC, n LIMIT {_LIMIT}"
    )
    async with _told(url, texts, made) as connection:
        yield partial(_fetch, connection, query)


@asynccontextmanager
async def spanish_words(url: str, texts: Sequence[str]) -> AsyncIterator[Search]:
    """Spanish full text of PostgreSQL as CONSUL uses it: any of the words, in a column kept."""
    words = "to_tsvector('spanish', text)"
    made = (
        f"ALTER TABLE told ADD COLUMN words tsvector GENERATED ALWAYS AS ({words}) STORED",
        "CREATE INDEX ON told USING gin (words)",
    )
    query = (
        "SELECT n, ts_rank(words, asked) AS score FROM told, CAST(replace("
        "CAST(plainto_tsquery('spanish', $1) AS text), '&', '|') AS tsquery) AS asked "
        f"WHERE words @@ asked ORDER BY score DESC, n LIMIT {_LIMIT}"
    )
    async with _told(url, texts, made) as connection:
        yield partial(_fetch, connection, query)


async def _fetch(connection: Any, query: str, text: str) -> Found:
    return [(row[0], row[1]) for row in await connection.fetch(query, text)]


@asynccontextmanager
async def _told(url: str, texts: Sequence[str], made: Sequence[str]) -> AsyncIterator[Any]:
    """The texts in a schema of their own, dropped in the end with all that was made in it."""
    address = sa.make_url(url).set(drivername="postgresql")
    connection = await asyncpg.connect(address.render_as_string(hide_password=False))
    schema = f"ayni_bench_{os.getpid()}"
    try:
        await connection.execute(f"CREATE SCHEMA {schema}")
        try:
            await connection.execute(f"SET search_path TO {schema}, public")
            await connection.execute("CREATE TABLE told (n integer PRIMARY KEY, text text)")
            await connection.copy_records_to_table("told", records=enumerate(texts, 1))
            for statement in made:
                await connection.execute(statement)
            await connection.execute("VACUUM ANALYZE told")
            yield connection
        finally:
            await connection.execute(f"DROP SCHEMA {schema} CASCADE")
    finally:
        await connection.close()


def _plain(text: str) -> str:
    """Without capitals, punctuation or accents."""
    parts = unicodedata.normalize("NFKD", text)
    return utils.default_process("".join(c for c in parts if not unicodedata.combining(c)))
