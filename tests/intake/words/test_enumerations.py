"""Several things in one sentence."""

import pytest

from intake.words.enumerations import either, together


@pytest.mark.parametrize(
    ("parts", "said"), [(["a"], "a"), (["a", "b"], "a o b"), (["a", "b", "c"], "a, b o c")]
)
def test_either_is_said_as_people_say_it(parts: list[str], said: str) -> None:
    assert either(parts) == said


@pytest.mark.parametrize(
    ("parts", "said"), [(["a"], "a"), (["a", "b"], "a y b"), (["a", "b", "c"], "a, b y c")]
)
def test_all_of_them_are_said_with_y(parts: list[str], said: str) -> None:
    assert together(parts) == together(parts, most=3) == said


def test_of_very_many_only_the_first_are_named() -> None:
    assert together(list("abcd"), most=2) == "a, b y 2 más"
