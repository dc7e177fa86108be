"""What somebody had in front of them when they wrote: the numbers of the last delivered message.

Nothing is kept for it. Delivery already writes when a message went, and the outbox holds its
choices, also those of a mass message (once, with its broadcast). So a thousand messages a second
cost no write more, and a crash leaves nothing half done.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from bot.messages import Incoming, Kind
from bot.said.offers import in_buttons
from bot.talk.dialogue.turn import InView
from intake.store import outbox
from intake.store.db import JsonDict
from intake.store.models import Broadcast, OutboxMessage
from intake.store.models.message import Lane, OutboxState
from intake.store.outgoing import Outgoing
from intake.words.codes import holds_code
from intake.words.text import normalise

Choices = tuple[tuple[str, str], ...]
"""Labels and values, in the order of their numbers."""
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
    choices: Choices

    def seen_at(self, by: datetime) -> datetime | None:
        """When it reached them; None if it had not by then. An answer in hand by then counts: it
        goes nowhere else, and who answers it has seen it."""
        at = None
        if self.state is OutboxState.SENT:
            at = self.finished_at
        elif self.state is OutboxState.PENDING and not self.is_begun:
            at = self.claimed_at
        return at if at is not None and at <= by else None

    def is_surely_unseen(self, by: datetime) -> bool:
        """Whether nobody had even tried to send it by then; what failed may never be seen."""
        if self.state not in {OutboxState.PENDING, OutboxState.SENT} or self.attempts > 1:
            return False
        tried_at = self.claimed_at or self.finished_at
        return tried_at is None or tried_at > by

    def may_be_seen(self, by: datetime) -> bool:
        """Whether it was tried by then and nobody knows: on its way, cut off, tried again."""
        if not self.attempts or self.created_at > by or self.seen_at(by):
            return False
        if self.state not in {OutboxState.PENDING, OutboxState.SENT, OutboxState.UNKNOWN}:
            return False
        first_claim = self.claimed_at if self.attempts == 1 else None
        return first_claim is None or first_claim <= by


async def look(
    session: AsyncSession,
    person_id: int,
    incoming: Incoming,
    received_at: datetime,
    *,
    is_long_asked: bool = False,
) -> InView:
    """What they had in front of them; asked only for words that could choose something.

    `is_long_asked`: for longer ones too, and for what is written under a file.
    """
    if not (_may_choose(incoming) or (is_long_asked and incoming.text)):
        return InView()
    rows = (await session.execute(_LAST, {"whose": person_id})).all()
    is_echo = any(_is_echo(incoming.text, row.payload) for row in rows)
    view = None
    if incoming.reply_to:
        named = (
            await session.execute(_NAMED, {"whose": person_id, "named": incoming.reply_to})
        ).first()
        if named is not None:
            view = _in_answer_to(_said(named), [_said(row) for row in rows])
    if view is None:
        view = in_view([_said(row) for row in rows], written_at(incoming, received_at))
    return replace(view, is_echo=is_echo)


def _may_choose(incoming: Incoming) -> bool:
    """Whether it may choose something that was offered, or quote what was said."""
    if incoming.kind is not Kind.TEXT:
        return False
    is_short = len(incoming.text) <= _LONGEST
    return is_short or bool(incoming.reply_to) or holds_code(incoming.text)


def _is_echo(text: str, payload: JsonDict | None) -> bool:
    """Whether it is one of our messages, whole."""
    ours = normalise(str((payload or {}).get("text", "")))
    return len(ours) > _LONGEST and ours in normalise(text)


def written_at(incoming: Incoming, received_at: datetime) -> datetime:
    """When they wrote it, as surely as we can tell: what lay with the channel was written before.

    Clocks go apart by seconds, so the channel's date counts only for what came late.
    """
    sent_at = incoming.sent_at
    if sent_at is None or received_at - sent_at < _LATE:
        return received_at
    return sent_at + _WHOLE_SECONDS


def in_view(said: list[Said], by: datetime) -> InView:
    """What the last messages to a person, the newest first, had put before them by then."""
    seen = _seen(said, by)
    last = seen[-1] if seen else None
    own = _own(said)
    unsure = _perhaps_seen(said, last, by)
    return InView(
        begun=_numbers_of_the_lab(seen),
        unsure=unsure,
        is_ours=not unsure and (own is None or own is last),
        is_unseen=own is not None and own.is_surely_unseen(by),
    )


def _seen(said: list[Said], by: datetime) -> list[Said]:
    """Those that had reached them by then, the last one at the end."""
    reached = [(at, each.id, each) for each in said if (at := each.seen_at(by)) is not None]
    return [each for _, _, each in sorted(reached, key=lambda found: found[:2])]


def _own(said: list[Said]) -> Said | None:
    """The last thing that the conversation itself said."""
    return next((each for each in said if not each.is_begun), None)


def _numbers_of_the_lab(seen: list[Said]) -> Choices:
    """The choices that a number means, if it was a message of the Lab that gave them."""
    # A notice that offers nothing leaves the numbers as they were.
    ruling = next((each for each in reversed(seen) if each.choices or not each.is_begun), None)
    return ruling.choices if ruling is not None and ruling.is_begun else ()


def _perhaps_seen(said: list[Said], last: Said | None, by: datetime) -> Choices:
    """The choices of the newest message of the Lab that may have come after the `last` seen."""
    for each in said:
        offers = each.is_begun and bool(each.choices)
        if offers and each.may_be_seen(by) and not _came_before(each, last, by):
            return each.choices
    return ()


def _came_before(each: Said, last: Said | None, by: datetime) -> bool:
    """Whether it was over and done with when the last one was seen."""
    seen_at = last.seen_at(by) if last is not None else None
    if last is None or seen_at is None or each.finished_at is None:
        return False
    return (each.finished_at, each.id) <= (seen_at, last.id)


def _in_answer_to(named: Said, said: list[Said]) -> InView:
    """They replied to one message: its numbers, however old it is."""
    own = _own(said)
    if own is not None and own.id == named.id:
        return InView()
    return InView(begun=named.choices, is_ours=False, is_reply=True)


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
