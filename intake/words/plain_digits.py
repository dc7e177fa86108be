"""Every number of a text in the digits 0 to 9, and where each sign of it came from."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_UNITS = ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve")
_TEENS = (
    *("diez", "once", "doce", "trece", "catorce", "quince", "dieciseis", "diecisiete"),
    *("dieciocho", "diecinueve", "veinte", "veintiuno", "veintidos", "veintitres"),
    *("veinticuatro", "veinticinco", "veintiseis", "veintisiete", "veintiocho", "veintinueve"),
)
_TENS = ("treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_HUNDREDS = (
    *("ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos"),
    *("setecientos", "ochocientos", "novecientos"),
)
_VALUES = {
    **{word: value for value, word in enumerate(_UNITS)},
    **{word: value for value, word in enumerate(_TEENS, 10)},
    **{word: value * 10 for value, word in enumerate(_TENS, 3)},
    **{word: value * 100 for value, word in enumerate(_HUNDREDS, 1)},
    "cien": 100,
}
_WITHOUT_ACCENTS = str.maketrans("áéíóúÁÉÍÓÚ", "aeiouAEIOU")


def _any(*words: str) -> str:
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


_BELOW_HUNDRED = rf"(?:{_any(*_TENS)}(?: y {_any(*_UNITS)})?|{_any(*_TEENS)}|{_any(*_UNITS)})"
# As numbers are dictated, in groups of one to three digits: «novecientos ochenta y siete».
_GROUP = re.compile(
    rf"\b(?:{_any(*_HUNDREDS, 'cien')}(?: {_BELOW_HUNDRED})?|{_BELOW_HUNDRED})\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Plain:
    """A text in plain digits; full-width, foreign and spelt-out ones were others before."""

    text: str
    _starts: tuple[int, ...]
    _ends: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Plain":
        """The text, whose letters are as they were, each in its compatible form."""
        signs: list[tuple[str, int, int]] = []
        for at, sign in enumerate(text):
            plain = [(each, at, at + 1) for each in _plain(sign)]
            if not plain and signs:  # a mark over the one before it
                signs[-1] = (*signs[-1][:2], at + 1)
            signs += plain
        spelt = "".join(sign for sign, _, _ in signs).translate(_WITHOUT_ACCENTS)
        parts: list[tuple[str, int, int]] = []
        at = 0
        for group in _GROUP.finditer(spelt):
            parts += signs[at : group.start()]
            start, end = signs[group.start()][1], signs[group.end() - 1][2]
            parts += [(digit, start, end) for digit in _in_digits(group[0])]
            at = group.end()
        parts += signs[at:]
        return cls(
            "".join(sign for sign, _, _ in parts),
            tuple(start for _, start, _ in parts),
            tuple(end for _, _, end in parts),
        )

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where this stretch of it, of one sign at least, began and ended before."""
        return self._starts[start], self._ends[end - 1]


def _plain(sign: str) -> Iterator[str]:
    if sign.isascii():
        yield sign
        return
    for each in unicodedata.normalize("NFKC", sign):
        # Keycaps («1️⃣») are a digit and marks.
        if each.isdecimal():
            yield str(unicodedata.decimal(each))
        elif unicodedata.category(each) not in {"Mn", "Me"} or unicodedata.combining(each):
            yield each


def _in_digits(group: str) -> str:
    words = group.lower().split()
    return str(sum(_VALUES[word] for word in words if word != "y"))
