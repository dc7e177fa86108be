"""How one case looks: to be read from top to bottom, and as JSON."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rich.padding import Padding
from rich.text import Text

from admin_cli.terminal import output, words
from intake.kinds import TagSource
from intake.store.models import AporteTag, Attachment, Question
from intake.store.models.attachment import AttachmentState
from intake.triage.actions import all_actions
from intake.triage.cases import Act, CaseFile
from intake.words.codes import spoken

WHERE = {
    AttachmentState.PENDING: "aún no se descarga",
    AttachmentState.KEPT: "guardado",
    AttachmentState.FAILED: "no se pudo descargar",
}


def show(file: CaseFile, *, now: datetime) -> None:
    """The whole file."""
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
    if file.tags:
        yield from _section("Prioridades (la máquina las propone; usted decide con «etiquetar»)")
        yield from (Text(f"  {_tag(tag)}") for tag in file.tags)
    if file.words:
        yield from _section("Lo que dijeron quienes se sumaron")
        yield from (Text(f"  «{said}»") for said in file.words)
    if file.attachments:
        yield from _section(f"Adjuntos (ayni adjuntos {spoken(aporte.code)})")
        yield from (Text(f"  {_attachment(each)}") for each in file.attachments)
    if file.questions:
        yield from _section("Preguntas")
        for question in file.questions:
            yield Text(f"  {words.moment(question.asked_at)}  {question.text}")
            answer = f"→ {question.answer}" if question.answer else "→ (aún no contesta)"
            yield Text(f"    {answer}", "" if question.answer else "dim")
    if file.merged:
        yield from _section("Tiene unidos")
        for each in file.merged:
            yield Text(f"  {spoken(each.code)}  {words.shortened(each.text, 80)}")
    if file.alike:
        yield from _section("Parecidos (automático)")
        yield from _alike(file)
    yield from _section("Historia")
    yield from (Text(f"  {act_line(act, aporte.code)}") for act in file.acts)


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
    ]
    for label, value in facts:
        if value:
            yield Text.assemble((f"{label}: ", "dim"), value)
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
    by_hand = ["así lo decidió el equipo"] * (file.aporte.restricted_by is TagSource.OPERADOR)
    return "; ".join([*by_hand, *file.signs]) or "así quedó desde antes"


def _section(title: str) -> Iterator[Text]:
    yield Text()
    yield Text(title, "bold")


def _tag(tag: AporteTag) -> str:
    if tag.source is TagSource.OPERADOR:
        return f"{tag.priority}  {'puesta' if tag.accepted else 'quitada'} por el equipo"
    return f"{tag.priority}  por: {', '.join(tag.words)}"


def _attachment(each: Attachment) -> str:
    return f"{each.id}  {each.kind}  {WHERE[each.state]}  {words.moment(each.created_at)}"


def _alike(file: CaseFile) -> Iterator[Text]:
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
    """One entry of the journal in a line; the case is named where it is not `own_code`."""
    entry = act.entry
    who = act.username or ("la persona" if entry.person_id else "el sistema")
    named = f" {spoken(act.code)}" if act.code and act.code != own_code else ""
    note = f": {words.shortened(act.content.note, 100)}" if act.content.note else ""
    undone = " (deshecho)" if entry.undone_by_id else ""
    return f"{words.moment(entry.at)}  {who}  {words.verb(entry.verb)}{named}{note}{undone}"


def act_json(act: Act) -> dict[str, Any]:
    """One entry of the journal."""
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


def as_json(file: CaseFile) -> dict[str, Any]:
    """The whole file, without what identifies its people."""
    aporte = file.aporte
    district = words.find_district(aporte.ubigeo)
    return {
        "codigo": spoken(aporte.code),
        "tipo": aporte.kind.value,
        "estado": aporte.state.value,
        "texto": aporte.text,
        "lugar": {
            "ubigeo": aporte.ubigeo,
            "distrito": district.name if district else None,
            "provincia": district.province if district else None,
            "region": district.department if district else None,
            "dicho": aporte.place_text,
        },
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


def _question_json(each: Question) -> dict[str, Any]:
    return {
        "pregunta": each.text,
        "cuando": each.asked_at.isoformat(),
        "respuesta": each.answer,
        "contestada": each.answered_at.isoformat() if each.answered_at else None,
    }


def attachment_json(each: Attachment) -> dict[str, Any]:
    """One attachment, without its bytes."""
    return {
        "id": each.id,
        "clase": each.kind,
        "tipo": each.media_type,
        "estado": each.state.value,
        "cuando": each.created_at.isoformat(),
    }


def _tag_json(tag: AporteTag) -> dict[str, Any]:
    return {
        "id": tag.priority,
        "fuente": tag.source.value,
        "vale": tag.accepted,
        "puntaje": tag.score,
        "palabras": tag.words,
    }
