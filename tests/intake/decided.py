"""Cases that operators merged and separated, for the tests that learn from them."""

from datetime import datetime
from itertools import product

from sqlalchemy.ext.asyncio import AsyncSession

from intake.ids import Code
from intake.sameness import postings
from intake.store.models import Aporte, Operator
from intake.triage.actions.fusionar import Fusionar
from intake.triage.actions.separar import Separar
from tests.factories import a_person, an_aporte
from tests.intake.triage.actions.cases import act

PLACES = [
    f"{first}{second}"
    for first, second in product(
        ("Huaylla", "Puca", "Yana", "Cocha", "Sacha", "Quello"),
        ("pampa", "bamba", "marca", "pata", "orcco", "cancha"),
    )
]
TOLD = "Se malogró la bomba del pozo de {} y no hay agua"
SAME = "En {} estamos sin agua porque no funciona la bomba del pozo"
OTHER = "En {} piden arreglar la trocha que se llevó el huaico"


async def indexed(session: AsyncSession, now: datetime, text: str) -> Aporte:
    """An aporte that can be found."""
    author = await a_person(session, now)
    aporte = await an_aporte(session, now, text=text, author=author)
    await postings.index(session, aporte.id, aporte.text, aporte.ubigeo)
    return aporte


async def merge(
    session: AsyncSession, case: Aporte, root: Aporte, by: Operator, now: datetime
) -> None:
    """As the terminal does."""
    await act(session, Fusionar(principal=Code(root.code)), case, by, now)


async def decide(session: AsyncSession, count: int, by: Operator, now: datetime) -> list[Aporte]:
    """So many decisions, each third of them a separation; gives the cases decided on."""
    cases = []
    for place, name in enumerate(PLACES[:count]):
        is_other = place % 3 == 2
        root = await indexed(session, now, TOLD.format(name))
        case = await indexed(session, now, (OTHER if is_other else SAME).format(name))
        await merge(session, case, root, by, now)
        if is_other:
            await act(session, Separar(), case, by, now)
        cases.append(case)
    return cases
