"""When the Grupo de Trabajo meets in order: calls, lists, quorum, last days (Manual, arts. 19, 25).

Pure: what is refused is said with the article that refuses it.
"""

from datetime import date, datetime, timedelta

from intake.errors import RefusedError
from intake.grupo.rules.organs import Limits
from intake.kinds import MeetingKind
from intake.words.calendar import add_working_days, lima_date


def quorum_of(seats: int, setting: int | None) -> int:
    """How many seats make quorum: half plus one (art. 19.c).

    For an odd body the Manual leaves it open: by default the absolute majority, 4 of 7 (TUO de la
    Ley 27444, art. 110.1). `setting` is what the Lab decided instead: more, and never less.
    """
    majority = seats // 2 + 1
    if setting is None:
        return majority
    if setting < majority:
        raise RefusedError(
            f"AYNI_QUORUM={setting} no sirve: el quórum es más de la mitad de los {seats} "
            f"asientos, {majority} o más (Manual, art. 19.c). Corrija el archivo .env."
        )
    return min(setting, seats)


def days_ahead(kind: MeetingKind, limits: Limits) -> int:
    """How many days before a session its programme and papers must be out (art. 25.d)."""
    is_ordinary = kind is MeetingKind.ORDINARIA
    return limits.papers_ordinary if is_ordinary else limits.papers_extraordinary


def check_call(
    kind: MeetingKind, called_at: datetime, scheduled_at: datetime, limits: Limits
) -> None:
    """Refuse what is called too late. Days are counted from date to date, in Lima."""
    ahead = (lima_date(scheduled_at) - lima_date(called_at)).days
    if kind is MeetingKind.EXTRAORDINARIA and ahead < limits.call_extraordinary:
        raise RefusedError(
            f"Una sesión extraordinaria se convoca con {limits.call_extraordinary} días de "
            f"anticipación o más (Manual, art. 19.b); faltan {max(ahead, 0)}. Elija otra fecha."
        )
    if kind is MeetingKind.ORDINARIA and ahead < limits.papers_ordinary:
        raise RefusedError(
            "El programa y los documentos de una sesión ordinaria salen con "
            f"{limits.papers_ordinary} días de anticipación o más (Manual, art. 25.d); faltan "
            f"{max(ahead, 0)}. Elija otra fecha, o convóquela como extraordinaria."
        )


def papers_due(kind: MeetingKind, scheduled_at: datetime, limits: Limits) -> date:
    """The last day on which programme and papers go out in time (art. 25.d)."""
    return lima_date(scheduled_at) - timedelta(days=days_ahead(kind, limits))


def acta_due(closed_at: datetime, limits: Limits) -> date:
    """The last day to send the acta (art. 25.j)."""
    return add_working_days(lima_date(closed_at), limits.acta)


def check_roll(roll: int, scheduled_at: datetime, now: datetime, limits: Limits) -> None:
    """Refuse a list out of its time: at the hour, and fifteen minutes later (art. 19.e)."""
    wait = timedelta(minutes=limits.second_roll if roll == 2 else 0)
    if now < scheduled_at + wait:
        when = (
            "a la hora señalada"
            if roll == 1
            else f"{limits.second_roll} minutos después de la hora señalada"
        )
        raise RefusedError(
            f"La {'primera' if roll == 1 else 'segunda'} lista se pasa {when} (Manual, art. 19.e)."
        )
