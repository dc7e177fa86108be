"""Seeing calls, asking about them, applying step by step: one question, one answer, no traps."""

from datetime import timedelta

import pytest

from bot.messages import Incoming, Kind
from bot.said import call_texts
from bot.said.guide import load_notice
from intake.concursos.commands import (
    AnswerStep,
    Applications,
    ApplicationSeen,
    Apply,
    AskCall,
    CallAnswered,
    CallClosed,
    Calls,
    CodeSeen,
    ListCalls,
    SeeCode,
    SendApplication,
    WithdrawApplication,
)
from intake.concursos.rules.answers import Terms, read_answer
from intake.concursos.rules.application import STEPS, next_step
from intake.errors import RefusedError
from intake.kinds import ApplicationState
from intake.listening.commands import Found, LookUp, Refused
from intake.outreach.commands import Arrive, Arrived
from intake.requests.commands import Command, Result
from intake.store.outgoing import Choice, Outgoing
from tests.bot.talk.conversations.talk import CODE, Talk, a_card, an_application, obliging
from tests.conftest import NOW
from tests.intake.concursos.applied import ANSWERS


class Office:
    """A domain that keeps one application as the real one does."""

    def __init__(self, answers: dict[str, str] | None = None) -> None:
        self.answers: dict[str, str] = dict(answers or {})
        self.state = ApplicationState.BORRADOR
        self.closed = ""

    def __call__(self, command: Command) -> Result:
        if self.closed and isinstance(command, Apply | AnswerStep | SendApplication):
            return CallClosed(self.closed)
        match command:
            case AnswerStep(_, step, text, attachment, _):
                if text or attachment is None:
                    bounds = Terms(("comunidad", "municipalidad"), 500_000, 18)
                    try:
                        self.answers[step] = read_answer(step, text, bounds)
                    except RefusedError as refusal:
                        return Refused(str(refusal))
                return self._seen()
            case SendApplication():
                self.state = ApplicationState.ENVIADA
                return self._seen()
            case WithdrawApplication():
                self.state = ApplicationState.RETIRADA
                return self._seen()
            case Apply():
                return self._seen()
            case _:
                return obliging(command)

    def _seen(self) -> ApplicationSeen:
        return ApplicationSeen(an_application(self.answers, self.state))


def test_from_the_list_to_the_receipt_each_step_is_one_message() -> None:
    office = Office()
    talk = Talk(office)
    assert "Agua segura para mi comunidad" in str(talk.says("concursos")) or talk.choices
    card = talk.taps("Agua segura")
    assert "S/ 500 000" in card
    assert "hora de Lima" in card
    first = talk.taps("Postular")
    assert call_texts.HOW_TO_LEAVE in first
    talk.taps("comunidad")
    for words in (
        "Comunidad campesina Huancho",
        "Taraco, Huancané",
        "Agua limpia",
        ANSWERS["propuesta"],
        "unas 120 personas",
        "S/ 45,000.00",
        "10",
    ):
        talk.says(words)
    review = talk.taps("Prefiero no darlo")
    assert "S/ 45 000" in review
    assert "Taraco" in review
    receipt = talk.taps("Sí, enviar")
    assert "7R4-C6H" in receipt
    assert office.answers == ANSWERS
    assert talk.state.focus == ""


def test_a_number_is_an_answer_and_not_a_choice() -> None:
    office = Office({each: ANSWERS[each] for each in STEPS[:5]})
    talk = Talk(office)
    talk.presses("postular:4")
    talk.says("3")
    assert office.answers["beneficiarios"] == "3"


def test_words_that_are_commands_elsewhere_are_answers_here() -> None:
    office = Office({each: ANSWERS[each] for each in STEPS[:3]})
    talk = Talk(office)
    talk.presses("postular:4")
    talk.says("Tengo una idea")
    assert office.answers["titulo"] == "Tengo una idea"


def test_what_does_not_fit_is_asked_again_with_the_reason() -> None:
    office = Office({each: ANSWERS[each] for each in STEPS[:6]})
    talk = Talk(office)
    talk.presses("postular:4")
    said = talk.says("900000 soles")
    assert "S/ 500 000" in said
    assert call_texts.QUESTIONS["monto"] in said
    talk.says("45000")
    assert office.answers["monto"] == "45000"


