"""Who may read and do what: the grants of each role, as data, and the proof of who reads.

A query that gives people's words or applicants' data takes a `Reader`. It checks the grant and
writes the reading down in the journal, in the transaction that reads: what could not be written
down is not shown. What no grant names, nobody may.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from yaml import YAMLError

from intake.datafiles import parse_yaml, shipped_text
from intake.errors import DataFileError, RefusedError
from intake.kinds import Role
from intake.store.journal import About, record
from intake.store.models import Aporte, Operator
from intake.store.verbs import LOOKING
from intake.words.codes import spoken

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


@dataclass(frozen=True, slots=True)
class Reader:
    """An account in use, at an instant. Only `reader` makes one; queries ask for it."""

    by: Operator
    now: datetime

    def may(self, grant: Grant) -> bool:
        """Whether the account has this grant."""
        return may(self.by, grant)

    def check(self, grant: Grant) -> None:
        """Refuse an account that lacks the grant; RefusedError says who has it."""
        check(self.by, grant)

    def may_read(self, aporte: Aporte) -> bool:
        """Whether this account may read the words of the case."""
        return self.may(Grant.PALABRAS) and (not aporte.restricted or self.may(Grant.RESERVADOS))

    def check_case(self, aporte: Aporte) -> None:
        """Refuse an account that may not read the words of the case."""
        self.check(Grant.PALABRAS)
        if not self.may_read(aporte):
            who = _names(Grant.RESERVADOS)
            raise RefusedError(f"{spoken(aporte.code)} es reservado. Pueden leerlo: {who}.")

    def wrote(
        self,
        session: AsyncSession,
        what: str,
        *,
        cases: Collection[Aporte] = (),
        codes: Collection[str] = (),
        of: Aporte | None = None,
    ) -> None:
        """Write down what was read: `cases` or `codes` were shown; `of`: in whose history it goes.

        D.S. 016-2024-JUS, art. 46.3. Which of them were reserved is said apart.
        """
        shown = [each.code for each in cases] or list(codes)
        reserved = [each.code for each in cases if each.restricted]
        after: dict[str, object] = {"casos": shown} if shown else {}
        if reserved:
            after["reservados"] = reserved
            what = f"{what} (reservados: {len(reserved)})".strip()
        record(
            session,
            LOOKING,
            About(aporte_id=of.id if of else None),
            now=self.now,
            operator_id=self.by.id,
            note=what,
            after=after,
        )


def reader(by: Operator, now: datetime) -> Reader:
    """The proof that somebody reads, and who; RefusedError if the account is out of use."""
    if not by.is_active:
        raise RefusedError(f"La cuenta «{by.username}» está desactivada.")
    return Reader(by, now)


def may(by: Operator, grant: Grant) -> bool:
    """Whether this account is in use and its role has the grant."""
    return by.is_active and by.role in grants()[grant].roles


def check(by: Operator, grant: Grant) -> None:
    """Refuse an account that is out of use or lacks the grant; RefusedError says who has it."""
    if not may(by, grant):
        terms = grants()[grant]
        raise RefusedError(
            f"La cuenta «{by.username}» ({ROLE_NAMES[by.role]}) no puede {terms.does}. "
            f"Pueden: {_names(grant)} ({terms.source})."
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


def _names(grant: Grant) -> str:
    return ", ".join(ROLE_NAMES[each] for each in ROLE_NAMES if each in grants()[grant].roles)
