"""How many questions get the answer that fits, on questions that other hands wrote.

    python -m bench.answers --cases FILE.jsonl [--half measured] [--json]

Each case has `text`, `fits` (ids of the guide that answer it; empty: none does) and `half`: bounds
and phrasings were chosen with `chosen` hands, the others only measure.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bench.report import read_jsonl
from bot.said.finding import Finder
from bot.said.guide import load_guide


def outcome(finder: Finder, text: str, fits: Iterable[str]) -> str:
    """What a person who asks this gets: `right`, `wrong`, `choice`, `wrong_choice`, `unknown`."""
    found = finder.find(text)
    ids = [each.id for each in found.answers]
    if found.is_sure:
        return "right" if ids[0] in fits else "wrong"
    if not ids:
        return "unknown"
    return "choice" if set(ids) & set(fits) else "wrong_choice"


def measure(cases: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """How many of each outcome, of the questions that the guide answers and of the others."""
    finder = Finder.of(load_guide())
    known: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for case in cases:
        (known if case["fits"] else others)[outcome(finder, case["text"], case["fits"])] += 1
    return {"answered_by_the_guide": dict(known), "by_nobody": dict(others)}


def main(argv: list[str] | None = None) -> int:
    """Measure a file of cases."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=Path, required=True)
    parser.add_argument("--half", choices=("chosen", "measured"))
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    rows = read_jsonl(options.cases)
    found = measure(row for row in rows if options.half in {None, row.get("half")})
    if options.json:
        print(json.dumps(found))
    else:
        for whose, counts in found.items():
            print(whose, *(f"{name} {count}" for name, count in sorted(counts.items())), sep="  ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
