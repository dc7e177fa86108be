"""Why two texts seem to tell the same, in the words of the person who wrote the first of them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from intake.rules.keys import phonetic_stem, says_something
from intake.rules.text import normalise

_MOST_REASONS = 4
_MOST_WORDS = 3
_LEAST = 0.25
_SAID = {
    "coverage": "dicen casi lo mismo con las mismas palabras",
    "shared_rarest": "comparten palabras poco comunes",
    "shared_pair": "usan la misma expresión o el mismo lugar",
    "missing_most": "el otro dice algo más",
    "similarity": "están escritos de forma parecida",
    "contained": "un texto está dentro del otro",
    "same_district": "son del mismo distrito",
    "other_district": "son de distritos distintos",
    "same_priority": "tratan de la misma prioridad",
    "other_priority": "tratan de prioridades distintas",
}
_TOKEN = re.compile(r"[^\W_]+(?:['\u2019\u02bc\u00b4`][^\W_]+)*")
_SENTENCE_ENDS = frozenset(".!?\n¡¿…")
_OPENERS = " \t\"'«“([-–—*"


def reasons(
    part: Mapping[str, float], text: str, shared: Iterable[str], missing: Iterable[str]
) -> tuple[str, ...]:
    """What the two share and lack, then the weightiest other features.

    `part`: how much each feature moved the judgement. `shared`, `missing`: stems of `text`, the
    rarest first. Only words of `text` are repeated: the other one may be reserved.
    """
    common, lacking = _own(text, shared), _own(text, missing)
    said = []
    if common:
        said.append(f"comparten: {', '.join(common)}")
    if lacking:
        verb = "no está" if len(lacking) == 1 else "no están"
        said.append(f"{verb} en el otro: {', '.join(lacking)}")
    told = {"shared_rarest": bool(common), "missing_most": bool(lacking)}
    others = sorted((name for name in _SAID if not told.get(name)), key=lambda name: -part[name])
    said += [_SAID[name] for name in others if part[name] >= _LEAST]
    return tuple(said[:_MOST_REASONS])


# One text is compared with many.
@lru_cache(maxsize=64)
def own_words(text: str) -> Mapping[str, str]:
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


def _own(text: str, stems: Iterable[str]) -> tuple[str, ...]:
    spelt = own_words(text)
    return tuple(spelt[stem] for stem in stems if stem in spelt)[:_MOST_WORDS]
