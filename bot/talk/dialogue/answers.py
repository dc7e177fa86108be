"""Which message said what, so that a message that is edited changes just that.

A few are remembered with the conversation: what was told and answered while the draft is open, and
the steps of an application.
"""

from dataclasses import dataclass, replace

from bot.messages import Kind
from bot.talk.dialogue import applying, place, telling
from bot.talk.dialogue.parts import WORDS
from bot.talk.dialogue.questions import advance
from bot.talk.dialogue.state import Draft, State
from bot.talk.dialogue.turn import Facts, Moment, Turn
from intake.concursos.commands import AnswerStep
from intake.kinds import Actor
from intake.words.text import clean

STORY, PLACE, AFFECTED = "texto", "lugar", "afecta"
"""What of a draft was said; a step of an application is its own focus, `postular:4:titulo`."""
_MOST = 12
_LONGEST_AFFECTED = 300


@dataclass(frozen=True, slots=True)
class Answer:
    """One message, and what it said."""

    message_id: str
    to: str
    words: str


def find(state: State, message_id: str) -> Answer | None:
    """What this message said, the last time; None where that is not known any more."""
    kept = (Answer(*each) for each in reversed(state.answers))
    return next((each for each in kept if message_id and each.message_id == message_id), None)


def note(moment: Moment, turn: Turn) -> Turn:
    """The turn that remembers what the message of the moment answered."""
    before, after = moment.state, turn.state
    kept = after.answers
    if before.draft is None or after.draft is None or before.draft.serial != after.draft.serial:
        kept = tuple(each for each in kept if each[1].startswith(applying.FOCUS))
    new = _said(moment, turn) if moment.incoming.kind in WORDS else ()
    answers = (*kept, *((each.message_id, each.to, each.words) for each in new))
    return replace(turn, state=replace(after, answers=answers[-_MOST:]))


def _said(moment: Moment, turn: Turn) -> tuple[Answer, ...]:
    incoming, draft = moment.incoming, turn.state.draft
    words = clean(incoming.text)
    if not (words and incoming.message_id):
        return ()
    step = applying.asked(moment.state)
    if step is not None and isinstance(turn.command, AnswerStep):
        return (Answer(incoming.message_id, moment.state.focus, words),)
    if draft is None:
        return ()
    was = moment.state.draft
    if was is None or was.serial != draft.serial:
        was = Draft(draft.serial)
    if draft.text != was.text:
        pieces = incoming.pieces or ((incoming.message_id, words),)
        return tuple(Answer(which, STORY, clean(said)) for which, said in pieces if which)
    if draft.affected != was.affected:
        return (Answer(incoming.message_id, AFFECTED, words),)
    where = (draft.ubigeo, draft.guess, draft.place_text, draft.no_place)
    if where != (was.ubigeo, was.guess, was.place_text, was.no_place):
        return (Answer(incoming.message_id, PLACE, words),)
    return ()


def change(state: State, facts: Facts, to: str, text: str, *, lead: str) -> Turn:
    """Take `text` as the answer to what was asked before, in place of the former one."""
    if to == PLACE:
        asked = state.with_draft(
            ubigeo="", guess=(), place_text="", no_place=False, alike=(), compared=False
        )
        state, missed = place.on_text(asked, facts, text)
        return advance(state, facts, missed or lead)
    actor = state.telling.actor or facts.actor or Actor.CIUDADANIA
    state = state.with_draft(affected=clean(text)[:_LONGEST_AFFECTED], actor=actor)
    return advance(state, facts, lead)


def edit(moment: Moment, text: str, *, lead: str) -> Turn | None:
    """Their message says something else now; None where it is not known what it had said."""
    state, facts = moment.state, moment.facts
    former = find(state, moment.incoming.message_id)
    if former is None or state.draft is None or moment.incoming.kind is not Kind.EDITED:
        return None
    if former.to in {PLACE, AFFECTED}:
        return _kept(former, text, change(state, facts, former.to, text, lead=lead))
    if former.to != STORY or former.words not in state.draft.text:
        return None
    whole = state.draft.text.replace(former.words, clean(text), 1)
    return _kept(former, text, telling.tell_anew(state, facts, whole, lead=lead))


def _kept(former: Answer, text: str, turn: Turn) -> Turn:
    """The turn that knows the message by what it says now."""
    now = (former.message_id, former.to, clean(text))
    answers = (*turn.state.answers, now)
    return replace(turn, state=replace(turn.state, answers=answers[-_MOST:]))
