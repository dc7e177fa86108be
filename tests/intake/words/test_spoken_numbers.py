"""Numbers and codes as they are read aloud."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.words.codes import ALPHABET
from intake.words.spoken_numbers import (
    MOST,
    before_noun,
    date_in_words,
    in_words,
    soles_in_words,
    spelled,
)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "cero"),
        (16, "dieciséis"),
        (21, "veintiuno"),
        (31, "treinta y uno"),
        (100, "cien"),
        (101, "ciento uno"),
        (1000, "mil"),
        (2026, "dos mil veintiséis"),
        (21_000, "veintiún mil"),
        (100_000, "cien mil"),
        (1_000_000, "un millón"),
        (31_500_701, "treinta y un millones quinientos mil setecientos uno"),
    ],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


def test_money_is_said_as_people_say_it() -> None:
    assert soles_in_words(1) == "un sol"
    assert soles_in_words(50_000) == "cincuenta mil soles"
    assert soles_in_words(2_000_000) == "dos millones de soles"
    assert soles_in_words(1_500_021) == "un millón quinientos mil veintiún soles"


def test_the_first_day_is_primero_and_the_day_is_limas() -> None:
    assert date_in_words(datetime(2027, 1, 2, 4, 59, tzinfo=UTC)) == "primero de enero"
    assert date_in_words(datetime(2027, 1, 31, 15, 0, tzinfo=UTC)) == "treinta y uno de enero"


def test_every_sign_of_a_code_has_a_name() -> None:
    assert spelled("K7F3MX") == "ka, siete, efe; tres, eme, equis"
    for sign in ALPHABET:
        assert spelled(sign * 6)


@given(st.integers(0, MOST))
def test_no_two_numbers_in_a_row_sound_the_same(number: int) -> None:
    assert in_words(number) != in_words(max(0, number - 1)) or number == 0
    assert not before_noun(number).endswith("uno")
