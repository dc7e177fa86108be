"""The measurement of matching counts as its definitions say, and its keys stay."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bench import matching, room
from bench.duplicates import Answer, Truth, score
from tests.bench.cases import CORPUS, NEEDS, QUERIES, query, write

_KEYS = """n_corpus n_queries recall_at_1 recall_at_5 precision recall f1 linked asked asked_n
asked_right p50_ms p99_ms cpu_mean_ms insert_p50_ms insert_p99_ms commit_p50_ms commit_p99_ms
bytes_per_row resident_growth_mb load_s groups"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """The arguments that name a small corpus and its queries."""
    corpus = write(tmp_path / "c.jsonl", CORPUS)
    return ["--corpus", corpus, "--queries", write(tmp_path / "q.jsonl", QUERIES)]


def _report(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert matching.main([*arguments, "--json"]) == 0
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def test_it_prints_one_object_with_its_keys(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    report = _report(files, capsys)

    assert list(report) == _KEYS.split()
    assert (report["n_corpus"], report["n_queries"]) == (20, 2)
    assert report["recall_at_1"] == 1
    assert report["groups"]["neg-real"]["linked"] == 0
    keys = ["n", "recall_at_1", "recall_at_5", "linked", "asked"]
    assert all(list(group) == keys for group in report["groups"].values())
    assert min(report[key] for key in ("insert_p50_ms", "commit_p50_ms", "bytes_per_row")) > 0


def test_it_prints_a_table_of_the_groups(
    files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert matching.main(files) == 0

    said = capsys.readouterr()
    assert "neg-real" in said.out
    assert "18 of 18 rows read" in said.err


def test_originals_of_needs_go_into_the_corpus_and_the_others_are_asked_by_role(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    needs = write(tmp_path / "n.jsonl", NEEDS)

    report = _report([*files[:2], "--needs", needs], capsys)

    assert (report["n_corpus"], report["n_queries"], report["recall_at_1"]) == (21, 2, 1)
    assert list(report["groups"]) == ["hard_negative", "paraphrase"]
    assert _report([*files, "--needs", needs], capsys)["n_queries"] == 4


def test_queries_are_chosen_by_half_and_by_what_is_known_of_their_place(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = query("No hay médico en la posta", "c1", "para", ubigeo="210607")
    files[-1] = write(tmp_path / "known.jsonl", [*QUERIES, known])

    assert list(_report([*files, "--half", "odd"], capsys)["groups"]) == ["neg-real"]
    assert list(_report([*files, "--known-ubigeo"], capsys)["groups"]) == ["para"]
    assert _report([*files, "--no-ubigeo"], capsys)["n_queries"] == 3


def test_without_queries_it_says_what_it_needs(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        matching.main(files[:2])
    assert "--needs" in capsys.readouterr().err

    assert matching.main([*files[:3], write(tmp_path / "none.jsonl", [])]) == 2


def test_a_duplicate_that_is_not_in_the_corpus_counts_as_not_found(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files[-1] = write(tmp_path / "lost.jsonl", [*QUERIES, query("Falta luz", "c99", "noise")])

    assert matching.main([*files, "--json"]) == 0

    said = capsys.readouterr()
    assert json.loads(said.out)["groups"]["noise"]["recall_at_1"] == 0.5
    assert "1 queries" in said.err


def test_identical_text_counts_and_links_to_others_are_wrong() -> None:
    truth = Truth(CORPUS)
    queries = [
        query("a", "c0", "noise"),
        query("b", "c1", "noise"),
        query("c", "c2", "noise"),
        query("d", None, "neg-real"),
    ]
    answers = [
        Answer([5], "link"),  # c4: the text of c0
        Answer([1, 2], "ask"),
        Answer([], "new"),
        Answer([1], "link"),
    ]

    found = score(truth, queries, answers)

    assert (found["recall_at_1"], found["recall_at_5"]) == (0.3333, 0.6667)
    assert (found["precision"], found["recall"], found["f1"]) == (0.5, 0.3333, 0.4)
    assert (found["linked"], found["asked"], found["asked_n"]) == (0.5, 0.25, 1)
    assert found["asked_right"] == 1
    assert found["groups"]["neg-real"]["linked"] == 1


def test_room_is_that_of_the_tables_and_their_indexes_both_ways(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        for table in ("mine", "other"):
            connection.execute(f"CREATE TABLE {table} (n INTEGER PRIMARY KEY, word TEXT)")
            connection.execute(f"CREATE INDEX {table}_word ON {table} (word)")
            rows = ((f"{table}{n:06}",) for n in range(5000))
            connection.executemany(f"INSERT INTO {table} (word) VALUES (?)", rows)
        connection.commit()
        connection.execute("VACUUM")

    found = room.bytes_of(path, ["mine"])

    assert 5000 * 20 < found < path.stat().st_size * 0.6
    with closing(sqlite3.connect(path)) as connection:
        assert room.by_dropping(connection, ["mine"]) == found
