"""Queries whose duplicate is known, and how answers to them are scored."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.report import read_jsonl

Row = dict[str, Any]
_ROLES = ("paraphrase", "hard_negative")


def needs_case(path: Path) -> tuple[list[Row], list[Row]]:
    """A file of needs as rows for the corpus (the originals) and queries (their groups: roles)."""
    rows = [{"id": f"{path.name}:{n}"} | row for n, row in enumerate(read_jsonl(path), 1)]
    originals = [row for row in rows if row["role"] == "original"]
    id_of = {row["need"]: row["id"] for row in originals}
    queries = [
        row
        | {
            "duplicate_of": id_of[row["need"]] if row["role"] == "paraphrase" else None,
            "group": row["role"],
        }
        for row in rows
        if row["role"] in _ROLES
    ]
    return originals, queries


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for a query, best first; `outcome` is what to do about the first."""

    ids: Sequence[int]
    outcome: str


class Truth:
    """Which answers are right: the duplicate, or a row with the same text. Ids are 1, 2, 3…"""

    def __init__(self, corpus: Sequence[Row]) -> None:
        self._texts: list[str] = [row["text"] for row in corpus]
        self._numbers: dict[str, int] = {row["id"]: n for n, row in enumerate(corpus, 1)}

    def hits(self, query: Row, ids: Sequence[int]) -> list[bool]:
        """Of each of the found, whether it is what was asked for."""
        right = self._numbers.get(query["duplicate_of"])
        if right is None:
            return [False] * len(ids)
        text = self._texts[right - 1]
        return [id_ == right or self._texts[id_ - 1] == text for id_ in ids]

    def missing(self, queries: Sequence[Row]) -> int:
        """How many queries have a duplicate that is not in the corpus: nobody can find it."""
        asked = (query["duplicate_of"] for query in queries)
        return sum(duplicate is not None and duplicate not in self._numbers for duplicate in asked)


def score(truth: Truth, queries: Sequence[Row], answers: Sequence[Answer]) -> dict[str, Any]:
    """Recall over the queries with a duplicate; precision of links over all of them."""
    groups: dict[str, list[dict[str, bool]]] = defaultdict(list)
    for query, answer in zip(queries, answers, strict=True):
        groups[query["group"]].append(_marks(truth, query, answer))
    return {
        **_figures([row for group in groups.values() for row in group]),
        "groups": {name: _group_figures(group) for name, group in sorted(groups.items())},
    }


def _marks(truth: Truth, query: Row, answer: Answer) -> dict[str, bool]:
    hits = truth.hits(query, answer.ids)
    return {
        "positive": query["duplicate_of"] is not None,
        "at_1": any(hits[:1]),
        "at_5": any(hits[:5]),
        "linked": answer.outcome == "link",
        "linked_right": answer.outcome == "link" and any(hits[:1]),
        "asked": answer.outcome == "ask",
        # Three are shown to the person who is asked.
        "asked_right": answer.outcome == "ask" and any(hits[:3]),
    }


def _figures(rows: list[dict[str, bool]]) -> dict[str, float]:
    count = {name: sum(row[name] for row in rows) for name in rows[0]}
    precision = share(count["linked_right"], count["linked"])
    recall = share(count["linked_right"], count["positive"])
    return {
        "recall_at_1": share(count["at_1"], count["positive"]),
        "recall_at_5": share(count["at_5"], count["positive"]),
        "precision": precision,
        "recall": recall,
        "f1": f1(precision, recall),
        "linked": share(count["linked"], len(rows)),
        "asked": share(count["asked"], len(rows)),
        "asked_n": count["asked"],
        "asked_right": share(count["asked_right"], count["asked"]),
    }


def _group_figures(rows: list[dict[str, bool]]) -> dict[str, float]:
    figures = _figures(rows)
    names = ("recall_at_1", "recall_at_5", "linked", "asked")
    return {"n": len(rows), **{name: figures[name] for name in names}}


def share(part: int, whole: int) -> float:
    """Of the whole, to four places; of nothing, 0."""
    return round(part / whole, 4) if whole else 0.0


def f1(precision: float, recall: float) -> float:
    """Their harmonic mean."""
    both = precision + recall
    return round(2 * precision * recall / both, 4) if both else 0.0
