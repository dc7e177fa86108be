"""What is said to somebody in danger: whom to call, what to do now, and what this chat is not."""

from intake.reading.rules.intent import IntentKind
from intake.reading.rules.intent import derivation as way_for

NO_HELP_FROM_HERE = "Este chat no manda ayuda."
I_AM_SAFE = "Estoy a salvo"
CANNOT_SPEAK = "No puedo hablar"
REGISTER_IT = "Quiero que quede registrado"
IF_IT_GOES_ON = "Si hay peligro, llama ahora:"
SAFE_NOW = (
    "Qué bueno que estás a salvo. Si el peligro vuelve, llama:\n{line}\n\n"
    "Lo que escribiste no quedó registrado."
)
QUIETLY = (
    "Te leo. No hace falta que hables: pide por mensaje a alguien de confianza que llame por ti, o "
    "sal con cualquier excusa adonde haya gente."
)
HE_IS_GONE = (
    "Aprovecha ahora: sal a un lugar seguro con alguien de confianza y llama desde ahí. No te "
    "quedes esperando a que vuelva."
)
NO_RESCUE = "Recibí tu ubicación, pero desde este chat no podemos mandar ayuda. Llama ahora:"
KEPT_WITH_CASE = (
    "Este chat es automático y no manda ayuda. Lo que escribiste ya está con tu caso: lo leerá "
    "el equipo."
)
REGISTERING = (
    "De acuerdo. Lo leerá el equipo; tus vecinos no lo ven. Si quieres decir el lugar, elige "
    "«Corregir algo»."
)
NOT_REGISTERED = "Está bien, no quedó registrado. Si cambias de idea, puedes contarlo aquí."
NOT_REGISTERED_YET = "Lo que escribiste no quedó registrado."
CLEAR_THE_PAGE = (
    "Para que nadie lo vea aquí: toca «Salir rápido», arriba. Borra de este equipo lo que se ve y "
    "abre otra página. Lo que ya nos llegó lo guarda solo el equipo."
)
CLEAR_THE_CHAT = (
    "Para que nadie lo vea en tu teléfono: abre el menú de este chat y elige «Eliminar chat». "
    "Borra también las llamadas a estos números. Lo que ya nos llegó lo guarda solo el equipo."
)
_MOST_LINES = 2


def help_for(danger: tuple[IntentKind, ...]) -> str:
    """Whether they are safe, whom to call and what to do now, in one bubble.

    The first kind speaks; another one adds its line.
    """
    way = way_for(danger[0])
    if way is None:
        return ""
    return f"{way.opening}\n{help_lines(danger)}\n{way.closing} {NO_HELP_FROM_HERE}"


def if_in_danger() -> str:
    """Whom to call, while nobody knows yet whether somebody is in danger."""
    ways = (IntentKind.VIOLENCIA, IntentKind.EMERGENCIA, IntentKind.SUICIDIO)
    lines = "\n".join(way.lines[0] for kind in ways if (way := way_for(kind)))
    return f"Si estás en peligro, llama gratis:\n{lines}"


def help_beside(danger: tuple[IntentKind, ...]) -> str:
    """Whom to call, on one line, before what they wanted goes on: perhaps nobody is in danger."""
    numbers = help_lines(danger).splitlines()
    first, *others = (line.partition(":")[0] for line in numbers)
    second = f" (o al {others[0]})" if others else ""
    return f"{first}: llama gratis, a toda hora, si tú u otra persona corre peligro{second}."


def help_lines(danger: tuple[IntentKind, ...]) -> str:
    """At most two numbers, one a line: the first of each kind, else two of the only kind."""
    ways = [way for kind in danger if (way := way_for(kind))]
    firsts = [way.lines[0] for way in ways]
    lines = (*firsts[:1], *firsts[1:], *(ways[0].lines[1:] if ways else ()))
    by_number = {line.partition(":")[0]: line for line in reversed(lines)}
    numbers = dict.fromkeys(line.partition(":")[0] for line in lines)
    return "\n".join(by_number[number] for number in [*numbers][:_MOST_LINES])


def quietly(danger: tuple[IntentKind, ...]) -> str:
    """What somebody can do who must not be heard, and where they can write, if that is known."""
    ways = [way for kind in danger if (way := way_for(kind))]
    written = [line for way in ways for line in way.written]
    return "\n".join((QUIETLY, *written[:1], help_lines(danger)))
