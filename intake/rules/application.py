"""The steps of an application to a concurso, in their order, and what may be answered to each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from intake.errors import RefusedError
from intake.kinds import Applicant
from intake.rules.text import clean, fold_case

_NUMBER = re.compile(
    r"""(?<!\d)(?<!\d[.,'\s])                         # not the tail of another number
    (?P<whole>\d{1,3}(?:[.,'\s]\d{3})+|\d+)
    (?:[.,](?P<cents>\d{1,2}))?
    (?![.,'\s]?\d)                                  # «20 30» and «1.5000» may mean anything
    (?:\s*(?P<times>mil|mill[oó]n(?:es)?)\b)?
    (?P<more>\s+(?:\d|\w*cient|quinient))?          # «45 mil 500»
    """,
    re.IGNORECASE | re.VERBOSE,
)
_UBIGEO = re.compile(r"(0[1-9]|1\d|2[0-5])[0-9]{4}")
_MOST_WORDS = 3000


@dataclass(frozen=True, slots=True)
class Terms:
    """What of a call bounds the answers."""

    applicants: tuple[str, ...]
    ceiling: int | None
    months: int | None


STEPS = (
    "quien",  # as which kind of applicant
    "nombre",  # of the organisation, or one's own
    "lugar",  # ubigeo of the district
    "titulo",
    "propuesta",
    "beneficiarios",  # people
    "monto",  # soles that are asked for
    "meses",
    "contacto",  # optional
)
OPTIONAL = frozenset({"contacto"})
LEFT_EMPTY = "-"
"""What is kept where somebody would rather not answer an optional step."""


def next_step(answers: Mapping[str, str]) -> str | None:
    """The first step without an answer; None where nothing is missing."""
    return next((step for step in STEPS if not answers.get(step)), None)


def read_answer(step: str, text: str, terms: Terms) -> str:
    """The answer as it is kept. RefusedError says to the person what would fit."""
    words = clean(text, _MOST_WORDS)
    if step == "quien":
        if words not in terms.applicants:
            raise RefusedError("Elige una de las opciones: solo ellas pueden postular.")
        return words
    if step in OPTIONAL and not words:
        return LEFT_EMPTY
    if not words:
        raise RefusedError("No entendí tu respuesta. Escríbela con tus palabras.")
    return _fitting(step, words, terms)


def _fitting(step: str, words: str, terms: Terms) -> str:
    match step:
        case "titulo" | "nombre" | "lugar" | "contacto" if len(words) > 150:
            raise RefusedError("Es muy largo: dilo en una línea.")
        case "lugar":
            return _place(words)
        case "propuesta" if len(words) < 40:
            raise RefusedError("Cuéntanos un poco más: qué harían, con quiénes y cómo ayudaría.")
        case "beneficiarios":
            return str(_number(words, "personas", 10_000_000))
        case "monto":
            return str(_amount(words, terms.ceiling))
        case "meses":
            return str(_months(words, terms.months))
    return words


def _place(words: str) -> str:
    if words.isdecimal() and not _UBIGEO.fullmatch(words):
        raise RefusedError("Escribe el nombre de tu distrito y de tu provincia.")
    return words


def _amount(words: str, ceiling: int | None) -> int:
    amount = _number(words, "soles", 1_000_000_000)
    if ceiling is not None and amount > ceiling:
        raise RefusedError(
            f"Este concurso da hasta {soles(ceiling)} por proyecto. Escribe un monto que no pase."
        )
    return amount


def _months(words: str, most: int | None) -> int:
    months = _number(words, "meses", 120)
    if most is not None and months > most:
        raise RefusedError(f"El proyecto puede durar hasta {most} meses. Escribe un número menor.")
    return months


def _number(words: str, unit: str, most: int) -> int:
    """The first number in it: «S/ 45,000.00», «1.500», «45 mil» are read as people mean them."""
    how_many = f"Escribe {'cuántas' if unit == 'personas' else 'cuántos'} {unit}, con números."
    found = _NUMBER.search(words)
    if not found:
        raise RefusedError(how_many)
    times = fold_case(found["times"] or "")
    if times and found["more"]:
        raise RefusedError("Escribe la cifra completa, solo con números: por ejemplo, 45500.")
    whole = re.sub(r"\D", "", found["whole"])
    number = Decimal(f"{whole}.{found['cents'] or 0}")
    number *= 1 if not times else 1_000 if times == "mil" else 1_000_000
    if not 1 <= number <= most:
        raise RefusedError(f"Ese número no parece correcto. {how_many}")
    return int(number)


def soles(amount: int) -> str:
    """«S/ 45 000»."""
    return f"S/ {amount:,}".replace(",", " ")


APPLICANT_WORDS = {
    Applicant.PERSONA: "Una persona",
    Applicant.COMUNIDAD: "Una comunidad, asociación o comité",
    Applicant.MUNICIPALIDAD: "Una municipalidad",
    Applicant.UNIVERSIDAD: "Una universidad o instituto",
    Applicant.ONG: "Una ONG",
    Applicant.EMPRESA: "Una empresa",
}


def shown(step: str, value: str, place: str) -> str:
    """An answer as people read it; `place` is the district of its ubigeo, where it has one."""
    match step:
        case _ if value == LEFT_EMPTY:
            return ""
        case "quien" if value in set(Applicant):
            return APPLICANT_WORDS[Applicant(value)]
        case "lugar":
            return place or value
        case "monto" if value.isdecimal():
            return soles(int(value))
        case "meses":
            return f"{value} meses"
        case _:
            return value
