"""One message that tells two matters, and many that only seem to."""

import pytest

from intake.listening.rules.matters import two_matters
from intake.reading.rules.reader import builtin_reader


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        (
            "no hay agua y además la posta no tiene médico",
            "no hay agua",
            "además la posta no tiene médico",
        ),
        (
            "Falta agua potable en mi pueblo. Tampoco hay señal de celular para los alumnos.",
            "Falta agua potable en mi pueblo",
            "Tampoco hay señal de celular para los alumnos",
        ),
    ],
)
def test_two_priorities_in_two_clauses_are_two(text: str, first: str, second: str) -> None:
    assert two_matters(builtin_reader(), text) == (first, second)


@pytest.mark.parametrize(
    "text",
    [
        "no hay agua potable hace un mes",
        "se cayó el puente y los niños no pueden ir a la escuela",
        "la posta no tiene medicinas. además no hay médico",
        "no hay agua. y nada",
        "mi esposo me pega. además no hay agua en mi casa",
        "¿cuándo abre el concurso? además no hay agua en mi pueblo",
        "no hay agua y además la posta no tiene médico. " * 20,
        "",
    ],
)
def test_in_doubt_it_is_one(text: str) -> None:
    assert two_matters(builtin_reader(), text) is None
