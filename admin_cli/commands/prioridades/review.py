"""What a new file of priorities would change."""

from collections.abc import Mapping
from dataclasses import dataclass

import typer

from admin_cli.terminal.output import Json
from intake.listening.parting import Foreseen
from intake.listening.retagging import Effect
from intake.reading.rules.tags import Vocabulary
from intake.reading.rules.taxonomy_changes import TaxonomyChanges, WordChanges
from intake.words.codes import spoken

_SHOWN_WORDS = 12


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
    _show_queue(review)
    for problem in review.missing:
        typer.echo(f"\nNo se puede importar. {problem}")


def _show_queue(review: Review) -> None:
    """Show what becomes of the open aportes."""
    for name, effect in review.effects.items():
        _show_effect(name, effect)
    for theme, foreseen in review.partings.items():
        _show_parting(theme, foreseen)
    if not review.effects and not review.partings:
        typer.echo("Ninguno cambiaría de prioridades.")


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
