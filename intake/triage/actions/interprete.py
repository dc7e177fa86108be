"""Say whether somebody who speaks Quechua or Aymara must read a case."""

from dataclasses import dataclass
from typing import Annotated

from intake.errors import RefusedError
from intake.kinds import NOT_WITHDRAWN
from intake.reading import tagging, taxonomy
from intake.store.verbs import Verb
from intake.triage.actions import Action, Ask, Outcome, Scene
from intake.words.codes import spoken


@dataclass(frozen=True)
class Interprete(Action):
    """The machine's tags follow: none from words it cannot read."""

    verb = Verb.INTERPRETE
    done = "ahora"
    help = "Marca que un caso necesita intérprete, o quita la marca."
    example = "ayni interprete K7F-3M6 --no-necesita"
    states = NOT_WITHDRAWN

    necesita: Annotated[
        bool, Ask("Si está en quechua o aimara.", prompt="¿Necesita intérprete?", flag="necesita")
    ]

    async def apply(self, scene: Scene) -> Outcome:
        """Set or clear the mark; refused if it stands so already."""
        case = scene.case
        note = "necesita intérprete" if self.necesita else "no necesita intérprete"
        if case.needs_interpreter is self.necesita:
            raise RefusedError(f"{spoken(case.code)} ya está así: {note}.")
        case.needs_interpreter = self.necesita
        await tagging.retag(scene.session, case, await taxonomy.current(scene.session))
        return Outcome(note=note)


ACTION = Interprete
