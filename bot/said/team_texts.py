"""What is said of the people of the team: who answers, when, and in which tongue."""

from collections.abc import Collection
from datetime import datetime

from intake.kinds import Tongue
from intake.words.attention import Attention
from intake.words.calendar import WEEKDAYS

TALK_TO_A_PERSON = "Hablar con una persona"
MORE_FOR_THE_PERSON = (
    "Si quieres, escribe de qué se trata o el número al que te llamen. Si te cuesta escribir, "
    "manda un audio."
)
WRITE_TO_THE_PERSON = "Escríbele aquí, o manda un audio: lo verá la persona que te atiende."
ADDED_FOR_THE_PERSON = "Anotado: lo verá la persona que te atienda."


def person_asked(when: str, ahead: int) -> str:
    """What is said to who wants to speak with a person: that it waits, and honestly until when."""
    line = "Tu pedido ya está en la lista del equipo: una persona te escribirá por este chat."
    before = f" Antes que tú esperan {ahead}." if ahead > 1 else ""
    return f"{line} {when}{' Antes que tú espera una persona.' if ahead == 1 else before}"


def attended(attention: Attention | None, now: datetime) -> str:
    """When somebody attends, without promising the hour."""
    if attention is None:
        return "No te puedo decir cuándo."
    hours = f"Atienden {attention.spoken()}."
    if attention.include(now):
        return hours
    day = attention.next_day(now)
    return f"{hours} Ahora no hay nadie: vuelven el {WEEKDAYS[day.weekday()]} {day.day}."


def in_your_tongue(tongue: Tongue, spoken: Collection[Tongue]) -> str:
    """What is said to who writes in another tongue: they may go on in it, and who reads it.

    Somebody who speaks it is promised only where there is one.
    """
    thanks = "Gracias por escribir en tu lengua. Puedes seguir así."
    if tongue.may_be <= set(spoken):
        return f"{thanks} Lo leerá una persona del equipo que habla {_any_of(tongue)}."
    return (
        f"{thanks} En el equipo todavía no hay quien la hable: tu mensaje va entre los primeros, "
        "para que busquen quién lo entienda. Puede demorar."
    )


def _any_of(tongue: Tongue) -> str:
    return "tu lengua" if len(tongue.may_be) > 1 else tongue.value
