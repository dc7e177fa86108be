"""Admit a case into the first stage of the Lab, Priorización de necesidades (Manual, art. 10)."""

from dataclasses import dataclass
from typing import Annotated

from intake.errors import RefusedError
from intake.kinds import AporteState
from intake.listening import notices
from intake.store.verbs import Verb
from intake.triage.actions import Action, Ask, Notice, Outcome, Scene
from intake.words.text import clean

_NOT_THE_LABS = (
    "Si no es así, no entra al Laboratorio: ayni descartar CODIGO, o ayni derivar CODIGO"
)


@dataclass(frozen=True)
class Admitir(Action):
    """The three checks of the scope, each said by a person, with the reason in words."""

    verb = Verb.ADMITIR
    done = "pasa a Priorización:"
    help = "Pasa el caso a Priorización de necesidades, si cumple el alcance del Laboratorio."
    example = (
        "ayni admitir K7F-3M6 --sirve --competencia --politica "
        '--motivo "Agua segura para 80 familias"'
    )
    states = frozenset({AporteState.RECIBIDO})

    sirve: Annotated[
        bool,
        Ask(
            "Sirve a personas en pobreza o vulnerabilidad, o a la eficacia de la administración "
            "pública (Manual, arts. 3.e, 3.f y 5).",
            prompt="¿Sirve a personas en pobreza o vulnerabilidad, "
            "o a la eficacia de la administración pública?",
            on_no=_NOT_THE_LABS,
        ),
    ]
    competencia: Annotated[
        bool,
        Ask(
            "Es de competencia del MIDIS (Manual, art. 8).",
            prompt="¿Es de competencia del MIDIS?",
            on_no="Si no es de competencia del MIDIS, le toca a otra entidad: ayni derivar CODIGO",
        ),
    ]
    politica: Annotated[
        bool,
        Ask(
            "Está en las prioridades de política social del Gobierno (Manual, art. 9).",
            prompt="¿Está en las prioridades de política social del Gobierno?",
            on_no=_NOT_THE_LABS,
        ),
    ]
    motivo: Annotated[str, Ask("Por qué se admite, en una frase.", prompt="Motivo")]

    async def apply(self, scene: Scene) -> Outcome:
        """Admit it; refused if a check was not answered with yes, or there is no reason."""
        checks = {
            "sirve a personas en pobreza o a la administración pública": self.sirve,
            "es de competencia del MIDIS": self.competencia,
            "está en las prioridades de política social": self.politica,
        }
        failed = [words for words, is_so in checks.items() if not is_so]
        if failed:
            raise RefusedError(
                f"Para admitirlo falta afirmar que {' y que '.join(failed)}. "
                "Si no es así, corresponde derivarlo o descartarlo."
            )
        reason = clean(self.motivo)
        if not reason:
            raise RefusedError("Escriba por qué se admite: --motivo «…».")
        scene.case.state = AporteState.PRIORIZACION
        return Outcome(
            note=reason,
            details={"alcance": {"sirve": True, "competencia": True, "politica": True}},
            notice=Notice(notices.admitted()),
        )


ACTION = Admitir
