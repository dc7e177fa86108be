"""How the questions that people asked about a concurso look."""

from collections.abc import Sequence
from datetime import datetime

from admin_cli.terminal import output, words
from admin_cli.terminal.output import Column, Json
from intake.store.models import Concurso, ConcursoQuestion
from intake.words.identifiers import masked


def show_questions(rows: Sequence[tuple[ConcursoQuestion, Concurso]], now: datetime) -> None:
    """Show the questions that wait, or those that were answered."""
    output.show_table(
        [Column("Nº", "right"), Column("CONCURSO"), Column("EDAD"), Column("PREGUNTA", wraps=True)],
        [
            [
                str(row.id),
                concurso.code,
                words.age(now, row.asked_at),
                masked(row.text) + (f" → {row.answer}" if row.answer else ""),
            ]
            for row, concurso in rows
        ],
    )


def question_json(row: ConcursoQuestion, concurso: Concurso) -> dict[str, Json]:
    """Give one question for other programs."""
    return {
        "numero": row.id,
        "concurso": concurso.code,
        "pregunta": masked(row.text),
        "fecha": row.asked_at.isoformat(),
        "respuesta": row.answer,
    }
