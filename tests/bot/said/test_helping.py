"""The help is one short bubble, of its own kind, with its number first."""

import pytest

from bot.said import helping
from bot.talk.dialogue.turn import BUBBLE
from intake.reading.rules.intent import DANGER, IntentKind


@pytest.mark.parametrize("kind", sorted(DANGER))
def test_the_help_is_one_short_bubble_with_its_number_first(kind: IntentKind) -> None:
    for other in DANGER:
        said = helping.help_for((kind, other))
        lines = said.splitlines()
        numbers = [line for line in lines if line[:3].isdecimal()]

        assert len(said) <= BUBBLE, (kind, other)
        assert len(numbers) == 2
        assert all(line[3:5] == ": " for line in numbers)
        assert lines.index(numbers[0]) == 1
        assert "¿Est" in lines[0]
        assert helping.NO_HELP_FROM_HERE in said


def test_each_kind_of_danger_has_its_own_way_and_words() -> None:
    closings = {kind: helping.help_for((kind,)).splitlines()[-1] for kind in DANGER}
    assert len(DANGER) == 8
    assert len(set(closings.values())) == 8
