"""How one case looks: to be read from top to bottom, and as JSON."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from rich.padding import Padding
from rich.text import Text

from admin_cli.terminal import output, words
from admin_cli.terminal.output import Json, iso
from admin_cli.views import reading_view
from intake.kinds import TagSource
from intake.store.db import JsonDict
from intake.store.models import Aporte, AporteTag, Attachment, Question
from intake.store.models.attachment import AttachmentState
from intake.store.verbs import Verb
from intake.triage.actions import all_actions
from intake.triage.cases import Act, CaseFile
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
    yield Text(words.place(aporte))
    yield Text()
    yield Text(aporte.text)
    yield Text()
    yield from _facts(file, now)
    yield from _warnings(file)
    yield from _section(
        "Prioridades (la máquina las propone; usted decide con «etiquetar»)",
        (Text(f"  {_tag(tag)}") for tag in file.tags),
    )
    yield from _section(
        "Lo que dijeron quienes se sumaron", (Text(f"  «{said}»") for said in file.words)
    )
    yield from _section(
        f"Adjuntos (ayni adjuntos {spoken(aporte.code)})",
        (Text(f"  {_attachment(each)}") for each in file.attachments),
    )
    yield from _section("Preguntas", _questions(file))
    yield from _section(
        "Tiene unidos",
        (Text(f"  {spoken(each.code)}  {words.shortened(each.text, 80)}") for each in file.merged),
    )
    yield from _section("Parecidos (automático)", _alike(file))
    yield from _section("Historia", (Text(f"  {act_line(act, aporte.code)}") for act in file.acts))


def _facts(file: CaseFile, now: datetime) -> Iterator[Text]:
    aporte = file.aporte
    due = words.deadline(now, aporte)
    facts = [
        ("A quiénes afecta", aporte.affected or "no lo dijo"),
        ("Dónde, dicho por la persona", aporte.place_text or "no lo dijo"),
        ("Habla por", words.CLAIMS[aporte.actor]),
        ("Llegó por", file.author.channel),
        ("Entró", f"{words.moment(aporte.created_at)} ({words.age(now, aporte.created_at)})"),
        ("Vence", f"{words.day(aporte.answer_by)} ({due})" if due else ""),
        ("Lo tiene", f"{file.holder.name} ({file.holder.username})" if file.holder else ""),
        ("Unido a", spoken(file.root.code) if file.root else ""),
        ("Se leyó como", reading_view.line(reading_view.read_case(aporte.text))),
        ("Segundo lector (automático)", reading_view.second_line(_second(file))),
    ]
    for label, value in facts:
        if value:
            yield Text.assemble((f"{label}: ", "dim"), value)


def _second(file: CaseFile) -> JsonDict:
    """What a second reader last wrote down of this case, and not of those merged into it."""
    said = [
        act.content.after
        for act in file.acts
        if act.entry.verb is Verb.SEGUNDA_LECTURA and act.entry.aporte_id == file.aporte.id
    ]
    return said[-1] if said else {}


def _warnings(file: CaseFile) -> Iterator[Text]:
    """Say what must not be overlooked about the case or about whoever told it."""
    aporte = file.aporte
    if aporte.restricted:
        yield Text(f"Reservado: {_why_reserved(file)}. No lo comparta.", "yellow")
    elif file.signs:
        yield Text(f"Abierto por el equipo, aunque {'; '.join(file.signs)}.", "yellow")
    if aporte.needs_interpreter:
        yield Text("Está en quechua o aimara, todo o en parte: necesita intérprete.", "yellow")
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
        answer = f"→ {question.answer}" if question.answer else "→ (aún no contesta)"
        yield Text(f"    {answer}", "" if question.answer else "dim")


def _tag(tag: AporteTag) -> str:
    if tag.source is TagSource.OPERADOR:
        return f"{tag.priority}  {'puesta' if tag.accepted else 'quitada'} por el equipo"
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
        told = "(reservado)" if aporte.restricted else words.shortened(aporte.text, 90)
        yield Text(f"    {told}")
        yield Text(f"    {'; '.join(each.similar.reasons)}", "dim")
    # The older one stays: it has the code that more people know.
    first, second = sorted((file.aporte, file.alike[0].aporte), key=lambda each: each.id)
    codes = f"{spoken(first.code)} {spoken(second.code)}"
    yield Text(f"  Si cuentan lo mismo: ayni fusionar {codes}", "dim")


def act_line(act: Act, own_code: str = "") -> str:
    """Write one entry of the journal on a line; it names the case where that is not `own_code`."""
    entry = act.entry
    by_person = entry.person_id and entry.verb is not Verb.SEGUNDA_LECTURA
    who = act.username or ("la persona" if by_person else "el sistema")
    named = f" {spoken(act.code)}" if act.code and act.code != own_code else ""
    note = f": {words.shortened(act.content.note, 100)}" if act.content.note else ""
    undone = " (deshecho)" if entry.undone_by_id else ""
    return f"{words.moment(entry.at)}  {who}  {words.verb(entry.verb)}{named}{note}{undone}"


def act_json(act: Act) -> dict[str, Json]:
    """Give one entry of the journal for other programs."""
    entry = act.entry
    return {
        "id": entry.id,
        "cuando": entry.at.isoformat(),
        "operador": act.username,
        "persona": entry.person_id is not None,
        "accion": entry.verb,
        "codigo": spoken(act.code) if act.code else None,
        "nota": act.content.note,
        "antes": act.content.before,
        "despues": act.content.after,
        "deshecho_por": entry.undone_by_id,
        "es_triaje": entry.verb in all_actions(),
    }


def as_json(file: CaseFile) -> dict[str, Json]:
    """Give the whole case for other programs, without what identifies its people."""
    aporte = file.aporte
    return {
        "codigo": spoken(aporte.code),
        "tipo": aporte.kind.value,
        "estado": aporte.state.value,
        "texto": aporte.text,
        "lugar": _place_json(aporte),
        "afecta": aporte.affected,
        "actor": aporte.actor.value,
        "canal": file.author.channel,
        "voces": file.voices.distinct,
        "voces_sin_verificar": file.voices.unverified,
        "recibido": aporte.created_at.isoformat(),
        "vence": aporte.answer_by.isoformat(),
        "asignado": file.holder.username if file.holder else None,
        "unido_a": spoken(file.root.code) if file.root else None,
        "unidos": [spoken(each.code) for each in file.merged],
        "lectura": reading_view.line_json(reading_view.read_case(aporte.text)),
        "segundo_lector": _second(file) or None,
        "reservado": aporte.restricted,
        "senales_de_reserva": list(file.signs),
        "interprete": aporte.needs_interpreter,
        "prioridades": [_tag_json(tag) for tag in file.tags],
        "dijeron": list(file.words),
        "adjuntos": [attachment_json(each) for each in file.attachments],
        "preguntas": [_question_json(each) for each in file.questions],
        "parecidos": [
            {
                "codigo": spoken(each.aporte.code),
                "probabilidad": round(each.similar.probability, 3),
                "razones": list(each.similar.reasons),
            }
            for each in file.alike
        ],
        "historia": [act_json(act) for act in file.acts],
    }


def _place_json(aporte: Aporte) -> dict[str, Json]:
    district = words.find_district(aporte.ubigeo)
    return {
        "ubigeo": aporte.ubigeo,
        "distrito": district.name if district else None,
        "provincia": district.province if district else None,
        "region": district.department if district else None,
        "dicho": aporte.place_text,
    }


def _question_json(each: Question) -> dict[str, Json]:
    return {
        "pregunta": each.text,
        "cuando": each.asked_at.isoformat(),
        "respuesta": each.answer,
        "contestada": iso(each.answered_at),
    }


def attachment_json(each: Attachment) -> dict[str, Json]:
    """Give one attachment without its bytes."""
    return {
        "id": each.id,
        "clase": each.kind,
        "tipo": each.media_type,
        "estado": each.state.value,
        "cuando": each.created_at.isoformat(),
    }


def _tag_json(tag: AporteTag) -> dict[str, Json]:
    return {
        "id": tag.priority,
        "fuente": tag.source.value,
        "vale": tag.accepted,
        "puntaje": tag.score,
        "palabras": tag.words,
    }
