"""An aporte as the bot submits it, and corrects it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import Actor, AporteKind
from intake.listening import submissions
from intake.listening.commands import Correct, Submit, Submitted
from intake.reading.rules.tags import Vocabulary
from intake.store.models import Person

SUBMIT = Submit(
    kind=AporteKind.PROBLEMA,
    text="No tenemos agua potable en la comunidad hace un mes",
    ubigeo="210607",
    place_text="taraco",
    affected="mi comunidad o barrio",
    actor=Actor.CIUDADANIA,
    attachments=(),
    consent_version="2026-11",
    message_id="m7",
)


async def submit(
    session: AsyncSession, person: Person, now: datetime, command: Submit = SUBMIT
) -> Submitted:
    """As the bot does."""
    return await submissions.submit(
        session, command, person, vocabulary=Vocabulary.builtin(), answer_days=30, now=now
    )


def correction_of(code: str, text: str) -> Correct:
    """Another text, the rest as it was."""
    return Correct(code, AporteKind.PROBLEMA, text, "210607", "taraco", "todos", Actor.CIUDADANIA)
