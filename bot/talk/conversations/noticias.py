"""News about concursos: a yes of its own, a no at any moment, and for which district."""

from collections.abc import Sequence
from dataclasses import replace

from bot.messages import Kind
from bot.said import texts
from bot.talk.dialogue import applying
from bot.talk.dialogue.changes import tells_instead
from bot.talk.dialogue.parts import WORDS, Ear, Precedence
from bot.talk.dialogue.questions import again, go_on
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Moment, Turn, say
from intake.listening.commands import SetNews, SetPlace
from intake.places.rules.gazetteer import District
from intake.reading.rules.leaving import Leaving, leaving
from intake.requests.commands import Result

PHRASES = {
    "noticias": "noticias|quiero noticias|alta|avisame de concursos|suscribirme",
    "baja": "baja",  # other words for it are understood by rules.leaving
}
COMMANDS = (SetNews, SetPlace)
SLASHES = {"stop": "baja"}
WAYS_OUT = frozenset({"baja"})
NOT_LEAVING = "no-baja"
FOCUS = "distrito"
_MOST_CHOICES = 9  # and «Ahora no»: no channel shows more


def _is_asking(state: State) -> bool:
    return state.focus == FOCUS


def _was_asked(state: State) -> bool:
    """Whether the last thing said was the question of the news itself."""
    return (texts.NEWS_YES, "noticias-si") in state.offered


def before_commands(moment: Moment, text: str) -> Turn | None:
    """They want no more news, in whatever words; asked where those are of something else too."""
    match leaving(text):
        case Leaving.YES:
            return _decide(moment, granted=False)
        case Leaving.ASK:
            return say(
                replace(moment.state, doubted=text),
                texts.LEAVE_OR_TELL,
                (texts.YES_LEAVE, "baja"),
                (texts.NOT_LEAVING, NOT_LEAVING),
            )
        case _:
            return None


def is_beside(state: State, verb: str) -> bool:
    """Whether they only say that they did not mean to leave."""
    return verb == NOT_LEAVING and bool(state.doubted)


def _heard_wrong(moment: Moment, _: str) -> Turn:
    """They did not mean to leave: their words are heard as what else they say."""
    state = moment.state
    if not state.doubted:
        return again(state, moment.facts, texts.OLD_BUTTON)
    return Turn(replace(state, doubted=""), hears=state.doubted)


def doubts(moment: Moment, turn: Turn) -> Turn | None:
    """News are sent after a clear yes to their own question, seen; else it is asked again."""
    match turn.command:
        case SetNews(granted=True) if not (moment.facts.view.is_ours and _was_asked(moment.state)):
            return _ask(moment)
        case _:
            return None


def _name(moment: Moment, text: str) -> Turn | None:
    """They named one, or several that fit."""
    if not text or not _is_asking(moment.state) or tells_instead(moment.reading, text):
        return None
    match = moment.facts.world.gazetteer.search(text, home=moment.facts.ubigeo)
    found = match.proposed
    if match.certainty == "sure":
        return Turn(replace(moment.state, focus=""), (), SetPlace(found[0].ubigeo))
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
    """Which of these they are of."""
    choices = [(each.label[:60], f"distrito:{each.ubigeo}") for each in found[:_MOST_CHOICES]]
    return say(moment.state, texts.WHICH_PLACE, *choices, (texts.NOT_NOW, "menu"))


def _ask(moment: Moment, _: str = "") -> Turn:
    """What the news are, and the yes or no."""
    if moment.facts.wants_news:
        return say(moment.state, texts.NEWS_ON, (texts.NEWS_STOP, "baja"), *texts.MENU[:1])
    return say(
        moment.state,
        texts.NEWS_QUESTION,
        (texts.NEWS_YES, "noticias-si"),
        (texts.NEWS_NO, "noticias-no"),
    )


def _decide(moment: Moment, *, granted: bool) -> Turn:
    """They said yes or no: it counts at once. What an application was asking waits."""
    command = SetNews(granted, moment.facts.world.notice.version, moment.message_id)
    state = moment.state
    return Turn(state if applying.asked(state) else replace(state, focus=""), (), command)


def _set_place(moment: Moment, ubigeo: str) -> Turn:
    if moment.facts.world.gazetteer.find(ubigeo) is None:
        return go_on(moment.state, moment.facts, texts.OLD_BUTTON, *texts.MENU)
    return Turn(replace(moment.state, focus=""), (), SetPlace(ubigeo))


VERBS = {
    "noticias": _ask,
    "noticias-si": lambda moment, _: _decide(moment, granted=True),
    "noticias-no": lambda moment, _: _decide(moment, granted=False),
    "baja": lambda moment, _: _decide(moment, granted=False),
    NOT_LEAVING: _heard_wrong,
    FOCUS: _set_place,
}
EARS = (
    Ear(Precedence.ASKED, WORDS, _name),
    Ear(Precedence.ASKED, frozenset({Kind.LOCATION}), _point),
)


def on_result(turn: Turn, _: Result, facts: Facts) -> Turn:
    """It was written down; a draft goes on where it was."""
    match turn.command:
        case SetPlace(ubigeo):
            district = facts.world.gazetteer.find(ubigeo)
            return go_on(
                turn.state,
                facts,
                texts.place_noted(district.label if district else ""),
                *texts.MENU,
            )
        case SetNews(granted=True) if (
            not facts.ubigeo and turn.state.draft is None and not applying.asked(turn.state)
        ):
            # Calls are often for one region: without a district they would not hear of those.
            asking = replace(turn.state, focus=FOCUS)
            text = f"{texts.NEWS_GRANTED}\n\n{texts.NEWS_OF_WHERE}"
            return say(asking, text, (texts.NOT_NOW, "menu"))
        case SetNews(granted=True):
            text = texts.NEWS_GRANTED
            return applying.besides(turn.state, text) or go_on(turn.state, facts, text, *texts.MENU)
        case _:
            text = texts.NEWS_STOPPED
            return applying.besides(turn.state, text) or go_on(turn.state, facts, text, *texts.MENU)
