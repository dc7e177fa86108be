"""Where in a text there may be names of places, and which word announces each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from intake.places.rules import place_words as pw
from intake.places.rules.gazetteer import LONGEST_NAME, Name, Names
from intake.words.text import segments, word_set

_LONGEST_CUE = 4
_MOST_LETTERS = 4000


class Cue(IntEnum):
    """What the words before a name say of it, the strongest last."""

    AWAY = 0  # a place that is not theirs: «trabajo en Lima»
    CENTRE = 1  # of a community: «comunidad de Santa Rosa»
    NOTHING = 2
    WEAK = 3
    DEPARTMENT = 4
    PROVINCE = 5
    STRONG = 6
    DISTRICT = 7


_CUES = {
    **dict.fromkeys(pw.WEAK_CUES, Cue.WEAK),
    **dict.fromkeys(pw.STRONG_CUES, Cue.STRONG),
    **dict.fromkeys(pw.DEPARTMENT_CUES, Cue.DEPARTMENT),
    **dict.fromkeys(pw.PROVINCE_CUES, Cue.PROVINCE),
    **dict.fromkeys(pw.DISTRICT_CUES, Cue.DISTRICT),
    **dict.fromkeys(pw.CENTRE_CUES, Cue.CENTRE),
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
    is_ordinary: bool  # every word of it is a common Spanish word

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
        """The next word of the same segment, or nothing."""
        goes_on = end < len(self.words) and self.segment_of[end] == self.segment_of[end - 1]
        return self.words[end] if goes_on else ""

    def beside(self, start: int, end: int) -> set[int]:
        """The positions that touch a run, in its segment, and say something."""
        mine = self.segment_of[start]
        return {i for i in self.content() if i in {start - 1, end} and self.segment_of[i] == mine}

    def letters(self, start: int, end: int) -> int:
        """Letters between two positions, links not counted."""
        return sum(len(w) for w in self.words[start:end] if w not in pw.CONNECTORS) or 1


def read_words(text: str) -> Words:
    """Cut a text into words and note what announces each."""
    parts = segments(pw.spelt_out(text[:_MOST_LETTERS]))[:40]
    found = tuple(word for part in parts for word in part)[:120]
    numbers = tuple(n for n, part in enumerate(parts) for _ in part)[:120]
    cues = [_cue_before(found, i) for i in range(len(found))]
    for i in range(1, len(found)):
        # «General Sánchez Cerro, Omate»: the end of a name announces nothing behind the comma.
        if cues[i][1] in pw.LANDMARKS and numbers[i - 1] != numbers[i]:
            cues[i] = (Cue.NOTHING, "")
    sizes = [len(phrase.split()) for _, phrase in cues]
    for i in range(1, len(found)):
        # «anexo de el porvenir» says of Porvenir what it says of El Porvenir.
        if cues[i][0] == Cue.NOTHING and found[i - 1] in _ARTICLES:
            cues[i] = cues[i - 1]
    announcing = {n for i, size in enumerate(sizes) if size > 1 for n in range(i - size, i)}
    return Words(
        found,
        numbers,
        tuple(c for c, _ in cues),
        tuple(w for _, w in cues),
        frozenset(announcing),
    )


def exact_spans(words: Words, names: Names) -> list[Span]:
    """Names that stand in the text word for word."""
    return [
        make_span(words, start, end, name)
        for start, end, phrase in words.runs()
        for name in names.exact(phrase)
    ]


def near_spans(words: Words, names: Names, starts: frozenset[int], taken: list[Span]) -> list[Span]:
    """Names that stand misspelt at one of `starts`; what is already read word for word is left."""
    whole = {(s.start, s.end) for s in taken if s.name.distance == 0}
    has_region = any(s.name.level != "district" and not s.name.distance for s in taken)
    found = []
    for start, end, phrase in words.runs():
        at_article = start + 1 in starts and words.words[start] in _ARTICLES
        if (start, end) in whole or not (start in starts or at_article):
            continue
        if _may_be_misspelt(words, start, end, has_region=has_region):
            found += [make_span(words, start, end, name) for name in names.like(phrase)]
    return found


def _may_be_misspelt(words: Words, start: int, end: int, *, has_region: bool) -> bool:
    """Common words need more: a region beside them («para, Sandia» is Phara), or no others."""
    run, content = words.words[start:end], words.content()
    if run[0] in _NEVER_FIRST or all(w in pw.FILLERS for w in run):
        return False
    telling = [w for w in run if w not in pw.TALK and w not in pw.FILLERS]
    if any(w not in pw.ordinary_words() for w in telling):
        return True
    if has_region or len(content) > 5:
        return len(content) <= 5
    is_all = all(start <= i < end for i in content)
    is_answer = end - start == len(words.words) or words.cues[start] > Cue.NOTHING
    return bool(telling) and is_all and is_answer


def centre_spans(words: Words, centres: Mapping[str, tuple[str, ...]]) -> list[Span]:
    """Populated centres that stand in the text word for word, one span a district that has one."""
    if not centres:
        return []
    return [
        make_span(words, start, end, Name("centre", ubigeo, 0))
        for start, end, phrase in words.runs()
        for ubigeo in centres.get(phrase, ())
    ]


def make_span(words: Words, start: int, end: int, name: Name) -> Span:
    """A name at a place of the text, with what goes before it."""
    ordinary = pw.ordinary_words()
    run = words.words[start:end]
    letters = words.letters(start, end)
    return Span(start, end, name, words.cues[start], letters, all(w in ordinary for w in run))


def _cue_before(words: tuple[str, ...], position: int) -> tuple[Cue, str]:
    for size in range(_LONGEST_CUE, 0, -1):
        if position >= size:
            phrase = " ".join(words[position - size : position])
            cue = _CUES.get(phrase)
            if cue is not None:
                return cue, phrase
    return Cue.NOTHING, ""


_ARTICLES = frozenset({"el", "la", "las", "los"})
_NEVER_FIRST = word_set("soy vivo desde somos estoy distrito provincia region departamento")
