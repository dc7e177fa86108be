"""`ayni preguntas`: what people ask of the team, and what the bot learns from the answers."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.commands.preguntas import inquiry_view
from admin_cli.terminal import output
from admin_cli.terminal.options import AsOption, JsonOption, LimitOption, a_command
from admin_cli.terminal.runner import act, export, look_up, read
from intake import localfiles
from intake.kinds import InquiryKind
from intake.listening import guide_entries, inquiries
from intake.store.models import GuideEntry, Inquiry
from intake.store.reader import Reader

app = a_command()
Number = Annotated[int, typer.Argument(metavar="NUMERO", help="El número de la pregunta.")]
NameArgument = Annotated[
    str, typer.Argument(metavar="NOMBRE", help="Cómo se llama la respuesta, como pago_contigo.")
]


@app.callback()
def _group() -> None:
    """Atiende lo que la gente pregunta y el bot no sabe, y a quien pide hablar con una persona.

    \b
    Ejemplo:
      ayni preguntas listar
    """


@app.command("listar")
def list_all(
    personas: Annotated[
        bool, typer.Option("--personas", help="Solo quienes piden hablar con alguien.")
    ] = False,
    cerradas: Annotated[bool, typer.Option("--cerradas", help="Las ya atendidas.")] = False,
    limite: LimitOption = 200,
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lista lo que espera: primero quien pide hablar con alguien, y juntas las preguntas parecidas.

    \b
    Ejemplo:
      ayni preguntas listar --personas
    """
    kind = InquiryKind.PERSONA if personas else None

    async def query(session: AsyncSession, reader: Reader) -> tuple[Sequence[Inquiry], datetime]:
        found = await inquiries.listed(session, reader, kind=kind, closed=cerradas, limit=limite)
        return found, reader.now

    found, now = read(como, query)
    groups = inquiry_view.grouped(found)
    if as_json:
        output.show_json([inquiry_view.group_json(group) for group in groups])
    elif groups:
        inquiry_view.show_groups(groups, now)
    else:
        output.talk("No hay preguntas esperando." if not cerradas else "Aún no se cerró ninguna.")


@app.command("ver")
def see(
    numero: Number,
    guardar: Annotated[
        Path | None,
        typer.Option(metavar="CARPETA", help="Copia ahí sus audios.", file_okay=False),
    ] = None,
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Muestra una pregunta entera, con su teléfono si lo dejó.

    \b
    Ejemplo:
      ayni preguntas ver 7
    """
    row = read(como, lambda session, reader: inquiries.seen(session, numero, reader))
    if guardar is not None:
        _save(numero, guardar, como)
    if as_json:
        output.show_json(inquiry_view.inquiry_json(row))
    else:
        inquiry_view.show(row)


@app.command("tomar")
def take(numero: Number, como: AsOption = None) -> None:
    """Dice que usted la atiende, para que nadie más lo haga a la vez.

    \b
    Ejemplo:
      ayni preguntas tomar 7
    """
    act(como, lambda session, by, now: inquiries.take(session, numero, by=by, now=now))
    output.talk(f"La pregunta {numero} es suya.")


@app.command("responder")
def answer(
    numero: Number,
    respuesta: Annotated[str, typer.Argument(metavar="RESPUESTA", help="Lo que se le escribe.")],
    como: AsOption = None,
) -> None:
    """Le escribe a la persona en su chat. Una pregunta queda cerrada con eso.

    Quien pide hablar con alguien sigue en la lista hasta que se cierre: se le puede escribir más.

    \b
    Ejemplo:
      ayni preguntas responder 7 "El programa Contigo paga cada dos meses. Informes: 101."
    """
    row = act(
        como,
        lambda session, by, now: inquiries.answer(session, numero, respuesta, by=by, now=now),
    )
    output.talk(f"Va en camino la respuesta a la pregunta {numero}.")
    if row.closed_at is None:
        output.talk(f'Cuando termine: ayni preguntas cerrar {numero} --nota "…"')
    else:
        output.talk("Para que el bot la responda solo: ayni preguntas agregar")


@app.command("cerrar")
def close(
    numero: Number,
    nota: Annotated[
        str, typer.Option(metavar="TEXTO", help="Qué se habló, o por qué no se responde.")
    ],
    como: AsOption = None,
) -> None:
    """Anota qué se habló y la saca de la lista. A la persona se le avisa; la nota no se le dice.

    \b
    Ejemplo:
      ayni preguntas cerrar 7 --nota "Se le explicó por teléfono cómo postular."
    """
    act(como, lambda session, by, now: inquiries.close(session, numero, nota, by=by, now=now))
    output.talk(f"Cerrada la pregunta {numero}; la persona ya tiene el aviso en camino.")


@app.command("agregar")
def add(
    nombre: NameArgument,
    pregunta: Annotated[str, typer.Option(metavar="TEXTO", help="La pregunta, en sus palabras.")],
    respuesta: Annotated[str, typer.Option(metavar="TEXTO", help="Lo que dirá el bot.")],
    forma: Annotated[
        list[str] | None,
        typer.Option(
            "--forma", metavar="TEXTO", help="Otra manera de preguntarlo; se puede repetir."
        ),
    ] = None,
    como: AsOption = None,
) -> None:
    """Hace que el bot responda solo desde ahora. Escriba con sus palabras, no con las de la gente.

    Una con el nombre de otra la reemplaza, también a las que trae el programa.

    \b
    Ejemplo:
      ayni preguntas agregar pago_contigo --pregunta "¿Cuándo pagan?" --respuesta "Llama al 101."
    """
    act(
        como,
        lambda session, by, now: guide_entries.put(
            session,
            nombre,
            question=pregunta,
            phrasings=forma or [],
            text=respuesta,
            by=by,
            now=now,
        ),
    )
    output.talk(f"El bot ya responde «{nombre}» desde el próximo mensaje.")


@app.command("respuestas")
def answers(as_json: JsonOption = False) -> None:
    """Muestra las respuestas que el equipo agregó a las del programa.

    \b
    Ejemplo:
      ayni preguntas respuestas
    """

    async def query(session: AsyncSession, _: datetime) -> list[GuideEntry]:
        return await guide_entries.listed(session)

    found = look_up(query)
    if as_json:
        output.show_json([inquiry_view.entry_json(each) for each in found])
    elif found:
        inquiry_view.show_entries(found)
    else:
        output.talk("El equipo aún no agregó respuestas: ayni preguntas agregar")


@app.command("quitar")
def remove(nombre: NameArgument, como: AsOption = None) -> None:
    """Quita una respuesta que el equipo agregó; si el programa trae otra así, esa vale.

    \b
    Ejemplo:
      ayni preguntas quitar pago_contigo
    """
    act(como, lambda session, by, now: guide_entries.remove(session, nombre, by=by, now=now))
    output.talk(f"El bot ya no usa «{nombre}» del equipo.")


def _save(number: int, folder: Path, como: str | None) -> None:
    async def gather(session: AsyncSession, reader: Reader) -> tuple[list[Path], dict[Path, bytes]]:
        found = await inquiries.files_of(session, number, reader)
        files = {
            folder / f"pregunta-{number}-{each.id}.ogg": content
            for each, content in found
            if content is not None
        }
        if files:
            localfiles.make_folder(folder)
        return list(files), files

    paths = export(como, gather)
    for path in paths:
        typer.echo(path)
    if not paths:
        output.talk(f"La pregunta {number} no tiene audios que copiar todavía.")
