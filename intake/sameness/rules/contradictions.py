"""What two texts tell against each other, however alike their words are.

«Que construyan» and «que no construyan» have all words in common but the one that weighs nothing;
so have school 70543 and school 70544. Such a pair is never joined unasked (see scorecard).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from intake.words.keys import LONGEST_KEPT, phonetic_stem, says_something
from intake.words.text import segments, word_set, words

_DENIALS = word_set("no nunca jamas tampoco ni")
# May stand between a denial and its verb. «No hay agua» denies no verb: «sin agua» says the same.
_BETWEEN = word_set("se me te le les lo la los las nos ha han he hemos haya hayan ya")
# Who asks that something not be done says «que no» after one of these, or first of all; or «no»
# before one of them.
_WISHES = word_set(
    "pedimos pido queremos quiero exigimos exijo solicitamos solicito rogamos ruego deseamos deseo"
)
# After these a number is a name. Elsewhere it counts something, and who tells it guesses.
_NUMBERED = word_set(
    """escuela colegio ie iei institucion educativa inicial primaria secundaria jardin posta
    comisaria n nro num numero km kilometro mz manzana lote ruta pozo comite pasaje calle jr av"""
)
_NUMBER_SIGN = word_set("no o")  # as «Nº» and «N.º» are read
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that says something, beside its neighbours that do."""

    word: str
    stem: str
    before: str
    after: str
    is_denied: bool

    def tells_the_same_as(self, other: "_Word") -> bool:
        """The same word of the same thing: «no pasa nada» denies no «pasa el río»."""
        if self.stem != other.stem:
            return False
        sides = ((self.before, other.before), (self.after, other.after))
        whole = [(one, another) for one, another in sides if one and another]
        # A side may end where the other goes on; it may not go on with something else.
        if any(one != another for one, another in whole):
            return False
        return bool(whole) or not any(map(any, sides))


def contradictions(one: str, other: str) -> tuple[str, ...]:
    """What the two tell against each other, a sentence each; only words of `one` are repeated."""
    one, other = one[:LONGEST_KEPT], other[:LONGEST_KEPT]
    said = []
    if opposed := _opposed(list(_told(one)), list(_told(other))):
        said.append(f"uno niega lo que el otro afirma: {_shown(opposed)}")
    elif _asks_not(one) != _asks_not(other):
        said.append("uno pide que algo no se haga, y el otro no")
    own, others = list(_named_numbers(one)), list(_named_numbers(other))
    if set(own) - set(others) and set(others) - set(own):
        lacking = [number for number in own if number not in others]
        said.append(f"dan números distintos: el otro no dice {_shown(lacking)}")
    return tuple(said)


def _opposed(mine: Sequence[_Word], theirs: Sequence[_Word]) -> list[str]:
    """The words that one denies and the other affirms of the same, and never the other way."""
    found = []
    for told in mine:
        same = [each for each in theirs if told.tells_the_same_as(each)]
        own = {each.is_denied for each in mine if each.stem == told.stem}
        if same and own == {told.is_denied} and all(e.is_denied != told.is_denied for e in same):
            found.append(told.word)
    return found


def _told(text: str) -> Iterator[_Word]:
    for segment in segments(text):
        said: list[tuple[str, bool]] = []
        is_denied = False
        for word in segment:
            if says_something(word):
                said.append((word, is_denied and not word.isdigit()))
            is_denied = word in _DENIALS or (is_denied and word in _BETWEEN)
        stems = ["", *(phonetic_stem(word) for word, _ in said), ""]
        for at, (word, denied) in enumerate(said, start=1):
            yield _Word(word, stems[at], stems[at - 1], stems[at + 1], denied)


def _asks_not(text: str) -> bool:
    """«Que no cierren el inicial» has the words of «pedimos un inicial», and wants the opposite."""
    return any(
        (word == "no" and before == "que" and (at == 1 or segment[at - 2] in _WISHES))
        or (word in _WISHES and before == "no")
        for segment in segments(text)
        for at, (before, word) in enumerate(pairwise(segment), start=1)
    )


def _named_numbers(text: str) -> Iterator[str]:
    is_name = False
    for word in words(text):
        if is_name and word.isdigit():
            yield word
        is_name = word in _NUMBERED or (is_name and word in _NUMBER_SIGN)


def _shown(told: Sequence[str]) -> str:
    return ", ".join(list(dict.fromkeys(told))[:_SHOWN])
