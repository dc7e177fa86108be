"""Every form of answer at every step: nothing that is said is dropped, nothing wrong registered.

One table. A row is a step of the conversation, a column a form of answer, and the cell says what
becomes of it; what each word means is in `CHECKS`.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from bot.messages import Incoming, Kind
from bot.said import call_texts, texts
from bot.talk.dialogue.state import Held
from bot.talk.dialogue.turn import OpenQuestion
from intake.concursos.commands import AnswerStep, AskCall, SendApplication
from intake.listening.commands import (
    AnswerQuestion,
    Correct,
    FindSimilar,
    Join,
    LookUp,
    Reopen,
    SetNews,
    SetPlace,
    SimilarFound,
    Submit,
    Withdraw,
)
from intake.necesidades.commands import Summarise
from intake.requests.commands import Command, Result
from tests.bot.talk.conversations.talk import CODE, Talk, an_alike, obliging

STORY = "no tenemos agua potable hace un mes y somos veinte familias"
FACT = "el tanque está rajado desde que tembló la tierra en agosto"
FILE = 31
QUESTION = OpenQuestion(5, "¿A qué teléfono te llamamos?", CODE)


def _said(*words: str) -> Talk:
    talk = Talk()
    for text in words:
        talk.says(text)
    return talk


def _alike(command: Command) -> Result:
    return SimilarFound((an_alike(),)) if isinstance(command, FindSimilar) else obliging(command)


def _at_the_alike() -> Talk:
    talk = Talk(_alike)
    for text in (STORY, "Ananea"):
        talk.says(text)
    return talk


def _aside() -> Talk:
    talk = _said(STORY)
    talk.state = talk.state.with_draft(aside="se cayó el puente del colegio")
    talk.says("menú")
    talk.presses("seguir")
    return talk


def _pressed(*values: str, question: OpenQuestion | None = None) -> Talk:
    talk = Talk(question=question)
    for value in values:
        talk.presses(value)
    return talk


def _asked_by_the_lab() -> Talk:
    return Talk(question=QUESTION)


def _in_danger() -> Talk:
    return _said("mi esposo me pega")


STEPS: dict[str, Callable[[], Talk]] = {
    "nothing open": Talk,
    "story": lambda: _said("contar"),
    "place": lambda: _said(STORY),
    "which place": lambda: _said(STORY, "Santa Rosa"),
    "whom": lambda: _said(STORY, "Ananea", "corregir algo", "A quiénes afecta o quién escribe"),
    "alike": _at_the_alike,
    "recap": lambda: _said(STORY, "Ananea"),
    "correcting": lambda: _said(STORY, "Ananea", "corregir algo"),
    "giving up": lambda: _said(STORY, "Ananea", "bórralo todo mejor"),
    "new or the same": _aside,
    "receipt": lambda: _said(STORY, "Ananea", "sí"),
    "news district": lambda: _pressed("noticias", "noticias-si"),
    "summary district": lambda: _said("resumen"),
    "question waits": _asked_by_the_lab,
    "question opened": lambda: _pressed("responder:5", question=QUESTION),
    "after an answer": lambda: _pressed(f"reabrir:{CODE}"),
    "asking of a call": lambda: _pressed("preguntar:4"),
    "application name": lambda: _pressed("pc:4:propuesta"),
    "application place": lambda: _pressed("pc:4:lugar"),
    "application contact": lambda: _pressed("pc:4:contacto"),
    "danger held": _in_danger,
}


def _typed(text: str) -> Incoming:
    return Incoming("p", "", "1", Kind.TEXT, text=text)


def _file(kind: Kind, text: str = "") -> Incoming:
    return Incoming("p", "", "1", kind, text=text, file_ref="f")


FORMS: dict[str, Incoming] = {
    "text": _typed(FACT),
    "number": _typed("37"),
    "yes": _typed("sí"),
    "no": _typed("no"),
    "thumb": _typed("👍"),
    "emoji": _typed("🌽"),
    "caption": _file(Kind.PHOTO, FACT),
    "photo": _file(Kind.PHOTO),
    "voice": _file(Kind.VOICE),
    "document": _file(Kind.DOCUMENT),
    "position": Incoming("p", "", "1", Kind.LOCATION, latitude=-15.30, longitude=-69.98),
    "card": Incoming("p", "", "1", Kind.CONTACT, text="+51951000111"),
    "sticker": Incoming("p", "", "1", Kind.OTHER),
    "edited": Incoming("p", "", "1", Kind.EDITED, text=FACT, message_id="otro"),
    "command": _typed("/nada_de_eso"),
}
CELLS = [(step, form) for step in STEPS for form in FORMS]
_FILES = {"caption", "photo", "voice", "document"}
_TELLING = {"story", "place", "which place", "whom", "alike", "recap", "correcting", "giving up",
            "new or the same"}  # fmt: skip
_MAY = {
    # What each of these forms may bring about at a step; nothing else may be commanded.
    ("alike", "yes"): Submit,
    ("alike", "thumb"): Submit,
    ("recap", "yes"): Submit,
    ("recap", "thumb"): Submit,
}
_DECIDES = (Submit, Join, Correct, Withdraw, SetNews, SetPlace, SendApplication)


def sent(step: str, form: str) -> Talk:
    """The talk after the form came at the step; `commands` are only those that it caused."""
    talk = STEPS[step]()
    talk.commands.clear()
    talk.attachment = FILE if form in _FILES else None
    talk.sends(FORMS[form])
    return talk


def kept(talk: Talk) -> Iterator[str]:
    """All words that are with a draft, an answer, a question or held."""
    state = talk.state
    for draft in (state.draft, state.parked, state.dropped):
        if draft is not None:
            yield from (draft.text, draft.place_text, draft.affected, draft.pending, draft.aside)
    if state.held is not None:
        yield state.held.text
    yield state.doubted
    for command in talk.commands:
        match command:
            case AnswerQuestion() | AskCall() | AnswerStep():
                yield command.text
            case Reopen():
                yield command.facts
            case Submit() | Correct():
                yield command.text
            case _:
                pass


def kept_files(talk: Talk) -> set[int]:
    """All files that are with a draft, an answer, a step or held."""
    state = talk.state
    found: set[int] = set()
    for holder in (state.draft, state.parked, state.dropped, state.held):
        found |= set(holder.attachments) if holder is not None else set()
    for command in talk.commands:
        match command:
            case AnswerQuestion() | Reopen():
                found |= set(command.attachments)
            case AnswerStep(attachment=file) if file is not None:
                found.add(file)
            case _:
                pass
    return found


@pytest.mark.parametrize(("step", "form"), CELLS)
def test_each_form_at_each_step(step: str, form: str) -> None:
    before = STEPS[step]()
    talk = sent(step, form)
    said = " ".join(reply.text for reply in talk.heard)
    assert said.strip(), "nobody is left without an answer"
    decided = [each for each in talk.commands if isinstance(each, _DECIDES)]
    may = _MAY.get((step, form))
    assert all(may is not None and isinstance(each, may) for each in decided), decided
    if form in {"text", "caption"}:
        assert any(FACT in words for words in kept(talk)), "what was said is dropped"
    if form in _FILES and (step, form) not in {("asking of a call", each) for each in _FILES}:
        assert FILE in kept_files(talk), "what was sent is dropped"
    if before.state.draft is not None and talk.state.draft is not None:
        assert before.state.draft.text in talk.state.draft.text, "what was told is gone"
    if form in {"emoji", "sticker", "command", "edited"} and step in _TELLING:
        old, new = before.state.telling, talk.state.telling
        assert replace(new, place_tries=old.place_tries) == old, "it is no answer"


@pytest.mark.parametrize("form", [*sorted(_FILES)])
@pytest.mark.parametrize("step", ["question waits", "question opened"])
def test_a_file_answers_the_question_of_the_lab(step: str, form: str) -> None:
    talk = sent(step, form)
    (answer,) = talk.asked_for(AnswerQuestion)
    assert answer.attachments == (FILE,)
    assert answer.text == (FACT if form == "caption" else texts.SENT_A_FILE)
    assert talk.state.draft is None


@pytest.mark.parametrize("step", ["question waits", "question opened"])
def test_a_card_or_a_position_answers_the_question_of_the_lab(step: str) -> None:
    (answer,) = sent(step, "card").asked_for(AnswerQuestion)
    assert answer.text == "+51951000111"
    (answer,) = sent(step, "position").asked_for(AnswerQuestion)
    assert "-15.30000, -69.98000" in answer.text
    assert "Taraco" in answer.text


@pytest.mark.parametrize("form", ["photo", "voice", "document", "position"])
def test_what_is_new_after_an_answer_may_be_no_words(form: str) -> None:
    (reopened,) = sent("after an answer", form).asked_for(Reopen)
    assert reopened.facts


def test_a_position_is_the_district_where_one_is_asked() -> None:
    for step, verb in (("news district", "distrito:"), ("summary district", "resumen:")):
        talk = sent(step, "position")
        values = [choice.value for reply in talk.heard for choice in reply.choices]
        assert f"{verb}210607" in values
        assert not talk.asked_for(SetPlace)
        assert not talk.asked_for(Summarise)
    talk = sent("recap", "position")
    assert "210607" in talk.state.telling.guess


def test_a_story_where_a_district_is_asked_is_a_story() -> None:
    for step in ("news district", "summary district"):
        talk = sent(step, "text")
        assert talk.state.telling.text == FACT


def test_what_cannot_be_asked_of_a_call_is_said_to_be_so() -> None:
    for form in ("photo", "voice", "document", "position"):
        talk = sent("asking of a call", form)
        assert texts.QUESTION_IN_WORDS in talk.heard[-1].text
        assert talk.state.draft is None


def test_what_is_no_answer_to_a_step_of_an_application_asks_it_again() -> None:
    for form in ("sticker", "emoji", "command"):
        talk = sent("application name", form)
        assert call_texts.question("propuesta") in talk.heard[-1].text
        assert not talk.asked_for(AnswerStep)


def test_who_wants_to_stop_an_application_in_words_leaves_it_for_later() -> None:
    talk = STEPS["application name"]()
    talk.commands.clear()
    assert call_texts.LEFT in talk.says("mejor ya no, déjalo ahí")
    assert not talk.asked_for(AnswerStep)


def test_the_words_of_danger_stay_held_whatever_comes_beside_them() -> None:
    for form in FORMS:
        talk = sent("danger held", form)
        held = talk.state.held or Held()
        still = [held.text, *(talk.state.draft.text if talk.state.draft else "",)]
        if form != "no":
            assert any("mi esposo me pega" in words for words in still), form


def test_a_code_is_looked_up_at_every_step_of_a_draft() -> None:
    for step in _TELLING - {"story"}:
        talk = STEPS[step]()
        before = talk.state.draft
        talk.says("¿cómo va 7R4-C6H?")
        assert talk.asked_for(LookUp), step
        assert talk.state.draft == before, step
