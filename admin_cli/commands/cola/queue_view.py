"""How the queue looks: two lines a case on a terminal, one in a pipe, and as JSON."""

from collections.abc import Sequence
from datetime import datetime

from rich.table import Table
from rich.text import Text

from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column, Json
from intake.kinds import Actor
from intake.triage.queue import QueueRow
from intake.words.calendar import lima_date
from intake.words.codes import spoken
from intake.words.identifiers import masked

_SOON = 5  # days
_SOFT = "dim"
_NARROW = 72
"""Columns under which the place and the voices are left to `ayni ver`."""
_LEAST_TOLD = 8
_LINES_AROUND = 5  # the headers, what is said below, and the next prompt
_FEWEST = 5
_HIDDEN = "(reservado: se lee con «ayni ver»)"
_PLAIN = (
    Column("CÓDIGO", is_whole=True),
    Column("TIPO"),
    Column("ESTADO"),
    Column("LUGAR"),
    Column("VOCES", align="right"),
    Column("ENTRÓ"),
    Column("VENCE"),
    Column("LO TIENE"),
    Column("PRIORIDADES"),
    Column("SEÑAS"),
    Column("LO QUE CUENTA"),
)


def show(rows: Sequence[QueueRow], *, now: datetime, shows_restricted: bool) -> None:
    """Show the cases as a table."""
    if output.is_terminal():
        _show_table(rows, now=now, shows_restricted=shows_restricted)
        return
    output.show_plain(
        _PLAIN,
        [
            (
                spoken(row.aporte.code),
                words.KINDS[row.aporte.kind],
                words.STATES[row.aporte.state],
                words.place(row.aporte),
                _voices(row),
                words.age(now, row.aporte.created_at),
                words.deadline(now, row.aporte),
                row.holder or "",
                ", ".join(row.priorities),
                ", ".join(marks(row)),
                words.shortened(_told(row, shows_restricted=shows_restricted), 100),
            )
            for row in rows
        ],
    )


def as_json(row: QueueRow, *, shows_restricted: bool) -> dict[str, Json]:
    """Give one case for other programs; without its text where it is reserved for others."""
    aporte = row.aporte
    district = words.find_district(aporte.ubigeo)
    return {
        "codigo": spoken(aporte.code),
        "tipo": aporte.kind.value,
        "estado": aporte.state.value,
        "texto": masked(aporte.text) if shows_restricted or not aporte.restricted else None,
        "lugar": {
            "ubigeo": aporte.ubigeo,
            "distrito": district.name if district else None,
            "provincia": district.province if district else None,
            "region": district.department if district else None,
            "dicho": masked(aporte.place_text),
        },
        "actor": aporte.actor.value,
        "prioridades": list(row.priorities),
        "voces": row.voices.distinct,
        "voces_sin_verificar": row.voices.unverified,
        "por_verificar": row.is_unverified,
        "recibido": aporte.created_at.isoformat(),
        "vence": aporte.answer_by.isoformat(),
        "asignado": row.holder,
        "preguntado": row.is_asked,
        "contestado": row.is_answered,
        "adjuntos": row.attachments,
        "reabierto": row.is_reopened,
        "reservado": aporte.restricted,
        "interprete": aporte.needs_interpreter,
        "lengua": aporte.tongue,
    }


def marks(row: QueueRow) -> list[str]:
    """List what else must be seen at a glance."""
    found = ["por verificar"] if row.is_unverified else []
    if row.aporte.actor is Actor.MUNICIPALIDAD:
        found.append("dice ser de la municipalidad")
    if row.is_answered:
        found.append("contestó")
    elif row.is_asked:
        found.append("se le preguntó")
    if row.is_reopened:
        found.append("reabierto")
    if row.attachments:
        found.append(f"{row.attachments} adjunto" + ("s" if row.attachments > 1 else ""))
    if row.aporte.needs_interpreter:
        found.append(f"necesita intérprete: {row.aporte.tongue}".removesuffix(": "))
    if row.aporte.restricted:
        found.append("reservado")
    return found


def rows_that_fit(height: int) -> int:
    """Say how many cases fit on a screen of so many lines without the first scrolling away."""
    return max(_FEWEST, (height - _LINES_AROUND) // 2)


def _show_table(rows: Sequence[QueueRow], *, now: datetime, shows_restricted: bool) -> None:
    console = output.console()
    is_narrow = console.width < _NARROW
    place_width = 14 if console.width < 100 else 24
    beside = 8 + 2 + 15 + (2 if is_narrow else place_width + 2 + 5 + 4)
    told_width = max(_LEAST_TOLD, console.width - beside)
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("CÓDIGO", no_wrap=True, min_width=8)
    if not is_narrow:
        table.add_column("LUGAR", no_wrap=True, overflow="ellipsis", width=place_width)
    table.add_column("LO QUE CUENTA", no_wrap=True, overflow="ellipsis", width=told_width)
    if not is_narrow:
        table.add_column("VOCES", no_wrap=True, justify="right", width=5)
    table.add_column("VENCE", no_wrap=True, overflow="ellipsis", max_width=15)
    for row in rows:
        name, rest = _place(row, place_width)
        told = words.shortened(_told(row, shows_restricted=shows_restricted), told_width)
        cells = [
            Text(spoken(row.aporte.code), "bold").append(
                f"\n{words.KINDS[row.aporte.kind]}", _SOFT
            ),
            Text(name).append(f"\n{rest}", _SOFT),
            Text(told).append("\n").append_text(_signs(row)),
            Text(_voices(row)),
            _deadline(row, now).append(f"\nentró {_short_age(now, row.aporte.created_at)}", _SOFT),
        ]
        table.add_row(*(cells[::2] if is_narrow else cells))
    console.print(table)


def _place(row: QueueRow, width: int) -> tuple[str, str]:
    """Write the district above province and region, or the region alone where it is narrow."""
    district = words.find_district(row.aporte.ubigeo)
    if district is None:
        return words.place(row.aporte), ""
    both = f"{district.province}, {district.department}"
    return district.name, both if len(both) <= width else district.department


def _signs(row: QueueRow) -> Text:
    """Who has it and what else must be seen; then, quieter, its priorities."""
    loud = [f"lo tiene {row.holder}"] if row.holder else []
    loud += marks(row)
    signs = Text(" · ".join(loud), "yellow")
    if loud and row.priorities:
        signs.append(" · ", _SOFT)
    return signs.append(" · ".join(row.priorities), _SOFT)


def _deadline(row: QueueRow, now: datetime) -> Text:
    text = words.deadline(now, row.aporte)
    if not text:
        return Text(words.STATES[row.aporte.state])
    days = (row.aporte.answer_by - lima_date(now)).days
    return Text(text, "red" if days < 0 else "yellow" if days <= _SOON else "")


def _short_age(now: datetime, instant: datetime) -> str:
    return words.age(now, instant).replace("días", "d").replace("meses", "m")


def _voices(row: QueueRow) -> str:
    """«2+29»: people apart, and voices that are not verified."""
    more = row.voices.unverified
    return f"{row.voices.distinct}+{more}" if more else str(row.voices.distinct)


def _told(row: QueueRow, *, shows_restricted: bool) -> str:
    if row.aporte.restricted and not shows_restricted:
        return _HIDDEN
    return masked(row.aporte.text)
