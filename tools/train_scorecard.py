"""Learn the curves of intake/data/scorecard.yaml from labelled queries.

    python -m tools.train_scorecard --set CORPUS QUERIES [--set CORPUS QUERIES ...]
        [--needs FILE.jsonl ...] [--prior FILE.yaml] [--out FILE]

A file of queries is as bench.matching reads it; so is a file of needs, each of which is one hand's.
The originals of all hands lie together in the corpus of the first set. What is reported, and the
threshold to link, come from queries held out in turn, in five folds by the seed; those of a hand
are held out together, each hand in a fold of its own while there are no more than folds, or need
by need while there are fewer than three hands. The curves that are kept come from all of them; what
they say little of stays as it is in the prior.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import Row, loaded
from bench.duplicates import needs_case
from bench.report import read_jsonl
from intake.sameness import matching
from intake.sameness.rules.contradictions import contradictions
from intake.sameness.rules.features import FEATURES, UNKNOWN, Evidence
from intake.sameness.rules.fitting import Pair, fit, to_yaml
from intake.sameness.rules.scorecard import Scorecard, parse_scorecard

SEED = 11
FOLDS = 5
# With fewer hands than these too little would be left to learn from while one is held out.
_HANDS = 3
# Wrong links cost a person their own voice: the link threshold asks for this precision.
PRECISION = 0.955
# What only seems the same, told by a hand that was not learnt from, is joined no more often than
# this. For .04 the threshold were .8, and six more in a hundred right links were asked about.
_SEEMING = 0.12
# Nothing is joined that is likelier another.
_LEAST = 0.5
# Below this nine of ten questions to people would be in vain.
ASK = 0.1
# How strongly the curves of the prior hold: it knows long texts and texts without a place, of which
# neither the generator nor the hands have any.
HOLD = 30.0
# Of a query without a duplicate or with one, most candidates are easy: they weigh less.
_WRONG = 0.35
# Whom the search would look at closely depends on what is to be learnt.
_ALL = 50
# What only seems the same (another need of the same kind and district) must not be joined, and
# what is told in wholly other words is better asked than joined.
_COST_OF_GROUP = {"hard_negative": 8.0, "paraphrase": 0.5}
# Every so many queries are learnt once more as if nobody knew what is meant.
_UNMEANT = 5

Asked = tuple[str, list[Row]]
"""Queries, and where they are from."""
Best = tuple[float, bool]
"""The probability of the likeliest candidate, and whether it is right."""


@dataclass(frozen=True, slots=True)
class Query:
    """The features of the candidates of one query, and which of them are right."""

    source: str
    group: str
    kin: str
    """What is held out together: with a query all of its hand, or while hands are few its need."""
    found: tuple[tuple[float, ...], ...]
    hits: tuple[bool, ...]
    held_back: tuple[bool, ...]
    """Which of them would be asked about at most, however likely (see contradictions)."""
    has_duplicate: bool


def main(argv: list[str] | None = None) -> int:
    """Train, write the file, and report on both halves."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--set", nargs=2, type=Path, action="append", required=True, metavar=("CORPUS", "QUERIES")
    )
    parser.add_argument("--needs", nargs="*", type=Path, default=[])
    parser.add_argument(
        "--prior",
        type=Path,
        default=Path("tools/data/scorecard_prior.yaml"),
        help="what is kept where the queries say little",
    )
    parser.add_argument("--out", type=Path, default=Path("intake/data/scorecard.yaml"))
    options = parser.parse_args(argv)
    prior = parse_scorecard(options.prior.read_text("utf-8"))
    sets = [(asked.name, read_jsonl(corpus), read_jsonl(asked)) for corpus, asked in options.set]
    queries: list[Query] = []
    for corpus, asked in (*((c, [(n, q)]) for n, c, q in sets), _hands(sets[0][1], options.needs)):
        queries += asyncio.run(_collect(corpus, asked))
    random.Random(SEED).shuffle(queries)
    rated = _held_out(queries, prior)
    link = _threshold(
        [best for q, best in rated if q.group not in _COST_OF_GROUP],
        [best for q, best in rated if q.group == "hard_negative"],
    )
    learnt = _learn(queries, prior).with_thresholds(link, ASK)
    for source in dict.fromkeys(query.source for query in queries):
        figures = report([each for each in rated if each[0].source == source], learnt)
        print(source, figures, file=sys.stderr)
    note = f"La escribió tools/train_scorecard.py con {len(queries)} consultas."
    options.out.write_text(to_yaml(learnt, note), encoding="utf-8")
    return 0


