"""The reader that holds now: the one that was put to use last, or else that of the program.

What the settings say of thresholds goes before what the model brings. A database is opened with
`known_to(settings)`, so that each of its sessions finds the same reader by `current`.
"""

import logging
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from intake.errors import DataFileError, RefusedError
from intake.reading.reader_file import ReaderFile, from_bytes
from intake.reading.rules.learned import Model, builtin_model
from intake.reading.rules.reader import Reader, builtin_reader
from intake.reading.thresholds import KNOWN, Thresholds
from intake.store import access
from intake.store.access import Grant
from intake.store.db import JsonDict
from intake.store.journal import record
from intake.store.models import LearnedReader, Operator
from intake.store.verbs import Verb

_log = logging.getLogger(__name__)
_READERS, _READER = "readers", "reader"
_NEWEST_ID = sa.select(sa.func.max(LearnedReader.id))


class Readers:
    """Gives the reader that holds; reads it again only where another was put to use."""

    def __init__(self, thresholds: Thresholds | None = None) -> None:
        self._thresholds = thresholds or Thresholds()
        self._id: int | None = None
        self._reader: Reader | None = None

    async def current(self, session: AsyncSession) -> Reader:
        """The reader of this moment; asking costs no more than reading one number."""
        newest: int | None = await session.scalar(_NEWEST_ID)
        if self._reader is None or newest != self._id:
            model = await _read(session, newest)
            reader, own = Reader(model, self._thresholds.over(model.bounds)), builtin_reader()
            is_own = reader.model is own.model and reader.bounds == own.bounds
            self._reader = own if is_own else reader
            self._id = newest
        return self._reader


async def current(session: AsyncSession) -> Reader:
    """The reader that holds in this transaction, to its end."""
    known = session.info.get(_READER)
    if isinstance(known, Reader):
        return known
    shared = session.info.setdefault(KNOWN, {})
    if _READERS not in shared:
        shared[_READERS] = Readers(shared.get("thresholds"))
    readers: Readers = shared[_READERS]
    reader = await readers.current(session)
    session.info[_READER] = reader
    return reader


async def newest(session: AsyncSession) -> LearnedReader | None:
    """What was put to use last, without its file; None where the program's own always held."""
    found: LearnedReader | None = await session.scalar(
        sa.select(LearnedReader).order_by(LearnedReader.id.desc()).limit(1)
    )
    return found


async def fault(session: AsyncSession) -> str:
    """Why this version cannot use the reader that was put to use last; empty if it can."""
    content = await session.scalar(
        sa.select(LearnedReader.content).order_by(LearnedReader.id.desc()).limit(1)
    )
    try:
        if content is not None:
            from_bytes(content)
    except DataFileError as problem:
        return f"{problem} Mientras tanto vale el del programa."
    return ""


def allow(by: Operator) -> None:
    """Refuse an account that may not say which reader holds."""
    if not access.may(by, Grant.SECRETARIA):
        raise RefusedError("Qué lector se usa lo decide la Secretaría Técnica.")


async def put_to_use(
    session: AsyncSession, content: bytes, *, by: Operator, now: datetime
) -> LearnedReader:
    """Let the reader in this file hold from now on, in every process. DataFileError if it cannot
    be used, RefusedError if it holds already.
    """
    allow(by)
    file = from_bytes(content)
    last = await newest(session)
    if last is not None and last.version == file.model.version:
        raise RefusedError("Ese lector ya se usa: no hay nada que hacer.")
    return await _put(session, Verb.LECTOR_USAR, content, file, by=by, now=now)


async def put_back(session: AsyncSession, *, by: Operator, now: datetime) -> LearnedReader:
    """Let the reader of the program hold again; RefusedError if it holds already."""
    allow(by)
    last = await newest(session)
    if last is None or last.is_of_the_program:
        raise RefusedError("Se usa el lector del programa: no hay nada que hacer.")
    return await _put(session, Verb.LECTOR_VOLVER, None, None, by=by, now=now)


async def _put(
    session: AsyncSession,
    verb: Verb,
    content: bytes | None,
    file: ReaderFile | None,
    *,
    by: Operator,
    now: datetime,
) -> LearnedReader:
    # What a former one had learned of words that were erased since goes with its file.
    await session.execute(sa.update(LearnedReader).values(content=None))
    version = file.model.version if file else ""
    card: JsonDict = file.card if file else {}
    row = LearnedReader(
        content=content, version=version, figures=card, put_at=now, operator_id=by.id
    )
    session.add(row)
    await session.flush()
    session.info.pop(_READER, None)
    record(
        session,
        verb,
        now=now,
        operator_id=by.id,
        note=f"lector {version}" if version else "el del programa",
        after={"lector": row.id, "version": version},
    )
    return row


async def _read(session: AsyncSession, reader_id: int | None) -> Model:
    row = None
    if reader_id is not None:
        row = await session.get(LearnedReader, reader_id, options=[undefer(LearnedReader.content)])
    if row is None or row.content is None:
        return builtin_model()
    try:
        return from_bytes(row.content).model
    except DataFileError as problem:
        # It was right for the version that took it. People go on being attended.
        _log.error("El lector puesto en uso no sirve: vale el del programa. %s", problem)
        return builtin_model()
