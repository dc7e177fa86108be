"""Which of the possible names in a text count: all in an answer, few in a sentence."""

from collections.abc import Iterable, Sequence

from intake.places.rules import place_spans as ps
from intake.places.rules import place_words as pw
from intake.places.rules.gazetteer import PART_OF_NAME, SOUNDS_ALIKE, Names
from intake.places.rules.place_spans import Cue, Span, Words
from intake.places.rules.place_talk import Bearing, Talk, heard

REGIONS = frozenset({"province", "department"})
_MISSPELT = 0.3
_SAME_SOUND = 0.95  # nothing but the spelling differs
_ONE_LETTER = 1.2
_LONG_WORD = 6  # letters
_SHORT = 8  # words that say something
# Letters that a word needs, and of 100 how like a name it must be: some name resembles any short
# word, so that «stop» is Supe where it is said to be a place, and nowhere else.
_ANNOUNCED = (4, 72)
_ALL = (5, 72)
_AMONG_TALK = (6, 80)


def answer_spans(words: Words, names: Names) -> list[Span]:
    """The names in an answer to «¿dónde?»: word for word, by sound, and at last by likeness.

    The bearing of the whole says which of its words may be a name that is written otherwise.
    """
    whole = ps.exact_spans(words, names)
    talk = heard(words, names, whole)
    exact = [s for s in whole if _is_meant(words, s, whole, talk)]
    near = ps.near_spans(words, names, _starts(words, talk), exact)
    spans = exact + [s for s in near if _may_be(words, s, exact + near, talk)]
    named = [s for s in spans if s.name.level in REGIONS and s.name.distance <= SOUNDS_ALIKE]
    regions = sorted({s.name.code for s in named}, key=lambda code: (-len(code), code))[:4]
    left = _unexplained(words, spans, talk, regions)
    return spans + _alike(words, names, left, regions, has_talk=_has_talk(words, spans, talk))


def _starts(words: Words, talk: Talk) -> frozenset[int]:
    """Where a misspelt name may begin: in much talk only what is announced, or is no Spanish."""
    content = words.content()
    if len(content) <= _SHORT:
        return frozenset(content)
    return talk.opened | {i for i in content if words.cues[i] > Cue.WEAK}


def _is_meant(words: Words, span: Span, exact: list[Span], talk: Talk) -> bool:
    """Whether a name that stands word for word is no everyday word of something that is told."""
    if span.is_ordinary and span.name.distance == PART_OF_NAME:
        return _vouched(words, span, exact)  # a frontier is not El Carmen de la Frontera
    if talk.bearing is Bearing.NAME:
        return True
    # A piece of a name is as well somebody's: Abelardo, Micaela.
    is_whole = not span.is_ordinary and span.name.distance < PART_OF_NAME
    if is_whole and _is_written_as_name(words, span):
        return True
    return (
        _is_said_alone(words, span)
        or _vouched(words, span, exact)
        or any(_are_beside(words, span, other) for other in exact)
    )


def _are_beside(words: Words, one: Span, other: Span) -> bool:
    """Whether one of the two lies in the other, which is said right beside it."""
    return _lies_in(words, one, other) or _lies_in(words, other, one)


def _is_written_as_name(words: Words, span: Span) -> bool:
    """Whether a word announces it, a capital marks it, it has several words or all begins with it:
    «la helada mato mi papa» is not of Mato.
    """
    run = words.words[span.start : span.end]
    if span.cue != Cue.NOTHING or words.proper.issuperset(run):
        return True
    return len(set(run) - pw.CONNECTORS) > 1 or _begins(words, span)


def _begins(words: Words, span: Span) -> bool:
    """Whether the answer begins with it, but for «de» and «soy»."""
    return pw.FILLERS.issuperset(words.words[: span.start])


def _is_said_alone(words: Words, span: Span) -> bool:
    """Whether nothing else stands in its segment, or it begins the answer, or ends an address."""
    mine = words.segment_of[span.start]
    beside = [
        word
        for i, word in enumerate(words.words)
        if words.segment_of[i] == mine and not span.start <= i < span.end
    ]
    is_alone = all(word in pw.TALK or word in pw.FILLERS for word in beside)
    # «de Santa María, pero…»; «el caserío El Faique de Olmos, y…».
    is_placed = _begins(words, span) or words.is_after_centre(span.start)
    return is_alone or (span.cue == Cue.WEAK and is_placed)


def _may_be(words: Words, span: Span, others: list[Span], talk: Talk) -> bool:
    """Whether a name that is written otherwise may be meant by a run of words."""
    if talk.is_plain(span):
        return span.name.has_as_many_words and _may_be_plain(words, span, others)
    if talk.bearing is Bearing.NAME:
        return span.cue > Cue.CENTRE
    if _is_nearly_it(words, span):
        return True
    exact = (other for other in others if not other.name.distance)
    return span.cue > Cue.WEAK or any(_belong_together(words, span, other) for other in exact)


def _is_nearly_it(words: Words, span: Span) -> bool:
    """Whether only its spelling differs where it stands out, or a letter of a long word ahead."""
    if span.name.distance < _SAME_SOUND and _stands_out(words, span):
        return True
    is_long = span.letters > _LONG_WORD
    return is_long and span.name.distance <= _ONE_LETTER and _begins(words, span)


