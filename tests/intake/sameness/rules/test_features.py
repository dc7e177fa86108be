"""What two texts share and lack, as numbers: symmetric, bounded, and blind to spelling."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.sameness.rules.features import (
    FEATURES,
    UNKNOWN,
    Evidence,
    Rarity,
    compare,
    compare_all,
)
from intake.sameness.rules.meaning import SIZE, Meaning
from intake.sameness.rules.tellings import key_number
from tests.intake.sameness.rules.sides import PLACES, WORDS, a_side


def compared(one: str, other: str, **df: int) -> Evidence:
    counts = {key_number(stem): n for stem, n in df.items()}
    return compare(a_side(one), a_side(other), Rarity(1000, counts))


@given(WORDS, WORDS, PLACES, PLACES)
def test_a_pair_is_as_alike_from_either_side(a: str, b: str, here: str, there: str) -> None:
    one, other = a_side(a, here, "problema", "salud"), a_side(b, there, "idea")
    counts = {key_number(stem): 3 for stem in one.telling.stems}
    assert compare(one, other, Rarity(100, counts)).values == pytest.approx(
        compare(other, one, Rarity(100, counts)).values
    )


@given(WORDS, WORDS)
def test_every_feature_has_its_bounds(a: str, b: str) -> None:
    evidence = compare(a_side(a), a_side(b), Rarity(50, {}))
    assert len(evidence.values) == len(FEATURES)
    for name, value in zip(FEATURES, evidence.values, strict=True):
        unknown = {"names_shared": (-1, 1), "meaning": (-1, 1)}
        low, high = (unknown | {"need_shared": (0, 5)}).get(name, (0, 1))
        assert low <= value <= high, name


@given(WORDS, st.lists(WORDS, max_size=4), PLACES)
def test_many_are_compared_as_each_by_itself(a: str, others: list[str], here: str) -> None:
    one, sides = a_side(a, here), [a_side(other, "210601") for other in others]
    rarity = Rarity(100, {key_number("agua"): 9})
    alone = [compare(one, side, rarity) for side in sides]
    assert [each.values for each in compare_all(one, sides, rarity)] == [e.values for e in alone]


def test_a_misspelt_word_counts_as_the_word_it_stands_for() -> None:
    evidence = compared("agua en Sicsibamba", "agua en Sicsivanbar")
    assert evidence.missing == ()
    assert evidence.value("missing_least") == 0


def test_the_same_place_is_told_from_the_same_need() -> None:
    place = compared("falta agua en Taraco", "no hay médico en Taraco")
    need = compared("falta agua en Taraco", "falta agua en Huacullani")
    assert place.value("names_shared") == 1
    assert place.value("need_coverage") == 0
    assert need.value("names_shared") == 0
    assert need.value("names_missing") > 0
    assert need.value("need_coverage") == 1


def test_other_words_for_the_same_count() -> None:
    evidence = compared("no hay doctor en la posta", "falta médico, centro de salud cerrado")
    assert set(evidence.ideas) >= {"médico", "posta"}
    assert evidence.value("need_shared") > 0


def test_what_is_rare_comes_first() -> None:
    evidence = compared("agua y puquial", "puquial, agua", agu=900, pukial=2)
    assert evidence.shared == ("pukial", "agu")


def test_nothing_known_of_a_district_is_no_difference() -> None:
    rarity = Rarity(10, {})
    unknown = compare(a_side("agua", "210601"), a_side("agua"), rarity)
    assert unknown.value("same_district") == unknown.value("other_district") == 0
    apart = compare(a_side("agua", "210601"), a_side("agua", "210602"), rarity)
    assert apart.value("other_district") == 1


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_rarity_falls_with_frequency(df: int, texts: int) -> None:
    rarity = Rarity(texts, {})
    assert 0 <= rarity.of_count(df + 1) <= rarity.of_count(df) <= 1


def test_a_word_that_stands_nowhere_says_most() -> None:
    assert Rarity(1000, {})["agua"] == 1


def test_words_run_together_are_the_same_words() -> None:
    apart, together = a_side("falta agua en Vilca Alto"), a_side("falta agua en vilcaalto")
    rarity = Rarity(1000, {})
    assert compare(together, apart, rarity).values == compare(apart, apart, rarity).values
    assert compare(apart, together, rarity).missing == ()


MEANINGS = st.none() | st.binary(min_size=SIZE, max_size=SIZE).map(Meaning)


@given(MEANINGS, MEANINGS, PLACES)
def test_what_two_mean_is_as_near_from_either_side(
    a: Meaning | None, b: Meaning | None, here: str
) -> None:
    one, other = (replace(a_side("agua", here), meaning=each) for each in (a, b))
    there, back = (compare(*pair, Rarity(50, {})) for pair in ((one, other), (other, one)))
    assert there.value("meaning") == back.value("meaning")
    assert (there.value("meaning") == UNKNOWN) is (a is None or b is None)


def test_a_meaning_that_is_not_known_is_missing_and_not_far() -> None:
    known, unknown = replace(a_side("agua"), meaning=Meaning(bytes([1]) * SIZE)), a_side("agua")
    assert compare(known, known, Rarity(50, {})).value("meaning") == pytest.approx(1)
    assert compare(known, unknown, Rarity(50, {})).value("meaning") == UNKNOWN
    assert compare(known, unknown, Rarity(50, {})).value("unplaced_and_meaning") == 0
