"""Learn the weights of intake/data/scorecard.yaml from labelled queries.

    python tools/train_scorecard.py --corpus C.jsonl.gz --queries Q.jsonl [--out FILE]

Half of the queries (every other one, in file order) is held out and only reported on.
"""

import argparse
import asyncio
import math
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.corpus import loaded
from bench.report import read_jsonl
from intake import matching
from intake.rules.scorecard import FEATURES
from intake.rules.tags import Vocabulary

SEED = 11
# Wrong links cost a person their own voice: the link threshold asks for this precision.
PRECISION = 0.985
# Below this more than half of the questions to people would be in vain.
ASK = 0.2
# The labelled queries always have the kind of their duplicate; people do not keep to it so well.
FIXED = {"same_kind": 0.3}


@dataclass(frozen=True, slots=True)
class Query:
    """The candidates of one query, as features, and which of them are right."""

    rows: tuple[tuple[float, ...], ...]
    hits: tuple[bool, ...]
    has_duplicate: bool


def main(argv: list[str] | None = None) -> int:
    """Train, write the file, and report on both halves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--queries", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("intake/data/scorecard.yaml"))
    options = parser.parse_args(argv)
    corpus, asked = read_jsonl(options.corpus), read_jsonl(options.queries)
    queries = asyncio.run(_collect(corpus, asked))
    train, held = queries[::2], queries[1::2]
    intercept, weights = _fit(train)
    link = _threshold(train, intercept, weights)
    for name, half in (("train", train), ("held out", held)):
        print(name, _report(half, intercept, weights, link), file=sys.stderr)
    options.out.write_text(_yaml(intercept, weights, link, len(train)), encoding="utf-8")
    return 0


async def _collect(corpus: list[dict[str, Any]], asked: list[dict[str, Any]]) -> list[Query]:
    vocabulary = Vocabulary.builtin()
    found = []
    with tempfile.TemporaryDirectory() as folder:
        async with loaded(Path(folder) / "train.db", corpus) as database, database.reading() as s:
            for query in asked:
                for ubigeo in dict.fromkeys((query["ubigeo"], None)):
                    pairs = await matching.evidences(
                        s, query["text"], ubigeo, query["kind"], vocabulary=vocabulary
                    )
                    found.append((query, pairs))
    numbers = {row["id"]: n for n, row in enumerate(corpus, 1)}
    texts = {n: row["text"] for n, row in enumerate(corpus, 1)}
    by_query: dict[str, list[Query]] = {}
    for query, pairs in found:
        right = numbers.get(query["duplicate_of"])
        hits = tuple(
            right is not None and (c.id == right or c.text == texts[right]) for c, _ in pairs
        )
        rows = tuple(tuple(e.values[name] for name in FEATURES) for _, e in pairs)
        by_query.setdefault(query["id"], []).append(Query(rows, hits, right is not None))
    # One reading a query and half: the halves must not share a query.
    return [random.Random(SEED + n).choice(each) for n, each in enumerate(by_query.values())]


def _fit(queries: Sequence[Query]) -> tuple[float, list[float]]:
    """Logistic regression by gradient descent with momentum; a little weight decay."""
    rows, labels, costs = [], [], []
    for query in queries:
        for row, hit in zip(query.rows, query.hits, strict=True):
            rows.append(row)
            labels.append(float(hit))
            # The hard part of a query is its few best candidates, and one hit weighs like them.
            costs.append(1.0 if hit else 0.35)
    size, width = sum(costs), len(FEATURES)
    weights, intercept = [FIXED.get(name, 0.0) for name in FEATURES], 0.0
    free = [n for n, name in enumerate(FEATURES) if name not in FIXED]
    speed, speed_0 = [0.0] * width, 0.0
    for _ in range(600):
        slope, slope_0 = [0.0] * width, 0.0
        for row, label, cost in zip(rows, labels, costs, strict=True):
            error = (_probability(row, intercept, weights) - label) * cost
            slope_0 += error
            for n, value in enumerate(row):
                slope[n] += error * value
        speed_0 = 0.9 * speed_0 - 2.0 * slope_0 / size
        intercept += speed_0
        for n in free:
            speed[n] = 0.9 * speed[n] - 2.0 * (slope[n] / size + 1e-4 * weights[n])
            weights[n] += speed[n]
    return intercept, weights


def _probability(row: Sequence[float], intercept: float, weights: Sequence[float]) -> float:
    total = intercept + sum(w * v for w, v in zip(weights, row, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _best(query: Query, intercept: float, weights: Sequence[float]) -> tuple[float, bool]:
    scored = [
        (_probability(row, intercept, weights), hit)
        for row, hit in zip(query.rows, query.hits, strict=True)
    ]
    return max(scored, key=lambda pair: pair[0], default=(0.0, False))


def _threshold(queries: Sequence[Query], intercept: float, weights: Sequence[float]) -> float:
    """The lowest probability from which on links are as precise as they must be."""
    best = sorted((_best(q, intercept, weights) for q in queries), reverse=True)
    right, threshold = 0, 0.99
    for n, (probability, hit) in enumerate(best, 1):
        right += hit
        if right / n >= PRECISION:
            threshold = probability
    return min(0.99, max(0.6, round(threshold, 3)))


def _report(
    queries: Sequence[Query], intercept: float, weights: Sequence[float], link: float
) -> dict[str, object]:
    best = [_best(q, intercept, weights) for q in queries]
    positives = sum(q.has_duplicate for q in queries)
    linked = [hit for probability, hit in best if probability >= link]
    return {
        "recall_at_1": round(sum(hit for _, hit in best) / positives, 3),
        "in_candidates": round(sum(any(q.hits) for q in queries) / positives, 3),
        "precision": round(sum(linked) / max(1, len(linked)), 3),
        "recall": round(sum(linked) / positives, 3),
        "link": link,
    } | {f"ask from {ask}": _asked(best, queries, ask, link) for ask in (0.08, 0.12, 0.2, 0.3)}


def _asked(
    best: Sequence[tuple[float, bool]], queries: Sequence[Query], ask: float, link: float
) -> str:
    asked = [
        (hit, query.has_duplicate)
        for (probability, hit), query in zip(best, queries, strict=True)
        if ask <= probability < link
    ]
    right, vain = sum(hit for hit, _ in asked), sum(not has for _, has in asked)
    return f"{len(asked)} asked, {right} right, {vain} in vain"


def _yaml(intercept: float, weights: Sequence[float], link: float, count: int) -> str:
    lines = [
        "# Pesos de la tarjeta que decide si dos aportes cuentan lo mismo.",
        f"# Los escribió tools/train_scorecard.py con {count} consultas; no se editan a mano.",
        "version: 1",
        f"intercept: {intercept:.4f}",
        "weights:",
        *(f"  {name}: {weight:.4f}" for name, weight in zip(FEATURES, weights, strict=True)),
        "# Desde «link» se une sin preguntar; desde «ask» se pregunta a la persona.",
        f"link: {link}",
        f"ask: {ASK}",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
