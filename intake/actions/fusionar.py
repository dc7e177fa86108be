"""Put a case with another one that tells the same."""

from dataclasses import dataclass
from typing import Annotated

import sqlalchemy as sa

from intake import notices
from intake.actions import OPEN, Action, Ask, Notice, Outcome, Scene
from intake.errors import RefusedError
from intake.followers import count_followers, group
from intake.ids import Code
from intake.kinds import AporteState
from intake.models import Aporte
from intake.rules.codes import spoken


@dataclass(frozen=True)
class Fusionar(Action):
    """The one that stays is always a root, so that no cycle can be made."""

    verb = "fusionar"
    done = "queda unido"
    help = "Une el segundo caso al primero. Las personas de los dos siguen enteradas."
    example = "ayni fusionar K7F-3MX P4D-9RA"

    principal: Annotated[
        Code, Ask("Código del aporte que queda.", is_argument=True, before_code=True)
    ]

    def others(self) -> tuple[Code, ...]:
        """The one that stays."""
        return (self.principal,)

    async def apply(self, scene: Scene) -> Outcome:
        """Refused into itself, into something of its own, or into what is not open."""
        case, root = scene.case, scene.others[self.principal]
        await _check_root(scene, case, root)
        case.state = AporteState.FUSIONADO
        case.merged_into_id = root.id
        await scene.session.flush()
        people = (await count_followers(scene.session, [root.id])).get(root.id, 0)
        return Outcome(
            note=f"a {spoken(root.code)}",
            details={"voces": people},
            notice=Notice(notices.merged(people)),
        )


async def _check_root(scene: Scene, case: Aporte, root: Aporte) -> None:
    ours, theirs = spoken(case.code), spoken(root.code)
    if case.id == root.id:
        raise RefusedError(f"{ours} no se puede unir a sí mismo. Dé dos códigos distintos.")
    tree = group([case.id])
    if root.id in set(await scene.session.scalars(sa.select(tree.c.id))):
        raise RefusedError(
            f"{theirs} ya está unido a {ours}; al revés sería un círculo. "
            f"Si quiere que quede {theirs}, primero: ayni separar {theirs}"
        )
    if root.state is AporteState.FUSIONADO:
        upper = await scene.session.get_one(Aporte, root.merged_into_id)
        raise RefusedError(f"{theirs} está unido a {spoken(upper.code)}. Una {ours} a ese.")
    if root.state not in OPEN:
        raise RefusedError(
            f"{theirs} está cerrado (estado: {root.state}). Elija uno abierto para que quede."
        )


ACTION = Fusionar
