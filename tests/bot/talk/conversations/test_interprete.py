"""Somebody writes in Quechua or Aymara: thanked in Spanish, kept whole, put before a person."""

import pytest

from bot.said import team_texts, texts
from intake.kinds import Tongue
from intake.listening.commands import FindSimilar, Submit
from tests.bot.talk.conversations.talk import Talk

QUECHUA = "Manam yaku kanchu kay llaqtapi, wawakuna unqusqa kachkanku"
AYMARA = "Janiw umax utjkiti, wawanakax usutapxiwa"
IN_YOUR_TONGUE = "Gracias por escribir en tu lengua. Puedes seguir así."


@pytest.mark.parametrize("text", [QUECHUA, AYMARA])
def test_a_first_message_is_thanked_and_the_place_is_asked(text: str) -> None:
    talk = Talk()
    answer = talk.says(text)

    assert IN_YOUR_TONGUE in answer
    assert "AYNI Lab Social" in answer
    assert answer.index("AYNI Lab Social") < answer.index("tu lengua") < answer.index(texts.WHERE)


def test_it_is_told_whole_and_nothing_alike_is_looked_for() -> None:
    talk = Talk()
    talk.says(QUECHUA)
    assert QUECHUA in talk.says("Taraco")
    answer = talk.taps("Sí, registrar")

    assert "Tu código es" in answer
    assert talk.asked_for(FindSimilar) == []
    (submitted,) = talk.asked_for(Submit)
    assert submitted.text == QUECHUA
    assert submitted.ubigeo == "210607"


def test_from_the_menu_it_is_thanked_too() -> None:
    talk = Talk()
    talk.presses("contar")

    assert talk.says(QUECHUA).startswith(IN_YOUR_TONGUE)


def test_a_mixed_message_is_thanked_and_its_place_is_understood() -> None:
    answer = Talk().says(f"No tenemos agua en Taraco. {QUECHUA}")

    assert IN_YOUR_TONGUE in answer
    assert "Lugar: ¿Taraco, Huancané, Puno?" in answer


def test_help_comes_before_thanks() -> None:
    """What has another way is told first, in whatever language the rest is."""
    answer = Talk().says(f"mi esposo me pega. {QUECHUA}")

    assert "100" in answer


@pytest.mark.parametrize("text", ["Allillanchu", "allillanchu taytay", "kamisaraki"])
def test_a_greeting_is_greeted(text: str) -> None:
    talk = Talk()

    assert talk.says(text) == texts.GREETING
    assert talk.state.draft is None


@pytest.mark.parametrize(
    "text", ["alli", "No tenemos agua en Taraco", "soy yachachiq de Haku Wiñay"]
)
def test_spanish_is_not_thanked_for_another_language(text: str) -> None:
    assert IN_YOUR_TONGUE not in Talk().says(text)


def test_yes_and_no_may_be_said_in_it() -> None:
    for yes, no in (("arí", "manan"), ("jisa", "janiwa")):
        talk = Talk()
        talk.says("No tenemos agua en Taraco")
        assert texts.WHAT_TO_CORRECT in talk.says(no)
        talk.taps("Nada, está bien")
        assert "Tu código es" in talk.says(yes)


def test_words_added_at_the_end_are_not_compared_either() -> None:
    talk = Talk()
    talk.says("No tenemos agua en Taraco")
    assert len(talk.asked_for(FindSimilar)) == 1

    talk.says(QUECHUA)
    talk.taps("Sí, registrar")
    (submitted,) = talk.asked_for(Submit)
    assert submitted.text.endswith(QUECHUA)
    assert len(talk.asked_for(FindSimilar)) == 1


def test_who_reads_it_is_promised_only_where_there_is_one() -> None:
    nobody = team_texts.in_your_tongue(Tongue.QUECHUA, {Tongue.AIMARA})
    assert "todavía no hay quien la hable" in nobody
    assert "que habla quechua" in team_texts.in_your_tongue(Tongue.QUECHUA, {Tongue.QUECHUA})


def test_a_tongue_that_may_be_one_of_two_is_promised_by_those_of_both() -> None:
    assert "no hay quien" in team_texts.in_your_tongue(Tongue.ANDINA, {Tongue.QUECHUA})
    both = team_texts.in_your_tongue(Tongue.ANDINA, {Tongue.QUECHUA, Tongue.AIMARA})
    assert "que habla tu lengua" in both


def test_nobody_is_asked_to_go_on_in_spanish() -> None:
    assert "castellano" not in Talk().says(QUECHUA)
