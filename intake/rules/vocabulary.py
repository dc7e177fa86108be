"""The priorities file, read and checked: what people call each need, in phrases of stems."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Literal

import yaml

from intake.datafiles import parse_yaml
from intake.errors import DataFileError
from intake.rules.place_words import ordinary_words
from intake.rules.text import word_set, words

Weight = Literal["strong", "weak", "exclude"]


@dataclass(frozen=True, slots=True)
class Priority:
    """A line of social policy. `safety`: restricted access, and help is told first."""

    id: str
    name: str
    group: str
    description: str
    safety: bool = False


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme of the State, under the names that people give it."""

    id: str
    name: str
    priorities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Stems that say something of one priority or programme."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    of: str
    weight: Weight

    @property
    def plain(self) -> tuple[str, ...]:
        """Its words without links, as they stand in a text read without links."""
        return tuple(word for word in self.words if word not in LINKS)


@dataclass(frozen=True, slots=True)
class VocabularyData:
    """All that the file says, as the tagger needs it."""

    priorities: tuple[Priority, ...]
    programmes: tuple[Programme, ...]
    phrases: tuple[Phrase, ...]
    programme_phrases: tuple[Phrase, ...]
    known_words: frozenset[str]
    neutral: tuple[Phrase, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)
    """What people are shown for a group of priorities."""


def read_vocabulary(text: str | None = None) -> VocabularyData:
    """The built-in file, or another text of the same form; DataFileError says what is wrong."""
    if text is None:
        text = resources.files("intake.data").joinpath("priorities.yaml").read_text("utf-8")
    try:
        data = parse_yaml(text)
    except yaml.YAMLError as problem:
        raise DataFileError(f"El archivo de prioridades no es YAML válido: {problem}") from problem
    if not isinstance(data, dict) or not data.get("priorities"):
        raise DataFileError("Al archivo de prioridades le falta la lista «priorities».")
    rows = [
        _checked(row, "prioridad", ("id", "name", "group", "description", "keywords"))
        for row in data["priorities"]
    ]
    programmes = [
        _checked(row, "programa", ("id", "name", "aliases")) for row in data.get("programs", [])
    ]
    phrases = tuple(_phrases_of(rows))
    named = tuple(_phrases(programmes, "aliases", "strong"))
    _no_repeats(rows, phrases)
    neutral = tuple(
        Phrase(tuple(words(t)), tuple(forms(words(t))), "", "exclude")
        for t in data.get("neutral", ())
    )
    known = {
        w
        for row in rows
        for key in ("keywords", "weak")
        for p in row.get(key, ())
        for w in words(str(p))
    }
    return VocabularyData(
        priorities=tuple(
            Priority(r["id"], r["name"], r["group"], r["description"], bool(r.get("safety")))
            for r in rows
        ),
        programmes=tuple(
            Programme(r["id"], r["name"], tuple(r.get("priorities", ()))) for r in programmes
        ),
        phrases=phrases,
        programme_phrases=named,
        known_words=frozenset(
            known | {w for r in programmes for a in r["aliases"] for w in words(a)}
        ),
        neutral=neutral,
        groups=_groups(data.get("groups"), rows),
    )


def _phrases_of(rows: list[Mapping[str, Any]]) -> Iterable[Phrase]:
    yield from _phrases(rows, "keywords", "strong")
    yield from _phrases(rows, "weak", "weak")
    yield from _phrases(rows, "exclude", "exclude")


def _phrases(rows: list[Mapping[str, Any]], key: str, weight: Weight) -> Iterable[Phrase]:
    for row in rows:
        for text in dict.fromkeys(row.get(key) or ()):
            said = tuple(words(str(text)))
            if not said:
                raise DataFileError(f"En «{row['id']}» hay una palabra vacía en «{key}».")
            yield Phrase(said, tuple(forms(list(said))), row["id"], weight)


def _checked(row: Any, kind: str, needed: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(row, dict):
        raise DataFileError(
            f"Cada {kind} debe ser un bloque con sus campos, y hay uno que no lo es."
        )
    for key in needed:
        if not row.get(key):
            raise DataFileError(f"A la {kind} «{row.get('id', '?')}» le falta el campo «{key}».")
    return row


def _groups(named: Any, rows: list[Mapping[str, Any]]) -> dict[str, str]:
    """The names of the groups; where the file has them, it has all of them."""
    if named is None:
        return {}
    if not isinstance(named, dict):
        raise DataFileError("En «groups» va el id de cada grupo con su nombre.")
    for row in rows:
        if not named.get(row["group"]):
            raise DataFileError(
                f"El grupo «{row['group']}» de «{row['id']}» no tiene nombre en «groups»."
            )
    return {str(group): str(name) for group, name in named.items()}


def _no_repeats(rows: list[Mapping[str, Any]], phrases: Iterable[Phrase]) -> None:
    ids = [row["id"] for row in rows]
    twice = next((i for i in ids if ids.count(i) > 1), None)
    if twice:
        raise DataFileError(f"La prioridad «{twice}» está dos veces.")
    owner: dict[tuple[str, ...], str] = {}
    for phrase in phrases:
        if phrase.weight == "strong" and owner.setdefault(phrase.words, phrase.of) != phrase.of:
            shared, other = " ".join(phrase.words), owner[phrase.words]
            raise DataFileError(
                f"«{shared}» es palabra fuerte de dos prioridades: {other} y {phrase.of}."
            )


LINKS = word_set("de del la el los las un una unos unas al lo")
_SMALL = re.compile(r"(?<=[a-z]{3})(?:c?it[oa])(s?)$")
_PLURAL = re.compile(r"(?<=[a-z]{3})(?:(?<=[lrndz])es|s)$")
_GENDER = re.compile(r"(?<=[a-z]{4})[aeo]$")


def forms(said: list[str]) -> list[str]:
    """The words without number, gender, diminutive and without the links between them."""
    return [form(word) for word in said if word not in LINKS] or said


@lru_cache(maxsize=65_536)
def form(word: str) -> str:
    """A noun's form; verbs stay apart, for «parto» and «partido» share a stem and no meaning."""
    word = _PLURAL.sub("", _SMALL.sub(r"o\1", word))
    return _GENDER.sub("", word)


def is_ordinary(word: str) -> bool:
    """Whether a word is common Spanish in itself or by its stem: not a misspelling of another."""
    return form(word) in _ordinary_forms()


@cache
def _ordinary_forms() -> frozenset[str]:
    return frozenset(form(word) for word in ordinary_words())
