"""Telling a problem or an idea, as people do it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.messages import Incoming, Kind
from bot.said import texts
from bot.talk.dialogue.state import State
from intake.kinds import Actor
from intake.listening.commands import Alike, FindSimilar, Join, SimilarFound, Submit
from intake.requests.commands import Command, Result
from tests.bot.talk.conversations.talk import CODE, Talk, an_alike, obliging

PROBLEM = "No tenemos agua hace un mes en Taraco"


def one_alike(command: Command) -> Result:
    """A domain that knows one aporte that tells the same."""
    if isinstance(command, FindSimilar):
        return SimilarFound((an_alike(),))
    return obliging(command)


def test_a_first_message_that_tells_the_problem_is_taken_as_such() -> None:
    talk = Talk()

    answer = talk.says(PROBLEM)

    assert "¿Es en Taraco, Huancané, Puno?" in answer
    assert "AYNI Lab Social" in answer
    assert talk.choices == ["Sí, es ahí", "No, es otro lugar"]


def test_typing_alone_goes_from_problem_to_receipt_in_four_turns() -> None:
    talk = Talk()

    for text in (PROBLEM, "si", "mi comunidad", "sí, registrar"):
        answer = talk.says(text)

    (submitted,) = talk.asked_for(Submit)
    assert submitted.text == PROBLEM
    assert submitted.ubigeo == "210607"
    assert submitted.affected == "mi comunidad o barrio"
    assert submitted.actor is Actor.CIUDADANIA
    assert submitted.message_id == "m4"
    assert "7R4-C6H" in answer
    assert "7 de enero de 2027" in answer
    assert talk.turns == 4


def test_from_the_menu_the_longest_road_takes_six_answers() -> None:
    talk = Talk(one_alike)
    talk.says("hola")
    talk.says("1")
    before = talk.turns

    for text in (
        "se malogró el puente y los niños no pasan a la escuela",
        "taraco",
        "si es ahi",
        "a todo el distrito",
        "lo mio es distinto",
        "sí",
    ):
        answer = talk.says(text)

    assert "Tu código es" in answer
    assert talk.turns - before == 6


def test_numbers_words_and_typos_choose_the_same() -> None:
    for answers in (("1", "3", "1"), ("uno", "la 3", "si registar"), ("sip", "distrito", "ok")):
        talk = Talk()
        talk.says(PROBLEM)
        for text in answers:
            talk.says(text)
        assert talk.asked_for(Submit)[0].affected == "todo el distrito", answers


def test_a_name_of_many_districts_asks_the_province() -> None:
    talk = Talk()
    talk.says("no hay posta médica y los enfermos caminan cuatro horas")

    answer = talk.says("Santa Rosa")
    assert "¿En qué provincia está el tuyo?" in answer
    assert any("Melgar" in label for label in talk.choices)

    talk.says("melgar")
    talk.says("familia")
    assert "Santa Rosa, Melgar, Puno" in talk.heard[-1].text


def test_a_misspelt_place_is_confirmed_never_taken() -> None:
    talk = Talk()
    talk.says("no hay posta médica y los enfermos caminan cuatro horas")

    assert "¿Es en Ilave, El Collao, Puno?" in talk.says("llave")


def test_a_place_that_is_nowhere_does_not_hold_anybody_back() -> None:
    talk = Talk()
    talk.says("no hay posta médica y los enfermos caminan cuatro horas")
    for _ in range(3):
        answer = talk.says("xyzwq zzkk")

    assert "lo anoté tal como lo escribiste" in answer
    assert "¿A quiénes afecta?" in answer


def test_what_is_no_place_is_said_to_be_none_and_is_not_noted_as_one() -> None:
    talk = Talk()
    talk.says("no hay posta médica y los enfermos caminan cuatro horas")

    assert texts.NO_PLACE_HEARD in talk.says("sapo metiche")
    talk.says("todavía no sale")
    answer = talk.says("ya pues apúrese")

    assert texts.PLACE_LEFT in answer
    assert talk.state.telling.place_text == ""


def test_the_words_for_a_village_are_kept_with_the_district_said_after() -> None:
    talk = Talk()
    talk.says("no hay posta médica y los enfermos caminan cuatro horas")

    assert "No encontré «comunidad de Jasana»" in talk.says("comunidad de Jasana")
    assert "¿Es en Taraco, Huancané, Puno?" in talk.says("Taraco")
    talk.says("sí")

    assert talk.state.telling.ubigeo == "210607"
    assert talk.state.telling.place_text == "comunidad de Jasana, Taraco"


def test_a_relative_place_keeps_its_words_and_confirms_its_district() -> None:
    talk = Talk()
    talk.says("no hay posta médica y los enfermos caminan cuatro horas")

    assert "¿Es en Andahuaylas, Andahuaylas, Apurímac?" in talk.says("a 3 horas de Andahuaylas")
    talk.says("sí")

    assert talk.state.telling.place_text == "a 3 horas de Andahuaylas"


def test_a_guess_that_was_wrong_leaves_no_words() -> None:
    talk = Talk()
    talk.says("no hay posta médica y los enfermos caminan cuatro horas")
    talk.says("Taraco")
    talk.says("Ananea")

    assert talk.state.telling.place_text == "Ananea"


def test_of_many_districts_of_a_name_theirs_is_offered_first() -> None:
    talk = Talk(ubigeo="210801")
    talk.says("no hay posta médica y los enfermos caminan cuatro horas")
    talk.says("Santa Rosa")

    assert "Melgar" in talk.choices[0]


def test_a_position_proposes_districts_and_outside_peru_says_so() -> None:
    talk = Talk()
    talk.says("no hay posta médica y los enfermos caminan cuatro horas")

    far = Incoming("prueba", "", "1", Kind.LOCATION, latitude=40.4, longitude=-3.7)
    assert "no parece estar en el Perú" in talk.sends(far)

    near = Incoming("prueba", "", "1", Kind.LOCATION, latitude=-15.30, longitude=-69.98)
    talk.sends(near)
    assert any("Taraco" in label or "Sí, es ahí" in label for label in talk.choices)


def test_one_tap_joins_what_is_the_same() -> None:
    talk = Talk(one_alike)
    for text in (PROBLEM, "si", "1"):
        answer = talk.says(text)
    assert "¿Es lo mismo?" in answer
    line = "Agua para tomar y desagüe, Taraco, Huancané, Puno: 12 personas desde marzo"
    assert line in answer

    answer = talk.taps("me uno")

    (joined,) = talk.asked_for(Join)
    assert joined.code == CODE
    assert joined.words == PROBLEM
    assert not talk.asked_for(Submit)
    assert "Ya son 4 personas" in answer


def test_consent_is_asked_once_and_its_proof_is_the_message() -> None:
    talk = Talk()
    for text in (PROBLEM, "si", "1"):
        answer = talk.says(text)
    assert "nos das tu permiso" in answer

    talk = Talk(consented=True)
    for text in (PROBLEM, "si", "1"):
        answer = talk.says(text)
    assert "nos das tu permiso" not in answer


def test_every_part_of_the_summary_can_be_corrected() -> None:
    talk = Talk()
    for text in (PROBLEM, "si", "1", "corregir algo", "el lugar", "ayaviri melgar", "si"):
        answer = talk.says(text)
    assert "Ayaviri, Melgar, Puno" in answer

    for text in ("corregir", "lo que conté", "No hay luz en todo el pueblo desde enero"):
        answer = talk.says(text)
    assert "No hay luz en todo el pueblo desde enero" in answer
    assert "Ayaviri, Melgar, Puno" in answer

    for text in ("corregir", "si es problema o idea"):
        answer = talk.says(text)
    assert "Idea: No hay luz" in answer


def test_back_asks_the_last_question_again() -> None:
    talk = Talk()
    for text in (PROBLEM, "si", "1"):
        talk.says(text)

    assert "¿A quiénes afecta?" in talk.says("atrás")
    assert "¿En qué lugar pasa?" in talk.says("atras")
    assert "Cuéntame el problema" in talk.says("ATRÁS")
    assert "Tienes un aporte a medias" in talk.says("volver")
    assert talk.state.telling.text == PROBLEM


def test_cancel_registers_nothing() -> None:
    talk = Talk()
    talk.says(PROBLEM)

    assert "no quedó registrado" in talk.says("cancelar")
    assert talk.state.draft is None


def test_the_confirm_button_of_something_registered_shows_its_code() -> None:
    talk = Talk()
    for text in (PROBLEM, "si", "1"):
        talk.says(text)
    (yes,) = [c.value for r in talk.heard for c in r.choices if c.label == "Sí, registrar"]
    talk.presses(yes)

    assert "ya quedó registrado con el código 7R4-C6H" in talk.presses(yes)
    assert len(talk.asked_for(Submit)) == 1


def test_an_old_button_of_another_draft_changes_nothing_of_this_one() -> None:
    talk = Talk()
    talk.says(PROBLEM)
    old = talk.heard[-1].choices[0].value
    talk.says("cancelar")
    talk.says("se malogró el puente y los niños no pasan a la escuela")

    assert "mensaje anterior" in talk.presses(old)
    assert talk.state.draft is not None
    assert talk.state.draft.ubigeo == ""


def test_days_later_a_whole_new_problem_is_not_taken_for_an_answer() -> None:
    talk = Talk()
    talk.says(PROBLEM)
    talk.says("si")

    answer = talk.says("el colegio de mi pueblo no tiene techo ni baños", idle=timedelta(days=3))
    assert "¿es algo nuevo o seguimos con ese?" in answer

    talk.taps("Es algo nuevo")
    assert talk.state.draft is not None
    assert talk.state.draft.text == "el colegio de mi pueblo no tiene techo ni baños"


def test_days_later_a_short_answer_goes_on() -> None:
    talk = Talk()
    talk.says(PROBLEM)

    assert "¿A quiénes afecta?" in talk.says("si", idle=timedelta(days=9))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("el alcalde se robó la plata de la obra", "Contraloría"),
        ("me atendieron mal en la posta quiero poner un reclamo", "Libro de Reclamaciones"),
    ],
)
def test_what_has_another_way_is_told_and_may_still_be_left(text: str, number: str) -> None:
    talk = Talk()

    assert number in talk.says(text)
    talk.taps("Sí, dejar un aporte")
    assert talk.state.draft is not None
    assert talk.state.draft.text == text


def test_a_voice_note_without_words_can_still_become_an_aporte() -> None:
    talk = Talk(attachment=9)
    voice = Incoming("prueba", "", "1", Kind.VOICE, file_ref="abc")

    assert "Recibí tu audio" in talk.sends(voice)
    talk.attachment = None
    talk.taps("No puedo escribir")
    for text in ("taraco", "si", "1", "si"):
        talk.says(text)

    (submitted,) = talk.asked_for(Submit)
    assert submitted.attachments == (9,)


def test_an_edited_message_corrects_the_draft() -> None:
    talk = Talk()
    talk.says(PROBLEM)
    edited = Incoming(
        "prueba", "", "1", Kind.EDITED, text="No tenemos luz hace un mes", message_id="m1"
    )

    assert "tomé el nuevo" in talk.sends(edited)
    assert talk.state.draft is not None
    assert talk.state.draft.text == "No tenemos luz hace un mes"


def knowing(*alike: Alike, theirs: str = "") -> Talk:
    """Somebody who told their problem, and the domain knows of these."""

    def domain(command: Command) -> Result:
        if isinstance(command, FindSimilar):
            return SimilarFound(alike, theirs)
        return obliging(command)

    talk = Talk(domain)
    for text in (PROBLEM, "si", "1"):
        talk.says(text)
    return talk


def test_the_tap_that_joins_says_what_is_joined() -> None:
    talk = knowing(an_alike(), an_alike("C6H7R4", topic="Luz y energía"))

    assert talk.choices == [
        "Sí, me uno: Agua para tomar y desagüe, Taraco, Huancané…",
        "Sí, me uno: Luz y energía, Taraco, Huancané, Puno",
        "No, lo mío es distinto",
    ]
    talk.taps("Luz y energía")
    assert [joined.code for joined in talk.asked_for(Join)] == ["C6H7R4"]


@pytest.mark.parametrize("people", [1, 2])
def test_few_people_are_not_counted_out_to_strangers(people: int) -> None:
    answer = knowing(an_alike(people=people)).heard[-1].text

    assert "desagüe, Taraco, Huancané, Puno: menos de 3 personas, desde marzo" in answer


@pytest.mark.parametrize("text", ["sí", "1", "me uno", "si me uno", "sí, es lo mismo"])
def test_a_bare_yes_joins_the_one_line_that_was_just_shown(text: str) -> None:
    talk = knowing(an_alike())
    talk.says(text)

    assert len(talk.asked_for(Join)) == 1


@pytest.mark.parametrize("text", ["Taraco", "desagüe", "huancané puno", "agua para tomar"])
def test_a_word_of_the_line_is_no_yes_to_it(text: str) -> None:
    talk = knowing(an_alike())
    answer = talk.says(text)

    assert not talk.asked_for(Join)
    assert "¿Es lo mismo?" in answer


def test_a_bare_yes_joins_none_of_two() -> None:
    talk = knowing(an_alike(), an_alike("C6H7R4", topic="Luz y energía"))
    talk.says("sí")

    assert not talk.asked_for(Join)


def test_a_bare_yes_to_something_said_since_does_not_join() -> None:
    """What the Lab begins puts its own choices in the place of ours."""
    talk = knowing(an_alike())
    talk.state = replace(talk.state, offered=(("Responder", "responder:5"),))

    answer = talk.says("sí")

    assert not talk.asked_for(Join)
    assert "¿Es lo mismo?" in answer


def test_their_own_is_named_by_its_code_and_theirs_is_not_lost() -> None:
    talk = knowing(theirs="7R4C6H")

    assert "Se parece a tu aporte 7R4-C6H" in talk.heard[-1].text
    assert "¿Lo registramos así?" in talk.heard[-1].text
    talk.taps("Sí, registrar")
    assert len(talk.asked_for(Submit)) == 1


def test_a_tap_that_joins_of_before_an_update_shows_what_would_be_joined_now() -> None:
    talk = Talk(one_alike)
    for text in (PROBLEM, "si", "1"):
        talk.says(text)
    old = talk.heard[-1].choices[0].value
    kept = talk.state.to_json()
    kept["draft"]["similar"] = [[CODE, "«las palabras de otra persona» Taraco"]]
    del kept["draft"]["alike"]
    talk.state = State.from_json(kept)

    answer = talk.presses(old)

    assert not talk.asked_for(Join)
    assert "¿Es lo mismo?" in answer
    assert "palabras de otra" not in answer
