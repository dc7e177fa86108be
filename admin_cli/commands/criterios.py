"""`ayni criterios`: by what necesidades are ordered; proposed here, approved by an acuerdo."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output
from admin_cli.terminal.exit_codes import ExitCode
from admin_cli.terminal.options import AsOption, JsonOption, YesOption, a_command, confirm
from admin_cli.terminal.runner import act, look_ahead, look_up
from admin_cli.views import criteria_review, criteria_versions, criteria_view
from admin_cli.views.criteria_review import FIRST, Review
from intake.errors import DataFileError, RefusedError
from intake.localfiles import read_text, why
from intake.necesidades import criteria
from intake.necesidades.criteria import KnownCriteria
from intake.necesidades.ranking import Ranking, rank
from intake.necesidades.rules.criteria import compare, read_criteria
from intake.necesidades.rules.sensitivity import shift
from intake.store.models import Operator

app = a_command()
_LARGEST = 200_000
FileArgument = Annotated[
    Path,
    typer.Argument(
        metavar="ARCHIVO", help="YAML, como el de exportar.", exists=True, dir_okay=False
    ),
]
VersionOption = Annotated[
    int | None,
    typer.Option(
        "--version", metavar="N", help="Una versión de las de «listar».", show_default=False
    ),
]


@app.callback()
def _group() -> None:
    """Muestra y propone los criterios con que se ordenan las necesidades.

    \b
    Ejemplo:
      ayni criterios ver
    """


@app.command("ver")
def show(version: VersionOption = None, as_json: JsonOption = False) -> None:
    """Muestra los criterios que rigen, su peso y qué significa cada nota.

    \b
    Ejemplo:
      ayni criterios ver --version 2
    """
    known = _known(version)
    if as_json:
        output.show_json(criteria_view.as_json(known))
    else:
        criteria_view.show(known)
        if known.approved_at is None:
            output.talk("\nLos aprueba el Grupo de Trabajo, por acuerdo (Manual, art. 15.b).")


@app.command("listar")
def list_all(as_json: JsonOption = False) -> None:
    """Lista las versiones propuestas, la última primero, y cuál rige.

    \b
    Ejemplo:
      ayni criterios listar
    """
    rows = look_up(lambda session, _: criteria.list_versions(session))
    in_force = look_up(lambda session, _: criteria.find_version_in_force(session))
    if as_json:
        output.show_json([criteria_versions.version_json(row, by, in_force) for row, by in rows])
        return
    if rows:
        criteria_versions.show_versions(rows, in_force)
    if in_force is None:
        output.talk("Rigen los criterios del programa, que nadie aprobó aún: ayni criterios ver")


@app.command("exportar")
def export(version: VersionOption = None) -> None:
    """Escribe el archivo que rige, para cambiarlo y proponerlo.

    \b
    Ejemplo:
      ayni criterios exportar > criterios.yaml
    """
    typer.echo(_known(version).text, nl=False)


@app.command("validar")
def validate(archivo: FileArgument, as_json: JsonOption = False) -> None:
    """Revisa un archivo y dice qué cambiaría en el ranking; no cambia nada.

    \b
    Ejemplo:
      ayni criterios validar criterios.yaml
    """
    try:
        review = _review(_read(archivo))
    except DataFileError as problem:
        if not as_json:
            raise
        output.show_json({"vale": False, "errores": str(problem).splitlines()})
        raise typer.Exit(ExitCode.REFUSED) from None
    if as_json:
        output.show_json(criteria_review.review_json(review))
    else:
        criteria_review.show_review(review)


@app.command("proponer")
def propose(
    archivo: FileArgument,
    motivo: Annotated[str, typer.Option(metavar="TEXTO", help="Por qué se propone.")],
    como: AsOption = None,
    yes: YesOption = False,
) -> None:
    """Propone un archivo de criterios; antes dice qué cambiaría en el ranking.

    Lo propone la Secretaría Técnica, y rige cuando un acuerdo del Grupo de Trabajo lo aprueba.

    \b
    Ejemplo:
      ayni criterios proponer criterios.yaml --motivo "Más peso a la urgencia" --como ana
    """
    text = _read(archivo)

    async def allow(_session: AsyncSession, by: Operator, _now: datetime) -> None:
        criteria.allow_proposing(by)

    look_ahead(como, allow)
    criteria_review.show_review(_review(text))
    confirm("¿Proponer estos criterios al Grupo de Trabajo?", yes=yes)
    row = act(
        como,
        lambda session, by, now: criteria.propose(session, text, by=by, reason=motivo, now=now),
    )
    output.talk(
        f"Propuestos: versión {row.id}. Regirán cuando un acuerdo del Grupo de Trabajo los "
        "apruebe (Manual, art. 15.b)."
    )


def _known(version: int | None) -> KnownCriteria:
    if version is None:
        return look_up(lambda session, _: criteria.in_force(session))
    return look_up(lambda session, _: criteria.get_version(session, version))


def _review(text: str) -> Review:
    """What a file would change. DataFileError where it cannot be used."""
    proposed = read_criteria(text)
    tried = KnownCriteria(proposed, text, None, None)

    async def query(session: AsyncSession, now: datetime) -> tuple[Ranking, Ranking]:
        return await rank(session, now=now), await rank(session, now=now, criteria=tried)

    present, after = look_up(query)
    return Review(
        proposed,
        compare(present.by.criteria, proposed),
        present,
        shift(present.order, after.order, first=FIRST),
    )


def _read(file: Path) -> str:
    if file.stat().st_size > _LARGEST:
        raise DataFileError("El archivo pasa de 200 kB: no parece un archivo de criterios.")
    try:
        return read_text(file)
    except OSError as problem:
        raise RefusedError(f"No se pudo leer {file}: {why(problem)}.") from problem
