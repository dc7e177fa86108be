"""From possible names in a text to the districts that they may mean together.

Each word is used once. A district explains more than a province, a province more than a
department, and a reading that explains more letters of the answer wins.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from intake.places.rules import place_words as pw
from intake.places.rules.gazetteer import SECOND_NAME, Certainty, Level, Name, Names
from intake.places.rules.place_evidence import REGIONS
from intake.places.rules.place_spans import Cue, Span, Words
from intake.words.text import word_set

_LEVEL_WEIGHT = {"district": 1.0, "province": 0.6, "department": 0.4, "centre": 0.55}
_CUE_WEIGHT = {
    Cue.AWAY: -0.5,
    Cue.CENTRE: -0.35,
    Cue.NEAR: -0.1,
    Cue.NOTHING: 0.0,
    Cue.WEAK: 0.0,
    Cue.STRONG: 0.15,
    Cue.DISTRICT: 0.25,
    Cue.PROVINCE: -0.3,
    Cue.DEPARTMENT: -0.3,
}
_REGION_CUE = 0.35
_IN_REGION = 0.15
_BEFORE_REGION = 0.02  # more than a tie
_OTHER_DISTRICT = 0.3
_TIE = 0.015
_AS_NEAR = 0.06  # half a letter of a word that stands alone
_AND = word_set("y e o u")
_LINKS = (pw.FILLERS | pw.SIZES) - _AND
_MOST_LETTERS = 40  # in a long answer a name counts no less than in an address
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
        """All the spans that it rests on."""
        return (self.span, *self.support)


def readings(words: Words, spans: list[Span], centres: list[Span]) -> list[Reading]:
    """Every reading of the spans, the best first."""
    total = min(_MOST_LETTERS, sum(len(words.words[i]) for i in words.content())) or 1
    regions = _by_code(span for span in spans if span.name.level in REGIONS)
    villages = _by_code(centres)
    is_spread = len({words.segment_of[s.start] for s in spans if s.name.distance < 1}) > 1
    towns = [s for s in spans if s.name.level == "district" and not s.name.distance]
    found: list[Reading] = []
    for span in (*(s for s in spans if not s.name.is_by_capital), *centres):
        reading = _read(words, span, regions, villages, total, is_spread=is_spread)
        if _is_elsewhere(span, reading, towns):
            reading = replace(reading, score=reading.score - _OTHER_DISTRICT)
        found.append(reading)
    return sorted(_best_of_each(found), key=lambda r: (-r.score, r.code))


def _best_of_each(found: Iterable[Reading]) -> Iterable[Reading]:
    """Of each place its best reading, the first among equals."""
    best: dict[tuple[Level, str], Reading] = {}
    for reading in found:
        key = (reading.level, reading.code)
        if key not in best or best[key].score < reading.score:
            best[key] = reading
    return best.values()


def _is_never_sure(best: Reading) -> bool:
    """Whether it is a centre, is written otherwise, or lies beside theirs by its announcement."""
    return best.level == "centre" or best.span.name.distance > 0 or best.span.cue <= Cue.NEAR


def _may_be_another(words: Words, ranked: list[Reading], *, with_region: bool) -> bool:
    """Whether a sentence leaves doubt: a size stands behind the name, or a rival beside it."""
    if words.after(ranked[0].span.end) in pw.SIZES:
        return True
    return with_region and _has_rival(ranked)


def _by_code(spans: Iterable[Span]) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for span in spans:
        found.setdefault(span.name.code, []).append(span)
    return found


def _is_told_apart(centre: Reading, towns: list[Span]) -> bool:
    """Whether other words name a district: then the centre is one of its own, on no list."""
    return any(
        town.cue > Cue.CENTRE
        and not town.is_ordinary
        and not any(town.overlaps(s) for s in centre.spans)
        for town in towns
    )


def _has_region(reading: Reading) -> bool:
    """Whether a region that is no village was named with it, nearly as it is written."""
    return any(s.name.level != "centre" and s.name.distance < 1 for s in reading.support)


def _is_elsewhere(span: Span, reading: Reading, towns: list[Span]) -> bool:
    """Whether another town is where they are, and this one only near it or told apart from it."""
    if span.cue == Cue.NEAR and any(town.cue > Cue.NEAR for town in towns):
        return True
    return span.name.level == "centre" and _is_told_apart(reading, towns)


def certainty(words: Words, names: Names, ranked: list[Reading], *, in_sentence: bool) -> Certainty:
    """How far the best reading may be trusted."""
    if not ranked:
        return Certainty.NONE
    best = ranked[0]
    if best.level in REGIONS or len(tied(ranked)) > 1 or _is_one_guess_of_many(ranked):
        return Certainty.AMBIGUOUS
    if _is_never_sure(best):
        return Certainty.LIKELY
    with_region = _has_region(best)
    if in_sentence and _may_be_another(words, ranked, with_region=with_region):
        return Certainty.LIKELY
    if not with_region:
        return _alone(words, names, best, ranked, in_sentence=in_sentence)
    if _names_two_of_a_region(ranked):
        return Certainty.LIKELY
    return _named_with_region(words, names, best, in_sentence=in_sentence)


def tied(ranked: list[Reading]) -> list[Reading]:
    """The readings that explain the text as well as the best one."""
    best = ranked[0]
    return [r for r in ranked if r.level == best.level and r.score >= best.score - _TIE]


def _named_with_region(
    words: Words, names: Names, best: Reading, *, in_sentence: bool
) -> Certainty:
    """«X, Celendín, Cajamarca» with an X we do not know is hardly the district of Celendín."""
    if _are_two(words, names, best):
        return Certainty.LIKELY
    if best.span.cue == Cue.DISTRICT:
        return Certainty.SURE
    if in_sentence:
        return Certainty.LIKELY if _is_in_centre(words, best) else Certainty.SURE
    is_region = best.code[:4] in _regions_called(words, names, best)
    # The district of Perené and the village of Puente Perené are not the same place.
    used = {i for s in best.spans for i in range(s.start, s.end)}
    is_part = bool(words.beside(best.span.start, best.span.end) - used)
    return Certainty.LIKELY if is_part or (is_region and _left(words, best)) else Certainty.SURE


def _is_one_guess_of_many(ranked: list[Reading]) -> bool:
    """Whether a misspelt name that no region vouches for may as well be another one."""
    best = ranked[0]
    if not best.span.name.is_misspelt or best.span.name.distance < 1 or best.support:
        return False
    return any(
        r.level == "district" and r.span.overlaps(best.span) and r.score >= best.score - _AS_NEAR
        for r in ranked[1:]
    )


def _names_two_of_a_region(ranked: list[Reading]) -> bool:
    """«Santa Ana, Echarate, La Convención»: two districts of the province stand there by name."""
    best = ranked[0]
    used = [s for s in best.support if s.name.level in REGIONS]
    return any(
        r.level == "district"
        and not r.span.name.distance
        and r.span.cue > Cue.NEAR
        and not r.span.overlaps(best.span)
        and not any(r.span.overlaps(s) for s in used)
        and any(s in used for s in r.support)
        for r in ranked[1:]
    )


def _are_two(words: Words, names: Names, best: Reading) -> bool:
    """«Paita y Colán»: the one is a district of the other's province, and both are meant."""
    for region in best.support:
        first, last = sorted((best.span, region), key=lambda s: s.start)
        phrase = " ".join(words.words[region.start : region.end])
        is_district = any(n.level == "district" and not n.distance for n in names.exact(phrase))
        if is_district and _AND.intersection(words.words[first.end : last.start]):
            return True
    return False


