"""Answers that are often given. The Lab edits them as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from intake.datafiles import lab_text, read_rows
from intake.errors import DataFileError, NotFoundError

_ANSWERS = "answers.yaml"


@dataclass(frozen=True, slots=True)
class ReadyAnswer:
    """An answer that is often given: for the team (`name`) and for the person (`text`)."""

    id: str
    name: str
    text: str


@cache
def ready_answers() -> Mapping[str, ReadyAnswer]:
    """The ready answers by their ids, in the order of the file."""
    return read_answers(lab_text(_ANSWERS))


def read_answers(text: str) -> Mapping[str, ReadyAnswer]:
    """The answers in a file like answers.yaml; DataFileError says what is wrong."""
    found = {}
    for entry in read_rows(_ANSWERS, text, "respuestas"):
        try:
            id_, name, said = (str(entry[key]).strip() for key in ("id", "nombre", "texto"))
        except KeyError:
            raise DataFileError(
                f"{_ANSWERS}: a una respuesta le falta «id», «nombre» o «texto»."
            ) from None
        if id_ in found or not said or "{" in said:
            raise DataFileError(
                f"{_ANSWERS}: la respuesta «{id_}» está dos veces, está vacía o tiene llaves."
            )
        found[id_] = ReadyAnswer(id_, name, said)
    if not found:
        raise DataFileError(f"{_ANSWERS}: falta la lista «respuestas».")
    return found


def get_ready_answer(answer_id: str) -> ReadyAnswer:
    """The answer with this id; NotFoundError names all there are."""
    answers = ready_answers()
    if answer_id not in answers:
        raise NotFoundError(
            f"No hay una plantilla «{answer_id}». Las plantillas son: {', '.join(answers)}."
        )
    return answers[answer_id]
