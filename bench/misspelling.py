"""Texts as people write them on a phone, in a hurry: always the same for the same seed."""

import random
import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+")
_SHARE = 0.35
"""Of the words that get a mistake, beside the accents that all of them lose."""
_SOUNDS = (
    ("v", "b"), ("b", "v"), ("z", "s"), ("ce", "se"), ("ci", "si"), ("s", "c"), ("ll", "y"),
    ("y", "ll"), ("qu", "k"), ("c", "k"), ("ge", "je"), ("gi", "ji"), ("h", ""), ("x", "s"),
    ("mb", "nb"), ("mp", "np"), ("hu", "gu"), ("rr", "r"),
)  # fmt: skip
_SHORT = {"que": "q", "porque": "xq", "por": "x", "para": "pa", "tambien": "tb", "hay": "ay"}


def misspell(text: str, seed: int) -> str:
    """Without accents and capitals, some words as they sound, shortened or with a slip."""
    rng = random.Random(seed)
    plain = unicodedata.normalize("NFKD", text.replace("ñ", "\0").replace("Ñ", "\0"))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign)).replace("\0", "ñ")
    return _WORD.sub(lambda word: _word(word.group().lower(), rng), plain)


def _word(word: str, rng: random.Random) -> str:
    if rng.random() > _SHARE:
        return word
    if word in _SHORT:
        return _SHORT[word]
    sounds = [(right, wrong) for right, wrong in _SOUNDS if right in word]
    if sounds and rng.random() < 0.7:
        right, wrong = rng.choice(sounds)
        return word.replace(right, wrong, 1) or word
    return _slip(word, rng) if len(word) > 4 else word


def _slip(word: str, rng: random.Random) -> str:
    """One letter lost, twice, or in the place of its neighbour."""
    place = rng.randrange(1, len(word) - 1)
    match rng.randrange(3):
        case 0:
            return word[:place] + word[place + 1 :]
        case 1:
            return word[:place] + word[place] + word[place:]
        case _:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
