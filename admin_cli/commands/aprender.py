"""`ayni aprender`: a reader that learned from what operators corrected."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output
from admin_cli.terminal.options import AsOption, JsonOption, YesOption, a_command, confirm
from admin_cli.terminal.runner import act, stoppable
from admin_cli.views.reader_view import losses_in_words, show_figures
from intake import localfiles
from intake.reading import corrections, reader_file, retraining
from intake.reading.examples import Example, Label, shipped_examples
from intake.store import access
from intake.store.access import Grant
from intake.store.db import JsonDict
from intake.store.journal import record
from intake.store.models import Operator
from intake.store.verbs import Verb

app = a_command()
_SPOKEN = {
    Label.ACT: "qué era",
    Label.DANGER: "si había peligro",
    Label.RESERVE: "si se reserva",
    Label.TOPICS: "sus prioridades",
}
FileOption = Annotated[
    Path | None,
    typer.Option(
        "--guardar", metavar="ARCHIVO", help="Dónde escribir el lector nuevo.", dir_okay=False
    ),
]


@dataclass(frozen=True, slots=True)
class _Begun:
    examples: list[Example]
    at: datetime


@app.command()
def command(
    guardar: FileOption = None,
    como: AsOption = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Aprende a leer de lo que el equipo corrigió, y dice si acertaría más. No cambia lo que rige.

    \b
    Ejemplo:
      ayni aprender --guardar lector.npz
    """
    begun = _begin(guardar, como)
    corrections.check_enough(len(begun.examples))
    if guardar is not None and guardar.exists():
        confirm(f"«{guardar}» ya existe. ¿Escribir encima?", yes=yes)
    with stoppable(), Progress(console=output.talking_console(), transient=True) as bar:
        task = bar.add_task("Aprendiendo…", total=retraining.STEPS)
        found = retraining.retrain(shipped_examples(), begun.examples, lambda: bar.advance(task))
    card = retraining.card_of(found, now=begun.at)
    if guardar is not None:
        localfiles.write(guardar, reader_file.to_bytes(found.model, card))
    if as_json:
        output.show_json(card | {"archivo": str(guardar) if guardar else None})
    else:
        _show(card, guardar)


def _begin(file: Path | None, como: str | None) -> _Begun:
    """Write down that this account, if it may, learns from what people told; and gather it."""

    async def verb(session: AsyncSession, by: Operator, now: datetime) -> _Begun:
        access.check(by, Grant.MANTENIMIENTO)
        examples = await corrections.gather(session)
        note = f"{len(examples)} correcciones, {file.name if file else 'sin guardar'}"
        record(session, Verb.APRENDER, now=now, operator_id=by.id, note=note)
        return _Begun(examples, now)

    return act(como, verb)


def _show(card: JsonDict, file: Path | None) -> None:
    said = [
        f"{_SPOKEN[label]}: {count}"
        for label in _SPOKEN
        if (count := card["corregido"].get(label.value))
    ]
    typer.echo(f"Correcciones: {card['correcciones']} ({', '.join(said)}).\n")
    ours, theirs = card["con_textos_del_programa"], card["con_las_correcciones"]
    show_figures("Con los textos del programa", ours["sin_ellas"], ours["con_ellas"])
    typer.echo("")
    show_figures("Con las propias correcciones", theirs["sin_ellas"], theirs["con_ellas"])
    if warning := losses_in_words(card["peor_que_sin_ellas"]):
        typer.echo(f"\n{warning}")
    if file is None:
        output.talk("\nNo se guardó. Para guardarlo: ayni aprender --guardar ARCHIVO")
    else:
        output.talk(f"\nQuedó en {file}. Todavía no rige: para usarlo, ayni lector usar {file}")
