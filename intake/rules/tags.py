"""Which policy priorities a text touches, and why: words of the priorities file found in it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from intake.rules.keys import LONGEST_KEPT, fold
from intake.rules.text import segments
from intake.rules.vocabulary import (
    LINKS,
    Phrase,
    Priority,
    Programme,
    VocabularyData,
    form,
    is_ordinary,
    read_vocabulary,
)

_WEIGHTS = {"strong": 1.0, "weak": 0.4, "exclude": -0.6}
_LONGER_SAYS_MORE = 0.25  # for each further word of a phrase
_LEAST = 0.9  # a weak word, or two of one priority, stay below
_LEAST_OF_BEST = 0.6
_MOST_TAGS = 3
# What follows these, up to the next sign or «pero», is said not to be the matter.
_DENIALS = (
    ("no", "es", "por"),
    ("no", "es", "falta"),
    ("no", "es", "problema"),
    ("no", "nos", "falta"),
    ("no", "falta"),
    ("no", "faltan"),
    ("no", "pedimos"),
    ("no", "necesitamos"),
    ("ya", "tenemos"),
    ("ya", "hay"),
    ("ya", "contamos", "con"),
    ("ya", "nos", "pusieron"),
    ("gracias", "por"),
    ("en", "vez"),
)
# The one accent that decides: «papá» is no potato.
_FATHER = re.compile(r"\bpap[áÁ](s?)\b", re.IGNORECASE)
_DENIAL_REACH = 5
_DENIERS = frozenset(denial[0] for denial in _DENIALS)
_BUT = frozenset({"pero", "sino", "aunque", "lo", "que", "y"})


@dataclass(frozen=True, slots=True)
class Tag:
    """A priority suggested for a text, and the words of the text that suggested it."""

    priority: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeMention:
    """A programme the text speaks of; what need it is, is another matter."""

    programme: str
    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    phrase: Phrase
    words: tuple[str, ...]


class Vocabulary:
    """The tagger over one priorities file. Read only: share one."""

    def __init__(self, data: VocabularyData) -> None:
        self.priorities: tuple[Priority, ...] = data.priorities
        self.programme_list: tuple[Programme, ...] = data.programmes
        self._groups = data.groups
        self._order = {p.id: n for n, p in enumerate(data.priorities)}
        self._phrases = _by_first((*data.phrases, *data.neutral))
        self._programmes = _by_first(data.programme_phrases)
        self._names = {p.id: p.name for p in data.programmes}
        self._stems = {s for p in (*data.phrases, *data.programme_phrases) for s in p.stems}
        self._by_sound = {fold(form(w)): form(w) for w in sorted(data.known_words)}
        self._long_words = [w for w in sorted(data.known_words) if len(w) >= 7]
        # A message is tagged to find others like it, and again when it is kept.
        self._remembered = lru_cache(maxsize=256)(self._tag)
        self._known_stem = lru_cache(maxsize=8192)(self._stem_of)

    @classmethod
    def builtin(cls) -> "Vocabulary":
        """The vocabulary that comes with the product."""
        return _builtin()

    def find(self, priority: str) -> Priority | None:
        """The priority with this id."""
        position = self._order.get(priority)
        return None if position is None else self.priorities[position]

    def group_name(self, group: str) -> str:
        """A group of priorities as people are shown it; an unnamed one by its id."""
        return self._groups.get(group) or group.replace("_", " ").capitalize()

    def tag(self, text: str) -> tuple[Tag, ...]:
        """At most three priorities, the best first; none when only weak words were found."""
        return self._remembered(text) if len(text) <= LONGEST_KEPT else self._tag(text)

    def _tag(self, text: str) -> tuple[Tag, ...]:
        score: dict[str, float] = defaultdict(float)
        found: dict[str, list[str]] = defaultdict(list)
        strong: set[str] = set()
        seen: set[tuple[tuple[str, ...], str]] = set()
        for hit in self._hits(text, self._phrases, denials=True):
            phrase = hit.phrase
            if (phrase.stems, phrase.of) in seen:
                continue
            seen.add((phrase.stems, phrase.of))
            score[phrase.of] += _WEIGHTS[phrase.weight] + (
                _LONGER_SAYS_MORE * (len(phrase.stems) - 1) if phrase.weight == "strong" else 0
            )
            if phrase.weight != "exclude":
                found[phrase.of].append(" ".join(hit.words))
            if phrase.weight == "strong":
                strong.add(phrase.of)
        kept = [p for p in found if p in strong and score[p] >= _LEAST]
        # What is said first is most often what is meant.
        kept.sort(key=lambda p: -score[p])
        enough = score[kept[0]] * _LEAST_OF_BEST if kept else 0
        return tuple(
            Tag(p, round(score[p], 2), tuple(found[p]))
            for p in kept[:_MOST_TAGS]
            if score[p] >= enough
        )

    def programmes(self, text: str) -> tuple[ProgrammeMention, ...]:
        """The programmes named in the text, in its order."""
        found: dict[str, tuple[str, ...]] = {}
        for hit in self._hits(text, self._programmes, denials=False):
            found.setdefault(hit.phrase.of, hit.words)
        return tuple(ProgrammeMention(p, self._names[p], said) for p, said in found.items())

    def _hits(
        self, text: str, phrases: dict[str, list[Phrase]], *, denials: bool
    ) -> Iterable[_Hit]:
        for part in segments(_FATHER.sub(r"padre\1", text)):
            part = [word for word in part if word not in LINKS]
            denied = _denied(part) if denials else frozenset()
            stems = [self._known_stem(word) for word in part]
            position = 0
            while position < len(part):
                here = [p for p in phrases.get(stems[position], ()) if _stands(p, stems, position)]
                longest = max((len(p.stems) for p in here), default=0)
                if longest and position not in denied:
                    said = tuple(part[position : position + longest])
                    here = [p for p in here if len(p.stems) == longest]
                    # «vacunos» and «vacunas» share their stem: the word itself tells them apart.
                    exact = [p for p in here if p.plain == said]
                    yield from (_Hit(p, said) for p in exact or here if p.of)
                position += max(1, longest)

    def _stem_of(self, word: str) -> str:
        """The stem that the vocabulary knows, though the word be misspelt."""
        own = form(word)
        if own in self._stems or len(word) < 3 or is_ordinary(word):
            return own
        by_sound = self._by_sound.get(fold(own))
        if by_sound is not None:
            return by_sound
        if len(word) < 7:
            return own
        near = process.extractOne(word, self._long_words, scorer=OSA.distance, score_cutoff=1)
        return form(near[0]) if near and near[0][0] == word[0] else own


def _stands(phrase: Phrase, stems: list[str], position: int) -> bool:
    return tuple(stems[position : position + len(phrase.stems)]) == phrase.stems


def _denied(part: list[str]) -> frozenset[int]:
    """Positions of words that the person says are not the matter."""
    denied: set[int] = set()
    for start, word in enumerate(part):
        for denial in _DENIALS if word in _DENIERS else ():
            end = start + len(denial)
            if tuple(part[start:end]) == denial:
                denied.update(range(start, end))
                for position in range(end, min(end + _DENIAL_REACH, len(part))):
                    if part[position] in _BUT:
                        break
                    denied.add(position)
    return frozenset(denied)


def _by_first(phrases: Iterable[Phrase]) -> dict[str, list[Phrase]]:
    found: dict[str, list[Phrase]] = defaultdict(list)
    for phrase in phrases:
        found[phrase.stems[0]].append(phrase)
    return dict(found)


@cache
def _builtin() -> Vocabulary:
    return Vocabulary(read_vocabulary())


__all__ = ["Priority", "Programme", "ProgrammeMention", "Tag", "Vocabulary"]
