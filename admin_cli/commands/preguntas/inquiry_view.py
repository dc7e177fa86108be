"""How what people ask of the team looks, and the answers that the team added."""

from collections.abc import Sequence
from datetime import datetime

import typer

from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column, Json
from intake.kinds import InquiryKind
from intake.listening.rules.alike_questions import together
from intake.store.models import GuideEntry, Inquiry
from intake.words.identifiers import masked

_KINDS = {InquiryKind.PERSONA: "pide hablar", InquiryKind.PREGUNTA: "pregunta"}


def grouped(rows: Sequence[Inquiry]) -> list[list[Inquiry]]:
    """Those who want a person first, each alone; then questions, the same ones together."""
    people = [[row] for row in rows if row.kind is InquiryKind.PERSONA]
    questions = [row for row in rows if row.kind is InquiryKind.PREGUNTA]
    groups = together([row.text for row in questions])
    return people + [[questions[place] for place in group] for group in groups]


def show_groups(groups: Sequence[Sequence[Inquiry]], now: datetime) -> None:
    """Show a line for each group: its first words, how many ask it, and since when."""
    output.show_table(
        [
            Column("Nº", "right"),
            Column("QUÉ"),
            Column("VECES", "right"),
            Column("DESDE"),
            Column("LENGUA"),
            Column("DICE", wraps=True),
        ],
        [
            [
                ", ".join(str(row.id) for row in group),
                ", ".join(_marks(group[0])),
                str(len(group)),
                words.age(now, group[0].asked_at),
                group[0].tongue,
                masked(group[0].text) + (f" → {group[0].answer}" if group[0].answer else ""),
            ]
            for group in groups
        ],
    )


def _marks(row: Inquiry) -> list[str]:
    found = [_KINDS[row.kind]]
    if row.assigned_to_id:
        found.append("tomada")
    if row.has_new_words:
        found.append("contestó")
    return found


def group_json(group: Sequence[Inquiry]) -> dict[str, Json]:
    """Give one group for other programs."""
    return {
        "veces": len(group),
        "ultima": max(row.asked_at for row in group).isoformat(),
        "preguntas": [inquiry_json(row) | {"telefono": masked(row.contact)} for row in group],
    }


def inquiry_json(row: Inquiry) -> dict[str, Json]:
    """Give one for other programs."""
    return {
        "numero": row.id,
        "clase": row.kind.value,
        "texto": masked(row.text),
        "telefono": row.contact,
        "lengua": row.tongue,
        "fecha": row.asked_at.isoformat(),
        "respuesta": row.answer,
        "contesto": row.has_new_words,
        "cerrada": row.closed_at.isoformat() if row.closed_at else None,
    }


def show(row: Inquiry) -> None:
    """Show one, line by line."""
    head = f"Pregunta {row.id} ({_KINDS[row.kind]}), {words.moment(row.asked_at)}"
    lines = [head, masked(row.text)]
    if row.tongue:
        lines.append(f"Lengua: {row.tongue}")
    if row.contact:
        lines.append(f"Teléfono: {row.contact}")
    if row.answer:
        lines.append(f"Se le escribió: {row.answer}")
    if row.closed_at:
        lines.append(f"Cerrada: {words.moment(row.closed_at)}")
    for line in lines:
        typer.echo(line)


def show_entries(entries: Sequence[GuideEntry]) -> None:
    """Show the answers that the team added."""
    output.show_table(
        [Column("NOMBRE"), Column("PREGUNTA", wraps=True), Column("RESPUESTA", wraps=True)],
        [[each.name, each.question, each.text] for each in entries],
    )


def entry_json(entry: GuideEntry) -> dict[str, Json]:
    """Give one of them for other programs, with the fields of the answers file."""
    return {
        "id": entry.name,
        "pregunta": entry.question,
        "formas": list(entry.phrasings),
        "respuesta": entry.text,
    }
