"""Words as keys, so that a text is found again although it is spelt or told differently.

Spelling of the Andes and of haste folds together: b/v, s/c/z/x, ll/y, g/j, k/c/qu, a lost h,
e/i, o/u, doubled letters, huaico/huayco/wayco.
"""

import re
from functools import cache, lru_cache

import Stemmer

from intake.words.text import word_set, words

_STOPWORDS = word_set(
    """a al algo ante aqui asi aun bien cada casi como con cual cuando de del desde donde e el ella
    ellos en entre era es esa ese eso esta estan este esto estos fue ha han hasta hay he hemos hoy
    ir la las le les lo los mas me mi mis muy ni no nos nuestra nuestro o otra otro para pero poco
    por porque pues que se ser si sin sobre solo son su sus tambien tan te tiene todo todos tu un
    una unos usted ya y yo hola buenas buenos dias tardes noches favor gracias senor senora"""
)
# Endings are mended before stemming, because the stemmer knows only the right ones.
_ENDINGS = (
    (re.compile(r"z$"), "s"),
    (re.compile(r"si(on|ones)$"), r"ci\1"),
    (re.compile(r"([^lrcn])\1"), r"\1"),
)
_FOLDS = (
    (re.compile(r"^hu(?=[aeio])|^gu(?=a)"), "u"),
    (re.compile(r"ch"), "1"),
    (re.compile(r"sh"), "s"),
    (re.compile(r"h"), ""),
    (re.compile(r"qu(?=[ei])|q"), "k"),
    (re.compile(r"gu(?=[ei])"), "2"),
    (re.compile(r"g(?=[ei])"), "j"),
    (re.compile(r"c(?=[ei])|[zx]"), "s"),
    (re.compile(r"c"), "k"),
    (re.compile(r"2"), "g"),
    (re.compile(r"ll"), "y"),
    (re.compile(r"y(?![aeiou])"), "i"),
    (re.compile(r"v"), "b"),
    (re.compile(r"w"), "u"),
    (re.compile(r"m(?=[bp])"), "n"),
    (re.compile(r"e"), "i"),
    (re.compile(r"o"), "u"),
    (re.compile(r"(.)\1+"), r"\1"),
)

# Letters of a text worth remembering: many long ones would fill the memory.
LONGEST_KEPT = 1000


def stems_of(text: str) -> list[str]:
    """The phonetic stem of each word that says something, in order."""
    return [phonetic_stem(w) for w in words(text) if says_something(w)]


def says_something(word: str) -> bool:
    """Whether a normalised word has a key, as links, greetings and lone letters do not."""
    return word not in _STOPWORDS and (len(word) > 1 or word.isdigit())


@lru_cache(maxsize=65_536)
def phonetic_stem(word: str) -> str:
    """The stem of a normalised word, as it sounds."""
    for pattern, right in _ENDINGS:
        word = pattern.sub(right, word)
    return fold(stem(word)) or word


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The Spanish stem of a normalised word."""
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """The whole of a normalised word as it sounds: zinco and cinco, huaico and wayco are one."""
    for pattern, sound in _FOLDS:
        word = pattern.sub(sound, word)
    return word


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("spanish")
