"""`ayni concurso`: a call from its draft to its results."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from sqlalchemy.ext.asyncio import AsyncSession

from admin_cli.commands.concurso import applications, loading, question_view, sheet
from admin_cli.commands.concurso import options as given
from admin_cli.commands.concurso.options import CallArgument
from admin_cli.terminal import dates, output, words
from admin_cli.terminal.dates import in_lima
from admin_cli.terminal.options import AsOption, JsonOption, YesOption, a_command, confirm
from admin_cli.terminal.runner import act, look_up, read
from intake.concursos import call_questions, calling
from intake.concursos.calling import Terms
from intake.store.models import Concurso, ConcursoQuestion
from intake.store.reader import Reader

app = a_command()
_Asked: TypeAlias = tuple[ConcursoQuestion, Concurso]
ReasonOption = Annotated[str, typer.Option("--motivo", help="Por qué.")]


@app.callback()
def _group() -> None:
    """Los concursos del Laboratorio: bases, publicación, postulaciones y resultados.

    \b
    Ejemplo:
      ayni concurso listar
    """


@app.command("crear")
def create(  # noqa: PLR0913, PLR0917 Typer: a parameter is an option
    titulo: given.TitleOption = None,
    abre: given.OpensOption = None,
    cierra: given.ClosesOption = None,
    reto: given.ChallengeOption = None,
    socio: given.PartnerOption = None,
    postula: given.ApplicantsOption = None,
    condiciones: given.WhoOption = None,
    fondo: given.FundOption = None,
    porcentaje: given.ShareOption = None,
    tope: given.CeilingOption = None,
    meses: given.MonthsOption = None,
    lugar: given.PlacesOption = None,
    etapa: given.StagesOption = None,
    criterio: given.CriteriaOption = None,
    contacto: given.ContactOption = None,
    resultados: given.ResultsOption = None,
    enlace_bases: given.LinkOption = None,
    cambia: Annotated[
        str, typer.Option("--cambia", metavar="CONCURSO", help="El borrador que se cambia.")
    ] = "",
    como: AsOption = None,
) -> None:
    """Crea el borrador de un concurso; con --cambia, cambia lo que se diga de uno que ya está.

    \b
    Ejemplo:
      ayni concurso crear --titulo "Agua" --abre "2027-01-11 08:00" --cierra "2027-02-13 00:00"
    """
    terms = Terms(
        title=titulo,
        challenge=reto,
        partner=socio,
        applicants=given.several(postula),
        who=condiciones,
        fund=fondo,
        share=porcentaje,
        ceiling=tope,
        months=meses,
        ubigeos=given.ubigeos(lugar),
        stages=given.several(etapa),
        criteria=given.several(criterio),
        contact=contacto,
        opens_at=in_lima(abre) if abre else None,
        closes_at=in_lima(cierra) if cierra else None,
        results_on=resultados.date() if resultados else None,
        bases_url=enlace_bases,
    )
    loading.show(loading.save(terms, cambia, como).code)


@app.command("necesidad")
def need(
    concurso: CallArgument,
    numero: Annotated[int, typer.Argument(help="Número de la necesidad priorizada.")],
    como: AsOption = None,
) -> None:
    """Une al concurso una necesidad que el Grupo de Trabajo priorizó (Manual, art. 14.a).

    \b
    Ejemplo:
      ayni concurso necesidad 2027-01 12
    """
    act(
        como,
        lambda session, by, now: calling.attach_need(session, concurso, numero, by=by, now=now),
    )
    output.talk(f"La necesidad {numero} es del concurso {concurso}.")


@app.command("bases")
def bases(
    concurso: CallArgument,
    archivo: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="PDF o DOCX.")],
    como: AsOption = None,
) -> None:
    """Guarda el documento de las bases.

    \b
    Ejemplo:
      ayni concurso bases 2027-01 bases.pdf
    """
    content = given.read_document(archivo)
    act(
        como,
        lambda session, by, now: calling.set_bases(
            session, concurso, archivo.name, content, by=by, now=now
        ),
    )
    output.talk(f"«{archivo.name}» queda como bases del concurso {concurso}.")


@app.command("ver")
def show(concurso: CallArgument, as_json: JsonOption = False) -> None:
    """Muestra un concurso entero y, si es borrador, qué le falta para publicarse.

    \b
    Ejemplo:
      ayni concurso ver 2027-01
    """
    loading.show(concurso, as_json=as_json)


@app.command("revisar")
def check(concurso: CallArgument, as_json: JsonOption = False) -> None:
    """Dice qué falta para publicar un concurso.

    \b
    Ejemplo:
      ayni concurso revisar 2027-01
    """
    view, _ = loading.view(concurso)
    if as_json:
        output.show_json({"codigo": view.concurso.code, "falta": view.lacks})
    elif view.lacks:
        for what in view.lacks:
            typer.echo(f"- {what}")
    else:
        output.talk(f"No falta nada. Sigue: ayni concurso publicar {concurso} --acuerdo CODIGO")


@app.command("listar")
def list_all(as_json: JsonOption = False) -> None:
    """Lista los concursos, el último primero.

    \b
    Ejemplo:
      ayni concurso listar
    """
    views, now = look_up(loading.views)
    if as_json:
        output.show_json([sheet.to_json(view, now) for view in views])
    else:
        sheet.show_all(views, now)


@app.command("publicar")
def publish(
    concurso: CallArgument,
    acuerdo: Annotated[str, typer.Option("--acuerdo", help="El que aprobó las bases.")],
    yes: YesOption = False,
    como: AsOption = None,
) -> None:
    """Abre el concurso a la gente. Exige el acuerdo que aprobó sus bases (Manual, art. 15.c).

    \b
    Ejemplo:
      ayni concurso publicar 2027-01 --acuerdo AYNI-GT-2026-SO12-A03
    """
    loading.show(concurso)
    confirm("Después de publicado, las bases ya no cambian. ¿Publicar?", yes=yes)
    done = act(
        como,
        lambda session, by, now: calling.publish(session, concurso, acuerdo, by=by, now=now),
    )
    output.talk(
        f"Publicado. Recibe postulaciones hasta el {words.moment(done.closes_at)}. "
        f"Para anunciarlo: ayni difusion crear --concurso {concurso}"
    )


@app.command("ampliar")
def extend(
    concurso: CallArgument,
    hasta: Annotated[
        datetime,
        typer.Argument(parser=dates.moment, metavar=dates.MOMENT, help="Hora de Lima."),
    ],
    motivo: ReasonOption,
    como: AsOption = None,
) -> None:
    """Amplía el plazo; nunca lo acorta, porque la gente cuenta con el día que se dijo.

    \b
    Ejemplo:
      ayni concurso ampliar 2027-01 "2027-02-20 00:00" --motivo "Lluvias en la sierra"
    """
    done = act(
        como,
        lambda session, by, now: calling.extend(
            session, concurso, in_lima(hasta), motivo, by=by, now=now
        ),
    )
    output.talk(
        f"Ahora cierra el {words.moment(done.closes_at)}. Para avisar: ayni difusion crear "
        f"--concurso {concurso} --recordatorio"
    )


@app.command("cancelar")
def cancel(
    concurso: CallArgument, motivo: ReasonOption, yes: YesOption = False, como: AsOption = None
) -> None:
    """Termina un concurso sin resultados. Quienes postularon lo ven en su chat.

    \b
    Ejemplo:
      ayni concurso cancelar 2027-01 --motivo "Se anuló el presupuesto"
    """
    confirm(f"¿Cancelar el concurso {concurso}?", yes=yes)
    act(como, lambda session, by, now: calling.cancel(session, concurso, motivo, by=by, now=now))
    output.talk(f"El concurso {concurso} quedó cancelado.")


@app.command("pregunta")
def add_answer(
    concurso: CallArgument,
    pregunta: Annotated[str, typer.Argument(help="Como la haría la gente.")],
    respuesta: Annotated[str, typer.Argument(help="Lo que responde el bot.")],
    como: AsOption = None,
) -> None:
    """Agrega una pregunta y su respuesta a la lista con que responde el bot.

    \b
    Ejemplo:
      ayni concurso pregunta 2027-01 "¿Cuánto cuesta postular?" "Nada: postular es gratis."
    """
    act(
        como,
        lambda session, by, now: call_questions.add_answer(
            session, concurso, pregunta, respuesta, by=by, now=now
        ),
    )
    output.talk("Anotada: el bot ya la responde.")


@app.command("preguntas")
def questions(
    respondidas: Annotated[bool, typer.Option("--respondidas", help="Las ya respondidas.")] = False,
    como: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lista lo que la gente preguntó y el bot no supo responder.

    \b
    Ejemplo:
      ayni concurso preguntas
    """

    async def query(session: AsyncSession, reader: Reader) -> tuple[list[_Asked], datetime]:
        found = await call_questions.waiting(session, reader, answered=respondidas)
        return found, reader.now

    rows, now = read(como, query)
    if as_json:
        output.show_json([question_view.question_json(*row) for row in rows])
    elif rows:
        question_view.show_questions(rows, now)
    else:
        output.talk("No hay preguntas esperando.")


@app.command("contestar")
def answer(
    numero: Annotated[int, typer.Argument(help="El número de la pregunta.")],
    respuesta: Annotated[str, typer.Argument(help="Lo que se le responde.")],
    a_la_lista: Annotated[
        bool, typer.Option("--a-la-lista", help="El bot la responderá solo desde ahora.")
    ] = False,
    como: AsOption = None,
) -> None:
    """Responde una pregunta; a la persona le llega en su chat.

    \b
    Ejemplo:
      ayni concurso contestar 7 "Sí, puede postular de dos distritos." --a-la-lista
    """
    act(
        como,
        lambda session, by, now: call_questions.answer(
            session, numero, respuesta, to_list=a_la_lista, by=by, now=now
        ),
    )
    output.talk(f"Respondida la pregunta {numero}: la persona ya tiene la respuesta en camino.")


applications.add_to(app)
