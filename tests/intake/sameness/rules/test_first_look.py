"""The first look at a candidate: the same features, with what is not known yet guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.sameness.rules.features import FEATURES, Rarity, compare
from intake.sameness.rules.first_look import FirstLook
from intake.sameness.rules.scorecard import Scorecard
from intake.sameness.rules.tellings import key_number
from tests.intake.sameness.rules.sides import PLACES, WORDS, a_side

CARD = Scorecard.builtin()


def _all_known(*texts: str) -> Rarity:
    stems = {stem for text in texts for stem in a_side(text).telling.stems}
    return Rarity(1000, {key_number(stem): 3 for stem in stems})


@given(WORDS, PLACES)
def test_where_all_is_known_it_sees_what_the_close_look_sees(a: str, here: str) -> None:
    one, rarity = a_side(a, here, "problema", "salud"), _all_known(a)
    assert FirstLook(one, rarity).values_of(one) == pytest.approx(compare(one, one, rarity).values)


@given(WORDS, WORDS)
def test_every_feature_has_its_bounds(a: str, b: str) -> None:
    values = FirstLook(a_side(a), Rarity(50, {})).values_of(a_side(b))
    for name, value in zip(FEATURES, values, strict=True):
        unknown = {"names_shared": (-1, 1), "meaning": (-1, 1)}
        low, high = (unknown | {"need_shared": (0, 5)}).get(name, (0, 1))
        assert low <= value <= high, name


def test_a_word_that_only_the_other_has_is_guessed() -> None:
    one, other = a_side("falta agua en Taraco"), a_side("falta agua en Huacullani")
    seen = FirstLook(one, _all_known("falta agua en Taraco")).values_of(other)
    assert seen[FEATURES.index("names_missing")] > 0.6
    assert FirstLook(other, _all_known("")).values_of(one)[1] == 0.6


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_what_may_be_asked_about_is_left_the_likeliest_first(others: list[str]) -> None:
    look = FirstLook(a_side("falta agua en el caserío Huayllapampa"), Rarity(50, {}))
    rows = [look.values_of(a_side(other)) for other in others]
    promising = CARD.promising(rows)
    rated = [CARD.probability(row) for row in rows]
    left = [rated[n] for n in promising]
    assert left == sorted(left, reverse=True)
    assert left[0] == max(rated)
    assert {n for n, each in enumerate(rated) if each >= CARD.ask} <= set(promising)


def test_what_is_far_behind_and_unlikely_is_left_out() -> None:
    text = "falta agua en el caserío Huayllapampa"
    look = FirstLook(a_side(text), _all_known(text))
    rows = [look.values_of(a_side(each)) for each in ("los perros vagos muerden", text)]
    assert CARD.promising(rows) == [1]
