"""Why two texts seem to tell the same, in the words of the person who wrote the first of them."""

import re
import unicodedata
from collections.abc import Iterable

from intake.rules.keys import phonetic_stem, says_something
from intake.rules.text import normalise

_MOST_WORDS = 3
_TOKEN = re.compile(r"[^\W_]+(?:['\u2019\u02bc\u00b4`][^\W_]+)*")
_SENTENCE_ENDS = frozenset(".!?:\n¡¿…")
_OPENERS = " \t\"'«“([-–—*"


def say_shared(text: str, stems: Iterable[str]) -> str:
    """«comparten: Taraco, agua»; empty when none of the stems stands for a word of the text."""
    said = _said(text, stems)
    return f"comparten: {', '.join(said)}" if said else ""


def say_missing(text: str, stems: Iterable[str]) -> str:
    """«no está en el otro: potable»; empty when none of the stems stands for a word of the text."""
    said = _said(text, stems)
    verb = "no está" if len(said) == 1 else "no están"
    return f"{verb} en el otro: {', '.join(said)}" if said else ""


def own_words(text: str) -> dict[str, str]:
    """The word behind each stem as it was written, but for the capital that opens a sentence."""
    text = unicodedata.normalize("NFC", text)
    is_shouted = text.isupper()
    found: dict[str, str] = {}
    end = 0
    for token in _TOKEN.finditer(text):
        before = text[end : token.start()].rstrip(_OPENERS)
        opens = not end or before[-1:] in _SENTENCE_ENDS
        end = token.end()
        word, normal = token.group(), normalise(token.group())
        if not says_something(normal):
            continue
        stem = phonetic_stem(normal)
        if is_shouted or (opens and not word.isupper()):
            found.setdefault(stem, word.lower())
        elif found.get(stem) in {None, word.lower()}:
            found[stem] = word
    return found


def _said(text: str, stems: Iterable[str]) -> list[str]:
    spelt = own_words(text)
    return [spelt[stem] for stem in stems if stem in spelt][:_MOST_WORDS]
