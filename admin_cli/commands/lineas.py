"""`ayni lineas`: every number and address that people may be given, and where it comes from."""

from collections.abc import Iterator
from datetime import date

from admin_cli.terminal import output
from admin_cli.terminal.options import JsonOption, a_command
from admin_cli.terminal.output import Column
from admin_cli.terminal.runner import Desk, run
from intake.reading.rules.derivations import Canal, IntentKind, builtin_readings
from intake.words.calendar import lima_date

app = a_command()


@app.command()
def command(as_json: JsonOption = False) -> None:
    """Lista los números y enlaces de ayuda: de dónde salen, cuándo se vieron y si se dicen.

    Un «por confirmar» no se le dice a nadie. Cada uno se vuelve a revisar a los seis meses.

    \b
    Ejemplo:
      ayni lineas
    """
    today = run(_today)
    if as_json:
        output.show_json(
            [
                {
                    "para": kind.value,
                    "nombre": line.name,
                    "contacto": line.contact,
                    "fuente": line.source,
                    "visto": line.checked_on.isoformat(),
                    "se_dice": line.is_verified,
                    "por_revisar": line.is_overdue(today),
                }
                for kind, line in _lines()
            ]
        )
        return
    output.show_table(
        (
            Column("PARA"),
            Column("NOMBRE"),
            Column("CONTACTO", is_whole=True),
            Column("VISTO"),
            Column("ESTADO"),
            Column("FUENTE", wraps=True),
        ),
        [
            (
                kind.value,
                line.name,
                line.contact,
                line.checked_on.isoformat(),
                _state(line, today),
                line.source,
            )
            for kind, line in _lines()
        ],
    )


async def _today(desk: Desk) -> date:
    return lima_date(desk.now)


def _lines() -> Iterator[tuple[IntentKind, Canal]]:
    for way in builtin_readings().derivations:
        for line in way.channels:
            yield way.kind, line


def _state(line: Canal, today: date) -> str:
    if not line.is_verified:
        return "por confirmar: no se dice"
    return "por revisar" if line.is_overdue(today) else "verificado"
