"""The open calls: seeing them, one whole, and asking about it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.messages import Kind
from bot.said import call_texts, texts
from bot.talk.dialogue.calls import list_calls, number_in, of_call
from bot.talk.dialogue.parts import WORDS, Ear, Precedence
from bot.talk.dialogue.questions import again, go_on
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Moment, Turn, say
from intake.concursos.commands import (
    AskCall,
    CallAnswered,
    CallCard,
    Calls,
    CallSeen,
    ListCalls,
    SeeCall,
)
from intake.kinds import ApplicationState
from intake.listening.commands import Refused
from intake.requests.commands import Result

PHRASES = {
    "concursos": (
        "concursos|concurso|convocatorias|convocatoria|ver concursos|que concursos hay|"
        "hay concursos|concursos abiertos|fondos concursables"
    ),
}
WAYS_OUT = frozenset({"concursos"})
COMMANDS = (ListCalls, SeeCall, AskCall)
FOCUS = "preguntar"
_MOST = 8


def _asked(state: State) -> int | None:
    """The call about which free words ask now."""
    verb, _, number = state.focus.partition(":")
    return number_in(number) if verb == FOCUS else None


def keeps_words(state: State) -> bool:
    """Whether their words are a question to the Lab: only what ends it is a command."""
    return _asked(state) is not None


def _ask(moment: Moment, text: str) -> Turn | None:
    """Hand the question over; until they go elsewhere, more words are more questions."""
    about = _asked(moment.state)
    if about is None:
        return None
    if not text or moment.position is not None:
        return again(moment.state, moment.facts, texts.QUESTION_IN_WORDS)
    return Turn(moment.state, (), AskCall(about, text))


EARS = (Ear(Precedence.ASKED, WORDS | {Kind.LOCATION, Kind.CONTACT}, _ask),)


def on_result(turn: Turn, result: Result, facts: Facts) -> Turn:
    """The domain answered."""
    state = turn.state
    match result:
        case Calls(cards):
            return _open_ones(state, cards, facts)
        case CallSeen(card):
            return _show(state, card)
        case CallAnswered(answer=""):
            return say(state, call_texts.QUESTION_KEPT, *_back_to(turn))
        case CallAnswered(answer=answer):
            return say(state, call_texts.answered(answer), *_back_to(turn))
        case Refused(reason):
            return go_on(replace(state, focus=""), facts, reason, *texts.MENU)
        case _:
            return go_on(replace(state, focus=""), facts, texts.WHAT_TO_DO, *texts.MENU)


def _open_ones(state: State, cards: Sequence[CallCard], facts: Facts) -> Turn:
    news = () if facts.wants_news else ((call_texts.TELL_ME, "noticias-si"),)
    if not cards:
        return go_on(state, facts, call_texts.NONE_OPEN, *news, *texts.MENU[:2])
    buttons = [(call_texts.call_button(card), f"concurso:{card.id}") for card in cards[:_MOST]]
    back = ((texts.GO_ON, "seguir"),) if state.draft is not None else ()
    return say(state, call_texts.open_ones(cards[:_MOST]), *_distinct(buttons), *news, *back)


def _back_to(turn: Turn) -> tuple[tuple[str, str], ...]:
    number = turn.command.concurso_id if isinstance(turn.command, AskCall) else 0
    return ((call_texts.APPLY, f"postular:{number}"), (call_texts.CALLS, "concursos"))


def _show(state: State, card: CallCard) -> Turn:
    choices: list[tuple[str, str]] = []
    if card.mine is not None and card.mine.is_changeable:
        label = call_texts.GO_ON if card.mine is ApplicationState.BORRADOR else call_texts.MINE
        choices.append((label, f"postular:{card.id}"))
    elif card.is_open:
        choices.append((call_texts.APPLY, f"postular:{card.id}"))
    elif card.mine is not None:
        choices.append((call_texts.MINE, f"postulacion:{card.id}"))
    choices += [(call_texts.ASK, f"preguntar:{card.id}"), (call_texts.CALLS, "concursos")]
    if state.draft is not None:
        choices.append((texts.GO_ON, "seguir"))
    return say(replace(state, focus=""), call_texts.card(card), *choices)


def _distinct(buttons: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Calls of one name are told apart by a number: a label chooses one thing."""
    seen: dict[str, int] = {}
    found = []
    for label, value in buttons:
        seen[label] = seen.get(label, 0) + 1
        found.append((f"{label[:52]} ({seen[label]})" if seen[label] > 1 else label, value))
    return found


def _see(moment: Moment, number: int) -> Turn:
    return Turn(replace(moment.state, focus=""), (), SeeCall(number, moment.facts.at))


def _wait_for_question(moment: Moment, number: int) -> Turn:
    state = replace(moment.state, focus=f"{FOCUS}:{number}")
    return say(state, call_texts.WHAT_TO_ASK, (texts.NOT_NOW, f"concurso:{number}"))


VERBS = {
    "concursos": lambda moment, _: list_calls(moment),
    "concurso": of_call(_see),
    "preguntar": of_call(_wait_for_question),
}
