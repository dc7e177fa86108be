"""Places by code or name; hours and moments as they are said."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import IntakeError, NotFoundError, RefusedError
from intake.places.rules.places import Gazetteer
from intake.places.rules.regions import find_region, region_name
from intake.words.calendar import LIMA, spoken_moment
from intake.words.hours import ALWAYS, Hours

GAZETTEER = Gazetteer.builtin()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("21", "21"),
        ("2101", "2101"),
        ("210607", "210607"),
        ("Puno", "21"),
        ("áncash", "02"),
        ("provincia Puno", "2101"),
        ("Provincia de Huancané", "2106"),
        ("Huanta", "0504"),
        ("Taraco, Huancané", "210607"),
    ],
)
def test_a_place_is_found_by_code_or_name(text: str, code: str) -> None:
    assert find_region(text, GAZETTEER) == code


@pytest.mark.parametrize(
    "text", ["99", "123", "provincia Narnia", "2100000", "", " ", "provincia ", "provincia de"]
)
def test_an_unknown_place_is_said(text: str) -> None:
    with pytest.raises(NotFoundError):
        find_region(text, GAZETTEER)


def test_several_that_fit_are_named_with_their_codes() -> None:
    with pytest.raises(RefusedError, match=r"Santa Rosa.*\d{6}"):
        find_region("Santa Rosa", GAZETTEER)


@given(st.text(max_size=30))
def test_any_words_give_a_place_or_a_reason(text: str) -> None:
    try:
        code = find_region(text, GAZETTEER)
    except IntakeError:
        return
    assert region_name(code, GAZETTEER.districts) != code


def test_each_code_has_its_name() -> None:
    names = [region_name(code, GAZETTEER.districts) for code in ("21", "2106", "210607", "99")]
    assert names[:2] == ["Puno", "provincia Huancané (Puno)"]
    assert "Taraco" in names[2]
    assert names[3] == "99"


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("2027-01-15 18:00", "viernes 15 de enero de 2027 a las 6:00 de la tarde, hora de Lima"),
        ("2027-01-16 00:00", "viernes 15 de enero de 2027 a las 12 de la noche, hora de Lima"),
        ("2027-01-15 13:05", "viernes 15 de enero de 2027 a la 1:05 de la tarde, hora de Lima"),
        ("2027-01-15 12:00", "viernes 15 de enero de 2027 a las 12:00 del mediodía, hora de Lima"),
        (
            "2027-01-15 03:30",
            "viernes 15 de enero de 2027 a las 3:30 de la madrugada, hora de Lima",
        ),
        ("2027-01-15 23:59", "viernes 15 de enero de 2027 a las 11:59 de la noche, hora de Lima"),
        (
            "2027-01-15 00:30",
            "viernes 15 de enero de 2027 a las 12:30 de la madrugada, hora de Lima",
        ),
    ],
)
def test_a_moment_is_said_in_the_words_of_lima(when: str, said: str) -> None:
    assert spoken_moment(datetime.fromisoformat(when).replace(tzinfo=LIMA)) == said


@given(
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2030, 1, 1)),  # noqa: DTZ001 made aware below
    st.integers(0, 22),
    st.integers(1, 24),
)
def test_the_next_decent_hour_is_decent_and_not_before(
    when: datetime, since: int, length: int
) -> None:
    hours = Hours(since, min(24, since + length))
    instant = when.replace(tzinfo=LIMA)
    found = hours.next_after(instant)
    assert hours.include(found)
    assert found >= instant
    assert (found - instant).days < 1
    assert ALWAYS.include(instant)
