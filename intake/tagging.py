"""The policy priorities of an aporte: the machine suggests, an operator's word stays."""

from collections.abc import Mapping
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import TagSource
from intake.models import Aporte, AporteTag
from intake.rules.language import readable
from intake.rules.tags import Tag, Vocabulary


async def retag(session: AsyncSession, aporte: Aporte, vocabulary: Vocabulary) -> frozenset[str]:
    """Suggest again from the text; gives what stands now.

    Tags that an operator set or took off are left as they are.
    """
    await session.execute(
        sa.delete(AporteTag).where(
            AporteTag.aporte_id == aporte.id, AporteTag.source == TagSource.AUTOMATICA
        )
    )
    kept = await session.execute(
        sa.select(AporteTag.priority, AporteTag.accepted).where(AporteTag.aporte_id == aporte.id)
    )
    standing = tag_new(session, aporte, vocabulary, settled={row[0]: row[1] for row in kept})
    await session.flush()
    return standing


def suggest(aporte: Aporte, vocabulary: Vocabulary) -> tuple[Tag, ...]:
    """What the machine would say of it, whatever operators said."""
    return vocabulary.tag(readable(aporte.text, needs_interpreter=aporte.needs_interpreter))


def tag_new(
    session: AsyncSession,
    aporte: Aporte,
    vocabulary: Vocabulary,
    *,
    settled: Mapping[str, bool] = MappingProxyType({}),
) -> frozenset[str]:
    """Suggest for an aporte that has no automatic tags yet; gives the priorities that stand.

    `settled` is what operators said (priority, accepted), and is left as it is.
    """
    suggested = [tag for tag in suggest(aporte, vocabulary) if tag.priority not in settled]
    session.add_all(
        AporteTag(
            aporte_id=aporte.id,
            priority=tag.priority,
            source=TagSource.AUTOMATICA,
            accepted=True,
            score=tag.score,
            words=list(tag.words),
        )
        for tag in suggested
    )
    safety = {priority.id for priority in vocabulary.priorities if priority.safety}
    standing = {tag.priority for tag in suggested} | {name for name, yes in settled.items() if yes}
    aporte.restricted = not safety.isdisjoint(standing)
    return frozenset(standing)
