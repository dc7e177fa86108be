"""Which choice a typed message means: the numbers are those of the last message in view."""

from bot.said import texts
from bot.talk.dialogue.hearing import chosen_value, is_bare, is_label
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Facts, Moment, Turn, say


def chosen(moment: Moment, text: str) -> str | None:
    """The value of what they chose; None if they chose nothing."""
    begun, offered = moment.facts.view.begun, moment.state.offered
    if not begun:
        return chosen_value(text, offered)
    value = chosen_value(text, begun)
    if value is None and not is_bare(text):
        value = chosen_value(text, offered)
    return value


def is_unclear(moment: Moment, text: str) -> bool:
    """Whether nobody knows which message a number or a yes answers: one was just on its way."""
    unsure = moment.facts.view.unsure
    return bool(unsure) and is_bare(text) and not is_label(text, (*unsure, *moment.state.offered))


def ask_which(state: State, facts: Facts) -> Turn:
    """Ask which of all that may be meant, with numbers of its own."""
    every = (*facts.view.unsure, *facts.view.begun, *state.offered)
    by_label: dict[str, str] = {}
    for label, value in every:
        by_label.setdefault(label, value)
    return say(state, texts.WHICH_MESSAGE, *by_label.items())
