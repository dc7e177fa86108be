"""The derivations file, read and checked: messages that have another way, and where that leads."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

import yaml

from intake.datafiles import parse_yaml
from intake.errors import DataFileError
from intake.rules.keys import fold
from intake.rules.text import normalise

_STATUSES = ("verificado", "por_confirmar")


class IntentKind(StrEnum):
    """What a message may be."""

    SALUDO = "saludo"
    CONSULTA = "consulta"
    SPAM = "spam"
    EMERGENCIA = "emergencia"
    VIOLENCIA = "violencia"
    DENUNCIA = "denuncia"
    RECLAMO = "reclamo"
    APORTE = "aporte"
    NADA = "nada"


# In the order of what cannot wait.
DERIVED = (IntentKind.EMERGENCIA, IntentKind.VIOLENCIA, IntentKind.DENUNCIA, IntentKind.RECLAMO)


@dataclass(frozen=True, slots=True)
class Canal:
    """Where such a message belongs; `is_verified`: the number was seen at its source."""

    name: str
    contact: str
    source: str
    checked_on: date
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase over words as they sound; it is only tried when one of `needs` is there."""

    pattern: re.Pattern[str]
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Derivation:
    """What a person is told whose message has another way."""

    kind: IntentKind
    text: str
    channels: tuple[Canal, ...]
    phrases: tuple[Phrase, ...]
    if_urgent: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Readings:
    """The whole file: ways, and phrases of what is no aporte."""

    derivations: tuple[Derivation, ...]
    urgency: tuple[Phrase, ...]
    greeting: frozenset[str]
    filler: frozenset[str]
    question: tuple[Phrase, ...]
    no_question: tuple[Phrase, ...]
    spam: tuple[Phrase, ...]
    spam_hint: tuple[Phrase, ...]
    proposal: tuple[Phrase, ...]
    empty: tuple[Phrase, ...]


def derivation(kind: IntentKind) -> Derivation | None:
    """What to say for this kind; None for the kinds that need no other way."""
    return next((d for d in builtin_readings().derivations if d.kind is kind), None)


@cache
def builtin_readings() -> Readings:
    """The readings that come with the product."""
    return parse_readings(
        resources.files("intake.data").joinpath("derivations.yaml").read_text("utf-8")
    )


def parse_readings(text: str) -> Readings:
    """Read and check a derivations file; DataFileError says in Spanish what is wrong."""
    try:
        data = parse_yaml(text)
    except yaml.YAMLError as problem:
        raise DataFileError(f"El archivo de derivaciones no es YAML válido: {problem}") from problem
    if not isinstance(data, dict) or not {"derivaciones", "lecturas", "urgencia"} <= data.keys():
        raise DataFileError(
            "Al archivo de derivaciones le falta una de sus tres partes: "
            "urgencia, derivaciones, lecturas."
        )
    ways = [_derivation(row) for row in data["derivaciones"]]
    missing = set(DERIVED) - {way.kind for way in ways}
    if missing:
        raise DataFileError(f"Falta la derivación de: {', '.join(sorted(missing))}.")
    plain = data["lecturas"]
    ways.sort(key=lambda way: DERIVED.index(way.kind))
    return Readings(
        derivations=tuple(ways),
        urgency=_phrases(data, "urgencia"),
        greeting=frozenset(fold(w) for p in plain["saludo"] for w in normalise(str(p)).split()),
        filler=frozenset(fold(normalise(str(w))) for w in plain["relleno"]),
        question=_phrases(plain, "consulta"),
        no_question=_phrases(plain, "no_es_consulta"),
        spam=_phrases(plain, "spam_seguro"),
        spam_hint=_phrases(plain, "spam_indicio"),
        proposal=_phrases(plain, "propuesta"),
        empty=_phrases(plain, "vacias"),
    )


def _derivation(row: dict[str, Any]) -> Derivation:
    kind = row.get("tipo", "?")
    if kind not in set(DERIVED):
        raise DataFileError(
            f"«{kind}» no es un tipo de derivación; puede ser {', '.join(DERIVED)}."
        )
    for needed in ("texto", "canales", "frases"):
        if not row.get(needed):
            raise DataFileError(f"A la derivación «{kind}» le falta «{needed}».")
    return Derivation(
        IntentKind(kind),
        str(row["texto"]).strip(),
        tuple(_canal(kind, canal) for canal in row["canales"]),
        _phrases(row, "frases"),
        _phrases(row, "con_urgencia"),
        _phrases(row, "salvo"),
    )


def _canal(kind: str, row: dict[str, Any]) -> Canal:
    name, contact = row.get("nombre"), row.get("numero") or row.get("enlace")
    if not name or not contact or not row.get("fuente"):
        raise DataFileError(
            f"Un canal de «{kind}» necesita nombre, número o enlace, y fuente: {name or row}."
        )
    if not isinstance(row.get("fecha"), date) or row.get("status") not in _STATUSES:
        raise DataFileError(
            f"Al canal «{name}» de «{kind}» le falta la fecha (AAAA-MM-DD) o el status "
            f"({' o '.join(_STATUSES)})."
        )
    return Canal(name, str(contact), row["fuente"], row["fecha"], row["status"] == _STATUSES[0])


def _phrases(row: dict[str, Any], key: str) -> tuple[Phrase, ...]:
    return tuple(_phrase(str(phrase)) for phrase in row.get(key) or ())


def _phrase(text: str) -> Phrase:
    parts, needs = [], frozenset[str]()
    for slot in text.lower().split():
        if slot == "*":
            parts.append(r"(?: \S+){0,4}?")
            continue
        choices = slot.split("|")
        parts.append(" (?:" + "|".join(_choice(choice) for choice in choices) + ")")
        if not needs and not any("~" in c or "_" in c for c in choices):
            needs = frozenset(fold(normalise(c)) for c in choices)
    return Phrase(re.compile("".join(parts) + "(?= )"), needs)


def _choice(text: str) -> str:
    said = " ".join(re.escape(fold(word)) for word in normalise(text.replace("_", " ")).split())
    return said + r"\S*" if text.endswith("~") else said
