"""How a message was read, in words: what it was taken for, how sure that is, and by which words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rich.text import Text

from admin_cli.terminal import words
from admin_cli.terminal.output import Json
from intake.places.rules.places import Certainty, PlaceMatch
from intake.reading.rules.acts import (
    ACTOR,
    DANGER,
    IDEA,
    RESERVE,
    Act,
    Asked,
    Bounds,
    Danger,
    Level,
)
from intake.reading.rules.explained import Explained, explain
from intake.reading.rules.language import Language, hear
from intake.reading.rules.reader import Reader
from intake.reading.rules.tags import Tag
from intake.store.db import JsonDict
from intake.store.verbs import Verb
from intake.triage.cases import CaseFile
from intake.words.identifiers import identifiers

ACTS: Mapping[Act, str] = {
    Act.APORTE: "un aporte",
    Act.RESPUESTA: "la respuesta a lo que se preguntó",
    Act.CORRECCION: "una corrección de lo que dijo",
    Act.CANCELAR: "quiere dejarlo ahí",
    Act.PREGUNTA: "una pregunta",
    Act.ESTADO: "pregunta qué pasó con su aporte",
    Act.PERSONA: "quiere hablar con una persona",
    Act.RECLAMO: "un reclamo por un servicio",
    Act.DENUNCIA: "una denuncia contra alguien",
    Act.PELIGRO: "un pedido de ayuda",
    Act.SALUDO: "un saludo",
    Act.GRACIAS: "un agradecimiento",
    Act.INSULTO: "un insulto",
    Act.SPAM: "publicidad o una cadena",
    Act.OTRO: "otra cosa",
}
DANGERS: Mapping[Danger, str] = {
    Danger.EMERGENCIA_MEDICA: "emergencia médica",
    Danger.DESASTRE: "desastre",
    Danger.SUICIDIO: "suicidio",
    Danger.VIOLENCIA: "violencia",
    Danger.AMENAZA: "amenaza",
    Danger.TRATA: "trata de personas",
    Danger.DESAPARICION: "desaparición",
}
LEVELS: Mapping[Level, str] = {
    Level.NONE: "no",
    Level.MAYBE: "quizá: se dicen los teléfonos y la conversación sigue",
    Level.NOW: "ahora: primero se dice a quién llamar",
}
LEVEL_NAMES: Mapping[Level, str] = {Level.NONE: "no", Level.MAYBE: "quizas", Level.NOW: "ahora"}
_DANGER_SAID = {"quizas": "quizá hay peligro", "ahora": "hay peligro ahora"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is said of one text."""

    text: str
    explained: Explained
    bounds: Bounds
    tags: tuple[Tag, ...]
    place: PlaceMatch
    language: Language
    personal: tuple[str, ...]

    @classmethod
    def of(
        cls, text: str, asked: Asked, tags: tuple[Tag, ...], place: PlaceMatch, reader: Reader
    ) -> "Sheet":
        """Read it as this reader does."""
        return cls(
            text=text,
            explained=explain(reader, text, asked),
            bounds=reader.bounds,
            tags=tags,
            place=place,
            language=hear(text).language,
            personal=identifiers(text),
        )


def lines(sheet: Sheet, *, with_why: bool) -> Iterator[Text]:
    """Say it from top to bottom; with the words and the bounds of each decision, if asked."""
    for label, said, why in _rows(sheet):
        yield Text.assemble((f"{label}: ", "dim"), said)
        if with_why and why:
            yield Text(f"  {why}", "dim")


