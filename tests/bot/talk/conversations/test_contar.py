"""Telling a problem or an idea, as people do it."""

from datetime import timedelta

import pytest

from bot.messages import Incoming, Kind
from bot.said import texts
from intake.kinds import Actor
from intake.listening.commands import Join, Submit
from tests.bot.talk.conversations.talk import CODE, Talk
from tests.bot.talk.conversations.told import one_alike

PROBLEM = "No tenemos agua hace un mes en Taraco"


def test_a_first_message_that_tells_the_problem_is_taken_as_such() -> None:
    talk = Talk()

    answer = talk.says(PROBLEM)

    assert f"Problema: {PROBLEM}\nLugar: ¿Taraco, Huancané, Puno?" in answer
    assert "MIDIS" in answer
    assert talk.choices == [
        "Sí, registrar",
        "Es en otro lugar",
        "Corregir algo",
        "Más información",
    ]


def test_what_and_where_told_at_once_are_registered_in_two_turns() -> None:
    talk = Talk()

    for text in (PROBLEM, "sí, registrar"):
        answer = talk.says(text)

    (submitted,) = talk.asked_for(Submit)
    assert submitted.text == PROBLEM
    assert submitted.ubigeo == "210607"
    assert submitted.place_text == "taraco"
    assert submitted.affected == ""
    assert submitted.actor is Actor.CIUDADANIA
    assert submitted.message_id == "m2"
    assert "7R4-C6H" in answer
    assert "7 de enero de 2027" in answer


@pytest.mark.parametrize(
    ("told", "whom"),
    [
        ("32 familias no tenemos agua en Taraco", "32 familias"),
        ("en Taraco no hay techo para los niños de la escuela", "los niños de la escuela"),
        ("en Taraco todo el caserío está sin luz", "todo el caserío"),
    ],
)
def test_whom_it_touches_is_read_from_the_words(told: str, whom: str) -> None:
    talk = Talk()

    assert f"Afecta a: {whom}" in talk.says(told)
    assert texts.SAY_WHOM_TOO not in talk.heard[-1].text
    talk.says("sí")
    assert [each.affected for each in talk.asked_for(Submit)] == [whom]


def test_who_surely_writes_for_a_municipality_is_taken_for_it_and_told_so() -> None:
    talk = Talk()
    told = "Soy regidora de la Municipalidad de Taraco y no tenemos agua potable"

    assert "Escribes por la municipalidad." in talk.says(told)
    talk.says("sí")
    assert [each.actor for each in talk.asked_for(Submit)] == [Actor.MUNICIPALIDAD]
    assert "municipalidad" not in Talk().says("32 familias no tenemos agua en Taraco")


def test_whom_it_touches_may_be_said_at_the_end_or_not_at_all() -> None:
    talk = Talk()

    assert texts.SAY_WHOM_TOO in talk.says(PROBLEM)
    answer = talk.says("a las 40 familias de mi comunidad")

    assert "Afecta a: las 40 familias de mi comunidad" in answer
    assert "Afecta a: 30 familias" in talk.says("30 familias")
    talk.says("sí")
    (submitted,) = talk.asked_for(Submit)
    assert submitted.text == PROBLEM
    assert submitted.affected == "30 familias"


def test_more_of_the_story_is_not_taken_for_whom_it_touches() -> None:
    talk = Talk()
    talk.says(PROBLEM)
    talk.says("mis hijos no van al colegio")

    assert talk.state.telling.text == f"{PROBLEM}\nmis hijos no van al colegio"
    assert talk.state.telling.affected == ""


def test_a_plain_no_asks_what_to_correct_and_may_end_it() -> None:
    talk = Talk()
    talk.says(PROBLEM)

    assert texts.WHAT_TO_CORRECT in talk.says("no")
    assert "no quedó registrado" in talk.taps(texts.LEAVE_IT)
    assert not talk.asked_for(Submit)


def test_who_told_of_a_district_before_is_not_asked_for_it_again() -> None:
    talk = Talk(ubigeo="210607")

    answer = talk.says("se cayó el puente y los niños no pasan a la escuela")

    assert "Lugar: ¿Taraco, Huancané, Puno?" in answer
    assert texts.WHERE in talk.taps("Es en otro lugar")


