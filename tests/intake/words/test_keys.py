"""What sounds the same has the same key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.words.keys import fold, phonetic_stem


@pytest.mark.parametrize(
    ("right", "written"),
    [
        ("huaico", "huayco"),
        ("huaico", "wayco"),
        ("necesitamos", "nesecitamos"),
        ("vacunas", "bakunas"),
        ("profesor", "profisor"),
        ("desnutricion", "desnutrision"),
        ("lluvia", "yubia"),
        ("hielo", "ielo"),
        ("zapato", "sapato"),
    ],
)
def test_usual_misspellings_have_one_key(right: str, written: str) -> None:
    assert phonetic_stem(right) == phonetic_stem(written)


@pytest.mark.parametrize(
    ("one", "other"), [("parque", "porque"), ("chacra", "sacra"), ("pozo", "peso")]
)
def test_different_words_keep_different_keys(one: str, other: str) -> None:
    assert phonetic_stem(one) != phonetic_stem(other)


@given(st.from_regex(r"[a-z]{1,15}", fullmatch=True))
def test_a_word_never_folds_to_nothing_but_a_lone_h(word: str) -> None:
    assert fold(word) or set(word) == {"h"}
