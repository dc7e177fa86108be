"""A text read to be compared: its words by sound, in order, and which of them name a place.

Who tells the same need tells it of the same place: the two are weighed apart (see scorecard).
A name is what follows «caserío», «distrito de», «en»… up to a word that no name has. It is read
without accents, capitals or punctuation, because people leave them out.
"""

from collections.abc import Collection, Iterator, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import islice, pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from intake.places.rules.place_words import SIZES, ordinary_words
from intake.places.rules.places import builtin_districts
from intake.reading.rules.vocabulary import read_vocabulary
from intake.sameness.rules.synonyms import Synonyms
from intake.words.keys import LONGEST_KEPT, fold, phonetic_stem, says_something
from intake.words.text import segments, word_set, words

# A name follows whatever it looks like.
_CUES = word_set(
    """comunidad caserio anexo poblado cp ccpp cpm barrio sector distrito provincia localidad
    parcialidad aldea asentamiento aahh urbanizacion urb dist prov departamento dpto region paraje
    fundo villa cooperativa asociacion pueblo pueblito cc jr calle avenida av"""
)
# After these stands a name and nothing else.
_SURE_CUES = word_set("caserio anexo sector barrio distrito provincia cp")
_BETWEEN = word_set(
    "campesina nativa humano menor de del poblado poblada rural indigena agraria distrital "
    "provincial c p a h"
)
# A name may follow, if it looks like one.
_HINTS = word_set(
    "en de del desde soy somos vivo vivimos vecinos pobladores moradores comuneros aqui"
)
# No name goes on through these.
_STOPS = word_set(
    """a al ante con contra cual cuando donde el ella ellos es esta estan este esto estos fue ha
    han hasta hay he hemos les lo los las la le me mi mis muy ni no nos nuestra nuestro nuestros
    nuestras o para pero por porque pues que se si sin sobre son su sus tambien tan te tiene
    tienen tenemos todo todos tu un una unos y ya yo q k x ke nadie falta faltan queda somos soy
    necesitamos pedimos queremos necesito sufrimos estamos como hace hacen van viene cada desde
    ojala siempre nunca ninguno solo casi varios varias muchos muchas mucho mucha otra otro"""
)
_LINKS = word_set("de del la las los el")
_LONGEST_NAME = 5
# What comes after tells nothing new, and nobody's words are so long.
_MOST_STEMS, _LONGEST_WORD = 200, 40
_LONG_CUES = tuple(sorted(cue for cue in _CUES if len(cue) >= 6))
# Before a stem that names a place, where a telling is kept as text.
_NAME_MARK = "^"
_NO_NAMES: frozenset[str] = frozenset()


