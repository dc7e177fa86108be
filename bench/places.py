"""How often an answer to «¿dónde?» is understood, and what is no answer left alone.

python -m bench.places --cases FILE.jsonl [--gps FILE.jsonl] [--centros FILE.csv.gz]
python -m bench.places --voices FILE.jsonl [--voices FILE.jsonl]
"""

import argparse
import csv
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.report import digest, half, open_text, percentile, print_report, read_jsonl
from intake.places.rules.places import (
    Certainty,
    Gazetteer,
    PlaceMatch,
    PopulatedCentre,
    builtin_districts,
)
from intake.words.text import normalise

_QUESTIONS_OF_PLACES = frozenset({"place", "news"})

Case = dict[str, Any]


def main(argv: list[str] | None = None) -> int:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--gps", type=Path)
    parser.add_argument("--centros", type=Path)
    parser.add_argument("--voices", type=Path, action="append", default=[], help="messages")
    parser.add_argument("--half", choices=["even", "odd"], help="only every other case")
    parser.add_argument("--errors", action="store_true", help="show what went wrong")
    parser.add_argument("--digest", action="store_true", help="a digest of every outcome too")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    if not options.cases and not options.voices:
        parser.error("--cases or --voices")
    centres = read_centres(options.centros) if options.centros else []
    started = time.perf_counter()
    gazetteer = Gazetteer(builtin_districts(), centres)
    build_s = time.perf_counter() - started
    report: dict[str, Any] = {"build_s": round(build_s, 3)}
    outcomes: list[Any] = []
    if options.cases:
        cases = half(read_jsonl(options.cases), options.half)
        report = measure(gazetteer, cases, show_errors=options.errors) | report
        outcomes += report.pop("outcomes")
    if options.voices:
        voices = [row for path in options.voices for row in read_jsonl(path)]
        report |= measure_voices(gazetteer, voices, show_errors=options.errors)
    if options.gps:
        gps = measure_gps(gazetteer, half(read_jsonl(options.gps), options.half))
        outcomes += gps.pop("outcomes")
        report |= gps
    if options.digest:
        report["digest"] = digest(outcomes)
    print_report(report, as_json=options.json)
    return 0


def measure(
    gazetteer: Gazetteer, cases: list[Case], *, show_errors: bool = False
) -> dict[str, Any]:
    """Shares over the cases, in all and by group."""
    rows: dict[str, list[dict[str, float]]] = defaultdict(list)
    times, outcomes = [], []
    for case in cases:
        started = time.perf_counter()
        match = gazetteer.search(case["text"])
        times.append((time.perf_counter() - started) * 1000)
        offered = [d.ubigeo for d in match.candidates]
        outcomes.append([case["text"], match.certainty, offered])
        sure = match.certainty is Certainty.SURE
        row: dict[str, float] = {}
        if case["ubigeo"]:
            row["top1"] = float(offered[:1] == [case["ubigeo"]])
            row["top3"] = float(case["ubigeo"] in offered[:3])
            row["silent_error"] = float(sure and not row["top1"])
            row["settled"] = float(sure and row["top1"])
        else:
            accepted = set(case["accept"])
            row["asked"] = float(not sure and len(accepted & set(offered)) >= 2)
            row["accept_offered"] = len(accepted & set(offered)) / len(accepted)
            row["silent_error"] = float(sure)
        if show_errors and not (row.get("top1", row.get("asked")) and not row["silent_error"]):
            _show(case, match)
        rows[case["group"]].append(row)
    everything = [row for group in rows.values() for row in group]
    return {
        "n": len(cases),
        "top1": _mean(everything, "top1"),
        "top3": _mean(everything, "top3"),
        "settled": _mean(everything, "settled"),
        "asked_when_ambiguous": _mean(everything, "asked"),
        "accept_offered": _mean(everything, "accept_offered"),
        "silent_errors": _mean(everything, "silent_error"),
        "p50_ms": round(statistics.median(times), 3),
        "p99_ms": round(percentile(times, 0.99), 3),
        "groups": {
            name: {"n": len(group), "top1": _mean(group, "top1"), "top3": _mean(group, "top3")}
            for name, group in sorted(rows.items())
        },
        "outcomes": outcomes,
    }


def measure_gps(gazetteer: Gazetteer, cases: list[Case]) -> dict[str, Any]:
    """Shares over shared locations."""
    rows, outcomes = [], []
    for case in cases:
        found = [d.ubigeo for d in gazetteer.nearest(case["lat"], case["lon"])]
        outcomes.append([case["lat"], case["lon"], found])
        rows.append(
            {
                "gps_top1": float(found[:1] == [case["ubigeo"]]),
                "gps_top3": float(case["ubigeo"] in found),
            }
        )
    return {
        "gps_top1": _mean(rows, "gps_top1"),
        "gps_top3": _mean(rows, "gps_top3"),
        "outcomes": outcomes,
    }


def measure_voices(
    gazetteer: Gazetteer, cases: Iterable[Case], *, show_errors: bool = False
) -> dict[str, Any]:
    """Shares over messages as strangers send them, whatever was asked.

    `not_a_place`: of what is said at the question of the place and is no answer, the share in which
    nothing is taken for a district; what it names itself may be. `place`: of the messages with a
    known place, the share where it comes first, and where another does. Acts are called `intent` or
    `act`.
    """
    districts = {normalise(district.label): district.ubigeo for district in gazetteer.districts}
    placed, left_alone = [], []
    for case in cases:
        is_asked = case.get("asked") in _QUESTIONS_OF_PLACES
        named = districts.get(normalise(case.get("place", "")))
        is_beside = is_asked and case.get("intent", case.get("act")) != "respuesta"
        if not (named or is_beside):
            continue
        search = gazetteer.search if is_asked else gazetteer.search_in_sentence
        match = search(case["text"])
        first = match.candidates[0].ubigeo if match.candidates else ""
        if is_beside:
            left_alone.append({"is": float(not first or first == named)})
        if named:
            placed.append(
                {"right": float(first == named), "wrong": float(first not in {"", named})}
            )
        if show_errors and first not in ({named} if named else {""}):
            _show(case, match)
    return {
        "not_a_place": {"n": len(left_alone), "share": _mean(left_alone, "is")},
        "place": {
            "n": len(placed),
            "right": _mean(placed, "right"),
            "wrong": _mean(placed, "wrong"),
        },
    }


def _show(case: Case, match: PlaceMatch) -> None:
    labels = [district.label for district in match.candidates[:3]]
    told = case.get("group") or case.get("place") or "-"
    print(told, repr(case["text"]), match.certainty, labels, file=sys.stderr)


def read_centres(path: Path) -> list[PopulatedCentre]:
    """Populated centres of a CSV with ubigeo, nombre, lat and lon."""
    with open_text(path) as file:
        return [
            PopulatedCentre(row["nombre"], row["ubigeo"], float(row["lat"]), float(row["lon"]))
            for row in csv.DictReader(file)
        ]


def _mean(rows: Iterable[dict[str, float]], name: str) -> float:
    values = [row[name] for row in rows if name in row]
    return round(sum(values) / len(values), 4) if values else 0.0


if __name__ == "__main__":
    sys.exit(main())
