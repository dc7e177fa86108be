"""Codes that can be read aloud on a bad line, and checked when they are typed back."""

import random
import re

from intake.ids import Code
from intake.words.text import normalise, word_set

# 23 signs, a prime: the weighted check sign then finds every single wrong sign and every swap.
# Left out: 0 and O, 1, I and L (look alike); S and 5, Z, B, V and W, N, U (sound alike).
ALPHABET = "2346789ACDEFGHJKMPRTXYQ"
LENGTH = 6
SAMPLE = Code("K7F3M6")
"""What an example shows: a code that is one, and nobody's but by chance."""
_PREFIX = re.compile(r"^\W*(mi\s+)?c[oó]digo\b\s*(es\b)?", re.IGNORECASE)
_BETWEEN = re.compile(r"[\W_]")
_WITHIN = re.compile(r"(?<!\w)(?=([^\W_]{3}\s?[^\w\s]?\s?[^\W_]{3})(?!\w))")
_LONGEST_QUESTION = 12
_ABOUT_A_CASE = word_set(
    "caso casos codigo codigos aporte mensaje problema idea reclamo numero respuesta estado va van "
    "postulacion ticket tramite seguimiento ver saber consulta"
)
_LETTERS = frozenset(ALPHABET) - frozenset("0123456789")


def new_code(rng: random.Random) -> Code:
    """A random code with a digit and a letter at least, so that no word is taken for one."""
    while True:
        body = "".join(rng.choice(ALPHABET) for _ in range(LENGTH - 1))
        if any(sign in _LETTERS for sign in body) and any(sign.isdigit() for sign in body):
            return Code(body + _check_sign(body))


def spoken(code: str) -> str:
    """The code as people are shown it, in two groups of three: `K7F-3M6`."""
    return f"{code[:3]}-{code[3:]}"


def find_code(text: str) -> Code | None:
    """The code that `text` is, whatever signs and blanks are around it; None if it is none."""
    bare = _PREFIX.sub("", text)
    bare = _BETWEEN.sub("", bare).upper()
    return Code(bare) if _is_valid(bare) else None


def code_within(text: str) -> Code | None:
    """The code that a short question about it names: «¿cómo va mi caso 6MA-K9D?».

    Only where a word says that it is about a case, because a number plate may look like a code;
    and not if there are two.
    """
    words = normalise(text).split()
    if len(words) > _LONGEST_QUESTION or _ABOUT_A_CASE.isdisjoint(words):
        return None
    found = {code for each in _WITHIN.finditer(text) if (code := find_code(each[1]))}
    return found.pop() if len(found) == 1 else None


def holds_code(text: str) -> bool:
    """Whether a code stands anywhere in it, whatever it is about."""
    return any(find_code(each[1]) for each in _WITHIN.finditer(text))


def looks_like_code(text: str) -> bool:
    """Whether somebody meant a code, though it may be mistyped: six signs, digits and letters."""
    bare = _BETWEEN.sub("", text).upper()
    return (
        len(bare) == LENGTH
        and bare.isascii()
        and bare.isalnum()
        and not bare.isdigit()
        and not bare.isalpha()
    )


def _is_valid(bare: str) -> bool:
    return (
        len(bare) == LENGTH
        and all(sign in ALPHABET for sign in bare)
        and not bare.isalpha()
        and _check_sign(bare[:-1]) == bare[-1]
    )


def _check_sign(body: str) -> str:
    total = sum((place + 2) * ALPHABET.index(sign) for place, sign in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]
