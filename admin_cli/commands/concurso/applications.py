"""The commands of `ayni concurso` about applications: read, export, evaluate, tell results."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.commands.concurso import application_view, standings_view
from admin_cli.commands.concurso.options import CallArgument
from admin_cli.terminal import output, spreadsheet, words
from admin_cli.terminal.options import AsOption, JsonOption, YesOption, confirm
from admin_cli.terminal.output import Json
from admin_cli.terminal.runner import act, export, read
from intake.concursos import applications, concursos, evaluation
from intake.concursos.evaluation import Placing
from intake.concursos.rules.application import STEPS
from intake.errors import NotFoundError, RefusedError
from intake.store.access import Grant
from intake.store.journal import About, record
from intake.store.models import Application, Concurso, Operator
from intake.store.reader import Reader
from intake.store.verbs import Verb
from intake.words.codes import find_code, spoken

ApplicationArgument = Annotated[
    str, typer.Argument(metavar="CODIGO", help="Código de la postulación: K7F-3M6.")
]
_NUMBERS = ("beneficiarios", "monto", "meses")


def add_to(app: typer.Typer) -> None:
    """Put these commands into the group."""
    app.command("postulaciones")(list_all)
    app.command("postulacion")(show)
    app.command("exportar")(export_all)
    app.command("evaluar")(score)
    app.command("tabla")(table)
    app.command("resultados")(results)


def list_all(
    concurso: CallArgument,
    todas: Annotated[bool, typer.Option("--todas", help="También las que no se enviaron.")] = False,
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lista las postulaciones que se enviaron.

    \b
    Ejemplo:
      ayni concurso postulaciones 2027-01
    """

    async def query(session: AsyncSession, reader: Reader) -> list[Application]:
        found = await concursos.get_concurso(session, concurso)
        return await applications.list_applications(session, found, reader, unsent=todas)

    rows = read(como, query)
    if as_json:
        output.show_json([application_view.application_json(own) for own in rows])
    elif rows:
        application_view.show_applications(rows)
    else:
        output.talk("Todavía no hay postulaciones enviadas.")


def show(codigo: ApplicationArgument, como: AsOption = None, as_json: JsonOption = False) -> None:
    """Muestra una postulación entera y sus archivos.

    \b
    Ejemplo:
      ayni concurso postulacion K7F-3M6
    """
    code = _code(codigo)
    own, files = read(
        como, lambda session, reader: applications.get_application(session, code, reader)
    )
    if as_json:
        listed: Json = [{"numero": each.id, "clase": each.kind} for each in files]
        output.show_json({**application_view.application_json(own), "archivos": listed})
    else:
        application_view.show_application(own, files)


def export_all(
    concurso: CallArgument,
    archivo: Annotated[Path, typer.Option("--archivo", dir_okay=False, help="CSV que se escribe.")],
    como: AsOption = None,
) -> None:
    """Escribe las postulaciones enviadas en un CSV. Son datos personales: queda anotado quién.

    \b
    Ejemplo:
      ayni concurso exportar 2027-01 --archivo postulaciones.csv
    """

    async def gather(
        session: AsyncSession, reader: Reader
    ) -> tuple[list[Application], dict[Path, bytes]]:
        reader.check(Grant.CONTACTOS)
        found = await concursos.get_concurso(session, concurso)
        rows = await applications.list_applications(session, found, reader)
        note = f"concurso {concurso}: {len(rows)} postulaciones a {archivo.name}"
        by, about = reader.by.id, About(concurso_id=found.id)
        record(session, Verb.CONCURSO_EXPORTAR, about, now=reader.now, operator_id=by, note=note)
        return rows, {archivo: _as_csv(rows)}

    rows = export(como, gather)
    output.talk(
        f"{len(rows)} postulaciones en {archivo}. Contiene datos personales: guárdelo bien."
    )


def score(
    codigo: ApplicationArgument,
    criterio: Annotated[str, typer.Argument(help="Uno de los criterios del concurso.")],
    nota: Annotated[str, typer.Argument(help="De 0 a 5, de medio en medio.")],
    motivo: Annotated[str, typer.Option("--motivo", help="Por qué esa nota.")] = "",
    como: AsOption = None,
) -> None:
    """Pone una nota a una postulación en un criterio. La suya se reemplaza si ya la puso.

    \b
    Ejemplo:
      ayni concurso evaluar K7F-3M6 Impacto 4,5 --motivo "Llega a las familias más lejanas"
    """
    code, value = _code(codigo), _value(nota)
    act(
        como,
        lambda session, by, now: evaluation.score(
            session, code, criterio, value, motivo, by=by, now=now
        ),
    )
    output.talk(f"{spoken(code)}, {criterio}: {nota}.")


