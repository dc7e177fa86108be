"""`ayni acuerdo`: what the Grupo de Trabajo decided, who answers for it, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import dates, output, words
from admin_cli.terminal.options import (
    AsOption,
    JsonOption,
    MeetingArgument,
    PointArgument,
    WhenOption,
    YesOption,
    a_command,
    ask_if_day_off,
    confirm,
)
from admin_cli.terminal.output import Column, Json, iso
from admin_cli.terminal.runner import act, look_up
from intake.grupo import acuerdos, agenda, deciding, rectifying
from intake.grupo.deciding import AcuerdoDraft
from intake.grupo.rectifying import Rectified
from intake.kinds import AcuerdoSubject
from intake.listening import notices
from intake.necesidades import voices
from intake.store.models import Acuerdo, AcuerdoUpdate, AgendaItem, Meeting
from intake.words.calendar import lima_date

app = a_command()
CodeArgument = Annotated[str, typer.Argument(metavar="CODIGO", help="AYNI-GT-2026-SO03-A02")]
DueOption = Annotated[
    datetime | None,
    typer.Option("--vence", parser=dates.day, metavar=dates.DAY, help="Hasta cuándo."),
]
ReasonOption = Annotated[
    str, typer.Option("--fundamento", help="En qué se sustenta (TUO de la Ley 27444, art. 113.1).")
]


@app.callback()
def _group() -> None:
    """Los acuerdos del Grupo de Trabajo y su seguimiento (Manual, arts. 15, 18, 19.g y 25.k).

    \b
    Ejemplo:
      ayni acuerdo listar --vencidos
    """


@app.command("registrar")
def make(  # noqa: PLR0913, PLR0917 Typer: a parameter is an option
    sesion: MeetingArgument,
    punto: PointArgument,
    texto: Annotated[str, typer.Option("--texto", help="Qué se acuerda.")],
    responsable: Annotated[str, typer.Option("--responsable", help="Quién responde.")],
    asunto: Annotated[
        AcuerdoSubject, typer.Option("--asunto", help="Qué decide.")
    ] = AcuerdoSubject.PRIORIZAR,
    fundamento: ReasonOption = "",
    vence: DueOption = None,
    el: WhenOption = None,
    como: AsOption = None,
    yes: YesOption = False,
) -> None:
    """Registra el acuerdo de un punto aprobado. Priorizar avisa a toda la gente que está detrás.

    \b
    Ejemplo:
      ayni acuerdo registrar 3 1 --texto "Priorizar agua segura" --responsable DGSE
    """
    due_on = vence.date() if vence else None
    decision = AcuerdoDraft(asunto, texto, responsable, due_on, fundamento)
    if due_on is not None:
        ask_if_day_off(due_on, "el plazo vence", yes=yes)
    if asunto is AcuerdoSubject.PRIORIZAR:
        _ask_before_telling(sesion, punto, yes=yes)
    made = act(
        como,
        lambda session, by, now: deciding.make(session, sesion, punto, decision, by=by, now=now),
        el=el,
    )
    output.talk(f"Acuerdo {made.code}: {made.text}")
    if not made.reason:
        output.talk(
            "No se anotó su fundamento, que el acta lleva (TUO de la Ley 27444, art. 113.1): "
            f"ayni acuerdo rectificar {made.code} --fundamento «…» --motivo «…»"
        )


@app.command("no-priorizar")
def decline(
    sesion: MeetingArgument,
    punto: PointArgument,
    motivo: Annotated[
        str,
        typer.Option("--motivo", help="El que dio el Grupo de Trabajo; la gente lo lee tal cual."),
    ],
    el: WhenOption = None,
    como: AsOption = None,
    yes: YesOption = False,
) -> None:
    """Registra el acuerdo de lo que se votó y no se aprobó, y se lo dice a su gente.

    \b
    Ejemplo:
      ayni acuerdo no-priorizar 3 2 --motivo "Menos demanda que las otras"
    """
    output.talk(f"La gente leerá este motivo: {notices.sentence(motivo)}")
    _ask_before_telling(sesion, punto, yes=yes)
    made = act(
        como,
        lambda session, by, now: deciding.decline(session, sesion, punto, motivo, by=by, now=now),
        el=el,
    )
    output.talk(f"Acuerdo {made.code}: {made.text} Se avisa a su gente.")


@app.command("rectificar")
def rectify(
    codigo: CodeArgument,
    motivo: Annotated[str, typer.Option("--motivo", help="Por qué se rectifica.")],
    texto: Annotated[str | None, typer.Option("--texto", help="Cómo debe decir.")] = None,
    responsable: Annotated[
        str | None, typer.Option("--responsable", help="Quién responde de verdad.")
    ] = None,
    vence: DueOption = None,
    fundamento: Annotated[
        str | None, typer.Option("--fundamento", help="En qué se sustenta.")
    ] = None,
    como: AsOption = None,
    yes: YesOption = False,
) -> None:
    """Corrige cómo quedó escrito un acuerdo, sin cambiar lo que decide; lo de antes se conserva.

    \b
    Ejemplo:
      ayni acuerdo rectificar AYNI-GT-2026-SO03-A02 --responsable DGSE --motivo "Error al anotar"
    """
    due_on = vence.date() if vence else None
    if due_on is not None:
        ask_if_day_off(due_on, "el plazo vence", yes=yes)
    right = Rectified(texto, responsable, due_on, fundamento)
    made = act(
        como,
        lambda session, by, now: rectifying.rectify(session, codigo, right, motivo, by=by, now=now),
    )
    output.talk(
        f"Rectificado {made.code}. Lo que decía antes queda en: ayni acuerdo ver {made.code}"
    )


@app.command("avance")
def report(
    codigo: CodeArgument,
    texto: Annotated[str, typer.Argument(metavar="TEXTO", help="Qué se avanzó.")],
    cumplido: Annotated[bool, typer.Option("--cumplido", help="Con esto se cumplió.")] = False,
    el: WhenOption = None,
    como: AsOption = None,
) -> None:
    """Anota el avance de un acuerdo (Manual, art. 25.k).

    \b
    Ejemplo:
      ayni acuerdo avance AYNI-GT-2026-SO03-A02 "Se reunieron con la DGACPS" --cumplido
    """
    found = act(
        como,
        lambda session, by, now: acuerdos.report(
            session, codigo, texto, done=cumplido, by=by, now=now
        ),
        el=el,
    )
    output.talk(f"{found.code}: {'cumplido' if found.done_at else 'avance anotado'}.")


@app.command("listar")
def list_all(
    pendientes: Annotated[bool, typer.Option("--pendientes", help="Solo sin cumplir.")] = False,
    vencidos: Annotated[bool, typer.Option("--vencidos", help="Solo fuera de plazo.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Lista los acuerdos, el más nuevo primero.

    \b
    Ejemplo:
      ayni acuerdo listar --pendientes
    """

    async def query(
        session: AsyncSession, now: datetime
    ) -> tuple[list[tuple[Acuerdo, Meeting]], datetime]:
        today = lima_date(now) if vencidos else None
        return await acuerdos.list_acuerdos(session, pending=pendientes, overdue_on=today), now

    found, now = look_up(query)
    if as_json:
        output.show_json([_as_json(each) for each, _ in found])
    elif not found:
        output.talk("No hay acuerdos con ese filtro.")
    else:
        output.show_table(
            (
                Column("CÓDIGO", is_whole=True),
                Column("ACUERDO", wraps=True),
                Column("RESPONDE"),
                Column("ESTADO"),
            ),
            [(each.code, each.text, each.responsible, _state(each, now)) for each, _ in found],
        )


