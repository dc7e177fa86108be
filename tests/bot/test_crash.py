"""Killed or stopped again and again under load: nothing is lost, nothing is done twice."""

import signal
from pathlib import Path

from bench.crash import MUST_BE_ZERO, measure


async def test_twenty_kills_lose_nothing_and_do_nothing_twice(tmp_path: Path) -> None:
    report = await measure(tmp_path, kills=20, people=25, seed=7)

    assert {name: report[name] for name in MUST_BE_ZERO} == dict.fromkeys(MUST_BE_ZERO, 0), report
    assert report["killed_under_load"] >= 10, report
    assert report["exit_code"] == 0, report


async def test_stopped_in_good_order_nobody_hears_anything_twice(tmp_path: Path) -> None:
    report = await measure(tmp_path, kills=4, people=25, seed=3, how=signal.SIGINT)

    assert {name: report[name] for name in MUST_BE_ZERO} == dict.fromkeys(MUST_BE_ZERO, 0), report
    assert report["answers_sent_again"] == 0, report
    assert "Traceback" not in (tmp_path / "bot.log").read_text(encoding="utf-8")
