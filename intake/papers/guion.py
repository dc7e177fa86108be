"""The radio script of a concurso: half a minute to be read aloud."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from intake.errors import RefusedError, SettingsError
from intake.store.models import Concurso, Source
from intake.words.doors import Door, Doors
from intake.words.spoken_numbers import MOST, before_noun, date_in_words, soles_in_words, spelled

LEAST_WORDS, MOST_WORDS = 70, 80
_WORDS_A_MINUTE = 150
_NUMBER = re.compile(r"\d+")
_NOTHING_TO_SAY = "Ningún canal tiene un nombre que se pueda decir en la radio."


@dataclass(frozen=True, slots=True)
class Script:
    """What is read, and how long it takes at the pace of a presenter."""

    text: str

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())

    @property
    def seconds(self) -> int:
        """How long it takes to read aloud, at 150 words a minute."""
        return round(self.words * 60 / _WORDS_A_MINUTE)


def compose(
    concurso: Concurso, doors: Doors, source: Source | None = None, *, title: str = ""
) -> Script:
    """Of 70 to 80 words: what fits is chosen among sentences that may be left out."""
    needed = _needed(concurso, _said_aloud(doors), source, title or concurso.title)
    extra = _optional(concurso)
    fewest = _joined(needed, ())
    if fewest.words > MOST_WORDS:
        raise RefusedError(
            f"El título es muy largo para treinta segundos: el guion tendría {fewest.words} "
            f"palabras y se leen {MOST_WORDS}. Dé un título corto con --titulo."
        )
    fitting = [
        (tuple(each not in some for each in extra), _joined(needed, some))
        for count in range(len(extra) + 1)
        for some in combinations(extra, count)
    ]
    fitting = [each for each in fitting if LEAST_WORDS <= each[1].words <= MOST_WORDS]
    return min(fitting, key=lambda each: each[0])[1] if fitting else fewest


def _said_aloud(doors: Doors) -> Door:
    """The door that the script tells of; SettingsError, with what is lacking, where none is."""
    if doors.said_aloud is None:
        lacks = [each.form.aloud_lacks for each in doors.every if each.form.aloud]
        raise SettingsError("\n".join(lacks) or _NOTHING_TO_SAY)
    return doors.said_aloud


def _needed(
    concurso: Concurso, door: Door, source: Source | None, title: str
) -> list[tuple[int, str]]:
    """Each with its place in the order."""
    told = [
        (2, "Lo convoca AYNI Lab Social, del MIDIS."),
        (1, f"El concurso «{_aloud(title)}» espera tu propuesta."),
        (6, f"Postula hasta el {date_in_words(last_instant(concurso))}."),
        (7, door.aloud),
    ]
    if source is not None:
        told.append(
            (8, f"Manda este código: {spelled(source.code)}. Repito: {spelled(source.code)}.")
        )
    if concurso.ceiling:
        told.append((3, f"Cada proyecto ganador recibe hasta {_money(concurso.ceiling)}."))
    elif concurso.fund:
        told.append((3, f"Hay {_money(concurso.fund)} para los proyectos ganadores."))
    return told


def _optional(concurso: Concurso) -> list[tuple[int, str]]:
    """The first are the last to be left out."""
    told = [
        (9, "Es gratis y no piden DNI."),
        (5, "Cuenta tu idea con tus propias palabras, escribiendo o con tu voz."),
        (0, "Atención, vecinas y vecinos."),
        (14, "Pasa la voz en tu comunidad."),
        (11, "Tu idea puede cambiar la vida de tu pueblo."),
        (12, "Anímate: las soluciones también nacen en el campo."),
        (13, "Si no sabes escribir, pide ayuda a un familiar o a un vecino."),
    ]
    if concurso.months:
        told.append((4, f"El proyecto dura hasta {before_noun(concurso.months)} meses."))
    return told


def _joined(needed: list[tuple[int, str]], some: tuple[tuple[int, str], ...]) -> Script:
    return Script(" ".join(sentence for _, sentence in sorted([*needed, *some])))


def _aloud(title: str) -> str:
    """Digits of a title as words; the quotes of the sentence stay the only ones."""
    spoken = _NUMBER.sub(
        lambda found: before_noun(int(found[0])) if int(found[0]) <= MOST else found[0], title
    )
    return re.sub(r"[«»\"“”]", "", " ".join(spoken.split()))


def _money(amount: int) -> str:
    return soles_in_words(amount) if amount <= MOST else f"{amount} soles"


def last_instant(concurso: Concurso) -> datetime:
    """The last instant to apply: what closes at midnight is said to close the day before."""
    return concurso.closes_at - timedelta(microseconds=1)