def _may_be_plain(words: Words, span: Span, others: list[Span]) -> bool:
    """Whether Spanish words may be a name: «para, Sandia» is Phara, and «pues, Huanta» no Putis.

    They must nearly be it, and be all that is said, or be announced, or stand beside its region.
    """
    run = words.words[span.start : span.end]
    is_same = span.name.distance < _SAME_SOUND
    is_near = span.name.distance <= _ONE_LETTER
    has_region = _has_region(words, span, others)
    if pw.TALK.issuperset(run):
        return is_same and has_region and _is_apart(words, span)
    if span.cue == Cue.DISTRICT and words.cue_words[span.start].endswith(" de"):
        return is_near
    if _is_all(words, span):
        return _may_be_alone(words, span, run, is_same=is_same, is_near=is_near)
    is_whole = is_near and _is_all(words, span, *_wider(span, others))
    return has_region and (is_same or is_whole)


def _has_region(words: Words, span: Span, others: Iterable[Span]) -> bool:
    return any(_holds(words, span, other) for other in others)


def _is_apart(words: Words, span: Span) -> bool:
    """Whether it is announced as a district, or stands alone between commas."""
    return span.cue == Cue.DISTRICT or words.is_whole_segment(span.start, span.end)


def _may_be_alone(
    words: Words, span: Span, run: Sequence[str], *, is_same: bool, is_near: bool
) -> bool:
    """Whether Spanish words that are all that is said may be a name."""
    if is_same and (len(run) > 1 or span.cue > Cue.WEAK):
        return True
    is_long = len(set(run) - pw.CONNECTORS - pw.FILLERS) > 1
    return is_near and (is_long or _is_odd(words, span))


def _wider(span: Span, others: Iterable[Span]) -> list[Span]:
    """The regions among the others that hold it."""
    regions = (each for each in others if each.name.level in REGIONS)
    return [each for each in regions if span.name.code.startswith(each.name.code)]


def _is_all(words: Words, *spans: Span) -> bool:
    """Whether nothing else is said, but for «pues» and «por favor»."""
    return all(
        words.words[i] in pw.TALK or any(s.start <= i < s.end for s in spans)
        for i in words.content()
    )


def _is_odd(words: Words, span: Span) -> bool:
    """Whether it is a form that nobody uses of a word that everybody does: «en Quinces»."""
    if pw.everyday_words().issuperset(words.words[span.start : span.end]):
        return False
    is_long = words.cue_words[span.start] == "en" and span.letters >= _LONG_WORD
    return is_long or span.cue > Cue.WEAK


def _has_talk(words: Words, spans: list[Span], talk: Talk) -> bool:
    """Whether anything is said that is neither a name nor may be one, but for «pues»."""
    named = {i for s in spans for i in range(s.start, s.end)}
    said = (i for i in words.content() if i not in talk.opened and i not in named)
    return any(words.words[i] not in pw.TALK for i in said)


def _unexplained(words: Words, spans: list[Span], talk: Talk, regions: list[str]) -> list[int]:
    """The words that may be a name, and are in none that was found so far."""
    explained = {
        i
        for s in spans
        if s.name.distance < 1 or s.name.code.startswith(tuple(regions))
        for i in range(s.start, s.end)
    }
    is_name = talk.bearing is Bearing.NAME
    return [
        i
        for i in sorted(talk.opened - explained)
        if words.cues[i] > (Cue.CENTRE if is_name else Cue.WEAK)
    ]


def sentence_spans(words: Words, names: Names) -> list[Span]:
    """The names inside a message about something else, if a cue or a region vouches for them."""
    exact = ps.exact_spans(words, names)
    cued = frozenset(i for i, cue in enumerate(words.cues) if cue > Cue.WEAK)
    talk = heard(words, names, exact)
    near = ps.near_spans(words, names, cued, exact)
    spans = exact + [s for s in near if s.name.distance < 1.5 and not talk.is_plain(s)]
    return [s for s in spans if _vouched(words, s, exact)]


def _vouched(words: Words, span: Span, exact: list[Span]) -> bool:
    if span.cue in {Cue.AWAY, Cue.NEAR}:
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
    """Whether the region of a name is said right beside it, and one of them is no everyday word."""
    return not (region.is_ordinary and span.is_ordinary) and _lies_in(words, span, region)


def _lies_in(words: Words, span: Span, region: Span) -> bool:
    return (
        region.name.level in REGIONS
        and span.name.code.startswith(region.name.code)
        and not region.overlaps(span)
        and _gap(words, span, region) == 0
    )


def _follows(words: Words, span: Span) -> bool:
    """Whether a region stands right behind a name that is itself announced."""
    before = range(max(0, span.start - 6), span.start)
    return any(words.cues[i] > Cue.WEAK and words.words[i] not in pw.FILLERS for i in before)


def _gap(words: Words, one: Span, other: Span) -> int:
    first, second = sorted((one, other), key=lambda s: s.start)
    return sum(1 for w in words.words[first.end : second.start] if w not in pw.FILLERS)


def _runs(words: Words, left: Iterable[int]) -> list[list[int]]:
    """Words that follow each other in one segment, at most four together."""
    runs: list[list[int]] = []
    for i in left:
        last = runs[-1] if runs else [-2]
        is_next = i == last[-1] + 1 and len(last) < 4
        if is_next and words.segment_of[i] == words.segment_of[last[-1]]:
            last.append(i)
        else:
            runs.append([i])
    return runs


def _alike(
    words: Words, names: Names, left: list[int], regions: list[str], *, has_talk: bool
) -> list[Span]:
    """The names most like the words that nothing explains, at most two runs of them."""
    found = []
    for run in sorted(_runs(words, left), key=lambda r: -len(r))[:2]:
        start, end = run[0], run[-1] + 1
        phrase = " ".join(words.words[start:end])
        shortest, least = _ALL if not has_talk else _AMONG_TALK
        if words.cues[start] > Cue.WEAK:
            shortest, least = _ANNOUNCED
        found += [
            ps.make_span(words, start, end, name)
            for name in names.alike(phrase, regions, shortest=shortest, least=least)
            if name.level == "district" or len(phrase) > 5
        ]
    return found
