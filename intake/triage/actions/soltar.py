"""Give a case back to the queue."""

from dataclasses import dataclass

from intake.errors import RefusedError
from intake.kinds import AporteState, Role
from intake.store.models import Operator
from intake.store.verbs import Verb
from intake.triage.actions import Action, Outcome, Scene
from intake.words.codes import spoken


@dataclass(frozen=True)
class Soltar(Action):
    """The Secretaría Técnica may free anybody's: people go on leave with cases in hand."""

    verb = Verb.SOLTAR
    done = "vuelve a la cola"
    help = "Devuelve un caso a la cola. La Secretaría Técnica puede soltar el de cualquiera."
    example = "ayni soltar K7F-3M6"
    states = frozenset(AporteState)

    @classmethod
    def may_pass_holder(cls, by: Operator) -> bool:
        """Whether it is the Secretaría Técnica, who alone may free another's case."""
        return by.role is Role.SECRETARIA_TECNICA

    async def apply(self, scene: Scene) -> Outcome:
        """Free it; refused if nobody has it."""
        if scene.case.assigned_to_id is None:
            raise RefusedError(f"Nadie tiene {spoken(scene.case.code)}: no hay qué soltar.")
        scene.case.assigned_to_id = None
        return Outcome()


ACTION = Soltar
