"""`ayni leer`: how a message would be read, and why."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.terminal import output
from admin_cli.terminal.options import JsonOption, a_command
from admin_cli.terminal.runner import look_up
from admin_cli.views import reading_view
from admin_cli.views.reading_view import Sheet
from intake.errors import RefusedError
from intake.places.places import load_gazetteer
from intake.reading import taxonomy
from intake.reading.rules.acts import Asked
from intake.reading.rules.language import hear, readable
from intake.words.text import clean

app = a_command()


class OpenQuestion(StrEnum):
    """The question of the bot that the message answers, as it is typed here."""

    LUGAR = "lugar"
    HISTORIA = "historia"
    AFECTA = "afecta"
    RESUMEN = "resumen"
    NOTICIAS = "noticias"


_ASKED = {
    OpenQuestion.LUGAR: Asked.PLACE,
    OpenQuestion.HISTORIA: Asked.STORY,
    OpenQuestion.AFECTA: Asked.AFFECTED,
    OpenQuestion.RESUMEN: Asked.SUMMARY,
    OpenQuestion.NOTICIAS: Asked.NEWS,
}


@app.command()
def command(
    texto: Annotated[str, typer.Argument(metavar="TEXTO", help="Como lo escribiría la gente.")],
    pregunta: Annotated[
        OpenQuestion | None,
        typer.Option(help="Qué le estaba preguntando el bot.", show_default=False),
    ] = None,
    porque: Annotated[
        bool,
        typer.Option("--porque", help="Con las palabras que decidieron, y desde cuánto se decide."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Muestra cómo leería el bot un mensaje: qué es, si hay peligro, de qué trata y por qué.

    No guarda el texto ni se lo manda a nadie.

    \b
    Ejemplo:
      ayni leer "mi vecina grita todas las noches y tiene moretones" --porque
    """
    asked = _ASKED[pregunta] if pregunta else Asked.NONE
    text = clean(texto)
    if not text:
        raise RefusedError("No hay nada que leer: escriba el mensaje entre comillas.")

    async def query(session: AsyncSession, _: datetime) -> Sheet:
        vocabulary, gazetteer = await taxonomy.current(session), await load_gazetteer(session)
        needs = hear(text).needs_interpreter
        tags = vocabulary.tag(readable(text, needs_interpreter=needs))
        names_one = asked in {Asked.PLACE, Asked.NEWS}
        place = gazetteer.search(text) if names_one else gazetteer.search_in_sentence(text)
        return Sheet.of(text, asked, tags, place, vocabulary.reader)

    sheet = look_up(query)
    if as_json:
        answers = pregunta.value if pregunta else None
        output.show_json({"pregunta": answers, **reading_view.as_json(sheet, with_why=porque)})
        return
    console = output.console()
    for line in reading_view.lines(sheet, with_why=porque):
        console.print(line, soft_wrap=True)
