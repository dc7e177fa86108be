"""The door: greeting, menu, help, the privacy notice, and small talk."""

from bot.said import texts
from bot.said.welcome import INVITE
from bot.talk.dialogue.applying import aside
from bot.talk.dialogue.hearing import is_bare, means_yes
from bot.talk.dialogue.parts import TEXT, Ear, Precedence
from bot.talk.dialogue.questions import advance, go_on, greet, menu
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Moment, Turn
from intake.reading.rules.acts import Act, Level
from intake.reading.rules.reader import Reading

PHRASES = {
    "menu": "menu|inicio|empezar|opciones|menu principal|volver al menu|start",
    "ayuda": "ayuda|help|no entiendo|como funciona|que hago|ayudame|ayudeme",
    "privacidad": (
        "privacidad|mis datos|mas informacion|proteccion de datos|aviso de privacidad|"
        "politica de privacidad"
    ),
    "aviso": "aviso completo|leer todo el aviso|aviso completo de privacidad",
}
SLASHES = {"privacy": "privacidad", "help": "ayuda", "settings": "menu"}
WAYS_OUT = frozenset({"menu", "ayuda", "privacidad", "aviso"})
_MAY_TELL = 0.2
"""From what chance on an insult tells something too, and is heard as that."""


def _small_talk(moment: Moment, text: str) -> Turn | None:
    """A greeting, thanks, an insult, noise: one line, and no form."""
    state, facts, reading = moment.state, moment.facts, moment.reading
    if reading.says_nothing and reading.level is Level.NONE:
        return menu(state) if means_yes(text) else _unclear(state, facts)
    if reading.act is Act.SALUDO:
        return greet(state, facts)
    if line := _line(reading):
        return go_on(state, facts, line, *texts.MENU)
    if reading.act in {Act.OTRO, Act.CANCELAR, Act.CORRECCION}:
        return _unclear(state, facts)
    return None


def _meanwhile(moment: Moment, text: str) -> Turn | None:
    """The same in the middle of what is told: one line, and the open question again."""
    state, reading = moment.state, moment.reading
    if state.draft is None or state.focus or is_bare(text):
        return None
    # A place may read like a greeting by its words alone («comunidad de Jasana»).
    greets = reading.opinion is not None and reading.opinion.act is Act.SALUDO
    line = texts.STILL_HERE if greets else _line(reading)
    return advance(state, moment.facts, line) if line else None


def _line(reading: Reading) -> str:
    """What is said to thanks, to anger, to what is not for us; empty for anything else.

    Who is angry and tells something is heard for what they tell.
    """
    opinion = reading.opinion
    tells = opinion.acts[Act.APORTE] if opinion else 0.0
    if reading.act is Act.INSULTO and tells >= _MAY_TELL:
        return ""
    return _IN_A_LINE.get(reading.act, "")


_IN_A_LINE = {
    Act.GRACIAS: texts.YOU_ARE_WELCOME,
    Act.INSULTO: texts.ANGER_HEARD,
    Act.SPAM: texts.NOT_FOR_US,
}


def _unclear(state: State, facts: Facts) -> Turn:
    return go_on(state, facts, texts.greeting_unclear(facts.is_new), *texts.MENU)


EARS = (
    Ear(Precedence.MEANWHILE, TEXT, _meanwhile),
    Ear(Precedence.SMALL_TALK, TEXT, _small_talk),
)


def _privacy(moment: Moment, _: str) -> Turn:
    world = moment.facts.world
    short = texts.privacy(world.notice.short, world.privacy_contact)
    return aside(moment, go_on(moment.state, moment.facts, short, *texts.MENU))


def _whole_privacy(moment: Moment, _: str) -> Turn:
    world = moment.facts.world
    points = world.notice.whole(bank=world.data_bank, contact=world.privacy_contact)
    said = go_on(moment.state, moment.facts, texts.whole_privacy(points), *texts.MENU)
    return aside(moment, said)


def _help(moment: Moment, _: str) -> Turn:
    said = go_on(moment.state, moment.facts, texts.whole_help(), *texts.MENU, INVITE)
    return aside(moment, said)


VERBS = {
    "menu": lambda moment, _: menu(moment.state),
    "ayuda": _help,
    "privacidad": _privacy,
    "aviso": _whole_privacy,
}
