"""What belongs to an earlier message: edits, replies, late pieces, what others wrote."""

from typing import Any

import pytest

from bot.messages import Incoming, Kind
from bot.said import texts
from bot.talk.dialogue.turn import InView, OpenQuestion
from intake.concursos.commands import AnswerStep
from intake.listening.commands import AnswerQuestion, AskForPerson
from tests.bot.talk.conversations.talk import CODE, Talk
from tests.bot.talk.conversations.told import at_the_summary

STORY = "El puente se cayó y los niños no pueden ir a la escuela"
TARACO, ILAVE = "210607", "210501"
TWO = "no hay agua y además la posta no tiene médico"
UNSEEN = InView(is_ours=False, is_unseen=True)
QUESTION = OpenQuestion(5, "¿Cuántas familias son?", CODE)
REPLIES_TO_THE_LAB = InView(begun=(("Responder", "responder:5"),), is_ours=False, is_reply=True)


def typed(text: str, **more: Any) -> Incoming:
    return Incoming("prueba", "", "1", Kind.TEXT, text=text, **more)


def edited(message_id: str, text: str) -> Incoming:
    return Incoming("prueba", "", "1", Kind.EDITED, text=text, message_id=message_id)


def answering() -> Talk:
    """Told (m1), the place given (m2), and at the recap whom it touches (m3)."""
    talk = Talk()
    for said in (STORY, "Taraco, Huancané", "mi comunidad"):
        talk.says(said)
    assert talk.state.telling.ubigeo == TARACO
    assert talk.state.telling.affected == "mi comunidad"
    return talk


def test_an_edited_place_replaces_it_and_the_rest_stays() -> None:
    talk = answering()
    said = talk.sends(edited("m2", "Ilave, El Collao"))

    draft = talk.state.telling
    assert "Lugar: Ilave" in said
    assert (draft.text, draft.affected, draft.ubigeo) == (STORY, "mi comunidad", ILAVE)


def test_an_edited_answer_to_whom_it_touches_replaces_it() -> None:
    talk = answering()
    talk.sends(edited("m3", "a las 40 familias de arriba"))

    assert talk.state.telling.affected == "las 40 familias de arriba"
    assert talk.state.telling.ubigeo == TARACO


def test_an_edited_story_keeps_what_was_added_to_it_later() -> None:
    talk = at_the_summary()
    first = talk.state.telling.text
    talk.says("además la posta tampoco tiene agua ni desagüe")  # m2
    talk.sends(edited("m2", "además la posta tampoco tiene agua"))
    assert talk.state.telling.text == f"{first}\nademás la posta tampoco tiene agua"
    talk.sends(edited("m2", "además falta en la posta"))
    talk.sends(edited("m1", "no hay agua desde enero"))

    assert talk.state.telling.text == "no hay agua desde enero\nademás falta en la posta"


def test_each_piece_of_a_telling_may_be_edited() -> None:
    talk = Talk()
    pieces = (("a1", "El puente se cayó"), ("a2", "hace dos meses"), ("a3", "nadie viene a verlo"))
    whole = "\n".join(said for _, said in pieces)
    talk.sends(typed(whole, message_id="a1", pieces=pieces))
    talk.sends(edited("a2", "hace tres meses"))

    assert talk.state.telling.text == "El puente se cayó\nhace tres meses\nnadie viene a verlo"


def test_an_edit_of_what_is_registered_already_changes_nothing_of_the_next() -> None:
    talk = answering()
    talk.says("sí")
    talk.says("No hay médico en la posta de Ilave desde enero")
    talk.taps(texts.IT_IS_SOMETHING_ELSE)
    before = talk.state.draft
    said = talk.sends(edited("m2", "Juli, Chucuito"))

    assert said.startswith(texts.EDIT_NOT_TAKEN)
    assert before is not None
    assert talk.state.telling == before


def test_an_edit_of_the_first_of_two_matters_changes_nothing_of_the_second() -> None:
    talk = Talk()
    talk.says(TWO)
    talk.taps(texts.AS_TWO)
    talk.says("Taraco, Huancané")  # m3
    talk.says("sí")
    before = talk.state.telling
    said = talk.sends(edited("m3", "Ilave, El Collao"))

    assert said.startswith(texts.EDIT_NOT_TAKEN)
    assert talk.state.telling == before


def test_a_number_that_chose_is_no_part_of_the_story_to_edit() -> None:
    talk = Talk()
    talk.says(TWO.replace("agua", "agua hace 2 meses"))
    assert talk.state.telling.matters
    talk.says("2")  # m2: as two
    before = talk.state.telling
    talk.sends(edited("m2", "1"))

    assert talk.state.telling.text == before.text


def test_an_edited_step_of_an_application_is_answered_again() -> None:
    talk = Talk()
    talk.presses("postular:4")
    talk.presses("pq:4:comunidad")
    talk.says("Comité de riego")  # m3
    talk.commands.clear()
    talk.sends(edited("m3", "Comité de riego Taraco"))

    (answer,) = talk.asked_for(AnswerStep)
    assert answer.text == "Comité de riego Taraco"


