"""The commands of `ayni necesidad` that change one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer
from rich.progress import Progress
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output, words
from admin_cli.terminal.options import AsOption, NumberArgument, YesOption, a_command, confirm
from admin_cli.terminal.runner import Desk, act, look_ahead, look_up, run
from intake.errors import RefusedError
from intake.grouping import needs
from intake.ids import Code
from intake.kinds import NeedOrigin, NeedRole
from intake.necesidades import necesidades
from intake.necesidades.necesidades import Description
from intake.necesidades.standings import START, standing_of
from intake.store import access
from intake.store.access import Grant
from intake.store.journal import record
from intake.store.models import Aporte, Necesidad, Operator
from intake.store.verbs import Verb
from intake.words.codes import SAMPLE, find_code, spoken

app = a_command()
_ASKED = "«{}» va más adelante: se avisará a la gente de estos aportes. ¿Seguir?"
# Each batch is a transaction of its own: meanwhile the bot waits.
_BATCH = 100
CodesArgument = Annotated[
    list[str], typer.Argument(metavar="CODIGO…", help="Códigos de los aportes.")
]
TitleOption = Annotated[
    str | None, typer.Option("--titulo", help="Cómo se llama, dicho para la gente.")
]


@app.command("crear")
def take_up(
    titulo: Annotated[str, typer.Argument(metavar="TITULO", help="Cómo se llama.")],
    de: Annotated[
        int | None, typer.Option("--de", metavar="N", help="La sugerida de la que se hace.")
    ] = None,
    origen: Annotated[
        NeedOrigin, typer.Option("--origen", help="De qué entrada del proceso viene (art. 33).")
    ] = NeedOrigin.APORTES,
    fuente: Annotated[str, typer.Option("--fuente", help="Qué estudio, pedido o compromiso.")] = "",
    como: AsOption = None,
) -> None:
    """Toma una necesidad: la nombra y reúne sus aportes admitidos.

    \b
    Ejemplo:
      ayni necesidad crear "Agua segura en comunidades altoandinas" --de 12
    """
    necesidad, count = act(
        como,
        lambda session, by, now: necesidades.take_up(
            session, titulo, origin=origen, source=fuente, candidate_id=de, by=by, now=now
        ),
    )
    output.talk(
        f"Necesidad {necesidad.necesidad_id}: {necesidad.title}. Aportes admitidos: {count}.\n"
        f"Los sugeridos se ven con: ayni necesidad ver {necesidad.necesidad_id}. "
        f"Descríbala con: ayni necesidad describir {necesidad.necesidad_id} --help"
    )


@app.command("describir")
def describe(  # noqa: PLR0913, PLR0917 Typer: a parameter is an option
    numero: NumberArgument,
    titulo: TitleOption = None,
    rol: Annotated[
        NeedRole | None, typer.Option("--rol", help="Diseñar o mejorar una intervención (art. 32).")
    ] = None,
    afectados: Annotated[str | None, typer.Option("--afectados", help="A quiénes afecta.")] = None,
    donde: Annotated[str | None, typer.Option("--donde", help="Dónde pasa.")] = None,
    causas: Annotated[str | None, typer.Option("--causas", help="Por qué pasa.")] = None,
    evidencia: Annotated[str | None, typer.Option("--evidencia", help="Cómo se sabe.")] = None,
    programas: Annotated[
        str | None, typer.Option("--programas", help="Qué se hace ya, y quién.")
    ] = None,
    como: AsOption = None,
) -> None:
    """Describe una necesidad; lo que no se dé queda como está.

    \b
    Ejemplo:
      ayni necesidad describir 12 --causas "Los pozos se secan en el estiaje" --rol mejora
    """
    said = Description(titulo, rol, afectados, donde, causas, evidencia, programas)
    necesidad = act(
        como,
        lambda session, by, now: necesidades.describe(session, numero, said, by=by, now=now),
    )
    output.talk(f"Necesidad {necesidad.necesidad_id} descrita: {necesidad.title}.")


@app.command("unir")
def add(
    numero: NumberArgument,
    codigos: CodesArgument,
    como: AsOption = None,
    yes: YesOption = False,
) -> None:
    """Pone aportes admitidos en una necesidad; el que estaba en otra se muda, si usted confirma.

    \b
    Ejemplo:
      ayni necesidad unir 12 K7F-3M6 P4D-9RA
    """
    codes = _codes(codigos)

    necesidad = look_up(lambda session, _: necesidades.get_necesidad(session, numero))
    elsewhere = look_up(lambda session, _: necesidades.list_elsewhere(session, numero, codes))
    if elsewhere:
        listed = "; ".join(f"{spoken(code)}, en «{each.title}»" for code, each in elsewhere)
        confirm(f"Ya están en otra necesidad: {listed}. ¿Mudarlos?", yes=yes)
    elif standing_of(necesidad) != START:
        confirm(_ASKED.format(necesidad.title), yes=yes)
    added = act(
        como,
        lambda session, by, now: necesidades.add_aportes(session, numero, codes, by=by, now=now),
    )
    output.talk(f"En la necesidad {numero}: {_spoken(added)}.")


@app.command("quitar")
def remove(
    numero: NumberArgument,
    codigos: CodesArgument,
    como: AsOption = None,
    yes: YesOption = False,
) -> None:
    """Saca aportes de una necesidad; siguen admitidos.

    \b
    Ejemplo:
      ayni necesidad quitar 12 K7F-3M6
    """
    codes = _codes(codigos)
    _ask_where_it_is_told(numero, yes=yes)
    removed = act(
        como,
        lambda session, by, now: necesidades.remove_aportes(session, numero, codes, by=by, now=now),
    )
    output.talk(f"Fuera de la necesidad {numero}: {_spoken(removed)}.")


@app.command("juntar")
def join(
    numero: NumberArgument,
    en: Annotated[int, typer.Argument(metavar="EN", help="La que queda.")],
    como: AsOption = None,
    yes: YesOption = False,
) -> None:
    """Junta una necesidad con otra, que desde entonces habla por las dos.

    \b
    Ejemplo:
      ayni necesidad juntar 15 12
    """

    async def query(session: AsyncSession, _: datetime) -> list[Necesidad]:
        return [await necesidades.get_necesidad(session, each) for each in (numero, en)]

    one, other = look_up(query)
    confirm(f"«{one.title}» pasará a ser parte de «{other.title}». ¿Seguir?", yes=yes)
    moved = act(
        como, lambda session, by, now: necesidades.join(session, numero, en, by=by, now=now)
    )
    output.talk(f"La necesidad {numero} es parte de la {en}; con {words.aportes(moved)} que pasan.")


@app.command("partir")
def split(
    numero: NumberArgument,
    codigos: CodesArgument,
    titulo: Annotated[str, typer.Option("--titulo", help="Cómo se llama la nueva.")],
    como: AsOption = None,
    yes: YesOption = False,
) -> None:
    """Hace una necesidad nueva con algunos aportes de esta; empieza en la primera etapa.

    \b
    Ejemplo:
      ayni necesidad partir 12 K7F-3M6 P4D-9RA --titulo "Agua para las escuelas"
    """
    codes = _codes(codigos)
    _ask_where_it_is_told(numero, yes=yes)
    part = act(
        como,
        lambda session, by, now: necesidades.split(session, numero, codes, titulo, by=by, now=now),
    )
    output.talk(f"Necesidad {part.necesidad_id}: {part.title}, con {words.aportes(len(codes))}.")


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
      ayni necesidad reagrupar --como ana
    """

    async def count(session: AsyncSession, by: Operator, _: datetime) -> tuple[Operator, int]:
        access.check(by, Grant.SECRETARIA)
        return by, await needs.count_grouped(session)

    by, total = look_ahead(como, count)
    confirm(f"Se volverán a mirar {total} aportes, y algunos cambiarán. ¿Seguir?", yes=yes)
    done = run(lambda desk: _regroup(desk, by, total))
    output.talk(f"Se miraron {done.looked_at} aportes; cambiaron {done.moved}.")


