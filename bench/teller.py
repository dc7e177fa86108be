"""Somebody who tells the bot something: what a person hears in its messages, and answers to them.

Only what a person sees is read here: the words, the questions and the labels of the choices. The
facts come from a case; how they are said (short, dictated, in capitals…), how a choice is made,
and what is said beside the matter come from a seed, so that a dialogue is always the same.
"""

import random
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bench.misspelling import misspell
from intake.kinds import Actor
from intake.places.rules.gazetteer import District
from intake.store.outgoing import Outgoing
from intake.words.text import normalise

MOST = 16
"""Messages after which anybody gives up."""
_ASKED_OFTEN = 3
"""Times one question is asked in a row before what is asked is answered by a tap."""
_DIGRESSING = 0.25
_IN_PIECES = 0.08
_SHY = 0.1
"""Of those whose place the case leaves open: who would rather not say it."""


class Topic(StrEnum):
    """What a message of the bot asks for, as a person takes it."""

    HELP = "socorro"
    CONFIRM = "confirmar"
    SAME = "igual"
    PLACE = "lugar"
    WHOM = "afecta"
    CORRECT = "corregir"
    PARTS = "partes"
    KIND = "que_es"
    GUESS = "es_esto"
    STORY = "historia"
    NOTHING = "nada"


class Register(StrEnum):
    """How somebody writes."""

    PLAIN = "llano"
    SHORT = "corto"
    DICTATED = "dictado"
    PE = "pe"
    CAPITALS = "mayusculas"
    MISSPELT = "mal_escrito"
    USTED = "usted"


class Digression(StrEnum):
    """What is said in the middle, beside what was asked."""

    QUESTION = "pregunta"
    THANKS = "gracias"
    WAIT = "espera"
    CORRECTION = "correccion"
    PLACE_CHANGED = "otro_lugar"


class Piece(StrEnum):
    """What a text said holds, for whoever looks where it went."""

    STORY = "historia"
    PLACE = "lugar"
    WHOM = "afecta"
    QUESTION = "pregunta"
    NOTHING = "nada"


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody has to tell."""

    id: str
    story: str
    district: District | None
    """Where it happens; None if they would rather not say, or no list has it."""
    actor: Actor = Actor.CIUDADANIA
    may_join: bool = False
    """Whether others may have told the very same."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message to the bot: words, or the value of a choice that was tapped."""

    text: str
    value: str = ""
    holds: Piece = Piece.NOTHING


_HELP = re.compile(r"quede registrad|estoy a salvo")
_YES = re.compile(
    r"si,? (registr|guard|envi|mand)|registrar|enviar(lo)?$|asi esta bien|esta bien asi"
)
_JOINS = re.compile(r"me uno|es lo mismo|unirme|me sumo")
_ELSE = re.compile(r"otra cosa|ningun")
_DIFFERENT = re.compile(r"distint|es otr[oa]$|otra cosa")
_TELLS = re.compile(r"contar|cuento|problema|dejar un|seguir|es algo nuevo")
_ONE = re.compile(r"\b(uno|una|junt[oa]s|un solo|misma)\b")
_OTHER_PLACE = re.compile(r"otro lugar|otro distrito|cambiar el lugar|no,? es otro")
_NO_PLACE = re.compile(r"prefiero no|sin lugar|no decirlo")
_CORRECTS = re.compile(r"corregir|cambiar")
_THE_PLACE = re.compile(r"lugar|donde|distrito")
_ASKS: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    (Topic.SAME, re.compile(r"es lo mismo|lo mismo que")),
    (
        Topic.CONFIRM,
        re.compile(r"registramos|registro asi|guardamos|esta bien asi|lo envi|lo mando"),
    ),
    (Topic.CORRECT, re.compile(r"quieres (corregir|cambiar)")),
    (Topic.PARTS, re.compile(r"dos (aportes|mensajes|problemas|cosas|casos)|por separado")),
    (Topic.GUESS, re.compile(r"quieres saber|querias saber")),
    (Topic.KIND, re.compile(r"preguntarnos|algo nuevo|pregunta, o|o preguntar|quieres hacer")),
    (
        Topic.PLACE,
        re.compile(
            r"que lugar|distrito|provincia|donde|cual de estos|de que (parte|pueblo)|¿es en|es ahi"
        ),
    ),
    (Topic.WHOM, re.compile(r"a quien|afecta|ayudaria")),
    (Topic.STORY, re.compile(r"cuenta|que pasa|que paso|de que se trata|que problema")),
)
_QUESTION = re.compile(r"¿[^?¿]*\?")
_ASKS_STORY = re.compile(r"cuentame|cuentanos")

