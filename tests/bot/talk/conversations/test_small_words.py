"""Commands, a yes in any dress, codes in a sentence, and answers that come as something else."""

import pytest

from bot.messages import Incoming, Kind
from bot.said import helping, texts
from bot.talk.dialogue.hearing import means_no, means_yes
from bot.talk.dialogue.turn import OpenQuestion
from intake.concursos.commands import AnswerStep
from intake.listening.commands import AnswerQuestion, LookUp, SetNews, SetPlace, Submit
from intake.necesidades.commands import Summarise
from tests.bot.talk.conversations.talk import CODE, Talk
from tests.bot.talk.conversations.told import PROBLEM, at_the_summary

BLOWS = "mi esposo me pega"


def position(lat: float = -15.30, lon: float = -69.98) -> Incoming:
    return Incoming("p", "", "1", Kind.LOCATION, latitude=lat, longitude=lon)


def photo(caption: str) -> Incoming:
    return Incoming("p", "", "1", Kind.PHOTO, text=caption, file_ref="f")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("/ayuda@ayni_bot", texts.HELP),
        ("/help", texts.HELP),
        ("/privacy", "«aviso completo»"),
        ("/nada_de_eso", texts.UNKNOWN_COMMAND),
    ],
)
def test_a_command_is_obeyed_or_said_to_be_unknown(said: str, answer: str) -> None:
    for opened in ("hola", "contar", PROBLEM):
        talk = Talk()
        talk.says(opened)
        text = talk.state.draft and talk.state.draft.text
        assert answer in talk.says(said)
        assert (talk.state.draft and talk.state.draft.text) == text


def test_an_unknown_command_in_an_application_is_no_answer() -> None:
    talk = Talk()
    talk.presses("postular:4")
    assert "1 de 9" in talk.says("/nada")
    assert talk.asked_for(AnswerStep) == []


@pytest.mark.parametrize(
    "said",
    [
        "Siii",
        "sí pues",
        "👍",
        "👍🏽👍🏽",
        "ok gracias",
        "Si, registralo por favor",
        "si registre señorita",
        "señorita ya pues regístrelo nomás",
        "SÍÍÍ",
        "ya pe",
    ],
)
def test_a_yes_is_a_yes_however_it_is_written(said: str) -> None:
    assert means_yes(said)
    talk = at_the_summary()
    talk.says(said)
    (submitted,) = talk.asked_for(Submit)
    assert submitted.text == PROBLEM


@pytest.mark.parametrize("said", ["gracias", "ya no", "si no hay agua", "🙏", "no", "es", "nooo"])
def test_what_is_no_yes_registers_nothing(said: str) -> None:
    assert not means_yes(said)
    talk = at_the_summary()
    talk.says(said)
    assert talk.asked_for(Submit) == []


def test_a_no_is_a_no_however_it_is_written() -> None:
    assert all(means_no(said) for said in ("Nooo", "👎", "no gracias"))


def test_a_yes_to_the_question_of_the_news_is_a_yes() -> None:
    talk = Talk()
    talk.says("noticias")
    talk.says("sí pues")
    assert [each.granted for each in talk.asked_for(SetNews)] == [True]


def test_an_emoji_is_no_story_and_no_name() -> None:
    talk = Talk()
    talk.says("contar")
    talk.says("👍")
    assert talk.state.telling.text == ""
    talk.presses("postular:4")
    talk.says("👍")
    assert talk.asked_for(AnswerStep) == []


@pytest.mark.parametrize(
    "said",
    [
        f"«{CODE[:3]}-{CODE[3:]}»",
        f"({CODE})",
        f"{CODE[:3]}‑{CODE[3:]}?",
        f"cómo va mi caso {CODE}?",
    ],
)
def test_a_code_is_found_in_quotes_and_in_a_question(said: str) -> None:
    talk = Talk()
    talk.says(said)
    assert talk.asked_for(LookUp) == [LookUp(CODE)]


@pytest.mark.parametrize(
    "said", ["📍 Enviar mi ubicación", "Usar mi ubicación", "mandar ubicacion"]
)
def test_the_label_of_the_position_button_is_no_district(said: str) -> None:
    talk = Talk()
    talk.says("no hay agua potable desde hace un mes")
    assert texts.SEND_POSITION in talk.says(said)
    assert talk.state.telling.lacks_place
    assert talk.state.telling.place_tries == 0
    talk.presses("noticias-si")
    talk.says(said)
    assert talk.asked_for(SetPlace) == []


def test_a_position_names_the_district_of_the_news_and_of_a_summary() -> None:
    talk = Talk()
    talk.presses("noticias-si")
    talk.sends(position())
    talk.presses(talk.heard[-1].choices[0].value)
    assert len(talk.asked_for(SetPlace)) == 1
    assert talk.state.draft is None

    other = Talk()
    other.says("resumen")
    other.sends(position())
    other.presses(other.heard[-1].choices[0].value)
    assert [each.ubigeo for each in other.asked_for(Summarise)][-1]
    assert other.state.draft is None


def test_a_caption_is_the_answer_where_words_are_asked() -> None:
    talk = Talk(attachment=3)
    talk.says("no hay agua potable desde hace un mes")
    talk.sends(photo("Taraco, Huancané"))
    assert talk.state.telling.ubigeo == "210607"
    assert talk.state.telling.attachments

    asked = Talk(question=OpenQuestion(5, "¿Cuántas familias son?", CODE))
    asked.presses("responder:5")
    asked.sends(photo("doce familias"))
    assert [each.text for each in asked.asked_for(AnswerQuestion)] == ["doce familias"]
    assert asked.state.draft is None


def test_ones_own_card_is_the_telephone_of_an_application() -> None:
    talk = Talk()
    talk.presses("pc:4:contacto")
    talk.sends(Incoming("p", "", "1", Kind.CONTACT, text="+51951000111"))
    assert [(each.step, each.text) for each in talk.asked_for(AnswerStep)] == [
        ("contacto", "+51951000111")
    ]


def test_a_card_that_nobody_asked_for_is_no_story() -> None:
    talk = Talk()
    assert texts.ONLY_WORDS in talk.sends(Incoming("p", "", "1", Kind.CONTACT, text="+51951000111"))
    assert talk.state.draft is None


def test_a_position_at_another_step_of_an_application_changes_no_place() -> None:
    talk = Talk()
    talk.presses("pc:4:propuesta")
    answer = talk.sends(position())
    assert texts.POSITION_NOT_NOW in answer
    assert "5 de 9" in answer
    assert talk.choices == []


def test_a_verb_and_a_code_are_what_its_button_does() -> None:
    talk = Talk()
    said = talk.says("Retirar 7R4-C6H")
    assert texts.YES_WITHDRAW in talk.choices, said


@pytest.mark.parametrize("word", ["ok", "ya", "👍", "bueno", "100", "105"])
def test_who_will_call_is_not_led_into_a_form_nor_sent_away(word: str) -> None:
    talk = Talk()
    talk.says(BLOWS)
    said = talk.says(word)

    assert said.startswith(helping.IF_IT_GOES_ON)
    assert "100:" in said
    assert talk.state.held is not None
    assert talk.state.held.text == BLOWS


def test_a_cry_for_help_and_nothing_else_is_told_whom_to_call_first() -> None:
    said = Talk().says("ayuda")
    assert said.index("106:") < said.index("«contar»")
