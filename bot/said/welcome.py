"""What is said to who comes by a poster, the radio or a neighbour, and to who passes it on."""

from bot.said.texts import GREETING, GREETING_AGAIN
from intake.kinds import SourceKind
from intake.outreach.commands import ArrivedBy

SEE_CONCURSO = "Ver el concurso"
INVITE = ("Invitar a un vecino", "invitar")
_WAYS = {
    SourceKind.ESCUELA: "la escuela",
    SourceKind.TAMBO: "el tambo",
    SourceKind.SALUD: "la posta de salud",
    SourceKind.RADIO: "la radio",
    SourceKind.FERIA: "la feria",
}


def welcome(by: ArrivedBy, district: str, *, is_new: bool) -> str:
    """What brought them, in one line, and then what this is."""
    return f"{_first_line(by, district)}\n\n{GREETING if is_new else GREETING_AGAIN}"


def _first_line(by: ArrivedBy, district: str) -> str:
    if by.concurso:
        where = f" desde {district}" if district else ""
        return f"Qué bueno que escribes{where} por el concurso «{by.concurso}»."
    if by.kind is SourceKind.VECINO:
        return "Qué bueno que te pasaron la voz."
    if district:
        return f"Qué bueno que escribes desde {district}."
    return f"Qué bueno que escribes: te trajo {_WAYS.get(by.kind, by.name)}."
