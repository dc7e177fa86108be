"""Typer's own sentences, in Spanish: its help and its usage errors have no catalogue."""

import re

_SENTENCES = tuple(
    (re.compile(pattern, re.MULTILINE), spanish)
    for pattern, spanish in (
        (r"^Usage: ", "Uso: "),
        (r"^Options:$", "Opciones:"),
        (r"^Arguments:$", "Argumentos:"),
        (r"^Commands:$", "Comandos:"),
        (r"\[OPTIONS\]", "[OPCIONES]"),
        (r"COMMAND \[ARGS\]\.\.\.", "COMANDO …"),
        (r"Show this message and exit\.", "Muestra esta ayuda."),
        (r"Install completion for the current\s+shell\.", "Instala el autocompletado."),
        (r"Show completion for the current\s+shell,[\s\S]+?installation\.", "Lo muestra."),
        (r"\s*\[required\]", ""),
        (r"\{([A-ZÁ+ -]+)\}", r"\1"),
        (r"\[default:\s+", "[si no se dice: "),
        (r"\bTEXT\b", "TEXTO"),
        (r"\bINTEGER\b", "NÚMERO"),
        (r"<str>", "TEXTO"),
        (r"<int>", "NÚMERO"),
        (r"^Missing argument '(.+?)'\.", r"Falta \1."),
        (r"^Missing option '(.+?)'\.", r"Falta \1."),
        (r"^Missing command\.", "Falta el comando."),
        (r"^No such option: (\S+)", r"No hay una opción \1."),
        (r"^No such command '(.+?)'\.?", r"No hay un comando «\1»."),
        (r"\(Possible options: (.+)\)", r"¿Quiso decir \1?"),
        (r"Did you mean (.+)\?$", r"¿Quiso decir \1?"),
        (r"^Invalid value for (.+?): ", r"\1 no sirve: "),
        (r"^Invalid value: ", ""),
        (r"(?:Value error, )?'([^']*)' is not one of (.+)\.$", r"«\1» no es uno de \2."),
        (r"^Option '(.+)' requires an argument\.", r"A \1 le falta el valor."),
        (r"^Got unexpected extra arguments?\s?\(?s?\)? \((.+)\)", r"Sobra: \1."),
        (r"is not a valid integer\.?", "no es un número entero."),
        (r"is not in the range (.+)\.", r"no está en \1."),
    )
)


_METAVAR = re.compile(r"^(  [A-ZÁÉÍÓÚ+\[][A-ZÁÉÍÓÚ+\] -]*?) (TEXT|<\S+>)(?=\s)", re.MULTILINE)


def in_spanish(text: str) -> str:
    """The text with every known sentence of Typer's put into Spanish; the rest as it is."""
    text = _METAVAR.sub(lambda found: found[1] + " " * (len(found[2]) + 1), text)
    for pattern, spanish in _SENTENCES:
        text = pattern.sub(spanish, text)
    return text
