"""What a conversation hears, and which one hears first."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from bot.messages import Kind
from bot.talk.dialogue.turn import Moment, Turn

TEXT = frozenset({Kind.TEXT})
FILES = frozenset({Kind.PHOTO, Kind.VOICE, Kind.DOCUMENT})
WORDS = TEXT | FILES
"""Whatever may carry words: a text, or what is written under a file."""


class Precedence(IntEnum):
    """Who hears before whom; of two that hear alike, the first by the name of its module."""

    FORM = 1  # a form is half filled: each word is its answer
    CODE = 2  # a code names what they mean, whatever else was asked
    LAB = 3  # somebody of the Lab asked
    MEANWHILE = 4  # they ask or say something beside what is open, which then goes on
    ASKED = 5  # the conversation itself asked
    DRAFT = 6  # something is being told
    MISTYPED = 7  # nothing was asked: from here on, the words must say what they are
    ANSWER = 8
    SMALL_TALK = 9
    STORY = 10  # whatever else it may be


@dataclass(frozen=True, slots=True)
class Ear:
    """Takes messages of some kinds; None where this one is not for its conversation.

    It is given the moment and the words of the message, cleaned; empty where there are none.
    """

    precedence: Precedence
    kinds: frozenset[Kind]
    hears: Callable[[Moment, str], Turn | None]
