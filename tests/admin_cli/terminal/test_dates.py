"""A date as a clerk types it, as a program does, and nothing else."""

from datetime import UTC, date, datetime

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from admin_cli.terminal import dates


@given(when=st.dates(min_value=date(1900, 1, 1)))
def test_a_day_is_read_in_both_orders(when: date) -> None:
    for typed in (when.isoformat(), f"{when:%d/%m/%Y}", f"{when.day}-{when.month}-{when:%Y}"):
        assert dates.day(f" {typed} ").date() == when


@given(when=st.datetimes(timezones=st.just(UTC)).filter(lambda each: each.year >= 1900))
def test_a_moment_is_read_in_both_orders(when: datetime) -> None:
    for typed in (f"{when:%Y-%m-%d %H:%M}", f"{when:%d/%m/%Y %H:%M}", f"{when:%Y-%m-%dT%H:%M:00}"):
        assert f"{dates.moment(typed):%Y-%m-%d %H:%M}" == f"{when:%Y-%m-%d %H:%M}"


@given(typed=st.text(max_size=20).filter(lambda text: not any(map(str.isdecimal, text))))
def test_whatever_else_is_refused_with_an_example(typed: str) -> None:
    for read in (dates.day, dates.moment):
        with pytest.raises(typer.BadParameter, match="31/12/2026"):
            read(typed)


@pytest.mark.parametrize("typed", ["31/12/26", "12/31/2026", "2026/12/31", "10/12/2026 25:00", ""])
def test_what_could_be_two_dates_is_none(typed: str) -> None:
    for read in (dates.day, dates.moment):
        with pytest.raises(typer.BadParameter):
            read(typed)
