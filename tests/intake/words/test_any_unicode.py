"""Whatever sign a person's keyboard makes, every rule reads it: none raises, none takes long."""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from intake.places.rules.places import Gazetteer
from intake.reading.rules import intent, language, spelling
from intake.reading.rules.tags import Vocabulary
from intake.sameness.rules import reasons, tellings
from intake.words import keys
from intake.words.codes import find_code, looks_like_code
from intake.words.text import clean, fold_case, normalise, segments, words

gazetteer = cache(Gazetteer.builtin)
READERS: dict[str, Callable[[str], object]] = {
    "clean": clean,
    "normalise": normalise,
    "words": words,
    "segments": segments,
    "keys": keys.stems_of,
    "intent": intent.read,
    "place": lambda text: gazetteer().search(text),
    "place in a sentence": lambda text: gazetteer().search_in_sentence(text),
    "place explained": lambda text: gazetteer().explain(text),
    "tags": lambda text: Vocabulary.builtin().tag(text),
    "programmes": lambda text: Vocabulary.builtin().programmes(text),
    "language": language.hear,
    "telling": lambda text: tellings.keys_of(tellings.read(text), "211202", ()),
    "own words": reasons.own_words,
    "code": find_code,
    "like a code": looks_like_code,
}
# What rules look for, with holes into which any sign may be put.
FRAMES = ("Vivo en {0} Juan", "{0}ta. Rosa", "mi c{0}digo es 6{0}A-K9D", "no ha{0} agua", "{0}{0}")


@cache
def odd() -> list[str]:
    """The signs on which the notions of «the same letter» differ."""
    return [
        sign
        for sign in map(chr, range(128, 0x110000))
        if unicodedata.category(sign) not in {"Cn", "Cs", "Co"}
        and (sign.lower() != sign.casefold() or re.fullmatch("[a-z]", sign, re.IGNORECASE))
    ]


def letters_doubles() -> list[str]:
    """Those of them that a pattern takes for a letter."""
    return [sign for sign in odd() if re.fullmatch("[a-z]", sign, re.IGNORECASE)]


def test_what_a_pattern_takes_for_the_same_letter_folds_to_it() -> None:
    assert {"\u017f", "\u0130", "\u0131", "\u212a"} <= set(odd())
    for sign in odd():
        for letter in "abcdefghijklmnopqrstuvwxyz":
            if re.fullmatch(letter, sign, re.IGNORECASE):
                assert fold_case(sign) == letter, hex(ord(sign))


def test_a_long_s_is_an_s() -> None:
    assert gazetteer().search("Vivo en ſ Juan") == gazetteer().search("Vivo en s Juan")


@pytest.mark.parametrize("name", READERS)
def test_no_odd_sign_breaks_a_rule(name: str) -> None:
    # Each of the letters' doubles in its own text; the others, some at a time.
    for frame in FRAMES[:2]:
        for sign in letters_doubles():
            READERS[name](frame.format(sign))
    READERS[name]("".join(odd()))


@profile(max_examples=20)
@given(
    st.text(st.characters(codec=None, categories=None), max_size=60),
    st.sampled_from([*FRAMES, "{0}"]),
)
def test_any_text_is_read_by_every_rule_and_folding_it_again_changes_nothing(
    signs: str, frame: str
) -> None:
    text = clean(frame.format(signs))
    for read in READERS.values():
        read(text)
    assert normalise(normalise(text)) == normalise(text)
    assert fold_case(fold_case(text)) == fold_case(text)
    assert keys.stems_of(text) == keys.stems_of(normalise(text))


@given(st.text("abñé'-ſ", min_size=30, max_size=300))
def test_no_word_is_longer_than_any_of_ours(text: str) -> None:
    found = words(text)
    assert max(map(len, found), default=0) <= 40
    assert [word for part in segments(text) for word in part] == found


def test_the_work_on_a_word_does_not_grow_with_its_letters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    letters = 0

    def one_less(word: str) -> list[str]:
        nonlocal letters
        shorter = [word[:place] + word[place + 1 :] for place in range(len(word))]
        letters += sum(map(len, shorter))
        return [word, *shorter]

    vocabulary = Vocabulary(Vocabulary.builtin().data)
    monkeypatch.setattr(spelling, "one_less", one_less)
    vocabulary.tag("comunidades" * 1000)
    assert 0 < letters < 100_000