@app.command("ver")
def show(codigo: CodeArgument, as_json: JsonOption = False) -> None:
    """Muestra un acuerdo y sus avances.

    \b
    Ejemplo:
      ayni acuerdo ver AYNI-GT-2026-SO03-A02
    """

    async def query(
        session: AsyncSession, now: datetime
    ) -> tuple[Acuerdo, Sequence[AcuerdoUpdate], datetime]:
        found = await acuerdos.get_acuerdo(session, codigo)
        return found, await acuerdos.updates_of(session, found), now

    found, updates, now = look_up(query)
    if as_json:
        said = [{"cuando": each.at.isoformat(), "texto": each.text} for each in updates]
        output.show_json({**_as_json(found), "avances": said})
        return
    typer.echo(f"{found.code} · {found.subject} · {_state(found, now)}\n{found.text}")
    typer.echo(f"Fundamento: {found.reason or 'no se anotó'}\nResponde: {found.responsible}")
    if found.digest:
        typer.echo(f"Lo que aprueba, SHA-256: {found.digest}")
    for each in updates:
        typer.echo(f"  {words.moment(each.at)}  {each.text}")


def _ask_before_telling(sesion: int, punto: int, *, yes: bool) -> None:
    """Words that were sent cannot be taken back: ask first, with how many people will read them."""

    async def query(session: AsyncSession, _: datetime) -> tuple[AgendaItem, int]:
        item = await agenda.get_item(session, sesion, punto)
        if item.necesidad_id is None:
            return item, 0
        return item, len(await voices.people_behind(session, item.necesidad_id))

    item, people = look_up(query)
    if item.necesidad_id is not None:
        confirm(f"Se avisará a {words.people(people)} detrás de «{item.title}». ¿Seguir?", yes=yes)


def _state(acuerdo: Acuerdo, now: datetime) -> str:
    if acuerdo.done_at:
        return f"cumplido el {words.day(lima_date(acuerdo.done_at))}"
    if acuerdo.due_on is None:
        return "pendiente"
    late = "venció" if acuerdo.due_on < lima_date(now) else "hasta"
    return f"{late} el {words.day(acuerdo.due_on)}"


def _as_json(acuerdo: Acuerdo) -> dict[str, Json]:
    return {
        "codigo": acuerdo.code,
        "asunto": acuerdo.subject.value,
        "texto": acuerdo.text,
        "fundamento": acuerdo.reason,
        "sha256": acuerdo.digest,
        "responsable": acuerdo.responsible,
        "vence": iso(acuerdo.due_on),
        "cumplido": iso(acuerdo.done_at),
    }
