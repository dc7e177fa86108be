"""Text as people write it: made safe to store, and folded to compare."""

import re
import unicodedata
from collections.abc import Iterable

# Controls, invisible format marks (zero width, bidi, tags) and private use; newline is kept apart.
_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Co"})
# Variation selectors outside an emoji, and the 66 code points that are no characters.
_NEVER = re.compile(
    "[\ufe00-\ufe0f\U000e0100-\U000e01ef\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)
# A sign that stands for a whole phrase, as U+FDFA for eighteen letters: ten thousand of them in one
# message would cost seconds wherever a text is folded. None is of a language of ours.
_PHRASES = re.compile(
    "["
    + "".join(
        sign
        for sign in map(chr, (*range(0x3200, 0x3400), *range(0xFDF0, 0xFE00)))
        if len(unicodedata.normalize("NFKD", sign)) > 3
    )
    + "]"
)
_JOINER = "\u200d"
_PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f"
    "\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001f3fa\U0001f400-\U0001faff]"
    "\ufe0f?[\U0001f3fb-\U0001f3ff]?"
)
_EMOJI = re.compile(f"({_PICTURE}(?:{_JOINER}{_PICTURE})*|[0-9#*]\ufe0f?\u20e3)")
_LINE_BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029\v\f]")
_BLANKS = re.compile(r"[^\S\n]+")
_BLANKS_AROUND_BREAK = re.compile(r" ?\n ?")
_MANY_BREAKS = re.compile(r"\n{3,}")
# Quechua and Aymara write glottal stops inside a word: manq'a is one word.
_APOSTROPHE = re.compile("(?<=\\w)['\u2019\u02bc\u00b4`](?=\\w)")
_SIGNS = re.compile(r"[\W_]+")
_COMMON = str.maketrans("áéíóúüñàèìòùâêîôûäëïö¡¿«»…–—“”·", "aeiouunaeiouaeiouaeio          ")
_PLURAL = re.compile(r"(?<=[a-z]{3})(?:(?<=[lrndz])es|s)$")
# As it is written in a hurry.
_SHORTENED = {
    "q": "que", "k": "que", "xq": "porque", "pq": "porque", "porq": "porque", "x": "por",
    "pa": "para", "tb": "tambien", "tmb": "tambien", "ay": "hay", "muni": "municipalidad",
    "cole": "colegio", "profe": "profesor", "profes": "profesores",
}  # fmt: skip
# No word of ours is longer; work on a word may grow with the square of its letters.
_LONGEST = 40
_TOO_LONG = re.compile(rf"(\w{{{_LONGEST}}})\w+")
# A hyphen is a boundary only between blanks: Huac-Huas is one name.
_BOUNDARY = re.compile(r"[,.;:!?¡¿()\[\]\"\n/|]+|\s[-–—]+\s")


def clean(text: str, limit: int = 20_000) -> str:
    """The text as it is stored: composed, without invisible characters, at most `limit` long.

    Single line breaks and blank lines stay; everything else that is blank becomes one space.
    """
    # Telegram and WhatsApp escape emoji as surrogate pairs: pairs are joined, lone halves dropped.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = _PHRASES.sub("", _LINE_BREAKS.sub("\n", text).replace("\t", " "))
    text = "".join(_wanted(part, is_emoji=place % 2 == 1) for place, part in _parted(text))
    text = unicodedata.normalize("NFC", text)
    text = _BLANKS_AROUND_BREAK.sub("\n", _BLANKS.sub(" ", text))
    text = _MANY_BREAKS.sub("\n\n", text).strip()
    return text[:limit].rstrip().rstrip(_JOINER) if len(text) > limit else text


def _parted(text: str) -> Iterable[tuple[int, str]]:
    """The text cut around its emoji, which are the parts of odd number."""
    return enumerate([text] if text.isascii() else _EMOJI.split(text))


def _wanted(part: str, *, is_emoji: bool) -> str:
    """A part without what nobody sees; an emoji keeps what joins it: a family is one sign."""
    if is_emoji or (part.replace("\n", "").isprintable() and not _NEVER.search(part)):
        return part
    return "".join(c for c in part if c == "\n" or _is_wanted(c))


def _is_wanted(sign: str) -> bool:
    return unicodedata.category(sign) not in _UNWANTED and not _NEVER.match(sign)


def fold_case(text: str) -> str:
    """The text in one case, to compare it. What `re.IGNORECASE` takes for the same letter (the long
    s of «ſan», the i without a dot) is the same here, which `lower()` denies: that is for showing.
    """
    if text.isascii():
        return text.lower()
    return text.replace("\u0130", "i").replace("\u0131", "i").casefold()


def normalise(text: str) -> str:
    """The text in one case, without accents or signs, ñ as n. Doing it again changes nothing."""
    if text.isascii():
        if text.isalnum():  # most names and many words of the data files: nothing else to do
            return text.lower()[:_LONGEST]
        text = text.lower()
    else:
        text = fold_case(_PHRASES.sub(" ", text)).translate(_COMMON)
    text = _APOSTROPHE.sub("", text)
    if not text.isascii():
        text = _without_marks(text)
    return _TOO_LONG.sub(r"\1", _SIGNS.sub(" ", text).strip())


def words(text: str) -> list[str]:
    """The normalised words, in order."""
    return normalise(text).split()


def segments(text: str) -> list[list[str]]:
    """The normalised words, cut where punctuation, a line break or a spaced hyphen cuts them."""
    cut = (words(part) for part in _BOUNDARY.split(text))
    return [part for part in cut if part]


def word_set(text: str) -> frozenset[str]:
    """The words of a constant, written as a line of text."""
    return frozenset(text.split())


def phrase_set(text: str) -> frozenset[str]:
    """The phrases of a constant, written with | between them."""
    return frozenset(" ".join(phrase.split()) for phrase in text.split("|"))


def in_full(word: str) -> str:
    """The whole form of a normalised word that is often shortened."""
    return _SHORTENED.get(word, word)


def number_free(word: str) -> str:
    """A normalised word without its plural: «papas» becomes «papa»; «partido» stays itself."""
    return _PLURAL.sub("", word)


def _without_marks(text: str) -> str:
    # Compatibility forms (ﬁ, ™, ²) may decompose into capitals and those into marks: two rounds.
    for _ in range(2):
        text = fold_case(unicodedata.normalize("NFKD", text))
        # Each sign once: one letter may stand for eighteen, ten thousand times.
        marks = [ord(c) for c in set(text) if unicodedata.category(c)[0] == "M"]
        if marks:
            text = text.translate(dict.fromkeys(marks))
    return _APOSTROPHE.sub("", text)
