"""The intake measurement runs through, on the plain bot, in a second or two."""

import json

import pytest

from bench import intake


def test_the_plain_bot_answers_everybody(capsys: pytest.CaptureFixture[str]) -> None:
    options = "--only plain --people 4 --seconds 0.5 --offered 20 --latency 0 --json"

    assert intake.main(options.split()) == 0

    figures = json.loads(capsys.readouterr().out)["groups"]["plain PTB, 0 ms"]
    assert figures["msg_s"] > 0
    assert figures["lost"] == figures["repeated"] == 0