class Telling:
    """The stems of a text in its order, with repetitions, and which of them name a place.

    Read only. Many are compared with one: what is derived is derived once, and when asked for.
    """

    __slots__ = ("_ideas", "_pairs", "line", "names", "need", "run", "stems")

    def __init__(self, line: str) -> None:
        """`line`: the stems with blanks between them, and a mark before those of a name."""
        self.line = line
        """As it is kept."""
        self.run = tuple(line.replace(_NAME_MARK, "").split())
        self.stems = frozenset(self.run)
        self.names: frozenset[str] = _NO_NAMES
        if _NAME_MARK in line:
            self.names = frozenset([s[1:] for s in line.split() if s[0] == _NAME_MARK])
        self.need = self.stems - self.names
        self._pairs: frozenset[tuple[str, str]] | None = None
        self._ideas: dict[str, tuple[str, ...]] | None = None

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The pairs of neighbours, none of them twice the same stem."""
        if self._pairs is None:
            self._pairs = frozenset([pair for pair in pairwise(self.run) if pair[0] != pair[1]])
        return self._pairs

    @property
    def ideas(self) -> dict[str, tuple[str, ...]]:
        """The ideas (see synonyms) of what is told, and the stems that tell them."""
        if self._ideas is None:
            told = [stem for stem in self.line.split() if stem[0] != _NAME_MARK]
            self._ideas = Synonyms.builtin().ideas_in(told)
        return self._ideas

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Telling):
            return NotImplemented
        return self.line == other.line

    def __hash__(self) -> int:
        return hash(self.line)


def apart(telling: Telling, other: Telling) -> Telling:
    """The telling with the words apart that it runs together and the other does not.

    «vilcaalto» is Vilca Alto: read so, it has a name in common with it and not a word of its own.
    """
    joined = {
        word: pair
        for pair in other.pairs
        if (word := pair_key(*pair)) in telling.stems and word not in other.stems
    }
    if not joined:
        return telling
    words = []
    for marked in telling.line.split():
        stem = marked.removeprefix(_NAME_MARK)
        mark = marked[: len(marked) - len(stem)]
        words += [mark + half for half in joined.get(stem, (stem,))]
    return Telling(" ".join(words))


def read(text: str) -> Telling:
    """The words of a text by sound, in order, with the names of places marked."""
    return _remembered(text) if len(text) <= LONGEST_KEPT else _read(text)


def keys_of(telling: Telling, ubigeo: str | None, topics: Collection[str]) -> list[str]:
    """The keys under which a telling is found again.

    Its stems and pairs; each name with each topic; where the district is known, that district, and
    each stem and topic in it.
    """
    keys = list(telling.stems)
    keys += [pair_key(*pair) for pair in telling.pairs]
    # Among a million, a name alone is too common, and other words for a need share no pair.
    keys += [topic_key(name, topic) for topic in topics for name in telling.names]
    if ubigeo:
        keys.append(ubigeo)
        keys += [f"{ubigeo}:{stem}" for stem in telling.stems]
        keys += [topic_key(ubigeo, topic) for topic in topics]
    return keys


def pair_key(one: str, other: str) -> str:
    """The key of two neighbours, which is that of both written as one word, as people do.

    The stem of a longer word has lost the vowel that a short one keeps at its end.
    """
    together = one + other
    return together[:-1] if together[-1] in "aiu" else together


def topic_key(place: str, topic: str) -> str:
    """The key of all that touches a priority in a district (its ubigeo) or a name (its stem)."""
    return f"{place}:#{topic}"


@lru_cache(maxsize=65_536)
def key_number(key: str) -> int:
    """A key as the tables have it: 56 bits of its hash, in which ten million keys do not meet."""
    return int.from_bytes(blake2b(key.encode(), digest_size=7).digest(), "big")


def named_words(text: str) -> Iterator[tuple[str, bool]]:
    """The normalised words that say something, in order, and whether each names a place."""
    for segment in segments(text):
        cut = [word[:_LONGEST_WORD] for word in segment]
        yield from filter(lambda told: says_something(told[0]), zip(cut, _names(cut), strict=True))


def _read(text: str) -> Telling:
    told = ((phonetic_stem(word), is_name) for word, is_name in named_words(text))
    marked = (_NAME_MARK + stem if is_name else stem for stem, is_name in told)
    return Telling(" ".join(islice(marked, _MOST_STEMS)))


# The same text is searched for and then kept.
_remembered = lru_cache(maxsize=512)(_read)


def _names(segment: Sequence[str]) -> list[bool]:
    """Which words of one segment are part of a place's name."""
    named = [False] * len(segment)
    at = 0
    while at < len(segment):
        announces = segment[at] in _HINTS or _cue(segment[at]) is not None
        found = _name_after(segment, at) if announces else ()
        for position in found:
            named[position] = True
        at = found[-1] + 1 if found else at + 1
    return named


def _name_after(segment: Sequence[str], at: int) -> tuple[int, ...]:
    """The positions of the name that the word at `at` announces; none if no name follows."""
    cue = _cue(segment[at])
    start = at + 1
    between = _BETWEEN if cue else _LINKS
    while start < len(segment) and segment[start] in between:
        start += 1
    is_sure = cue is not None and (
        cue in _SURE_CUES or (start > at + 1 and segment[start - 1] in {"de", "del"})
    )
    return tuple(_name(segment, start, is_sure=is_sure))


def _name(segment: Sequence[str], start: int, *, is_sure: bool) -> Iterator[int]:
    """The positions of the words of the name that begins at `start`, links left out."""
    found = 0
    for position, (word, after) in enumerate(pairwise((*segment[start:], "")), start):
        if word in _LINKS:
            if _ends_name(after) or _is_plain(after):
                return
            continue
        if found == _LONGEST_NAME or _ends_name(word):
            return
        if _is_plain(word) and not (is_sure and not found):
            return
        found += 1
        yield position


def _ends_name(word: str) -> bool:
    """Whether no name goes on with this word: there is none, or it begins something else."""
    return not word or word.isdigit() or word in _STOPS or _cue(word) is not None


@lru_cache(maxsize=65_536)
def _cue(word: str) -> str | None:
    """The cue that a word is, though it be misspelt."""
    if word in _CUES:
        return word
    if len(word) < 6:
        return None
    near = process.extractOne(word, _LONG_CUES, scorer=OSA.distance, score_cutoff=1)
    if near:
        return near[0]
    return next((cue for cue in _LONG_CUES if fold(cue) == fold(word)), None)


@lru_cache(maxsize=65_536)
def _is_plain(word: str) -> bool:
    """Whether it is a word of every day that is in no name of the map."""
    if word in _words_of_names():
        return False
    return word in ordinary_words() or phonetic_stem(word) in _plain_stems()


@cache
def _plain_stems() -> frozenset[str]:
    """Of what needs are told with."""
    plain = {phonetic_stem(word) for word in ordinary_words() | read_vocabulary().known_words}
    return Synonyms.builtin().stems.union(plain)


@cache
def _words_of_names() -> frozenset[str]:
    names = {
        word
        for district in builtin_districts()
        for name in (district.name, district.province, district.department)
        for word in words(name)
    }
    return frozenset(names | SIZES | word_set("san santa santo virgen senor villa cruz")) - _LINKS
