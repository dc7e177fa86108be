"""The derivations file, read and checked: messages that have another way, and where that leads."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, cached_property

from intake.datafiles import read_yaml, shipped_text
from intake.errors import DataFileError
from intake.words.keys import fold
from intake.words.text import fold_case, normalise, word_set

REVIEW = timedelta(days=183)
"""How long a number that was seen at its source is taken to be right."""
_STATUSES = ("verificado", "por_confirmar")
_PARTS = word_set("urgencia derivaciones lecturas")
_FIELDS = word_set(
    "tipo texto cierre canales primera_persona frases con_urgencia salvo salvo_urgencia"
)
_CANAL_FIELDS = word_set("nombre dice numero enlace escrito fuente fecha status")
_READINGS = word_set(
    """saludo consulta consulta_segura no_es_consulta spam_seguro spam_indicio propuesta vacias
    relleno"""
)


_DETERMINERS = word_set(
    "mi mis tu tus su sus nuestro nuestra nuestros nuestras el la los las un una unos unas"
)
_GAPS = {
    "*": r"(?: \S+){0,4}?",
    "+": rf"(?: (?!(?:{'|'.join(sorted({fold(word) for word in _DETERMINERS}))}) )\S+){{0,4}}?",
}
"""Up to four words between two of a phrase: any, or none that begins to speak of another."""


class IntentKind(StrEnum):
    """What a message may be."""

    SALUDO = "saludo"
    CONSULTA = "consulta"
    SPAM = "spam"
    EMERGENCIA = "emergencia"
    SUICIDIO = "suicidio"
    VIOLENCIA = "violencia"
    AMENAZA = "amenaza"  # threatened with arms, extorted, held
    DESASTRE = "desastre"  # fire, flood, landslide: now
    MENOR = "menor"  # a child touched, with child, sought out or taken away by an adult
    TRATA = "trata"
    DESAPARICION = "desaparicion"
    DENUNCIA = "denuncia"
    RECLAMO = "reclamo"
    APORTE = "aporte"
    NADA = "nada"


# In the order of what cannot wait: who is dying needs the ambulance first, and hears of the other
# lines too (`Intent.also`).
DERIVED = (
    IntentKind.EMERGENCIA,
    IntentKind.DESASTRE,
    IntentKind.SUICIDIO,
    IntentKind.MENOR,
    IntentKind.VIOLENCIA,
    IntentKind.AMENAZA,
    IntentKind.TRATA,
    IntentKind.DESAPARICION,
    IntentKind.DENUNCIA,
    IntentKind.RECLAMO,
)
DANGER = frozenset(DERIVED) - {IntentKind.DENUNCIA, IntentKind.RECLAMO}
"""Somebody may be in danger: help is said before anything else, and strangers never read it."""
# What makes a phrase one of the speaker's own: one whole slot of it is such a word.
_FIRST_PERSON = word_set(
    """me mi mis nos nuestro nuestra conmigo yo tengo tenemos estoy estamos soy somos fui quiero
    quisiera puedo podemos voy sufro sufrimos aguanto tome bebi trague he acabo deseo prefiero
    necesito necesitamos"""
)
_TO_ME = re.compile(r"\w+(?:[aei]r|ndo)me")
"""«matarme», «pegándome»: the one it is done to is who speaks."""
# A telephone, however it is spaced, or an address: only a channel that was checked may hold one.
_CONTACT = re.compile(
    r"\d(?:[ .-]?\d){2,}|https?:|www\.|\w\.(?:pe|com|org|net|gob)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Canal:
    """Where such a message belongs; `is_verified`: the number was seen at its source."""

    name: str
    said: str
    """What people read beside the number or the address."""
    contact: str
    source: str
    checked_on: date
    is_verified: bool
    is_written: bool = False
    """It is for who cannot speak aloud."""

    def is_overdue(self, on: date) -> bool:
        """Whether nobody looked at its source for so long that somebody must again."""
        return on - self.checked_on > REVIEW

    @property
    def line(self) -> str:
        """The channel on a line of its own: a number first, to be dialled; an address last."""
        if self.contact.isdecimal():
            return f"{self.contact}: {self.said}"
        return f"{self.said}: {self.contact}"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase over words as they sound; only tried when a word of each of `needs` is there."""

    pattern: re.Pattern[str]
    needs: tuple[frozenset[str], ...]
    sounds: frozenset[str]
    """All its words, and the beginnings of words."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """What a person is told whose message has another way."""

    kind: IntentKind
    opening: str
    closing: str
    channels: tuple[Canal, ...]
    first_person: tuple[Phrase, ...]
    """What somebody says of themselves: nothing else that they say takes it back."""
    phrases: tuple[Phrase, ...]
    if_urgent: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]
    unless_urgent: tuple[Phrase, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The numbers and addresses that somebody checked, in the order of the file."""
        return tuple(each.line for each in self.checked if not each.is_written)

    @property
    def written(self) -> tuple[str, ...]:
        """Where one can write instead of calling, as far as somebody checked it."""
        return tuple(each.line for each in self.checked if each.is_written)

    @property
    def checked(self) -> tuple[Canal, ...]:
        """What may be said: what nobody checked is never shown."""
        return tuple(each for each in self.channels if each.is_verified)


