"""New priorities, imported and applied as the terminal does."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from intake.listening import retagging
from intake.reading import taxonomy
from intake.reading.rules.tags import Vocabulary
from intake.reading.rules.taxonomy_changes import compare
from intake.reading.rules.vocabulary import read_vocabulary
from intake.store.models import Operator, Taxonomy

FILE = """
priorities:
- {id: agua, name: Agua, group: g, description: d, keywords: [agua potable, pozo]}
- {id: caminos, name: Caminos, group: g, description: d, keywords: [puente]}
"""


async def imported(session: AsyncSession, by: Operator, now: datetime, text: str) -> Taxonomy:
    """As the terminal does."""
    data = read_vocabulary(text)
    changes = compare((await taxonomy.current(session)).data, data)
    return await retagging.keep(session, text, data, changes, by=by, now=now)


async def retag_all(session: AsyncSession, row: Taxonomy, now: datetime) -> int:
    """Every batch; how many changed."""
    vocabulary, changed = Vocabulary(read_vocabulary(row.text)), 0
    while True:
        batch = await retagging.retag_some(session, row.id, vocabulary, now=now)
        changed += batch.changed
        if batch.is_last:
            return changed
