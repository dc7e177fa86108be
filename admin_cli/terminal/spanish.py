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
        (r"(?<=¿Quiso decir )'([^']+)'\?$", r"\1?"),
        (r"^Invalid value for (['\"]?)(.+?)\1: ", r"\2 no sirve: "),
        (r"^Invalid value: ", ""),
        (r"Value error, ", ""),
        (r"'([^']*)' is not one of (.+)\.$", r"«\1» no es uno de \2."),
        (r"^Option '(.+)' requires an argument\.", r"A \1 le falta el valor."),
        (r"^Got unexpected extra arguments?\s?\(?s?\)? \((.+)\)", r"Sobra: \1."),
        (r"is not a valid integer\.?", "no es un número entero."),
        (r"is not in the range (.+)\.", r"no está en \1."),
        (r"Input should be a valid integer.*", "debe ser un número entero."),
        (r"Input should be a valid number.*", "debe ser un número."),
        (r"Input should be greater than or equal to (\S+)", r"debe ser \1 o más."),
        (r"Input should be less than or equal to (\S+)", r"debe ser \1 o menos."),
        (r"Input should be greater than (\S+)", r"debe ser más que \1."),
        (r"Input should be less than (\S+)", r"debe ser menos que \1."),
        (r"Input should be (.+)$", r"debe ser \1"),
        (r"(?i)(?:file|path) '(.+)' does not exist\.", r"no existe el archivo «\1»."),
        (r"(?i)directory '(.+)' does not exist\.", r"no existe la carpeta «\1»."),
        (r"(?i)(?:file|path) '(.+)' is a directory\.", r"«\1» es una carpeta y no un archivo."),
        (r"(?i)directory '(.+)' is a file\.", r"«\1» es un archivo y no una carpeta."),
        (r"(?i)\w+ '(.+)' is not readable\.", r"no hay permiso para leer «\1»."),
        (r"(?i)\w+ '(.+)' is not writable\.", r"no hay permiso para escribir «\1»."),
        (r"^Option '(.+)' does not take a value\.", r"\1 no lleva ningún valor."),
        (r"^Option '(.+)' requires (\d+) arguments\.", r"A \1 le faltan valores: lleva \2."),
        (r"^Argument '(.+)' takes (\d+) values\.", r"\1 lleva \2 valores."),
        (r"^(\w+) completion installed in (.+)$", r"El autocompletado de \1 quedó en \2."),
        (r"^Completion will take effect once .+$", "Funciona desde que abra otra terminal."),
        (r"^Shell (\w+) (?:is )?not supported\.", r"No hay autocompletado para \1."),
        (r"^Could not open file '(.+)': .*", r"No se pudo abrir el archivo «\1»."),
    )
)


_METAVAR = re.compile(r"^(  [A-ZÁÉÍÓÚ+\[][A-ZÁÉÍÓÚ+\] -]*?) (TEXT|<\S+>)(?=\s)", re.MULTILINE)


def in_spanish(text: str) -> str:
    """Put every known sentence of Typer's into Spanish; the rest stays as it is."""
    text = _METAVAR.sub(lambda found: found[1] + " " * (len(found[2]) + 1), text)
    for pattern, spanish in _SENTENCES:
        text = pattern.sub(spanish, text)
    return text
