"""Joining what others told: only by a clear act, and only what was just shown."""

from dataclasses import replace

import pytest

from bot.said import texts
from bot.talk.dialogue.state import State
from intake.listening.commands import Join, Submit
from tests.bot.talk.conversations.talk import CODE, Talk, an_alike
from tests.bot.talk.conversations.told import knowing, one_alike

PROBLEM = "No tenemos agua hace un mes en Taraco"


def test_the_tap_that_joins_says_what_is_joined() -> None:
    talk = knowing(an_alike(), an_alike("C6H7R4", topic="Luz y energía"))

    assert talk.choices[:3] == [
        "Sí, registrar",
        "Es lo mismo: Agua para tomar y desagüe, Taraco, Huancané…",
        "Es lo mismo: Luz y energía, Taraco, Huancané, Puno",
    ]
    talk.taps("Luz y energía")
    assert [joined.code for joined in talk.asked_for(Join)] == ["C6H7R4"]


@pytest.mark.parametrize("people", [1, 2])
def test_few_people_are_not_counted_out_to_strangers(people: int) -> None:
    answer = knowing(an_alike(people=people)).said

    assert "desagüe, Taraco, Huancané, Puno: menos de 3 personas, desde marzo" in answer


@pytest.mark.parametrize("text", ["2", "es lo mismo", "me uno", "si me uno", "sí, es lo mismo"])
def test_who_says_that_it_is_the_same_joins_the_one_line_that_was_just_shown(text: str) -> None:
    talk = knowing(an_alike())
    talk.says(text)

    assert len(talk.asked_for(Join)) == 1


@pytest.mark.parametrize("text", ["sí", "1", "ok", "sí, registrar", "👍"])
def test_a_bare_yes_registers_their_own_and_joins_nothing(text: str) -> None:
    talk = knowing(an_alike())
    talk.says(text)

    assert not talk.asked_for(Join)
    assert len(talk.asked_for(Submit)) == 1


@pytest.mark.parametrize("text", ["Taraco", "desagüe", "huancané puno", "agua para tomar"])
def test_a_word_of_the_line_is_no_yes_to_it(text: str) -> None:
    talk = knowing(an_alike())
    answer = talk.says(text)

    assert not talk.asked_for(Join)
    assert "Si es lo mismo" in answer


def test_the_same_as_which_of_two_is_asked() -> None:
    talk = knowing(an_alike(), an_alike("C6H7R4", topic="Luz y energía"))
    talk.says("es lo mismo")

    assert not talk.asked_for(Join)
    assert texts.REGISTER in talk.heard[-1].text


def test_the_same_as_something_said_since_does_not_join() -> None:
    """What the Lab begins puts its own choices in the place of ours."""
    talk = knowing(an_alike())
    talk.state = replace(talk.state, offered=(("Responder", "responder:5"),))

    answer = talk.says("es lo mismo")

    assert not talk.asked_for(Join)
    assert "Si es lo mismo" in answer


def test_their_own_is_named_by_its_code_and_theirs_is_not_lost() -> None:
    talk = knowing(theirs="7R4C6H")

    assert "Se parece a tu mensaje 7R4-C6H" in talk.said
    assert "¿Lo registramos así?" in talk.heard[-1].text
    talk.taps("Sí, registrar")
    assert len(talk.asked_for(Submit)) == 1


def test_a_tap_that_joins_of_before_an_update_shows_what_would_be_joined_now() -> None:
    talk = Talk(one_alike)
    talk.says(PROBLEM)
    old = talk.heard[-1].choices[1].value
    kept = talk.state.to_json()
    kept["draft"]["similar"] = [[CODE, "«las palabras de otra persona» Taraco"]]
    del kept["draft"]["alike"], kept["draft"]["compared"]
    talk.state = State.from_json(kept)

    answer = talk.presses(old)

    assert not talk.asked_for(Join)
    assert "Si es lo mismo" in answer
    assert "palabras de otra" not in answer
