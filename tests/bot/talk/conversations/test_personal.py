"""A DNI, a telephone or a name that somebody typed is noticed, and taken out if they wish."""

import pytest

from bot.said import texts
from bot.talk.dialogue import personal
from bot.talk.dialogue.state import Draft, State
from intake.listening.commands import Submit
from intake.words.identifiers import DNI, NAME, PHONE
from tests.bot.talk.conversations.talk import Talk

STORY = "no tenemos agua potable hace un mes"


def told(text: str) -> Talk:
    """At the recap of a story of Ananea."""
    talk = Talk()
    talk.says(text)
    talk.says("Ananea")
    assert texts.YES_REGISTER in talk.choices
    return talk


@pytest.mark.parametrize(
    ("written", "offer", "left"),
    [
        ("mi DNI es 45678912", "Escribiste un DNI. Si quieres, lo quito.", "mi DNI es [DNI]"),
        ("mi cel es 987 654 321", "Escribiste un teléfono. Si quieres, lo quito.", "[teléfono]"),
        (
            "me llamo Rosa Quispe, DNI 45678912",
            "Escribiste el nombre de una persona y un DNI. Si quieres, los quito.",
            "me llamo [nombre], DNI [DNI]",
        ),
    ],
)
def test_it_is_offered_in_the_recap_and_one_tap_takes_it_out(
    written: str, offer: str, left: str
) -> None:
    talk = told(f"{STORY}, {written}")
    assert offer in talk.said

    talk.taps(texts.TAKE_OUT)

    assert texts.TAKEN_OUT in talk.said
    assert "Escribiste" not in talk.said
    assert texts.TAKE_OUT not in talk.choices
    talk.taps(texts.YES_REGISTER)
    (submit,) = talk.asked_for(Submit)
    assert submit.text.startswith(STORY)
    assert submit.text.endswith(left)


@pytest.mark.parametrize("said", ["quítalo", "quita mi dni", "borra mi DNI por favor"])
def test_it_is_taken_out_in_words(said: str) -> None:
    talk = told(f"{STORY}, mi DNI es 45678912")

    talk.says(said)

    assert talk.state.telling.text == f"{STORY}, mi DNI es [DNI]"
    assert not talk.asked_for(Submit)


def test_a_bare_yes_registers_it_as_it_was_written() -> None:
    talk = told(f"{STORY}, mi celular es 987654321")
    talk.says("sí")
    (submit,) = talk.asked_for(Submit)
    assert "987654321" in submit.text


def test_a_number_begun_in_one_answer_and_ended_in_the_next_is_taken_out_of_both() -> None:
    draft = Draft(serial=1, text=f"{STORY}, mi celular es 98765", affected="4321 y mi familia")

    left = personal.taken_out(State(draft=draft)).telling

    assert personal.found_in(draft) == (PHONE,)
    assert left.text == f"{STORY}, mi celular es [teléfono]"
    assert left.affected == "[teléfono] y mi familia"


def test_where_nothing_names_a_person_nothing_is_offered() -> None:
    talk = told(f"{STORY}, somos 80 familias del km 105 y pagamos S/ 1200 desde 2019")
    assert "Escribiste" not in talk.said
    assert texts.TAKE_OUT not in talk.choices


def test_the_offer_names_each_once() -> None:
    assert texts.may_be_taken_out([DNI]) == "Escribiste un DNI. Si quieres, lo quito."
    assert texts.may_be_taken_out([DNI, PHONE, NAME]) == (
        "Escribiste un DNI, un teléfono y el nombre de una persona. Si quieres, los quito."
    )
