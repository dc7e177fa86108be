"""Close a case that the Lab does not follow up, and say so kindly."""

from dataclasses import dataclass
from typing import Annotated

from intake.kinds import AporteState
from intake.listening import notices
from intake.listening.discard_reasons import get_discard_reason
from intake.store.verbs import Verb
from intake.triage.actions import Action, Ask, Notice, Outcome, Scene
from intake.words.text import clean


@dataclass(frozen=True)
class Descartar(Action):
    """The reasons are data: intake/data/discard_reasons.yaml."""

    verb = Verb.DESCARTAR
    done = "descartado:"
    help = "Cierra el caso y le explica con amabilidad a su gente por qué."
    example = "ayni descartar K7F-3M6 --motivo reclamo"

    motivo: Annotated[
        str,
        Ask("Por qué (los motivos están en la ayuda).", prompt="Motivo", one_of="motivo"),
    ]
    nota: Annotated[str, Ask("Nota para el equipo; la gente no la ve.")] = ""

    async def apply(self, scene: Scene) -> Outcome:
        """Let it leave the queue; NotFoundError if the reason is none of the list."""
        reason = get_discard_reason(self.motivo)
        note = clean(self.nota)
        scene.case.state = AporteState.DESCARTADO
        return Outcome(
            note=f"{reason.id}: {note}" if note else reason.id,
            details={"motivo": reason.id},
            notice=Notice(notices.discarded(reason), notices.offers_on_answer(closes=True)),
        )


ACTION = Descartar
