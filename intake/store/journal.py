"""Writing down who did what, and reading an entry together with the words that belong to it."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncSession

from intake.store.db import JsonDict
from intake.store.models import JournalEntry, JournalWords
from intake.store.models.journal import EntryPart
from intake.store.verbs import Verb

_EVERY = "*"
_TOLD = frozenset({"text", "place_text", "affected"})
_FACTS = frozenset({EntryPart.NOTE.value})
_WORDS_OF_PEOPLE: Mapping[Verb, frozenset[str]] = MappingProxyType(
    {
        Verb.CONTAR: _TOLD,
        Verb.CORREGIR: _TOLD,
        Verb.CONTESTAR: frozenset({"answer"}),
        Verb.REABRIR: _FACTS,
        Verb.AGREGAR: _FACTS,
        Verb.SEGUNDA_LECTURA: frozenset({"resumen"}),
        Verb.PREGUNTAR_AL_EQUIPO: frozenset({"text"}),
        Verb.PEDIR_PERSONA: frozenset({"text", "contact"}),
        Verb.POSTULAR: frozenset({"answers"}),
        Verb.CAMBIAR: frozenset({_EVERY}),
    }
)
"""Of each act, the fields that hold what a person wrote; they are kept beside the entry."""
_INSIDE = "/"


@dataclass(frozen=True, slots=True)
class About:
    """What an entry is about, and the person whom it concerns. None of what does not apply."""

    aporte_id: int | None = None
    person_id: int | None = None
    necesidad_id: int | None = None
    meeting_id: int | None = None
    agenda_item_id: int | None = None
    acuerdo_id: int | None = None
    concurso_id: int | None = None
    application_id: int | None = None
    broadcast_id: int | None = None
    source_id: int | None = None
    account_id: int | None = None


NOTHING = About()


@dataclass(frozen=True, slots=True)
class Content:
    """What an entry says, with the words of people as far as they are still kept."""

    note: str
    before: JsonDict
    after: JsonDict


def record(
    session: AsyncSession,
    verb: Verb,
    about: About = NOTHING,
    *,
    now: datetime,
    operator_id: int | None = None,
    note: str = "",
    before: JsonDict | None = None,
    after: JsonDict | None = None,
) -> JournalEntry:
    """Add one entry; it has its id after the next flush. Only what changed goes in, as JSON.

    What a person wrote is put beside the entry and not into it, so that it can be erased alone.
    """
    wanted = _WORDS_OF_PEOPLE.get(verb, frozenset())
    words: list[JournalWords] = []
    if note and EntryPart.NOTE in wanted:
        words.append(JournalWords(part=EntryPart.NOTE, field="", text=note))
        note = ""
    entry = JournalEntry(
        at=now,
        verb=verb,
        operator_id=operator_id,
        note=note,
        before=_take_out(before or {}, EntryPart.BEFORE, wanted, words),
        after=_take_out(after or {}, EntryPart.AFTER, wanted, words),
        words=words,
        **asdict(about),
    )
    session.add(entry)
    return entry


def content_of(entry: JournalEntry) -> Content:
    """The whole of an entry whose `words` are loaded; erased words are missing, and that is all."""
    note = entry.note
    sides = {
        EntryPart.BEFORE: deepcopy(entry.before),
        EntryPart.AFTER: deepcopy(entry.after),
    }
    for each in entry.words:
        if each.part is EntryPart.NOTE:
            note = each.text
            continue
        *above, name = each.field.split(_INSIDE)
        inside = sides[each.part]
        for step in above:
            inside = inside.setdefault(step, {})
        inside[name] = each.text
    return Content(note, sides[EntryPart.BEFORE], sides[EntryPart.AFTER])


def _take_out(
    side: JsonDict, part: EntryPart, wanted: frozenset[str], words: list[JournalWords]
) -> JsonDict:
    """What stays in the entry; the texts that a person wrote are added to `words`."""
    kept: JsonDict = {}
    for name, value in side.items():
        if name in wanted or _EVERY in wanted:
            kept |= _without_texts({name: value}, "", part, words)
        else:
            kept[name] = value
    return kept


def _without_texts(
    side: JsonDict, above: str, part: EntryPart, words: list[JournalWords]
) -> JsonDict:
    kept: JsonDict = {}
    for name, value in side.items():
        if isinstance(value, dict):
            kept[name] = _without_texts(value, f"{above}{name}{_INSIDE}", part, words)
        elif isinstance(value, str) and value:
            words.append(JournalWords(part=part, field=f"{above}{name}", text=value))
        else:
            kept[name] = value
    return kept
