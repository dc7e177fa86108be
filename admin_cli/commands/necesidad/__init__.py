"""`ayni necesidad`: the same need in several places, suggested by the machine or the Lab's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.commands.necesidad import changes, need_view, sheet, suggestion_view
from admin_cli.commands.necesidad.sheet import NecesidadSheet
from admin_cli.terminal import output, words
from admin_cli.terminal.options import (
    AsOption,
    JsonOption,
    LimitOption,
    NumberArgument,
    PlaceOption,
    PriorityOption,
    YesOption,
    a_command,
    confirm,
)
from admin_cli.terminal.runner import act, look_ahead, look_up, read
from admin_cli.views.ranking_json import decision_json
from intake.errors import RefusedError
from intake.grouping import demand
from intake.grouping.demand import NecesidadFile, NeedCandidate, Wanted
from intake.kinds import Stage, TagSource
from intake.necesidades import decisions, necesidades, stages, step_notices, suggestions, voices
from intake.necesidades.decisions import Decided
from intake.necesidades.stages import Step
from intake.necesidades.suggestions import Suggestions
from intake.necesidades.voices import NeedDemand
from intake.places import territory
from intake.places.rules.areas import prefixes_of
from intake.reading import taxonomy
from intake.store.access import Grant
from intake.store.models import Necesidad, Operator
from intake.store.reader import Reader

app = a_command()
app.add_typer(changes.app)

DistrictsOption = Annotated[
    int, typer.Option("--distritos", metavar="N", min=1, help="En cuántos distritos, al menos.")
]
StageOption = Annotated[Stage | None, typer.Option("--etapa", help="Solo las de una etapa.")]
PrioritisedOption = Annotated[
    bool | None,
    typer.Option("--priorizadas/--sin-priorizar", help="Solo las que decidió el Grupo de Trabajo."),
]


@app.callback()
def _group() -> None:
    """Las necesidades: las que sugiere la máquina y las que tomó el Laboratorio.

    \b
    Ejemplo:
      ayni necesidad sugeridas --region puno
    """


@app.command("sugeridas")
def suggested(
    prioridad: PriorityOption = "",
    region: PlaceOption = "",
    provincia: PlaceOption = "",
    distritos: DistrictsOption = demand.SHARED_BY,
    limite: LimitOption = 20,
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lista lo que se repite en varios distritos, según la máquina: una sugerencia.

    \b
    Ejemplo:
      ayni necesidad sugeridas --prioridad salud --distritos 3
    """

    async def query(session: AsyncSession, reader: Reader) -> tuple[list[NeedCandidate], int]:
        priorities = await taxonomy.get_ids(session, prioridad)
        wanted = Wanted(priorities, _places(region, provincia), distritos)
        found = await demand.list_candidates(session, wanted, reader, limit=limite)
        return found, await demand.count_candidates(session, wanted)

    found, total = read(como, query)
    if as_json:
        output.show_json([need_view.as_json(each) for each in found])
    elif not found:
        output.talk("Ninguna necesidad se repite en tantos distritos con ese filtro.")
    else:
        need_view.show_list(found)
        output.talk(
            f"{len(found)} de {total}. Las agrupó la máquina. El detalle: ayni necesidad ver N; "
            "para tomarla: ayni necesidad crear «Título» --de N"
        )


