"""What a message may be, whom it may be about, and how sure that is: the words of every reading."""

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
