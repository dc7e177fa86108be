"""Two machines that answer each other would never stop: the same long text again and again is one.

An automatic reply («Gracias por su mensaje, le atenderemos pronto») comes back for each answer of
ours. People do not type the same sentence five times in a row.
"""

import zlib
from dataclasses import replace

from bot.messages import Kind
from bot.said import texts
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import Moment, Turn, first_say
from intake.words.text import normalise

_LONG = 12
"""Characters: «1», «sí» and «siguiente» may well come often."""
_MOST = 5
_MOST_CRIES = 50
"""Who is in danger may well send the same words again and again; a machine that quotes them too."""


def count(moment: Moment) -> State:
    """The state that knows how often this text came in a row."""
    text = normalise(moment.incoming.text) if moment.incoming.kind is Kind.TEXT else ""
    if len(text) < _LONG:
        return replace(moment.state, repeated=("", 0))
    sign = f"{zlib.crc32(text.encode()):08x}"
    last, times = moment.state.repeated
    return replace(moment.state, repeated=(sign, times + 1 if sign == last else 1))


def is_loop(state: State) -> bool:
    """Whether nothing is answered any more, until something else comes."""
    return state.repeated[1] > _MOST


def is_endless(state: State) -> bool:
    """Whether not even a cry for help is answered any more: nobody sends one so often."""
    return state.repeated[1] > _MOST_CRIES


def warn(turn: Turn) -> Turn:
    """The last answer says that it is the last."""
    return first_say(texts.SAME_AGAIN, turn) if turn.state.repeated[1] == _MOST else turn