async def _regroup(desk: Desk, by: Operator, total: int) -> _Done:
    done = _Done()
    last: int | None = 0
    with Progress(console=output.talking_console()) as bar:
        task = bar.add_task("Reagrupando…", total=total)
        while last is not None:
            async with desk.database.transaction() as session:
                batch = await needs.regroup(session, after=last, limit=_BATCH, now=desk.now)
                done.looked_at += batch.looked_at
                done.moved += batch.moved
                if batch.last is None:
                    record(
                        session,
                        Verb.NECESIDAD_REAGRUPAR,
                        now=desk.now,
                        operator_id=by.id,
                        note=f"{done.moved} de {done.looked_at}",
                    )
            last = batch.last
            bar.update(task, completed=done.looked_at)
    return done


def _ask_where_it_is_told(numero: int, *, yes: bool) -> None:
    """Before people are told that their aporte is no longer so far."""
    necesidad = look_up(lambda session, _: necesidades.get_necesidad(session, numero))
    if standing_of(necesidad) != START:
        confirm(_ASKED.format(necesidad.title), yes=yes)


def _codes(said: list[str]) -> list[Code]:
    found = []
    for text in said:
        code = find_code(text)
        if code is None:
            raise RefusedError(f"«{text}» no es un código. Son seis signos, como {spoken(SAMPLE)}.")
        found.append(code)
    return found


def _spoken(aportes: list[Aporte]) -> str:
    return ", ".join(spoken(each.code) for each in aportes)
