"""An application with every step answered."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.concursos import applications
from intake.concursos.rules.application import STEPS
from intake.store.models import Application, Concurso, Person
from tests.conftest import NOW

ANSWERS = {
    "quien": "comunidad",
    "nombre": "Comunidad campesina Huancho",
    "lugar": "210607",
    "titulo": "Agua limpia",
    "propuesta": "Cuidar el manantial y llevar el agua en tubos hasta las casas del sector.",
    "beneficiarios": "120",
    "monto": "45000",
    "meses": "10",
    "contacto": "-",
}


async def applied(
    session: AsyncSession, concurso: Concurso, person: Person, *, at: datetime = NOW
) -> Application:
    """Begun and every step answered; not sent."""
    await applications.start(session, concurso.id, person, at=at, now=at)
    own = None
    for step in STEPS:
        own = await applications.answer(
            session, concurso.id, person, step, ANSWERS[step].strip("-"), at=at, now=at
        )
    assert own is not None
    return own
