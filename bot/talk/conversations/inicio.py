"""The door: greeting, menu, help, what AYNI Lab is, and the privacy notice."""

from dataclasses import replace

from bot.said import texts
from bot.said.welcome import INVITE
from bot.talk.dialogue.questions import go_on, menu, offer_draft
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Moment, Turn, first_say, say

PHRASES = {
    "menu": "menu|inicio|empezar|opciones|menu principal|volver al menu|start",
    "ayuda": "ayuda|help|no entiendo|como funciona|que hago|ayudame|ayudeme",
    "lab": "que es ayni lab|que es ayni|que es el laboratorio|quienes son",
    "privacidad": (
        "privacidad|mis datos|mas informacion|proteccion de datos|aviso de privacidad|"
        "politica de privacidad"
    ),
}


def greet(state: State, facts: Facts) -> Turn:
    """Two lines on what this is, and the choices; a draft that waits is offered first."""
    if state.draft is not None:
        return first_say(texts.HELLO_AGAIN, offer_draft(state))
    text = texts.GREETING if facts.is_new else texts.GREETING_AGAIN
    return say(replace(state, focus=""), text, *texts.MENU)


def lab(state: State, facts: Facts, answer_id: str) -> Turn:
    """What AYNI Lab is, and what else may be asked."""
    guide = facts.world.guide
    answer = guide.find(answer_id)
    others = ((each.question, f"lab:{each.id}") for each in guide.answers if each is not answer)
    return go_on(state, facts, answer.text, *others, *texts.MENU[:2])


def _privacy(moment: Moment, _: str) -> Turn:
    world = moment.facts.world
    points = world.notice.whole(bank=world.data_bank, contact=world.privacy_contact)
    return go_on(moment.state, moment.facts, texts.privacy(points), *texts.MENU)


VERBS = {
    "menu": lambda moment, _: menu(moment.state),
    "ayuda": lambda moment, _: go_on(
        moment.state, moment.facts, texts.whole_help(), *texts.MENU, INVITE
    ),
    "lab": lambda moment, rest: lab(moment.state, moment.facts, rest),
    "privacidad": _privacy,
}
