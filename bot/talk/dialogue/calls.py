"""What is said about calls, whoever says it: which one a button means, and the list of them."""

from collections.abc import Callable
from dataclasses import replace

from bot.talk.dialogue.turn import Moment, Turn
from intake.concursos.commands import ListCalls


def number_in(rest: str) -> int | None:
    """The number of a call in a button's value."""
    return int(rest) if rest.isascii() and rest.isdecimal() and len(rest) < 10 else None


def list_calls(moment: Moment) -> Turn:
    """Ask for the open ones."""
    return Turn(replace(moment.state, focus=""), (), ListCalls(moment.facts.at))


def of_call(does: Callable[[Moment, int], Turn]) -> Callable[[Moment, str], Turn]:
    """A verb about the call that the button names; the list where it names none."""

    def verb(moment: Moment, rest: str) -> Turn:
        number = number_in(rest.partition(":")[0])
        return list_calls(moment) if number is None else does(moment, number)

    return verb
