"""Say something in one's own words to everybody behind a case."""

from dataclasses import dataclass
from typing import Annotated

from intake.errors import RefusedError
from intake.kinds import NOT_WITHDRAWN
from intake.listening import notices
from intake.listening.ready_answers import get_ready_answer
from intake.store.verbs import Verb
from intake.triage.actions import Action, Ask, Notice, Outcome, Scene
from intake.words.text import clean

LONGEST = 3000


@dataclass(frozen=True)
class Responder(Action):
    """The written answer that a petition is owed (TUO Ley 27444, art. 117.3)."""

    verb = Verb.RESPONDER
    done = "respondido:"
    help = "Les escribe, con sus palabras, a todas las personas que están detrás del caso."
    example = 'ayni responder K7F-3M6 "Ya hablamos con la municipalidad: vienen el lunes."'
    states = NOT_WITHDRAWN
    is_undoable = False

    texto: Annotated[
        str,
        Ask(
            "La respuesta, entre comillas y de «tú».",
            prompt="Respuesta",
            is_argument=True,
            unless="plantilla",
        ),
    ]
    plantilla: Annotated[
        str, Ask("Una respuesta lista; lo que se escriba además va después.", one_of="plantilla")
    ] = ""

    def preview(self) -> str:
        """The whole message to the people behind the case."""
        return notices.answered(self._words())

    async def apply(self, scene: Scene) -> Outcome:  # noqa: ARG002 the same for every case
        """Change nothing of the case, because only words go out; NotFoundError for no such
        template.
        """
        text = self._words()
        if not text or len(text) > LONGEST:
            raise RefusedError(f"Escriba una respuesta de 1 a {LONGEST} letras.")
        notice = Notice(notices.answered(text), notices.offers_on_answer(closes=False))
        return Outcome(note=text, details={"plantilla": self.plantilla}, notice=notice)

    def _words(self) -> str:
        ready = get_ready_answer(self.plantilla).text if self.plantilla else ""
        return "\n\n".join(filter(None, (ready, clean(self.texto))))


ACTION = Responder
