"""How priorities are shown, and what a new file of them would change."""

from collections.abc import Mapping
from dataclasses import dataclass

import typer

from admin_cli.terminal import output
from admin_cli.terminal.output import Json
from intake.listening.parting import Foreseen
from intake.listening.retagging import Effect
from intake.reading.rules.tags import Priority, Vocabulary
from intake.reading.rules.taxonomy_changes import TaxonomyChanges, WordChanges
from intake.reading.rules.vocabulary import Theme, Weight
from intake.words.codes import spoken

_SHOWN_WORDS = 12
_LISTS: Mapping[Weight, tuple[str, str]] = {
    "strong": ("palabras", "La reconocen"),
    "soft": ("palabras_que_ceden", "La reconocen, si el texto no habla más de otra"),
    "weak": ("palabras_debiles", "La refuerzan, sin bastar solas"),
    "exclude": ("palabras_que_excluyen", "La descartan"),
}


@dataclass(frozen=True, slots=True)
class Review:
    """A file that can be used, and what it would change."""

    vocabulary: Vocabulary
    changes: TaxonomyChanges
    effects: Mapping[str, Effect]
    partings: Mapping[str, Foreseen]
    """What becomes of operators' tags of what comes apart."""
    missing: tuple[str, ...]
    """Why it may not be imported all the same."""
    open_aportes: int


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


def review_json(review: Review) -> dict[str, Json]:
    """Give what a file would change, for other programs."""
    changes = review.changes
    return {
        "vale": not review.missing,
        "errores": list(review.missing),
        "prioridades": len(review.vocabulary.priorities),
        "nuevas": list(changes.added),
        "quitadas": list(changes.removed),
        "cambiadas": list(changes.renamed),
        "palabras": {
            name: {"agregadas": list(each.added), "quitadas": list(each.removed)}
            for name, each in changes.words.items()
        },
        "divididas": {theme: list(parts) for theme, parts in changes.parted.items()},
        "puestas_por_el_equipo": {
            theme: {"pasan": dict(each.goes), "por_decidir": [spoken(code) for code in each.stays]}
            for theme, each in review.partings.items()
        },
        "aportes_abiertos": review.open_aportes,
        "efectos": {
            name: {
                "ganan": each.gains,
                "pierden": each.loses,
                "ejemplos_ganan": [spoken(code) for code in each.gaining],
                "ejemplos_pierden": [spoken(code) for code in each.losing],
            }
            for name, each in review.effects.items()
        },
    }


def show_review(review: Review) -> None:
    """Show what a file would change: first its priorities and words, and then the queue."""
    changes = review.changes
    typer.echo(f"El archivo está bien: {len(review.vocabulary.priorities)} prioridades.")
    for title, names in (
        ("Prioridades nuevas", changes.added),
        ("Prioridades que se quitan", changes.removed),
        ("Cambian de nombre, grupo, descripción o reserva", changes.renamed),
    ):
        if names:
            typer.echo(f"{title}: {', '.join(names)}")
    for theme, parts in changes.parted.items():
        typer.echo(f"Se divide {theme}: {', '.join(parts)}")
    for name, each in changes.words.items():
        _show_words(name, each)
    if changes.is_empty:
        typer.echo("Dice lo mismo que las prioridades que rigen.")
    typer.echo(f"\nAportes abiertos: {review.open_aportes}.")
    for name, effect in review.effects.items():
        _show_effect(name, effect)
    for theme, foreseen in review.partings.items():
        _show_parting(theme, foreseen)
    if not review.effects and not review.partings:
        typer.echo("Ninguno cambiaría de prioridades.")
    for problem in review.missing:
        typer.echo(f"\nNo se puede importar. {problem}")


def _show_words(name: str, each: WordChanges) -> None:
    for sign, words in (("+", each.added), ("-", each.removed)):
        if words:
            more = f"… y {len(words) - _SHOWN_WORDS} más" if len(words) > _SHOWN_WORDS else ""
            typer.echo(f"{name}: {sign}{len(words)}: {', '.join(words[:_SHOWN_WORDS])}{more}")


def _show_effect(name: str, effect: Effect) -> None:
    parts = [
        f"{verb} {count} ({', '.join(spoken(code) for code in codes)}{'…' * (count > len(codes))})"
        for verb, count, codes in (
            ("la ganarían", effect.gains, effect.gaining),
            ("la perderían", effect.loses, effect.losing),
        )
        if count
    ]
    typer.echo(f"  {name}: {'; '.join(parts)}")


def _show_parting(theme: str, foreseen: Foreseen) -> None:
    """What operators said under it: where it goes by its text, and what somebody has to decide."""
    goes = [f"{count} a {part}" for part, count in sorted(foreseen.goes.items())]
    if goes:
        typer.echo(f"  {theme}, dicho por el equipo: pasan {', '.join(goes)}")
    if foreseen.stays:
        codes = ", ".join(spoken(code) for code in foreseen.stays[:_SHOWN_WORDS])
        typer.echo(f"  {theme}, dicho por el equipo: por decidir {len(foreseen.stays)} ({codes})")


def _words(each: Priority, weight: Weight, vocabulary: Vocabulary) -> list[str]:
    return [
        (" + " if phrase.apart else " ").join(phrase.words)
        for phrase in vocabulary.data.phrases
        if phrase.of == each.id and phrase.weight == weight
    ]