def test_a_late_piece_is_no_place_and_no_answer() -> None:
    talk = Talk()
    talk.says("El puente se cayó con la lluvia")
    talk.view = UNSEEN
    talk.says("ya va un mes que no pasa el carro")

    draft = talk.state.telling
    assert draft.text == "El puente se cayó con la lluvia\nya va un mes que no pasa el carro"
    assert (draft.place_text, draft.place_tries) == ("", 0)


def test_what_is_told_anew_replaces_the_story_however_early_it_comes() -> None:
    talk = at_the_summary()
    talk.presses("d1:resumen:corregir")
    talk.presses("d1:cambiar:texto")
    talk.view = UNSEEN
    talk.says("la posta de salud no tiene techo y llueve adentro")

    assert talk.state.telling.text == "la posta de salud no tiene techo y llueve adentro"


def test_a_late_piece_may_name_the_place() -> None:
    talk = Talk()
    talk.says("El puente se cayó con la lluvia")
    talk.view = UNSEEN
    talk.says("somos de Taraco, Huancané")

    assert talk.state.telling.guess == ("210607",)


def test_a_reply_to_the_labs_question_answers_it_from_within_a_draft() -> None:
    talk = Talk()
    talk.says(STORY)
    talk.question, talk.view = QUESTION, REPLIES_TO_THE_LAB
    said = talk.says("son como cuarenta familias en las dos orillas")

    (answer,) = talk.asked_for(AnswerQuestion)
    assert (answer.question_id, answer.text[:15]) == (5, "son como cuaren")
    assert talk.state.telling.text == STORY
    assert texts.ANSWER_KEPT in said
    assert texts.WHERE in said


def test_a_reply_to_the_labs_question_leaves_an_application_where_it_was() -> None:
    talk = Talk()
    talk.presses("postular:4")
    talk.presses("pq:4:comunidad")
    asked = talk.state.focus
    talk.commands.clear()
    talk.question, talk.view = QUESTION, REPLIES_TO_THE_LAB
    said = talk.says("son como cuarenta familias")

    assert len(talk.asked_for(AnswerQuestion)) == 1
    assert not talk.asked_for(AnswerStep)
    assert talk.state.focus == asked
    assert texts.ANSWER_KEPT in said


def test_a_reply_to_an_earlier_question_of_the_draft_changes_that_answer() -> None:
    talk = answering()
    serial = talk.state.telling.serial
    of_the_place = (("Prefiero no decirlo", f"d{serial}:lugar:ninguno"),)
    talk.view = InView(begun=of_the_place, is_ours=False, is_reply=True)
    said = talk.says("me equivoqué, en Ilave, El Collao")

    assert "Lugar: Ilave" in said
    assert talk.state.telling.affected == "mi comunidad"
    assert talk.state.telling.text == STORY


def test_a_reply_to_the_recap_is_no_other_place() -> None:
    talk = at_the_summary()
    of_the_recap = talk.state.offered
    assert "d1:lugar:otro" in {value for _, value in of_the_recap}
    talk.view = InView(begun=of_the_recap, is_ours=False, is_reply=True)
    talk.says("a toda mi comunidad")

    assert talk.state.telling.district == TARACO
    assert talk.state.telling.affected == "toda mi comunidad"


@pytest.mark.parametrize("begun", [False, True])
def test_what_was_forwarded_begins_nothing_and_answers_nothing(begun: bool) -> None:
    talk = Talk()
    if begun:
        talk.says(STORY)
    before = talk.state.draft
    chain = "URGENTE compartan: el gobierno regala bonos de 500 soles, pasa la voz a 10 contactos"
    said = talk.sends(typed(chain, is_forwarded=True))

    assert said.startswith(texts.PASSED_ON)
    assert talk.state.draft == before
    assert not talk.commands


@pytest.mark.parametrize(
    ("more", "view"),
    [({"is_forwarded": True}, InView()), ({}, InView(is_echo=True)), ({}, REPLIES_TO_THE_LAB)],
)
def test_the_wish_for_a_person_is_theirs_and_said_to_nobody_else(
    more: dict[str, Any], view: InView
) -> None:
    talk = Talk(question=QUESTION, view=view)
    talk.sends(typed("quiero que me llame una persona del equipo", **more))

    assert not talk.asked_for(AskForPerson)


def test_danger_that_was_forwarded_is_helped_all_the_same() -> None:
    talk = Talk()
    said = talk.sends(typed("mi esposo me está pegando ahora, ayuda", is_forwarded=True))

    assert "100" in said


def test_our_own_message_sent_back_begins_nothing() -> None:
    talk = Talk()
    talk.view = InView(is_echo=True)
    said = talk.says(
        f"¡Listo! Tu aporte quedó registrado. Tu código es {CODE}. Guárdalo. Qué sigue"
    )

    assert said.startswith(texts.OURS_CAME_BACK)
    assert talk.state.draft is None
