"""News about concursos: a yes of its own, and a no at any moment."""

from dataclasses import replace

from bot import texts
from bot.dialogue.questions import go_on
from bot.dialogue.turn import Facts, Moment, Turn, say
from intake.commands import Result, SetNews

PHRASES = {
    "noticias": "noticias|quiero noticias|alta|avisame de concursos|suscribirme",
    "baja": (
        "baja|darme de baja|dar de baja|stop|no quiero noticias|ya no quiero noticias|"
        "no me escriban"
    ),
}
COMMANDS = (SetNews,)


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


VERBS = {
    "noticias": _ask,
    "noticias-si": lambda moment, _: _decide(moment, granted=True),
    "noticias-no": lambda moment, _: _decide(moment, granted=False),
    "baja": lambda moment, _: _decide(moment, granted=False),
}


def on_result(turn: Turn, _: Result, facts: Facts) -> Turn:
    """It was written down; a draft goes on where it was."""
    granted = isinstance(turn.command, SetNews) and turn.command.granted
    text = texts.NEWS_GRANTED if granted else texts.NEWS_STOPPED
    return go_on(turn.state, facts, text, *texts.MENU)