def test_atras_goes_one_step_back_and_cancelar_keeps_everything() -> None:
    office = Office({each: ANSWERS[each] for each in STEPS[:4]})
    talk = Talk(office)
    talk.presses("postular:4")
    assert call_texts.QUESTIONS["titulo"] in talk.says("atrás")
    talk.says("Otro nombre")
    assert office.answers["titulo"] == "Otro nombre"
    left = talk.says("cancelar")
    assert "guardada" in left
    assert talk.state.focus == ""
    assert office.answers["titulo"] == "Otro nombre"


def test_a_place_that_may_be_several_is_chosen_and_an_unknown_one_is_kept_as_written() -> None:
    office = Office({each: ANSWERS[each] for each in STEPS[:2]})
    talk = Talk(office)
    talk.presses("postular:4")
    talk.says("Santa Rosa")
    assert len(talk.choices) > 1
    talk.presses(talk.heard[-1].choices[0].value)
    assert office.answers["lugar"].isdecimal()
    talk.presses("pc:4:lugar")
    talk.says("detrás del cerro")
    assert office.answers["lugar"] == "detrás del cerro"


def test_a_position_offers_the_districts_near_it() -> None:
    office = Office({each: ANSWERS[each] for each in STEPS[:2]})
    talk = Talk(office)
    talk.presses("postular:4")
    talk.sends(Incoming("p", "", "1", Kind.LOCATION, latitude=-15.3, longitude=-69.98))
    talk.presses(talk.heard[-1].choices[0].value)
    assert office.answers["lugar"].isdecimal()


def test_a_file_stays_with_the_application_and_its_caption_answers() -> None:
    office = Office({each: ANSWERS[each] for each in STEPS[:4]})
    talk = Talk(office)
    talk.presses("postular:4")
    talk.attachment = 7
    said = talk.sends(Incoming("p", "", "1", Kind.PHOTO, text="", file_ref="f"))
    assert call_texts.FILE_KEPT in said
    assert "propuesta" not in office.answers
    talk.sends(Incoming("p", "", "1", Kind.PHOTO, text=ANSWERS["propuesta"], file_ref="f"))
    assert office.answers["propuesta"] == ANSWERS["propuesta"]
    files = [each.attachment for each in talk.commands if isinstance(each, AnswerStep)]
    assert files == [7, 7]


def test_one_answer_of_a_sent_application_is_changed_and_it_stays_sent() -> None:
    office = Office(ANSWERS)
    office.state = ApplicationState.ENVIADA
    talk = Talk(office)
    talk.presses("postular:4")
    talk.taps("Corregir algo")
    talk.taps("Monto")
    said = talk.says("30000")
    assert call_texts.SENT_ALREADY in said
    assert "S/ 30 000" in said


def test_when_the_call_closed_meanwhile_it_says_what_became_of_the_words() -> None:
    office = Office({each: ANSWERS[each] for each in STEPS[:3]})
    talk = Talk(office)
    talk.presses("postular:4")
    office.closed = "Este concurso cerró. Lo que escribiste está guardado."
    assert "guardado" in talk.says("Agua limpia")
    assert talk.state.focus == ""
    assert talk.choices


def test_taking_it_back_is_asked_first() -> None:
    office = Office(ANSWERS)
    office.state = ApplicationState.ENVIADA
    talk = Talk(office)
    talk.presses("postular:4")
    talk.taps("Retirarla")
    assert not any(isinstance(each, WithdrawApplication) for each in talk.commands)
    talk.taps("Sí, retirarla")
    assert isinstance(talk.commands[-1], WithdrawApplication)


def test_a_question_is_answered_from_the_list_or_waits_and_another_may_follow() -> None:
    def domain(command: Command) -> Result:
        if isinstance(command, AskCall):
            return CallAnswered("No, es gratis." if "cuesta" in command.text else "")
        return obliging(command)

    talk = Talk(domain)
    talk.presses("concurso:4")
    talk.taps("Hacer una pregunta")
    assert "No, es gratis." in talk.says("¿cuesta algo postular?")
    assert talk.says("¿y si soy de dos distritos?") == call_texts.QUESTION_KEPT


