"""What neighbours tell, registered as in the chat."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import Actor, AporteKind
from intake.listening import submissions
from intake.listening.commands import Submit
from intake.reading.rules.tags import Vocabulary
from intake.store.models import Aporte, Person
from tests.factories import a_person

WATER = "No tenemos agua potable en Quillcabamba desde que se rompió la tubería del reservorio"


BRIDGE = "El puente colgante se cayó con la crecida del río y los niños no pasan a la escuela"


async def tell(
    session: AsyncSession,
    now: datetime,
    text: str = WATER,
    *,
    person: Person | None = None,
    ubigeo: str | None = "210607",
) -> Aporte:
    """Somebody tells it, as in the chat."""
    person = person or await a_person(session, now)
    receipt = await submissions.submit(
        session,
        Submit(
            kind=AporteKind.PROBLEMA,
            text=text,
            ubigeo=ubigeo,
            place_text="por las chacras de arriba",
            affected="a los de arriba del canal",
            actor=Actor.CIUDADANIA,
            attachments=(),
            consent_version="x",
            message_id="m",
        ),
        person,
        vocabulary=Vocabulary.builtin(),
        answer_days=30,
        now=now,
    )
    return await submissions.get_aporte(session, receipt.code)


async def author(session: AsyncSession, aporte: Aporte) -> Person:
    return await session.get_one(Person, aporte.author_id)
