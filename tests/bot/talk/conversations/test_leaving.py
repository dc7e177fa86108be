"""Leaving the news in one's own words, wherever one is; and what is in doubt is asked."""

import pytest

from bot.said import texts
from bot.talk.dialogue.turn import InView, OpenQuestion
from intake.concursos.commands import AnswerStep
from intake.listening.commands import AnswerQuestion, SetNews
from tests.bot.talk.conversations.talk import CODE, Talk

SAID = ["quiero darme de baja", "ya no quiero recibir mensajes", "quítenme de la lista", "stop pe"]


def granted(talk: Talk) -> list[bool]:
    return [each.granted for each in talk.asked_for(SetNews)]


@pytest.mark.parametrize("said", SAID)
def test_with_nothing_open_it_leaves_and_says_what_still_comes(said: str) -> None:
    talk = Talk()
    answer = talk.says(said)
    assert granted(talk) == [False]
    assert talk.state.draft is None
    assert "te responderemos por lo que nos contaste" in answer
    assert "«noticias»" in answer


@pytest.mark.parametrize("said", SAID)
def test_in_a_draft_it_leaves_and_the_question_follows(said: str) -> None:
    talk = Talk()
    talk.says("contar")
    assert texts.WHAT_PROBLEM in talk.says(said)
    talk.says("no hay agua en todo el pueblo hace un mes")
    talk.says(said)
    assert granted(talk) == [False, False]
    assert talk.state.telling.text == "no hay agua en todo el pueblo hace un mes"


@pytest.mark.parametrize("said", SAID)
def test_in_an_application_it_leaves_and_the_step_follows(said: str) -> None:
    talk = Talk()
    talk.presses("postular:4")
    focus = talk.state.focus
    talk.says(said)
    assert granted(talk) == [False]
    assert talk.asked_for(AnswerStep) == []
    assert talk.state.focus == focus
    assert "1 de 9" in talk.heard[-1].text


@pytest.mark.parametrize("said", SAID)
def test_at_an_open_question_of_the_lab_it_leaves_and_answers_nothing(said: str) -> None:
    talk = Talk(question=OpenQuestion(5, "¿Cuántas familias son?", CODE))
    talk.presses("responder:5")
    talk.says(said)
    assert granted(talk) == [False]
    assert talk.asked_for(AnswerQuestion) == []


def test_after_a_mass_message_words_leave_as_well() -> None:
    view = InView(begun=(("Ver el concurso", "concurso:4"), ("Darme de baja", "baja")))
    talk = Talk(view=view)
    talk.says("ya no me manden estos mensajes")
    assert granted(talk) == [False]


def test_what_is_in_doubt_is_asked_and_both_ways_lead_on() -> None:
    talk = Talk()
    said = "quiero darme de baja del programa juntos"
    assert talk.says(said) == texts.LEAVE_OR_TELL
    assert granted(talk) == []
    talk.says("2")
    assert talk.state.telling.text == said
    assert talk.state.doubted == ""

    other = Talk()
    other.says(said)
    other.says("1")
    assert granted(other) == [False]
    assert other.state.draft is None


def test_in_a_draft_what_was_no_leaving_is_the_answer_that_was_asked_for() -> None:
    talk = Talk()
    talk.says("contar")
    talk.says("dejen de molestarme")
    talk.taps(texts.NOT_LEAVING)
    assert talk.state.telling.text == "dejen de molestarme"


@pytest.mark.parametrize("yes", ["sí", "sí, por favor", "arí", "1"])
def test_a_yes_to_the_question_of_leaving_leaves(yes: str) -> None:
    talk = Talk(wants_news=True)
    talk.says("dejen de molestarme")
    assert texts.YES_LEAVE in talk.choices
    talk.says(yes)

    (set_news,) = talk.asked_for(SetNews)
    assert not set_news.granted
