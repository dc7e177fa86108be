"""Learn the curves of intake/data/scorecard.yaml from labelled queries.

    python -m tools.train_scorecard --set CORPUS QUERIES [--set CORPUS QUERIES ...] [--out FILE]

A file of queries is as bench.matching reads it. What is reported, and the threshold to link, come
from queries held out in turn (five folds by the seed); the curves that are kept, from all of them.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.corpus import Row, loaded
from bench.report import read_jsonl
from intake.sameness import matching
from intake.sameness.rules.fitting import Pair, fit, to_yaml
from intake.sameness.rules.scorecard import Scorecard

SEED = 11
FOLDS = 5
# Wrong links cost a person their own voice: the link threshold asks for this precision.
PRECISION = 0.968
# Below this nine of ten questions to people would be in vain.
ASK = 0.1
# Of a query without a duplicate or with one, most candidates are easy: they weigh less.
_WRONG = 0.35
# Whom the search would look at closely depends on what is to be learnt.
_ALL = 50
# What only seems the same (another need of the same kind and district) must not be joined, and
# what is told in wholly other words is better asked than joined.
_COST_OF_GROUP = {"hard_negative": 20.0, "paraphrase": 0.5}


Best = tuple[float, bool]
"""The probability of the likeliest candidate, and whether it is right."""


@dataclass(frozen=True, slots=True)
class Query:
    """The features of the candidates of one query, and which of them are right."""

    source: str
    group: str
    found: tuple[tuple[float, ...], ...]
    hits: tuple[bool, ...]
    has_duplicate: bool


def main(argv: list[str] | None = None) -> int:
    """Train, write the file, and report on both halves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--set", nargs=2, type=Path, action="append", required=True, metavar=("CORPUS", "QUERIES")
    )
    parser.add_argument("--out", type=Path, default=Path("intake/data/scorecard.yaml"))
    options = parser.parse_args(argv)
    queries: list[Query] = []
    for corpus, asked in options.set:
        found = asyncio.run(_collect(asked.name, read_jsonl(corpus), read_jsonl(asked)))
        print(f"{asked.name}: {len(found)}", file=sys.stderr)
        queries += found
    random.Random(SEED).shuffle(queries)
    rated = _held_out(queries)
    link = _threshold([best for q, best in rated if q.group not in _COST_OF_GROUP])
    learnt = _learn(queries).with_thresholds(link, ASK)
    for source in dict.fromkeys(query.source for query in queries):
        figures = report([each for each in rated if each[0].source == source], learnt)
        print(source, figures, file=sys.stderr)
    note = f"La escribió tools/train_scorecard.py con {len(queries)} consultas."
    options.out.write_text(to_yaml(learnt, note), encoding="utf-8")
    return 0


def _learn(queries: Iterable[Query]) -> Scorecard:
    return fit([pair for query in queries for pair in _pairs(query)])


def _held_out(queries: Sequence[Query]) -> list[tuple[Query, Best]]:
    """Each query with its best candidate, by a scorecard that did not learn from it."""
    rated = []
    for fold in range(FOLDS):
        learnt = _learn(query for n, query in enumerate(queries) if n % FOLDS != fold)
        rated += [(query, _best(query, learnt)) for query in queries[fold::FOLDS]]
    return rated


async def _collect(source: str, corpus: list[Row], asked: list[dict[str, Any]]) -> list[Query]:
    numbers = {row["id"]: n for n, row in enumerate(corpus, 1)}
    found = []
    with tempfile.TemporaryDirectory() as folder:
        async with loaded(Path(folder) / "train.db", corpus) as database, database.reading() as s:
            for query in asked:
                pairs = await matching.evidences(
                    s, query["text"], query["ubigeo"], query["kind"], closely=_ALL
                )
                right = numbers.get(query["duplicate_of"])
                text = corpus[right - 1]["text"] if right else None
                hits = (corpus[c.id - 1]["text"] == text or c.id == right for c, _ in pairs)
                found.append(
                    Query(
                        source,
                        query["group"],
                        tuple(evidence.values for _, evidence in pairs),
                        tuple(hits),
                        right is not None,
                    )
                )
    return found


def _pairs(query: Query) -> list[Pair]:
    cost = _COST_OF_GROUP.get(query.group, 1.0)
    return [
        Pair(values, hit, cost * (1.0 if hit else _WRONG))
        for values, hit in zip(query.found, query.hits, strict=True)
    ]


def _best(query: Query, scorecard: Scorecard) -> Best:
    rated = [
        (scorecard.probability(values), hit)
        for values, hit in zip(query.found, query.hits, strict=True)
    ]
    return max(rated, key=lambda pair: pair[0], default=(0.0, False))


def _threshold(best: Iterable[Best]) -> float:
    """The lowest probability from which on links are as precise as they must be."""
    right, threshold = 0, 0.99
    for n, (probability, hit) in enumerate(sorted(best, reverse=True), 1):
        right += hit
        if right / n >= PRECISION:
            threshold = probability
    return min(0.99, max(0.5, round(threshold, 3)))


def report(rated: Sequence[tuple[Query, Best]], scorecard: Scorecard) -> dict[str, float]:
    """How well the first candidates are ranked, linked and asked about."""
    queries, best = [query for query, _ in rated], [each for _, each in rated]
    positives = max(1, sum(query.has_duplicate for query in queries))
    linked = [hit for probability, hit in best if probability >= scorecard.link]
    asked = [hit for probability, hit in best if scorecard.ask <= probability < scorecard.link]
    precision = sum(linked) / max(1, len(linked))
    recall = sum(linked) / positives
    return {
        "queries": len(queries),
        "recall_at_1": round(sum(hit for _, hit in best) / positives, 3),
        "in_candidates": round(sum(any(query.hits) for query in queries) / positives, 3),
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(2 * precision * recall / max(1e-9, precision + recall), 3),
        "link": scorecard.link,
        "asked": round(len(asked) / max(1, len(queries)), 3),
        "asked_right": round(sum(asked) / max(1, len(asked)), 3),
    }


if __name__ == "__main__":
    sys.exit(main())
