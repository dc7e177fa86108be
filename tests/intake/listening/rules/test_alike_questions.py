"""Questions that ask the same stand together for the team."""

from intake.listening.rules.alike_questions import together


def test_the_same_question_in_other_words_is_one_group() -> None:
    texts = [
        "¿Cuándo pagan Pensión 65?",
        "¿Dónde queda la oficina del Laboratorio?",
        "cuando sale el pago de pension 65",
        "CUÁNDO PAGAN PENSIÓN 65",
    ]
    assert together(texts) == [[0, 2, 3], [1]]


def test_what_cannot_be_read_stands_with_its_own_words_alone() -> None:
    quechua = "Maypitaq kachkan wasiyki, allinllachu kachkanki"
    assert together([quechua, "¿Cuánto cuesta?", quechua]) == [[0, 2], [1]]


def test_nothing_makes_no_group() -> None:
    assert together([]) == []
