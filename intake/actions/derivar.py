"""Send a case to the entity it belongs to (TUO Ley 27444, art. 141)."""

from dataclasses import dataclass
from typing import Annotated

from intake import notices
from intake.actions import Action, Ask, Notice, Outcome, Scene
from intake.errors import RefusedError
from intake.kinds import AporteState
from intake.rules.text import clean


@dataclass(frozen=True)
class Derivar(Action):
    """It records and tells; the papers to the other entity go the ministry's own way."""

    verb = "derivar"
    done = "derivado a:"
    help = "Cierra el caso porque le toca a otra entidad, y se lo dice a su gente."
    example = 'ayni derivar K7F-3M6 --a "Municipalidad Distrital de Taraco" --contacto "051-123456"'

    entidad: Annotated[str, Ask("A qué entidad le toca.", prompt="Entidad", flag="a")]
    contacto: Annotated[str, Ask("Teléfono, dirección o web donde la gente puede preguntar.")] = ""

    async def apply(self, scene: Scene) -> Outcome:
        """The case leaves the queue."""
        entity, contact = clean(self.entidad, 200), clean(self.contacto, 200)
        if not entity:
            raise RefusedError("Diga a qué entidad le toca: --a «…».")
        scene.case.state = AporteState.DERIVADO
        return Outcome(
            note=entity + (f" ({contact})" if contact else ""),
            details={"entidad": entity, "contacto": contact},
            notice=Notice(notices.referred(entity, contact), notices.answer_choices(closes=True)),
        )


ACTION = Derivar
