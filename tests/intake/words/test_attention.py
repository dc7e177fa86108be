"""The hours at which the team attends people."""

from datetime import date, datetime

import pytest

from intake.words.attention import Attention
from intake.words.calendar import LIMA


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("lun-vie 8:30-17:30", "de lunes a viernes, de 8:30 a 17:30"),
        ("  Lun - Mié 08:30 - 13:00 ", "de lunes a miércoles, de 8:30 a 13:00"),
        ("sáb-sáb 9:00-12:00", "cada sábado, de 9:00 a 12:00"),
    ],
)
def test_it_is_said_as_people_say_it(setting: str, said: str) -> None:
    assert Attention.parse(setting).spoken() == said


@pytest.mark.parametrize(
    "setting", ["", "de 8 a 5", "lun-vie 25:00-26:00", "vie-lun 8:00-9:00", "lun-vie 9:00-9:00"]
)
def test_what_cannot_be_hours_is_refused(setting: str) -> None:
    with pytest.raises(ValueError, match=r"^(se escribe así|las horas van|el primer día)"):
        Attention.parse(setting)


@pytest.mark.parametrize(
    ("day", "hour", "minute", "open_"),
    [
        (3, 8, 29, False),
        (3, 8, 30, True),
        (3, 17, 29, True),
        (3, 17, 30, False),
        (5, 10, 0, False),  # a Saturday
        (8, 10, 0, False),  # a holiday, as the day after
    ],
)
def test_somebody_attends_only_at_those_hours(
    day: int, hour: int, minute: int, open_: bool
) -> None:
    at = datetime(2026, 12, day, hour, minute, tzinfo=LIMA)
    assert Attention.parse("lun-vie 8:30-17:30").include(at) is open_


@pytest.mark.parametrize(
    ("day", "hour", "next_"),
    [(3, 7, 3), (3, 18, 4), (4, 18, 7), (5, 9, 7), (7, 18, 10)],
)
def test_the_next_day_is_no_weekend_and_no_holiday(day: int, hour: int, next_: int) -> None:
    at = datetime(2026, 12, day, hour, tzinfo=LIMA)
    assert Attention.parse("lun-vie 8:30-17:30").next_day(at) == date(2026, 12, next_)
