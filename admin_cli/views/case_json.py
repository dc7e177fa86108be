"""One case for other programs."""

from admin_cli.terminal import words
from admin_cli.terminal.output import Json, iso
from admin_cli.views import reading_view
from admin_cli.views.act_view import act_json
from intake.store.models import Aporte, AporteTag, Attachment, Question
from intake.triage.cases import CaseFile
from intake.words.codes import spoken


def as_json(file: CaseFile) -> dict[str, Json]:
    """Give the whole case for other programs, without what identifies its people."""
    aporte = file.aporte
    text, affected, place_text = file.written()
    return {
        "codigo": spoken(aporte.code),
        "tipo": aporte.kind.value,
        "estado": aporte.state.value,
        "texto": text,
        "lugar": _place_json(aporte, place_text),
        "afecta": affected,
        "actor": aporte.actor.value,
        "canal": file.author.channel,
        "voces": file.voices.distinct,
        "voces_sin_verificar": file.voices.unverified,
        "recibido": aporte.created_at.isoformat(),
        "vence": aporte.answer_by.isoformat(),
        "asignado": file.holder.username if file.holder else None,
        "unido_a": spoken(file.root.code) if file.root else None,
        "unidos": [spoken(each.code) for each in file.merged],
        "lectura": reading_view.line_json(reading_view.read_case(file)),
        "segundo_lector": reading_view.second_of(file) or None,
        "reservado": aporte.restricted,
        "datos_a_la_vista": file.shows_personal_data,
        "senales_de_reserva": list(file.signs),
        "interprete": aporte.needs_interpreter,
        "lengua": aporte.tongue,
        "prioridades": [_tag_json(tag) for tag in file.tags],
        "dijeron": [file.said(each) for each in file.words],
        "adjuntos": [attachment_json(each) for each in file.attachments],
        "preguntas": [_question_json(each, file) for each in file.questions],
        "parecidos": [
            {
                "codigo": spoken(each.aporte.code),
                "probabilidad": round(each.similar.probability, 3),
                "razones": list(each.similar.reasons),
            }
            for each in file.alike
        ],
        "historia": [act_json(act, said=file.said) for act in file.acts],
    }


def _place_json(aporte: Aporte, place_text: str) -> dict[str, Json]:
    district = words.find_district(aporte.ubigeo)
    return {
        "ubigeo": aporte.ubigeo,
        "distrito": district.name if district else None,
        "provincia": district.province if district else None,
        "region": district.department if district else None,
        "dicho": place_text,
    }


def _question_json(each: Question, file: CaseFile) -> dict[str, Json]:
    return {
        "pregunta": each.text,
        "cuando": each.asked_at.isoformat(),
        "respuesta": file.said(each.answer) if each.answer else each.answer,
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
