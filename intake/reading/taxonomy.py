"""The priorities that hold now: those of the file imported last, or else the built-in ones."""

import logging

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.errors import DataFileError
from intake.reading.rules.tags import Vocabulary
from intake.reading.rules.vocabulary import builtin_text, get_priority, read_vocabulary
from intake.store.models import Taxonomy

_log = logging.getLogger(__name__)
_NEWEST_ID = sa.select(sa.func.max(Taxonomy.id))


class Taxonomies:
    """Gives the vocabulary that holds; reads it again only where a newer file was imported."""

    def __init__(self) -> None:
        self._id: int | None = None
        self._vocabulary: Vocabulary | None = None
        self._heard: Vocabulary | None = None
        """The same with the reader that holds, where that is not the program's own."""

    async def current(self, session: AsyncSession) -> Vocabulary:
        """The vocabulary of this moment; asking costs no more than reading one number."""
        newest: int | None = await session.scalar(_NEWEST_ID)
        if self._vocabulary is None or newest != self._id:
            self._vocabulary = await _read(session, newest)
            self._id, self._heard = newest, None
        # Reading a message takes what the queue starts without.
        from intake.reading import readers  # noqa: PLC0415

        reader = await readers.current(session)
        if reader is self._vocabulary.reader:
            return self._vocabulary
        if self._heard is None or self._heard.reader is not reader:
            self._heard = self._vocabulary.read_by(reader)
        return self._heard


async def current(session: AsyncSession) -> Vocabulary:
    """The vocabulary that holds now, if it is asked for only once."""
    return await Taxonomies().current(session)


async def get_id(session: AsyncSession, typed: str) -> str:
    """The id of the priority or theme that was typed, of those that hold; empty if nothing was."""
    return _id_of(typed, await current(session)) if typed else ""


async def get_ids(session: AsyncSession, typed: str) -> tuple[str, ...]:
    """The same with all that counts as it: of a theme also its parts; none if nothing was typed."""
    if not typed:
        return ()
    vocabulary = await current(session)
    return vocabulary.covers(_id_of(typed, vocabulary))


def _id_of(typed: str, vocabulary: Vocabulary) -> str:
    return get_priority(typed, [each.id for each in vocabulary.priorities], [*vocabulary.themes])


async def current_text(session: AsyncSession) -> str:
    """The file that holds, as it was given."""
    row = await newest(session)
    return builtin_text() if row is None else row.text or builtin_text()


async def newest(session: AsyncSession) -> Taxonomy | None:
    """The file that was imported last; None while the built-in one holds."""
    found: Taxonomy | None = await session.scalar(
        sa.select(Taxonomy).order_by(Taxonomy.id.desc()).limit(1)
    )
    return found


async def _read(session: AsyncSession, taxonomy_id: int | None) -> Vocabulary:
    row = None if taxonomy_id is None else await session.get(Taxonomy, taxonomy_id)
    if row is None or not row.text:
        return Vocabulary.builtin()
    try:
        return Vocabulary(read_vocabulary(row.text))
    except DataFileError as problem:
        # It was right for the version that imported it. People go on being attended.
        _log.error(
            "Las prioridades importadas no sirven a esta versión; valen las del programa. "
            "Revíselas con «ayni prioridades exportar» e impórtelas otra vez. %s",
            problem,
        )
        return Vocabulary.builtin()
