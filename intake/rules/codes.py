"""Codes that can be read aloud on a bad line, and checked when they are typed back."""

import random
import re

from intake.ids import Code

# 23 signs, a prime: the weighted check sign then finds every single wrong sign and every swap.
# Left out: 0 and O, 1, I and L (look alike); S and 5, Z, B, V and W, N, U (sound alike).
ALPHABET = "2346789ACDEFGHJKMPRTXYQ"
LENGTH = 6
SAMPLE = Code("K7F3M6")
"""What an example shows: a code that is one, and nobody's but by chance."""
_LETTERS = frozenset(ALPHABET) - frozenset("0123456789")


def new_code(rng: random.Random) -> Code:
    """A random code with a digit and a letter at least, so that no word is taken for one."""
    while True:
        body = "".join(rng.choice(ALPHABET) for _ in range(LENGTH - 1))
        if any(sign in _LETTERS for sign in body) and any(sign.isdigit() for sign in body):
            return Code(body + _check_sign(body))


def spoken(code: str) -> str:
    """As shown to people: two groups of three, `K7F-3M6`."""
    return f"{code[:3]}-{code[3:]}"


def find_code(text: str) -> Code | None:
    """The code that `text` is, «código», spaces and dashes aside; None where it is none."""
    bare = re.sub(r"^\s*(mi\s+)?c[oó]digo\b\s*(es)?", "", text.strip(), flags=re.IGNORECASE)
    bare = re.sub(r"[\s\-–—.:#]", "", bare).upper()
    return Code(bare) if _is_valid(bare) else None


def looks_like_code(text: str) -> bool:
    """Six signs with digits and letters: somebody meant a code, though it may be mistyped."""
    bare = re.sub(r"[\s\-–—.:#]", "", text).upper()
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
