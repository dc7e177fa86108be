"""The steps of an application to a concurso, in order, and its answers as people read them."""

from collections.abc import Mapping

from intake.kinds import Applicant
from intake.words.numerals import grouped

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
    """The first step without an answer; None if nothing is missing."""
    return next((step for step in STEPS if not answers.get(step)), None)


def soles(amount: int) -> str:
    """The amount as people write it: «S/ 45 000»."""
    return f"S/ {grouped(amount)}"


APPLICANT_WORDS = {
    Applicant.PERSONA: "Una persona",
    Applicant.COMUNIDAD: "Una comunidad, asociación o comité",
    Applicant.MUNICIPALIDAD: "Una municipalidad",
    Applicant.UNIVERSIDAD: "Una universidad o instituto",
    Applicant.ONG: "Una ONG",
    Applicant.EMPRESA: "Una empresa",
}


def shown(step: str, value: str, place: str) -> str:
    """An answer as people read it; `place` is the district of its ubigeo, if it has one."""
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
            return "1 mes" if value == "1" else f"{value} meses"
        case _:
            return value
