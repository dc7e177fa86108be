"""The door: greeting, menu, help, what AYNI Lab is, and the privacy notice."""

from bot.said import texts
from bot.said.welcome import INVITE
from bot.talk.dialogue.applying import aside
from bot.talk.dialogue.hearing import means_yes
from bot.talk.dialogue.parts import TEXT, Ear, Precedence
from bot.talk.dialogue.questions import go_on, greet, menu
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Moment, Turn
from intake.reading.rules.acts import Act, Level

PHRASES = {
    "menu": "menu|inicio|empezar|opciones|menu principal|volver al menu|start",
    "ayuda": "ayuda|help|no entiendo|como funciona|que hago|ayudame|ayudeme",
    "lab": "que es ayni lab|que es ayni|que es el laboratorio|quienes son",
    "privacidad": (
        "privacidad|mis datos|mas informacion|proteccion de datos|aviso de privacidad|"
        "politica de privacidad"
    ),
    "aviso": "aviso completo|leer todo el aviso|aviso completo de privacidad",
}
SLASHES = {"privacy": "privacidad", "help": "ayuda", "settings": "menu"}
WAYS_OUT = frozenset({"menu", "ayuda", "privacidad", "aviso"})
MAY_BE_AN_ANSWER = frozenset({"lab"})


def _small_talk(moment: Moment, text: str) -> Turn | None:
    """A greeting, a question about the Lab, or words that ask and tell nothing."""
    state, facts, reading = moment.state, moment.facts, moment.reading
    if reading.says_nothing and reading.level is Level.NONE:
        return menu(state) if means_yes(text) else _unclear(state, facts)
    match reading.act:
        case Act.SALUDO:
            return greet(state, facts)
        case Act.PREGUNTA | Act.PERSONA:
            return _lab(state, facts, facts.world.guide.answer_to(text).id)
        case Act.ESTADO:
            mine = (texts.MY_APORTES, "mios")
            return go_on(state, facts, texts.WHERE_YOURS_ARE, mine, *texts.MENU[:2])
        case Act.GRACIAS | Act.INSULTO | Act.SPAM as act:
            return go_on(state, facts, _IN_A_LINE[act], *texts.MENU)
        case Act.OTRO | Act.CANCELAR | Act.CORRECCION:
            return _unclear(state, facts)
        case _:
            return None


_IN_A_LINE = {
    Act.GRACIAS: texts.YOU_ARE_WELCOME,
    Act.INSULTO: texts.ANGER_HEARD,
    Act.SPAM: texts.NOT_FOR_US,
}


def _unclear(state: State, facts: Facts) -> Turn:
    return go_on(state, facts, texts.greeting_unclear(facts.is_new), *texts.MENU)


EARS = (Ear(Precedence.SMALL_TALK, TEXT, _small_talk),)


def _lab(state: State, facts: Facts, answer_id: str) -> Turn:
    """What AYNI Lab is, and what else may be asked."""
    guide = facts.world.guide
    answer = guide.find(answer_id)
    others = ((each.question, f"lab:{each.id}") for each in guide.answers if each is not answer)
    return go_on(state, facts, answer.text, *others, *texts.MENU[:2])


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
    "lab": lambda moment, rest: _lab(moment.state, moment.facts, rest),
    "privacidad": _privacy,
    "aviso": _whole_privacy,
}
