"""The figures of a learned reader, side by side, as two commands show them."""

from collections.abc import Mapping

import typer

from admin_cli.terminal import output
from admin_cli.terminal.output import Column

_ROWS = {
    "danger_recall": "Del peligro, lo reconoce",
    "danger_recall_now": "Del peligro, ayuda antes que nada",
    "false_now": "Sin peligro, ayuda antes que nada",
    "false_maybe": "Sin peligro, ofrece ayuda al lado",
    "near_miss_now": "Lo parece y no es, ayuda antes que nada",
    "act_accuracy": "Acierta qué es el mensaje",
    "reserve_recall": "De lo que es de reservar, lo reserva",
    "reserve_precision": "De lo que reserva, lo era",
}


def show_figures(title: str, before: Mapping[str, object], after: Mapping[str, object]) -> None:
    """Show what a card has of one set of messages: without the corrections, and with them."""
    typer.echo(f"{title}: {before.get('messages')} mensajes de {before.get('hands')} manos.")
    rows = [
        (said, _share(before.get(name)), _share(after.get(name))) for name, said in _ROWS.items()
    ]
    output.show_table(
        (Column("EN LOS QUE NO VIO", wraps=True), Column("SIN ELLAS"), Column("CON ELLAS")),
        [row for row in rows if row[1:] != (_NOTHING, _NOTHING)],
    )


def losses_in_words(names: object) -> str:
    """What reads worse with the corrections, as one warning; empty if nothing does."""
    known = [_ROWS[name] for name in names if name in _ROWS] if isinstance(names, list) else []
    if not known:
        return ""
    return f"Cuidado: con ellas empeora en los textos del programa: {'; '.join(known).lower()}."


_NOTHING = "—"


def _share(part: object) -> str:
    return f"{part:.1%}" if isinstance(part, float | int) else _NOTHING
