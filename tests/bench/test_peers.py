"""The peers find what is plain to find, and are scored as is said."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import matching, peers
from bench.duplicates import Truth
from tests.bench.cases import CORPUS, QUERIES, query, write
from tests.postgres import PostgresServer

_KEYS = "n recall_at_1 recall_at_5 precision recall f1 threshold p50_ms p99_ms times_slower build_s"
_ASKED = [
    query("el puente colgante de Huayllapampa se cayó", "c0", "noise"),
    query("el puente colgante de Huayllapampa", "c4", "noise"),
    query("No hay médico en la posta", "c1", "noise"),
    query("Queremos un estadio", None, "neg-real"),
]


async def _measured(
    *, seconds: float = 20, postgres_url: str | None = None
) -> dict[str, dict[str, Any]]:
    return await peers.measure(
        CORPUS,
        _ASKED,
        Truth(CORPUS),
        seconds=seconds,
        postgres_url=postgres_url,
        our_p50_ms=0.001,
    )


def test_peers_are_part_of_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = ["--corpus", write(tmp_path / "c.jsonl", CORPUS)]
    files += ["--queries", write(tmp_path / "q.jsonl", QUERIES)]

    assert matching.main([*files, "--peers", "--json"]) == 0

    found = json.loads(capsys.readouterr().out)["peers"]
    assert list(found) == ["rapidfuzz_all_rows", "sqlite_fts5_rapidfuzz"]
    assert all(list(peer) == _KEYS.split() for peer in found.values())
    assert matching.main([*files, "--peers"]) == 0
    assert "rapidfuzz_all_rows" in capsys.readouterr().out


async def test_each_peer_finds_what_is_plain_to_find() -> None:
    for name, peer in (await _measured()).items():
        assert (peer["n"], peer["recall_at_1"], peer["recall_at_5"]) == (4, 1, 1), name
        assert (peer["precision"], peer["recall"], peer["f1"]) == (1, 1, 1), name
        assert peer["times_slower"] > 1


@pytest.mark.postgres
async def test_each_peer_on_postgresql_finds_it_and_leaves_nothing(
    postgres_server: PostgresServer,
) -> None:
    with postgres_server.blank_database() as url:
        # The second could not make its schema again, had the first not dropped its own.
        reports = [await _measured(postgres_url=url), await _measured(postgres_url=url)]

    for report in reports:
        for name in ("pg_trgm", "pg_spanish_fulltext"):
            assert list(report[name]) == _KEYS.split()
            assert (report[name]["n"], report[name]["recall_at_1"], report[name]["f1"]) == (4, 1, 1)


async def test_a_peer_that_takes_too_long_is_cut_off() -> None:
    found = await _measured(seconds=0)

    assert [peer["n"] for peer in found.values()] == [1, 1]


async def test_a_peer_that_cannot_run_says_why_and_the_others_go_on() -> None:
    found = await _measured(postgres_url="postgresql://nobody@127.0.0.1:1/nothing")

    assert found["rapidfuzz_all_rows"]["n"] == 4
    assert found["pg_trgm"]["n"] == 0
    assert found["pg_trgm"]["error"]


@given(
    st.lists(st.tuples(st.sampled_from([0.5, 1.0, 2.0, 3.0]), st.booleans()), max_size=12),
    st.integers(0, 4),
)
def test_no_other_threshold_has_a_better_f1(firsts: list[tuple[float, bool]], lost: int) -> None:
    positive = sum(is_right for _, is_right in firsts) + lost

    def reached(threshold: float) -> float:
        linked = [is_right for score, is_right in firsts if score >= threshold]
        return 2 * sum(linked) / max(1, len(linked) + positive)

    best = max((reached(score) for score, _ in firsts), default=0.0)
    assert reached(peers.best_threshold(firsts, positive)) == best