@dataclass(frozen=True)
class Readings:
    """The whole file: ways, and phrases of what is no aporte."""

    derivations: tuple[Derivation, ...]
    urgency: tuple[Phrase, ...]
    greeting: frozenset[str]
    filler: frozenset[str]
    question: tuple[Phrase, ...]
    sure_question: tuple[Phrase, ...]
    no_question: tuple[Phrase, ...]
    spam: tuple[Phrase, ...]
    spam_hint: tuple[Phrase, ...]
    proposal: tuple[Phrase, ...]
    empty: tuple[Phrase, ...]

    @cached_property
    def sounds(self) -> frozenset[str]:
        """The sounds of every word that the file knows."""
        phrases = [*self.urgency, *self.question, *self.sure_question, *self.no_question]
        phrases += [*self.spam, *self.spam_hint, *self.proposal, *self.empty]
        for way in self.derivations:
            phrases += [*way.first_person, *way.phrases, *way.if_urgent]
            phrases += [*way.unless, *way.unless_urgent]
        return self.greeting.union(self.filler, *(phrase.sounds for phrase in phrases))


def derivation(kind: IntentKind) -> Derivation | None:
    """What to say for this kind; None for the kinds that need no other way."""
    return next((d for d in builtin_readings().derivations if d.kind is kind), None)


@cache
def builtin_readings() -> Readings:
    """The readings that come with the product."""
    return parse_readings(shipped_text("derivations.yaml"))


def parse_readings(text: str) -> Readings:
    """Read and check a derivations file; DataFileError says in Spanish what is wrong."""
    data = _parts(text)
    plain = _only(data["lecturas"], _READINGS, "«lecturas»")
    absent = sorted(_READINGS - plain.keys())
    if absent:
        raise DataFileError(f"A «lecturas» le falta: {', '.join(absent)}.")
    return Readings(
        derivations=_derivations(data),
        urgency=_phrases(data, "urgencia"),
        greeting=frozenset(
            fold(w) for p in _list(plain, "saludo") for w in normalise(str(p)).split()
        ),
        filler=frozenset(fold(normalise(str(w))) for w in _list(plain, "relleno")),
        question=_phrases(plain, "consulta"),
        sure_question=_phrases(plain, "consulta_segura"),
        no_question=_phrases(plain, "no_es_consulta"),
        spam=_phrases(plain, "spam_seguro"),
        spam_hint=_phrases(plain, "spam_indicio"),
        proposal=_phrases(plain, "propuesta"),
        empty=_phrases(plain, "vacias"),
    )


def _parts(text: str) -> dict[str, object]:
    data = read_yaml(text, "El archivo de derivaciones")
    if not isinstance(data, dict) or not data.keys() >= _PARTS:
        raise DataFileError(
            "Al archivo de derivaciones le falta una de sus tres partes: "
            "urgencia, derivaciones, lecturas."
        )
    return _only(data, _PARTS, "el archivo de derivaciones")


def _derivations(data: dict[str, object]) -> tuple[Derivation, ...]:
    """Each kind has one, in the order of DERIVED."""
    ways = [_derivation(row) for row in _list(data, "derivaciones")]
    kinds = [way.kind for way in ways]
    twice = next((kind for kind in kinds if kinds.count(kind) > 1), None)
    if twice:
        raise DataFileError(f"La derivación «{twice}» está dos veces.")
    missing = set(DERIVED) - set(kinds)
    if missing:
        raise DataFileError(f"Falta la derivación de: {', '.join(sorted(missing))}.")
    return tuple(sorted(ways, key=lambda way: DERIVED.index(way.kind)))


def _derivation(given: object) -> Derivation:
    said = given.get("tipo", "?") if isinstance(given, dict) else given
    if said not in [*DERIVED]:
        raise DataFileError(
            f"«{said}» no es un tipo de derivación; puede ser {', '.join(DERIVED)}."
        )
    kind = IntentKind(str(said))
    row = _only(given, _FIELDS, f"la derivación «{kind}»")
    for needed in ("texto", "canales", "frases"):
        if not row.get(needed):
            raise DataFileError(f"A la derivación «{kind}» le falta «{needed}».")
    text, closing = (str(row.get(part) or "").strip() for part in ("texto", "cierre"))
    _no_contact(kind, text, closing)
    channels = tuple(_canal(kind, canal) for canal in _list(row, "canales"))
    _check_danger(kind, row, channels)
    return Derivation(
        kind,
        text,
        closing,
        channels,
        _first_person(row),
        _phrases(row, "frases"),
        _phrases(row, "con_urgencia"),
        _phrases(row, "salvo"),
        _phrases(row, "salvo_urgencia"),
    )