def _regions_called(words: Words, names: Names, best: Reading) -> set[str]:
    """The provinces and departments that bear the name used for the district."""
    phrase = " ".join(words.words[best.span.start : best.span.end])
    return {n.code for n in names.exact(phrase) if n.level in REGIONS and not n.distance}


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
    if _is_in_centre(words, best):
        return Certainty.LIKELY
    if in_sentence:
        return Certainty.LIKELY if _has_rival(ranked) else Certainty.SURE
    return Certainty.LIKELY if _left(words, best) else Certainty.SURE


def _is_in_centre(words: Words, best: Reading) -> bool:
    """«anexo Tingo de Saposoa» need not lie in Saposoa; «anexo Tingo en Saposoa» does."""
    span = best.span
    is_told = span.cue == Cue.DISTRICT or words.cue_words[span.start] == "en"
    return not is_told and words.is_after_centre(span.start)


def _has_rival(ranked: list[Reading]) -> bool:
    """Whether another district stands elsewhere in the text, about as well announced."""
    best = ranked[0]
    return any(
        r.level == "district"
        and r.span.cue > Cue.NEAR
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
    *,
    is_spread: bool,
) -> Reading:
    code = span.name.code
    used = [span]
    for prefix in (code[:4], code[:2]):
        if len(prefix) < len(code):
            used += _best(_supporting(words, regions.get(prefix, ()), span), used, span)
    if span.name.level == "district":
        used += _best(villages.get(code, ()), used, span)
    score = sum(
        _worth(s) * (_LEVEL_WEIGHT["centre"] if s.name.level == "centre" else 1) for s in used[1:]
    )
    own = _worth(span) * _LEVEL_WEIGHT[span.name.level]
    return Reading(
        span.name.level,
        code,
        span,
        tuple(used[1:]),
        (own + score) / total + _bonus(words, used, is_spread=is_spread),
    )