def _hands(corpus: list[Row], paths: Sequence[Path]) -> tuple[list[Row], list[Asked]]:
    """The needs of each hand as queries, and a corpus in which the originals of all are."""
    cases = [(path.name, *needs_case(path)) for path in paths]
    originals = [row for _, told, _ in cases for row in told]
    kin = "need" if len(paths) < _HANDS else "hand"
    return corpus + originals, [
        (name, [row | {"kin": (row | {"hand": name})[kin]} for row in asked])
        for name, _, asked in cases
    ]


def _learn(queries: Iterable[Query], prior: Scorecard) -> Scorecard:
    queries = list(queries)
    pairs = [pair for query in queries for pair in _pairs(query)]
    pairs += [pair for query in queries[::_UNMEANT] for pair in _pairs(query, is_meant=False)]
    return fit(pairs, prior=prior, hold=HOLD)


def _held_out(queries: Sequence[Query], prior: Scorecard) -> list[tuple[Query, Best]]:
    """Each query with its best candidate, by a scorecard that did not learn from it or its kin."""
    fold_of = dealt(query.kin for query in queries)
    rated = []
    for fold in range(FOLDS):
        learnt = _learn((query for query in queries if fold_of[query.kin] != fold), prior)
        held = (query for query in queries if fold_of[query.kin] == fold)
        rated += [(query, _best(query, learnt)) for query in held]
    return rated


def dealt(kins: Iterable[str]) -> dict[str, int]:
    """The fold of each kin; each query names its own.

    The largest are dealt first, which are whole hands: two of them in one fold would leave too
    little to learn from while both are held out.
    """
    size_of = Counter(kins)
    order = sorted(size_of)
    random.Random(SEED).shuffle(order)
    order.sort(key=lambda kin: -size_of[kin])
    return {kin: n % FOLDS for n, kin in enumerate(order)}


async def _collect(corpus: list[Row], asked: Sequence[Asked]) -> list[Query]:
    numbers = {row["id"]: n for n, row in enumerate(corpus, 1)}
    found = []
    with tempfile.TemporaryDirectory() as folder:
        async with loaded(Path(folder) / "train.db", corpus) as database, database.reading() as s:
            for source, queries in asked:
                for query in queries:
                    pairs = await matching.evidences(
                        s, query["text"], query["ubigeo"], query["kind"], closely=_ALL
                    )
                    right = numbers.get(query["duplicate_of"])
                    found.append(_query(source, query, pairs, corpus, right))
                print(f"{source}: {len(queries)}", file=sys.stderr)
    return found


def _query(
    source: str,
    query: Row,
    pairs: Sequence[tuple[matching.Candidate, Evidence]],
    corpus: Sequence[Row],
    right: int | None,
) -> Query:
    texts = [corpus[candidate.id - 1]["text"] for candidate, _ in pairs]
    sought = corpus[right - 1]["text"] if right else None
    return Query(
        source,
        query["group"],
        str(query.get("kin", query["id"])),
        tuple(evidence.values for _, evidence in pairs),
        tuple(
            text == sought or candidate.id == right
            for text, (candidate, _) in zip(texts, pairs, strict=True)
        ),
        tuple(
            bool(contradictions(query["text"], text) or evidence.value("other_district"))
            for text, (_, evidence) in zip(texts, pairs, strict=True)
        ),
        right is not None,
    )


def _pairs(query: Query, *, is_meant: bool = True) -> Iterator[Pair]:
    """The candidates as what is learned from. What is not linked anyway is not learned dearly."""
    cost = _COST_OF_GROUP.get(query.group, 1.0)
    for values, hit, held in zip(query.found, query.hits, query.held_back, strict=True):
        own = min(cost, 1.0) if held else cost
        yield Pair(values if is_meant else _unmeant(values), hit, own * (1.0 if hit else _WRONG))


def _unmeant(values: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(
        (UNKNOWN if name == "meaning" else 0.0) if "meaning" in name else value
        for name, value in zip(FEATURES, values, strict=True)
    )


def _best(query: Query, scorecard: Scorecard) -> Best:
    rated = []
    for values, hit, held in zip(query.found, query.hits, query.held_back, strict=True):
        probability = scorecard.probability(values)
        rated.append((scorecard.held_back(probability) if held else probability, hit))
    return max(rated, key=lambda pair: pair[0], default=(0.0, False))


def _threshold(best: Iterable[Best], seeming: Iterable[Best] = ()) -> float:
    """The lowest probability from which on links are as precise as they must be.

    `seeming`: the best of those that have no duplicate, and much in common with another need.
    """
    right, threshold = 0, 0.99
    for n, (probability, hit) in enumerate(sorted(best, reverse=True), 1):
        right += hit
        if right / n >= PRECISION:
            threshold = probability
    near = sorted((probability for probability, _ in seeming), reverse=True)
    passed = near[int(_SEEMING * len(near))] + 0.001 if near else 0.0
    return min(0.99, max(_LEAST, round(max(passed, threshold), 3)))


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
