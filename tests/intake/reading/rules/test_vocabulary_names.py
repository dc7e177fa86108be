"""A priority is known by its beginning, and a mistyped one gets an answer."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import NotFoundError
from intake.reading.rules.vocabulary import get_priority

IDS = ("salud", "agua_saneamiento", "agro_riego", "primera_infancia")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("salud", "salud"),
        ("SALUD", "salud"),
        ("agua", "agua_saneamiento"),
        ("primera infancia", IDS[3]),
    ],
)
def test_a_priority_is_known_by_its_beginning(typed: str, found: str) -> None:
    assert get_priority(typed, IDS) == found


@pytest.mark.parametrize(
    ("typed", "offered"), [("saluz", "salud"), ("ag", "agro_riego"), ("", "salud")]
)
def test_an_unknown_or_unclear_priority_offers_some(typed: str, offered: str) -> None:
    with pytest.raises(NotFoundError, match=offered):
        get_priority(typed, IDS)


def test_what_came_apart_is_found_by_its_whole_id_alone() -> None:
    assert get_priority("agua_y_luz", IDS, ["agua_y_luz"]) == "agua_y_luz"
    assert get_priority("agua", IDS, ["agua_y_luz"]) == "agua_saneamiento"


@given(st.text())
def test_whatever_is_typed_is_a_priority_or_not_found(typed: str) -> None:
    found = None
    with suppress(NotFoundError):
        found = get_priority(typed, IDS)

    assert found in {None, *IDS}
