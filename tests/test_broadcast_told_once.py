"""A mass message reaches each person once at most, though the bot is killed while it is sent.

The short version of `bench.broadcast_crash`, which kills twenty times among ten thousand.
"""

from pathlib import Path

import pytest

from bench.broadcast_crash import MUST_BE_ZERO, measure
from tests.postgres import PostgresServer


async def test_killed_again_and_again_nobody_is_lost_and_nobody_told_twice(
    tmp_path: Path,
) -> None:
    report = await measure(tmp_path, recipients=800, kills=4, rate=400)
    assert report["kills_under_way"] > 0
    assert {name: report[name] for name in MUST_BE_ZERO} == dict.fromkeys(MUST_BE_ZERO, 0)
    assert report["reached_once"] + report["unknown"] >= report["recipients"]


@pytest.mark.postgres
async def test_with_three_processes_on_postgresql_the_same(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    with postgres_server.blank_database() as url:
        report = await measure(
            tmp_path, recipients=800, kills=4, processes=3, rate=400, database_url=url
        )
    assert report["kills_under_way"] > 0
    assert {name: report[name] for name in MUST_BE_ZERO} == dict.fromkeys(MUST_BE_ZERO, 0)
