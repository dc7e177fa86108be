"""A file of sentences is read, or it is said where it was spoilt."""

import pytest

from intake.errors import DataFileError
from intake.kinds import AporteState, Stage
from intake.listening.notice_file import DECLINED, HOLDS, PRIORITISED, read_sentences
from intake.store.outgoing import Deed


def _a_right_file() -> str:
    said = [
        f'{name}: "{{codigo}} ' + " ".join(f"{{{each}}}" for each in sorted(holds)) + '"'
        for name, holds in HOLDS.items()
    ]
    states = [f'{state.value}: "Bien."' for state in AporteState]
    stages = [f'{name}: "Bien."' for name in (*Stage, PRIORITISED, DECLINED)]
    done = ['M08.05.01.01: "se hace algo"']
    return "\n".join(
        (
            "avisos: {" + ", ".join(said) + "}",
            "estados: {" + ", ".join(states) + "}",
            "etapas: {" + ", ".join(stages) + "}",
            "procesos: {" + ", ".join(done) + "}",
            "botones: {" + ", ".join(f"{deed.value}: Toca {deed.value}" for deed in Deed) + "}",
        )
    )


GOOD = _a_right_file()


def test_a_right_file_is_read() -> None:
    assert read_sentences(GOOD).buttons[Deed.ANSWER] == "Toca responder"


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ("{codigo} {razon}", "{razon}", "descartar"),
        ("{codigo} {razon}", "{codigo} {razon} {otra}", "otra"),
        ("{codigo} {razon}", "{codigo} {razon", "descartar"),
        ("separar:", "sepaar:", "separar"),
        ("responder: Toca responder, ", "", "botones.*falta responder"),
        ("recibido:", "rresibido:", "recibido"),
        ("Toca sirvio", "Sirve a todas las personas", "sirvio"),
        ("avisos:", "avisoss:", "avisos"),
        ("avisos: {", "avisos: [", "notices.yaml"),
    ],
)
def test_a_spoilt_file_says_where(right: str, wrong: str, named: str) -> None:
    assert right in GOOD

    with pytest.raises(DataFileError, match=named):
        read_sentences(GOOD.replace(right, wrong, 1))
