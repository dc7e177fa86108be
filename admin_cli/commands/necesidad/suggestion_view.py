"""How suggestions for a necesidad look: what could go in, and the words they share with it."""

import typer

from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column, Json
from intake.necesidades.suggestions import SuggestedAporte, Suggestions
from intake.words.codes import spoken
from intake.words.identifiers import masked

_HIDDEN = "(reservado)"


def show(found: Suggestions, necesidad_id: int, *, shows_restricted: bool) -> None:
    """Show both tables and what to type next; reserved words only to those who may read them."""
    typer.echo(f"Palabras que la unen: {', '.join(found.words) or 'aún ninguna'}")
    if found.aportes:
        typer.echo("\nAportes admitidos que la máquina juntó con ella")
        _show_aportes(found, shows_restricted=shows_restricted)
        output.talk(f"Para ponerlos: ayni necesidad unir {necesidad_id} CODIGO…")
    if found.groups:
        typer.echo("\nOtras sugeridas que se le parecen")
        _show_groups(found)
        output.talk("Para ver una: ayni necesidad ver N")
    if not (found.aportes or found.groups):
        output.talk("La máquina no encuentra nada más para esta necesidad.")
    if found.waiting:
        one = found.waiting == 1
        output.talk(
            f"{words.aportes(found.waiting)} más {'espera' if one else 'esperan'} en la cola: "
            "para ponerlos hay que admitirlos, con: ayni admitir CODIGO"
        )


def _show_aportes(found: Suggestions, *, shows_restricted: bool) -> None:
    output.show_table(
        (
            Column("CÓDIGO", is_whole=True),
            Column("LUGAR"),
            Column("POR QUÉ", wraps=True),
            Column("LO QUE CUENTA", wraps=True),
        ),
        [
            (
                spoken(each.aporte.code),
                words.place(each.aporte),
                _why(each.words),
                words.shortened(_told(each, shows_restricted=shows_restricted) or _HIDDEN, 120),
            )
            for each in found.aportes
        ],
    )


def _show_groups(found: Suggestions) -> None:
    output.show_table(
        (
            Column("N", align="right"),
            Column("VOCES", align="right"),
            Column("DISTRITOS", align="right"),
            Column("POR QUÉ", wraps=True),
            Column("POR EJEMPLO", wraps=True),
        ),
        [
            (
                str(each.candidate.id),
                str(each.candidate.demand.voices),
                str(each.candidate.districts),
                _why(each.words),
                words.shortened(masked(each.candidate.text or _HIDDEN), 100),
            )
            for each in found.groups
        ],
    )


def as_json(found: Suggestions, *, shows_restricted: bool) -> dict[str, Json]:
    """Give the same for other programs."""
    return {
        "palabras": list(found.words),
        "aportes": [
            {
                "codigo": spoken(each.aporte.code),
                "ubigeo": each.aporte.ubigeo,
                "comparten": list(each.words),
                "texto": _told(each, shows_restricted=shows_restricted),
            }
            for each in found.aportes
        ],
        "sugeridas": [
            {
                "numero": each.candidate.id,
                "voces": each.candidate.demand.voices,
                "distritos": each.candidate.districts,
                "comparten": list(each.words),
                "ejemplo": masked(each.candidate.text) if each.candidate.text else None,
            }
            for each in found.groups
        ],
        "en_la_cola": found.waiting,
    }


def _why(shared: tuple[str, ...]) -> str:
    if not shared:
        return "la máquina las ve parecidas, por otras palabras"
    return f"comparten: {', '.join(shared)}"


def _told(each: SuggestedAporte, *, shows_restricted: bool) -> str | None:
    if each.aporte.restricted and not shows_restricted:
        return None
    return masked(each.aporte.text)
