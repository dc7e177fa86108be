"""Which message said what, so that a message that is edited changes just that.

A few are remembered with the conversation: what was told and answered while the draft is open, and
the steps of an application.
"""

from dataclasses import dataclass, replace

from bot.messages import Kind
from bot.talk.dialogue import applying, changes, place, telling
from bot.talk.dialogue.hearing import is_bare
from bot.talk.dialogue.parts import WORDS
from bot.talk.dialogue.questions import advance
from bot.talk.dialogue.state import Draft, State
from bot.talk.dialogue.turn import Facts, Moment, Turn
from intake.concursos.commands import AnswerStep
from intake.kinds import Actor
from intake.listening.rules.affected import as_whom
from intake.words.text import clean

STORY, PLACE, AFFECTED = "texto", "lugar", "afecta"
"""What of a draft was said."""
_MOST = 12


@dataclass(frozen=True, slots=True)
class Answer:
    """One message, and what it said."""

    message_id: str
    to: str
    """`d3:lugar`, of the draft with that serial; `postular:4:titulo`, of an application."""
    words: str


def find(state: State, message_id: str) -> Answer | None:
    """What this message said, the last time; None where that is not known any more."""
    kept = (Answer(*each) for each in reversed(state.answers))
    return next((each for each in kept if message_id and each.message_id == message_id), None)


def note(moment: Moment, turn: Turn) -> Turn:
    """The turn that remembers what the message of the moment answered."""
    after = turn.state
    theirs = (f"{applying.FOCUS}:", *((_of(after.draft, ""),) if after.draft is not None else ()))
    kept = tuple(each for each in after.answers if each[1].startswith(theirs))
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
        if is_bare(words):
            return ()  # it chose among what was offered, and told nothing
        pieces = incoming.pieces or ((incoming.message_id, words),)
        return tuple(Answer(id_, _of(draft, STORY), clean(said)) for id_, said in pieces if id_)
    if draft.affected != was.affected:
        return (Answer(incoming.message_id, _of(draft, AFFECTED), words),)
    where = (draft.ubigeo, draft.guess, draft.place_text, draft.no_place)
    if where != (was.ubigeo, was.guess, was.place_text, was.no_place):
        return (Answer(incoming.message_id, _of(draft, PLACE), words),)
    return ()


def _of(draft: Draft, field: str) -> str:
    return f"d{draft.serial}:{field}"


def change(state: State, facts: Facts, to: str, text: str, *, lead: str) -> Turn:
    """Take `text` as the answer to what was asked before, in place of the former one."""
    if to == PLACE:
        state, missed = place.on_text(changes.forget(state, "lugar"), facts, text)
        return advance(state, facts, missed or lead)
    actor = state.telling.actor or facts.actor or Actor.CIUDADANIA
    state = state.with_draft(affected=as_whom(text), actor=actor, asks_whom=False)
    return advance(state, facts, lead)


def edit(moment: Moment, text: str, *, lead: str) -> Turn | None:
    """Their message says something else now; None where it is not known what it had said."""
    state, facts = moment.state, moment.facts
    former = find(state, moment.incoming.message_id)
    draft = state.draft
    if former is None or draft is None or moment.incoming.kind is not Kind.EDITED:
        return None
    for field in (PLACE, AFFECTED):
        if former.to == _of(draft, field):
            return _kept(former, text, change(state, facts, field, text, lead=lead))
    if former.to != _of(draft, STORY) or former.words not in draft.text:
        return None
    whole = draft.text.replace(former.words, clean(text), 1)
    return _kept(former, text, telling.tell(state, facts, whole, draft.message_id, lead=lead))


def _kept(former: Answer, text: str, turn: Turn) -> Turn:
    """The turn that knows the message by what it says now."""
    now = (former.message_id, former.to, clean(text))
    answers = (*turn.state.answers, now)
    return replace(turn, state=replace(turn.state, answers=answers[-_MOST:]))
