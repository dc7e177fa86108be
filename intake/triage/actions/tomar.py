"""Take a case: from then on nobody else acts on it."""

from dataclasses import dataclass

from intake.errors import RefusedError
from intake.kinds import AporteState
from intake.store.verbs import Verb
from intake.triage.actions import Action, Outcome, Scene
from intake.words.codes import spoken


@dataclass(frozen=True)
class Tomar(Action):
    """Nobody is told: it is private to the team."""

    verb = Verb.TOMAR
    done = "queda a su cargo"
    help = "Toma un caso: nadie más podrá actuar sobre él hasta que lo suelte o lo cierre."
    example = "ayni tomar K7F-3M6"
    states = frozenset({AporteState.RECIBIDO})

    async def apply(self, scene: Scene) -> Outcome:
        """Take it; refused if it is one's own already."""
        if scene.case.assigned_to_id == scene.by.id:
            raise RefusedError(f"Usted ya tiene {spoken(scene.case.code)}.")
        scene.case.assigned_to_id = scene.by.id
        return Outcome()


ACTION = Tomar
