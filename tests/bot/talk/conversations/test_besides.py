"""Beside telling: questions of the Lab, one's own aportes, codes, news, help and privacy."""

from dataclasses import replace

import pytest

from bot.said import wording
from bot.talk.dialogue.turn import OpenQuestion
from intake.kinds import AporteKind, AporteState
from intake.listening.commands import AnswerQuestion, Correct, Refused, SetNews, Withdraw
from intake.requests.commands import Command, Result
from tests.bot.talk.conversations.talk import CODE, Talk, a_view, obliging
from tests.conftest import NOW

PROBLEM = "No tenemos agua hace un mes en Taraco"


def test_a_question_of_the_lab_is_answered_by_just_writing() -> None:
    talk = Talk(question=OpenQuestion(5, "¿Cuántas familias son?", CODE))
    talk.says("hola")

    assert "ya está con tu caso" in talk.says("somos cuarenta familias")
    assert talk.asked_for(AnswerQuestion) == [AnswerQuestion(5, "somos cuarenta familias")]


def test_a_question_of_the_lab_waits_while_a_draft_is_told() -> None:
    talk = Talk(question=OpenQuestion(5, "¿Cuántas familias son?", CODE))
    talk.presses("contar")
    talk.says("no hay posta médica y los enfermos caminan")
    assert not talk.asked_for(AnswerQuestion)

    talk.presses("responder:5")
    talk.says("somos cuarenta familias")
    assert talk.asked_for(AnswerQuestion) == [AnswerQuestion(5, "somos cuarenta familias")]
    assert talk.state.draft is not None


def test_ones_own_aporte_is_corrected_through_the_same_questions() -> None:
    talk = Talk()
    talk.says("mis aportes")
    talk.taps("Ver 7R4-C6H")
    talk.taps("Corregir")
    talk.taps("El lugar")
    talk.says("ayaviri melgar")

    assert "corregimos tu mensaje 7R4-C6H" in talk.says("si")
    (correction,) = talk.asked_for(Correct)
    assert correction.text == a_view().text
    assert correction.ubigeo != a_view().ubigeo


def test_withdrawing_is_asked_twice() -> None:
    talk = Talk()
    talk.presses(f"retirar:{CODE}")
    assert not talk.asked_for(Withdraw)

    assert "retiraste 7R4-C6H" in talk.taps("Sí, retirarlo")


def test_a_refusal_of_the_domain_is_said_in_its_words() -> None:
    def refusing(command: Command) -> Result:
        return Refused("Ya no se puede.") if isinstance(command, Withdraw) else obliging(command)

    assert "Ya no se puede." in Talk(refusing).presses(f"retirar-si:{CODE}")


@pytest.mark.parametrize("code", ["7R4C6H", "7r4-c6h", "código 7R4 C6H", "mi codigo es 7r4c6h"])
def test_a_code_shows_how_it_stands(code: str) -> None:
    assert "7R4-C6H" in Talk().says(code)


def test_a_mistyped_code_is_told_apart_from_an_unknown_one() -> None:
    assert "algo no cuadra" in Talk().says("7R4C6J")


def test_baja_counts_at_once_in_the_middle_of_anything() -> None:
    talk = Talk()
    talk.says(PROBLEM)

    assert "no te mandaremos noticias" in talk.says("BAJA")
    assert [command.granted for command in talk.asked_for(SetNews)] == [False]
    assert talk.state.draft is not None


def test_an_idea_is_taken_as_an_idea() -> None:
    talk = Talk()
    talk.says("propongo que hagamos un reservorio para guardar el agua de lluvia")

    assert talk.state.draft is not None
    assert talk.state.draft.kind is AporteKind.IDEA


def test_the_notice_has_its_ten_points() -> None:
    talk = Talk()
    assert "aviso completo" in talk.says("privacidad")
    answer = talk.says("aviso completo")

    assert all(f"\n{number}. " in answer for number in range(1, 11))
    assert "un banco de datos" in answer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("¿Qué es Ayni Lab?", "laboratorio de innovación social"),
        ("cómo puedo participar?", "cualquier persona"),
        ("ayuda", "«mis mensajes»"),
        ("menu", "¿Qué quieres hacer?"),
        ("ayud", "«mis mensajes»"),
    ],
)
def test_what_can_be_asked_at_the_door(text: str, expected: str) -> None:
    assert expected in Talk().says(text)


def test_short_words_get_one_more_chance_and_are_then_taken() -> None:
    talk = Talk()
    talk.presses("contar")

    assert "un poquito más" in talk.says("agua")
    talk.says("agua")
    assert talk.state.draft is not None
    assert talk.state.draft.text == "agua"


def test_stored_state_of_another_version_is_still_read() -> None:
    talk = Talk()
    talk.says(PROBLEM)
    stored = talk.state.to_json()
    stored["algo_nuevo"] = 1
    stored["draft"]["otra_cosa"] = "x"

    assert type(talk.state).from_json(stored) == talk.state
    assert replace(talk.state).to_json() == talk.state.to_json()


@pytest.mark.parametrize("state", list(AporteState))
def test_who_only_has_the_code_is_promised_nothing(state: AporteState) -> None:
    view = replace(a_view(mine=False), state=state)

    said = wording.detail(view, "Agua, Taraco", NOW)

    assert not any(word in said for word in ("Te avisamos", "Te respondemos", "En su aviso"))
    assert said.endswith(".")