def _rows(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    """What it is about, what is said of it, and why."""
    explained, bounds = sheet.explained, sheet.bounds
    reading, opinion = explained.reading, explained.reading.opinion
    yield (
        "Se toma por",
        ACTS[reading.act] + _share(explained.act_share),
        _because(
            explained.words,
            "decide el peligro"
            if reading.level is Level.NOW
            else f"por otra cosa que un aporte, desde {bounds.not_aporte:.0%}",
        ),
    )
    yield (
        "Peligro",
        LEVELS[reading.level] + _share(opinion.danger if opinion else None),
        _because(
            _moved(explained, DANGER),
            f"quizá desde {bounds.danger_maybe:.0%}, ahora desde {bounds.danger_now:.0%} o por "
            "una frase que lo dice",
        ),
    )
    if reading.dangers:
        yield "De qué", ", ".join(_kinds(explained)), ""
    yield (
        "Reservado",
        ("; ".join(explained.reserved) or "no") + _share(opinion.reserve if opinion else None),
        _because(explained.moved(RESERVE), f"desde {bounds.reserve:.0%} o por una señal"),
    )
    yield from _told(sheet)


def _told(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    """What is told, by whom, of what and where."""
    explained = sheet.explained
    reading, opinion = explained.reading, explained.reading.opinion
    kind = "idea" if reading.is_proposal else "problema"
    yield (
        "Problema o idea",
        kind + _share(opinion.idea if opinion else None, "idea"),
        _because(explained.moved(IDEA), "idea desde 50%"),
    )
    if reading.actor is None:
        yield "Habla por", "no lo dice", ""
    else:
        moved = explained.moved(f"{ACTOR}{reading.actor}")
        yield "Habla por", words.CLAIMS[reading.actor], _because(moved, "desde 50%")
    yield "Prioridades", "; ".join(map(_tag, sheet.tags)) or "ninguna", ""
    yield "Lugar", _place(sheet.place), ""
    yield "Datos de alguien", "; ".join(sheet.personal) or "no se ven", ""
    needs = ", necesita intérprete" if reading.needs_interpreter else ""
    yield "Idioma", f"{sheet.language}{needs}", ""


def _share(chance: float | None, of: str = "") -> str:
    return "" if chance is None else f" ({f'{of}: ' if of else ''}{chance:.0%})"


def _moved(explained: Explained, head: str) -> tuple[str, ...]:
    is_by_rule = head == DANGER and explained.reading.level is not Level.NONE
    return explained.moved(head, explained.reading.words if is_by_rule else ())


def _because(moved: Iterable[str], bound: str) -> str:
    """The words that spoke for it, and from which probability on it is so."""
    said = _quoted(moved)
    return f"a favor: {said}; {bound}" if said else bound


def _quoted(moved: Iterable[str]) -> str:
    return ", ".join(f"«{each}»" for each in moved)


def _kinds(explained: Explained) -> list[str]:
    opinion = explained.reading.opinion
    chances = opinion.kinds if opinion else {}
    return [f"{DANGERS[each]}{_share(chances.get(each))}" for each in explained.reading.dangers]


def _tag(tag: Tag) -> str:
    return f"{tag.priority}, por {_quoted(tag.words)}"


def _place(match: PlaceMatch) -> str:
    if not match.candidates:
        return "no se reconoce ninguno"
    names = [f"{each.name}, {each.province}" for each in match.candidates]
    return names[0] if match.certainty is Certainty.SURE else f"¿{' o '.join(names)}?"


def as_json(sheet: Sheet, *, with_why: bool) -> dict[str, Json]:
    """Give the same for other programs."""
    explained = sheet.explained
    reading, opinion = explained.reading, explained.reading.opinion
    said: dict[str, Json] = {
        "texto": sheet.text,
        **line_json(explained),
        "clases": [
            {
                "clase": each.value,
                "probabilidad": _round(opinion.kinds.get(each) if opinion else None),
            }
            for each in reading.dangers
        ],
        "reservado": bool(explained.reserved),
        "razones_de_reserva": list(explained.reserved),
        "tipo": "idea" if reading.is_proposal else "problema",
        "habla_por": reading.actor.value if reading.actor else None,
        "prioridades": [
            {"id": tag.priority, "puntaje": tag.score, "palabras": list(tag.words)}
            for tag in sheet.tags
        ],
        "lugar": [each.ubigeo for each in sheet.place.candidates],
        "certeza_del_lugar": sheet.place.certainty.value,
        "datos_de_alguien": list(sheet.personal),
        "idioma": sheet.language.value,
        "interprete": reading.needs_interpreter,
    }
    if with_why:
        said["por_que"] = {head: list(moved) for head, moved in explained.by_head.items()}
        said["umbrales"] = {
            "peligro_ahora": sheet.bounds.danger_now,
            "peligro_quizas": sheet.bounds.danger_maybe,
            "reservar": sheet.bounds.reserve,
            "no_es_aporte": sheet.bounds.not_aporte,
        }
    return said


def _round(chance: float | None) -> float | None:
    return None if chance is None else round(chance, 3)


def line_json(explained: Explained) -> dict[str, Json]:
    """Give what a text was taken for, for other programs."""
    return {
        "acto": explained.reading.act.value,
        "probabilidad": _round(explained.act_share),
        "peligro": LEVEL_NAMES[explained.reading.level],
        "palabras": list(explained.words),
    }


def read_case(file: CaseFile) -> Explained:
    """Read the text of a case as it stands now, by the reader that holds now."""
    return explain(file.message_reader, file.aporte.text, Asked.NONE, whole=False)


def line(explained: Explained) -> str:
    """Say in one line what a text was taken for, and by which words."""
    reading = explained.reading
    kinds = f" de {' y '.join(DANGERS[each] for each in reading.dangers)}" if reading.level else ""
    level = {Level.MAYBE: f"; quizá hay peligro{kinds}", Level.NOW: kinds}.get(reading.level, "")
    by = f", por las palabras {_quoted(explained.words)}" if explained.words else ""
    return f"{ACTS[reading.act]}{level}{_share(explained.act_share)}{by}"


def second_of(file: CaseFile) -> JsonDict:
    """What a second reader last wrote down of this case, and not of those merged into it."""
    said = [
        act.content.after
        for act in file.acts
        if act.entry.verb is Verb.SEGUNDA_LECTURA and act.entry.aporte_id == file.aporte.id
    ]
    return said[-1] if said else {}


def second_line(said: JsonDict) -> str:
    """Say in one line what a second reader wrote down of a case; empty if it wrote nothing."""
    danger = _DANGER_SAID.get(said.get("peligro", ""), "")
    kinds = ", ".join(DANGERS[Danger(each)] for each in said.get("clases", ()))
    parts = (
        f"{danger} ({kinds})" if danger and kinds else danger,
        "pide reservarlo" if said.get("reservar") else "",
        f"lo toma por {ACTS[Act(said['acto'])]}" if said.get("acto") else "",
        f"propone {', '.join(said['prioridades'])}" if said.get("prioridades") else "",
        f"resume: «{said['resumen']}»" if said.get("resumen") else "",
    )
    return "; ".join(part for part in parts if part)
