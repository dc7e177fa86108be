"""`ayni prioridades`: the lines of social policy that aportes are tagged with."""

from typing import Annotated

import typer

from admin_cli import completion, output
from admin_cli.options import JsonOption, a_command
from admin_cli.output import Column
from intake.rules.priority_names import get_priority
from intake.rules.tags import Vocabulary
from intake.rules.vocabulary import Priority

app = a_command()


@app.callback()
def _group() -> None:
    """Muestra las prioridades de política social.

    \b
    Ejemplo:
      ayni prioridades listar
    """


@app.command("listar")
def list_all(as_json: JsonOption = False) -> None:
    """Muestra todas.

    \b
    Ejemplo:
      ayni prioridades listar
    """
    vocabulary = Vocabulary.builtin()
    found = vocabulary.priorities
    if as_json:
        output.show_json([_json(each) for each in found])
        return
    output.show_table(
        (Column("ID"), Column("NOMBRE", wraps=True), Column("GRUPO")),
        [(each.id, each.name, vocabulary.group_name(each.group)) for each in found],
    )


@app.command("ver")
def show(
    prioridad: Annotated[
        str, typer.Argument(metavar="ID", help="Cuál.", autocompletion=completion.priorities)
    ],
    as_json: JsonOption = False,
) -> None:
    """Muestra qué abarca una.

    \b
    Ejemplo:
      ayni prioridades ver agua_saneamiento
    """
    known = {each.id: each for each in Vocabulary.builtin().priorities}
    found = known[get_priority(prioridad, list(known))]
    if as_json:
        output.show_json(_json(found))
        return
    typer.echo(f"{found.id}\n{found.name}\n\n{found.description}")
    if found.safety:
        typer.echo("\nEs reservada: la persona recibe primero los teléfonos de ayuda.")


def _json(each: Priority) -> dict[str, object]:
    return {
        "id": each.id,
        "nombre": each.name,
        "grupo": each.group,
        "descripcion": each.description,
        "reservada": each.safety,
    }
