"""How a point is decided: ballots, abstentions, the casting vote (Manual, arts. 16, 18 and 23).

Pure: what is refused is said with the article that refuses it.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from intake.errors import RefusedError
from intake.kinds import Ballot


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


def check_ballots(ballots: Mapping[str, Ballot], present: Collection[str]) -> None:
    """Refuse all but one vote of each seat there (arts. 16 and 18).

    A seat that is not named may have been forgotten: nobody is taken to abstain.
    """
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
