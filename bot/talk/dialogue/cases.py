"""Words that a case waits for: the answer to the Lab's question, or what is new after an answer."""

from dataclasses import replace

from bot.messages import Kind
from bot.said import texts
from bot.talk.dialogue.parts import WORDS
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Moment, Turn
from intake.listening.commands import AnswerQuestion, Reopen
from intake.words.text import clean

QUESTION = "responder"
ANSWERS = WORDS | {Kind.LOCATION, Kind.CONTACT}
"""What may answer: words and files, where they are, the telephone on their own card."""
REOPENING = "reabrir"


def asked(state: State) -> int | None:
    """The question that free words answer now, if one was opened."""
    verb, _, number = state.focus.partition(":")
    return int(number) if verb == QUESTION else None


def in_view(moment: Moment) -> int | None:
    """The open question, where its message is the last that reached them."""
    question = moment.facts.question
    values = {value for _, value in moment.facts.view.begun}
    return question.id if question and f"{QUESTION}:{question.id}" in values else None


def replied(moment: Moment) -> int | None:
    """The open question, where this is a reply to its message, whatever else is being asked."""
    return in_view(moment) if moment.facts.view.is_reply else None


def answer(moment: Moment, question_id: int, text: str, *, focus: str = "") -> Turn:
    """Hand over to the case the words, and the files that came with them or alone.

    `focus`: what goes on being asked.
    """
    command = AnswerQuestion(question_id, _said(moment, text), moment.facts.attachments)
    return Turn(replace(moment.state, focus=focus), (), command)


def reopening(state: State) -> str | None:
    """The code of the aporte about which something new is being told; empty: the last answered."""
    verb, colon, code = state.focus.partition(":")
    return code if verb == REOPENING and colon else None


def reopen(moment: Moment, code: str, text: str) -> Turn:
    """Hand the new facts over; a file alone is something new too."""
    command = Reopen(code, _said(moment, text), moment.facts.attachments)
    return Turn(replace(moment.state, focus=""), (), command)


def _said(moment: Moment, text: str) -> str:
    """The words; where there are none, what was sent instead, said in words for the staff."""
    if moment.position is not None:
        near = moment.facts.world.gazetteer.nearest(*moment.position)
        return texts.sent_position(moment.position, near[0].label if near else "")
    return clean(text) or texts.SENT_A_FILE
