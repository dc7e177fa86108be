"""What the tests of necesidades share: texts, telling one, and counting again."""

from collections import Counter
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.grouping import needs
from intake.grouping.profiles import EVERY
from intake.reading import tagging
from intake.reading.rules.tags import Vocabulary
from intake.store.models import (
    Aporte,
    NecesidadMember,
    NecesidadProfile,
    NecesidadWord,
    NeedGroup,
    Person,
)
from tests.factories import an_aporte

POSTA = (
    "La posta no tiene médico, solo atiende una técnica de enfermería",
    "En la posta falta médico, la técnica de enfermería no se abastece",
    "No hay médico en la posta, una técnica de enfermería atiende sola",
)
PUENTE = "El huaico se llevó el puente y los escolares cruzan el río en oroya"


async def told(
    session: AsyncSession,
    now: datetime,
    text: str,
    ubigeo: str | None = "210607",
    *,
    author: Person | None = None,
) -> Aporte:
    """An aporte with its tags, grouped, as the bot leaves it."""
    aporte = await an_aporte(session, now, text=text, ubigeo=ubigeo, author=author)
    tagging.tag_new(session, aporte, Vocabulary.builtin())
    await session.flush()
    await needs.place(session, aporte, now=now)
    return aporte


async def home_of(session: AsyncSession, aporte: Aporte) -> int | None:
    """The necesidad it belongs to."""
    return await session.scalar(
        sa.select(NecesidadMember.necesidad_id).where(NecesidadMember.aporte_id == aporte.id)
    )


async def counts(session: AsyncSession) -> tuple[Counter[str], Counter[tuple[str, int]]]:
    """In how many necesidades each word stands, and in how many members of each, as kept."""
    words = await session.execute(sa.select(NecesidadWord.word, NecesidadWord.necesidades))
    profiles = await session.execute(
        sa.select(NecesidadWord.word, NecesidadProfile.necesidad_id, NecesidadProfile.members).join(
            NecesidadWord, NecesidadWord.id == NecesidadProfile.word_id
        )
    )
    return (
        Counter({row[0]: row[1] for row in words}),
        Counter({(word, id_): count for word, id_, count in profiles}),
    )


async def recount(session: AsyncSession) -> tuple[Counter[str], Counter[tuple[str, int]]]:
    """The same, from what each member says that it gave."""
    rows = await session.execute(sa.select(NecesidadMember.necesidad_id, NecesidadMember.words))
    profiles = Counter(
        (word, id_) for id_, words in rows if words for word in (EVERY, *words.split())
    )
    return Counter(word for word, _ in profiles), profiles


async def check_counts(session: AsyncSession) -> None:
    """What is kept is what a recount gives, and no necesidad is without members."""
    assert await counts(session) == await recount(session)
    with_members = set(await session.scalars(sa.select(NecesidadMember.necesidad_id)))
    assert set(await session.scalars(sa.select(NeedGroup.id))) == with_members
