"""Soles, months and people are read as people write them; what may be two things is not guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.words.quantities import Doubt, Unit, read_quantity
from intake.words.spoken_numbers import in_words, soles_in_words

AMOUNTS = st.integers(1, 999_999_999)


@pytest.mark.parametrize(
    ("text", "soles"),
    [
        ("S/ 45’000", 45_000),
        ("45.000", 45_000),
        ("1.500", 1_500),
        ("45,000.50", 45_000),
        ("45.000,50", 45_000),
        ("1'500,000", 1_500_000),
        ("S/ 45 mil", 45_000),
        ("45 mil soles", 45_000),
        ("45.5 mil", 45_500),
        ("45k", 45_000),
        ("45 mil 500", 45_500),
        ("dos mil quinientos", 2_500),
        ("cuarenta y cinco mil", 45_000),
        ("beinte mil", 20_000),
        ("medio millón", 500_000),
        ("dos millones y medio", 2_500_000),
        ("45000 soles en 12 meses", 45_000),
        ("45000 en 12 meses", 45_000),
    ],
)
def test_money(text: str, soles: int) -> None:
    assert read_quantity(text, Unit.SOLES) == soles


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("12", 12),
        ("1 año", 12),
        ("un año", 12),
        ("medio año", 6),
        ("año y medio", 18),
        ("dos años y medio", 30),
        ("1 año y 6 meses", 18),
        ("un año con seis meses", 18),
        ("seis meses", 6),
        ("24 semanas", 6),
        ("90 días", 3),
        ("1 día", 1),
        ("un semestre", 6),
        ("un proyecto de 12 meses", 12),
    ],
)
def test_months(text: str, months: int) -> None:
    assert read_quantity(text, Unit.MESES) == months


@pytest.mark.parametrize(
    ("text", "unit", "doubt"),
    [
        ("US$ 5000", Unit.SOLES, Doubt.FOREIGN),
        ("$ 300", Unit.SOLES, Doubt.FOREIGN),
        ("5 mil dólares", Unit.SOLES, Doubt.FOREIGN),
        ("-5000", Unit.SOLES, Doubt.NEGATIVE),
        ("S/ −500", Unit.SOLES, Doubt.NEGATIVE),
        ("menos 3", Unit.MESES, Doubt.NEGATIVE),
        ("1.5000", Unit.SOLES, Doubt.UNCLEAR),
        ("1,250 mil", Unit.SOLES, Doubt.UNCLEAR),
        ("45 mil 5", Unit.SOLES, Doubt.UNCLEAR),
        ("0.500", Unit.SOLES, Doubt.UNCLEAR),
        ("2,5", Unit.PERSONAS, Doubt.UNCLEAR),
        ("20 30", Unit.SOLES, Doubt.SEVERAL),
        ("6-8 meses", Unit.MESES, Doubt.SEVERAL),
        ("entre 6 y 8 meses", Unit.MESES, Doubt.SEVERAL),
        ("mis 2 hijos y 30 vecinos", Unit.PERSONAS, Doubt.SEVERAL),
        ("bastante", Unit.SOLES, Doubt.NOTHING),
        ("20%", Unit.SOLES, Doubt.NOTHING),
    ],
)
def test_what_is_not_one_number_is_a_doubt(text: str, unit: Unit, doubt: Doubt) -> None:
    assert read_quantity(text, unit) is doubt


@given(
    AMOUNTS,
    st.sampled_from(",.' ’\u00a0") | st.just(""),
    st.booleans(),
    st.sampled_from(["", "S/ ", "S/.", "s/"]),
    st.sampled_from(["", " soles", " nuevos soles"]),
)
def test_an_amount_comes_back_from_every_way_of_writing_it(
    amount: int, mark: str, cents: bool, before: str, after: str
) -> None:
    typed = f"{amount:,}".replace(",", mark)
    if cents:
        typed += ",00" if mark == "." else ".00"
    assert read_quantity(f"{before}{typed}{after}", Unit.SOLES) == amount


@given(AMOUNTS)
def test_an_amount_comes_back_from_words(amount: int) -> None:
    for words in (in_words(amount), soles_in_words(amount).upper()):
        assert read_quantity(words, Unit.SOLES) == amount


@given(st.integers(1, 999))
def test_thousands_and_millions_may_be_said(amount: int) -> None:
    assert read_quantity(f"{amount} mil", Unit.SOLES) == amount * 1_000
    assert read_quantity(f"{in_words(amount)} millones", Unit.SOLES) == amount * 1_000_000


@given(st.integers(1, 30), st.integers(1, 11), st.booleans())
def test_years_and_months_come_back(years: int, months: int, in_letters: bool) -> None:
    year, month = (in_words(years), in_words(months)) if in_letters else (str(years), str(months))
    assert read_quantity(f"{year} años y {month} meses", Unit.MESES) == years * 12 + months
    assert read_quantity(f"{month} meses", Unit.MESES) == months


@given(st.text(max_size=200) | st.text("0123456789.,'’ -/S$%milón yaños", max_size=60))
def test_any_text_is_a_number_from_zero_or_a_doubt(text: str) -> None:
    for unit in Unit:
        number = read_quantity(text, unit)
        assert isinstance(number, Doubt) or number >= 0


def test_a_code_is_no_amount() -> None:
    assert read_quantity("K7F-3M6", Unit.SOLES) is Doubt.NOTHING
