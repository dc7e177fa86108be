"""Small lessons, and cases that operators corrected, for the tests of what is learned from them."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from itertools import product

from sqlalchemy.ext.asyncio import AsyncSession

from intake.reading import reader_file
from intake.reading.examples import LAB, Example, Label
from intake.reading.retraining import Retrained, card_of, retrain
from intake.reading.rules.acts import Act, Danger
from intake.reading.rules.learned import builtin_model
from intake.store.models import Aporte, Operator
from intake.triage.actions.enmendar import Enmendar
from tests.conftest import NOW
from tests.factories import an_aporte
from tests.intake.triage.actions.cases import act

HANDS = ("norte", "centro", "sur", "selva", "costa")
WHO = ("mi hermana", "la vecina", "mi ahijada", "una señora")
_TOLD = {
    Act.PELIGRO: ("llora encerrada y él no la deja salir", "tiene golpes y él la espera afuera"),
    Act.APORTE: (
        "no tiene agua en su casa desde mayo",
        "camina dos horas hasta la posta",
        "cruza el río sin puente",
    ),
    Act.PREGUNTA: ("pregunta cuándo pagan", "quiere saber qué papeles piden"),
}


def composed() -> list[Example]:
    """A hundred and forty messages of five hands: danger, needs and questions, and a near miss."""
    return [
        Example(
            f"{who} {what}",
            hand,
            act,
            danger=Danger.VIOLENCIA if act is Act.PELIGRO else None,
            is_near_miss=act is Act.PREGUNTA,
            priorities=("agua_saneamiento",) if act is Act.APORTE else (),
            is_reserved=act is Act.PELIGRO,
        )
        for act, told in _TOLD.items()
        for hand, who, what in product(HANDS, WHO, told)
    ]


def corrections() -> list[Example]:
    """Forty questions of as many people in words that no composed text has."""
    return [
        Example(
            f"{WHO[n % len(WHO)]} averigua si sale el bono en la oficina",
            f"{LAB} {n}",
            Act.PREGUNTA,
            says=frozenset({Label.ACT, Label.DANGER}),
        )
        for n in range(40)
    ]


@cache
def learned() -> Retrained:
    """What is learned of both."""
    return retrain(composed(), corrections())


@cache
def a_learned_file() -> bytes:
    """The same as `ayni aprender` writes it."""
    return reader_file.to_bytes(learned().model, card_of(learned(), now=NOW))


@cache
def the_programs_own(version: str, **bounds: float) -> bytes:
    """The file of the program's own model under another name, with these bounds."""
    own = builtin_model()
    renamed = replace(own, version=version, bounds=replace(own.bounds, **bounds))
    return reader_file.to_bytes(renamed, {"version": version})


async def correct(
    session: AsyncSession, count: int, by: Operator, now: datetime, text: str = ""
) -> list[Aporte]:
    """Cases of as many people that were taken for needs, and of which an operator said that they
    are questions.
    """
    cases = []
    for number in range(count):
        own = text or f"{WHO[number % len(WHO)]} averigua si sale el bono en la oficina"
        case = await an_aporte(session, now, text=own)
        await act(session, Enmendar(acto="pregunta", peligro="no"), case, by, now)
        cases.append(case)
    return cases
