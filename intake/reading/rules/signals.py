"""What the learned reader sees of a message beside its meaning: words, letters, and a few marks.

A signal is a text of its own, so that whoever asks why can be told: a word or two as they sound
(«no puedo»), two to five letters inside a word («·pega»), or a mark («§signo:?»).
"""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from intake.reading.rules.acts import Asked
from intake.reading.rules.intent import read
from intake.reading.rules.reserve import word_signs
from intake.words.identifiers import identifiers
from intake.words.keys import fold
from intake.words.text import clean, in_full, normalise

LETTERS = "·"
MARK = "§"
_SHORTEST, _LONGEST = 2, 5
_MOST_WORDS = 400
"""Of a longer message the rest adds no signal: an hour of dictation must not cost a second."""
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
_LENGTHS = (1, 2, 3, 5, 8, 12, 20, 40)


def signals(text: str, asked: Asked) -> tuple[str, ...]:
    """Every signal of a message, each once, in the order in which it is first met."""
    text = clean(text)
    words = [in_full(word) for word in normalise(text).split()[:_MOST_WORDS]]
    sounds = [fold(word) or word for word in words]
    found = (*_marks(text, len(words), sounds, asked), *_phrases(sounds), *_letters(words))
    return tuple(dict.fromkeys(found))


def _phrases(sounds: list[str]) -> Iterator[str]:
    """Words, and each two that follow each other; where the message begins and ends counts."""
    yield from sounds
    framed = ["<", *sounds, ">"]
    for one, other in pairwise(framed):
        yield f"{one} {other}"


def _letters(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        framed = f"_{word}_"
        for size in range(_SHORTEST, _LONGEST + 1):
            for start in range(len(framed) - size + 1):
                yield LETTERS + framed[start : start + size]


def _marks(text: str, count: int, sounds: list[str], asked: Asked) -> Iterator[str]:
    length = sum(count > each for each in _LENGTHS)
    yield f"{MARK}pregunta:{asked}"
    yield f"{MARK}largo:{length}"
    yield f"{MARK}pregunta:{asked} largo:{length}"
    if sounds:
        yield f"{MARK}pregunta:{asked} {sounds[0]}"
    for sign in "?!¿¡":
        if sign in text:
            yield f"{MARK}signo:{sign}"
    if text.rstrip().endswith("?"):
        yield f"{MARK}acaba:?"
    if _EMOJI.search(text):
        yield f"{MARK}emoji"
    if text.isupper():
        yield f"{MARK}mayusculas"
    for sign in (*identifiers(text), *word_signs(text)):
        yield f"{MARK}{sign}"
    by_rule = read(text)
    yield f"{MARK}regla:{by_rule.kind}"
    if by_rule.proposal:
        yield f"{MARK}regla:propuesta"
