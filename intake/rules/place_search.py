"""From possible names in a text to the districts that they may mean together.

Each word is used once. A district explains more than a province, a province more than a
department, and a reading that explains more letters of the answer wins.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from intake.rules import place_words as pw
from intake.rules.gazetteer import Certainty, Level, Name, Names
from intake.rules.place_evidence import REGIONS
from intake.rules.place_spans import Cue, Span, Words

_LEVEL_WEIGHT = {"district": 1.0, "province": 0.6, "department": 0.4, "centre": 0.55}
_CUE_WEIGHT = {
    Cue.AWAY: -0.5,
    Cue.CENTRE: -0.35,
    Cue.NOTHING: 0.0,
    Cue.WEAK: 0.03,
    Cue.STRONG: 0.15,
    Cue.DISTRICT: 0.25,
    Cue.PROVINCE: -0.3,
    Cue.DEPARTMENT: -0.3,
}
_TIE = 0.015
_FUZZY_COST = 0.13  # of a span's letters, for each letter apart


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand the text: a place, and the spans that support it."""

    level: Level
    code: str
    span: Span
    support: tuple[Span, ...]
    score: float

    @property
    def spans(self) -> tuple[Span, ...]:
        """All the words it uses."""
        return (self.span, *self.support)


def readings(words: Words, spans: list[Span], centres: list[Span]) -> list[Reading]:
    """Every reading of the spans, the best first."""
    total = sum(len(words.words[i]) for i in words.content()) or 1
    regions: dict[str, list[Span]] = {}
    for span in spans:
        if span.name.level in REGIONS:
            regions.setdefault(span.name.code, []).append(span)
    villages: dict[str, list[Span]] = {}
    for span in centres:
        villages.setdefault(span.name.code, []).append(span)
    found: dict[tuple[Level, str], Reading] = {}
    for span in (*spans, *centres):
        reading = _read(words, span, regions, villages, total)
        key = (reading.level, reading.code)
        if key not in found or found[key].score < reading.score:
            found[key] = reading
    return sorted(found.values(), key=lambda r: (-r.score, r.code))


def certainty(words: Words, names: Names, ranked: list[Reading], *, in_sentence: bool) -> Certainty:
    """How far the best reading may be trusted."""
    if not ranked:
        return Certainty.NONE
    best = ranked[0]
    if best.level in REGIONS or len(tied(ranked)) > 1:
        return Certainty.AMBIGUOUS
    if best.level == "centre" or best.span.name.distance > 0 or best.span.cue <= Cue.CENTRE:
        return Certainty.LIKELY
    if in_sentence and words.after(best.span.end) in pw.SIZES:
        return Certainty.LIKELY
    if any(s.name.level != "centre" and s.name.distance < 1 for s in best.support):
        if in_sentence:
            return Certainty.LIKELY if _has_rival(ranked) else Certainty.SURE
        return _named_with_region(words, names, best)
    return _alone(words, names, best, ranked, in_sentence=in_sentence)


def tied(ranked: list[Reading]) -> list[Reading]:
    """The readings that explain the text as well as the best one."""
    best = ranked[0]
    return [r for r in ranked if r.level == best.level and r.score >= best.score - _TIE]


def _named_with_region(words: Words, names: Names, best: Reading) -> Certainty:
    """«X, Celendín, Cajamarca» with an X we do not know is hardly the district of Celendín."""
    is_cued = best.span.cue == Cue.DISTRICT
    if is_cued or best.code[:4] not in _regions_called(words, names, best):
        return Certainty.SURE
    return Certainty.LIKELY if _left(words, best) else Certainty.SURE


def _regions_called(words: Words, names: Names, best: Reading) -> set[str]:
    """The provinces and departments that bear the name used for the district."""
    phrase = " ".join(words.words[best.span.start : best.span.end])
    return {n.code for n in names.exact(phrase) if n.level in REGIONS}


def _left(words: Words, best: Reading) -> set[str]:
    """Words that say something, and that the reading does not explain."""
    used = {i for s in best.spans for i in range(s.start, s.end)}
    return {words.words[i] for i in words.content() if i not in used} - pw.ordinary_words()


def _alone(
    words: Words, names: Names, best: Reading, ranked: list[Reading], *, in_sentence: bool
) -> Certainty:
    """A district's name without its province."""
    phrase = " ".join(words.words[best.span.start : best.span.end])
    region = _regions_called(words, names, best)
    is_cued = best.span.cue == Cue.DISTRICT
    if region - {best.code[:4]} and not is_cued:
        return Certainty.AMBIGUOUS
    if (region and not is_cued) or names.has_neighbour(phrase):
        return Certainty.LIKELY
    if in_sentence:
        return Certainty.LIKELY if _has_rival(ranked) else Certainty.SURE
    return Certainty.LIKELY if _left(words, best) else Certainty.SURE


def _has_rival(ranked: list[Reading]) -> bool:
    """Whether another district stands elsewhere in the text, about as well announced."""
    best = ranked[0]
    return any(
        r.level == "district"
        and r.span.cue > Cue.CENTRE
        and r.score > 0.6 * best.score
        and not any(r.span.overlaps(s) for s in best.spans)
        for r in ranked[1:]
    )


def _read(
    words: Words,
    span: Span,
    regions: Mapping[str, list[Span]],
    villages: Mapping[str, list[Span]],
    total: int,
) -> Reading:
    code = span.name.code
    used = [span]
    for prefix in (code[:4], code[:2]):
        if len(prefix) < len(code):
            used += _best(regions.get(prefix, ()), used, span)
    if span.name.level == "district":
        used += _best(villages.get(code, ()), used, span)
    score = sum(
        _worth(s) * (_LEVEL_WEIGHT["centre"] if s.name.level == "centre" else 1) for s in used[1:]
    )
    own = _worth(span) * _LEVEL_WEIGHT[span.name.level]
    level_cue = Cue.PROVINCE if span.name.level == "province" else Cue.DEPARTMENT
    if span.name.level == "centre":
        bonus = 0.1 if span.cue == Cue.CENTRE else -0.1
    elif span.name.level != "district":
        bonus = 0.25 if span.cue == level_cue else min(0.0, _CUE_WEIGHT[span.cue])
    else:
        bonus = _CUE_WEIGHT[span.cue] + _after_centre(words, span)
    return Reading(span.name.level, code, span, tuple(used[1:]), (own + score) / total + bonus)


def _after_centre(words: Words, span: Span) -> float:
    """A name in the segment of a community's name is rather part of it."""
    if span.cue in {Cue.DISTRICT, Cue.CENTRE} or len(set(words.segment_of)) == 1:
        return 0.0
    mine = words.segment_of[span.start]
    before = (i for i in range(span.start) if words.segment_of[i] == mine)
    return -0.3 if any(words.cues[i] == Cue.CENTRE for i in before) else 0.0


def _worth(span: Span) -> float:
    return span.letters * max(0.1, 1 - _FUZZY_COST * span.name.distance)


def _best(choices: Iterable[Span], used: list[Span], near: Span) -> list[Span]:
    """The span that adds most and shares no word with those used; the nearest among equals."""
    free = [c for c in choices if not any(c.overlaps(u) for u in used) and c.cue != Cue.AWAY]
    return [max(free, key=lambda s: (_worth(s), -abs(s.start - near.start)))] if free else []


__all__ = ["Name", "Reading", "certainty", "readings", "tied"]
