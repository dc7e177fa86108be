"""`ayni necesidades`: the same need told in several districts, as the machine groups it."""

from dataclasses import dataclass
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from admin_cli import need_view, output, words
from admin_cli.options import (
    AsOption,
    JsonOption,
    LimitOption,
    PlaceOption,
    PriorityOption,
    YesOption,
    a_command,
    confirm,
)
from admin_cli.runner import Desk, run
from intake import demand, needs, taxonomy
from intake.actions import TRIAGE_ROLES
from intake.demand import Candidate, NecesidadFile, Wanted
from intake.errors import RefusedError
from intake.journal import record
from intake.kinds import Role
from intake.models import Operator
from intake.queue import LOOKING
from intake.rules.areas import prefixes_of

app = a_command()
# Each batch is a transaction of its own: meanwhile the bot waits.
_BATCH = 100

DistrictsOption = Annotated[
    int, typer.Option("--distritos", metavar="N", min=1, help="En cuántos distritos, al menos.")
]
NumberArgument = Annotated[int, typer.Argument(metavar="NUMERO", help="El número de la necesidad.")]


@app.callback()
def _group() -> None:
    """Muestra las necesidades que se repiten en varios distritos.

    Las agrupa la máquina, por sus palabras: son una sugerencia, no una decisión.

    \b
    Ejemplo:
      ayni necesidades listar --region puno
    """


@app.command("listar")
def list_all(
    prioridad: PriorityOption = "",
    region: PlaceOption = "",
    provincia: PlaceOption = "",
    distritos: DistrictsOption = demand.SHARED_BY,
    limite: LimitOption = 20,
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lista las necesidades candidatas, primero las que tienen más voces.

    \b
    Ejemplo:
      ayni necesidades listar --prioridad salud --distritos 3
    """

    async def work(desk: Desk) -> tuple[list[Candidate], int]:
        async with desk.database.reading() as session:
            priority = await taxonomy.get_id(session, prioridad)
            wanted = Wanted(priority, _places(region, provincia), distritos)
            reader = await desk.reading_as(session, como)
            found = await demand.list_candidates(session, wanted, limit=limite)
            total = await demand.count_candidates(session, wanted)
        if as_json and found:
            await _record_export(desk, reader, f"lista de {len(found)} necesidades en JSON")
        return found, total

    found, total = run(work)
    if as_json:
        output.show_json([need_view.as_json(each) for each in found])
    elif not found:
        output.talk("Ninguna necesidad se repite en tantos distritos con ese filtro.")
    else:
        need_view.show_list(found)
        output.talk(
            f"{len(found)} de {total}. Las agrupó la máquina; el detalle: ayni necesidades ver N"
        )


@app.command("ver")
def show(
    numero: NumberArgument,
    limite: LimitOption = 20,
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Muestra una necesidad: sus distritos, sus aportes y las palabras que los unen.

    \b
    Ejemplo:
      ayni necesidades ver 12
    """

    async def work(desk: Desk) -> tuple[NecesidadFile, bool]:
        async with desk.database.reading() as session:
            reader = await desk.reading_as(session, como)
            file = await demand.open_necesidad(session, numero, limit=limite)
        if as_json:
            await _record_export(desk, reader, f"necesidad {numero} en JSON")
        return file, reader is not None and reader.role in TRIAGE_ROLES

    file, shows_restricted = run(work)
    if as_json:
        output.show_json(need_view.file_as_json(file, shows_restricted=shows_restricted))
    else:
        need_view.show_file(file, shows_restricted=shows_restricted)


@dataclass(slots=True)
class _Done:
    looked_at: int = 0
    moved: int = 0


@app.command("reagrupar")
def regroup(como: AsOption = None, yes: YesOption = False) -> None:
    """Vuelve a mirar, uno por uno, a qué necesidad pertenece cada aporte abierto.

    Lo que dijo un operador no se mueve. Si se corta, se repite: sigue desde lo que ya quedó.

    \b
    Ejemplo:
      ayni necesidades reagrupar --como ana
    """

    async def work(desk: Desk) -> _Done:
        async with desk.database.reading() as session:
            by = await desk.acting(session, como)
            if by.role is not Role.SECRETARIA_TECNICA:
                raise RefusedError("Las necesidades las reagrupa la Secretaría Técnica.")
            total = await needs.count_grouped(session)
        confirm(f"Se volverán a mirar {total} aportes, y algunos cambiarán. ¿Seguir?", yes=yes)
        return await _regroup(desk, by, total)

    done = run(work)
    output.talk(f"Se miraron {done.looked_at} aportes; cambiaron {done.moved}.")


async def _regroup(desk: Desk, by: Operator, total: int) -> _Done:
    done = _Done()
    last: int | None = 0
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("Reagrupando…", total=total)
        while last is not None:
            async with desk.database.transaction() as session:
                batch = await needs.regroup(session, after=last, limit=_BATCH, now=desk.now)
                done.looked_at += batch.looked_at
                done.moved += batch.moved
                if batch.last is None:
                    record(
                        session,
                        "necesidades reagrupar",
                        now=desk.now,
                        operator_id=by.id,
                        note=f"{done.moved} de {done.looked_at}",
                    )
            last = batch.last
            bar.update(task, completed=done.looked_at)
    return done


async def _record_export(desk: Desk, reader: Operator | None, note: str) -> None:
    """Who took people's words out, and when (D.S. 016-2024-JUS, art. 46.3)."""
    async with desk.database.transaction() as session:
        operator_id = reader.id if reader else None
        record(session, LOOKING, now=desk.now, operator_id=operator_id, note=note)


def _places(region: str, province: str) -> tuple[str, ...]:
    if not (region or province):
        return ()
    return prefixes_of(words.known_districts(), region=region, province=province, district="")
