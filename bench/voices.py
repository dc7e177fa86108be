"""How well strangers are understood: the reader alone, over messages that others composed.

python -m bench.voices --cases FILE.jsonl [--cases …] [--by-author] [--json]

Each case has text, asked, intent, danger, near_miss, priorities, reserve and place. Nothing is
learned here; a share of nothing is null.
"""

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.report import digest, percentile, print_report, read_jsonl
from bench.themes import known_to, themes_of
from intake.places.rules.places import Gazetteer
from intake.reading.rules.acts import Act, Asked, Danger, Level
from intake.reading.rules.reader import Reading
from intake.reading.rules.tags import Vocabulary
from intake.reading.tagging import reasons
from intake.words.text import normalise

Case = dict[str, Any]
INTENTS = {
    Act.PREGUNTA: "consulta",
    Act.ESTADO: "consulta",
    Act.CORRECCION: "respuesta",
    Act.CANCELAR: "respuesta",
}
"""Acts that the labels of the cases do not tell apart, under the label that holds them."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the reader made of one case."""

    case: Case
    reading: Reading
    tags: tuple[str, ...]
    """As the labels know them (`bench.themes`)."""
    left_out: int
    """Tags that the labels know nothing of."""
    is_reserved: bool
    district: str
    """The ubigeo that comes first, where a district was looked for; empty for none."""
    milliseconds: float

    @property
    def intent(self) -> str:
        """The act as the labels call it."""
        return INTENTS.get(self.reading.act, self.reading.act.value)


def main(argv: list[str] | None = None) -> int:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, required=True, action="append")
    parser.add_argument("--by-author", action="store_true", help="each author apart, too")
    parser.add_argument("--digest", action="store_true", help="a digest of every outcome too")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    outcomes = read_all([case for path in options.cases for case in read_jsonl(path)])
    report = figures(outcomes)
    if options.by_author:
        report["by_author"] = {
            author: figures(theirs) for author, theirs in sorted(_by_author(outcomes).items())
        }
    if options.digest:
        report["digest"] = digest(
            [each.case["text"], each.intent, int(each.reading.level), each.is_reserved, each.tags]
            for each in outcomes
        )
    print_report(report, as_json=options.json)
    return 0


def read_all(cases: Iterable[Case]) -> list[Outcome]:
    """Read every case, once and timed, as the inbox would."""
    cases = list(cases)
    vocabulary, gazetteer = Vocabulary.builtin(), Gazetteer.builtin()
    vocabulary.tag("agua")
    vocabulary.reader.read("agua")
    gazetteer.search("agua")
    known = known_to(cases)
    return [_read(case, vocabulary, gazetteer, known) for case in cases]


def _read(
    case: Case, vocabulary: Vocabulary, gazetteer: Gazetteer, known: Collection[str]
) -> Outcome:
    text, asked = case["text"], Asked(case.get("asked") or "none")
    started = time.perf_counter()
    reading = vocabulary.reader.read(text, asked)
    tags = vocabulary.tag(text)
    reserved = bool(reasons(vocabulary.reader, (text,), {tag.priority for tag in tags}, vocabulary))
    district = _district(text, asked, reading, gazetteer)
    took = (time.perf_counter() - started) * 1000
    counted = themes_of([tag.priority for tag in tags], known)
    return Outcome(case, reading, counted.tags, counted.left_out, reserved, district, took)


