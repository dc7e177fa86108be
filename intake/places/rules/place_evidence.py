"""Which of the possible names in a text count: all in an answer, few in a sentence."""

from intake.places.rules import place_spans as ps
from intake.places.rules import place_words as pw
from intake.places.rules.gazetteer import SOUNDS_ALIKE, Names
from intake.places.rules.place_spans import Cue, Span, Words

REGIONS = frozenset({"province", "department"})
_MISSPELT = 0.3
_LONG_ANSWER = 16  # words: in more, only what is announced may be a misspelt name


def answer_spans(words: Words, names: Names) -> list[Span]:
    """The names in an answer to «¿dónde?»: word for word, by sound, and at last by likeness."""
    spans = ps.exact_spans(words, names)
    near = words.content()
    if len(words.words) > _LONG_ANSWER:
        near = [i for i in near if words.cues[i] > Cue.NOTHING]
    spans += ps.near_spans(words, names, frozenset(near), spans)
    named = [s for s in spans if s.name.level in REGIONS and s.name.distance <= SOUNDS_ALIKE]
    regions = sorted({s.name.code for s in named}, key=lambda code: (-len(code), code))[:4]
    left = _unexplained(words, spans, regions)
    return spans + _alike(words, names, left, regions)


def _unexplained(words: Words, spans: list[Span], regions: list[str]) -> list[int]:
    """The words that are in no name found so far, and are no ordinary ones."""
    explained = {
        i
        for s in spans
        if s.name.distance < 1 or s.name.code.startswith(tuple(regions))
        for i in range(s.start, s.end)
    }
    plain = pw.ordinary_words() | pw.TALK
    return [i for i in words.content() if i not in explained and words.words[i] not in plain]


def sentence_spans(words: Words, names: Names) -> list[Span]:
    """The names inside a message about something else, if a cue or a region vouches for them."""
    exact = ps.exact_spans(words, names)
    cued = frozenset(i for i, cue in enumerate(words.cues) if cue > Cue.WEAK)
    spans = exact + [s for s in ps.near_spans(words, names, cued, exact) if s.name.distance < 1.5]
    return [s for s in spans if _vouched(words, s, exact)]


def _vouched(words: Words, span: Span, exact: list[Span]) -> bool:
    if span.cue == Cue.AWAY:
        return False
    if span.cue in {Cue.DISTRICT, Cue.STRONG, Cue.PROVINCE, Cue.DEPARTMENT}:
        return True
    if any(_belong_together(words, span, other) for other in exact):
        return True
    if span.name.distance >= _MISSPELT:
        return False
    if span.name.level != "district" and _follows(words, span):
        return True
    return _stands_out(words, span)


def _belong_together(words: Words, span: Span, other: Span) -> bool:
    """Whether one of the two is the region of the other, said right beside it."""
    return _holds(words, span, other) or (span.name.level in REGIONS and _holds(words, other, span))


def _stands_out(words: Words, span: Span) -> bool:
    """Whether it is read as a name by itself: alone between commas, or behind «en» or «de»."""
    if not span.is_ordinary:
        return span.cue == Cue.WEAK or words.is_whole_segment(span.start, span.end)
    is_saint = words.words[span.start] in {"san", "santa", "santo"} and span.end - span.start > 1
    return span.cue == Cue.WEAK and is_saint and words.cue_words[span.start] == "en"


def _holds(words: Words, span: Span, region: Span) -> bool:
    """Whether the region that a name lies in is said right beside it."""
    return (
        region.name.level in REGIONS
        and span.name.code.startswith(region.name.code)
        and not region.overlaps(span)
        and _gap(words, span, region) == 0
        and not (region.is_ordinary and span.is_ordinary)
    )


def _follows(words: Words, span: Span) -> bool:
    """Whether a region stands right behind a name that is itself announced."""
    before = range(max(0, span.start - 6), span.start)
    return any(words.cues[i] > Cue.WEAK and words.words[i] not in pw.FILLERS for i in before)


def _gap(words: Words, one: Span, other: Span) -> int:
    first, second = sorted((one, other), key=lambda s: s.start)
    return sum(1 for w in words.words[first.end : second.start] if w not in pw.FILLERS)


def _alike(words: Words, names: Names, left: list[int], regions: list[str]) -> list[Span]:
    """The names most like the words that nothing explains, at most two runs of them."""
    runs: list[list[int]] = []
    for i in left:
        beside = runs and i == runs[-1][-1] + 1
        if beside and words.segment_of[i] == words.segment_of[runs[-1][-1]] and len(runs[-1]) < 4:
            runs[-1].append(i)
        else:
            runs.append([i])
    found = []
    for run in sorted(runs, key=lambda r: -len(r))[:2]:
        phrase = " ".join(words.words[run[0] : run[-1] + 1])
        found += [
            ps.make_span(words, run[0], run[-1] + 1, name)
            for name in names.alike(phrase, regions)
            if name.level == "district" or len(phrase) > 5
        ]
    return found
