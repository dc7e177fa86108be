"""Working days of Peru."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.words.calendar import add_working_days, is_working_day, lima_date, spoken_date

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@given(DAYS, st.integers(1, 60))
def test_the_day_found_is_a_working_day_with_as_many_before_it(day: date, count: int) -> None:
    found = add_working_days(day, count)

    between = [date.fromordinal(n) for n in range(day.toordinal() + 1, found.toordinal() + 1)]
    assert is_working_day(found)
    assert sum(map(is_working_day, between)) == count


@pytest.mark.parametrize(
    "holiday", [date(2026, 7, 28), date(2026, 12, 8), date(2026, 12, 25), date(2027, 1, 1)]
)
def test_national_holidays_do_not_count(holiday: date) -> None:
    assert not is_working_day(holiday)


def test_thirty_working_days_from_a_monday_in_november() -> None:
    # 8, 9 and 25 December and 1 January are holidays.
    assert add_working_days(date(2026, 11, 23), 30) == date(2027, 1, 8)


def test_the_day_in_lima_ends_five_hours_later_than_in_greenwich() -> None:
    assert lima_date(datetime(2026, 11, 24, 4, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert lima_date(datetime(2026, 11, 24, 5, 0, tzinfo=UTC)) == date(2026, 11, 24)


def test_a_date_is_said_as_on_the_radio() -> None:
    assert spoken_date(date(2027, 1, 7)) == "7 de enero de 2027"
