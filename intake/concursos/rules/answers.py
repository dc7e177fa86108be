"""What somebody answers to a step of an application: as it is kept, or why it does not fit."""

import re
from dataclasses import dataclass

from intake.concursos.rules.application import LEFT_EMPTY, OPTIONAL, soles
from intake.errors import RefusedError
from intake.words.quantities import Doubt, Unit, read_quantity
from intake.words.sentences import refusal
from intake.words.text import clean

_UBIGEO = re.compile(r"(0[1-9]|1\d|2[0-5])[0-9]{4}")
_MOST_WORDS = 3000
_EXAMPLES = {Unit.SOLES: "45500", Unit.MESES: "18", Unit.PERSONAS: "1500"}


@dataclass(frozen=True, slots=True)
class Terms:
    """What of a call bounds the answers."""

    applicants: tuple[str, ...]
    ceiling: int | None
    months: int | None


def read_answer(step: str, text: str, terms: Terms) -> str:
    """The answer as it is kept. RefusedError says to the person what would fit."""
    words = clean(text, _MOST_WORDS)
    if step == "quien":
        if words not in terms.applicants:
            raise RefusedError(refusal("elige_quien"))
        return words
    if step in OPTIONAL and not words:
        return LEFT_EMPTY
    if not words:
        raise RefusedError(refusal("no_entendido"))
    return _fitting(step, words, terms)


def _fitting(step: str, words: str, terms: Terms) -> str:
    match step:
        case "titulo" | "nombre" | "lugar" | "contacto" if len(words) > 150:
            raise RefusedError(refusal("muy_largo"))
        case "lugar":
            return _place(words)
        case "propuesta" if len(words) < 40:
            raise RefusedError(refusal("muy_corto"))
        case "beneficiarios":
            return str(_number(words, Unit.PERSONAS, 10_000_000))
        case "monto":
            return str(_amount(words, terms.ceiling))
        case "meses":
            return str(_months(words, terms.months))
    return words


def _place(words: str) -> str:
    if words.isdecimal() and not _UBIGEO.fullmatch(words):
        raise RefusedError(refusal("sin_distrito"))
    return words


def _amount(words: str, ceiling: int | None) -> int:
    amount = _number(words, Unit.SOLES, 1_000_000_000)
    if ceiling is not None and amount > ceiling:
        raise RefusedError(refusal("pasa_del_tope", tope=soles(ceiling)))
    return amount


def _months(words: str, most: int | None) -> int:
    months = _number(words, Unit.MESES, 120)
    if most is not None and months > most:
        raise RefusedError(refusal("pasa_de_meses", tope=most))
    return months


def _number(words: str, unit: Unit, most: int) -> int:
    """The number in it; if there is none, or two, the refusal says what to write."""
    how_many = _how_many(unit)
    match read_quantity(words, unit):
        case Doubt.NOTHING:
            raise RefusedError(how_many)
        case Doubt.SEVERAL:
            raise RefusedError(refusal("varios_numeros", cuantos=how_many))
        case Doubt.UNCLEAR:
            raise RefusedError(refusal("dos_maneras", ejemplo=_EXAMPLES[unit]))
        case Doubt.FOREIGN:
            raise RefusedError(refusal("otra_moneda", cuantos=how_many))
        case int(number) if 1 <= number <= most:
            return number
        case _:
            raise RefusedError(refusal("numero_raro", cuantos=how_many))


def _how_many(unit: Unit) -> str:
    return {
        Unit.PERSONAS: refusal("cuantas_personas"),
        Unit.SOLES: refusal("cuantos_soles"),
        Unit.MESES: refusal("cuantos_meses"),
    }[unit]
