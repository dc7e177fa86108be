"""What is said after the help is heard as from somebody in danger still."""

import pytest

from bot.said import helping, texts
from intake.listening.commands import Submit
from intake.reading.rules.intent import DANGER, IntentKind
from tests.bot.talk.conversations.talk import Talk

VIOLENCE = "mi esposo me pega y mis hijos lloran"
TOLD = "no tenemos agua hace un mes"


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("no puedo llamar, me escucha", helping.QUIETLY),
        ("no puedo hablar", helping.QUIETLY),
        ("está aquí al lado", helping.QUIETLY),
        ("ya se fue", helping.HE_IS_GONE),
        ("borra esto por favor", helping.CLEAR_THE_CHAT),
        ("que no vea esto mi marido", helping.CLEAR_THE_CHAT),
    ],
)
def test_what_follows_is_heard_as_from_somebody_in_danger(text: str, lead: str) -> None:
    for told in ((), (TOLD,), (TOLD, "Taraco, Huancané")):
        talk = Talk()
        for each in (*told, VIOLENCE):
            talk.says(each)
        before = talk.state.draft
        said = talk.says(text)

        assert said.startswith(lead)
        assert "100: " in said
        assert talk.state.draft == before
        assert not talk.asked_for(Submit)
        assert talk.choices == [helping.I_AM_SAFE, helping.CANNOT_SPEAK]


def test_words_like_an_answer_that_tell_of_another_danger_are_that_danger() -> None:
    talk = Talk()
    talk.says(VIOLENCE)
    said = talk.says("ya se fue y mi hijito no respira")
    assert said == helping.help_for((IntentKind.EMERGENCIA,))


@pytest.mark.parametrize("text", ["no", "no estoy a salvo"])
def test_who_is_not_safe_hears_again_whom_to_call(text: str) -> None:
    talk = Talk()
    talk.says(VIOLENCE)
    assert talk.says(text) == helping.help_for((IntentKind.VIOLENCIA,))


@pytest.mark.parametrize("text", ["sí", "si ya", "estoy a salvo", "1"])
def test_only_who_is_safe_is_told_that_it_may_be_registered(text: str) -> None:
    talk = Talk()
    talk.says(VIOLENCE)
    said = talk.says(text)

    assert "100: " in said
    assert talk.choices == [helping.REGISTER_IT, texts.NO_THANKS]
    assert helping.NOT_REGISTERED in talk.taps(texts.NO_THANKS)


def test_where_somebody_may_be_in_danger_one_line_with_its_number_comes_first() -> None:
    for kind in DANGER:
        said = helping.help_beside((kind,))
        assert "\n" not in said
        assert said[:5] == f"{helping.help_lines((kind,))[:3]}: "
