"""What a district told, in counts: for its officials, whenever they ask."""

from collections.abc import Sequence
from dataclasses import replace

from bot.said import texts, wording
from bot.talk.dialogue.questions import go_on
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Moment, Turn, say
from intake.listening.commands import Refused
from intake.necesidades.commands import Summarise, Summarised
from intake.places.rules.gazetteer import District
from intake.requests.commands import Result

PHRASES = {"resumen": "resumen|resumen de mi distrito|resumen del distrito|como va mi distrito"}
COMMANDS = (Summarise,)
_FOCUS = "resumen"


def is_asking(state: State) -> bool:
    """Whether free words name a district now."""
    return state.focus == _FOCUS


def name(moment: Moment, text: str) -> Turn:
    """They named one, or several that fit."""
    match = moment.facts.world.gazetteer.search(text)
    found = match.candidates
    if match.certainty == "sure":
        return Turn(replace(moment.state, focus=""), (), Summarise(found[0].ubigeo))
    if not found:
        return say(moment.state, texts.DISTRICT_NOT_FOUND, (texts.NOT_NOW, "menu"))
    return choose(moment, found)


def choose(moment: Moment, found: Sequence[District]) -> Turn:
    """Which of these they mean."""
    choices = [(each.label[:60], f"resumen:{each.ubigeo}") for each in found[:6]]
    return say(moment.state, texts.WHICH_DISTRICT, *choices)


def on_result(turn: Turn, result: Result, facts: Facts) -> Turn:
    """The summary, or the question of which district."""
    match result:
        case Summarised(None):
            asking = replace(turn.state, focus=_FOCUS)
            return say(asking, texts.WHICH_DISTRICT, (texts.NOT_NOW, "menu"))
        case Summarised(summary) if summary is not None:
            district = facts.world.gazetteer.find(summary.ubigeo)
            place = district.label if district else summary.ubigeo
            text = wording.district_summary(summary, place)
            return go_on(turn.state, facts, text, *texts.MENU[:3])
        case Refused(reason):
            return go_on(turn.state, facts, reason, *texts.MENU)
        case _:
            return go_on(turn.state, facts, texts.WHAT_TO_DO, *texts.MENU)


def _ask(moment: Moment, rest: str) -> Turn:
    ubigeo = rest if rest.isdecimal() and len(rest) == 6 else ""
    return Turn(replace(moment.state, focus=""), (), Summarise(ubigeo))


VERBS = {"resumen": _ask}
