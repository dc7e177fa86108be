"""A misspelt word is read as the known one that sounds or looks like it; an ordinary one is not."""

import pytest

from intake.reading.rules.spelling import Speller
from intake.reading.rules.vocabulary import form

KNOWN = ("cerro", "ser", "desnutricion", "electricidad", "carretera", "corriente", "luz", "enfermo")
SPELLER = Speller(KNOWN, [form(word) for word in KNOWN])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("serro", "cerro"),
        ("desnutrision", "desnutricion"),
        ("electrisidat", "electricidad"),
        ("carreteras", "carretera"),
        ("caretera", "carretera"),
        ("carrretra", "carretera"),
        ("lus", "luz"),
    ],
)
def test_a_misspelt_word_is_read_as_the_known_one(written: str, meant: str) -> None:
    assert SPELLER.stem_of(written) == form(meant)


@pytest.mark.parametrize("word", ["cuarenta", "los", "informe", "carta", "pero", "no"])
def test_another_word_stays_itself(word: str) -> None:
    assert SPELLER.stem_of(word) not in {form(known) for known in KNOWN}


@pytest.mark.parametrize("word", KNOWN)
def test_a_known_word_is_always_itself(word: str) -> None:
    assert SPELLER.stem_of(word) == form(word)
