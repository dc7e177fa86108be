"""Text as people write it: made safe to store, and folded to compare."""

import re
import unicodedata

# Controls, invisible format marks (zero width, bidi, tags) and private use; newline is kept apart.
_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Co"})
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
_TOO_LONG = re.compile(r"(\w{40})\w+")
# A hyphen is a boundary only between blanks: Huac-Huas is one name.
_BOUNDARY = re.compile(r"[,.;:!?¡¿()\[\]\"\n/|]+|\s[-–—]+\s")


def clean(text: str, limit: int = 20_000) -> str:
    """The text as it is stored: composed, without invisible characters, at most `limit` long.

    Single line breaks and blank lines stay; everything else that is blank becomes one space.
    """
    # Telegram and WhatsApp escape emoji as surrogate pairs: pairs are joined, lone halves dropped.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = _LINE_BREAKS.sub("\n", text).replace("\t", " ")
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in _UNWANTED)
    text = unicodedata.normalize("NFC", text)
    text = _BLANKS_AROUND_BREAK.sub("\n", _BLANKS.sub(" ", text))
    text = _MANY_BREAKS.sub("\n\n", text).strip()
    return text[:limit].rstrip() if len(text) > limit else text


def fold_case(text: str) -> str:
    """The text in one case, to compare it. What `re.IGNORECASE` takes for the same letter (the long
    s of «ſan», the i without a dot) is the same here, which `lower()` denies: that is for showing.
    """
    if text.isascii():
        return text.lower()
    return text.replace("\u0130", "i").replace("\u0131", "i").casefold()


def normalise(text: str) -> str:
    """One case, no accents, ñ as n, no signs, single blanks, words of 40 letters. Idempotent."""
    text = _APOSTROPHE.sub("", fold_case(text).translate(_COMMON))
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
    """A normalised word that is often shortened, as it is said."""
    return _SHORTENED.get(word, word)


def number_free(word: str) -> str:
    """A normalised word without its plural: «papas» is «papa», «partido» is not «partida»."""
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
