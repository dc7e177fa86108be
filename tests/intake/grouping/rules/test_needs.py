"""Which words tell a need, and how much they say for a necesidad."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.grouping.rules.need_words import MOST_WORDS, need_words, spellings
from intake.grouping.rules.needs import Commonness, Profile, holding_words, typical, weigh


def stems(text: str) -> set[str]:
    """Of some words, as they are compared."""
    return set(spellings(text))


@pytest.mark.parametrize(
    ("text", "place", "left"),
    [
        ("La posta no tiene médico en la comunidad de Santa Rosa Alta", "", "posta medico"),
        ("la posta no tiene medico en caserio tambobamba grande", "", "posta medico"),
        ("En Huayllapampa se cayó el puente, distrito de Taraco", "", "cayo puente"),
        ("Soy de Yanahuara, no llega la señal", "", "llega senal"),
        ("se cayo el puente en rumichaca", "rumichaca", "cayo puente"),
        ("Señores, por favor, pedimos ayuda: falta agua potable", "", "agua potable"),
        ("Mi mamá no cobra Pensión 65 y en el SIS no la atienden", "", "mama cobra pension sis"),
        ("LA POSTA NO TIENE MÉDICO", "", "posta medico"),
        ("se rompio la red de agua en villa quilcapampa alta", "", "rompio red agua"),
        ("", "", ""),
    ],
)
def test_what_is_left_is_the_need_without_place_and_courtesy(
    text: str, place: str, left: str
) -> None:
    found = set(need_words(text, place))

    assert stems(left) <= found
    assert found <= stems(left) | stems("atienden")


@given(text=st.text(max_size=2000), place=st.text(max_size=50))
def test_no_text_breaks_it(text: str, place: str) -> None:
    found = need_words(text, place)

    assert len(found) == len(set(found)) <= MOST_WORDS
    assert all(word and not word.isspace() and " " not in word for word in found)
    assert found == need_words(text, place)


def test_words_are_shown_as_people_write_them() -> None:
    assert "MÉDICO" in spellings("Falta MÉDICO en la posta").values()


def test_words_that_tell_the_same_are_one() -> None:
    assert need_words("falta doctor") == need_words("falta médico")


HEALTH = Profile(10, Counter({"post": 9, "midik": 8, "tiknik": 6, "#salud": 10}))
COMMON = Commonness(100, {"post": 5, "midik": 6, "tiknik": 4, "#salud": 12, "puint": 5, "agu": 30})


def test_the_words_of_the_profile_speak_for_it_and_others_a_little_against() -> None:
    same = weigh(("post", "midik", "tiknik"), HEALTH, COMMON)
    more = weigh(("post", "midik", "tiknik", "puint"), HEALTH, COMMON)
    other = weigh(("puint", "agu"), HEALTH, COMMON)

    assert same.belongs
    assert 0 < same.total - more.total < 1
    assert other.total < 0
    assert set(same.shared) == {"post", "midik", "tiknik"}


def test_a_word_that_nobody_used_yet_says_nothing() -> None:
    known = ("post", "midik", "tiknik")

    assert weigh((*known, "uari"), HEALTH, COMMON) == weigh(known, HEALTH, COMMON)


def test_a_priority_and_a_word_among_others_are_not_enough() -> None:
    assert not weigh(("#salud", "post", "puint", "agu"), HEALTH, COMMON).belongs


def test_whoever_says_no_more_than_one_word_of_it_belongs_by_word_and_priority() -> None:
    assert weigh(("#salud", "post"), HEALTH, COMMON).belongs
    assert not weigh(("post",), HEALTH, COMMON).belongs
    assert not weigh(("#salud", "agu"), HEALTH, COMMON).belongs


@given(st.lists(st.sampled_from(sorted(COMMON.having)), unique=True), st.integers(0, 60))
def test_a_longer_profile_of_the_same_shares_says_no_less(found: list[str], size: int) -> None:
    small = Profile(size, dict.fromkeys(found, size))
    large = Profile(size * 2, dict.fromkeys(found, size * 2))

    assert weigh(found, large, COMMON).total >= weigh(found, small, COMMON).total - 1e-9


def test_the_strongest_words_hold_it_together_and_priorities_are_none_of_them() -> None:
    assert holding_words(HEALTH, COMMON, 2) == ("post", "midik")
    assert set(holding_words(HEALTH, COMMON, 9)) == {"post", "midik", "tiknik"}


def test_the_typical_one_has_the_words_of_all_and_little_else() -> None:
    told = [(1, ("post", "agu", "puint", "x", "y")), (2, ("post", "midik")), (3, ("agu",))]

    assert typical(HEALTH, told) == 2
    assert typical(HEALTH, []) is None
