"""Why two texts seem to tell the same, in the words of the person who wrote the first of them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from intake.sameness.rules.features import Evidence
from intake.words.keys import phonetic_stem, says_something
from intake.words.text import normalise

_MOST_REASONS = 5
_MOST_WORDS = 3
# Of two of one district that tell different needs, one in fifty mean so nearly the same; and where
# they have many words in common it is not in other words.
_AS_NEAR, _OWN_WORDS = 0.45, 0.4
# Whether a feature that is on or off is said, the weightiest first.
_SAID = {
    "other_district": "son de distritos distintos",
    "same_district": "son del mismo distrito",
    "same_topic": "tratan de la misma prioridad",
    "other_topic": "tratan de prioridades distintas",
}
_TOKEN = re.compile(r"[^\W_]+(?:['\u2019\u02bc\u00b4`][^\W_]+)*")
_SENTENCE_ENDS = frozenset(".!?\n¡¿…")
_OPENERS = " \t\"'«“([-–—*"


def reasons(evidence: Evidence, text: str) -> tuple[str, ...]:
    """The place and the words that both tell, what the other lacks, district and topic.

    Only words of `text` are repeated: the other one may be reserved.
    """
    names, common, lacking = (
        _own(text, stems) for stems in (evidence.names, evidence.shared, evidence.missing)
    )
    said = []
    if names:
        said.append(f"nombran el mismo lugar: {', '.join(names)}")
    if common:
        said.append(f"comparten: {', '.join(common)}")
    if evidence.ideas:
        said.append(f"lo dicen con otras palabras: {', '.join(evidence.ideas[:_MOST_WORDS])}")
    if evidence.value("meaning") >= _AS_NEAR and evidence.value("coverage") < _OWN_WORDS:
        said.append("dicen lo mismo con otras palabras")
    if lacking:
        verb = "no está" if len(lacking) == 1 else "no están"
        said.append(f"{verb} en el otro: {', '.join(lacking)}")
    said += [sentence for name, sentence in _SAID.items() if evidence.value(name)]
    return tuple(said[:_MOST_REASONS])


# One text is compared with many.
@lru_cache(maxsize=64)
def own_words(text: str) -> Mapping[str, str]:
    """The word behind each stem as it was written, without the capital that opens a sentence."""
    text = unicodedata.normalize("NFC", text)
    is_shouted = text.isupper()
    found: dict[str, str] = {}
    end = 0
    for token in _TOKEN.finditer(text):
        before = text[end : token.start()].rstrip(_OPENERS)
        opens = not end or before[-1:] in _SENTENCE_ENDS
        end = token.end()
        word = token.group()
        stem = _stem_of(word)
        if stem is None:
            continue
        if is_shouted or (opens and not word.isupper()):
            found.setdefault(stem, word.lower())
        elif found.get(stem) in {None, word.lower()}:
            found[stem] = word
    return found


@lru_cache(maxsize=16_384)
def _stem_of(word: str) -> str | None:
    """The stem of a word as it was written, if it says something."""
    normal = normalise(word)
    return phonetic_stem(normal) if says_something(normal) else None


def _own(text: str, stems: Iterable[str]) -> tuple[str, ...]:
    spelt = own_words(text)
    return tuple(spelt[stem] for stem in stems if stem in spelt)[:_MOST_WORDS]