def _check_danger(kind: IntentKind, row: dict[str, object], channels: tuple[Canal, ...]) -> None:
    """Who is in danger needs a number that somebody tried; phrases of oneself are theirs alone."""
    if kind in DANGER and not any(channel.is_verified for channel in channels):
        raise DataFileError(f"La derivación «{kind}» necesita al menos un canal verificado.")
    if row.get("primera_persona") and kind not in DANGER:
        raise DataFileError(f"«primera_persona» es solo para {', '.join(sorted(DANGER))}.")


def _no_contact(kind: str, *texts: str) -> None:
    """A number written in a sentence would be said although nobody checked it."""
    found = next((hit for text in texts if (hit := _CONTACT.search(text))), None)
    if found:
        raise DataFileError(
            f"En el texto de «{kind}» está «{found[0].strip()}»: los números y enlaces van en "
            "«canales», y se dicen solos cuando están verificados."
        )


def _first_person(row: dict[str, object]) -> tuple[Phrase, ...]:
    """Phrases that nothing cancels: each must be one that people say of themselves."""
    for phrase in _list(row, "primera_persona"):
        slots = [slot.split("|") for slot in str(phrase).lower().split()]
        if not any(all(_is_first_person(each) for each in slot) for slot in slots):
            raise DataFileError(
                f"«{phrase}» no está en primera persona: va en «frases», donde «salvo» la cancela."
            )
    return _phrases(row, "primera_persona")


def _is_first_person(choice: str) -> bool:
    words = normalise(choice.replace("_", " ")).split()
    return any(word in _FIRST_PERSON or _TO_ME.fullmatch(word) for word in words)


def _canal(kind: str, given: object) -> Canal:
    row = _only(given, _CANAL_FIELDS, f"un canal de «{kind}»")
    name, source, checked_on = row.get("nombre"), row.get("fuente"), row.get("fecha")
    contact = row.get("numero") or row.get("enlace")
    if not name or not contact or not source:
        raise DataFileError(
            f"Un canal de «{kind}» necesita nombre, número o enlace, y fuente: {name or row}."
        )
    if not isinstance(checked_on, date) or row.get("status") not in _STATUSES:
        raise DataFileError(
            f"Al canal «{name}» de «{kind}» le falta la fecha (AAAA-MM-DD) o el status "
            f"({' o '.join(_STATUSES)})."
        )
    said = str(row.get("dice") or name)
    verified = row["status"] == _STATUSES[0]
    if verified:
        _no_contact(kind, said.replace(str(contact), ""))
    return Canal(
        str(name), said, str(contact), str(source), checked_on, verified, row.get("escrito") is True
    )


def _only(row: object, known: frozenset[str], where: str) -> dict[str, object]:
    """The row, whose fields are known: a misspelt one would be left out in silence."""
    if not isinstance(row, dict):
        raise DataFileError(f"En {where} deben ir campos con su valor, y dice: {row}.")
    unknown = sorted(str(key) for key in row.keys() - known)
    if unknown:
        raise DataFileError(
            f"En {where} no se conoce «{unknown[0]}»; puede ser {', '.join(sorted(known))}."
        )
    return row


def _list(row: dict[str, object], key: str) -> list[object]:
    """The list under a key, empty if there is none."""
    value = row.get(key) or []
    if not isinstance(value, list):
        raise DataFileError(f"«{key}» debe ser una lista, y dice: {value}.")
    return value


def _phrases(row: dict[str, object], key: str) -> tuple[Phrase, ...]:
    return tuple(_phrase(key, str(phrase)) for phrase in _list(row, key))


def _phrase(key: str, text: str) -> Phrase:
    if not normalise(text):
        raise DataFileError(f"En «{key}» hay una frase vacía: «{text}».")
    parts: list[str] = []
    needs: list[frozenset[str]] = []
    for slot in fold_case(text).split():
        if slot in _GAPS:
            parts.append(_GAPS[slot])
            continue
        choices = slot.split("|")
        parts.append(" (?:" + "|".join(_choice(choice) for choice in choices) + ")")
        if not any("~" in c or "_" in c for c in choices):
            needs.append(frozenset(fold(normalise(c)) for c in choices))
    # The last words of a phrase are its verb or noun, rarer than the pronoun it begins with.
    said = re.sub(r"[*+|_~]", " ", fold_case(text))
    sounds = frozenset(fold(word) for word in normalise(said).split())
    return Phrase(re.compile("".join(parts) + "(?= )"), tuple(reversed(needs)), sounds)


def _choice(text: str) -> str:
    said = " ".join(re.escape(fold(word)) for word in normalise(text.replace("_", " ")).split())
    return said + r"\S*" if text.endswith("~") else said
