"""Numbers are of the last message in view; a bare one, or a yes, permits only what was asked."""

import pytest

from bot.said import texts
from bot.talk.dialogue.turn import InView, OpenQuestion
from intake.concursos.commands import SeeCall, SendApplication
from intake.listening.commands import AnswerQuestion, GiveOpinion, SetNews, Submit
from tests.bot.talk.conversations.talk import CODE, Talk
from tests.bot.talk.conversations.told import PROBLEM, at_the_summary

QUESTION = OpenQuestion(5, "¿Cuántas familias son?", CODE)
ASKED = InView(begun=(("Responder", "responder:5"),), is_ours=False)
ANSWERED = InView(
    begun=(("Sí me sirvió", f"sirvio-si:{CODE}"), ("No me sirvió", f"sirvio-no:{CODE}")),
    is_ours=False,
)
MASS = InView(begun=(("Ver el concurso", "concurso:4"), ("Darme de baja", "baja")), is_ours=False)


def after_a_receipt() -> Talk:
    talk = Talk()
    for said in (PROBLEM, "sí"):
        talk.says(said)
    assert "Tu código es" in talk.heard[-1].text
    talk.commands.clear()
    return talk


def test_after_a_receipt_one_answers_the_question_of_the_lab_and_grants_nothing() -> None:
    talk = after_a_receipt()
    talk.question, talk.view = QUESTION, ASKED
    assert QUESTION.text in talk.says("1")
    assert talk.commands == []
    talk.view = InView()
    talk.says("12")
    assert talk.asked_for(AnswerQuestion) == [AnswerQuestion(5, "12")]


@pytest.mark.parametrize("said", ["12", "2", "doce"])
def test_a_number_that_no_choice_has_answers_the_question_in_view(said: str) -> None:
    talk = after_a_receipt()
    talk.question, talk.view = QUESTION, ASKED
    talk.says(said)
    assert talk.asked_for(AnswerQuestion) == [AnswerQuestion(5, said)]


def test_once_the_question_was_opened_even_one_is_an_answer() -> None:
    talk = after_a_receipt()
    talk.question = QUESTION
    talk.presses("responder:5")
    talk.says("1")
    assert talk.asked_for(AnswerQuestion) == [AnswerQuestion(5, "1")]


def test_two_after_an_answer_is_its_second_choice() -> None:
    talk = after_a_receipt()
    talk.view = ANSWERED
    talk.says("2")
    assert talk.asked_for(GiveOpinion) == [GiveOpinion(CODE, helped=False)]
    assert talk.state.draft is None


def test_after_a_mass_message_two_leaves_and_one_shows_the_call() -> None:
    talk = after_a_receipt()
    talk.view = MASS
    talk.says("1")
    assert [each.concurso_id for each in talk.asked_for(SeeCall)] == [4]
    talk.says("2")
    assert [each.granted for each in talk.asked_for(SetNews)] == [False]


def test_a_draft_left_for_a_message_of_the_lab_can_be_had_back() -> None:
    talk = at_the_summary()
    talk.view = MASS
    talk.says("1")
    talk.view = InView()
    talk.taps(texts.GO_ON)
    assert texts.REGISTER in talk.heard[-1].text


@pytest.mark.parametrize("said", ["sí", "ok", "ya", "claro"])
def test_a_bare_yes_with_another_message_in_view_registers_nothing(said: str) -> None:
    talk = at_the_summary()
    talk.view = MASS
    assert texts.REGISTER in talk.says(said)
    assert talk.asked_for(Submit) == []
    talk.view = InView()
    talk.says("sí")
    assert len(talk.asked_for(Submit)) == 1


def test_the_words_of_the_button_register_whatever_came_between() -> None:
    talk = at_the_summary()
    talk.view = MASS
    talk.says("Sí, registrar")
    assert len(talk.asked_for(Submit)) == 1


@pytest.mark.parametrize("view", [InView(is_ours=False), MASS])
def test_an_application_is_not_sent_by_a_number_that_answers_something_else(view: InView) -> None:
    talk = Talk()
    talk.state = talk.state.__class__(offered=(("Sí, enviar", "pe:4"), ("Corregir algo", "pc:4")))
    talk.view = InView(is_ours=False)
    talk.says("1")
    assert talk.asked_for(SendApplication) == []


def test_a_number_at_a_receipt_asks_for_the_news_in_so_many_words_first() -> None:
    talk = after_a_receipt()
    assert texts.NEWS_QUESTION in talk.says("1")
    assert talk.asked_for(SetNews) == []
    talk.says("1")
    assert [each.granted for each in talk.asked_for(SetNews)] == [True]


def test_a_number_typed_before_the_question_of_the_news_was_seen_asks_it_again() -> None:
    talk = Talk()
    talk.says("noticias")
    talk.view = InView(is_ours=False)
    assert texts.NEWS_QUESTION in talk.says("1")
    assert talk.asked_for(SetNews) == []


def test_where_nobody_knows_which_message_was_seen_it_is_asked_with_all_choices() -> None:
    talk = at_the_summary()
    talk.view = InView(unsure=MASS.begun, is_ours=False)
    assert talk.says("1") == texts.WHICH_MESSAGE
    assert talk.commands == []
    assert talk.choices[:2] == ["Ver el concurso", "Darme de baja"]
    assert texts.YES_REGISTER in talk.choices
    talk.view = InView()
    talk.says("2")
    assert [each.granted for each in talk.asked_for(SetNews)] == [False]
