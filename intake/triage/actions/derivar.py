"""Tell to which entity a case belongs, and that it was sent there, if it was (TUO 27444, 141)."""

from dataclasses import dataclass
from typing import Annotated

from intake.errors import RefusedError
from intake.kinds import AporteState
from intake.listening import notices
from intake.store.verbs import Verb
from intake.triage.actions import Action, Ask, Notice, Outcome, Scene
from intake.words.text import clean


@dataclass(frozen=True)
class Derivar(Action):
    """It records and tells; the papers to the other entity go the ministry's own way.

    People are told that it was sent where the number of the paper that carried it is given.
    """

    verb = Verb.DERIVAR
    done = "derivado a:"
    help = "Cierra el caso porque le toca a otra entidad, y se lo dice a su gente."
    example = (
        'ayni derivar K7F-3M6 --a "Municipalidad de Taraco" --oficio "Oficio 12-2026-MIDIS/DGSE"'
    )

    entidad: Annotated[str, Ask("A qué entidad le toca.", prompt="Entidad", flag="a")]
    contacto: Annotated[str, Ask("Teléfono, dirección o web donde la gente puede preguntar.")] = ""
    oficio: Annotated[
        str, Ask("Documento con que ya se envió; sin él no se dice que se envió.")
    ] = ""

    async def apply(self, scene: Scene) -> Outcome:
        """Send it elsewhere: the case leaves the queue."""
        entity, contact = clean(self.entidad, 200), clean(self.contacto, 200)
        sent_with = clean(self.oficio, 120)
        if not entity:
            raise RefusedError("Diga a qué entidad le toca: --a «…».")
        scene.case.state = AporteState.DERIVADO
        return Outcome(
            note=entity + "".join(f" ({each})" for each in (contact, sent_with) if each),
            details={"entidad": entity, "contacto": contact, "oficio": sent_with},
            notice=Notice(
                notices.referred(entity, contact, sent_with), notices.offers_on_answer(closes=True)
            ),
        )


ACTION = Derivar
