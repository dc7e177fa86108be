"""Help comes first in every state that the conversations can reach, and nothing told is lost."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

import bot.talk.conversations
from bot.messages import Incoming, Kind
from bot.said import helping, texts
from bot.talk.dialogue.state import Draft, Held, State
from bot.talk.dialogue.turn import OpenQuestion
from intake.concursos.commands import AnswerStep, ApplicationSeen, Apply, AskCall
from intake.concursos.rules.application import STEPS
from intake.kinds import AporteKind, ApplicationState
from intake.listening.commands import (
    AnswerQuestion,
    FindSimilar,
    Refused,
    Reopen,
    SetPlace,
    SimilarFound,
    Submit,
)
from intake.necesidades.commands import Summarise
from intake.plugins import discover
from intake.reading.rules.intent import IntentKind, read
from intake.reading.rules.reader import builtin_reader
from intake.requests.commands import Command, Result
from tests.bot.talk.conversations.talk import CODE, Talk, an_alike, an_application, obliging

VIOLENCE = "mi esposo me pega y mis hijos lloran"
DANGERS = (VIOLENCE, "mi hijo no respira, está en el suelo", "ya no puedo más, me quiero morir")
MODULES = tuple(discover(bot.talk.conversations))
PHRASES = {
    verb: phrases.split("|")
    for module in MODULES
    for verb, phrases in getattr(module, "PHRASES", {}).items()
}
QUESTION = OpenQuestion(5, "¿Cuántas familias son?", CODE)
THE_FORM = (texts.WHERE, texts.WHO_PROBLEM, texts.WHO_IDEA, texts.REGISTER)
TOLD = "no tenemos agua hace un mes"
LOCATION = Incoming("prueba", "", "1", Kind.LOCATION, latitude=-15.29, longitude=-69.97)
PHOTO = Incoming("prueba", "", "1", Kind.PHOTO, file_ref="f")


def knowing(command: Command) -> Result:
    """A domain that knows of two things alike, and of an application already sent."""
    match command:
        case FindSimilar():
            return SimilarFound((an_alike(), an_alike("C6H7R4")))
        case Apply():
            return ApplicationSeen(an_application(state=ApplicationState.ENVIADA))
        case _:
            return obliging(command)


def moves(talk: Talk) -> Iterator[Talk]:
    """Everything that can be done next: each choice, each command, and words of several kinds."""

    def after(incoming: Incoming, idle: timedelta = timedelta()) -> Talk:
        file = 3 if incoming.file_ref else None
        then = Talk(talk.domain, talk.state, attachment=file)
        then.sends(incoming, idle=idle)
        return then

    for _, value in talk.state.offered:
        yield after(Incoming("prueba", "", "1", Kind.BUTTON, choice=value))
    for phrases in PHRASES.values():
        yield after(Incoming("prueba", "", "1", Kind.TEXT, text=phrases[0]))
    for text in (TOLD, "agua", "Taraco, Huancané", "Santa Rosa", "7R4-C6H", VIOLENCE):
        yield after(Incoming("prueba", "", "1", Kind.TEXT, text=text))
    yield after(Incoming("prueba", "", "1", Kind.TEXT, text=TOLD), timedelta(days=3))
    yield after(LOCATION)
    yield after(PHOTO)


def kind_of(state: State) -> tuple[object, ...]:
    """What is asked in a state: two states that ask the same are one."""
    draft = state.draft
    if draft is None:
        return state.focus.replace(CODE, ""), tuple(value for _, value in state.offered)
    if state.focus:
        return state.focus.replace(CODE, ""), True
    missing = (draft.lacks_place, state.asks_whom, draft.lacks_comparison)
    told = (bool(draft.text), bool(draft.aside), bool(draft.alike), draft.correcting)
    return missing, told, bool(draft.editing), bool(read(draft.text).danger)


@cache
def every_state() -> tuple[tuple[State, OpenQuestion | None], ...]:
    """The states reached from nothing by `moves`, with what the Lab asks beside them."""
    asked = Talk(question=QUESTION)
    asked.presses(f"responder:{QUESTION.id}")
    seen: dict[object, State] = {}
    waiting = deque([Talk(obliging), Talk(knowing), asked])
    while waiting:
        talk = waiting.popleft()
        key = (talk.domain, talk.question, kind_of(talk.state))
        if key in seen:
            continue
        seen[key] = talk.state
        assert len(seen) < 500, "states that ask the same must count as one"
        if talk.question is None:
            waiting.extend(moves(talk))
    states = {kind_of(state): state for state in seen.values()}.values()
    questions = [QUESTION if "responder" in state.focus else None for state in states]
    return (*zip(states, questions, strict=True), (State(), QUESTION))


def waits(state: State) -> str:
    """The words that are held."""
    return state.held.text if state.held else ""


def talk_reads(text: str, state: State) -> tuple[IntentKind, ...]:
    """Where help is found for what is said in a state."""
    return builtin_reader().read(text, state.asked).ways


def in_danger(talk: Talk, kind: Kind, text: str) -> str:
    """Say it as a text, a caption or an edit."""
    message_id = "m1" if kind is Kind.EDITED else ""
    talk.attachment = 7 if kind in {Kind.PHOTO, Kind.VOICE, Kind.DOCUMENT} else None
    said = talk.sends(
        Incoming("prueba", "", "1", kind, text=text, message_id=message_id, file_ref="")
    )
    talk.attachment = None
    return said


def test_the_walk_reaches_every_thing_that_the_bot_asks() -> None:
    states = [state for state, _ in every_state()]
    reached = {state.focus.split(":")[0] for state in states}
    named = {module.__dict__["FOCUS"] for module in MODULES if "FOCUS" in module.__dict__}
    assert {"responder", "postular"} <= named <= reached
    steps = {state.focus.split(":")[-1] for state in states if "postular:" in state.focus}
    assert set(STEPS) <= steps
    drafts = [state.draft for state in states if state.draft is not None]
    assert any(draft.aside for draft in drafts)
    assert any(draft.alike for draft in drafts)
    assert any(draft.correcting for draft in drafts)
    assert any(draft.asks_whom for draft in drafts)
    assert any(not draft.lacks_place and draft.compared for draft in drafts)


@pytest.mark.parametrize("text", DANGERS)
@pytest.mark.parametrize(
    "kind", [Kind.TEXT, Kind.START, Kind.PHOTO, Kind.DOCUMENT, Kind.EDITED, Kind.OTHER]
)
def test_in_every_state_help_comes_first_and_the_words_are_kept_and_answer_nothing_else(
    kind: Kind, text: str
) -> None:
    for before, question in every_state():
        is_told = before.draft is not None and bool(read(before.draft.text).danger)
        talk = Talk(state=before, question=question)
        in_danger(talk, kind, text)

        reading = talk_reads(text, before)
        help_text = helping.help_for(reading)
        again = helping.help_lines(reading)
        first = talk.heard[0].text
        where = f"{before}\n{first}"
        # Whoever already asked that a danger be registered hears the lines, and goes on.
        goes_on = is_told and not any(isinstance(c, AnswerQuestion | Reopen) for c in talk.commands)
        if goes_on:
            assert first.startswith(f"{helping.IF_IT_GOES_ON}\n{again}"), where
        else:
            assert first.startswith(help_text), where
            assert len(talk.choices) <= 2, where
            assert not any(ask in reply.text for reply in talk.heard for ask in THE_FORM), where
            assert talk.state.draft == before.draft, where
        for wrong in (AnswerStep, AskCall, SetPlace, Summarise, Submit):
            assert not talk.asked_for(wrong), where
        kept = [
            getattr(command, "text", "") or getattr(command, "facts", "")
            for command in talk.commands
            if isinstance(command, AnswerQuestion | Reopen)
        ]
        draft = talk.state.draft.text if talk.state.draft else ""
        assert text in " ".join([*kept, waits(talk.state), draft]), where


def test_in_every_state_more_words_are_no_place_and_a_no_leads_back_to_what_was_asked() -> None:
    for before, question in every_state():
        talk = Talk(state=before, question=question)
        talk.says(VIOLENCE)
        if not waits(talk.state) or before.held:
            continue
        commands = len(talk.commands)
        said = talk.says("vivo por la plaza de Taraco")

        assert said.startswith(helping.IF_IT_GOES_ON), before
        assert talk.state.draft == before.draft
        assert len(talk.commands) == commands
        assert "Taraco" in waits(talk.state)

        said = talk.says("no gracias")
        assert helping.NOT_REGISTERED in said
        assert not waits(talk.state)
        focus = before.focus if not (before.draft and before.draft.text) else talk.state.focus
        assert talk.state.focus in {focus, ""}, before
        if before.draft is not None and before.draft.text:
            assert talk.state.draft == before.draft


def test_who_asks_for_it_goes_on_to_the_form_and_it_is_registered() -> None:
    talk = Talk()
    said = talk.says(VIOLENCE)
    assert helping.REGISTER_IT not in talk.choices
    assert "registr" not in said
    said = talk.says("quiero que quede registrado")

    assert helping.REGISTERING in said
    assert texts.REGISTER in said
    assert not any(ask in said for ask in THE_FORM if ask != texts.REGISTER)
    talk.says("si")
    (submitted,) = talk.asked_for(Submit)
    assert submitted.text == VIOLENCE
    assert submitted.kind is AporteKind.PROBLEMA
    assert not talk.asked_for(FindSimilar), "nobody is shown what others told beside this"


def test_what_was_being_told_before_waits_until_the_danger_is_registered() -> None:
    talk = Talk()
    talk.says(TOLD)
    water = talk.state.draft
    assert water is not None
    talk.says(VIOLENCE)
    talk.says("regístralo por favor")
    talk.says("si")

    (submitted,) = talk.asked_for(Submit)
    assert submitted.text == VIOLENCE
    assert talk.state.draft == water
    assert texts.WHERE in talk.taps(texts.GO_ON)
    for text in ("Taraco, Huancané", "si", "a mi familia", "si"):
        talk.says(text)
    assert [each.text for each in talk.asked_for(Submit)] == [VIOLENCE, TOLD]


def test_what_waits_is_given_back_also_when_they_stop_half_way() -> None:
    talk = Talk()
    talk.says(TOLD)
    talk.says(VIOLENCE)
    talk.says("regístralo por favor")
    talk.says("cancelar")

    assert texts.GO_ON in talk.choices
    assert talk.state.draft is not None
    assert talk.state.draft.text == TOLD


@pytest.mark.parametrize("word", ["cancelar", "atrás", "salir", "no gracias", "gracias"])
def test_a_no_after_the_help_undoes_nothing_of_what_was_told_before(word: str) -> None:
    talk = Talk()
    for text in (TOLD, "Taraco, Huancané"):
        talk.says(text)
    before = talk.state.draft
    talk.says(VIOLENCE)
    said = talk.says(word)

    assert helping.NOT_REGISTERED in said
    assert talk.state.draft == before
    assert texts.GO_ON in talk.choices


def test_a_cry_for_help_after_the_help_is_no_list_of_commands() -> None:
    talk = Talk()
    talk.says(VIOLENCE)

    for said in (talk.says("ayuda"), talk.presses("ayuda"), talk.says("ayúdenme por favor")):
        assert "100: " in said
        assert texts.HELP not in said


def test_more_words_and_files_are_registered_with_the_rest() -> None:
    talk = Talk()
    talk.says(VIOLENCE)
    talk.says("ya van tres años así")
    talk.attachment = 9
    talk.sends(Incoming("prueba", "", "1", Kind.PHOTO, file_ref="f"))
    talk.attachment = None
    talk.taps(helping.I_AM_SAFE)
    talk.taps(helping.REGISTER_IT)
    for text in ("Taraco, Huancané", "si", "a mi familia", "si"):
        talk.says(text)

    (submitted,) = talk.asked_for(Submit)
    assert submitted.text == f"{VIOLENCE}\nya van tres años así"
    assert submitted.attachments == (9,)


def test_a_corrected_message_takes_the_place_of_the_held_one() -> None:
    talk = Talk()
    talk.sends(Incoming("prueba", "", "1", Kind.TEXT, text=VIOLENCE, message_id="m7"))
    corrected = f"{VIOLENCE} de noche"
    talk.sends(Incoming("prueba", "", "1", Kind.EDITED, text=corrected, message_id="m7"))

    assert talk.state.held is not None
    assert talk.state.held.text == corrected


def test_a_position_after_the_help_is_answered_honestly() -> None:
    talk = Talk()
    talk.says(VIOLENCE)

    said = talk.sends(LOCATION)
    assert said.startswith(helping.NO_RESCUE)
    assert "105: " in said
    assert talk.state.draft is None


def test_an_answer_to_the_lab_is_kept_with_its_case_and_the_draft_waits() -> None:
    talk = Talk()
    talk.says(TOLD)
    draft = talk.state.draft
    talk.question = QUESTION
    talk.presses("responder:5")
    said = talk.says(VIOLENCE)

    assert said.startswith("Gracias por confiar.")
    assert helping.KEPT_WITH_CASE in said
    assert talk.asked_for(AnswerQuestion) == [AnswerQuestion(5, VIOLENCE)]
    assert talk.state.draft == draft
    assert texts.WHERE not in said


@pytest.mark.parametrize("word", ["sí", "no gracias", "gracias", "cancelar"])
def test_nothing_untrue_is_said_of_words_that_are_with_their_case(word: str) -> None:
    talk = Talk(question=QUESTION)
    talk.says(VIOLENCE)
    talk.question = None

    said = talk.says(word)
    assert helping.NOT_REGISTERED not in said
    assert texts.OLD_BUTTON not in said
    assert talk.choices
    assert not talk.state.focus


def test_an_old_no_takes_nobody_away_from_where_they_are() -> None:
    talk = Talk()
    talk.says(VIOLENCE)
    talk.presses("pc:4:propuesta")
    for _ in range(2):
        talk.presses("socorro:no")
        assert talk.state.focus == "postular:4:propuesta"
        assert talk.state.held is None


def test_what_a_case_does_not_take_may_still_be_registered() -> None:
    def refusing(command: Command) -> Result:
        return Refused("No.") if isinstance(command, Reopen) else obliging(command)

    talk = Talk(refusing)
    talk.presses(f"reabrir:{CODE}")
    talk.says(VIOLENCE)

    assert talk.choices == [helping.REGISTER_IT, texts.NO_THANKS]
    assert texts.REGISTER in talk.taps(helping.REGISTER_IT)
    assert talk.state.draft is not None
    assert talk.state.draft.text == VIOLENCE


def test_a_step_of_an_application_is_asked_again_and_takes_nothing_of_it() -> None:
    talk = Talk()
    talk.presses("pc:4:propuesta")
    question = talk.heard[-1].text
    talk.says(VIOLENCE)
    talk.taps(helping.I_AM_SAFE)
    said = talk.taps(texts.NO_THANKS)

    assert question in said
    assert talk.state.focus == "postular:4:propuesta"
    assert not talk.asked_for(AnswerStep)


def test_what_a_button_says_or_its_number_is_a_choice_and_no_cry_for_help() -> None:
    offered = (("Mi esposo me pega", "menu"), ("Otra cosa", "ayuda"))
    for typed in ("Mi esposo me pega", "MI ESPOSO ME PEGA.", "1", "uno"):
        talk = Talk(state=State(offered=offered))
        assert texts.WHAT_TO_DO in talk.says(typed)


def test_no_command_that_can_be_typed_reads_as_danger() -> None:
    for phrases in PHRASES.values():
        assert not [phrase for phrase in phrases if read(phrase).danger]


def test_the_same_cry_five_times_hears_of_help_before_anything_else() -> None:
    talk = Talk()
    for _ in range(5):
        assert talk.says(VIOLENCE).startswith("Gracias por confiar.")


def test_an_old_button_to_register_still_works_until_it_is_settled() -> None:
    talk = Talk()
    talk.says(VIOLENCE)
    talk.says("concursos")
    talk.presses("socorro:si")
    assert talk.state.draft is not None
    assert talk.state.draft.text == VIOLENCE
    talk.says("cancelar")

    assert texts.OLD_BUTTON in talk.presses("socorro:si")


def test_what_was_never_settled_is_not_lost_when_they_cry_again() -> None:
    talk = Talk()
    talk.says(VIOLENCE)
    talk.says("concursos")
    talk.says("mi esposo me pega otra vez")

    assert waits(talk.state) == f"{VIOLENCE}\nmi esposo me pega otra vez"


def test_after_another_command_words_are_for_that_again() -> None:
    talk = Talk()
    talk.says(VIOLENCE)
    talk.says("contar")

    assert texts.WHERE in talk.says(TOLD)


def test_what_is_held_survives_a_restart() -> None:
    held = Held("x", "m1", (3,), (IntentKind.VIOLENCIA,), "distrito", (("No", "menu"),))
    state = State(focus="socorro", held=held, parked=Draft(2, text="y"))
    assert State.from_json(state.to_json()) == state
    assert replace(state, held=None, parked=None, focus="") == State()


def test_an_attempt_under_way_hears_of_the_ambulance_and_of_who_listens() -> None:
    said = Talk().says("mi hija tomó veneno")
    assert said.startswith("Esto parece una emergencia.")
    assert "106: " in said
    assert "113: " in said
