"""What a typed message chooses: a number, the words of a choice, or a command, typos forgiven."""

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from intake.words.text import normalise, phrase_set, word_set

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
_YES = phrase_set(
    "asi|ese|esa|acuerdo|bien|ahi es|asi es|de acuerdo|esta bien|ese es|esa es|eso es"
)
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
_YES_BY_ITSELF = word_set(
    "si sip claro correcto exacto ok oka okey okay dale ya bueno conforme acepto confirmo "
    "afirmativo listo perfecto guardalo "
    "guardenlo guardar envialo envielo envienlo mandalo "
    "ari jisa"  # in Quechua, and in Aymara
)
_REGISTERS = re.compile(r"registr(?:e|en|a|ar|o|emos|amos|elo|alo|enlo|arlo)")
"""What they are asked to say yes to, in whatever person."""
_WITH_A_YES = word_set(
    "pues pe pue gracias muchas por favor porfa porfavor senor senora senorita joven amigo amiga "
    "nomas ahi es asi eso esta bien de acuerdo todo que mi aporte lo mil"
)
_SLASH = re.compile(r"/(\w{1,32})(?:@\w+)?")
_POSITION = word_set("ubicacion posicion gps")
_TO_SEND = word_set("enviar envio mandar mando usar compartir comparto te les mi la actual por")
_LONGEST_YES = 7
_LONGEST_SAID = 60
_DRAWN_OUT = re.compile(r"([a-z])\1(?:\1+|\b)")
_YES_EMOJI = frozenset("👍👌✅✔🆗☑")
_NO_EMOJI = frozenset("👎❌✖🚫")
_EMOJI_MODIFIERS = frozenset("\ufe0e\ufe0f\u200d🏻🏼🏽🏾🏿")
_LONGEST_COMMAND = 5  # words


def means_yes(text: str) -> bool:
    """Whether it says yes: «sí», «Siii», «sí pues», «ok gracias», «si, regístralo porfa», «👍»…"""
    said = _said(text)
    words = said.split()
    return said in _YES or (
        len(words) <= _LONGEST_YES
        and any(_is_yes(word) for word in words)
        and all(_is_yes(word) or word in _WITH_A_YES for word in words)
    )


def _is_yes(word: str) -> bool:
    return word in _YES_BY_ITSELF or _REGISTERS.fullmatch(word) is not None


def means_no(text: str) -> bool:
    """Whether it says no: «no», «Nooo», «ninguno», «es otro», «👎»…"""
    return _said(text) in _NO


def spoken_emoji(text: str) -> str:
    """The word that an emoji says: «sí» for 👍, «no» for 👎; empty for anything else."""
    signs = {c for c in text if not c.isspace() and c not in _EMOJI_MODIFIERS}
    if not signs:
        return ""
    return "si" if signs <= _YES_EMOJI else "no" if signs <= _NO_EMOJI else ""


def _said(text: str) -> str:
    """The words, letters that were drawn out written once: «siii», «nooo», «okk»."""
    words = normalise(text) or spoken_emoji(text)
    return _DRAWN_OUT.sub(r"\1", words) if len(words) <= _LONGEST_SAID else words


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
    """Whether it is a number, a yes or a no, which says nothing of what it answers."""
    return is_number(text) or means_yes(text) or means_no(text)


def is_label(text: str, offered: Sequence[tuple[str, str]]) -> bool:
    """Whether it is the very words of a choice."""
    return normalise(text) in {normalise(label) for label, _ in offered}


def chosen_value(text: str, offered: Sequence[tuple[str, str]]) -> str | None:
    """The value of the offered choice that a typed text means; None if it means none."""
    number = chosen_number(text, len(offered))
    if number is not None:
        return offered[number][1]
    said = normalise(text) or spoken_emoji(text)
    if not said:
        return None
    labels = {normalise(label): value for label, value in offered}
    answer = _yes_or_no(text, labels) or labels.get(said)
    return answer or _nearly_said(said, labels)


def _yes_or_no(text: str, labels: Mapping[str, str]) -> str | None:
    """The one choice that begins with «sí», or with «no», if that is what was said."""
    plain = "si" if means_yes(text) else "no" if means_no(text) else ""
    answers = [value for label, value in labels.items() if label.split()[:1] == [plain]]
    return answers[0] if len(answers) == 1 else None


def _nearly_said(said: str, labels: Mapping[str, str]) -> str | None:
    if len(said) < 4 or len(said.split()) > _LONGEST_COMMAND + 3:
        return None
    close = process.extractOne(said, labels.keys(), scorer=fuzz.ratio, score_cutoff=84)
    if close:
        return labels[close[0]]
    # «distrito» for «A todo el distrito»: all that was said is in one label and in no other.
    within = [value for label, value in labels.items() if _is_within(said, label)]
    return within[0] if len(within) == 1 else None


def slash_command(text: str) -> str:
    """The name in «/ayuda» or «/ayuda@bot», if nothing stands beside it; empty if it is none."""
    found = _SLASH.fullmatch(text.strip())
    return normalise(found[1]) if found else ""


def means_position(text: str) -> bool:
    """Whether it is the label of a button that sends one's position, typed instead of tapped."""
    words = set(normalise(text).split())
    return bool(words & _POSITION) and words <= _POSITION | _TO_SEND


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
