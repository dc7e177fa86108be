"""How the Grupo de Trabajo decides: calls, lists, quorum, votes, codes (Manual, arts. 16-19, 25).

Pure: what is refused is said with the article that refuses it.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from intake.errors import RefusedError
from intake.grupo.rules.organs import Limits
from intake.kinds import Ballot, MeetingKind
from intake.words.calendar import add_working_days, lima_date


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes of one point."""

    favour: int
    against: int
    abstained: int

    @property
    def is_tie(self) -> bool:
        """Whether as many are for it as against, and somebody voted."""
        return self.favour == self.against > 0


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


def check_ballots(
    ballots: Mapping[str, Ballot], present: Collection[str], *, has_quorum: bool
) -> None:
    """Refuse all but one vote of each seat there, with quorum (arts. 16, 18 and 19.c).

    A seat that is not named may have been forgotten: nobody is taken to abstain.
    """
    if not has_quorum:
        raise RefusedError(
            "Sin quórum no se vota (Manual, art. 19.c): instale antes la sesión con la lista."
        )
    absent = sorted(set(ballots) - set(present))
    if absent:
        raise RefusedError(
            f"No está en la sesión y no puede votar: {', '.join(absent)} (Manual, arts. 16 y 18)."
        )
    silent = sorted(set(present) - set(ballots))
    if silent or not ballots:
        raise RefusedError(
            f"Falta decir cómo votó: {', '.join(silent) or 'cada asiento'}. Quien asiste vota a "
            "favor o en contra (Manual, art. 18; TUO de la Ley 27444, art. 112.1)."
        )


def check_abstentions(ballots: Mapping[str, Ballot], reasons: Mapping[str, str]) -> None:
    """Refuse an abstention without the law that allows it (TUO Ley 27444, art. 112.2)."""
    abstaining = {seat for seat, ballot in ballots.items() if ballot is Ballot.ABSTENCION}
    if bare := sorted(seat for seat in abstaining if not reasons.get(seat)):
        raise RefusedError(
            f"Abstenerse está prohibido salvo que una ley lo permita, y entonces se sustenta por "
            f"escrito (TUO de la Ley 27444, art. 112): diga qué ley y por qué, con "
            f'--motivo-abstencion "{bare[0]}=…"'
        )
    if others := sorted(set(reasons) - abstaining):
        raise RefusedError(f"«{others[0]}» no se abstiene: su motivo sobra.")


def tally(ballots: Collection[Ballot]) -> Tally:
    """How many votes there are of each kind."""
    counts = Counter(ballots)
    return Tally(counts[Ballot.FAVOR], counts[Ballot.CONTRA], counts[Ballot.ABSTENCION])


def decide(votes: Tally, casting: Ballot | None = None) -> bool | None:
    """Whether a point is approved; None while a tie waits for the chair.

    Simple majority of the votes for and against; abstentions decide nothing (art. 18). The chair's
    casting vote counts on a tie alone (arts. 18 and 23.c).
    """
    if votes.is_tie:
        return None if casting is None else casting is Ballot.FAVOR
    return votes.favour > votes.against


def check_casting(votes: Tally, casting: Ballot, *, chair_present: bool) -> None:
    """Refuse a casting vote if there is no tie, or nobody to give it."""
    if not votes.is_tie:
        raise RefusedError(
            f"No hay empate ({votes.favour} a favor, {votes.against} en contra): el voto dirimente "
            "es solo para un empate (Manual, arts. 18 y 23.c)."
        )
    if not chair_present:
        raise RefusedError("La presidencia no está en la sesión: no hay quien dirima (art. 23.c).")
    if casting is Ballot.ABSTENCION:
        raise RefusedError("El voto dirimente es a favor o en contra (Manual, art. 23.c).")
