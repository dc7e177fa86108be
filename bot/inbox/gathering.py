"""What waits for the rest of it: messages of one person that are answered as one telling.

Nothing is kept for it but the inbox itself: a message that waits is a pending row, and how long it
still waits is told by when the newest piece came. What is remembered here only spares looking at
it again before then, so that a crash loses nothing and several processes need not agree.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from bot.inbox.claim import Message
from bot.messages import Incoming
from bot.talk.dialogue import bursts
from bot.talk.dialogue.state import State
from bot.talk.dialogue.turn import World
from bot.talk.listener import BOT
from intake.reading.rules.acts import Level

_LONGEST = 5
"""Times the pause: who goes on writing without one is answered meanwhile."""
_MOST_CHARACTERS = 20_000
"""What a telling holds (`intake.words.text.clean`): what is longer is answered in two."""
_WHOLE_SECONDS = timedelta(seconds=1)
"""A channel's date may be cut to the second."""


@dataclass(slots=True)
class Gathering:
    """Which messages go together, and which are not answered yet."""

    pause: timedelta = timedelta()
    """For how long more is waited for after the last piece; zero: each is answered by itself."""
    _until: dict[int, datetime] = field(default_factory=dict)
    """By id of the message, until when it need not be looked at."""

    @property
    def is_on(self) -> bool:
        """Whether anything waits for anything."""
        return bool(self.pause)

    def waiting(self, now: datetime) -> list[int]:
        """The ids of those that need not be looked at yet."""
        self._until = {which: until for which, until in self._until.items() if until > now}
        return list(self._until)

    def next_in(self, now: datetime, at_most: float) -> float:
        """Seconds until the first of them is to be answered."""
        if not self._until:
            return at_most
        seconds = (min(self._until.values()) - now).total_seconds()
        return min(at_most, max(seconds, 0.0))

    def take(
        self, queue: Sequence[Message], state: State, world: World, now: datetime
    ) -> Sequence[Message]:
        """Those that are answered now as one, from the first; none while more may come.

        `queue`: what one person sent and is not answered, in order. Raises where the first is
        spoilt.
        """
        first = queue[0].read()
        is_telling = (
            self.is_on and BOT.is_words(first, state) and bursts.may_go_on(first, state, world)
        )
        if not (self.is_on and (is_telling or bursts.is_part(first))):
            return queue[:1]
        pieces = self._pieces(queue, first, state, world, is_telling=is_telling)
        taken = queue[: len(pieces)]
        until = min(taken[-1].received_at, taken[0].received_at + (_LONGEST - 1) * self.pause)
        until += self.pause
        may_go_on = len(taken) == len(queue) and _may_go_on(pieces, state, world)
        if until > now and may_go_on:
            for each in taken:
                self._until[each.id] = until
            return ()
        return taken[: bursts.undiluted(pieces, state, world)]

    def _pieces(
        self,
        queue: Sequence[Message],
        first: Incoming,
        state: State,
        world: World,
        *,
        is_telling: bool,
    ) -> list[Incoming]:
        """The first message and those after it that belong to it."""
        pieces = [first]
        for before, message in pairwise(queue):
            each = _read(message)
            if each is None or not self._is_soon(pieces[-1], before, each, message):
                break
            is_piece = BOT.is_words(each, state) or bursts.is_edit(each, pieces)
            follows = _is_rest(pieces[-1], each) or (is_telling and is_piece)
            whole = [*pieces, each]
            if not (follows and _fits(whole) and bursts.go_together(whole, state, world)):
                break
            pieces = whole
        return pieces

    def _is_soon(self, last: Incoming, before: Message, each: Incoming, message: Message) -> bool:
        """Whether it was sent right after the last, by the channel's clock where it has one."""
        gap = each.sent_before(message.received_at) - last.sent_before(before.received_at)
        return gap <= self.pause + _WHOLE_SECONDS


def _read(message: Message) -> Incoming | None:
    """What came in; None where the row was spoilt, which is for its own turn to say."""
    try:
        return message.read()
    except (KeyError, TypeError, ValueError):
        return None


def _is_rest(last: Incoming, each: Incoming) -> bool:
    """Whether the channel says so: of one album, or behind a text that was cut."""
    if bursts.is_cut(last):
        return each.kind is last.kind
    return bool(last.album) and each.album == last.album


def _fits(pieces: Sequence[Incoming]) -> bool:
    return sum(len(each.text) + 1 for each in pieces) <= _MOST_CHARACTERS


def _may_go_on(pieces: Sequence[Incoming], state: State, world: World) -> bool:
    """Whether more is waited for. Not where somebody may be in danger, by any piece or by all of
    them; nor where they have come to a question.
    """
    whole = bursts.joined(pieces)
    levels = (bursts.danger_of(each, state, world) for each in (whole, *pieces))
    if any(level is not Level.NONE for level in levels):
        return False
    return bursts.is_part(pieces[-1]) or bursts.may_go_on(whole, state, world)
