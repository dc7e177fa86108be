"""What is wrong with a priorities file, told to whoever edits it: each fault with its line."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import yaml

from intake.datafiles import LOADER
from intake.words.text import word_set, words

_PARTS = word_set(
    "version locale updated frameworks programs neutral groups themes priorities native_hints"
)
_LISTS = ("keywords", "soft", "weak", "exclude")
_NAMES = {"keywords": "fuerte", "soft": "que cede", "weak": "débil", "exclude": "que excluye"}
_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")
_LONGEST_PHRASE = 80
_LONGEST_PLAIN = 60
_THEME_FIELDS = word_set("name plain")
_FEWEST_PARTS = 2

Where = tuple[str | int, ...]
"""A place in the file: keys and positions, from the outside in."""
Fault = tuple[Where, str]
"""Where something is wrong, and what."""


@dataclass(frozen=True, slots=True)
class _Form:
    """What each row of a part of the file must and may have."""

    part: str
    kind: str
    required: tuple[str, ...]
    fields: frozenset[str]
    lists: tuple[str, ...]


_PRIORITIES = _Form(
    "priorities",
    "prioridad",
    ("id", "name", "group", "description", "keywords"),
    word_set("id name plain group theme description source safety keywords soft weak exclude"),
    _LISTS,
)
_PROGRAMMES = _Form(
    "programs",
    "programa",
    ("id", "name", "aliases"),
    word_set("id name aliases priorities status"),
    ("aliases",),
)


def problems(data: object, text: str) -> list[str]:
    """Everything that is wrong, in Spanish, in the order of the file; nothing if it may be used."""
    found = list(_faults(data))
    if not found:
        return []
    line_of = _lines(text)
    placed = sorted((line_of(where), said) for where, said in found)
    return [f"Línea {line}: {said}" if line else said for line, said in placed]


def _faults(data: object) -> Iterator[Fault]:
    if not isinstance(data, dict) or not data.get("priorities"):
        yield (), "Al archivo de prioridades le falta la lista «priorities»."
        return
    yield from _unknown(data, _PARTS, (), "el archivo de prioridades")
    rows, programmes = data["priorities"], data.get("programs") or []
    for part, value in (("priorities", rows), ("programs", programmes)):
        if not isinstance(value, list):
            yield (part,), f"«{part}» debe ser una lista."
    rows = rows if isinstance(rows, list) else []
    programmes = programmes if isinstance(programmes, list) else []
    yield from _each(_PRIORITIES, rows)
    yield from _each(_PROGRAMMES, programmes)
    yield from _strangers(rows, programmes)
    yield from _two_owners(rows)
    yield from _groups(data.get("groups"), rows)
    yield from _themes(data.get("themes"), rows)
    yield from _phrase_list(data.get("neutral"), ("neutral",), "«neutral»")


def _each(form: _Form, rows: list[object]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, row in enumerate(rows):
        where = (form.part, place)
        if not isinstance(row, dict):
            yield (
                where,
                f"Cada {form.kind} debe ser un bloque con sus campos, y hay uno que no lo es.",
            )
            continue
        name = row.get("id", "?")
        yield from _unknown(row, form.fields, where, f"«{name}»")
        yield from _lacking(form, row, where)
        if isinstance(name, str):
            yield from _id(name, form.kind, where, seen)
        yield from _misshapen(row, where)
        for key in form.lists:
            yield from _phrase_list(row.get(key), (*where, key), f"«{key}» de «{name}»")
        yield from _said_twice(row, where)


def _lacking(form: _Form, row: Mapping[str, object], where: Where) -> Iterator[Fault]:
    name = row.get("id", "?")
    for key in form.required:
        if not row.get(key):
            yield where, f"A la {form.kind} «{name}» le falta el campo «{key}»."
        elif key not in form.lists and not isinstance(row[key], str):
            yield (*where, key), f"En «{name}», «{key}» debe ser un texto."


def _misshapen(row: Mapping[str, object], where: Where) -> Iterator[Fault]:
    name, plain = row.get("id", "?"), row.get("plain", "")
    if not isinstance(plain, str) or len(plain) > _LONGEST_PLAIN:
        said = f"En «{name}», «plain» debe ser un texto de {_LONGEST_PLAIN} letras a lo más."
        yield (*where, "plain"), said
    if not isinstance(row.get("safety", False), bool):
        yield (*where, "safety"), f"En «{name}», «safety» debe ser true o false."


def _id(name: str, kind: str, where: Where, seen: set[str]) -> Iterator[Fault]:
    if name != "?" and not _ID.fullmatch(name):
        yield where, f"El id «{name}» va en minúsculas, sin tildes ni espacios: agua_riego."
    if name in seen:
        yield where, f"La {kind} «{name}» está dos veces."
    seen.add(name)


def _unknown(
    row: Mapping[str, object], fields: frozenset[str], where: Where, name: str
) -> Iterator[Fault]:
    """A misspelt key would be left out in silence, and with it what it says."""
    for key in row:
        if key not in fields:
            known = ", ".join(sorted(fields))
            yield (*where, key), f"En {name} no se conoce el campo «{key}»; puede ser {known}."


def _phrase_list(value: object, where: Where, name: str) -> Iterator[Fault]:
    if value is None:
        return
    if not isinstance(value, list):
        yield where, f"{name} debe ser una lista de palabras o frases."
        return
    for place, text in enumerate(value):
        if isinstance(text, dict | list):
            said = f"hay algo que no es una palabra ni una frase: {text}."
        elif not all(map(words, re.split(r"[+|]", str(text)))):
            said = f"hay una palabra vacía: «{'' if text is None else text}»."
        elif len(str(text)) > _LONGEST_PHRASE and "|" not in str(text):
            said = f"hay una frase de más de {_LONGEST_PHRASE} letras: «{text}»."
        else:
            continue
        yield (*where, place), f"En {name} {said}"


def _plain(row: Mapping[str, object], key: str) -> dict[str, int]:
    """The phrases of a list as they are compared, with their positions."""
    value = row.get(key)
    if not isinstance(value, list):
        return {}
    return {
        " + ".join(" ".join(words(slot)) for slot in str(text).split("+")): place
        for place, text in enumerate(value)
        if not isinstance(text, dict | list)
    }


def _said_twice(row: Mapping[str, object], where: Where) -> Iterator[Fault]:
    """A phrase in two lists of one priority would say two things of it."""
    owner: dict[str, str] = {}
    for key in _LISTS:
        for phrase, place in _plain(row, key).items():
            other = owner.setdefault(phrase, key)
            if phrase and other != key:
                said = (
                    f"En «{row.get('id', '?')}», «{phrase}» es a la vez palabra {_NAMES[other]} "
                    f"y {_NAMES[key]}: déjela en una sola lista."
                )
                yield (*where, key, place), said


def _two_owners(rows: Iterable[object]) -> Iterator[Fault]:
    owner: dict[str, str] = {}
    for place, row in enumerate(rows):
        if not isinstance(row, dict):
            continue
        name = str(row.get("id", "?"))
        for phrase, position in _plain(row, "keywords").items():
            if owner.setdefault(phrase, name) != name:
                yield (
                    ("priorities", place, "keywords", position),
                    f"«{phrase}» es palabra fuerte de dos prioridades: {owner[phrase]} y {name}.",
                )


def _strangers(rows: Iterable[object], programmes: Iterable[object]) -> Iterator[Fault]:
    """A programme that points at a priority that is none."""
    known = {row.get("id") for row in rows if isinstance(row, dict)}
    for place, row in enumerate(programmes):
        if not isinstance(row, dict) or "id" not in row:
            continue
        named = row.get("priorities")
        for each in named if isinstance(named, list) else ():
            if known and each not in known:
                yield (
                    ("programs", place, "priorities"),
                    f"El programa «{row['id']}» señala la prioridad «{each}», que no existe.",
                )


def _groups(named: object, rows: Iterable[object]) -> Iterator[Fault]:
    """Where the file names groups, it names all of them."""
    if named is None:
        return
    if not isinstance(named, dict):
        yield ("groups",), "En «groups» va el id de cada grupo con su nombre."
        return
    for place, row in enumerate(rows):
        if isinstance(row, dict) and row.get("group") and not named.get(row["group"]):
            yield (
                ("priorities", place, "group"),
                f"El grupo «{row['group']}» de «{row.get('id')}» no tiene nombre en «groups».",
            )


def _themes(named: object, rows: list[object]) -> Iterator[Fault]:
    """A theme has a name and at least two parts, is no priority itself, and each named one is."""
    themes = named if isinstance(named, dict) else {}
    if named is not None and not isinstance(named, dict):
        yield ("themes",), "En «themes» va el id de cada tema con sus campos: name, plain."
    kept = [(place, row) for place, row in enumerate(rows) if isinstance(row, dict)]
    for id_, theme in themes.items():
        where = ("themes", str(id_))
        yield from _theme(str(id_), theme, where)
        if any(row.get("id") == id_ for _, row in kept):
            yield where, f"«{id_}» es a la vez un tema y una prioridad: déjelo como tema."
        if sum(row.get("theme") == id_ for _, row in kept) < _FEWEST_PARTS:
            yield (
                where,
                f"El tema «{id_}» debe tener dos o más prioridades que lo digan en «theme».",
            )
    yield from _unknown_themes(themes, kept)


def _unknown_themes(
    themes: Mapping[object, object], kept: Iterable[tuple[int, dict[str, object]]]
) -> Iterator[Fault]:
    for place, row in kept:
        theme = row.get("theme")
        if theme is not None and theme not in themes:
            yield (
                ("priorities", place, "theme"),
                f"El tema «{theme}» de «{row.get('id')}» no está en «themes».",
            )


def _theme(id_: str, theme: object, where: Where) -> Iterator[Fault]:
    if not isinstance(theme, dict):
        yield where, f"El tema «{id_}» debe ser un bloque con sus campos."
        return
    yield from _unknown(theme, _THEME_FIELDS, where, f"el tema «{id_}»")
    if not theme.get("name") or not isinstance(theme["name"], str):
        yield where, f"Al tema «{id_}» le falta el campo «name»."
    yield from _misshapen({"id": id_, **theme}, where)


def _lines(text: str) -> Callable[[Where], int]:
    """A function from a place in the file to its line, or to that of what holds it."""
    root = yaml.compose(text, Loader=LOADER)

    def line_of(where: Where) -> int:
        node, line = root, 0
        for step in where:
            below = _below(node, step)
            if below is None:
                break
            line, node = below
        return line

    return line_of


def _below(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        each = node.value[step]
        return each.start_mark.line + 1, each
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line + 1, value
    return None
