"""Speaking with a person: the wish goes to the team, and is told honestly until when it waits."""

from dataclasses import replace

from bot.messages import Kind
from bot.said import team_texts, texts
from bot.talk.dialogue import applying, cases
from bot.talk.dialogue.parts import WORDS, Ear, Precedence
from bot.talk.dialogue.questions import again
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Moment, Turn, say
from intake.listening.commands import AskForPerson, PersonAsked, Refused
from intake.reading.rules.acts import Act
from intake.requests.commands import Result
from intake.words.text import clean

PHRASES = {"persona": "persona|hablar con una persona|quiero hablar con una persona"}
COMMANDS = (AskForPerson,)
FOCUS = "persona"
_READ_BY_SOMEBODY = frozenset({cases.QUESTION, cases.REOPENING, "socorro"})
"""What is asked there goes to a person as it is, or waits for who is in danger to decide."""


def before_choices(moment: Moment, text: str, value: str | None) -> Turn | None:
    """They want a human being, whatever else is being told: it is no answer to that."""
    focus = moment.state.focus.partition(":")[0]
    is_for_somebody = focus in _READ_BY_SOMEBODY or cases.replied(moment) is not None
    is_of_others = moment.incoming.is_forwarded or moment.facts.view.is_echo
    if value is not None or is_for_somebody or is_of_others:
        return None
    if moment.reading.act is not Act.PERSONA:
        return None
    return Turn(moment.state, (), AskForPerson(text))


def _add(moment: Moment, text: str) -> Turn | None:
    """What it is about, or where to call them: their own telephone too."""
    if moment.state.focus != FOCUS:
        return None
    if moment.incoming.kind is Kind.CONTACT:
        command = AskForPerson("", contact=text)
    else:
        command = AskForPerson(text, attachments=moment.facts.attachments)
    return Turn(moment.state, (), command)


EARS = (Ear(Precedence.ASKED, WORDS | {Kind.CONTACT}, _add),)


def leave(state: State, verb: str) -> State:
    """They want something else now: what they write is for that."""
    return replace(state, focus="") if state.focus == FOCUS and verb != FOCUS else state


def on_result(turn: Turn, result: Result, facts: Facts) -> Turn:
    """It waits for the team; what was being told or asked goes on."""
    state = turn.state
    match result:
        case PersonAsked(ahead) if state.focus != FOCUS:
            when = team_texts.attended(facts.world.attention, facts.now)
            return _asked(state, facts, team_texts.person_asked(when, ahead))
        case Refused(reason):
            return say(state, reason, *texts.MENU)
        case _:
            return say(replace(state, focus=""), team_texts.ADDED_FOR_THE_PERSON, *texts.MENU[:2])


def _asked(state: State, facts: Facts, said: str) -> Turn:
    beside = applying.besides(state, said)
    if beside is not None:
        return beside
    if state.draft is not None or state.focus:
        return again(state, facts, said)
    said = f"{said}\n\n{team_texts.MORE_FOR_THE_PERSON}"
    return say(replace(state, focus=FOCUS), said, (texts.NOT_NOW, "menu"))


def _ask(moment: Moment, rest: str) -> Turn:
    """They want a person; or, with `escribir`, answer the one who wrote to them."""
    if rest:
        state = replace(moment.state, focus=FOCUS)
        return say(state, team_texts.WRITE_TO_THE_PERSON, (texts.NOT_NOW, "menu"))
    return Turn(moment.state, (), AskForPerson(clean(moment.incoming.text)))


VERBS = {"persona": _ask}
