"""What a clause asks for weighs most, what it denies nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.reading.rules.clauses import A_PLACE, ASKED, DENIED, IN_PASSING, PLAIN, weigh
from intake.words.text import word_set


def weight(text: str, word: str) -> float:
    part = text.split()
    return weigh(part)[part.index(word)]


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("hay mina aqui", "mina", PLAIN),
        ("pedimos puente", "puente", ASKED),
        ("nesesitamos puente", "puente", ASKED),
        ("basura en colegio", "colegio", A_PLACE),
        ("cuando crece rio", "rio", IN_PASSING),
        ("porque no hay obstetra", "obstetra", ASKED),
        ("porque mi hijo falto colegio", "colegio", IN_PASSING),
        ("ya tenemos luz y carretera", "carretera", DENIED),
        ("ya tenemos luz y no tenemos agua", "agua", ASKED),
        ("ya tenemos luz pero queremos agua", "agua", ASKED),
        ("ya tenemos 5 ninos enfermos", "enfermos", PLAIN),
        ("posta esta bien", "posta", DENIED),
        ("posta no esta bien", "posta", PLAIN),
        ("no pedimos carretera sino luz", "luz", ASKED),
        ("no pedimos carretera sino luz", "carretera", DENIED),
    ],
)
def test_how_much_a_word_is_meant(text: str, word: str, expected: float) -> None:
    assert weight(text, word) == expected


@given(st.lists(st.sampled_from(sorted(word_set("no ya hay y pero en si esta bien falta agua")))))
def test_every_word_has_a_weight(part: list[str]) -> None:
    weights = weigh(part)

    assert len(weights) == len(part)
    assert {*weights} <= {ASKED, PLAIN, IN_PASSING, A_PLACE, DENIED}
