"""Ask the author of a case something; the answer comes back into the case."""

from dataclasses import dataclass
from typing import Annotated

from intake.errors import RefusedError
from intake.kinds import OPEN, AporteState
from intake.listening import notices
from intake.store.models import Follower, Person, Question
from intake.store.outgoing import Deed
from intake.store.verbs import Verb
from intake.triage.actions import Action, Ask, Notice, Outcome, Scene
from intake.words.codes import spoken
from intake.words.text import clean

LONGEST = 1000


@dataclass(frozen=True)
class Preguntar(Action):
    """Only the author is asked: whoever joined did not tell it."""

    verb = Verb.PREGUNTAR
    done = "preguntado:"
    help = "Le hace una pregunta a quien contó el caso. La respuesta se ve en «ayni ver»."
    example = 'ayni preguntar K7F-3M6 "¿Desde cuándo no tienen agua?"'
    states = OPEN | {AporteState.FUSIONADO}
    is_undoable = False
    asks_author = True

    pregunta: Annotated[
        str,
        Ask("La pregunta, entre comillas y de «tú».", prompt="Pregunta", is_argument=True),
    ]

    def preview(self) -> str:
        """The whole message to the author."""
        return notices.asked(clean(self.pregunta))

    async def apply(self, scene: Scene) -> Outcome:
        """Ask the author; refused if they cannot be reached, or do not follow it any more."""
        code = spoken(scene.case.code)
        text = clean(self.pregunta)
        if not text or len(text) > LONGEST:
            raise RefusedError(f"Escriba una pregunta de 1 a {LONGEST} letras.")
        author = await scene.session.get_one(Person, scene.case.author_id)
        if author.unreachable_at is not None:
            raise RefusedError(f"Quien contó {code} bloqueó el chat: la pregunta no le llegaría.")
        if await scene.session.get(Follower, (scene.case.id, author.id)) is None:
            raise RefusedError(f"Quien contó {code} ya no lo sigue: no se le puede preguntar.")
        question = Question(
            aporte_id=scene.case.id,
            person_id=author.id,
            operator_id=scene.by.id,
            text=text,
            asked_at=scene.now,
        )
        scene.session.add(question)
        await scene.session.flush()
        return Outcome(
            note=text,
            details={"question_id": question.id},
            notice=Notice(
                notices.asked(text),
                (notices.offer(Deed.ANSWER, question.id),),
                to=frozenset({author.id}),
            ),
        )


ACTION = Preguntar
