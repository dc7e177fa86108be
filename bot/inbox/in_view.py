"""What somebody had in front of them when they wrote: the numbers of the last delivered message.

Nothing is kept for it. Delivery already writes when a message went, and the outbox holds its
choices, also those of a mass message (once, with its broadcast). So a thousand messages a second
cost no write more, and a crash leaves nothing half done.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Incoming, Kind
from bot.said.offers import in_buttons
from bot.talk.dialogue.turn import InView
from intake.store import outbox
from intake.store.models import Broadcast, OutboxMessage
from intake.store.models.message import Lane, OutboxState
from intake.store.outgoing import Outgoing

_LONGEST = 80
"""Characters: who chooses, or says yes, does it in fewer."""
_LATE = timedelta(minutes=1)
"""The channel's clock is only heard where a message waited longer than clocks go apart."""
_WHOLE_SECONDS = timedelta(seconds=1)
"""A channel's date may be cut to the second: the message was written within it."""

_ROWS = (
    sa.select(
        OutboxMessage.id,
        OutboxMessage.key,
        OutboxMessage.lane,
        OutboxMessage.state,
        OutboxMessage.attempts,
        OutboxMessage.created_at,
        OutboxMessage.claimed_at,
        OutboxMessage.finished_at,
        OutboxMessage.external_id,
        outbox.PAYLOAD,
    )
    .outerjoin(Broadcast, Broadcast.id == OutboxMessage.broadcast_id)
    .where(OutboxMessage.person_id == sa.bindparam("whose"))
    .order_by(OutboxMessage.id.desc())
)
_LAST = _ROWS.limit(16)
_NAMED = _ROWS.where(OutboxMessage.external_id == sa.bindparam("named")).limit(1)


@dataclass(frozen=True, slots=True)
class Said:
    """One message to a person, as far as the outbox knows of it."""

    id: int
    is_begun: bool
    """By the Lab: not what the conversation answered to a message."""
    state: OutboxState
    attempts: int
    created_at: datetime
    claimed_at: datetime | None
    finished_at: datetime | None
    choices: tuple[tuple[str, str], ...]

    def seen_at(self, by: datetime) -> datetime | None:
        """When it reached them, if it did so by then. An answer in hand by then counts: it goes
        nowhere else, and who answers it has seen it."""
        if self.state is OutboxState.SENT and self.finished_at and self.finished_at <= by:
            return self.finished_at
        is_in_hand = self.state is OutboxState.PENDING and self.claimed_at is not None
        if not self.is_begun and is_in_hand and self.claimed_at and self.claimed_at <= by:
            return self.claimed_at
        return None

    def may_be_seen(self, by: datetime) -> bool:
        """Whether it was tried by then and nobody knows: on its way, cut off, tried again."""
        if not self.attempts or self.created_at > by or self.seen_at(by):
            return False
        if self.state not in {OutboxState.PENDING, OutboxState.SENT, OutboxState.UNKNOWN}:
            return False
        first_claim = self.claimed_at if self.attempts == 1 else None
        return first_claim is None or first_claim <= by


async def look(
    session: AsyncSession, person_id: int, incoming: Incoming, received_at: datetime
) -> InView:
    """What they had in front of them; asked only for words that could choose something."""
    if incoming.kind is not Kind.TEXT or len(incoming.text) > _LONGEST:
        return InView()
    rows = (await session.execute(_LAST, {"whose": person_id})).all()
    if incoming.reply_to:
        named = (
            await session.execute(_NAMED, {"whose": person_id, "named": incoming.reply_to})
        ).first()
        if named is not None:
            return _in_answer_to(_said(named), [_said(row) for row in rows])
    return in_view([_said(row) for row in rows], written_at(incoming, received_at))


def written_at(incoming: Incoming, received_at: datetime) -> datetime:
    """When they wrote it, as surely as we can tell: what lay with the channel was written before.

    Clocks go apart by seconds, so the channel's date counts only for what came late.
    """
    sent_at = incoming.sent_at
    if sent_at is None or received_at - sent_at < _LATE:
        return received_at
    return sent_at + _WHOLE_SECONDS


def in_view(said: list[Said], by: datetime) -> InView:
    """From the last messages to a person, newest first."""
    own = next((each for each in said if not each.is_begun), None)
    seen = sorted(
        ((at, each.id, each) for each in said if (at := each.seen_at(by)) is not None),
        key=lambda found: found[:2],
    )
    last = seen[-1] if seen else None
    # A notice that offers nothing leaves the numbers as they were.
    numbered = [each for _, _, each in seen if each.choices or not each.is_begun]
    ruling = numbered[-1] if numbered else None
    unsure = [
        each
        for each in said
        if each.is_begun
        and each.choices
        and each.may_be_seen(by)
        and (
            last is None
            or each.finished_at is None
            or (each.finished_at, each.id) > (last[0], last[1])
        )
    ]
    return InView(
        begun=ruling.choices if ruling is not None and ruling.is_begun else (),
        unsure=unsure[0].choices if unsure else (),
        is_ours=not unsure and (own is None or (last is not None and last[1] == own.id)),
    )


def _in_answer_to(named: Said, said: list[Said]) -> InView:
    """They replied to one message: its numbers, however old it is."""
    own = next((each for each in said if not each.is_begun), None)
    if own is not None and own.id == named.id:
        return InView()
    return InView(begun=named.choices, is_ours=False)


def _said(row: sa.Row[*tuple[object, ...]]) -> Said:
    try:
        choices = in_buttons(Outgoing.from_json(row.payload)).choices
    except (KeyError, TypeError, ValueError):  # it could not be sent either
        choices = ()
    return Said(
        row.id,
        row.lane != Lane.REPLY or row.key.endswith(outbox.APOLOGY),
        row.state,
        row.attempts,
        row.created_at,
        row.claimed_at,
        row.finished_at,
        tuple((each.label, each.value) for each in choices),
    )
