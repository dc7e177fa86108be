"""Take a case apart again from the one it was put with."""

from dataclasses import dataclass

import sqlalchemy as sa

from intake.kinds import AporteState
from intake.listening import notices
from intake.store.models import Aporte, JournalEntry
from intake.store.verbs import Verb
from intake.triage.actions import Action, Notice, Outcome, Scene
from intake.words.codes import spoken


@dataclass(frozen=True)
class Separar(Action):
    """Nobody was moved by the merge, so everybody follows what they followed before."""

    verb = Verb.SEPARAR
    done = "queda separado"
    help = "Separa un caso del que se le había unido; vuelve al estado que tenía."
    example = "ayni separar P4D-9RA"
    states = frozenset({AporteState.FUSIONADO})

    async def apply(self, scene: Scene) -> Outcome:
        """Put it back to where it stood before it was merged."""
        case = scene.case
        root = await scene.session.get_one(Aporte, case.merged_into_id)
        case.state = await _state_before(scene)
        case.merged_into_id = None
        return Outcome(note=f"de {spoken(root.code)}", notice=Notice(notices.separated()))


async def _state_before(scene: Scene) -> AporteState:
    entries = await scene.session.scalars(
        sa.select(JournalEntry)
        .where(JournalEntry.aporte_id == scene.case.id, JournalEntry.verb == Verb.FUSIONAR)
        .order_by(JournalEntry.id.desc())
    )
    for entry in entries:
        if "state" in entry.before:
            return AporteState(entry.before["state"])
    return AporteState.RECIBIDO


ACTION = Separar
