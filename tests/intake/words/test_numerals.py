"""Numbers as people read them."""

import pytest

from intake.words.numerals import decimal, grouped


@pytest.mark.parametrize(("value", "said"), [(12.34, "12,3"), (12.0, "12"), (0, "0"), (9.96, "10")])
def test_a_decimal_has_a_comma_only_where_something_is_behind_it(value: float, said: str) -> None:
    assert decimal(value) == said


@pytest.mark.parametrize(
    ("value", "said"), [(999, "999"), (45000, "45 000"), (1_250_000, "1 250 000"), (99.6, "100")]
)
def test_thousands_are_parted_by_a_blank(value: float, said: str) -> None:
    assert grouped(value) == said
