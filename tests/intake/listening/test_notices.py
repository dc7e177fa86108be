"""What people are told: whole sentences, in «tú», with no braces left."""

from datetime import date

import pytest

from intake.kinds import AporteState
from intake.listening import notices
from intake.listening.discard_reasons import discard_reasons
from intake.words.calendar import spoken_date

REASON = next(iter(discard_reasons().values()))
SAID = [
    notices.merged(1),
    notices.merged(12),
    notices.separated(),
    notices.asked("¿Dónde?"),
    notices.answered("Vamos el lunes."),
    notices.admitted(),
    notices.referred("Municipalidad"),
    notices.referred("Municipalidad", "051-123456"),
    notices.discarded(REASON),
    *filter(None, map(notices.taken_back, ("fusionar", "separar", "admitir", "derivar"))),
    notices.taken_back("descartar") or "",
]


@pytest.mark.parametrize("text", SAID)
def test_each_names_the_code_and_nothing_else_is_left_open(text: str) -> None:
    assert text.count("{codigo}") == 1
    assert "{" not in text.replace("{codigo}", "")
    assert len(text) < 600


@pytest.mark.parametrize("text", SAID)
def test_nobody_is_called_usted(text: str) -> None:
    assert not {"usted", "su aporte", "le respondemos"} & set(text.lower().split(" "))


@pytest.mark.parametrize("state", AporteState)
def test_every_state_can_be_said(state: AporteState) -> None:
    words = notices.state_in_words(state, answer_by=date(2027, 1, 7))

    assert words.endswith(".")
    assert "{" not in words


def test_whoever_waits_is_told_until_when() -> None:
    day = date(2027, 1, 7)

    assert spoken_date(day) in notices.state_in_words(AporteState.RECIBIDO, answer_by=day)


@pytest.mark.parametrize("verb", ["tomar", "soltar", "etiquetar"])
def test_what_was_private_is_not_taken_back_aloud(verb: str) -> None:
    assert notices.taken_back(verb) is None
