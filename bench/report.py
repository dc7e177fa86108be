"""What the measurements share: reading cases, halves, and a table."""

import gzip
import hashlib
import io
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table


def open_text(path: Path) -> TextIO:
    """A text file, packed with gzip or not."""
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.GzipFile(path), encoding="utf-8")
    return path.open(encoding="utf-8")


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The rows of a .jsonl or .jsonl.gz file."""
    with open_text(path) as file:
        return [json.loads(line) for line in file if line.strip()]


def half(rows: list[dict[str, Any]], which: str | None) -> list[dict[str, Any]]:
    """Every other row: work on one half, report the other."""
    if which is None:
        return rows
    return rows[0 if which == "even" else 1 :: 2]


def digest(outcomes: Iterable[Any]) -> str:
    """SHA-256 of what came out for each case, in order: equal where every decision was the same.

    Times are in none of the outcomes, so that two runs of one program agree.
    """
    found = hashlib.sha256()
    for outcome in outcomes:
        found.update(json.dumps(outcome, ensure_ascii=False, sort_keys=True).encode() + b"\n")
    return found.hexdigest()


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def memory_mb(pid: int | str = "self", *, most: bool = False) -> float:
    """What a process has in memory now, or at most had; 0 where there is no /proc."""
    status = Path(f"/proc/{pid}/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    name = "VmHWM" if most else "VmRSS"
    return round(
        next((int(each.split()[1]) for each in lines if each.startswith(name)), 0) / 1024, 1
    )


def progress(text: str) -> None:
    """Said while people wait; stdout is for the report."""
    print(text, file=sys.stderr, flush=True)


def print_report(report: Mapping[str, Any], *, as_json: bool) -> None:
    """One JSON object, or a table of the figures and others of the groups and of the peers."""
    if as_json:
        print(json.dumps(report, ensure_ascii=False))
        return
    console = Console()
    table = Table("measure", "value")
    for name, value in report.items():
        if name not in {"groups", "peers"}:
            table.add_row(name, str(value))
    console.print(table)
    groups: Mapping[str, Mapping[str, Any]] = report.get("groups", {})
    if groups:
        columns = _measures(groups)
        table = Table("group", *columns)
        for name, row in groups.items():
            table.add_row(name, *(str(row.get(column, "")) for column in columns))
        console.print(table)
    peers: Mapping[str, Mapping[str, Any]] = report.get("peers", {})
    if peers:
        table = Table("measure", *peers)
        for measure in _measures(peers):
            table.add_row(measure, *(str(peer.get(measure, "")) for peer in peers.values()))
        console.print(table)


def _measures(rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for row in rows.values() for name in row))
