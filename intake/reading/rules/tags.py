"""Which policy priorities a text touches, and why: words of the priorities file found in it."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from math import log

from intake.reading.rules.clauses import PLAIN, weigh
from intake.reading.rules.phrases import (
    ENOUGH,
    Clause,
    Hit,
    Phrases,
    is_enough,
    score_of,
    words_of,
)
from intake.reading.rules.reader import Reader, builtin_reader
from intake.reading.rules.spelling import Speller
from intake.reading.rules.tag_words import Heard, TagWords, builtin_words
from intake.reading.rules.vocabulary import (
    LINKS,
    Priority,
    Programme,
    Theme,
    VocabularyData,
    read_vocabulary,
)
from intake.words.keys import LONGEST_KEPT
from intake.words.text import in_full, segments

_LEAST = 0.3
_MOST_OF_PHRASES = 3.0
_MOST_OF_WEAK = 0.6
_WEAK_BESIDE = 0.5
"""What weak words count for where single words speak too."""
_BELOW_BEST = 0.6
"""Points that a tag may lack of the best one."""
_LEAST_GUESS = 0.3
"""Points of single words that no phrase backs, to be a guess."""
_LEAST_BESIDE_WEAK = 0.5
"""Of these, what must come from words that are not weak."""
_BESIDE_BEST = 0.5
"""The share of the points of the best tag that the best part of a theme must have."""
_CLEARLY = 0.3
"""Points that the best part of a theme must be ahead of the next one."""
# Chosen on hands that neither the words nor the reader had learnt from (docs/performance.md).
_POINT = 1.6
"""The log-odds that a point of words is worth, beside those of a reader of the sense."""
_BELOW_BEST_TOGETHER = 1.9
"""Points that a tag may lack of the best one, where both speak."""
_LEAST_SENSE = -0.6
"""Points that the only tag must have: some 28 in a hundred."""
_NEVER = 1e-4
"""Nothing is less probable than this, nor surer than its opposite."""
BY_SENSE = "por el sentido del mensaje"
"""What a tag says where no word of the text caused it alone."""
_MOST_CAUSES = 3
_MOST_TAGS = 3
# The one accent that decides: «papá» is no potato; nor is «mi papa», where nothing befell it.
_FATHER = re.compile(
    r"\bpap[áÁ](s?)\b|(?<=\b[tsTS]u )papa()\b(?! se )|"
    r"(?<=\bmi )(?<!\btoda mi )papa()\b"
    r"(?! (?:se |no tiene precio|no vale|nativa|blanca))",
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


class Vocabulary:
    """The tagger over one priorities file. Read only: share one."""

    def __init__(
        self,
        data: VocabularyData,
        words: TagWords | None = None,
        reader: Callable[[], Reader] = builtin_reader,
    ) -> None:
        """`words`: what single words say; the ones that come with the product if not given.

        `reader` gives who reads the sense of a message, when somebody first asks for it.
        """
        self.data = data
        self._reader = reader
        self._tag_words = _words_for(data) if words is None else words
        self.priorities: tuple[Priority, ...] = data.priorities
        self.programme_list: tuple[Programme, ...] = data.programmes
        self._groups = data.groups
        self._order = {p.id: n for n, p in enumerate(data.priorities)}
        self.themes: dict[str, Theme] = {theme.id: theme for theme in data.themes}
        self._safety = frozenset(self._reserved())
        self._phrases = Phrases((*data.phrases, *data.neutral))
        self._programmes = Phrases(data.programme_phrases)
        self._names = {p.id: p.name for p in data.programmes}
        phrases = (*data.phrases, *data.programme_phrases, *data.neutral)
        self._speller = Speller(
            data.known_words,
            (stem for phrase in phrases for stem in phrase.stems),
            (word for p in data.phrases if p.weight == "exclude" for word in p.words),
        )
        # A message is tagged to find others like it, and again when it is kept.
        self._remembered = lru_cache(maxsize=256)(self._tag)

    def read_by(self, reader: Reader) -> "Vocabulary":
        """The same priorities and words, with another reader beside them."""
        other = copy(self)
        other._reader = lambda: reader
        other._remembered = lru_cache(maxsize=256)(other._tag)
        return other

    @property
    def reader(self) -> Reader:
        """Who reads the sense of a message."""
        return self._reader()

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
        suggested = list(self.suggested(text))
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
        return together(list(self.suggested(text)), self._by_sense(text))

    def _by_sense(self, text: str) -> dict[str, float]:
        """How likely the reader takes each priority of this vocabulary for what a text tells."""
        likely = self.reader.opinion(text).priorities
        return {name: chance for name, chance in likely.items() if name in self._order}

    def suggested(self, text: str) -> Iterator[Tag]:
        """All that the text speaks of enough, the best first: more than are put."""
        found, heard = self._read(text)
        scores = self._scores(found, heard)
        for p in sorted(scores, key=lambda p: -scores[p]):
            hits, score = found.get(p, []), scores[p]
            if _is_said(hits, score) or (score >= _LEAST_GUESS and _may_be_guessed(p, hits, heard)):
                yield Tag(p, round(score, 2), words_of(hits) or _causes(heard, p))

    def _scores(self, found: Mapping[str, list[Hit]], heard: Heard) -> dict[str, float]:
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

    def _read(self, text: str) -> tuple[dict[str, list[Hit]], Heard]:
        found, said = self._found(text)
        return found, self._tag_words.hear(said)

    def _found(self, text: str) -> tuple[dict[str, list[Hit]], list[str]]:
        said: list[str] = []
        found: dict[str, list[Hit]] = defaultdict(list)
        for hit in self._hits(text, self._phrases, said=said):
            found[hit.phrase.of].append(hit)
        return found, said

    def programmes(self, text: str) -> tuple[ProgrammeMention, ...]:
        """The programmes named in the text, in its order."""
        found: dict[str, tuple[str, ...]] = {}
        for hit in self._hits(text, self._programmes):
            found.setdefault(hit.phrase.of, hit.words)
        return tuple(ProgrammeMention(p, self._names[p], said) for p, said in found.items())

    def _hits(self, text: str, phrases: Phrases, *, said: list[str] | None = None) -> Iterator[Hit]:
        """Phrases found; with `said`, each by how it is meant, and what is not denied put there."""
        before, first = 0, True
        for part in segments(_NAMED.sub(r"\1", _with_fathers(text))):
            part = [in_full(word) for word in part if word not in LINKS]
            stems = [self._speller.stem_of(word) for word in part]
            weights = [PLAIN] * len(part) if said is None else weigh(part)
            clause = Clause(part, stems, weights, before=before, is_first=first)
            if not phrases.beginnings.isdisjoint(stems):
                for hit in chain(clause.side_by_side(phrases), clause.apart(phrases)):
                    first = first and hit.phrase.weight not in ENOUGH
                    yield hit
            if said is not None:
                said += clause.said()
            before += len(part)


def _with_fathers(text: str) -> str:
    return _FATHER.sub(lambda found: f"padre{found[1] or ''}", text)


def together(tags_by_words: Sequence[Tag], probabilities: Mapping[str, float]) -> tuple[Tag, ...]:
    """At most three priorities that words and the sense of a message say together, the best first.

    `tags_by_words` are all that `Vocabulary.suggested` gives, not the three best alone;
    `probabilities` are of a reader, of priorities that the vocabulary knows. Without any, the words
    stand alone. Each tag has the words that caused it, or says that the sense of the message did.
    """
    if not probabilities:
        return _best_of(tags_by_words, _BELOW_BEST)
    said = {tag.priority: tag for tag in tags_by_words}
    heard = [
        Tag(
            name,
            round(_sense_points(probabilities, name) + _word_points(said, name), 2),
            said[name].words if name in said else (BY_SENSE,),
        )
        for name in dict.fromkeys((*said, *probabilities))
    ]
    heard.sort(key=lambda tag: (-tag.score, tag.priority))
    likely = [tag for tag in heard if tag.score >= 0] or heard[:1]
    return _best_of([tag for tag in likely if tag.score >= _LEAST_SENSE], _BELOW_BEST_TOGETHER)


def _sense_points(probabilities: Mapping[str, float], name: str) -> float:
    """What the sense adds or takes; nothing for a priority that the model never learned."""
    return _log_odds(probabilities[name]) / _POINT if name in probabilities else 0.0


def _word_points(said: Mapping[str, Tag], name: str) -> float:
    return said[name].score if name in said else 0.0


def _log_odds(probability: float) -> float:
    within = min(max(probability, _NEVER), 1 - _NEVER)
    return log(within / (1 - within))


def _best_of(tags: Sequence[Tag], below: float) -> tuple[Tag, ...]:
    """The first three of those that are not far below the first."""
    return tuple(tag for tag in tags[:_MOST_TAGS] if tag.score >= tags[0].score - below)


def _phrase_points(hits: Sequence[Hit]) -> float:
    """What phrases add to single words; weak ones only a little, as they say little alone."""
    points = score_of(hits)
    if is_enough(hits) or points < 0:
        return min(points, _MOST_OF_PHRASES)
    return min(points, _MOST_OF_WEAK) * _WEAK_BESIDE


def _may_be_guessed(priority: str, hits: Sequence[Hit], heard: Heard) -> bool:
    """Whether other than weak words speak for it, and none against."""
    if any(hit.phrase.weight == "exclude" for hit in hits):
        return False
    weak = {word for hit in hits for word in hit.words}
    causes = heard.causes(priority).items()
    return sum(points for word, points in causes if word not in weak) >= _LEAST_BESIDE_WEAK


def _causes(heard: Heard, priority: str) -> tuple[str, ...]:
    """The single words that speak most for a priority, in the order of the text."""
    causes = heard.causes(priority)
    best = sorted(causes, key=lambda word: -causes[word])[:_MOST_CAUSES]
    return tuple(word for word in causes if word in best)


def _is_said(hits: Sequence[Hit], score: float) -> bool:
    """Whether its own phrases are enough to say that this is what the text is about."""
    return score >= _LEAST and is_enough(hits) and score_of(hits) >= _LEAST


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


__all__ = ["BY_SENSE", "Priority", "Programme", "ProgrammeMention", "Tag", "Vocabulary", "together"]