def table(concurso: CallArgument, como: AsOption = None, as_json: JsonOption = False) -> None:
    """Ordena las postulaciones por su nota: el promedio de los criterios.

    \b
    Ejemplo:
      ayni concurso tabla 2027-01
    """

    async def query(session: AsyncSession, reader: Reader) -> tuple[Concurso, list[Placing]]:
        found = await concursos.get_concurso(session, concurso)
        return found, await evaluation.table(session, found, reader)

    found, standings = read(como, query)
    if as_json:
        output.show_json([standings_view.standing_json(each) for each in standings])
    elif standings:
        standings_view.show_standings(standings, found.criteria)
    else:
        output.talk("Todavía no hay postulaciones enviadas.")


def results(
    concurso: CallArgument,
    ganadora: Annotated[
        list[str] | None,
        typer.Option(
            "--ganadora", metavar='"CODIGO=motivo"', help="Una por ganadora; ninguna es desierto."
        ),
    ] = None,
    acuerdo: Annotated[
        str, typer.Option("--acuerdo", help="El que aprobó la evaluación (Manual, art. 15.c).")
    ] = "",
    publicar: Annotated[
        bool, typer.Option("--publicar", help="De verdad. Sin esto es un ensayo.")
    ] = False,
    yes: YesOption = False,
    como: AsOption = None,
) -> None:
    """Dice los resultados a todos los que postularon, una sola vez. Sin --publicar, es un ensayo.

    Exige todas las notas y el acuerdo que aprobó la evaluación (Manual, art. 15.c).

    \b
    Ejemplo:
      ayni concurso resultados 2027-01 --ganadora "K7F-3M6=Llega a más familias"
    """
    winners = _winners(ganadora or [])
    told, lacks = _rehearse(concurso, winners, acuerdo, como, to_publish=publicar)
    for code, text in told:
        typer.echo(f"--- {spoken(code)}\n{text}\n")
    output.talk(f"Se avisaría a {words.people(len(told))}; ganan {len(winners)}.")
    for what in lacks:
        output.talk(f"Falta {what}")
    if not publicar:
        output.talk("Fue un ensayo: nadie fue avisado. Para decirlo, repita con --publicar.")
        return
    if not lacks:
        confirm("Los resultados se dicen una sola vez. ¿Publicarlos?", yes=yes)
    number = _publish(concurso, winners, acuerdo, como)
    hear = "se entera" if number == 1 else "se enteran"
    output.talk(f"Publicados: {words.people(number)} {hear} en su chat.")


def _rehearse(
    code: str,
    winners: dict[str, str],
    acuerdo: str,
    como: str | None,
    *,
    to_publish: bool,
) -> tuple[list[tuple[str, str]], list[str]]:
    """What each would be told, and what is missing before it may be."""

    async def query(
        session: AsyncSession, reader: Reader
    ) -> tuple[list[tuple[str, str]], list[str]]:
        if to_publish:
            reader.check(Grant.SECRETARIA)
        found = await concursos.get_concurso(session, code)
        texts = await evaluation.results(session, found, winners, reader)
        return texts, await evaluation.missing(session, found, acuerdo)

    return read(como, query)


def _publish(code: str, winners: dict[str, str], acuerdo: str, como: str | None) -> int:
    async def verb(session: AsyncSession, by: Operator, now: datetime) -> int:
        found = await concursos.get_concurso(session, code, for_update=True)
        return await evaluation.publish_results(
            session, found, winners, acuerdo=acuerdo, by=by, now=now
        )

    return act(como, verb)


def _as_csv(rows: list[Application]) -> bytes:
    header = ["codigo", "estado", "enviada", *(application_view.STEP_NAMES[each] for each in STEPS)]
    return spreadsheet.as_csv(
        header,
        [
            (
                spoken(own.code),
                own.state,
                words.moment(own.submitted_at) if own.submitted_at else "",
                *(_answer(step, own.answers.get(step, "")) for step in STEPS),
            )
            for own in rows
        ],
    )


def _answer(step: str, value: str) -> str | int:
    """People, money and months as numbers, to be added up; the rest as people read it."""
    if step in _NUMBERS and value.isdecimal():
        return int(value)
    return application_view.shown_answer(step, value)


def _code(typed: str) -> str:
    code = find_code(typed)
    if code is None:
        raise NotFoundError(f"«{typed}» no es un código de postulación: son seis letras y números.")
    return code


def _value(typed: str) -> float:
    try:
        return float(typed.replace(",", "."))
    except ValueError:
        raise RefusedError("La nota va de 0 a 5, de medio en medio: 0, 0,5, 1… 5.") from None


def _winners(typed: list[str]) -> dict[str, str]:
    winners: dict[str, str] = {}
    for each in typed:
        before, _, reason = each.partition("=")
        code = _code(before)
        if code in winners:
            raise RefusedError(f"{spoken(code)} está dos veces entre las ganadoras: deje una.")
        winners[code] = reason.strip()
    return winners
