"""The small texts that the Lab edits: what AYNI Lab is, and the privacy notice."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from intake.datafiles import parse_yaml
from intake.errors import DataFileError
from intake.words.text import normalise


@dataclass(frozen=True, slots=True)
class Answer:
    """One question about the Lab."""

    id: str
    question: str
    phrasings: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Guide:
    """All that the bot can say about the Lab; the first answer is the main one."""

    answers: tuple[Answer, ...]

    def find(self, answer_id: str) -> Answer:
        """The answer with this id; the main one if there is none."""
        return next((each for each in self.answers if each.id == answer_id), self.answers[0])

    def with_added(self, added: Iterable[Answer]) -> "Guide":
        """This one with the team's own answers, which go before those of the same id."""
        own = {each.id: each for each in added}
        kept = [own.pop(each.id, each) for each in self.answers]
        return Guide((*kept, *own.values()))

    def answer_to(self, question: str) -> Answer:
        """The answer whose phrasings are nearest to what was asked; the main one in doubt."""
        phrasings = {
            normalise(phrase): each
            for each in self.answers
            for phrase in (each.question, *each.phrasings)
        }
        found = process.extractOne(
            normalise(question), phrasings.keys(), scorer=fuzz.token_set_ratio, score_cutoff=70
        )
        return phrasings[found[0]] if found else self.answers[0]


@dataclass(frozen=True, slots=True)
class PrivacyNotice:
    """The privacy notice: its ten points in the order of the regulation (art. 6.1)."""

    version: str
    short: str
    points: tuple[str, ...]

    def whole(self, *, bank: str, contact: str) -> str:
        """The ten points, numbered, for this operator."""
        lines = (point.format(banco=bank, contacto=contact) for point in self.points)
        return "\n".join(f"{place}. {line}" for place, line in enumerate(lines, 1))


@cache
def load_guide() -> Guide:
    """Read laboratorio.yaml."""
    entries = _read("laboratorio.yaml")
    try:
        answers = tuple(
            Answer(
                entry["id"], entry["pregunta"], tuple(entry["palabras"]), entry["respuesta"].strip()
            )
            for entry in entries
        )
    except (KeyError, TypeError, AttributeError) as problem:
        raise DataFileError(
            f"laboratorio.yaml: a una entrada le falta {problem}; cada una lleva "
            "id, pregunta, palabras y respuesta."
        ) from None
    if not answers:
        raise DataFileError("laboratorio.yaml está vacío: hace falta al menos una entrada.")
    return Guide(answers)


@cache
def load_notice(second_reader: str = "") -> PrivacyNotice:
    """Read privacidad.yaml; the regulation asks for exactly ten points.

    `second_reader`: whose server reads too what people write, and where it is; empty: none does.
    Where one does, that is another version, to which permission is asked again.
    """
    entry = _read("privacidad.yaml")
    try:
        notice = PrivacyNotice(
            str(entry["version"]), entry["corto"].strip(), tuple(entry["puntos"])
        )
        if second_reader:
            notice = _with_second_reader(notice, entry["segundo_lector"], second_reader)
    except (AttributeError, IndexError, KeyError, TypeError) as problem:
        raise DataFileError(f"privacidad.yaml: falta {problem}.") from None
    if len(notice.points) != 10:
        raise DataFileError(
            f"privacidad.yaml: el reglamento pide diez puntos y hay {len(notice.points)}."
        )
    return notice


def _with_second_reader(notice: PrivacyNotice, added: dict[str, str], where: str) -> PrivacyNotice:
    points = list(notice.points)
    for place in (7, 8):
        sentence = added[f"punto_{place}"].replace("{lector}", _as_it_is(where))
        points[place - 1] = f"{points[place - 1]} {sentence}"
    return replace(notice, version=str(added["version"]), points=tuple(points))


def _as_it_is(given: str) -> str:
    """So that what stands in a setting is no field of a point."""
    return given.strip().replace("{", "{{").replace("}", "}}")


def _read(name: str) -> Any:
    try:
        return parse_yaml(resources.files("bot.said.data").joinpath(name).read_text("utf-8"))
    except yaml.YAMLError as problem:
        raise DataFileError(f"{name} no se entiende: {problem}") from None
