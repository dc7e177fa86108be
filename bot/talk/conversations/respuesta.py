"""After an answer: did it help, and is there something new?"""

from dataclasses import replace

from bot.said import texts
from bot.talk.dialogue import cases
from bot.talk.dialogue.parts import TEXT, Ear, Precedence
from bot.talk.dialogue.questions import go_on
from bot.talk.dialogue.turn import Facts, Moment, Turn, say
from intake.listening.commands import GiveOpinion, Refused, Reopen
from intake.requests.commands import Result
from intake.words.codes import find_code

PHRASES = {
    "sirvio-si": "me sirvio|si me sirvio|me sirvio la respuesta|me ayudo la respuesta",
    "sirvio-no": "no me sirvio|no me sirve|no me ayudo la respuesta",
    "reabrir": "tengo algo nuevo|reabrir|quiero reabrir mi aporte|hay algo nuevo",
}
COMMANDS = (GiveOpinion, Reopen)
FOCUS = cases.REOPENING
WITH_CODE = frozenset({FOCUS})


def _tell(moment: Moment, text: str) -> Turn | None:
    """What is new, in words, or a file that shows it."""
    code = cases.reopening(moment.state)
    return None if code is None else cases.reopen(moment, code, text)


EARS = (
    Ear(Precedence.FORM, cases.ANSWERS - TEXT, _tell),
    Ear(Precedence.ASKED, TEXT, _tell),
)


def on_result(turn: Turn, result: Result, facts: Facts) -> Turn:
    """It was written down; a draft goes on where it was."""
    if isinstance(result, Refused):
        return go_on(turn.state, facts, result.reason, *texts.MENU)
    match turn.command:
        case GiveOpinion(code, helped=False):
            again = (texts.SOMETHING_NEW_TO_TELL, f"reabrir:{code}")
            return go_on(turn.state, facts, texts.SORRY_IT_DID_NOT, again, texts.MENU[2])
        case GiveOpinion():
            return go_on(turn.state, facts, texts.GLAD_IT_HELPED, texts.MENU[2])
        case _:
            return go_on(turn.state, facts, texts.REOPENED, texts.MENU[2])


def _opine(moment: Moment, rest: str, *, helped: bool) -> Turn:
    return Turn(moment.state, (), GiveOpinion(find_code(rest) or "", helped))


def _ask(moment: Moment, rest: str) -> Turn:
    focused = replace(moment.state, focus=f"{FOCUS}:{find_code(rest) or ''}")
    return say(focused, texts.TELL_WHAT_IS_NEW, (texts.NOT_NOW, "menu"))


VERBS = {
    "sirvio-si": lambda moment, rest: _opine(moment, rest, helped=True),
    "sirvio-no": lambda moment, rest: _opine(moment, rest, helped=False),
    FOCUS: _ask,
}
