"""The priorities file, read: what people call each need, in phrases of stems."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import product
from typing import Any, Literal

from rapidfuzz import process

from intake.datafiles import parse_yaml, read_yaml, shipped_text
from intake.errors import DataFileError, NotFoundError
from intake.places.rules.place_words import ordinary_words
from intake.reading.rules.vocabulary_check import problems
from intake.words.text import number_free, word_set, words

Weight = Literal["strong", "soft", "weak", "exclude"]
# The lists of words of a priority, and how much a word of each says.
LISTS: Mapping[str, Weight] = {
    "keywords": "strong",
    "soft": "soft",
    "weak": "weak",
    "exclude": "exclude",
}


@dataclass(frozen=True, slots=True)
class Priority:
    """A line of social policy. `safety`: restricted access, and help is told first."""

    id: str
    name: str
    group: str
    description: str
    safety: bool = False
    plain: str = ""
    """As it is said to people; empty if the file does not say."""
    theme: str = ""
    """The id of the wider priority that it was part of; empty if it always stood alone."""

    @property
    def spoken(self) -> str:
        """What other people may read of a telling on it: this, and none of its words."""
        return self.plain or self.name


@dataclass(frozen=True, slots=True)
class Theme:
    """A former priority that came apart: nothing new is tagged with it, and what was goes on."""

    id: str
    name: str
    parts: tuple[str, ...]
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme of the State, under the names that people give it."""

    id: str
    name: str
    priorities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Stems that say something of one priority or programme.

    `apart`: they need not stand side by side, only near each other in one clause.
    """

    words: tuple[str, ...]
    stems: tuple[str, ...]
    of: str
    weight: Weight
    apart: bool = False

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
    themes: tuple[Theme, ...] = ()


def read_vocabulary(text: str | None = None) -> VocabularyData:
    """The vocabulary in the built-in file, or in another text of the same form.

    DataFileError says all that is wrong, a line each, with the line of the file where it stands.
    The built-in file is held right by a test, and not looked over at each start.
    """
    return _read(builtin_text() if text is None else text)


@lru_cache(maxsize=2)  # the one that holds, and one that may come to hold
def _read(text: str) -> VocabularyData:
    data = parse_yaml(text) if text == builtin_text() else _checked(text)
    rows, programmes = data["priorities"], data.get("programs") or []
    phrases = tuple(_phrases_of(rows))
    named = tuple(_names_of(programmes))
    telling = [phrase for phrase in (*phrases, *named) if phrase.weight != "exclude"]
    return VocabularyData(
        priorities=tuple(map(_priority, rows)),
        programmes=tuple(map(_programme, programmes)),
        phrases=phrases,
        programme_phrases=named,
        known_words=frozenset(word for phrase in telling for word in phrase.words),
        neutral=_neutral(data),
        groups={str(group): str(name) for group, name in (data.get("groups") or {}).items()},
        themes=tuple(_themes(data.get("themes") or {}, rows)),
    )


def _neutral(data: dict[str, Any]) -> tuple[Phrase, ...]:
    texts = data.get("neutral") or ()
    return tuple(phrase for text in texts for phrase in _phrases(text, "", "exclude"))


def _priority(row: dict[str, Any]) -> Priority:
    return Priority(
        row["id"],
        row["name"],
        row["group"],
        row["description"],
        bool(row.get("safety")),
        row.get("plain", ""),
        row.get("theme", ""),
    )


def _themes(named: dict[str, dict[str, str]], rows: list[dict[str, Any]]) -> Iterator[Theme]:
    for id_, row in named.items():
        parts = tuple(each["id"] for each in rows if each.get("theme") == id_)
        yield Theme(id_, row["name"], parts, row.get("plain", ""))


def _programme(row: dict[str, Any]) -> Programme:
    return Programme(row["id"], row["name"], tuple(row.get("priorities", ())))


def _checked(text: str) -> Any:
    data = read_yaml(text, "El archivo de prioridades")
    wrong = problems(data, text)
    if wrong:
        raise DataFileError("\n".join(wrong))
    return data


def builtin_text() -> str:
    """The file that comes with the product."""
    return shipped_text("priorities.yaml")


def _phrases_of(rows: list[dict[str, Any]]) -> Iterator[Phrase]:
    for row in rows:
        for key, weight in LISTS.items():
            for text in dict.fromkeys(row.get(key) or ()):
                yield from _phrases(text, row["id"], weight)


def _names_of(programmes: list[dict[str, Any]]) -> Iterator[Phrase]:
    for row in programmes:
        for alias in row["aliases"]:
            yield from _phrases(alias, row["id"])


def _phrases(text: object, of: str, weight: Weight = "strong") -> Iterable[Phrase]:
    """«agua + turbia|sucia» is two phrases, each of two words that need not be side by side."""
    slots = [[words(each) for each in slot.split("|")] for slot in str(text).split("+")]
    for said in product(*slots):
        together = [word for part in said for word in part]
        yield Phrase(tuple(together), tuple(forms(together)), of, weight, apart=len(slots) > 1)


LINKS = word_set("de del la el los las un una unos unas al lo")
_SMALL = re.compile(r"(?<=[a-z]{3})(?:c?it[oa])(s?)$")
_GENDER = re.compile(r"(?<=[a-z]{4})[aeo]$")


def forms(said: list[str]) -> list[str]:
    """The words without number, gender, diminutive and without the links between them."""
    return [form(word) for word in said if word not in LINKS] or said


@lru_cache(maxsize=65_536)
def form(word: str) -> str:
    """The form of a noun. Verbs stay apart because «parto» and «partido» share only a stem."""
    return _GENDER.sub("", number_free(_SMALL.sub(r"o\1", word)))


def is_ordinary(word: str) -> bool:
    """Whether a word is common Spanish by itself or by its stem, and so no slip for another."""
    return form(word) in _ordinary_forms()


@cache
def _ordinary_forms() -> frozenset[str]:
    return frozenset(form(word) for word in ordinary_words())


def get_priority(typed: str, ids: Sequence[str], themes: Collection[str] = ()) -> str:
    """The priority of this id, or the only one that begins so; NotFoundError offers near ones.

    `themes`: ids that may be typed too, whole.
    """
    name = "_".join(words(typed))
    if name in themes:
        return name
    matching = [name] if name in ids else [each for each in ids if name and each.startswith(name)]
    if len(matching) == 1:
        return matching[0]
    near = matching or [found for found, _, _ in process.extract(name, ids, limit=3)]
    raise NotFoundError(
        f"No hay una prioridad «{typed}». ¿Quiso decir {' o '.join(near)}? "
        "Todas se ven con: ayni prioridades listar"
    )
