"""Which policy priorities a text touches, and why: words of the priorities file found in it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from intake.reading.rules.clauses import A_PLACE, DENIED, PLAIN, weigh
from intake.reading.rules.spelling import Speller
from intake.reading.rules.tag_words import Heard, TagWords, builtin_words
from intake.reading.rules.vocabulary import (
    LINKS,
    Phrase,
    Priority,
    Programme,
    Theme,
    VocabularyData,
    Weight,
    read_vocabulary,
)
from intake.words.keys import LONGEST_KEPT
from intake.words.text import in_full, segments

_WEIGHTS = {"strong": 1.0, "soft": 0.6, "weak": 0.25, "exclude": -1.0}
_LONGER_SAYS_MORE = 0.25  # for each further word of a phrase
_SAID_FIRST = 1.25  # the first clause that says something of a priority
_EACH_FURTHER = (1.0, 0.8, 0.6, 0.45, 0.35)  # of one priority, the strongest first
_SAID_ALREADY = 0.25
_ENOUGH = frozenset({"strong", "soft"})
"""A word that is more than weak."""
_LEAST = 0.3
_MOST_OF_PHRASES = 3.0
_MOST_OF_WEAK = 0.6
_WEAK_BESIDE = 0.5
"""What weak words count for where single words speak too."""
_BELOW_BEST = 0.6
"""Points that a tag may lack of the best one."""
_LEAST_GUESS = 0.3
"""Points of single words that no phrase backs, to be a guess."""
_BESIDE_BEST = 0.5
"""The share of the points of the best tag that the best part of a theme must have."""
_CLEARLY = 0.3
"""Points that the best part of a theme must be ahead of the next one."""
_MOST_CAUSES = 3
_MOST_TAGS = 3
_NEAR = 7
"""How many words apart two words of a phrase may stand that is written with +."""
# The one accent that decides: «papá» is no potato; nor is «mi papa», where nothing befell it.
_FATHER = re.compile(
    r"\bpap[áÁ](s?)\b|(?<=\bmi )(?<!\btoda mi )papa()\b(?! (?:se |no tiene precio|no vale|nativa|blanca))|"
    r"(?<=\b[tsTS]u )papa()\b(?! se )",
    re.IGNORECASE,
)
# A name says nothing of a need: «la calle Los Maestros», «el anexo Puquio Alto».
# Each begins with a letter and not with a boundary: so the search skips to the next such letter.
_NAMED = re.compile(
    r"((?:calle|jirón|jiron|jr|avenida|av|anexo|caserío|caserio|sector|barrio|distrito|provincia|"
    r"comunidad|comunidad campesina|comunidad nativa|centro poblado|parcialidad|urbanización|"
    r"asentamiento humano|Calle|Jirón|Jr|Avenida|Av|Anexo|Caserío|Sector|Barrio|Distrito|Provincia|"
    r"Comunidad|Comunidad Campesina|Comunidad Nativa|Centro Poblado|Parcialidad|Urbanización|"
    r"Asentamiento Humano)\.?(?: (?:de|del|la|las|los|el|De|Del|La|Las|Los|El))*)"
    r"((?: [A-ZÁÉÍÓÚÑ][a-záéíóúñ]+)+)"
)


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
    places: frozenset[int]
    """Which words of the text it stands on."""
    points: float


class _Phrases:
    """Phrases by their stems; and by first and last, those whose words may stand apart."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.by_stems: dict[tuple[str, ...], list[Phrase]] = {}
        self.apart: dict[str, dict[str, list[Phrase]]] = {}
        lengths: dict[str, set[int]] = {}
        for phrase in phrases:
            first, last = phrase.stems[0], phrase.stems[-1]
            if phrase.apart:
                self.apart.setdefault(first, {}).setdefault(last, []).append(phrase)
            else:
                self.by_stems.setdefault(phrase.stems, []).append(phrase)
                lengths.setdefault(first, set()).add(len(phrase.stems))
        self.lengths = {first: sorted(each, reverse=True) for first, each in lengths.items()}
        """Of the phrases that begin with a stem, the longest first."""
        self.beginnings = frozenset({*self.lengths, *self.apart})