def test_without_open_calls_the_news_are_offered() -> None:
    def domain(command: Command) -> Result:
        return Calls(()) if isinstance(command, ListCalls) else obliging(command)

    talk = Talk(domain)
    assert talk.says("convocatorias") == call_texts.NONE_OPEN
    assert talk.heard[-1].choices[0].value == "noticias-si"


def test_calls_of_one_name_are_told_apart() -> None:
    def domain(command: Command) -> Result:
        cards = (a_card(), a_card())
        return Calls(cards) if isinstance(command, ListCalls) else obliging(command)

    talk = Talk(domain)
    talk.says("concursos")
    labels = [choice.label for choice in talk.heard[-1].choices]
    assert len(set(labels)) == len(labels)


def test_postular_alone_goes_on_with_what_waits_half_way() -> None:
    office = Office({each: ANSWERS[each] for each in STEPS[:2]})

    def domain(command: Command) -> Result:
        match command:
            case _ if not isinstance(command, Apply | AnswerStep):
                found = obliging(command)
                return (
                    found
                    if not isinstance(found, Applications)
                    else Applications((an_application(office.answers),))
                )
            case _:
                return office(command)

    talk = Talk(domain)
    assert call_texts.QUESTIONS["lugar"] in talk.says("postular")


@pytest.mark.parametrize("named", ["application", "message", "nothing"])
def test_a_typed_code_finds_an_application_or_a_message_on_trial(named: str) -> None:
    trial = Outgoing("Se abrió un concurso", (Choice("Ver el concurso", "concurso:4"),))
    seen = {
        "application": CodeSeen(application=an_application(ANSWERS, ApplicationState.ENVIADA)),
        "message": CodeSeen(message=trial),
        "nothing": CodeSeen(),
    }[named]

    def domain(command: Command) -> Result:
        match command:
            case LookUp():
                return Found(None)
            case Arrive():
                return Arrived(None)
            case SeeCode():
                return seen
            case _:
                return obliging(command)

    talk = Talk(domain)
    said = talk.says(f"{CODE[:3]}-{CODE[3:]}")
    expected = {
        "application": "enviada",
        "message": "Se abrió un concurso",
        "nothing": "No encontré nada con ese código",
    }[named]
    assert expected in said


def test_what_counts_is_when_the_message_came() -> None:
    talk = Talk(Office())
    talk.received_at = NOW - timedelta(minutes=10)
    talk.presses("postular:4")
    (command,) = [each for each in talk.commands if isinstance(each, Apply)]
    assert command.at == NOW - timedelta(minutes=10)


def test_every_step_has_its_question_and_its_name() -> None:
    assert set(call_texts.QUESTIONS) == set(call_texts.NAMES) == set(STEPS)
    assert next_step(ANSWERS) is None


def test_after_a_word_of_help_the_open_question_follows() -> None:
    office = Office({each: ANSWERS[each] for each in STEPS[:7]})
    talk = Talk(office)
    talk.presses("postular:4")
    assert call_texts.QUESTIONS["meses"] in talk.says("ayuda")
    talk.says("3")
    assert office.answers["meses"] == "3"


def test_who_never_accepted_the_notice_reads_it_before_sending_and_accepts_by_sending() -> None:
    office = Office()
    talk = Talk(office)
    assert call_texts.NOTICE in talk.presses("postular:4")
    office.answers = dict(ANSWERS)
    review = talk.presses("postular:4")
    assert call_texts.NOTICE in review
    assert call_texts.ACCEPT in review
    talk.taps("Sí, enviar")
    (sent,) = [each for each in talk.commands if isinstance(each, SendApplication)]
    assert (sent.consent_version, bool(sent.message_id)) == (load_notice().version, True)

    known = Talk(Office(ANSWERS), consented=True)
    assert call_texts.NOTICE not in known.presses("postular:4")
