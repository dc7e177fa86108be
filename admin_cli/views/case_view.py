"""How one case looks, to be read from top to bottom."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from rich.padding import Padding
from rich.text import Text

from admin_cli.terminal import output, words
from admin_cli.views import reading_view
from admin_cli.views.act_view import act_line
from intake.kinds import TagSource
from intake.reading.rules.tags import BY_SENSE
from intake.store.models import AporteTag, Attachment
from intake.store.models.attachment import AttachmentState
from intake.triage.cases import CaseFile
from intake.words.codes import spoken

WHERE = {
    AttachmentState.PENDING: "aún no se descarga",
    AttachmentState.KEPT: "guardado",
    AttachmentState.FAILED: "no se pudo descargar",
}

_RESERVED_BY = {
    TagSource.OPERADOR: "así lo decidió el equipo",
    TagSource.SEGUNDO_LECTOR: "así lo pide el segundo lector",
}


def show(file: CaseFile, *, now: datetime) -> None:
    """Show the whole case."""
    console = output.console()
    for line in _lines(file, now):
        if output.is_terminal():
            # What is too long goes on under its own beginning.
            indent = len(line.plain) - len(line.plain.lstrip(" "))
            console.print(Padding(line[indent:], (0, 0, 0, indent)))
        else:
            console.print(line, soft_wrap=True)


def _lines(file: CaseFile, now: datetime) -> Iterator[Text]:
    aporte = file.aporte
    yield Text.assemble(
        (spoken(aporte.code), "bold"),
        f"  {words.KINDS[aporte.kind]} · {words.STATES[aporte.state]}",
        f" · {words.voices(file.voices)}",
    )
    text, _, _ = file.written()
    yield Text(words.place(aporte))
    yield Text()
    yield Text(text)
    yield Text()
    yield from _facts(file, now)
    yield from _warnings(file)
    yield from _section(
        "Prioridades (la máquina las propone; usted decide con «etiquetar»)",
        (Text(f"  {_tag(tag)}") for tag in file.tags),
    )
    yield from _section(
        "Lo que dijeron quienes se sumaron", (Text(f"  «{file.said(said)}»") for said in file.words)
    )
    yield from _section(
        f"Adjuntos (ayni adjuntos {spoken(aporte.code)})",
        (Text(f"  {_attachment(each)}") for each in file.attachments),
    )
    yield from _section("Preguntas", _questions(file))
    yield from _section(
        "Tiene unidos",
        (
            Text(f"  {spoken(each.code)}  {words.shortened(file.said(each.text), 80)}")
            for each in file.merged
        ),
    )
    yield from _section("Parecidos (automático)", _alike(file))
    yield from _section(
        "Historia", (Text(f"  {act_line(act, aporte.code, said=file.said)}") for act in file.acts)
    )


def _facts(file: CaseFile, now: datetime) -> Iterator[Text]:
    aporte = file.aporte
    due = words.deadline(now, aporte)
    _, affected, place_text = file.written()
    facts = [
        ("A quiénes afecta", affected or "no lo dijo"),
        ("Dónde, dicho por la persona", place_text or "no lo dijo"),
        ("Habla por", words.CLAIMS[aporte.actor]),
        ("Llegó por", file.author.channel),
        ("Entró", f"{words.moment(aporte.created_at)} ({words.age(now, aporte.created_at)})"),
        ("Vence", f"{words.day(aporte.answer_by)} ({due})" if due else ""),
        ("Lo tiene", f"{file.holder.name} ({file.holder.username})" if file.holder else ""),
        ("Unido a", spoken(file.root.code) if file.root else ""),
        ("Se leyó como", reading_view.line(reading_view.read_case(file))),
        ("Segundo lector (automático)", reading_view.second_line(reading_view.second_of(file))),
    ]
    for label, value in facts:
        if value:
            yield Text.assemble((f"{label}: ", "dim"), value)


def _warnings(file: CaseFile) -> Iterator[Text]:
    """Say what must not be overlooked about the case or about whoever told it."""
    aporte = file.aporte
    if aporte.restricted:
        yield Text(f"Reservado: {_why_reserved(file)}. No lo comparta.", "yellow")
    elif file.signs:
        yield Text(f"Abierto por el equipo, aunque {'; '.join(file.signs)}.", "yellow")
    if aporte.needs_interpreter:
        tongue = f"Parece {aporte.tongue}" if aporte.tongue else "Está en otra lengua"
        yield Text(f"{tongue}, todo o en parte: necesita intérprete.", "yellow")
    if file.author.unverified_since:
        yield Text(
            "Quien lo contó llegó por la página entre muchos visitantes nuevos de una misma red: "
            "puede ser un programa. Se verifica si escribe otro día o contesta una pregunta.",
            "yellow",
        )
    if file.author.unreachable_at:
        yield Text("Quien lo contó bloqueó el chat: no le llegan los avisos.", "yellow")


def _why_reserved(file: CaseFile) -> str:
    by_whom = _RESERVED_BY.get(file.aporte.restricted_by)
    return "; ".join([*([by_whom] if by_whom else []), *file.signs]) or "así quedó desde antes"


def _section(title: str, lines: Iterable[Text]) -> Iterator[Text]:
    """Put the lines under their title; without lines there is no title."""
    shown = list(lines)
    if shown:
        yield Text()
        yield Text(title, "bold")
        yield from shown


def _questions(file: CaseFile) -> Iterator[Text]:
    for question in file.questions:
        yield Text(f"  {words.moment(question.asked_at)}  {question.text}")
        answer = f"→ {file.said(question.answer)}" if question.answer else "→ (aún no contesta)"
        yield Text(f"    {answer}", "" if question.answer else "dim")


def _tag(tag: AporteTag) -> str:
    if tag.source is TagSource.OPERADOR:
        return f"{tag.priority}  {'puesta' if tag.accepted else 'quitada'} por el equipo"
    if tag.words == [BY_SENSE]:
        return f"{tag.priority}  {BY_SENSE}"
    return f"{tag.priority}  por: {', '.join(tag.words)}"


def _attachment(each: Attachment) -> str:
    return f"{each.id}  {each.kind}  {WHERE[each.state]}  {words.moment(each.created_at)}"


def _alike(file: CaseFile) -> Iterator[Text]:
    if not file.alike:
        return
    for each in file.alike:
        aporte = each.aporte
        yield Text(
            f"  {spoken(aporte.code)}  {each.similar.probability:.0%}  {words.place(aporte)}"
            f"  ({words.STATES[aporte.state]})"
        )
        told = "(reservado)" if aporte.restricted else words.shortened(file.said(aporte.text), 90)
        yield Text(f"    {told}")
        yield Text(f"    {'; '.join(each.similar.reasons)}", "dim")
    # The older one stays: it has the code that more people know.
    first, second = sorted((file.aporte, file.alike[0].aporte), key=lambda each: each.id)
    codes = f"{spoken(first.code)} {spoken(second.code)}"
    yield Text(f"  Si cuentan lo mismo: ayni fusionar {codes}", "dim")
