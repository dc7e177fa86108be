"""Telling something: a draft begins, and takes its words, whoever hears them first."""

from dataclasses import replace

from bot.said import texts
from bot.talk.dialogue import place
from bot.talk.dialogue.questions import advance
from bot.talk.dialogue.state import Draft, State
from bot.talk.dialogue.turn import Facts, Turn
from intake.kinds import AporteKind
from intake.reading.rules.reader import Reading
from intake.words.text import clean


def kind_of(reading: Reading) -> AporteKind:
    """What is told: an idea where it proposes something, else a problem."""
    return AporteKind.IDEA if reading.is_proposal else AporteKind.PROBLEMA


def start(
    state: State, facts: Facts, kind: AporteKind, *, text: str = "", message_id: str = ""
) -> Turn:
    """Begin a new draft, with its text where it was already told."""
    serial = state.serial + 1
    draft = Draft(serial=serial, kind=kind, attachments=facts.attachments)
    state = replace(state, serial=serial, draft=draft, focus="")
    return tell(state, facts, text, message_id) if text else advance(state, facts)


def tell_anew(state: State, facts: Facts, whole: str, *, lead: str = "") -> Turn:
    """Take `whole` for what was told so far; a place that was only guessed is guessed again."""
    draft = state.telling
    if draft.lacks_place:
        again = place.guess_from_story(state, facts, whole)
        state = again if again.telling.guess else state
    return tell(state, facts, whole, draft.message_id, lead=lead)


def tell(state: State, facts: Facts, text: str, message_id: str, *, lead: str = "") -> Turn:
    """Take `text` as what is told, and the place it names, if it does."""
    text = clean(text)
    state = state.with_draft(text=text, message_id=message_id, compared=False, alike=())
    if state.telling.lacks_place and not state.telling.guess:
        state = place.guess_from_story(state, facts, text)
    if facts.world.read(text).needs_interpreter:
        lead = f"{lead}\n\n{texts.IN_YOUR_TONGUE}".strip()
    return advance(state, facts, lead)
