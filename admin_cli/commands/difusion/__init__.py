"""`ayni difusion`: the same message to many, with two people and no surprises."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.commands.difusion import loading, sheet
from admin_cli.commands.difusion.audience import (
    ActorOption,
    ApplicantsOption,
    ChannelsOption,
    FollowersOption,
    PlacesOption,
    PrioritiesOption,
    Wanted,
)
from admin_cli.commands.difusion.bar import watch_broadcast
from admin_cli.terminal import dates, output, words
from admin_cli.terminal.options import AsOption, JsonOption, YesOption, a_command, confirm
from admin_cli.terminal.runner import act, look_up, run
from intake.errors import RefusedError
from intake.figures.progress import Progress, progress_of
from intake.kinds import NOT_BEGUN
from intake.outreach import audience, broadcasts
from intake.outreach.audience import Count
from intake.outreach.broadcasts import BroadcastDraft
from intake.settings import Settings
from intake.store.models import Broadcast
from intake.words.channels import declared
from intake.words.codes import spoken

app = a_command()
NumberArgument = Annotated[int, typer.Argument(metavar="NUMERO", help="El número de la difusión.")]
TextOption = Annotated[str, typer.Option("--texto", help="El mensaje, entre comillas.")]
FileOption = Annotated[
    Path | None,
    typer.Option(
        "--archivo",
        exists=True,
        dir_okay=False,
        help="El mensaje, en un archivo de texto.",
        show_default=False,
    ),
]
ConcursoOption = Annotated[
    str,
    typer.Option("--concurso", metavar="CODIGO", help="El concurso que anuncia: 2026-01."),
]
AgainOption = Annotated[
    bool,
    typer.Option("--recordatorio", help="Llega también a quienes ya tienen el primer aviso."),
]
UncheckedOption = Annotated[
    bool, typer.Option("--sin-revisar-enlaces", help="No prueba si los enlaces abren.")
]
AtOption = Annotated[
    datetime | None,
    typer.Option(
        "--a-las",
        parser=dates.moment,
        metavar=dates.MOMENT,
        help="Cuándo sale, en hora de Lima; si no se dice, ahora.",
        show_default=False,
    ),
]
SendOption = Annotated[bool, typer.Option("--enviar", help="De verdad. Sin esto es un ensayo.")]
ReplacesOption = Annotated[
    int | None,
    typer.Option(
        "--reemplaza", metavar="NUMERO", help="El borrador que cambia.", show_default=False
    ),
]


@app.callback()
def _group() -> None:
    """Avisos a muchas personas: una cuenta prepara, otra aprueba, y nadie lo recibe dos veces.

    \b
    Ejemplo:
      ayni difusion crear --concurso 2026-01 --lugar Puno --texto "Se abrió el concurso…"
    """


@app.command("contar")
def count(
    lugar: PlacesOption = None,
    actor: ActorOption = None,
    prioridad: PrioritiesOption = None,
    necesidad: FollowersOption = None,
    postulantes: ApplicantsOption = None,
    canal: ChannelsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Cuenta a cuántas personas llegaría un aviso y quiénes quedan fuera; no prepara nada.

    \b
    Ejemplo:
      ayni difusion contar --lugar Puno --lugar "provincia Huanta" --prioridad agua
    """
    wanted = Wanted(lugar, actor, prioridad, necesidad, postulantes, canal)
    limits = loading.limits(Settings.load())

    async def query(session: AsyncSession, now: datetime) -> Count:
        return await audience.count(session, await wanted.read(session), "", limits, now)

    counted = look_up(query)
    if as_json:
        output.show_json(sheet.count_json(counted))
    else:
        sheet.show_count(counted)


@app.command("crear")
def create(  # noqa: PLR0913, PLR0917 Typer: a parameter is an option
    texto: TextOption = "",
    archivo: FileOption = None,
    concurso: ConcursoOption = "",
    recordatorio: AgainOption = False,
    lugar: PlacesOption = None,
    actor: ActorOption = None,
    prioridad: PrioritiesOption = None,
    necesidad: FollowersOption = None,
    postulantes: ApplicantsOption = None,
    canal: ChannelsOption = None,
    sin_revisar_enlaces: UncheckedOption = False,
    reemplaza: ReplacesOption = None,
    como: AsOption = None,
) -> None:
    """Prepara un aviso: muestra a quiénes llegaría y cómo se verá. No envía nada.

    Con --reemplaza, cambia un borrador que ya estaba; no lo aprueba quien lo cambió.

    \b
    Ejemplo:
      ayni difusion crear --concurso 2026-01 --lugar Puno --archivo aviso.txt
    """
    wanted = Wanted(lugar, actor, prioridad, necesidad, postulantes, canal)
    draft = loading.draft(
        loading.text_of(texto, archivo),
        wanted,
        concurso,
        again=recordatorio,
        unchecked=sin_revisar_enlaces,
    )
    loading.show_draft(_save(draft, reemplaza, como).id)


