"""The policy priorities of an aporte: the machine suggests, an operator's word stays."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import TagSource
from intake.reading import readers
from intake.reading.rules.language import readable
from intake.reading.rules.reader import Reader
from intake.reading.rules.tags import BY_SENSE, Tag, Vocabulary
from intake.store.models import AddedFact, Aporte, AporteTag, Follower, Question


async def retag(session: AsyncSession, aporte: Aporte, vocabulary: Vocabulary) -> frozenset[str]:
    """Suggest the priorities again from the text, and give those that stand now.

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
    await reserve(session, aporte, standing, vocabulary)
    await session.flush()
    return standing


async def reserve(
    session: AsyncSession, aporte: Aporte, standing: Collection[str], vocabulary: Vocabulary
) -> None:
    """Reserve an aporte or open it, by all that was written of it.

    An operator's word stays; and what a second reader reserved, only an operator opens.
    """
    if aporte.restricted_by is TagSource.AUTOMATICA:
        added = await added_words(session, aporte.id)
        aporte.restricted = bool(await signs_of(session, aporte, standing, vocabulary, added))


async def reserve_for(session: AsyncSession, aporte_id: int, added: str) -> None:
    """Reserve it if words that were just added to it have a sign. Nothing opens it here."""
    if (await readers.current(session)).reasons_to_reserve((added,)):
        aporte = await session.get_one(Aporte, aporte_id)
        if aporte.restricted_by is not TagSource.OPERADOR:
            aporte.restricted = True


async def reserve_as_second(session: AsyncSession, aporte_id: int) -> None:
    """Reserve it because a second reader asks for it, whatever our own signs come to say.

    An operator's word stays.
    """
    aporte = await session.get_one(Aporte, aporte_id, with_for_update=True)
    if aporte.restricted_by is TagSource.AUTOMATICA:
        aporte.restricted, aporte.restricted_by = True, TagSource.SEGUNDO_LECTOR


async def added_words(session: AsyncSession, aporte_id: int) -> list[str]:
    """All that was written of it beside its text: on joining, in answers, and as new facts."""
    joined = sa.select(Follower.words).where(Follower.aporte_id == aporte_id)
    answers = sa.select(Question.answer).where(Question.aporte_id == aporte_id)
    facts = sa.select(AddedFact.text).where(AddedFact.aporte_id == aporte_id)
    return [words for words in await session.scalars(sa.union_all(joined, answers, facts)) if words]


async def signs_of(
    session: AsyncSession,
    aporte: Aporte,
    standing: Collection[str],
    vocabulary: Vocabulary,
    added: Collection[str] = (),
) -> tuple[str, ...]:
    """The reasons to reserve it, for the staff: its topics, and all that was written of it."""
    written = (aporte.text, aporte.place_text, aporte.affected, *added)
    return await signs_in(session, written, standing, vocabulary)


async def signs_in(
    session: AsyncSession,
    texts: Collection[str],
    standing: Collection[str],
    vocabulary: Vocabulary,
) -> tuple[str, ...]:
    """The same for texts that are no aporte yet; `standing` holds the ids of their priorities."""
    return reasons(await readers.current(session), texts, standing, vocabulary)


def reasons(
    reader: Reader, texts: Collection[str], standing: Collection[str], vocabulary: Vocabulary
) -> tuple[str, ...]:
    """The reasons to reserve what these texts say, for the staff, by what this reader makes of it.

    A topic that no word names and only the sense suggests hides nobody's words, where the sense
    also says that nothing private is told.
    """
    reserved = [each for each in sorted(standing) if vocabulary.is_reserved(each)]
    if reserved and reader.denies_privacy(texts):
        tags = [tag for text in texts if text for tag in vocabulary.tag(text)]
        guessed = {tag.priority for tag in tags if tag.words == (BY_SENSE,)}
        reserved = [each for each in reserved if each not in guessed]
    topics = [found.name for each in reserved if (found := vocabulary.find(each))]
    return reader.reasons_to_reserve(texts, topics)


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
    standing = {tag.priority for tag in suggested} | {name for name, yes in settled.items() if yes}
    return frozenset(standing)
