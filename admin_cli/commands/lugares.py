"""`ayni lugares`: districts and populated centres."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output
from admin_cli.terminal.options import AsOption, JsonOption, a_command
from admin_cli.terminal.output import Column
from admin_cli.terminal.runner import act, look_up
from intake.places import places
from intake.places.places import ImportReport
from intake.places.rules.places import Certainty
from intake.store import access
from intake.store.access import Grant
from intake.store.journal import record
from intake.store.models import Operator
from intake.store.verbs import Verb

app = a_command()
_SHOWN = 20
_SURE = {
    Certainty.SURE: "sin duda",
    Certainty.LIKELY: "parece",
    Certainty.AMBIGUOUS: "puede ser cualquiera de estos",
    Certainty.NONE: "",
}


@app.callback()
def _group() -> None:
    """Busca lugares como los busca el bot, e importa listas nuevas.

    \b
    Ejemplo:
      ayni lugares buscar "taraco huancane"
    """


@app.command("buscar")
def search(
    texto: Annotated[str, typer.Argument(metavar="TEXTO", help="Como lo escribiría la gente.")],
    as_json: JsonOption = False,
) -> None:
    """Muestra qué distritos entiende el bot en un texto, y por qué.

    \b
    Ejemplo:
      ayni lugares buscar "taraco huancane"
    """
    gazetteer = look_up(lambda session, _: places.load_gazetteer(session))
    found, why = gazetteer.search(texto), gazetteer.explain(texto)
    if as_json:
        output.show_json(
            {
                "certeza": found.certainty.value,
                "distritos": [
                    {
                        "ubigeo": each.ubigeo,
                        "distrito": each.name,
                        "provincia": each.province,
                        "region": each.department,
                        "razon": why[each.ubigeo],
                    }
                    for each in found.candidates
                ],
            }
        )
    elif not found.candidates:
        output.talk(f"No se reconoce ningún lugar en «{texto}». Pruebe con distrito y provincia.")
    else:
        output.show_table(
            (
                Column("UBIGEO"),
                Column("DISTRITO"),
                Column("PROVINCIA"),
                Column("REGIÓN"),
                Column("POR QUÉ"),
            ),
            [
                (each.ubigeo, each.name, each.province, each.department, why[each.ubigeo])
                for each in found.candidates
            ],
        )
        output.talk(f"Certeza: {_SURE[found.certainty]}.")


@app.command("importar")
def import_file(
    archivo: Annotated[
        Path, typer.Argument(metavar="ARCHIVO", help="CSV.", exists=True, dir_okay=False)
    ],
    centros: Annotated[
        bool, typer.Option("--centros", help="Son centros poblados, no distritos.")
    ] = False,
    como: AsOption = None,
) -> None:
    """Importa una lista de distritos o, con --centros, de centros poblados.

    \b
    Ejemplo:
      ayni lugares importar centros_poblados.csv --centros --como ana
    """

    import_them = places.import_centres if centros else places.import_districts
    with Progress(console=output.talking_console()) as bar:
        task = bar.add_task("Importando…", total=None)

        async def verb(session: AsyncSession, by: Operator, now: datetime) -> ImportReport:
            access.check(by, Grant.SECRETARIA)
            report = await import_them(
                session, archivo, progress=lambda done: bar.update(task, completed=done)
            )
            note = f"{archivo.name}: {report.rows}"
            record(session, Verb.LUGARES_IMPORTAR, now=now, operator_id=by.id, note=note)
            return report

        report = act(como, verb)
    _tell(report)


def _tell(report: ImportReport) -> None:
    for line in report.skipped[:_SHOWN]:
        output.talk(line)
    if len(report.skipped) > _SHOWN:
        output.talk(f"…y {len(report.skipped) - _SHOWN} filas más que no sirven.")
    if report.repaired:
        output.talk(
            f"A {report.repaired} filas se les devolvió el cero con que empieza su ubigeo: las "
            "hojas de cálculo lo quitan."
        )
    if report.unknown:
        output.talk(f"Columnas que no se conocen y no se usaron: {', '.join(report.unknown)}.")
    if report.absent:
        output.talk(
            f"No trae estas columnas, y sus datos quedan vacíos: {', '.join(report.absent)}."
        )
    output.talk(f"Importados: {report.rows}. Dejados: {len(report.skipped)}.")
