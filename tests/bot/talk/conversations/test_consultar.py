"""Questions are answered as what they are, wherever they come; and what may be one is asked."""

from datetime import timedelta

import pytest

from bot.said import texts
from bot.said.guide import load_guide
from intake.listening.commands import Correct, KeepQuestion, ListMine, LookUp, Mine, Submit
from intake.requests.commands import Command, Result
from tests.bot.talk.conversations.talk import CODE, Talk, obliging

PROBLEM = "No tenemos agua hace un mes en Taraco, Huancané, y afecta a todo mi distrito"
UNKNOWN = "una consulta, ¿cuánto falta para navidad?"


def a_receipt() -> Talk:
    """Somebody who has just registered an aporte."""
    talk = Talk(consented=True)
    talk.says(PROBLEM)
    for _ in range(8):
        if talk.asked_for(Submit):
            return talk
        talk.says("sí" if "¿Es en" in talk.heard[-1].text else "1")
    raise AssertionError("never registered")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("oye ¿eres una máquina o una persona?", "un programa de computadora"),
        ("me van a quitar juntos por hablar?", "no pierdes Juntos"),
        ("esto me cobra algo?", "Es gratis"),
        ("mi mamita no sabe leer ¿cómo hace?", "un audio"),
        ("qué día pagan pensión 65", "101"),
        ("¿Cómo puede participar nuestra municipalidad?", "Escribo por la municipalidad"),
    ],
)
def test_a_question_gets_its_answer_and_no_form(asked: str, told: str) -> None:
    talk = Talk()

    assert told in talk.says(asked)
    assert talk.state.draft is None


def test_concursos_are_told_with_their_real_dates() -> None:
    said = Talk().says("¿hasta cuándo es el concurso?")

    assert "Agua segura para mi comunidad: hasta el miércoles 23 de diciembre de 2026" in said


def test_what_is_near_several_answers_gets_the_nearest_and_one_tap_gives_another() -> None:
    talk = Talk()
    said = talk.says("es por lo del bono y el programa ese de los viejitos, ¿cómo es?")
    assert texts.OR_ONE_OF_THESE in said
    assert any(each.said in said for each in load_guide().answers)
    assert 2 <= len(talk.choices) <= 4

    talk.presses(talk.heard[-1].choices[0].value)
    assert talk.state.draft is None
    assert talk.state.unsure is None


def test_none_of_those_goes_to_the_team_in_their_words() -> None:
    talk = Talk()
    asked = "es por lo del bono y el programa ese de los viejitos, ¿cómo es?"
    talk.says(asked)

    assert texts.KEPT_FOR_TEAM in talk.taps(texts.ANOTHER_QUESTION)
    assert talk.asked_for(KeepQuestion) == [KeepQuestion(asked)]


def test_what_nobody_answered_yet_is_kept_for_the_team() -> None:
    talk = Talk()

    assert texts.KEPT_FOR_TEAM in talk.says(UNKNOWN)
    assert talk.asked_for(KeepQuestion) == [KeepQuestion(UNKNOWN)]
    assert talk.state.draft is None


def test_a_question_while_a_place_is_confirmed_is_answered_and_the_place_asked_again() -> None:
    talk = Talk()
    talk.says("No tenemos agua hace un mes en Taraco")

    said = talk.says("¿y esto lo va a ver mi alcalde?")

    assert "Tu alcalde no entra a este chat" in said
    assert "¿Taraco, Huancané" in said
    assert talk.state.telling.text == "No tenemos agua hace un mes en Taraco"
    assert talk.state.telling.affected == ""


def test_thanks_and_anger_in_the_middle_get_a_line_and_the_question_stays() -> None:
    talk = Talk()
    talk.says("No tenemos agua hace un mes en Taraco")

    for said, line in (
        ("muchas gracias señorita", texts.YOU_ARE_WELCOME),
        ("son unos inútiles, no sirven para nada", texts.ANGER_HEARD),
    ):
        answer = talk.says(said)
        assert line in answer
        assert "¿Taraco, Huancané" in answer


def test_an_insult_that_tells_something_real_is_heard_as_that() -> None:
    talk = Talk()
    talk.says("carajo, hasta cuándo nos tienen sin agua, ocho meses ya en Taraco")

    assert "ocho meses" in talk.state.telling.text


