"""The reasons to discard, and what is wrong with a file of them."""

import pytest

from intake.errors import DataFileError, NotFoundError
from intake.listening.discard_reasons import discard_reasons, get_discard_reason, read_reasons


def test_an_unknown_reason_names_those_there_are() -> None:
    with pytest.raises(NotFoundError, match=next(iter(discard_reasons()))):
        get_discard_reason("porque_si")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("motivos: []", "motivos"),
        ("motivos: [{id: a, nombre: A}]", "persona"),
        (
            "motivos: [{id: a, nombre: A, persona: x}, {id: a, nombre: B, persona: y}]",
            "dos veces",
        ),
        ("solo texto", "discard_reasons.yaml"),
    ],
)
def test_a_spoilt_list_of_reasons_says_what(text: str, named: str) -> None:
    with pytest.raises(DataFileError, match=named):
        read_reasons(text)