class Vocabulary:
    """The tagger over one priorities file. Read only: share one."""

    def __init__(self, data: VocabularyData, words: TagWords | None = None) -> None:
        """`words`: what single words say; the ones that come with the product if not given."""
        self.data = data
        self._tag_words = _words_for(data) if words is None else words
        self.priorities: tuple[Priority, ...] = data.priorities
        self.programme_list: tuple[Programme, ...] = data.programmes
        self._groups = data.groups
        self._order = {p.id: n for n, p in enumerate(data.priorities)}
        self.themes: dict[str, Theme] = {theme.id: theme for theme in data.themes}
        self._safety = frozenset(self._reserved())
        self._phrases = _Phrases((*data.phrases, *data.neutral))
        self._programmes = _Phrases(data.programme_phrases)
        self._names = {p.id: p.name for p in data.programmes}
        phrases = (*data.phrases, *data.programme_phrases, *data.neutral)
        self._speller = Speller(
            data.known_words,
            (stem for phrase in phrases for stem in phrase.stems),
            (word for p in data.phrases if p.weight == "exclude" for word in p.words),
        )
        # A message is tagged to find others like it, and again when it is kept.
        self._remembered = lru_cache(maxsize=256)(self._tag)

    @classmethod
    def builtin(cls) -> "Vocabulary":
        """The vocabulary that comes with the product."""
        return _builtin()

    def find(self, priority: str) -> Priority | None:
        """The priority with this id, or the theme as the priority it was; None if there is none."""
        position = self._order.get(priority)
        return self._whole(priority) if position is None else self.priorities[position]

    def covers(self, priority: str) -> tuple[str, ...]:
        """The ids that count as a priority: of a theme its own, left from before, and its parts."""
        theme = self.themes.get(priority)
        return (priority, *theme.parts) if theme else (priority,)

    def is_reserved(self, priority: str) -> bool:
        """Whether what touches it is reserved; of a theme nobody knows which part it touches."""
        return priority in self._safety

    def best_part(self, theme: str, text: str) -> Tag | None:
        """The part of a theme that a text speaks of most; None if of none, or of two alike.

        None also where the text speaks of other things much more.
        """
        suggested = list(self._suggested(text))
        parts = [tag for tag in suggested if self._theme_of(tag) == theme]
        if not parts or parts[0].score < suggested[0].score * _BESIDE_BEST:
            return None
        is_plain = len(parts) == 1 or parts[0].score - parts[1].score >= _CLEARLY
        return parts[0] if is_plain else None

    def _theme_of(self, tag: Tag) -> str:
        return self.priorities[self._order[tag.priority]].theme

    def _whole(self, id_: str) -> Priority | None:
        """A theme as the priority that it was."""
        theme = self.themes.get(id_)
        if theme is None:
            return None
        parts = [self.priorities[self._order[part]] for part in theme.parts]
        names = ", ".join(part.name for part in parts)
        return Priority(
            theme.id,
            theme.name,
            parts[0].group,
            f"Se dividió en: {names}.",
            any(part.safety for part in parts),
            theme.plain,
        )

    def _reserved(self) -> Iterator[str]:
        for each in self.priorities:
            if each.safety:
                yield each.id
                if each.theme:
                    yield each.theme

    def group_name(self, group: str) -> str:
        """The name that people are shown for a group of priorities; its id if it has none."""
        return self._groups.get(group) or group.replace("_", " ").capitalize()

    def tag(self, text: str) -> tuple[Tag, ...]:
        """At most three priorities, the best first; none when only weak words were found."""
        return self._remembered(text) if len(text) <= LONGEST_KEPT else self._tag(text)

    def _tag(self, text: str) -> tuple[Tag, ...]:
        tags: list[Tag] = []
        for tag in self._suggested(text):
            if len(tags) == _MOST_TAGS or (tags and tag.score < tags[0].score - _BELOW_BEST):
                break
            tags.append(tag)
        return tuple(tags)

    def _suggested(self, text: str) -> Iterator[Tag]:
        """All that the text speaks of enough, the best first."""
        found, heard = self._read(text)
        scores = self._scores(found, heard)
        for p in sorted(scores, key=lambda p: -scores[p]):
            hits, score = found.get(p, []), scores[p]
            if _is_said(hits, score) or (score >= _LEAST_GUESS and _may_be_guessed(p, hits, heard)):
                yield Tag(p, round(score, 2), _words(hits) or _causes(heard, p))

    def _scores(self, found: Mapping[str, list[_Hit]], heard: Heard) -> dict[str, float]:
        """By priority, what its words and its phrases say together."""
        scores = {p: each for p, each in heard.points.items() if p in self._order}
        for p, hits in found.items():
            scores[p] = scores.get(p, 0.0) + _phrase_points(hits)
        return scores

    def phrase_points(self, text: str) -> dict[str, float]:
        """The points that phrases alone give, from which those of single words are learnt."""
        found, _ = self._found(text)
        return {p: _phrase_points(hits) for p, hits in found.items()}

    def said(self, text: str) -> list[str]:
        """The words of a text that may count by themselves: not denied, nor spent by a phrase."""
        return self._found(text)[1]

    def _read(self, text: str) -> tuple[dict[str, list[_Hit]], Heard]:
        found, said = self._found(text)
        return found, self._tag_words.hear(said)

    def _found(self, text: str) -> tuple[dict[str, list[_Hit]], list[str]]:
        said: list[str] = []
        found: dict[str, list[_Hit]] = defaultdict(list)
        for hit in self._hits(text, self._phrases, said=said):
            found[hit.phrase.of].append(hit)
        return found, said

    def programmes(self, text: str) -> tuple[ProgrammeMention, ...]:
        """The programmes named in the text, in its order."""
        found: dict[str, tuple[str, ...]] = {}
        for hit in self._hits(text, self._programmes):
            found.setdefault(hit.phrase.of, hit.words)
        return tuple(ProgrammeMention(p, self._names[p], said) for p, said in found.items())

    def _hits(
        self, text: str, phrases: _Phrases, *, said: list[str] | None = None
    ) -> Iterator[_Hit]:
        """Phrases found; with `said`, each by how it is meant, and what is not denied put there."""
        before, first = 0, True
        for part in segments(_NAMED.sub(r"\1", _with_fathers(text))):
            part = [in_full(word) for word in part if word not in LINKS]
            stems = [self._speller.stem_of(word) for word in part]
            weights = [PLAIN] * len(part) if said is None else weigh(part)
            clause = _Clause(part, stems, weights, before=before, is_first=first)
            if not phrases.beginnings.isdisjoint(stems):
                for hit in chain(clause.side_by_side(phrases), clause.apart(phrases)):
                    first = first and hit.phrase.weight not in _ENOUGH
                    yield hit
            if said is not None:
                said += clause.said()
            before += len(part)


