"""Who wants a human being is heard at any step, and told honestly when one comes."""

from datetime import datetime

import pytest

from bot.messages import Incoming, Kind
from bot.said import team_texts, texts
from bot.said.offers import VALUES
from intake.listening.commands import AskForPerson, PersonAsked, Refused, Submit
from intake.store.outgoing import Deed
from intake.words.attention import Attention
from intake.words.calendar import LIMA
from tests.bot.talk.conversations.talk import Talk

WANTED = "quiero hablar con una persona"


def test_it_goes_to_the_team_and_says_when() -> None:
    talk = Talk()
    said = talk.says(WANTED)

    assert talk.asked_for(AskForPerson) == [AskForPerson(WANTED)]
    assert "una persona te escribirá por este chat" in said
    assert "No te puedo decir cuándo" in said, "no hours are set"
    assert len(said) <= 320


def test_what_follows_goes_with_it_once() -> None:
    talk = Talk()
    talk.says(WANTED)
    assert talk.says("es por el riego de mi comunidad").startswith(team_texts.ADDED_FOR_THE_PERSON)
    talk.says("hola")
    assert talk.asked_for(AskForPerson)[1:] == [AskForPerson("es por el riego de mi comunidad")]


def test_a_telephone_and_a_voice_note_go_with_it_too() -> None:
    talk = Talk()
    talk.says(WANTED)
    talk.sends(Incoming("prueba", "", "1", Kind.CONTACT, text="+51987654321"))
    talk.says(WANTED)
    talk.attachment = 7
    talk.sends(Incoming("prueba", "", "1", Kind.VOICE, file_ref="f"))
    assert talk.asked_for(AskForPerson)[1::2] == [
        AskForPerson("", contact="+51987654321"),
        AskForPerson("", attachments=(7,)),
    ]


def test_in_the_middle_of_telling_the_question_is_asked_again() -> None:
    talk = Talk()
    talk.says("No hay agua potable en mi comunidad desde hace un mes")
    asked = talk.heard[-1].choices
    said = talk.says("mejor quiero hablar con una persona, ¿hay alguien?")

    assert "una persona te escribirá" in said
    assert talk.heard[-1].choices == asked
    assert talk.state.telling.text == "No hay agua potable en mi comunidad desde hace un mes"


def test_not_now_leaves_it_waiting() -> None:
    talk = Talk()
    talk.says(WANTED)
    talk.taps(texts.NOT_NOW)
    talk.says("No hay agua potable en mi comunidad desde hace un mes")
    assert len(talk.asked_for(AskForPerson)) == 1
    assert not talk.asked_for(Submit)
    assert talk.state.draft is not None


def test_danger_goes_before_a_person() -> None:
    talk = Talk()
    talk.says(WANTED)
    said = talk.says("mi esposo me está pegando ahora, ayúdenme")
    assert "100" in said
    assert len(talk.asked_for(AskForPerson)) == 1


def test_a_refusal_is_said() -> None:
    talk = Talk(domain=lambda _: Refused("Ahora no."))
    assert "Ahora no." in talk.says(WANTED)


@pytest.mark.parametrize(
    ("ahead", "said"),
    [(0, ""), (1, "Antes que tú espera una persona."), (4, "Antes que tú esperan 4.")],
)
def test_how_many_wait_before_them_is_said(ahead: int, said: str) -> None:
    told = Talk(domain=lambda _: PersonAsked(ahead)).says(WANTED)
    assert said in told
    assert ("Antes" in told) is bool(ahead)


@pytest.mark.parametrize(
    ("day", "hour", "said"),
    [
        (3, 10, "Atienden de lunes a viernes, de 8:30 a 17:30."),
        (5, 10, "Ahora no hay nadie: vuelven el lunes 7."),
    ],
)
def test_the_hours_are_said_and_whether_it_is_one_of_them(day: int, hour: int, said: str) -> None:
    attention = Attention.parse("lun-vie 8:30-17:30")
    told = team_texts.attended(attention, datetime(2026, 12, day, hour, tzinfo=LIMA))
    assert told.endswith(said)


def test_who_was_written_to_may_answer() -> None:
    talk = Talk()
    talk.presses(VALUES[Deed.WRITE_TO_PERSON])
    talk.says("Sí, puedo mañana")
    assert talk.asked_for(AskForPerson) == [AskForPerson("Sí, puedo mañana")]
