"""What a district told, in counts: for its officials, whenever they ask."""

from collections.abc import Sequence
from dataclasses import replace

from bot.messages import Kind
from bot.said import texts, wording
from bot.talk.dialogue.changes import tells_instead
from bot.talk.dialogue.parts import WORDS, Ear, Precedence
from bot.talk.dialogue.questions import again, go_on
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Moment, Turn, say
from intake.listening.commands import Refused
from intake.necesidades.commands import Summarise, Summarised
from intake.places.rules.gazetteer import District
from intake.requests.commands import Result

PHRASES = {"resumen": "resumen|resumen de mi distrito|resumen del distrito|como va mi distrito"}
COMMANDS = (Summarise,)
FOCUS = "resumen"
_MOST_CHOICES = 9


def _is_asking(state: State) -> bool:
    return state.focus == FOCUS


def _name(moment: Moment, text: str) -> Turn | None:
    """They named one, or several that fit."""
    if not text or not _is_asking(moment.state) or tells_instead(moment.reading, text):
        return None
    match = moment.facts.world.gazetteer.search(text, home=moment.facts.ubigeo)
    found = match.proposed
    if match.certainty == "sure":
        return Turn(replace(moment.state, focus=""), (), Summarise(found[0].ubigeo))
    if not found:
        return say(moment.state, texts.DISTRICT_NOT_FOUND, (texts.NOT_NOW, "menu"))
    return _choose(moment, found)


def _point(moment: Moment, _: str) -> Turn | None:
    """They sent their position."""
    if moment.position is None or not _is_asking(moment.state):
        return None
    near = moment.facts.world.gazetteer.nearest(*moment.position)
    if not near:
        return again(moment.state, moment.facts, texts.NOT_IN_PERU)
    return _choose(moment, near)


def _choose(moment: Moment, found: Sequence[District]) -> Turn:
    """Which of these they mean."""
    choices = [(each.label[:60], f"resumen:{each.ubigeo}") for each in found[:_MOST_CHOICES]]
    return say(moment.state, texts.WHICH_PLACE, *choices)


EARS = (
    Ear(Precedence.ASKED, WORDS, _name),
    Ear(Precedence.ASKED, frozenset({Kind.LOCATION}), _point),
)


def on_result(turn: Turn, result: Result, facts: Facts) -> Turn:
    """The summary, or the question of which district."""
    match result:
        case Summarised(None):
            asking = replace(turn.state, focus=FOCUS)
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
