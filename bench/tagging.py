"""How well messages are tagged with priorities, and told from what is not an aporte.

Tags are counted as the labels of the file know them; `tags_left_out` says of how many they know
nothing (bench/themes.py).

python -m bench.tagging --cases FILE.jsonl
"""

import argparse
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench.misspelling import misspell
from bench.report import digest, half, percentile, print_report, read_jsonl
from bench.themes import known_to, themes_of
from intake.reading.rules.acts import Act, Level
from intake.reading.rules.reader import Reading
from intake.reading.rules.tags import Vocabulary

_REASONS = {Act.PREGUNTA: "consulta", Act.ESTADO: "consulta", Act.PERSONA: "consulta"}
"""Acts that the labels of the cases call otherwise."""


def main(argv: list[str] | None = None) -> int:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--half", choices=["even", "odd"], help="only every other case")
    parser.add_argument("--misspelt", action="store_true", help="as people in a hurry write it")
    parser.add_argument("--errors", action="store_true", help="show what went wrong")
    parser.add_argument("--digest", action="store_true", help="a digest of every outcome too")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    cases = half(read_jsonl(options.cases), options.half)
    if options.misspelt:
        cases = [{**case, "text": misspell(case["text"], n)} for n, case in enumerate(cases)]
    report = measure(cases, show_errors=options.errors)
    outcomes = report.pop("outcomes")
    if options.digest:
        report["digest"] = digest(outcomes)
    print_report(report, as_json=options.json)
    return 0


def measure(cases: list[dict[str, Any]], *, show_errors: bool = False) -> dict[str, Any]:
    """Tags against the right priorities; the reading of each message against its reason."""
    vocabulary = Vocabulary.builtin()
    vocabulary.tag("")
    vocabulary.reader.read("")
    rows: dict[str, list[dict[str, float]]] = defaultdict(list)
    times, outcomes = [], []
    known, left_out = known_to(cases), 0
    for case in cases:
        started = time.perf_counter()
        reading = vocabulary.reader.read(case["text"])
        # What is no aporte is not tagged either.
        is_aporte = reading.act is Act.APORTE
        kind = _reason(reading)
        tags = [tag.priority for tag in vocabulary.tag(case["text"])] if is_aporte else []
        times.append((time.perf_counter() - started) * 1000)
        outcomes.append([case["text"], kind, tags])
        counted = themes_of(tags, known)
        tags, left_out = [*counted.tags], left_out + counted.left_out
        right = case.get("priorities") or []
        reason = case.get("out_of_scope_reason")
        row = {"hits": float(len({*tags} & {*right})), "tags": float(len(tags))}
        row["right"] = float(len(right))
        if right:
            row["top1"] = float(bool(tags) and tags[0] in right)
            row["in_top3"] = float(bool({*tags[:3]} & {*right}))
        if reason:
            is_helped = reason == "emergencia" and reading.level is not Level.NONE
            row["out_of_scope"] = float(is_helped or kind == reason)
        else:
            row["turned_away"] = float(not is_aporte)
        if show_errors and (row.get("top1") == 0 or row.get("out_of_scope") == 0):
            print(kind, reason, right, tags, case["text"][:140], file=sys.stderr)
        rows[case.get("role", "")].append(row)
    everything = [row for group in rows.values() for row in group]
    return {
        "n": len(cases),
        **_figures(everything),
        "tags_left_out": left_out,
        "p50_ms": round(statistics.median(times), 3),
        "p99_ms": round(percentile(times, 0.99), 3),
        "groups": {
            name: {"n": len(group), **_figures(group)} for name, group in sorted(rows.items())
        },
        "outcomes": outcomes,
    }


def _reason(reading: Reading) -> str:
    """Why it is no aporte, as the labels say it: danger is an emergency, whatever its kind."""
    if reading.level is Level.NOW:
        return "emergencia"
    return _REASONS.get(reading.act, reading.act.value)


def _figures(rows: list[dict[str, float]]) -> dict[str, float]:
    hits, tags, right = (sum(row[name] for row in rows) for name in ("hits", "tags", "right"))
    return {
        "top1": _mean(rows, "top1"),
        "in_top3": _mean(rows, "in_top3"),
        "precision": round(hits / tags, 4) if tags else 0.0,
        "recall": round(hits / right, 4) if right else 0.0,
        "out_of_scope": _mean(rows, "out_of_scope"),
        "turned_away": _mean(rows, "turned_away"),
    }


def _mean(rows: list[dict[str, float]], name: str) -> float:
    values = [row[name] for row in rows if name in row]
    return round(sum(values) / len(values), 4) if values else 0.0


if __name__ == "__main__":
    sys.exit(main())
