"""The lines of every web chat, in the table web_messages: kept once, read again after a reload."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Row

from intake.store.db import Database, JsonDict, insert
from intake.store.models.webchat import WebMessage
from intake.store.outgoing import Outgoing

HISTORY: Final = 200
"""Lines of a conversation that are shown again."""

_LINE: Final = (
    WebMessage.id,
    WebMessage.address,
    WebMessage.mine,
    WebMessage.key,
    WebMessage.payload,
    WebMessage.at,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line, as the page gets it."""

    id: int
    address: str
    content: JsonDict


@dataclass(frozen=True, slots=True)
class History:
    """A conversation so far."""

    lines: Sequence[Line] = ()
    last_id: int = 0
    """Of our side: what the visitor's own lines are numbered says nothing of what is to come."""
    is_new: bool = True
    """Whether nobody has said anything yet, not even started."""

    def to_json(self) -> JsonDict:
        """The history as the page reads it."""
        return {
            "lineas": [line.content for line in self.lines],
            "ultimo": self.last_id,
            "nuevo": self.is_new,
        }


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where lines are kept and found. The same key is the same line, kept once."""

    database: Database

    async def keep_theirs(
        self, address: str, external_id: str, content: Mapping[str, object], now: datetime
    ) -> None:
        """Keep a line of the visitor."""
        await self._keep(address, f"in:{external_id}", content, now, mine=True)

    async def keep_ours(self, address: str, key: str, message: Outgoing, now: datetime) -> int:
        """Keep a line of ours; give its id, also if it was kept before."""
        return await self._keep(address, f"out:{key}", message.to_json(), now, mine=False)

    async def _keep(
        self, address: str, key: str, payload: Mapping[str, object], now: datetime, *, mine: bool
    ) -> int:
        # Not synced: what the visitor said is synced right after, with the inbox.
        async with self.database.transaction(synced=False) as session:
            statement = (
                insert(session, WebMessage)
                .values(address=address, mine=mine, key=key, payload=dict(payload), at=now)
                .on_conflict_do_nothing(index_elements=["key"])
                .returning(WebMessage.id)
            )
            kept: int | None = await session.scalar(statement)
            if kept is None:
                known = sa.select(WebMessage.id).where(WebMessage.key == key)
                kept = (await session.execute(known)).scalar_one()
            return kept

    async def history(self, address: str) -> History:
        """The last lines of a conversation, oldest first."""
        here = WebMessage.address == address
        newest = sa.select(*_LINE).where(here).order_by(WebMessage.id.desc()).limit(HISTORY)
        async with self.database.reading() as session:
            # Before the lines: what arrives in between is then streamed, not lost.
            last_id = await session.scalar(
                sa.select(sa.func.max(WebMessage.id)).where(here, ~WebMessage.mine)
            )
            rows = (await session.execute(newest)).all()
        lines = [_line(row) for row in reversed(rows) if "start" not in row.payload]
        return History(lines, last_id or 0, is_new=not rows)

    async def after(self, cursors: Mapping[str, int], limit: int) -> list[Line]:
        """Our lines after the given id of each address, oldest first: one query for them all.

        Each address has a cursor of its own because only within one conversation are ids sure to
        become visible in their order.
        """
        function = sa.func.json_each if self.database.is_sqlite else sa.func.json_each_text
        given = function(sa.literal(dict(cursors), sa.JSON())).table_valued("key", "value")
        statement = (
            sa.select(*_LINE)
            .join_from(given, WebMessage, WebMessage.address == given.c.key)
            .where(WebMessage.id > sa.cast(given.c.value, sa.BigInteger), ~WebMessage.mine)
            .order_by(WebMessage.id)
            .limit(limit)
        )
        async with self.database.reading() as session:
            return [_line(row) for row in await session.execute(statement)]


def _line(row: Row[int, str, bool, str, JsonDict, datetime]) -> Line:
    """The page's words for a row: `mia` and `clave` (the page's own id) only for the visitor's."""
    payload = row.payload
    content: JsonDict = {"id": row.id, "hora": row.at.astimezone(UTC).isoformat()}
    if row.mine:
        content |= {"mia": True, "clave": row.key.rpartition(":")[2]}
        content |= {"ubicacion": payload} if "lat" in payload else {"texto": payload["text"]}
    else:
        message = Outgoing.from_json(payload)
        content |= {
            "texto": message.text,
            "opciones": [
                {"etiqueta": choice.label, "valor": choice.value}
                | ({"enlace": choice.url} if choice.url else {})
                for choice in message.choices
            ],
            "pide_ubicacion": message.asks_location,
        }
    return Line(row.id, row.address, content)
