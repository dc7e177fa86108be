"""Whether a text may name a place at all, told before any name is looked up by likeness.

Some name resembles any word, so what is said of something else must not be looked up: «espere» is
no Espinar, «¿eres una máquina?» no Maquia. Names that stand word for word are found without this.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from intake.places.rules import place_words as pw
from intake.places.rules.gazetteer import Names
from intake.places.rules.place_spans import Cue, Span, Words

_MOST_TALK = 2
_MOST_OPEN = 6
_LEAST_LETTERS = 3


class Bearing(StrEnum):
    """How far an answer to «¿dónde?» may be a name that is not written as in the list."""

    NAME = "name"
    """It says a place, and hardly anything else: any word in it may be a misspelt name."""
    TELLING = "telling"
    """It tells or asks something: only what is announced, or stands beside its region, may be."""
    TALK = "talk"
    """Plain Spanish from end to end: nothing in it may be."""


@dataclass(frozen=True, slots=True)
class Talk:
    """The bearing of a text, and the positions of its words that may be a name."""

    bearing: Bearing
    opened: frozenset[int]

    def is_plain(self, span: Span) -> bool:
        """Whether a run has everyday words only."""
        return self.opened.isdisjoint(range(span.start, span.end))


def heard(words: Words, names: Names, exact: Iterable[Span]) -> Talk:
    """What a text may be, given the names that stand in it word for word."""
    opened = frozenset(i for i in words.content() if _is_open(words.words[i], names))
    if not opened:
        return Talk(Bearing.TALK, opened)
    named = set(chain.from_iterable(range(span.start, span.end) for span in exact))
    left = (words.words[i] for i in words.content() if i not in opened | named)
    talk = [word for word in left if not pw.tells_where(word)]
    is_telling = len(talk) > _MOST_TALK or len(opened - named) > _MOST_OPEN
    asks = words.is_question and bool(talk)
    return Talk(Bearing.TELLING if is_telling or asks else Bearing.NAME, opened)


def may_tell_where(words: Words, talk: Talk) -> bool:
    """Whether a person who knows the land may learn from it where it is, though no list has it."""
    if words.is_question:
        return False
    says_where = any(pw.tells_where(word) and not word.isdecimal() for word in words.words)
    return talk.bearing is Bearing.NAME or says_where or Cue.CENTRE in words.cues


def _is_open(word: str, names: Names) -> bool:
    if len(word) < _LEAST_LETTERS or word.isdecimal() or word in pw.everyday_words():
        return False
    # Talara is no form of «talar», and Puno none of «puño».
    if names.has_sound(word):
        return True
    plain = pw.undoubled(word)
    is_drawn_out = plain in pw.everyday_words() and not names.has_word(plain)
    return not (is_drawn_out or pw.is_bent_everyday(word))