@pytest.mark.parametrize("asked", ["y cuándo me responden", "ya vieron lo que les conté?"])
def test_who_asks_after_a_receipt_is_told_how_theirs_stands(asked: str) -> None:
    talk = a_receipt()
    said = talk.says(asked)

    assert talk.asked_for(LookUp) == [LookUp(CODE)]
    assert "7R4-C6H" in said
    assert talk.state.draft is None


def test_who_asks_another_day_is_told_how_all_of_theirs_stand() -> None:
    talk = a_receipt()
    talk.says("¿en qué quedó lo que les conté?", idle=timedelta(days=5))

    assert talk.asked_for(ListMine) == [ListMine()]


def test_who_has_told_nothing_is_told_so_and_the_draft_goes_on() -> None:
    def empty(command: Command) -> Result:
        return Mine(()) if isinstance(command, ListMine) else obliging(command)

    talk = Talk(empty)
    talk.says("No tenemos agua hace un mes en Taraco")

    said = talk.says("¿y qué pasó con lo que les conté el mes pasado, ya lo vieron?")
    assert texts.NOTHING_YET in said
    assert "¿Taraco, Huancané" in said


def test_what_comes_just_after_a_receipt_can_be_added_to_it() -> None:
    talk = a_receipt()
    more = "ah y también los niños se están enfermando del estómago por esa agua"

    assert texts.add_or_new(CODE) in talk.says(more)
    assert "7R4-C6H" in talk.taps(texts.ADD_IT)
    (correction,) = talk.asked_for(Correct)
    assert correction.text == f"No hay agua potable desde hace un mes\n{more}"
    assert talk.state.draft is None
    assert talk.state.unsure is None


def test_or_it_is_told_as_something_else_with_the_same_words() -> None:
    talk = a_receipt()
    more = "tampoco hay médico en la posta de mi comunidad desde enero"
    talk.says(more)
    talk.taps(texts.IT_IS_SOMETHING_ELSE)

    assert talk.state.telling.text == more


@pytest.mark.parametrize(
    ("choice", "draft", "kept"),
    [(texts.IT_IS_TO_TELL, True, 0), (texts.IT_IS_A_QUESTION, False, 1)],
)
def test_what_is_unsure_is_asked_and_the_words_are_used(
    choice: str, draft: bool, kept: int
) -> None:
    talk = Talk()
    said = talk.says("te mando después")
    assert texts.TELL_OR_ASK in said

    talk.taps(choice)
    assert (talk.state.draft is not None) is draft
    if draft:
        assert talk.state.telling.text == "te mando después"
    assert talk.state.unsure is None or talk.state.unsure.asks
    assert len(talk.asked_for(KeepQuestion)) in {0, kept}


def test_who_answers_with_the_story_tells_both() -> None:
    talk = Talk()
    talk.says("te mando después")
    talk.says("es que no hay agua en mi comunidad hace ocho meses y los niños se enferman")

    assert talk.state.telling.text.startswith("te mando después\n")
    assert "ocho meses" in talk.state.telling.text


def test_words_that_were_left_behind_are_not_told_with_a_later_story() -> None:
    talk = Talk()
    talk.says("te mando después")
    talk.presses("menu")
    talk.says("no hay agua en mi comunidad hace ocho meses y los niños se enferman")

    assert "te mando" not in talk.state.telling.text


def test_who_is_given_another_answer_says_so_and_the_team_gets_the_question() -> None:
    talk = Talk()
    talk.says("esto me cobra algo?")

    assert texts.KEPT_FOR_TEAM in talk.taps(texts.ASKED_SOMETHING_ELSE)
    assert talk.asked_for(KeepQuestion) == [KeepQuestion("esto me cobra algo?")]


def test_who_wants_to_cooperate_is_answered_and_the_team_hears_of_it() -> None:
    talk = Talk()
    asked = "¿cómo hace una ong para firmar un convenio y trabajar con ustedes?"

    assert "qué ofrecen" in talk.says(asked)
    assert talk.asked_for(KeepQuestion) == [KeepQuestion(asked)]
