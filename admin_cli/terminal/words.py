"""Ages, deadlines, places and states, in the operators' words."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from functools import cache

from intake.kinds import Actor, AporteKind, AporteState
from intake.listening.followers import Voices
from intake.places.rules.gazetteer import District
from intake.places.rules.places import builtin_districts
from intake.store.access import ROLE_NAMES
from intake.store.models import Aporte
from intake.store.verbs import Verb
from intake.words.calendar import LIMA, lima_date
from intake.words.identifiers import masked

STATES = {
    AporteState.RECIBIDO: "en la cola",
    AporteState.PRIORIZACION: "en Priorización",
    AporteState.DERIVADO: "derivado",
    AporteState.DESCARTADO: "descartado",
    AporteState.FUSIONADO: "unido a otro",
    AporteState.RETIRADO: "retirado por su autor",
}
ACTORS = {Actor.CIUDADANIA: "la ciudadanía", Actor.MUNICIPALIDAD: "una municipalidad"}
CLAIMS = ACTORS | {Actor.MUNICIPALIDAD: "dice ser de la municipalidad (nadie lo comprobó)"}
"""For whom a person speaks, by what they alone say."""
KINDS = {AporteKind.PROBLEMA: "problema", AporteKind.IDEA: "idea"}
ROLES = ROLE_NAMES
_CHAT_VERBS = {
    Verb.CONTAR: "lo contó",
    Verb.UNIRSE: "se sumó",
    Verb.CORREGIR: "lo corrigió",
    Verb.RETIRAR: "se retiró",
    Verb.CONTESTAR: "contestó",
    Verb.OPINAR: "opinó",
    Verb.REABRIR: "lo reabrió",
    Verb.AGREGAR: "agregó algo",
}
_MONTHS = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic")


def age(now: datetime, instant: datetime) -> str:
    """Say how long ago it was: «hace 3 días»."""
    minutes = int((now - instant).total_seconds() // 60)
    if minutes < 1:
        return "ahora"
    if minutes < 60:
        return f"hace {minutes} min"
    if minutes < 24 * 60:
        return f"hace {minutes // 60} h"
    days = minutes // (24 * 60)
    if days < 60:
        return f"hace {days} día" + ("s" if days > 1 else "")
    return f"hace {days // 30} meses"


def deadline(now: datetime, aporte: Aporte) -> str:
    """Say «en 6 días», «venció hace 2 días»; nothing where no answer is owed any more."""
    if aporte.state is not AporteState.RECIBIDO:
        return ""
    days = (aporte.answer_by - lima_date(now)).days
    match days:
        case 0:
            return "hoy"
        case 1:
            return "mañana"
        case -1:
            return "venció ayer"
        case _ if days < 0:
            return f"venció hace {-days} d"
        case _:
            return f"en {days} días"


def moment(instant: datetime) -> str:
    """Write «23 nov 10:00», in Lima; with the year where one would have to guess it."""
    local = instant.astimezone(LIMA)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year} {local:%H:%M}"


def day(when: date) -> str:
    """Write «7 ene 2027»."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def month_of(instant: datetime) -> tuple[int, int]:
    """Give the year and the month in Lima."""
    local = instant.astimezone(LIMA)
    return local.year, local.month


def region(prefix: str) -> str:
    """Name the department with these two digits: «Puno»."""
    known = (each.department for each in known_districts() if each.ubigeo.startswith(prefix))
    return next(known, prefix)


def verb(name: Verb) -> str:
    """What an operator typed, as typed; what a person did in the chat, in words."""
    return _CHAT_VERBS.get(name, name)


def people(count: int) -> str:
    """Write «1 persona», «3 personas»."""
    return f"{count} persona" + ("" if count == 1 else "s")


def voices(counted: Voices) -> str:
    """Write «3 personas»; «31 voces: 2 de personas distintas, 29 sin verificar»."""
    return voices_of(counted.distinct, counted.unverified)


def voices_of(distinct: int, unverified: int) -> str:
    """Write the same of two figures."""
    if not unverified:
        return people(distinct)
    whole = distinct + unverified
    apart = "1 de una persona" if distinct == 1 else f"{distinct} de personas distintas"
    return f"{whole} {'voz' if whole == 1 else 'voces'}: {apart}, {unverified} sin verificar"


def aportes(count: int) -> str:
    """Write «1 aporte», «3 aportes»."""
    return f"{count} aporte" + ("" if count == 1 else "s")


def shortened(text: str, width: int) -> str:
    """Write it on one line, cut at a word where it is too long."""
    line = " ".join(text.split())
    if len(line) <= width:
        return line
    return line[: width - 1].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def learn_districts(imported: Iterable[District]) -> None:
    """Let what was imported go before the built-in table, from here on."""
    _imported().clear()
    _imported().update({district.ubigeo: district for district in imported})
    _districts.cache_clear()


def known_districts() -> Collection[District]:
    """Give the built-in table and, over it, what was imported."""
    return _districts().values()


def find_district(ubigeo: str | None) -> District | None:
    """Find the district as it was imported, or as the built-in table has it; None if unknown."""
    return _districts().get(ubigeo) if ubigeo else None


def place(aporte: Aporte) -> str:
    """Write «Taraco, Huancané, Puno»; in the person's own words where no district was settled."""
    district = find_district(aporte.ubigeo)
    return district.label if district else f"«{shortened(masked(aporte.place_text), 40)}»"


@cache
def _imported() -> dict[str, District]:
    return {}


@cache
def _districts() -> dict[str, District]:
    return {district.ubigeo: district for district in builtin_districts()} | _imported()
