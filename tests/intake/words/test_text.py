"""Text is made safe without losing what people said, and folds to one form."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.words.text import clean, normalise, segments, words

ANY_TEXT = st.text(st.characters(codec=None, categories=None), max_size=300)


@given(ANY_TEXT)
def test_cleaning_takes_any_text_and_gives_storable_text(text: str) -> None:
    cleaned = clean(text, 50)
    cleaned.encode("utf-8")
    assert len(cleaned) <= 50
    assert cleaned == cleaned.strip()
    unseen = [c for c in cleaned if unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c != "\n"]
    assert set(unseen) <= {"\u200d"}, "and that only joins emoji"
    assert not cleaned.endswith("\u200d")
    assert not any(ord(c) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(c) <= 0xFDEF for c in cleaned)


@given(ANY_TEXT)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANY_TEXT)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(ANY_TEXT)
def test_segments_hold_the_words_in_their_order(text: str) -> None:
    assert all(segments(text))
    assert "".join(w for part in segments(text) for w in part) == "".join(words(text))


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("  hola \t mundo  ", "hola mundo"),
        ("una\r\ndos\n\n\n\ntres", "una\ndos\n\ntres"),
        ("sin\u200b ancho\u202e y\x00 nulo", "sin ancho y nulo"),
        ("nin\u0303o", "niño"),
        ("\ud83d\ude00 agua \ud800", "😀 agua"),
        ("👨\u200d👩\u200d👧 familia", "👨\u200d👩\u200d👧 familia"),
        ("👩🏽\u200d🌾 ❤\ufe0f 1\ufe0f\u20e3", "👩🏽\u200d🌾 ❤\ufe0f 1\ufe0f\u20e3"),
        ("agua\u200d\ufe0f sucia\u200d", "agua sucia"),
        ("👍\u200d", "👍"),
        ("uno\ufffedos\uffff\ufdd0tres\U0001fffe", "unodostres"),
    ],
)
def test_cleaning(raw: str, stored: str) -> None:
    assert clean(raw) == stored


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("¡El NIÑO está aquí!", "el nino esta aqui"),
        ("Huac-Huas", "huac huas"),
        ("manq'a", "manqa"),
        ("ﬁbra   ÓPTICA", "fibra optica"),
    ],
)
def test_normalising(raw: str, folded: str) -> None:
    assert normalise(raw) == folded


def test_a_hyphen_cuts_only_between_blanks() -> None:
    assert segments("Huac-Huas - Lucanas, Ayacucho") == [
        ["huac", "huas"],
        ["lucanas"],
        ["ayacucho"],
    ]


@pytest.mark.parametrize("sign", ["\ufdfa", "\ufdfb", "\u337f"])
def test_a_sign_that_stands_for_a_whole_phrase_does_not_swell_the_text(sign: str) -> None:
    assert clean(f"agua {sign * 9_000} limpia") == "agua limpia"
    assert len(normalise(sign * 9_000)) == 0
