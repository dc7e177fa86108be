"""What single words say of a priority when no phrase does: points learnt from told messages.

The file is written by `tools/train_tag_words.py`: for a phonetic stem, how many points a message
that has it gains or loses for a priority. A priority that the file does not know has none.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from math import sqrt

from intake.datafiles import shipped_text
from intake.reading.rules.spelling import one_less
from intake.words.keys import phonetic_stem, says_something
from intake.words.text import word_set

_SHORTEST_SLIP = 6
"""Letters of a stem that may have one of them wrong."""
_SHORTEST_BEGINNING = 5
_MOST_ENDING = 2
"""Letters that two stems of one beginning may have after it: «forraje» is near «forrajera»."""
_FEWEST = 4
_COUNTED = word_set(
    """cero uno una dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce
    quince veinte treinta cien mil primero primera segundo segunda tercero tercera unico unica
    medio media"""
)
"""Numbers sound like other words («seis» like SIS, «cero» like «cerro») and say nothing alone."""
_USUAL = 6
"""Known words of a usual message: in a longer one each word says less."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The points a text gains for each priority, and the words that gave them."""

    points: Mapping[str, float]
    _rows: Mapping[str, Mapping[str, float]]

    def causes(self, priority: str) -> dict[str, float]:
        """The words that speak for a priority, in the order of the text, and how much each does."""
        return {word: row[priority] for word, row in self._rows.items() if priority in row}


class TagWords:
    """Points of stems. Read only: share one."""

    def __init__(self, points: Mapping[str, Mapping[str, float]]) -> None:
        self._points = points
        self._near: dict[str, str] = {}
        self._beginnings = _beginnings(points)
        for stem in sorted(points):
            if len(stem) >= _SHORTEST_SLIP:
                for key in one_less(stem):
                    self._near.setdefault(key, stem)
        self._stem_of = lru_cache(maxsize=32_768)(self._find_stem)

    def under(self, wider: Mapping[str, str]) -> "TagWords":
        """The same points where some priorities are part of a wider one: as the most of them."""
        points: dict[str, dict[str, float]] = {}
        for stem, row in self._points.items():
            kept = points.setdefault(stem, {})
            for priority, each in row.items():
                name = wider.get(priority, priority)
                kept[name] = max(each, kept.get(name, 0.0))
        return TagWords(points)

    def hear(self, said: Iterable[str]) -> Heard:
        """What normalised words say together, each of them once."""
        words = {stem: word for word in said if (stem := self._stem_of(word))}
        rows = {word: self._points[stem] for stem, word in words.items()}
        points: dict[str, float] = {}
        for row in rows.values():
            for priority, each in row.items():
                points[priority] = points.get(priority, 0.0) + each
        share = share_of(len(rows))
        return Heard({priority: each * share for priority, each in points.items()}, rows)

    def _find_stem(self, word: str) -> str | None:
        stem = stem_of(word)
        if stem is None or stem in self._points:
            return stem
        slips = one_less(stem) if len(stem) >= _SHORTEST_SLIP else ()
        near = next((self._near[key] for key in slips if key in self._near), None)
        said = (self._beginnings[each] for each in _cut(stem) if each in self._beginnings)
        return near or next(said, None)


def _beginnings(stems: Iterable[str]) -> dict[str, str]:
    """Stems by what they begin with, the shortest of those that begin so."""
    by_length = sorted(stems, key=lambda stem: (-len(stem), stem))
    return {beginning: stem for stem in by_length for beginning in _cut(stem)}


def _cut(stem: str) -> Iterator[str]:
    """The stem, and what it is without its ending; the longest first."""
    for end in range(len(stem), max(_SHORTEST_BEGINNING, len(stem) - _MOST_ENDING) - 1, -1):
        yield stem[:end]


def stem_of(word: str) -> str | None:
    """The stem under which a normalised word is kept; None for words that say nothing."""
    if len(word) < 3 or word.isdigit() or word in _COUNTED or not says_something(word):
        return None
    return phonetic_stem(word)


def share_of(known: int) -> float:
    """How much each of so many known words counts."""
    return 1 / sqrt(max(known, _FEWEST) / _USUAL)


@cache
def builtin_words() -> TagWords:
    """The points that come with the product."""
    text = shipped_text("tag_words.csv")
    points: dict[str, dict[str, float]] = {}
    for stem, priority, each in csv.reader(text.splitlines()[1:]):
        points.setdefault(stem, {})[priority] = float(each)
    return TagWords(points)