def _with_fathers(text: str) -> str:
    return _FATHER.sub(lambda found: f"padre{found[1] or ''}", text)


class _Clause:
    """The words between two signs, and the phrases that stand in them."""

    def __init__(
        self,
        part: list[str],
        stems: list[str],
        weights: list[float],
        *,
        before: int,
        is_first: bool,
    ) -> None:
        self._part = part
        self._stems = stems
        self._before = before
        self._is_first = is_first
        self._weights = weights
        self._spent: set[int] = set()

    def said(self) -> list[str]:
        """Its words that are meant and that no neutral phrase has spent, once it was searched."""
        return [
            word
            for place, word in enumerate(self._part)
            if self._weights[place] and place not in self._spent
        ]

    def side_by_side(self, phrases: _Phrases) -> Iterator[_Hit]:
        """The longest phrase at each place; it takes its words."""
        part, stems = self._part, self._stems
        position = 0
        while position < len(part):
            taken = 1
            for length in phrases.lengths.get(stems[position], ()):
                here = phrases.by_stems.get(tuple(stems[position : position + length]))
                if here and position + length <= len(part):
                    # «vacunos» and «vacunas» share their stem: the word itself tells them apart.
                    said = tuple(part[position : position + length])
                    exact = [p for p in here if p.plain == said] if len(here) > 1 else here
                    yield from self._hits(exact or here, range(position, position + length))
                    taken = length
                    break
            position += taken

    def apart(self, phrases: _Phrases) -> Iterator[_Hit]:
        """Phrases whose words stand near each other, in any order."""
        stems = self._stems
        if phrases.apart.keys().isdisjoint(stems):
            return
        places = {stem: place for place, stem in reversed(list(enumerate(stems)))}
        for first in places:
            below = phrases.apart.get(first, {})
            # In one order: hits of equal points share their words by who comes first.
            for last in sorted(below.keys() & places.keys()):
                for phrase in below[last]:
                    at = sorted(places.get(each, -1) for each in phrase.stems)
                    if at[0] >= 0 and at[-1] - at[0] <= _NEAR:
                        yield from self._hits((phrase,), at)

    def _hits(self, phrases: Sequence[Phrase], places: Sequence[int]) -> Iterator[_Hit]:
        weights = [self._weights[place] for place in places]
        if not all(phrase.of for phrase in phrases):
            self._spent.update(places)
        if DENIED in weights:
            return
        # A place is one word: «en la posta de salud» is more than where.
        factor = max(weights)
        if factor == A_PLACE and len(weights) > 1:
            factor = PLAIN
        if self._is_first:
            factor *= _SAID_FIRST
        for phrase in phrases:
            if phrase.of:
                yield _Hit(
                    phrase,
                    tuple(self._part[place] for place in places),
                    frozenset(place + self._before for place in places),
                    _points(phrase.weight, len(phrase.stems)) * factor,
                )


