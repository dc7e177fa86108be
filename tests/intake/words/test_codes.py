"""Codes survive being read aloud and typed back."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.words.codes import (
    ALPHABET,
    LENGTH,
    code_within,
    find_code,
    looks_like_code,
    new_code,
    spoken,
)

CODES = st.integers().map(lambda seed: new_code(random.Random(seed)))


@given(CODES)
def test_a_code_is_found_however_it_is_typed(code: str) -> None:
    for typed in (code, code.lower(), spoken(code), f" código {spoken(code)} ", " ".join(code)):
        assert find_code(typed) == code


@given(
    CODES, st.sampled_from("-‐‑–—− ."), st.sampled_from(["«{}»", "({})", "{}?", "¡{}!", '"{}".'])
)
def test_quotes_signs_and_any_dash_hide_no_code(code: str, dash: str, around: str) -> None:
    typed = f"{code[:3]}{dash}{code[3:]}"
    assert find_code(around.format(typed)) == code
    assert code_within(f"hola, ¿cómo va mi caso {typed}?") == code


@given(CODES)
def test_what_is_no_question_about_a_case_holds_no_code(code: str) -> None:
    assert code_within(f"la camioneta de placa {spoken(code)} bota basura al río") is None
    assert code_within(f"{spoken(code)} {'agua ' * 20} caso") is None


@given(CODES, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_never_another_code(code: str, place: int, sign: str) -> None:
    wrong = code[:place] + sign + code[place + 1 :]

    assert wrong == code or find_code(wrong) is None


@given(CODES, st.integers(0, LENGTH - 2))
def test_two_signs_swapped_are_never_another_code(code: str, place: int) -> None:
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    assert swapped == code or find_code(swapped) is None


@given(CODES)
def test_no_code_has_signs_that_are_taken_for_others(code: str) -> None:
    assert not set(code) & set("0O1ILS5ZUVWBN")


@given(CODES)
def test_no_code_is_a_word_or_a_number(code: str) -> None:
    assert not code.isalpha()
    assert not code.isdigit()
    assert looks_like_code(code)


@given(st.text(max_size=60))
def test_any_text_can_be_looked_at(text: str) -> None:
    found = find_code(text)

    assert found is None or len(found) == LENGTH
    assert looks_like_code(text) in {True, False}


@pytest.mark.parametrize("text", ["chacra", "tengo un problema", "", "123456", "código", "agua"])
def test_words_are_no_codes(text: str) -> None:
    assert find_code(text) is None
