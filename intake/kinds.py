"""The small closed vocabularies of the domain. Kept by value: a new member needs no migration."""

from enum import StrEnum


class Actor(StrEnum):
    """For whom a person speaks."""

    CIUDADANIA = "ciudadania"
    MUNICIPALIDAD = "municipalidad"


class Subject(StrEnum):
    """What a consent is about."""

    DATOS = "datos"  # treating what they tell us
    NOTICIAS = "noticias"  # news about concursos, apart from the rest


class AporteKind(StrEnum):
    """What people may tell."""

    PROBLEMA = "problema"
    IDEA = "idea"


class AporteState(StrEnum):
    """What became of it. Only `recibido` is open to its author's corrections."""

    RECIBIDO = "recibido"  # in the queue
    PRIORIZACION = "priorizacion"  # admitted into the first stage (Manual, art. 10)
    DERIVADO = "derivado"  # of another entity's competence (TUO Ley 27444, art. 141)
    DESCARTADO = "descartado"
    FUSIONADO = "fusionado"  # tells the same as another one: see merged_into_id
    RETIRADO = "retirado"  # by its author


class TagSource(StrEnum):
    """Who says so. An operator's word is never overwritten by the machine."""

    AUTOMATICA = "automatica"
    OPERADOR = "operador"


class Role(StrEnum):
    """Roles of the Manual de Operaciones."""

    EQUIPO_TECNICO = "equipo_tecnico"  # arts. 26-27: triages
    SECRETARIA_TECNICA = "secretaria_tecnica"  # arts. 24-25: triages, manages accounts
    GRUPO_TRABAJO = "grupo_trabajo"  # arts. 12-15: sees all, decides in session
    ASESOR = "asesor"  # art. 28: reads and recommends, no vote
    AUDITOR = "auditor"  # reads the journal
