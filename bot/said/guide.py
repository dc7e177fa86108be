"""The small texts that the Lab edits: what is answered to questions, and the privacy notice."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml

from intake.datafiles import parse_yaml
from intake.errors import DataFileError

LONGEST_ANSWER = 320
"""Letters: what a small screen shows at once."""
OFFERS: Mapping[str, str] = {
    "concursos": "Ver concursos",
    "contar": "Contar un problema",
    "invitar": "Invitar a un vecino",
    "mios": "Mis aportes",
    "noticias-si": "Avísame de los concursos",
    "persona": "Hablar con una persona",
    "privacidad": "Privacidad",
    "proponer": "Proponer una idea",
    "resumen": "Resumen de mi distrito",
}
"""What an answer may offer under it: the value and its label."""
CALLS, THEIRS = "concursos", "mios"
"""What may follow an answer."""
_ANSWERS = "respuestas.yaml"
_WAYS = "maneras.jsonl"
"""How people of different places ask for each entry: each line the `id` of an entry, and `text`."""
_NOBODY = "ninguna"
"""The id of what no entry answers."""
_FEWEST_FORMS = 5
_FIELDS = frozenset(
    {"id", "pregunta", "formas", "respuesta", "linea", "ofrece", "lleva", "al_equipo"}
)


@dataclass(frozen=True, slots=True)
class Line:
    """An official telephone, and where and when it was seen."""

    name: str
    number: str
    source: str
    seen_on: date


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to one question, however it is asked."""

    id: str
    question: str
    """As a person would tap it."""
    phrasings: tuple[str, ...]
    text: str
    line: Line | None = None
    offers: tuple[str, ...] = ()
    """Values of the choices that belong to it: `mios`, `privacidad`."""
    shows: str = ""
    """What follows: the open concursos with their dates, or how their own aportes stand."""
    is_for_team: bool = False
    """The question goes to the team too."""

    @property
    def said(self) -> str:
        """The whole answer, with the official line where it has one."""
        if self.line is None:
            return self.text
        return f"{self.text} {self.line.name}: {self.line.number}."

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Label and value of what is offered under it."""
        return tuple((OFFERS[value], value) for value in self.offers)


@dataclass(frozen=True, slots=True)
class Guide:
    """All that the bot answers to questions; the first answer is the main one."""

    answers: tuple[Answer, ...]
    unanswered: tuple[str, ...] = ()
    """Questions that none of them answers, so that no answer is given to their like."""

    def find(self, answer_id: str) -> Answer:
        """The answer with this id; the main one if there is none."""
        return next((each for each in self.answers if each.id == answer_id), self.answers[0])

    def with_added(self, added: Iterable[Answer]) -> "Guide":
        """This one with the team's own answers, which go before those of the same id."""
        own = {each.id: each for each in added}
        kept = [own.pop(each.id, each) for each in self.answers]
        return replace(self, answers=(*kept, *own.values()))


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
    """Read respuestas.yaml, and how people of many places ask for each of its entries.

    A DataFileError says which entry is wrong, and in what.
    """
    return with_ways(guide_from(_read(_ANSWERS)), _read_ways())


def guide_from(whole: Any) -> Guide:
    """The guide that a file holds, once read."""
    try:
        lines = {name: _line(entry) for name, entry in whole["lineas"].items()}
        entries = list(whole["preguntas"])
    except (AttributeError, KeyError, TypeError, ValueError):
        raise DataFileError(
            f"{_ANSWERS}: arriba van «lineas», cada una con nombre, numero, fuente y fecha, y "
            "debajo «preguntas»."
        ) from None
    answers = tuple(_answer(place, entry, lines) for place, entry in enumerate(entries, 1))
    if not answers:
        raise DataFileError(f"{_ANSWERS}: hace falta al menos una pregunta.")
    seen: set[str] = set()
    for answer in answers:
        if answer.id in seen:
            raise DataFileError(f"{_ANSWERS}: hay dos entradas «{answer.id}».")
        seen.add(answer.id)
    return Guide(answers)


def with_ways(guide: Guide, ways: Iterable[tuple[str, str]]) -> Guide:
    """The guide with more ways to ask: each the id of an entry, or «ninguna», and the question."""
    of: dict[str, list[str]] = {name: [] for name in (*(a.id for a in guide.answers), _NOBODY)}
    for place, (answer_id, text) in enumerate(ways, 1):
        if answer_id not in of:
            raise DataFileError(
                f"{_WAYS}, línea {place}: no hay una entrada «{answer_id}» en {_ANSWERS}."
            )
        of[answer_id].append(text)
    answers = tuple(
        replace(answer, phrasings=(*answer.phrasings, *of[answer.id])) for answer in guide.answers
    )
    return Guide(answers, tuple(of[_NOBODY]))


def _read_ways() -> list[tuple[str, str]]:
    lines = resources.files("bot.said.data").joinpath(_WAYS).read_text("utf-8").splitlines()
    try:
        return [(row["id"], row["text"]) for row in map(json.loads, lines)]
    except (KeyError, TypeError, ValueError) as problem:
        raise DataFileError(f"{_WAYS}: cada línea lleva «id» y «text»: {problem}.") from None


def _line(entry: dict[str, Any]) -> Line:
    return Line(
        str(entry["nombre"]),
        str(entry["numero"]),
        str(entry["fuente"]),
        date.fromisoformat(str(entry["fecha"])),
    )


def _answer(place: int, entry: Any, lines: Mapping[str, Line]) -> Answer:
    try:
        name = str(entry["id"])
        forms, line = entry["formas"], entry.get("linea")
        offers, shows = tuple(entry.get("ofrece", ())), entry.get("lleva", "")
        answer = Answer(
            id=name,
            question=entry["pregunta"].strip(),
            phrasings=tuple(str(each) for each in forms),
            text=entry["respuesta"].strip(),
            line=lines.get(line),
            offers=offers,
            shows=shows,
            is_for_team=bool(entry.get("al_equipo")),
        )
    except (KeyError, TypeError, AttributeError) as problem:
        raise DataFileError(
            f"{_ANSWERS}: a la entrada {place} le falta o le sobra {problem}; cada una lleva id, "
            "pregunta, formas (una lista) y respuesta."
        ) from None
    if unknown := set(entry) - _FIELDS:
        wrong = f"no se conoce «{min(unknown)}»"
    elif isinstance(forms, str) or len(forms) < _FEWEST_FORMS:
        wrong = f"hacen falta al menos {_FEWEST_FORMS} formas de preguntarlo, en una lista"
    elif line is not None and answer.line is None:
        wrong = f"no hay una línea «{line}» arriba"
    elif strange := set(offers) - OFFERS.keys():
        wrong = f"no se puede ofrecer «{min(strange)}», solo {', '.join(sorted(OFFERS))}"
    elif shows not in {"", CALLS, THEIRS}:
        wrong = f"«lleva» solo puede ser {CALLS} o {THEIRS}"
    elif not answer.text or len(answer.said) > LONGEST_ANSWER:
        wrong = f"la respuesta va de 1 a {LONGEST_ANSWER} letras y tiene {len(answer.said)}"
    else:
        return answer
    raise DataFileError(f"{_ANSWERS}, entrada «{name}»: {wrong}.")


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