@app.command("listar")
def list_all(
    etapa: StageOption = None,
    priorizadas: PrioritisedOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lista las necesidades del Laboratorio, con su demanda y su etapa.

    \b
    Ejemplo:
      ayni necesidad listar --etapa piloto
    """

    async def query(session: AsyncSession, now: datetime) -> _Listed:
        found = await necesidades.list_necesidades(session, stage=etapa, prioritised=priorizadas)
        ids = [each.necesidad_id for each in found]
        counted = await voices.demand_of(session, ids)
        return _Listed(found, counted, await decisions.decisions_of(session, ids), now)

    listed = look_up(query)
    found, counted, now = listed.necesidades, listed.demand, listed.now
    if as_json:
        output.show_json(
            [
                {
                    **sheet.row_as_json(each, counted[each.necesidad_id], now),
                    **decision_json(
                        listed.decided[each.necesidad_id],
                        is_prioritised=each.prioritised_at is not None,
                    ),
                }
                for each in found
            ]
        )
    elif not found:
        output.talk(
            "El Laboratorio no ha tomado ninguna con ese filtro. Vea las sugeridas: "
            "ayni necesidad sugeridas"
        )
    else:
        sheet.show_list(found, counted, listed.decided, now)


@dataclass(frozen=True, slots=True)
class _Listed:
    """The Lab's necesidades with what is shown of each."""

    necesidades: list[Necesidad]
    demand: Mapping[int, NeedDemand]
    decided: Mapping[int, Decided]
    now: datetime


@app.command("ver")
def show(
    numero: NumberArgument,
    limite: LimitOption = 20,
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Muestra una necesidad: quiénes son, dónde, sus aportes; y qué hace con ella el Laboratorio.

    \b
    Ejemplo:
      ayni necesidad ver 12
    """

    async def query(
        session: AsyncSession, reader: Reader
    ) -> tuple[NecesidadFile | NecesidadSheet, Reader]:
        if await session.get(Necesidad, numero) is None:
            return await demand.open_necesidad(session, numero, reader, limit=limite), reader
        return await _open_necesidad(session, numero, reader, limite), reader

    file, reader = read(como, query)
    now, shows_restricted = reader.now, reader.may(Grant.RESERVADOS)
    if isinstance(file, NecesidadSheet):
        if as_json:
            output.show_json(sheet.as_json(file, now, shows_restricted=shows_restricted))
        else:
            sheet.show(file, now, shows_restricted=shows_restricted)
    elif as_json:
        output.show_json(need_view.file_as_json(file, shows_restricted=shows_restricted))
    else:
        need_view.show_file(file, shows_restricted=shows_restricted)


async def _open_necesidad(
    session: AsyncSession, numero: int, reader: Reader, limit: int
) -> NecesidadSheet:
    necesidad = await necesidades.get_necesidad(session, numero)
    counted = (await voices.demand_of(session, [numero]))[numero]
    return NecesidadSheet(
        necesidad,
        counted,
        await demand.members_of(session, numero, reader, limit=limit, source=TagSource.OPERADOR),
        await demand.members_of(session, numero, reader, limit=limit, source=TagSource.AUTOMATICA),
        await territory.of_districts(session, counted.ubigeos),
        (await decisions.decisions_of(session, [numero]))[numero],
    )


@app.command("sugerir")
def suggest(
    numero: NumberArgument,
    limite: LimitOption = 10,
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Dice qué más podría entrar en una necesidad del Laboratorio, y por qué.

    \b
    Ejemplo:
      ayni necesidad sugerir 12
    """

    async def query(session: AsyncSession, reader: Reader) -> tuple[Suggestions, bool]:
        await necesidades.get_necesidad(session, numero)
        found = await suggestions.suggest(session, numero, reader, limit=limite)
        return found, reader.may(Grant.RESERVADOS)

    found, shows_restricted = read(como, query)
    if as_json:
        output.show_json(suggestion_view.as_json(found, shows_restricted=shows_restricted))
    else:
        suggestion_view.show(found, numero, shows_restricted=shows_restricted)


@app.command("seguir")
def follow(
    numero: NumberArgument,
    proceso: Annotated[
        str, typer.Option("--proceso", metavar="M08.05.02.01", help="A qué proceso pasa.")
    ] = "",
    motivo: Annotated[
        str,
        typer.Option(
            "--motivo",
            help="Por qué pasa; a Desarrollo, por qué vía: concurso, mesa u otra.",
        ),
    ] = "",
    documento: Annotated[
        list[str] | None, typer.Option("--documento", help="Documento que salió; puede repetirse.")
    ] = None,
    resumen: Annotated[
        str, typer.Option("--resumen", help="Qué dice el documento, contado para la gente.")
    ] = "",
    como: AsOption = None,
    yes: YesOption = False,
    as_json: JsonOption = False,
) -> None:
    """Muestra por dónde va una necesidad; con --proceso, la hace avanzar y avisa a su gente.

    \b
    Ejemplo:
      ayni necesidad seguir 12 --proceso M08.05.02.01 --motivo "Se prepara el concurso"
    """
    if not proceso and (motivo or documento or resumen):
        raise RefusedError("¿A qué proceso pasa? Agregue --proceso, aunque sea el mismo de ahora.")
    if proceso:
        said = _Said(proceso, motivo, tuple(documento or ()), resumen)
        _move_on(numero, said, como, yes=yes)

    async def query(session: AsyncSession, _: datetime) -> tuple[Necesidad, list[Step]]:
        necesidad = await necesidades.get_necesidad(session, numero)
        return necesidad, await stages.list_moves(session, numero)

    necesidad, steps = look_up(query)
    if as_json:
        output.show_json([sheet.step_as_json(each) for each in steps])
    else:
        sheet.show_moves(necesidad, steps)


@dataclass(frozen=True, slots=True)
class _Said:
    """A step, as it was typed."""

    process: str
    reason: str
    documents: tuple[str, ...]
    summary: str


def _move_on(number: int, said: _Said, como: str | None, *, yes: bool) -> None:
    async def behind(session: AsyncSession, _by: Operator, _: datetime) -> tuple[Necesidad, int]:
        necesidad = await necesidades.get_necesidad(session, number)
        return necesidad, len(await voices.people_behind(session, number))

    necesidad, people = look_ahead(como, behind)
    is_told = said.process.strip().upper() != necesidad.process or bool(
        step_notices.documented(necesidad.title, said.documents, said.summary)
    )
    if is_told:
        confirm(f"Se avisará a {words.people(people)}. ¿Seguir?", yes=yes)
    act(
        como,
        lambda session, by, now: stages.move_on(
            session,
            number,
            process=said.process,
            reason=said.reason,
            documents=said.documents,
            summary=said.summary,
            by=by,
            now=now,
        ),
    )
    if is_told:
        output.talk(f"Se avisa a {words.people(people)}.")
    else:
        output.talk(
            "Documento anotado. A la gente no se le avisa: no podría leerlo. Para avisarle, dé su "
            "enlace (--documento https://…) o cuente qué dice (--resumen «…»)."
        )


def _places(region: str, province: str) -> tuple[str, ...]:
    if not (region or province):
        return ()
    return prefixes_of(words.known_districts(), region=region, province=province)
