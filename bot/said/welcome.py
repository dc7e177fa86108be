"""What is said to who comes by a poster, the radio or a neighbour, and to who passes it on."""

from intake.kinds import SourceKind
from intake.outreach.commands import ArrivedBy

SEE_CONCURSO = "Ver el concurso"
INVITE = ("Pasar la voz", "invitar")
_WAYS = {
    SourceKind.ESCUELA: "la escuela",
    SourceKind.TAMBO: "el tambo",
    SourceKind.SALUD: "la posta de salud",
    SourceKind.FERIA: "la feria",
}


def welcome(by: ArrivedBy, district: str, greeting: str) -> str:
    """What brought them, in one line, and then the greeting."""
    return f"{_first_line(by, district)}\n\n{greeting}"


def _first_line(by: ArrivedBy, district: str) -> str:
    if by.concurso:
        where = f" desde {district}" if district else ""
        return f"Qué bueno que escribes{where} por el concurso «{by.concurso}»."
    if by.kind is SourceKind.VECINO:
        return "Qué bueno que te pasaron la voz."
    if district:
        return f"Qué bueno que escribes desde {district}."
    if by.kind is SourceKind.RADIO:
        return "¿Nos escuchaste por la radio? Qué bueno que escribes."
    return f"¿Nos conociste por {_WAYS.get(by.kind, by.name)}? Qué bueno que escribes."