@cache
def _points(weight: Weight, length: int) -> float:
    longer = _LONGER_SAYS_MORE * (length - 1) if weight in _ENOUGH else 0
    return _WEIGHTS[weight] + longer


def _phrase_points(hits: Sequence[_Hit]) -> float:
    """What phrases add to single words; weak ones only a little, as they say little alone."""
    points = _score(hits)
    if _is_enough(hits) or points < 0:
        return min(points, _MOST_OF_PHRASES)
    return min(points, _MOST_OF_WEAK) * _WEAK_BESIDE


def _may_be_guessed(priority: str, hits: Sequence[_Hit], heard: Heard) -> bool:
    """Whether other than weak words speak for it, and none against."""
    if any(hit.phrase.weight == "exclude" for hit in hits):
        return False
    weak = {word for hit in hits for word in hit.words}
    return any(word not in weak for word in heard.causes(priority))


def _causes(heard: Heard, priority: str) -> tuple[str, ...]:
    """The single words that speak most for a priority, in the order of the text."""
    causes = heard.causes(priority)
    best = sorted(causes, key=lambda word: -causes[word])[:_MOST_CAUSES]
    return tuple(word for word in causes if word in best)


def _is_enough(hits: Iterable[_Hit]) -> bool:
    return any(hit.phrase.weight in _ENOUGH for hit in hits)


def _is_said(hits: Sequence[_Hit], score: float) -> bool:
    """Whether its own phrases are enough to say that this is what the text is about."""
    return score >= _LEAST and _is_enough(hits) and _score(hits) >= _LEAST


def _score(hits: Iterable[_Hit]) -> float:
    """The strongest words whole, each further one less; words already counted, hardly again."""
    taken: set[int] = set()
    seen: set[tuple[str, ...]] = set()
    points: list[float] = []
    against = 0.0
    for hit in sorted(hits, key=lambda hit: -hit.points):
        if hit.phrase.weight == "exclude":
            against -= hit.points
        elif hit.phrase.stems not in seen:
            points.append(hit.points * (1 if taken.isdisjoint(hit.places) else _SAID_ALREADY))
            taken |= hit.places
            seen.add(hit.phrase.stems)
    points.sort(reverse=True)
    return sum(map(float.__mul__, points, _EACH_FURTHER)) - against


def _words(hits: Iterable[_Hit]) -> tuple[str, ...]:
    """The words that caused a tag, in the order they were found, none of them twice."""
    said = [hit for hit in hits if hit.phrase.weight != "exclude"]
    return tuple(
        dict.fromkeys(
            " ".join(hit.words)
            for hit in said
            if not any(hit.places < other.places for other in said)
        )
    )


def _words_for(data: VocabularyData) -> TagWords:
    """The product's single words; those of parts count whole where a file has not parted them."""
    if data.themes:
        return builtin_words()
    own = {priority.id for priority in data.priorities}
    wider = {p.id: p.theme for p in _builtin().priorities if p.theme in own}
    return builtin_words().under(wider) if wider else builtin_words()


@cache
def _builtin() -> Vocabulary:
    return Vocabulary(read_vocabulary())


__all__ = ["Priority", "Programme", "ProgrammeMention", "Tag", "Vocabulary"]