def test_a_place_said_in_answer_is_not_asked_back() -> None:
    talk = Talk()
    talk.says("no hay posta médica y los enfermos caminan cuatro horas")

    assert "Lugar: Ayaviri, Melgar, Puno" in talk.says("ayaviri melgar")
    assert "Es en otro lugar" not in talk.choices


def test_the_notice_stands_before_the_recap_that_asks_for_permission() -> None:
    talk = Talk()
    talk.says(PROBLEM)

    first, last = talk.heard
    assert "Tus vecinos no ven" in first.text
    assert texts.ACCEPT_BY_TAPPING in last.text
    assert last.choices[0].label == "Sí, registrar"

    talk.says("40 familias")
    (recap,) = talk.heard
    assert texts.ACCEPT_BY_TAPPING in recap.text, "the notice stands above, the question does not"


def test_from_the_menu_the_longest_road_takes_three_answers() -> None:
    talk = Talk(one_alike)
    talk.says("hola")
    talk.says("1")
    before = talk.turns

    for text in (
        "se malogró el puente y los niños no pasan a la escuela",
        "taraco",
        "sí",
    ):
        answer = talk.says(text)

    assert "Tu código es" in answer
    assert talk.turns - before == 3


def test_numbers_words_and_typos_choose_the_same() -> None:
    whom = "A quiénes afecta o quién escribe"
    for answers in (("3", "3", "3", "1"), ("corregir", whom, "la 3", "si registar")):
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

    assert "Lugar: Santa Rosa, Melgar, Puno" in talk.says("melgar")


def test_a_misspelt_place_is_confirmed_never_taken() -> None:
    talk = Talk()
    talk.says("no hay posta médica y los enfermos caminan cuatro horas")

    assert "Lugar: ¿Ilave, El Collao, Puno?" in talk.says("llave")
    assert texts.ELSEWHERE in talk.choices


def test_a_place_that_is_nowhere_does_not_hold_anybody_back() -> None:
    talk = Talk()
    talk.says("no hay posta médica y los enfermos caminan cuatro horas")
    for _ in range(3):
        answer = talk.says("xyzwq zzkk")

    assert "lo anoté tal como lo escribiste" in answer
    assert texts.REGISTER in answer


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
    assert "Lugar: Taraco, Huancané, Puno" in talk.says("Taraco")

    assert talk.state.telling.ubigeo == "210607"
    assert talk.state.telling.place_text == "comunidad de Jasana, Taraco"


def test_a_relative_place_keeps_its_words_and_confirms_its_district() -> None:
    talk = Talk()
    talk.says("no hay posta médica y los enfermos caminan cuatro horas")

    answer = talk.says("a 3 horas de Andahuaylas")

    assert "Lugar: ¿Andahuaylas, Andahuaylas, Apurímac?" in answer
    assert talk.state.telling.place_text == "a 3 horas de Andahuaylas"


def test_a_guess_that_was_wrong_leaves_no_words() -> None:
    talk = Talk()
    talk.says(PROBLEM)
    talk.taps(texts.ELSEWHERE)
    talk.says("Ananea")

    assert talk.state.telling.place_text == "Ananea"


def test_of_many_districts_of_a_name_theirs_is_offered_first() -> None:
    talk = Talk(ubigeo="210801")
    talk.says("no hay posta médica y los enfermos caminan cuatro horas")
    talk.taps(texts.ELSEWHERE)
    talk.says("Santa Rosa")

    assert "Melgar" in talk.choices[0]


def test_a_position_proposes_districts_and_outside_peru_says_so() -> None:
    talk = Talk()
    talk.says("no hay posta médica y los enfermos caminan cuatro horas")

    far = Incoming("prueba", "", "1", Kind.LOCATION, latitude=40.4, longitude=-3.7)
    assert "no parece estar en el Perú" in talk.sends(far)

    near = Incoming("prueba", "", "1", Kind.LOCATION, latitude=-15.30, longitude=-69.98)
    talk.sends(near)
    assert any("Taraco" in label for label in talk.choices)


