"""A month of Lima, to the instant."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import RefusedError
from intake.words.months import Month

_MONTHS = st.builds(Month, st.integers(2000, 2098), st.integers(1, 12))


def test_it_starts_at_midnight_in_lima() -> None:
    assert Month(2026, 11).starts_at == datetime(2026, 11, 1, 5, tzinfo=UTC)
    assert Month.of(datetime(2026, 12, 1, 4, 59, tzinfo=UTC)) == Month(2026, 11)


@given(_MONTHS)
def test_months_follow_each_other_without_a_gap(month: Month) -> None:
    assert month.next.previous == month
    assert month.ends_at == month.next.starts_at
    assert Month.of(month.starts_at) == month
    assert Month.of(month.ends_at - timedelta(microseconds=1)) == month
    assert Month.read(f"{month.year}-{month.number:02}") == month


@given(_MONTHS)
def test_its_weeks_hold_every_day_once(month: Month) -> None:
    days = [
        first + timedelta(days=step)
        for first, last in month.weeks()
        for step in range((last - first).days + 1)
    ]

    assert days[0] == month.starts_on
    assert days == [month.starts_on + timedelta(days=step) for step in range(len(days))]
    assert days[-1] + timedelta(days=1) == month.next.starts_on


def test_it_is_said_in_words() -> None:
    assert Month(2026, 9).spoken == "septiembre de 2026"


@pytest.mark.parametrize("typed", ["2026", "11-2026", "2026-13", "noviembre", "2026-1"])
def test_what_is_no_month_is_refused(typed: str) -> None:
    with pytest.raises(RefusedError, match="11/2026"):
        Month.read(typed)


@pytest.mark.parametrize("typed", ["2026-11", " 11/2026 "])
def test_a_month_is_read_in_both_orders(typed: str) -> None:
    assert Month.read(typed) == Month(2026, 11)
