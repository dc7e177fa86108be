"""The word that was meant, though it be misspelt: only where it is no ordinary word itself."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

from intake.places.rules.place_words import ordinary_words
from intake.reading.rules.vocabulary import form, is_ordinary
from intake.words.keys import fold, says_something
from intake.words.text import number_free

_SHORTEST = 3
_SHORTEST_SLIP = 7
"""Letters of a word that may have one letter wrong, however it sounds."""
_SHORTEST_SOUND = 6
_MOST_WRONG = 2
_TWO_GENDERS = re.compile(
    r"(?:ad|id|er|ic|or|os|it|an|iv|ari|ut|ch|ndr|rt[io]r|sord|mud|cieg|viej|hij|nin|abuel|maestr|"
    r"enferm|muert|herman|niet|vecin|coj|poc|much|tod|nuev|buen|mal|sol|otr)[oae]$"
)


class Speller:
    """Reads words into the stems of a vocabulary. Read only: share one."""

    def __init__(
        self, known_words: Iterable[str], stems: Iterable[str], as_written: Iterable[str] = ()
    ) -> None:
        """`as_written`: words that are known too, and that no other is taken for."""
        known = sorted(word for word in known_words if says_something(word))
        self._stems = frozenset(stems)
        self._literal = frozenset(number_free(word) for word in (*known, *as_written))
        self._literal_of: dict[str, list[str]] = {}
        for word in sorted(self._literal):
            self._literal_of.setdefault(form(word), []).append(word)
        self._by_sound: dict[str, list[str]] = {}
        self._near: dict[str, set[str]] = {}
        for word in known:
            sound = fold(form(word))
            self._by_sound.setdefault(sound, []).append(form(word))
            if len(word) >= _SHORTEST_SLIP and len(sound) >= _SHORTEST_SOUND:
                for key in one_less(sound):
                    self._near.setdefault(key, set()).add(sound)
        self.stem_of: Callable[[str], str] = lru_cache(maxsize=32_768)(self._stem_of)
        """The stem that the vocabulary knows for a normalised word, or the word's own."""

    def _stem_of(self, word: str) -> str:
        own = form(word)
        if own in self._stems:
            return own if self._means(word, own) else word
        if len(word) < _SHORTEST or is_ordinary(word):
            return own
        sound = fold(own)
        meant = self._like(own, sound)
        if meant is None and len(word) >= _SHORTEST_SLIP and len(sound) >= _SHORTEST_SOUND:
            meant = self._one_slip_away(own, sound)
        return own if meant is None else meant

    def _means(self, word: str, stem: str) -> bool:
        """Whether a word of a known stem is a known word: «partido» is no «partida»."""
        said = number_free(word)
        if said in self._literal or word in self._stems:
            return True
        if word in ordinary_words():
            return False
        # Persons and what is said of things have two genders, things have one.
        return bool(_TWO_GENDERS.search(said)) or any(
            fold(said) == fold(known) for known in self._literal_of.get(stem, ())
        )

    def _like(self, word: str, sound: str) -> str | None:
        """Of the known words that sound so, the one written most like it."""
        alike = self._by_sound.get(sound, ())
        return min(alike, key=lambda known: OSA.distance(known, word), default=None)

    def _one_slip_away(self, word: str, sound: str) -> str | None:
        """The first by alphabet of those with one letter more, less, other or swapped."""
        near = {known for key in one_less(sound) for known in self._near.get(key, ())}
        for known in sorted(near):
            meant = self._like(word, known)
            if (
                meant is not None
                and meant[0] == word[0]
                and OSA.distance(known, sound, score_cutoff=1) <= 1
                # «cuarenta» sounds like «corriente», and does not look it.
                and OSA.distance(meant, word, score_cutoff=_MOST_WRONG) <= _MOST_WRONG
            ):
                return meant
        return None


def one_less(word: str) -> Iterator[str]:
    """The word, and what is left of it without each letter: two that share one are a slip apart."""
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
