"""How well Quechua, Aymara and messages mixed with Spanish are told from Spanish.

python -m bench.language --cases FILE.jsonl

Rows: {"text": …, "language": "es" | "qu" | "ay" | "mixed"}. Quechua and Aymara are one answer here:
right is that the message is put before a person; of a mixed one, that its Spanish is seen too.
"""

import argparse
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench.report import memory_mb, percentile, print_report, read_jsonl
from intake.reading.rules.language import Language, hear, warm_up

_RIGHT = {
    "es": {Language.SPANISH},
    "qu": {Language.ANDEAN, Language.MIXED},
    "ay": {Language.ANDEAN, Language.MIXED},
    "mixed": {Language.MIXED},
}


def main(argv: list[str] | None = None) -> int:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--errors", action="store_true", help="show what went wrong")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    report = measure(read_jsonl(options.cases), show_errors=options.errors)
    print_report(report, as_json=options.json)
    return 0


def measure(cases: list[dict[str, Any]], *, show_errors: bool = False) -> dict[str, Any]:
    """Accuracy by language, and what it costs."""
    memory, started = memory_mb(), time.perf_counter()
    warm_up()
    load_s = time.perf_counter() - started
    memory = memory_mb() - memory
    right: dict[str, list[bool]] = defaultdict(list)
    marked: dict[str, list[bool]] = defaultdict(list)
    times = []
    for case in cases:
        started = time.perf_counter()
        heard = hear(case["text"])
        times.append((time.perf_counter() - started) * 1000)
        truth = case["language"]
        right[truth].append(heard.language in _RIGHT[truth])
        marked[truth].append(heard.needs_interpreter)
        if show_errors and not right[truth][-1]:
            print(truth, heard.language, case["text"][:140], file=sys.stderr)
    return {
        "n": len(cases),
        "accuracy": _share([each for group in right.values() for each in group]),
        "false_alarms": _share(marked["es"]),
        "p50_ms": round(statistics.median(times), 3),
        "p99_ms": round(percentile(times, 0.99), 3),
        "load_s": round(load_s, 2),
        "resident_mb": round(memory, 1),
        "groups": {
            language: {
                "n": len(right[language]),
                "accuracy": _share(right[language]),
                "marked": _share(marked[language]),
            }
            for language in _RIGHT
            if right[language]
        },
    }


def _share(found: list[bool]) -> float:
    return round(sum(found) / len(found), 4) if found else 0.0


if __name__ == "__main__":
    sys.exit(main())
