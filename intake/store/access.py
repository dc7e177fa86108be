"""Who may do what: the grants of each role, as data. What no grant names, nobody may."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from yaml import YAMLError

from intake.datafiles import parse_yaml, shipped_text
from intake.errors import DataFileError, RefusedError
from intake.kinds import Role
from intake.store.models import Operator

ROLE_NAMES = {
    Role.SECRETARIA_TECNICA: "Secretaría Técnica",
    Role.EQUIPO_TECNICO: "Equipo Técnico",
    Role.GRUPO_TRABAJO: "Grupo de Trabajo",
    Role.ASESOR: "Comité de Asesores",
    Role.AUDITOR: "auditoría",
}
_FILE = "access.yaml"


class Grant(StrEnum):
    """What may be granted; `data/access.yaml` says what each is, to whom, and by which article."""

    AVANCE = "avance"
    PALABRAS = "palabras"
    RESERVADOS = "reservados"
    DATOS = "datos"
    POSTULACIONES = "postulaciones"
    CONTACTOS = "contactos"
    HISTORIAL = "historial"
    CARPETAS = "carpetas"
    DOCUMENTOS = "documentos"
    ATENDER = "atender"
    EVALUAR = "evaluar"
    SECRETARIA = "secretaria"
    CUENTAS = "cuentas"
    MANTENIMIENTO = "mantenimiento"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a grant is, who has it, and why."""

    does: str
    what: str
    roles: frozenset[Role]
    source: str


def may(by: Operator, grant: Grant) -> bool:
    """Whether this account is in use and its role has the grant."""
    return by.is_active and by.role in grants()[grant].roles


def check(by: Operator, grant: Grant) -> None:
    """Refuse an account that is out of use or lacks the grant; RefusedError says who has it."""
    if not may(by, grant):
        terms = grants()[grant]
        raise RefusedError(
            f"La cuenta «{by.username}» ({ROLE_NAMES[by.role]}) no puede {terms.does}. "
            f"Pueden: {holders(grant)} ({terms.source})."
        )


@cache
def grants() -> Mapping[Grant, Terms]:
    """Every grant as the data file has it; DataFileError if the file leaves one out."""
    try:
        raw = parse_yaml(_text())
        found = {Grant(name): _terms(entry) for name, entry in raw.items()}
    except (AttributeError, KeyError, TypeError, ValueError, YAMLError) as problem:
        raise DataFileError(f"{_FILE} no se puede usar: {problem}.") from problem
    if missing := sorted(set(Grant) - set(found)):
        raise DataFileError(f"{_FILE} no dice quién puede: {', '.join(missing)}.")
    return found


def _text() -> str:
    return shipped_text(_FILE)


def _terms(entry: Mapping[str, Any]) -> Terms:
    roles = frozenset(Role(each) for each in entry["roles"])
    return Terms(entry["hace"], entry["que"], roles, entry["fuente"])


def holders(grant: Grant) -> str:
    """The roles that have a grant, in words."""
    return ", ".join(ROLE_NAMES[each] for each in ROLE_NAMES if each in grants()[grant].roles)