def _save(draft: BroadcastDraft, replaced: int | None, como: str | None) -> Broadcast:
    channels = Settings.load().channels
    if replaced is None:
        return act(
            como,
            lambda session, by, now: broadcasts.create(
                session, draft, channels=channels, by=by, now=now
            ),
        )
    return act(
        como,
        lambda session, by, now: broadcasts.change(
            session, replaced, draft, channels=channels, by=by, now=now
        ),
    )


@app.command("listar")
def list_all(as_json: JsonOption = False) -> None:
    """Lista las difusiones, la última primero, y cuánto avanzó cada una.

    \b
    Ejemplo:
      ayni difusion listar
    """
    if as_json:
        output.show_json([sheet.to_json(view) for view in loading.views()])
    else:
        sheet.show_all(look_up(_progress))


async def _progress(session: AsyncSession, _: datetime) -> list[tuple[Broadcast, Progress]]:
    rows = await broadcasts.list_all(session)
    return [(row, await progress_of(session, row)) for row in rows]


@app.command("ver")
def show(numero: NumberArgument, as_json: JsonOption = False) -> None:
    """Muestra una difusión: texto, público, quién la aprobó y qué resultó.

    \b
    Ejemplo:
      ayni difusion ver 3
    """
    view = loading.view(numero)
    if as_json:
        output.show_json(sheet.to_json(view))
    else:
        sheet.show(view)


@app.command("vista")
def preview(numero: NumberArgument) -> None:
    """Muestra el mensaje como se verá en cada canal.

    \b
    Ejemplo:
      ayni difusion vista 3
    """
    view = loading.view(numero)
    sheet.preview(view.row.payload, declared())


@app.command("probar")
def test(numero: NumberArgument) -> None:
    """Dice con qué código el bot le muestra el mensaje a usted, y a nadie más.

    \b
    Ejemplo:
      ayni difusion probar 3
    """
    view = loading.view(numero)
    if view.row.state not in NOT_BEGUN:
        raise RefusedError(f"La difusión {numero} ya salió: no hay nada que probar.")
    output.talk("Escríbale este código al bot, desde su propio teléfono o la página:")
    typer.echo(spoken(view.row.test_code))


@app.command("aprobar")
def approve(
    numero: NumberArgument,
    a_las: AtOption = None,
    enviar: SendOption = False,
    yes: YesOption = False,
    como: AsOption = None,
) -> None:
    """Aprueba y envía, a su hora, lo que preparó otra cuenta. Sin --enviar, es un ensayo.

    \b
    Ejemplo:
      ayni difusion aprobar 3 --a-las "2026-12-01 09:00" --enviar
    """
    view = loading.view(numero)
    sheet.show(view)
    starts_at = run(lambda desk: loading.start_of(desk, a_las))
    output.talk(f"\nSaldría el {words.moment(starts_at)}, hora de Lima.")
    if not enviar:
        output.talk("Fue un ensayo: no se envió nada. Para que salga, repita con --enviar.")
        return
    people = view.count.people if view.count else 0
    confirm(f"¿Enviar a {words.people(people)}? Lo enviado no se puede recoger.", yes=yes)
    limits = loading.limits(Settings.load())
    row = act(
        como,
        lambda session, by, now: broadcasts.approve(
            session, numero, starts_at, limits, by=by, now=now
        ),
    )
    output.talk(
        f"Aprobada, con el acuerdo {row.acuerdo}. Mírela avanzar con: ayni difusion mirar {numero}"
    )


@app.command("pausar")
def pause(numero: NumberArgument, como: AsOption = None) -> None:
    """Detiene el envío por ahora; lo que está en camino llega.

    \b
    Ejemplo:
      ayni difusion pausar 3
    """
    act(como, lambda session, by, now: broadcasts.pause(session, numero, by=by, now=now))
    output.talk(f"En pausa. Sigue con: ayni difusion seguir {numero}")


@app.command("seguir")
def resume(numero: NumberArgument, como: AsOption = None) -> None:
    """Sigue con una difusión en pausa, desde donde quedó.

    \b
    Ejemplo:
      ayni difusion seguir 3
    """
    act(como, lambda session, by, now: broadcasts.resume(session, numero, by=by, now=now))
    output.talk("Sigue.")


@app.command("cancelar")
def cancel(numero: NumberArgument, yes: YesOption = False, como: AsOption = None) -> None:
    """Termina una difusión: a quienes faltan ya no les llega.

    \b
    Ejemplo:
      ayni difusion cancelar 3
    """
    confirm(f"¿Cancelar la difusión {numero}? A quienes faltan no les llegará.", yes=yes)
    act(como, lambda session, by, now: broadcasts.cancel(session, numero, by=by, now=now))
    output.talk(f"Cancelada. Hasta dónde llegó: ayni difusion ver {numero}")


@app.command("mirar")
def watch(numero: NumberArgument) -> None:
    """Muestra el avance en vivo: entregados, ritmo y cuánto falta. Ctrl-C solo deja de mirar.

    \b
    Ejemplo:
      ayni difusion mirar 3
    """
    row = watch_broadcast(numero)
    output.talk(f"{sheet.STATES[row.state]}. Qué resultó: ayni difusion ver {numero}")
