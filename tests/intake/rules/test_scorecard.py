"""The scorecard is symmetric, explains itself, and wants more than a common wording."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import DataFileError
from intake.rules.scorecard import FEATURES, Scorecard, compare, parse_scorecard, rarity, side
from intake.rules.text import word_set

CARD = Scorecard.builtin()
WORDS = st.lists(
    st.sampled_from(
        sorted(word_set("agua puente Huayllapampa posta no hay escuela médico lus luz Sicsibamba"))
    ),
    max_size=12,
).map(" ".join)


@given(WORDS, WORDS, st.sampled_from([None, "210601", "210602"]), st.sampled_from([None, "210601"]))
def test_a_pair_is_as_alike_from_either_side(
    a: str, b: str, here: str | None, there: str | None
) -> None:
    one, other = side(a, here, "problema"), side(b, there, "idea")
    df = dict.fromkeys(one.keys.stems, 3)
    assert CARD.probability(compare(one, other, df, 100)) == pytest.approx(
        CARD.probability(compare(other, one, df, 100))
    )


@given(WORDS, WORDS)
def test_every_feature_is_a_share(a: str, b: str) -> None:
    values = compare(side(a, None, "idea"), side(b, None, "idea"), {}, 50).values
    assert set(values) == set(FEATURES)
    assert all(0 <= value <= 1 for value in values.values())


def test_the_same_text_in_the_same_place_is_linked() -> None:
    text = "Se cayó el puente colgante de Huayllapampa y los niños no cruzan"
    one = side(text, "210601", "problema")
    judgement = CARD.judge(compare(one, one, dict.fromkeys(one.keys.stems, 50), 20_000))
    assert judgement.outcome == "link"
    assert judgement.reasons


def test_the_same_wording_in_another_place_is_not_linked() -> None:
    one = side("Se cayó el puente colgante de Huayllapampa", "210601", "problema")
    other = side("Se cayó el puente colgante de Chaupimarca", "190101", "problema")
    df = dict.fromkeys(("si", "kay", "puint", "kulg"), 900)
    assert CARD.judge(compare(one, other, df, 20_000)).outcome != "link"


def test_a_misspelt_word_counts_as_the_word_it_stands_for() -> None:
    right, wrong = (
        side("agua en Sicsibamba", None, "idea"),
        side("agua en Sicsivanba", None, "idea"),
    )
    assert compare(right, wrong, {}, 100).values["missing_most"] == 0


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_rarity_falls_with_frequency(df: int, texts: int) -> None:
    assert 0 <= rarity(df + 1, texts) <= rarity(df, texts) <= 1


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "{intercept: 0, weights: {magic: 1}, link: 0.9, ask: 0.1}",
        "{intercept: 0, weights: {}, link: 0.1, ask: 0.9}",
    ],
)
def test_a_wrong_file_is_refused(text: str) -> None:
    with pytest.raises(DataFileError, match="scorecard"):
        parse_scorecard(text)
