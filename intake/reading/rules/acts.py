"""What a message may be, and how sure a model is of it: the words of every reading."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Act(StrEnum):
    """What somebody does by sending a message."""

    APORTE = "aporte"  # tells a problem or an idea of a place
    RESPUESTA = "respuesta"  # answers the question that was open
    CORRECCION = "correccion"  # changes what they said before
    CANCELAR = "cancelar"  # wants to stop, or to be left alone
    PREGUNTA = "pregunta"  # asks about the Lab, the bot, a concurso, a programme, a procedure
    ESTADO = "estado"  # asks what became of what they told
    PERSONA = "persona"  # wants a human being
    RECLAMO = "reclamo"  # a service was done badly to them
    DENUNCIA = "denuncia"  # accuses somebody who can be known
    PELIGRO = "peligro"  # somebody is or may be in danger now
    SALUDO = "saludo"
    GRACIAS = "gracias"
    INSULTO = "insulto"
    SPAM = "spam"
    OTRO = "otro"


class Danger(StrEnum):
    """What somebody may be in danger of, in the order of what cannot wait."""

    EMERGENCIA_MEDICA = "emergencia_medica"
    DESASTRE = "desastre"
    SUICIDIO = "suicidio"
    VIOLENCIA = "violencia"
    AMENAZA = "amenaza"
    TRATA = "trata"
    DESAPARICION = "desaparicion"


class Level(IntEnum):
    """How sure a reading is that somebody is in danger."""

    NONE = 0
    MAYBE = 1
    """Help is said beside what the person wanted."""
    NOW = 2
    """Help is said before anything else."""


class Asked(StrEnum):
    """The question of the bot that was open when a message came."""

    NONE = "none"
    STORY = "story"
    PLACE = "place"
    AFFECTED = "affected"
    SUMMARY = "summary"
    NEWS = "news"
    """Of which district they want news."""


DANGER = "peligro"
RESERVE = "reserva"
IDEA = "idea"
ACT, KIND, ACTOR, PRIORITY = "acto:", "peligro:", "actor:", "prioridad:"
"""What the heads of a family begin with: `acto:pregunta`, `peligro:violencia`."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """From what probability on something is taken to be so, and what a mistake costs."""

    danger_now: float
    """Too low, and who tells of a dead cow is told to call the police before anything else; too
    high, and somebody in danger is asked about a form with help only beside it."""
    danger_maybe: float
    """Too low, and help is offered beside messages that need none, until nobody reads it; too
    high, and somebody in danger is offered nothing."""
    reserve: float
    """Too low, and neighbours are not offered to join what is theirs too; too high, and one
    person's secret is shown to another."""
    not_aporte: float
    """Too low, and who tells a problem is answered as if they had asked or complained; too high,
    and who asks is led into a form."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model makes of a message: probabilities, from 0 to 1."""

    danger: float
    kinds: Mapping[Danger, float]
    """Of what kind it is, if it is danger: they add up to 1."""
    acts: Mapping[Act, float]
    """They add up to 1."""
    reserve: float
    idea: float
    actors: Mapping[str, float]
    priorities: Mapping[str, float]
    """Each by itself: a message may be about several or none."""

    @property
    def act(self) -> Act:
        """The likeliest act."""
        return max(self.acts, key=lambda each: self.acts[each])
