"""The rows of the outbox as delivery needs them: what is due, what is in hand, what became of it.

The statements are built once: they run for every few messages, and building one costs more than
running it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.said.offers import in_buttons
from intake.kinds import BroadcastState
from intake.store import outbox
from intake.store.db import among
from intake.store.models import Broadcast, OutboxMessage, Person
from intake.store.models.message import Lane, OutboxState
from intake.store.outgoing import Outgoing

CANCELLED = "la difusión se canceló"
OPTED_OUT = "se dio de baja de las noticias"
CUT_OFF = "resultado desconocido: el proceso se cortó"

_row = OutboxMessage.__table__.c
_GOING = (BroadcastState.ENVIANDO, BroadcastState.CANCELADA)
"""What of a cancelled one came back to be tried again is dropped when it is due."""
_earlier = sa.orm.aliased(OutboxMessage)
# While a broadcast is stopped, its rows wait.
DUE = (
    sa.select(
        OutboxMessage.id,
        OutboxMessage.person_id,
        OutboxMessage.lane,
        OutboxMessage.attempts,
        OutboxMessage.created_at,
        outbox.PAYLOAD,
        Person.address,
        Person.unreachable_at,
        Person.news_since,
        Broadcast.state.label("broadcast_state"),
    )
    .join(Person, Person.id == OutboxMessage.person_id)
    .outerjoin(Broadcast, Broadcast.id == OutboxMessage.broadcast_id)
    .where(
        OutboxMessage.channel == sa.bindparam("channel"),
        OutboxMessage.state == OutboxState.PENDING,
        OutboxMessage.lane <= sa.bindparam("last_lane"),
        OutboxMessage.due_at <= sa.bindparam("now"),
        OutboxMessage.claimed_at.is_(None),
        sa.or_(OutboxMessage.broadcast_id.is_(None), Broadcast.state.in_(_GOING)),
        ~among(_row.person_id, "busy"),
        ~sa.exists().where(
            _earlier.person_id == OutboxMessage.person_id,
            _earlier.state == OutboxState.PENDING,
            sa.tuple_(_earlier.lane, _earlier.id) < sa.tuple_(OutboxMessage.lane, OutboxMessage.id),
        ),
    )
    .order_by(OutboxMessage.lane, OutboxMessage.id)
    .limit(sa.bindparam("room"))
)
IN_HAND = (
    sa.update(OutboxMessage)
    .where(among(_row.id, "ids"))
    .values(claimed_at=sa.bindparam("now"), attempts=_row.attempts + 1)
)
_LEFT = sa.update(OutboxMessage).where(
    OutboxMessage.channel == sa.bindparam("of_channel"),
    OutboxMessage.state == OutboxState.PENDING,
    OutboxMessage.claimed_at.is_not(None),
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that is being sent."""

    id: int
    person_id: int
    lane: int
    address: str
    attempts: int
    created_at: datetime
    message: Outgoing

    @property
    def is_mass(self) -> bool:
        """Whether it is one of many alike, which must not go twice."""
        return self.lane == Lane.MASS


@dataclass(frozen=True, slots=True)
class RowChange:
    """What is to be written of a row."""

    row_id: int
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """What became of it: the values its row takes, and what else must be written."""

    row: Claimed
    values: dict[str, object]
    unreachable: bool = False
    moved_to: str = ""


def take(row: sa.Row[*tuple[object, ...]], now: datetime) -> Claimed | RowChange:
    """The row as it will be sent; or that it is over: nobody is there, or it cannot be read."""
    error = ""
    if row.unreachable_at is not None:
        error = "la persona bloqueó el canal"
    elif row.lane == Lane.MASS and row.news_since is None:
        error = OPTED_OUT
    elif row.broadcast_state is BroadcastState.CANCELADA:
        error = CANCELLED
    if error:
        return RowChange(row.id, {"state": OutboxState.DROPPED, "finished_at": now, "error": error})
    try:
        message = in_buttons(Outgoing.from_json(row.payload))
    except (KeyError, TypeError, ValueError) as problem:
        error = f"no se puede leer: {problem!r}"[:300]
        return RowChange(row.id, {"state": OutboxState.FAILED, "finished_at": now, "error": error})
    return Claimed(
        row.id, row.person_id, row.lane, row.address, row.attempts + 1, row.created_at, message
    )


async def take_over(
    session: AsyncSession, channel: str, *, knows_repeats: bool, now: datetime
) -> tuple[int, int]:
    """Take what a dead process had in hand: how many go again, and how many nobody will know of.

    A reply that comes twice is better than none. A mass message is never sent twice: it is noted
    as unknown, unless the channel can tell a repeated one apart.
    """
    connection = await session.connection()
    unknown = 0
    if not knows_repeats:
        lost = await connection.execute(
            _LEFT.where(OutboxMessage.lane == Lane.MASS).values(
                state=OutboxState.UNKNOWN, finished_at=now, error=CUT_OFF
            ),
            {"of_channel": channel},
        )
        unknown = lost.rowcount
    again = await connection.execute(
        _LEFT.values(claimed_at=None, error=CUT_OFF), {"of_channel": channel}
    )
    return again.rowcount, unknown


async def write(session: AsyncSession, outcomes: list[SendOutcome], now: datetime) -> None:
    """Write down what became of those that were sent, and of their people."""
    changes = [RowChange(outcome.row.id, outcome.values) for outcome in outcomes]
    await update(await session.connection(), changes)
    for outcome in outcomes:
        if outcome.unreachable:
            # Nothing else is tried until they write again; news, only if they ask for them again.
            await session.execute(
                sa.update(Person)
                .where(Person.id == outcome.row.person_id)
                .values(unreachable_at=now, news_since=None)
            )
        if outcome.moved_to:
            await _move(session, outcome.row.person_id, outcome.moved_to)


async def update(connection: AsyncConnection, changes: Iterable[RowChange]) -> None:
    """Set what changes, all rows with the same columns in one statement."""
    by_names: dict[tuple[str, ...], list[dict[str, object]]] = {}
    for change in changes:
        values = {f"new_{name}": value for name, value in change.values.items()}
        rows = by_names.setdefault(tuple(sorted(change.values)), [])
        rows.append({"row_id": change.row_id, **values})
    for names, rows in by_names.items():
        await connection.execute(_set(names), rows)


@cache
def _set(names: tuple[str, ...]) -> sa.Update:
    """UPDATE of these columns of one row, `row_id`; the values are named new_<column>."""
    return (
        sa.update(OutboxMessage)
        .where(_row.id == sa.bindparam("row_id"))
        .values({name: sa.bindparam(f"new_{name}") for name in names})
    )


async def _move(session: AsyncSession, person_id: int, address: str) -> None:
    """The chat has another address. Where we know somebody there, what waits goes to them."""
    person = await session.get_one(Person, person_id)
    other = await session.scalar(
        sa.select(Person.id).where(Person.channel == person.channel, Person.address == address)
    )
    if other is None:
        person.address = address
    else:
        await session.execute(
            sa.update(OutboxMessage)
            .where(OutboxMessage.person_id == person_id, OutboxMessage.state == OutboxState.PENDING)
            .values(person_id=other)
        )
