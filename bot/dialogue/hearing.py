"""What a typed message chooses: a number, the words of a choice, or a command, typos forgiven."""

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from intake.rules.text import normalise

_NUMBERS = {
    word: place
    for place, words in enumerate(
        (
            "uno primero primera una",
            "dos segundo segunda",
            "tres tercero tercera",
            "cuatro cuarto cuarta",
            "cinco quinto quinta",
            "seis sexto sexta",
            "siete septimo septima",
            "ocho octavo octava",
            "nueve noveno novena",
            "diez decimo decima",
        ),
        1,
    )
    for word in words.split()
}
_NUMBER = re.compile(r"^(?:(?:la|el|opcion|numero|nro|n)\s+)*(\w+)$")
_YES = frozenset(
    [
        "si",
        "sip",
        "claro",
        "correcto",
        "exacto",
        "ok",
        "okay",
        "dale",
        "ya",
        "bueno",
        "asi",
        "es",
        "ese",
        "es",
        "esa",
        "es",
        "de",
        "acuerdo",
        "conforme",
        "acepto",
        "confirmo",
        "afirmativo",
        "listo",
        "esta",
        "bien",
    ]
) | {
    "si por favor",
    "si es",
    "si es ahi",
    "ahi es",
    "asi es",
    "de acuerdo",
    "esta bien",
    "ese es",
    "esa es",
    "si registrar",
    "si claro",
    "si correcto",
    "si esta bien",
    "claro que si",
    "ya pues",
    "ari",  # yes in Quechua, and in Aymara
    "jisa",
}
_NO = frozenset(["no", "nop", "nones", "negativo", "nada", "incorrecto"]) | {
    "mana",  # no in Quechua, and in Aymara
    "manam",
    "manan",
    "janiwa",
    "no es",
    "no es ahi",
    "ahi no es",
    "no es ese",
    "no gracias",
    "no quiero",
    "ninguno",
    "ninguna",
    "otro",
    "otra",
    "no es lo mismo",
    "ninguno de estos",
    "es otro",
    "es distinto",
}
_LONGEST_COMMAND = 5  # words


def means_yes(text: str) -> bool:
    """«sí», «claro», «así es»…"""
    return normalise(text) in _YES - {"es", "de", "esta", "por"}


def means_no(text: str) -> bool:
    """«no», «ninguno», «es otro»…"""
    return normalise(text) in _NO


def chosen_number(text: str, count: int) -> int | None:
    """The place (from 0) of the choice named by a number, in digits or words."""
    found = _NUMBER.match(normalise(text))
    if not found:
        return None
    word = found[1]
    number = int(word) if word.isascii() and word.isdigit() else _NUMBERS.get(word, 0)
    return number - 1 if 1 <= number <= count else None


def is_number(text: str) -> bool:
    """Whether it is a bare number, «12» or «la segunda», and nothing else."""
    found = _NUMBER.match(normalise(text))
    return found is not None and (found[1].isdecimal() or found[1] in _NUMBERS)


def is_bare(text: str) -> bool:
    """A number, a yes or a no: it says nothing of what it answers."""
    return is_number(text) or means_yes(text) or means_no(text)


def is_label(text: str, offered: Sequence[tuple[str, str]]) -> bool:
    """Whether it is the very words of a choice."""
    return normalise(text) in {normalise(label) for label, _ in offered}


def chosen_value(text: str, offered: Sequence[tuple[str, str]]) -> str | None:
    """The value of the offered choice that a typed text means, or None."""
    number = chosen_number(text, len(offered))
    if number is not None:
        return offered[number][1]
    said = normalise(text)
    if not said:
        return None
    labels = {normalise(label): value for label, value in offered}
    if said in labels:
        return labels[said]
    if len(said) < 4 or len(said.split()) > _LONGEST_COMMAND + 3:
        return None
    close = process.extractOne(said, labels.keys(), scorer=fuzz.ratio, score_cutoff=84)
    if close:
        return labels[close[0]]
    # «distrito» for «A todo el distrito»: all that was said is in one label and in no other.
    within = [value for label, value in labels.items() if _is_within(said, label)]
    return within[0] if len(within) == 1 else None


def command_in(text: str, phrases: Mapping[str, str], *, cutoff: float = 84) -> str | None:
    """The value of the command phrase that a short text means, or None.

    `phrases` maps normalised phrases to values. A story is never a command: more than a few words
    count only when they are the phrase itself.
    """
    said = normalise(text.lstrip("/"))
    if said in phrases:
        return phrases[said]
    if len(said) < 4 or len(said.split()) > _LONGEST_COMMAND:
        return None
    close = process.extractOne(said, phrases.keys(), scorer=fuzz.ratio, score_cutoff=cutoff)
    return phrases[close[0]] if close else None


def _is_within(said: str, label: str) -> bool:
    words = set(label.split())
    return all(word in words for word in said.split()) and len(said) >= 5