def _district(text: str, asked: Asked, reading: Reading, gazetteer: Gazetteer) -> str:
    """The district that comes first, as the conversation looks for it."""
    if asked not in {Asked.PLACE, Asked.NEWS}:
        match = gazetteer.search_in_sentence(text)
    elif reading.may_answer:
        match = gazetteer.search(text)
    else:
        return ""
    return match.candidates[0].ubigeo if match.candidates else ""


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Everything that is said of some outcomes."""
    calm = [each for each in outcomes if not each.case["danger"]]
    near = [each for each in calm if each.case["near_miss"]]
    tellings = [each for each in outcomes if each.case["intent"] == "aporte"]
    return {
        "n": len(outcomes),
        "danger": _danger([each for each in outcomes if each.case["danger"]]),
        "false_now": _share(calm, _is_now),
        "false_maybe": _share(calm, lambda each: each.reading.level is Level.MAYBE),
        "near_miss_now": _share(near, _is_now),
        "near_miss_maybe": _share(near, lambda each: each.reading.level is Level.MAYBE),
        "acts": _acts(outcomes),
        "act_accuracy": _share(outcomes, lambda each: each.intent == each.case["intent"]),
        "turned_away": _share(tellings, lambda each: each.intent != "aporte"),
        "reserve": _recall_and_precision(
            outcomes, lambda each: bool(each.case["reserve"]), lambda each: each.is_reserved
        ),
        "tags": {**_tags(tellings), "left_out": sum(each.left_out for each in tellings)},
        **_places(outcomes),
        "p50_ms": round(statistics.median(each.milliseconds for each in outcomes), 3),
        "p99_ms": round(percentile([each.milliseconds for each in outcomes], 0.99), 3),
    }


def _danger(cases: Sequence[Outcome]) -> dict[str, Any]:
    kinds = {kind: [each for each in cases if each.case["danger"] == kind] for kind in Danger}
    asked = [each for each in cases if each.case["asked"] != "none"]
    return {
        "n": len(cases),
        "recall": _share(cases, _is_helped),
        "recall_now": _share(cases, _is_now),
        "kind_named_first": _share(
            cases, lambda each: each.reading.dangers[:1] == (each.case["danger"],)
        ),
        "by_kind": {
            kind: {"n": len(some), "recall": _share(some, _is_helped)}
            for kind, some in kinds.items()
        },
        "while_asked_recall": _share(asked, _is_helped),
    }


def _acts(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    return {
        name: _act(name, outcomes) for name in sorted({each.case["intent"] for each in outcomes})
    }


def _act(name: str, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    count = sum(each.case["intent"] == name for each in outcomes)
    shares = _recall_and_precision(
        outcomes, lambda each: each.case["intent"] == name, lambda each: each.intent == name
    )
    return {"n": count, **shares}


def _tags(tellings: Sequence[Outcome]) -> dict[str, float | None]:
    right = [(set(each.case["priorities"]), each.tags) for each in tellings]
    labelled = [(wanted, tags) for wanted, tags in right if wanted]
    hits = sum(len(wanted & set(tags)) for wanted, tags in right)
    return {
        "top1": _ratio(sum(bool(wanted & set(tags[:1])) for wanted, tags in labelled), labelled),
        "in_top3": _ratio(sum(bool(wanted & set(tags[:3])) for wanted, tags in labelled), labelled),
        "precision": _of(hits, sum(len(set(tags)) for _, tags in right)),
        "recall": _of(hits, sum(len(wanted) for wanted, _ in right)),
    }


def _places(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Whether the right district comes first, and whether what is no place is left alone."""
    ubigeos = {normalise(each.label): each.ubigeo for each in Gazetteer.builtin().districts}
    named = [(each, ubigeos.get(normalise(each.case.get("place") or ""))) for each in outcomes]
    placed = [(each, right) for each, right in named if right]
    beside = [
        (each, right)
        for each, right in named
        if each.case["asked"] == "place" and each.case["intent"] != "respuesta"
    ]
    right = sum(each.district == ubigeo for each, ubigeo in placed)
    wrong = sum(each.district not in {"", ubigeo} for each, ubigeo in placed)
    alone = sum(each.district in {"", ubigeo} for each, ubigeo in beside)
    return {
        "place": {
            "n": len(placed),
            "right": _ratio(right, placed),
            "wrong": _ratio(wrong, placed),
        },
        "not_a_place": _ratio(alone, beside),
    }


def _by_author(outcomes: Iterable[Outcome]) -> dict[str, list[Outcome]]:
    authors: dict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        authors[each.case["id"].partition("-")[0]].append(each)
    return authors


def _is_helped(each: Outcome) -> bool:
    return each.reading.level is not Level.NONE


def _is_now(each: Outcome) -> bool:
    return each.reading.level is Level.NOW


def _recall_and_precision(
    outcomes: Sequence[Outcome],
    is_right: Callable[[Outcome], bool],
    is_said: Callable[[Outcome], bool],
) -> dict[str, float | None]:
    right = [each for each in outcomes if is_right(each)]
    said = [each for each in outcomes if is_said(each)]
    return {"recall": _share(right, is_said), "precision": _share(said, is_right)}


def _share(outcomes: Sequence[Outcome], is_so: Callable[[Outcome], bool]) -> float | None:
    return _ratio(sum(map(is_so, outcomes)), outcomes)


def _ratio(count: int, among: Sequence[object]) -> float | None:
    return _of(count, len(among))


def _of(count: int, total: int) -> float | None:
    return round(count / total, 4) if total else None


if __name__ == "__main__":
    raise SystemExit(main())