_QUESTIONS = (
    "y esto es gratis?",
    "¿eres una máquina o una persona?",
    "quien lee lo que escribo",
    "no me van a quitar juntos no?",
    "cuanto demoran en responder",
    "sale mi nombre en algun lado?",
)
_THANKS = ("gracias", "ya gracias señorita", "muchas gracias")
_WAITS = ("espera", "un ratito por favor", "espérame tantito")
_CORRECTIONS = (
    "me equivoqué, son dos meses",
    "perdón, no era un año, son tres años ya",
    "corrijo, somos 25 familias",
)
_WHOM: Mapping[str, tuple[str, ...]] = {
    "familia": ("a mi familia", "a nosotros en mi casa", "a mí y mis hijos"),
    "comunidad": ("a toda la comunidad", "a los del caserío, somos 40 familias", "a mi barrio"),
    "distrito": ("a todo el distrito", "a toda la gente del distrito"),
    "municipalidad": ("escribo por la municipalidad", "a la población, soy de la municipalidad"),
}


def _plain(text: str) -> str:
    """Without accents and capitals; the signs that tell questions stay."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in letters if not unicodedata.combining(sign))


def topic_of(heard: Sequence[Outgoing]) -> Topic:
    """What the last of some messages asks for; its choices say it before its words do."""
    if not heard:
        return Topic.NOTHING
    labels = [_plain(label) for label in heard[-1].labels]
    if any(_HELP.search(label) for label in labels):
        return Topic.HELP
    if any(_YES.match(label) for label in labels):
        return Topic.CONFIRM
    if any(_JOINS.search(label) for label in labels):
        return Topic.SAME
    return _asked(heard)


def _asked(heard: Sequence[Outgoing]) -> Topic:
    """By the last question that is known, else by the whole of what was said last."""
    text = _plain(heard[-1].text)
    for question in reversed(_QUESTION.findall(text)):
        for topic, pattern in _ASKS:
            if pattern.search(question):
                return topic
    if _ASKS_STORY.search(text) and not heard[-1].labels:
        return Topic.STORY
    if any(_TELLS.search(_plain(label)) for label in heard[-1].labels):
        return Topic.KIND
    return Topic.NOTHING


@dataclass
class Teller:
    """One person in one dialogue."""

    facts: Facts
    seed: int = 0
    said: list[Said] = field(default_factory=list)
    digression: Digression | None = None
    """What they say beside the matter, until they have said it."""

    def __post_init__(self) -> None:
        self._rng = random.Random(f"{self.seed}:{self.facts.id}")
        self.register = self._rng.choice(list(Register))
        self._whom = self._rng.choice(("familia", "comunidad", "distrito"))
        if self.facts.actor is Actor.MUNICIPALIDAD:
            self._whom = "municipalidad"
            self.register = self._rng.choice((Register.PLAIN, Register.USTED))
        if self._rng.random() < _DIGRESSING:
            self.digression = self._rng.choice(list(Digression))
        self._last: tuple[Topic, int] = (Topic.NOTHING, 0)
        self._place_told = False
        self._corrections = 0

    def begins(self) -> list[Said]:
        """The first message; of some, in pieces that come at once."""
        pieces = [self.facts.story]
        if self._rng.random() < _IN_PIECES:
            pieces = in_pieces(self.facts.story)
        return self._say([Said(piece, holds=Piece.STORY) for piece in pieces])

    def answers(self, heard: Sequence[Outgoing]) -> list[Said]:
        """What they send after these messages; nothing once they give up."""
        if len(self.said) >= MOST:
            return []
        topic = topic_of(heard)
        times = self._last[1] + 1 if topic is self._last[0] else 1
        self._last = (topic, times)
        beside = self._digresses(topic)
        if beside is not None:
            return self._say([beside])
        return self._say([self._answer(topic, heard[-1] if heard else Outgoing(""), times)])

    def _say(self, said: list[Said]) -> list[Said]:
        self.said += said
        return said

    def _digresses(self, topic: Topic) -> Said | None:
        digression = self.digression
        if digression is None or topic not in {Topic.PLACE, Topic.WHOM, Topic.CONFIRM}:
            return None
        if digression is Digression.PLACE_CHANGED:
            return None  # said where the place is asked, and taken back where it is shown
        self.digression = None
        match digression:
            case Digression.QUESTION:
                return Said(self._styled(self._rng.choice(_QUESTIONS)), holds=Piece.QUESTION)
            case Digression.CORRECTION:
                return Said(self._rng.choice(_CORRECTIONS), holds=Piece.STORY)
            case Digression.THANKS:
                return Said(self._styled(self._rng.choice(_THANKS)))
            case _:
                return Said(self._styled(self._rng.choice(_WAITS)))

    def _answer(self, topic: Topic, last: Outgoing, times: int) -> Said:
        by_topic: Mapping[Topic, Callable[[Outgoing, bool], Said]] = {
            Topic.HELP: lambda last, _: self._taps(last, _HELP) or self._tells(),
            Topic.CONFIRM: self._on_confirm,
            Topic.SAME: self._on_same,
            Topic.PLACE: self._on_place,
            Topic.WHOM: self._on_whom,
            Topic.CORRECT: lambda last, _: self._taps(last, _THE_PLACE) or Said("el lugar"),
            Topic.PARTS: lambda last, _: self._taps(last, _ONE) or Said("una sola"),
            Topic.KIND: lambda last, _: self._taps(last, _TELLS) or self._tells(),
            Topic.GUESS: lambda last, _: self._taps(last, _ELSE) or self._tells(),
            Topic.STORY: lambda *_: self._tells(),
            Topic.NOTHING: self._on_nothing,
        }
        return by_topic[topic](last, times >= _ASKED_OFTEN)

    def _tells(self) -> Said:
        return Said(self.facts.story, holds=Piece.STORY)

    def _on_nothing(self, last: Outgoing, _: bool) -> Said:
        return self._taps(last, _TELLS) or self._tells()

    def _on_confirm(self, last: Outgoing, insists: bool) -> Said:
        if not self._shows_place(last.text) and self._corrections < _ASKED_OFTEN:
            self._corrections += 1
            is_last = self._corrections == _ASKED_OFTEN
            corrects = self._taps(last, _CORRECTS) if is_last else None
            return corrects or self._corrects_place(last)
        if self.facts.may_join and self._shows_place(last.text):
            joined = self._taps(last, _JOINS)
            if joined is not None:
                return joined
        return self._chooses(last, _YES, ("sí", "si registralo", "ya, está bien"), insists)

    def _on_same(self, last: Outgoing, insists: bool) -> Said:
        if self.facts.may_join and self._shows_place(last.text):
            return self._taps(last, _JOINS) or Said("sí, es lo mismo")
        return self._chooses(last, _DIFFERENT, ("no", "no, lo mío es distinto"), insists)

    def _on_place(self, last: Outgoing, insists: bool) -> Said:
        district = self.facts.district
        if district is None:
            return self._taps(last, _NO_PLACE) or self._taps(last, _OTHER_PLACE) or Said("no")
        for label in last.labels:
            if _names(district, label) or _names_province(district, label):
                return self._chosen(last, label)
        if _names(district, last.text) and last.labels:
            return self._chooses(last, re.compile(r"si\b"), ("sí", "si ahi es"), insists)
        is_guess = any(_OTHER_PLACE.search(_plain(label)) for label in last.labels)
        if is_guess and self._rng.random() < 0.5:
            return self._taps(last, _OTHER_PLACE) or Said("no")
        if self.digression is Digression.PLACE_CHANGED and not self._place_told:
            self._place_told = True
            return Said(_A_NEIGHBOUR, holds=Piece.NOTHING)
        whole = insists or self._place_told or is_guess
        self._place_told = True
        return Said(self._place(district, whole=whole), holds=Piece.PLACE)

    def _on_whom(self, last: Outgoing, insists: bool) -> Said:
        pattern = re.compile(self._whom)
        words = _WHOM[self._whom]
        if insists or self._rng.random() < 0.5:
            tapped = self._taps(last, pattern)
            if tapped is not None:
                return tapped
        return Said(self._styled(self._rng.choice(words)), holds=Piece.WHOM)

    def _shows_place(self, text: str) -> bool:
        """Whether the place that is shown is theirs, or none is where they would not say it."""
        shown = re.search(r"[Ll]ugar:\s*([^\n]*)", text)
        where = shown[1] if shown else text
        district = self.facts.district
        if district is None:
            return not shown or "," not in where
        return _names(district, where) or (shown is None and ", " not in where)

    def _corrects_place(self, last: Outgoing) -> Said:
        district = self.facts.district
        if district is None:
            return self._taps(last, _OTHER_PLACE) or Said("no, ahí no es, prefiero no decir dónde")
        if self._rng.random() < 0.5:
            tapped = self._taps(last, _OTHER_PLACE)
            if tapped is not None:
                return tapped
        self._place_told = True
        return Said(f"no, en {district.name}, {district.province} es", holds=Piece.PLACE)

    def _place(self, district: District, *, whole: bool) -> str:
        name, province = district.name, district.province
        if whole:
            return self._styled(f"{name}, {province}, {district.department}")
        match self.register:
            case Register.SHORT:
                return normalise(name)
            case Register.DICTATED:
                return f"eh bueno yo soy de {name} provincia de {province} ya".lower()
            case Register.PE:
                return f"de {name} pe, {province}"
            case Register.USTED:
                return f"Le escribo del distrito de {name}, provincia de {province}."
            case _:
                return self._styled(f"{name}, {province}")

    def _chooses(
        self, last: Outgoing, which: re.Pattern[str], words: Sequence[str], insists: bool
    ) -> Said:
        """Tap, type the number, or answer in words; who is asked again and again taps."""
        labels = [label for label in last.labels if which.search(_plain(label))]
        if not labels:
            return Said(self._styled(words[0]))
        if insists or self._rng.random() < 0.6:
            return self._chosen(last, labels[0])
        if self._rng.random() < 0.4:
            return Said(str(last.labels.index(labels[0]) + 1))
        return Said(self._styled(self._rng.choice(words)))

    def _taps(self, last: Outgoing, which: re.Pattern[str]) -> Said | None:
        found = (label for label in last.labels if which.search(_plain(label)))
        label = next(found, None)
        return None if label is None else self._chosen(last, label)

    def _chosen(self, last: Outgoing, label: str) -> Said:
        value = next((each.value for each in last.choices if each.label == label), "")
        return Said(label, value=value)

    def _styled(self, text: str) -> str:
        match self.register:
            case Register.CAPITALS:
                return text.upper()
            case Register.MISSPELT:
                return misspell(text, self._rng.randrange(1000))
            case Register.SHORT | Register.DICTATED:
                return text.lower().replace(",", "").replace("¿", "")
            case Register.PE:
                return f"{text.rstrip('?')} pe{'?' if text.endswith('?') else ''}"
            case _:
                return text


_A_NEIGHBOUR = "Juli, Chucuito"
"""What who changes the place says first."""


def _names(district: District, text: str) -> bool:
    """Whether a text names the district, with its province or department if it has any."""
    words = f" {normalise(text)} "
    if f" {normalise(district.name)} " not in words:
        return False
    beside = (district.province, district.department)
    return "," not in text or any(f" {normalise(each)} " in words for each in beside)


def _names_province(district: District, label: str) -> bool:
    """«Melgar (Puno)», where districts of one name are told apart."""
    return normalise(label) == normalise(f"{district.province} {district.department}")


def in_pieces(story: str) -> list[str]:
    """A story as some send it: two or three messages, one right after the other."""
    parts = [part.strip() for part in re.split(r"(?<=[.;!?])\s+|,\s+", story) if part.strip()]
    if len(parts) < 2:
        return [story]
    size = max(1, -(-len(parts) // 3))
    return [" ".join(parts[at : at + size]) for at in range(0, len(parts), size)]


def lives_in(case_id: str, seed: int, districts: Sequence[District]) -> District | None:
    """Where somebody lives of whom the case does not say it; None if they keep it to themselves."""
    rng = random.Random(f"{seed}:{case_id}:lugar")
    return None if rng.random() < _SHY else rng.choice(districts)
