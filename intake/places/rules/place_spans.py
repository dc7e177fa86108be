"""Where in a text there may be names of places, and which word announces each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from intake.places.rules import place_words as pw
from intake.places.rules.gazetteer import LONGEST_NAME, Name, Names
from intake.words.text import normalise, segments, word_set

_LONGEST_CUE = 4
_LONGEST_DISTANCE = 6  # words
_MOST_LETTERS = 4000


class Cue(IntEnum):
    """What the words before a name say of it, the strongest last."""

    AWAY = 0  # a place that is not theirs: «trabajo en Lima»
    CENTRE = 1  # of a community: «comunidad de Santa Rosa»
    NEAR = 2  # theirs lies beside it: «a tres horas de Andahuaylas»
    NOTHING = 3
    WEAK = 4
    DEPARTMENT = 5
    PROVINCE = 6
    STRONG = 7
    DISTRICT = 8


_CUES = {
    **dict.fromkeys(pw.WEAK_CUES, Cue.WEAK),
    **dict.fromkeys(pw.STRONG_CUES, Cue.STRONG),
    **dict.fromkeys(pw.DEPARTMENT_CUES, Cue.DEPARTMENT),
    **dict.fromkeys(pw.PROVINCE_CUES, Cue.PROVINCE),
    **dict.fromkeys(pw.DISTRICT_CUES, Cue.DISTRICT),
    **dict.fromkeys(pw.CENTRE_CUES, Cue.CENTRE),
    **dict.fromkeys(pw.NEAR_CUES, Cue.NEAR),
    **dict.fromkeys(pw.AWAY_CUES, Cue.AWAY),
}


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words that may be a name."""

    start: int
    end: int
    name: Name
    cue: Cue
    letters: int
    is_ordinary: bool  # every word of it is an everyday one, and is written like one

    def overlaps(self, other: "Span") -> bool:
        """Whether the two claim a word in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Words:
    """A text cut into words, each with the number of its segment and the cue before it."""

    words: tuple[str, ...]
    segment_of: tuple[int, ...]
    cues: tuple[Cue, ...]
    cue_words: tuple[str, ...]
    announcing: frozenset[int]  # positions of «mi distrito se llama», of which Llama is no part
    is_question: bool = False
    proper: frozenset[str] = frozenset()  # words with a capital where none begins a sentence

    def runs(self) -> Iterator[tuple[int, int, str]]:
        """Every run of words inside one segment that may be a name, longer ones first."""
        count = len(self.words)
        for start in range(count):
            last = min(count, start + LONGEST_NAME)
            while self.segment_of[last - 1] != self.segment_of[start]:
                last -= 1
            for end in range(last, start, -1):
                run = self.words[start:end]
                if pw.may_be_name(run) and not self.announcing.issuperset(range(start, end)):
                    yield start, end, " ".join(run)

    def content(self) -> list[int]:
        """The positions of words that are neither filler nor cue."""
        return [
            i
            for i, word in enumerate(self.words)
            if word not in pw.FILLERS and i not in self.announcing
        ]

    def is_whole_segment(self, start: int, end: int) -> bool:
        """Whether a run stands alone between commas, hyphens or other signs."""
        mine = self.segment_of[start]
        return self.segment_of.index(mine) == start and self.segment_of.count(mine) == end - start

    def is_after_centre(self, position: int) -> bool:
        """Whether the name of a community began before, in the same segment."""
        mine = self.segment_of[position]
        return any(
            self.cues[i] == Cue.CENTRE and self.segment_of[i] == mine for i in range(position)
        )

    def after(self, end: int) -> str:
        """The next word of the same segment; empty if there is none."""
        goes_on = end < len(self.words) and self.segment_of[end] == self.segment_of[end - 1]
        return self.words[end] if goes_on else ""

    def beside(self, start: int, end: int) -> set[int]:
        """The positions that touch a run, in its segment, and say something."""
        mine = self.segment_of[start]
        return {i for i in self.content() if i in {start - 1, end} and self.segment_of[i] == mine}

    def letters(self, start: int, end: int) -> int:
        """How many letters stand between two positions, links not counted."""
        return sum(len(w) for w in self.words[start:end] if w not in pw.CONNECTORS) or 1


def read_words(text: str) -> Words:
    """Cut a text into words and note what announces each."""
    parts = segments(pw.spelt_out(text[:_MOST_LETTERS]))[:40]
    placed = [(word, number) for number, part in enumerate(parts) for word in part][:120]
    found = tuple(word for word, _ in placed)
    numbers = tuple(number for _, number in placed)
    own = [_own_cue(found, numbers, i) for i in range(len(found))]
    cues = _over_articles(found, own)
    return Words(
        found,
        numbers,
        tuple(cue for cue, _ in cues),
        tuple(phrase for _, phrase in cues),
        _announcing(own),
        is_question="?" in text,
        proper=frozenset(normalise(word) for word in _PROPER.findall(text[:_MOST_LETTERS])),
    )


def _announcing(cues: list[tuple[Cue, str]]) -> frozenset[int]:
    """The positions of the words of every cue that has several."""
    sizes = (len(phrase.split()) for _, phrase in cues)
    return frozenset(n for i, size in enumerate(sizes) if size > 1 for n in range(i - size, i))


def _own_cue(words: tuple[str, ...], segment_of: tuple[int, ...], position: int) -> tuple[Cue, str]:
    cue, phrase = _cue_before(words, position)
    # «General Sánchez Cerro, Omate»: the end of a name announces nothing behind the comma.
    if phrase in pw.SAME_SEGMENT and segment_of[position - 1] != segment_of[position]:
        return Cue.NOTHING, ""
    if cue == Cue.WEAK and _is_measured(words, segment_of, position):
        return Cue.NEAR, phrase
    return cue, phrase


def _is_measured(words: tuple[str, ...], segment_of: tuple[int, ...], position: int) -> bool:
    """Whether a distance goes before: «a una hora y piquito de Chimbote»."""
    before = range(max(0, position - _LONGEST_DISTANCE), position)
    return any(words[i] in pw.MEASURES and segment_of[i] == segment_of[position] for i in before)


def _over_articles(words: tuple[str, ...], cues: list[tuple[Cue, str]]) -> list[tuple[Cue, str]]:
    """«Anexo de el porvenir» says of Porvenir what it says of El Porvenir."""
    reached: list[tuple[Cue, str]] = []
    for position, cue in enumerate(cues):
        is_led = position > 0 and cue[0] == Cue.NOTHING and words[position - 1] in _ARTICLES
        reached.append(reached[-1] if is_led else cue)
    return reached


def exact_spans(words: Words, names: Names) -> list[Span]:
    """The names that stand in the text word for word."""
    return [
        make_span(words, start, end, name)
        for start, end, phrase in words.runs()
        for name in names.exact(phrase)
    ]


def near_spans(words: Words, names: Names, starts: frozenset[int], taken: list[Span]) -> list[Span]:
    """The names that stand misspelt at one of `starts`, but for what was read word for word."""
    whole = {(s.start, s.end) for s in taken if s.name.distance == 0}
    reach = starts | {i - 1 for i in starts if i and words.words[i - 1] in _ARTICLES}
    return [
        make_span(words, start, end, name)
        for start, end, phrase in words.runs()
        if (start, end) not in whole and start in reach
        if words.words[start] not in _NEVER_FIRST
        if not pw.FILLERS.issuperset(words.words[start:end])
        for name in names.like(phrase)
    ]


def centre_spans(words: Words, centres: Mapping[str, tuple[str, ...]]) -> list[Span]:
    """The populated centres that stand in the text word for word, one span for each district."""
    if not centres:
        return []
    return [
        make_span(words, start, end, Name("centre", ubigeo, 0))
        for start, end, phrase in words.runs()
        for ubigeo in centres.get(phrase, ())
    ]


def make_span(words: Words, start: int, end: int, name: Name) -> Span:
    """A name at a place of the text, with what goes before it."""
    run = words.words[start:end]
    is_ordinary = pw.everyday_words().issuperset(run) and words.proper.isdisjoint(run)
    return Span(start, end, name, words.cues[start], words.letters(start, end), is_ordinary)


def _cue_before(words: tuple[str, ...], position: int) -> tuple[Cue, str]:
    for size in range(_LONGEST_CUE, 0, -1):
        if position >= size:
            phrase = " ".join(words[position - size : position])
            cue = _CUES.get(phrase)
            if cue is not None:
                return cue, phrase
    return Cue.NOTHING, ""


# A capital inside a sentence, and not one among capitals.
_PROPER = re.compile(r"(?:(?<=[^\W_] )|(?<=[^\W_], ))[A-ZÁÉÍÓÚÑ][a-záéíóúüñ]+")
_ARTICLES = frozenset({"el", "la", "las", "los"})
_NEVER_FIRST = word_set("soy vivo desde somos estoy distrito provincia region departamento")