def _in_order(span: Span, support: list[Span]) -> float:
    """«Santa Ana, Echarate, La Convención»: a village, its district, its province."""
    together = _IN_REGION if _stand_together(span, support) else 0.0
    return together + (_BEFORE_REGION if any(s.start == span.end for s in support) else 0.0)


def _bonus(words: Words, used: list[Span], *, is_spread: bool) -> float:
    """What the words before its names add to a reading, or take from it.

    `is_spread`: names stand in several segments, so that one may tell which place holds another.
    """
    span, *support = used
    announced = max((_announced(s) for s in support), default=0.0)
    match span.name.level:
        case "centre":
            return announced + (0.1 if span.cue == Cue.CENTRE else -0.1)
        case "district":
            announced += _in_order(span, support)
            within = _after_centre(words, span, support) if is_spread else 0.0
            return announced + _CUE_WEIGHT[span.cue] + within
        case _:
            return _announced(span) or min(0.0, _CUE_WEIGHT[span.cue])


def _stand_together(span: Span, support: list[Span]) -> bool:
    """That a district and its own region are both named, word for word, is no chance."""
    regions = (s for s in support if s.name.level in REGIONS)
    return span.name.distance <= SECOND_NAME and any(not s.name.distance for s in regions)


def _announced(span: Span) -> float:
    """«provincia de X» speaks for X and for the districts in it."""
    cue = {"province": Cue.PROVINCE, "department": Cue.DEPARTMENT}.get(span.name.level)
    return _REGION_CUE if span.cue == cue else 0.0


def _after_centre(words: Words, span: Span, support: list[Span]) -> float:
    """A name in the segment of a community's name is rather part of it."""
    if span.cue in {Cue.DISTRICT, Cue.CENTRE}:
        return 0.0
    is_linked = words.cue_words[span.start] == "en" or any(s.name.level in REGIONS for s in support)
    return 0.0 if is_linked or not words.is_after_centre(span.start) else -0.3


def _worth(span: Span) -> float:
    return span.letters * max(0.1, 1 - _FUZZY_COST * span.name.distance)


def _supporting(words: Words, regions: Sequence[Span], span: Span) -> list[Span]:
    """The mentions of its region that may speak for a place.

    Where a province is called by its capital, which is a district of its own, that must follow:
    «San Miguel, Juliaca», not «Juliaca y San Miguel», and not «Luya, Lámud», the province first.
    """
    is_region = any(r.start == span.start and r.end == span.end for r in regions)
    links = [r for r in regions if r.name.is_by_capital]
    allowed = [
        r
        for r in links
        if span.name.level == "district" and not is_region and r.cue != Cue.NEAR
        if span.end <= r.start and _LINKS.issuperset(words.words[span.end : r.start])
    ]
    return [r for r in regions if not r.name.is_by_capital] + allowed


def _best(choices: Iterable[Span], used: list[Span], near: Span) -> list[Span]:
    """The span that adds most and shares no word with those used; the nearest among equals."""
    free = [c for c in choices if not any(c.overlaps(u) for u in used) and c.cue != Cue.AWAY]
    return [max(free, key=lambda s: (_worth(s), -abs(s.start - near.start)))] if free else []


__all__ = ["Name", "Reading", "certainty", "readings", "tied"]