def test_one_tap_joins_what_is_the_same() -> None:
    talk = Talk(one_alike)
    answer = talk.says(PROBLEM)
    assert texts.REGISTER in answer
    line = "Agua para tomar y desagüe, Taraco, Huancané, Puno: 12 personas desde marzo"
    assert line in answer

    answer = talk.taps("Es lo mismo")

    (joined,) = talk.asked_for(Join)
    assert joined.code == CODE
    assert joined.words == PROBLEM
    assert not talk.asked_for(Submit)
    assert "Ya son 4 personas" in answer


def test_consent_is_asked_once_and_its_proof_is_the_message() -> None:
    talk = Talk()
    answer = talk.says(PROBLEM)
    assert "nos das tu permiso" in answer

    talk = Talk(consented=True)
    answer = talk.says(PROBLEM)
    assert "nos das tu permiso" not in answer


def test_every_part_of_the_summary_can_be_corrected() -> None:
    talk = Talk()
    for text in (PROBLEM, "corregir algo", "el lugar", "ayaviri melgar"):
        answer = talk.says(text)
    assert "Ayaviri, Melgar, Puno" in answer

    for text in ("corregir", "lo que conté", "No hay luz en todo el pueblo desde enero"):
        answer = talk.says(text)
    assert "No hay luz en todo el pueblo desde enero" in answer
    assert "Ayaviri, Melgar, Puno" in answer

    for text in ("corregir", "problema o idea"):
        answer = talk.says(text)
    assert "Idea: No hay luz" in answer

    for text in ("corregir", "a quiénes afecta o quién escribe", "Escribo por la municipalidad"):
        answer = talk.says(text)
    assert "Escribes por la municipalidad" in answer


def test_back_asks_the_last_question_again() -> None:
    talk = Talk()
    talk.says(PROBLEM)
    talk.presses("d1:cambiar:afecta")

    assert texts.REGISTER in talk.says("atrás")
    assert "¿En qué lugar pasa?" in talk.says("atras")
    assert "Cuéntame el problema" in talk.says("ATRÁS")
    assert "Dejaste esto a medias" in talk.says("volver")
    assert talk.state.telling.text == PROBLEM


def test_cancel_registers_nothing() -> None:
    talk = Talk()
    talk.says(PROBLEM)

    assert "no quedó registrado" in talk.says("cancelar")
    assert talk.state.draft is None


def test_the_confirm_button_of_something_registered_shows_its_code() -> None:
    talk = Talk()
    talk.says(PROBLEM)
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

    answer = talk.says("el colegio de mi pueblo no tiene techo ni baños", idle=timedelta(days=3))
    assert "¿es algo nuevo o seguimos con ese?" in answer

    talk.taps("Es algo nuevo")
    assert talk.state.draft is not None
    assert talk.state.draft.text == "el colegio de mi pueblo no tiene techo ni baños"


def test_days_later_a_short_answer_goes_on() -> None:
    talk = Talk()
    talk.says(PROBLEM)

    assert "Tu código es" in talk.says("si", idle=timedelta(days=9))


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
    talk.taps(texts.LEAVE_APORTE)
    assert talk.state.draft is not None
    assert talk.state.draft.text == text


def test_a_voice_note_without_words_can_still_become_an_aporte() -> None:
    talk = Talk(attachment=9)
    voice = Incoming("prueba", "", "1", Kind.VOICE, file_ref="abc")

    assert "Recibí tu audio" in talk.sends(voice)
    talk.attachment = None
    talk.taps("No puedo escribir")
    for text in ("taraco", "si"):
        talk.says(text)

    (submitted,) = talk.asked_for(Submit)
    assert submitted.attachments == (9,)


def test_an_edited_message_corrects_the_draft() -> None:
    talk = Talk()
    talk.says(PROBLEM)
    edited = Incoming(
        "prueba", "", "1", Kind.EDITED, text="No tenemos luz hace un mes", message_id="m1"
    )

    assert "Usaré el nuevo" in talk.sends(edited)
    assert talk.state.draft is not None
    assert talk.state.draft.text == "No tenemos luz hace un mes"
