"""Writing down who did what. Reading it back is `ayni historial`."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.store.db import JsonDict
from intake.store.models import JournalEntry


def record(
    session: AsyncSession,
    verb: str,
    *,
    now: datetime,
    aporte_id: int | None = None,
    operator_id: int | None = None,
    person_id: int | None = None,
    note: str = "",
    before: JsonDict | None = None,
    after: JsonDict | None = None,
) -> JournalEntry:
    """Add one entry; it has its id after the next flush. Only what changed goes in, as JSON."""
    entry = JournalEntry(
        at=now,
        verb=verb,
        aporte_id=aporte_id,
        operator_id=operator_id,
        person_id=person_id,
        note=note,
        before=before or {},
        after=after or {},
    )
    session.add(entry)
    return entry
