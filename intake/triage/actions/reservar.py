"""Say by hand whether other people may know of a case. The machine does not change it again."""

from dataclasses import dataclass
from typing import Annotated

from intake.errors import RefusedError
from intake.kinds import NOT_WITHDRAWN, TagSource
from intake.store.verbs import Verb
from intake.triage.actions import Action, Ask, Outcome, Scene
from intake.words.codes import spoken


@dataclass(frozen=True)
class Reservar(Action):
    """Of a reserved case nobody but staff gets to know; of another, its topic and its district.

    Holds until its author writes other words: those nobody has read.
    """

    verb = Verb.RESERVAR
    done = "ahora"
    help = "Reserva un caso, o lo abre: entonces los vecinos ven su tema y pueden unirse."
    example = "ayni reservar K7F-3M6 --no-reservado"
    states = NOT_WITHDRAWN

    reservado: Annotated[
        bool,
        Ask(
            "Si nadie más que el equipo debe saber de él.",
            prompt="¿Queda reservado?",
            flag="reservado",
        ),
    ]

    async def apply(self, scene: Scene) -> Outcome:
        """Reserve it or open it; refused if an operator said so already."""
        case = scene.case
        note = "reservado" if self.reservado else "abierto: los vecinos pueden unirse"
        if case.restricted is self.reservado and case.restricted_by is TagSource.OPERADOR:
            raise RefusedError(f"{spoken(case.code)} ya está así: {note}.")
        case.restricted = self.reservado
        case.restricted_by = TagSource.OPERADOR
        return Outcome(note=note)


ACTION = Reservar
