"""News about concursos: a yes of its own, a no at any moment, and for which district."""

from dataclasses import replace

from bot import texts
from bot.dialogue.questions import go_on
from bot.dialogue.state import State
from bot.dialogue.turn import Facts, Moment, Turn, say
from intake.commands import Result, SetNews, SetPlace

PHRASES = {
    "noticias": "noticias|quiero noticias|alta|avisame de concursos|suscribirme",
    "baja": (
        "baja|darme de baja|dar de baja|stop|no quiero noticias|ya no quiero noticias|"
        "no me escriban"
    ),
}
COMMANDS = (SetNews, SetPlace)
_FOCUS = "distrito"


def is_asking(state: State) -> bool:
    """Whether free words name the district they are of."""
    return state.focus == _FOCUS


def name(moment: Moment, text: str) -> Turn:
    """They named one, or several that fit."""
    match = moment.facts.world.gazetteer.search(text)
    found = match.candidates
    if match.certainty == "sure":
        return Turn(replace(moment.state, focus=""), (), SetPlace(found[0].ubigeo))
    if not found:
        return say(moment.state, texts.DISTRICT_NOT_FOUND, (texts.NOT_NOW, "menu"))
    choices = [(each.label[:60], f"distrito:{each.ubigeo}") for each in found[:6]]
    return say(moment.state, texts.WHICH_DISTRICT, *choices, (texts.NOT_NOW, "menu"))


def _ask(moment: Moment, _: str) -> Turn:
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
    """They said yes or no: it counts at once."""
    command = SetNews(granted, moment.facts.world.notice.version, moment.message_id)
    return Turn(replace(moment.state, focus=""), (), command)


def _set_place(moment: Moment, ubigeo: str) -> Turn:
    if moment.facts.world.gazetteer.find(ubigeo) is None:
        return go_on(moment.state, moment.facts, texts.OLD_BUTTON, *texts.MENU)
    return Turn(replace(moment.state, focus=""), (), SetPlace(ubigeo))


VERBS = {
    "noticias": _ask,
    "noticias-si": lambda moment, _: _decide(moment, granted=True),
    "noticias-no": lambda moment, _: _decide(moment, granted=False),
    "baja": lambda moment, _: _decide(moment, granted=False),
    _FOCUS: _set_place,
}


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
        case SetNews(granted=True) if not facts.ubigeo and turn.state.draft is None:
            # Calls are often for one region: without a district they would not hear of those.
            asking = replace(turn.state, focus=_FOCUS)
            text = f"{texts.NEWS_GRANTED}\n\n{texts.NEWS_OF_WHERE}"
            return say(asking, text, (texts.NOT_NOW, "menu"))
        case SetNews(granted=True):
            return go_on(turn.state, facts, texts.NEWS_GRANTED, *texts.MENU)
        case _:
            return go_on(turn.state, facts, texts.NEWS_STOPPED, *texts.MENU)
