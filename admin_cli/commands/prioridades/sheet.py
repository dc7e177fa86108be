"""How priorities are shown."""

from collections.abc import Mapping

import typer

from admin_cli.terminal import output
from admin_cli.terminal.output import Json
from intake.reading.rules.tags import Priority, Vocabulary
from intake.reading.rules.vocabulary import Theme, Weight

_LISTS: Mapping[Weight, tuple[str, str]] = {
    "strong": ("palabras", "La reconocen"),
    "soft": ("palabras_que_ceden", "La reconocen, si el texto no habla más de otra"),
    "weak": ("palabras_debiles", "La refuerzan, sin bastar solas"),
    "exclude": ("palabras_que_excluyen", "La descartan"),
}


def as_json(each: Priority) -> dict[str, Json]:
    """Give a priority without its words."""
    return {
        "id": each.id,
        "nombre": each.name,
        "grupo": each.group,
        "descripcion": each.description,
        "reservada": each.safety,
        "antes_parte_de": each.theme or None,
    }


def words_json(each: Priority, vocabulary: Vocabulary) -> dict[str, Json]:
    """Give the words of a priority, list by list."""
    return {name: _words(each, weight, vocabulary) for weight, (name, _) in _LISTS.items()}


def show(each: Priority, vocabulary: Vocabulary) -> None:
    """Show one priority whole."""
    typer.echo(f"{each.id}\n{each.name}\n\n{each.description}")
    if each.theme:
        typer.echo(f"\nAntes era parte de {each.theme}.")
    if each.safety:
        typer.echo("\nEs reservada: la persona recibe primero los teléfonos de ayuda.")
    for weight, (_, title) in _LISTS.items():
        words = _words(each, weight, vocabulary)
        if words:
            typer.echo(f"\n{title}:\n  {', '.join(words)}")


def show_theme(theme: Theme, *, as_json: bool) -> None:
    """Show what was one priority, and which it is today."""
    if as_json:
        parts: list[Json] = list(theme.parts)
        output.show_json({"id": theme.id, "nombre": theme.name, "se_dividio_en": parts})
        return
    typer.echo(f"{theme.id}\n{theme.name}\n\nSe dividió en: {', '.join(theme.parts)}.")
    typer.echo("Ya no se pone; los aportes que la llevan se ven con:")
    typer.echo(f"  ayni cola --prioridad {theme.id}")


def _words(each: Priority, weight: Weight, vocabulary: Vocabulary) -> list[str]:
    return [
        (" + " if phrase.apart else " ").join(phrase.words)
        for phrase in vocabulary.data.phrases
        if phrase.of == each.id and phrase.weight == weight
    ]
