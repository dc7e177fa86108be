"""Arriving by a poster, the radio or a link: what brought them is named, and its call offered."""

from dataclasses import replace

from bot.messages import Kind
from bot.said import texts
from bot.said.offers import in_buttons
from bot.said.welcome import SEE_CONCURSO, welcome
from bot.talk.dialogue import applying
from bot.talk.dialogue.parts import Ear, Precedence
from bot.talk.dialogue.questions import go_on, greet, greeting
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Moment, Turn, say
from intake.concursos.commands import CodeSeen, SeeCode
from intake.listening.commands import SetReachable
from intake.outreach.commands import Arrive, Arrived, ArrivedBy
from intake.requests.commands import Result
from intake.words.codes import find_code

COMMANDS = (Arrive, SeeCode)


def _start(moment: Moment, _: str) -> Turn:
    """They opened the chat: by a code, or just so."""
    code = find_code(moment.incoming.text)
    if code is None:
        return greet(moment.state, moment.facts)
    return Turn(moment.state, (), Arrive(code))


def _reach(moment: Moment, _: str) -> Turn:
    """They blocked us, or let us write again."""
    reachable = moment.incoming.kind is Kind.UNBLOCKED
    version = moment.facts.world.notice.version
    return Turn(moment.state, (), SetReachable(reachable, version, moment.message_id))


EARS = (
    Ear(Precedence.FORM, frozenset({Kind.START}), _start),
    Ear(Precedence.FORM, frozenset({Kind.BLOCKED, Kind.UNBLOCKED}), _reach),
)


def on_result(turn: Turn, result: Result, facts: Facts) -> Turn:
    """The source is known, or the code says nothing."""
    match result:
        case Arrived(by) if by is not None:
            return _greet(turn.state, by, facts)
        case CodeSeen(application=view) if view is not None:
            return applying.status(replace(turn.state, focus=""), view, facts)
        case CodeSeen(message=message) if message is not None:
            shown = in_buttons(message)
            offered = tuple((each.label, each.value) for each in shown.choices)
            return Turn(replace(turn.state, offered=offered), (shown,))
        case CodeSeen():
            return go_on(turn.state, facts, texts.UNKNOWN_CODE, *texts.MENU)
        case _ if isinstance(turn.command, Arrive) and turn.command.typed:
            return Turn(turn.state, (), SeeCode(turn.command.code, facts.at))
        case _:
            return greet(turn.state, facts)


def _greet(state: State, by: ArrivedBy, facts: Facts) -> Turn:
    district = facts.world.gazetteer.find(by.ubigeo) if by.ubigeo else None
    text = welcome(by, district.label if district else "", greeting(facts))
    if state.draft is not None:
        return go_on(state, facts, text)
    if by.concurso_id is None:
        return say(state, text, *texts.MENU)
    return say(state, text, (SEE_CONCURSO, f"concurso:{by.concurso_id}"), *texts.MENU)
