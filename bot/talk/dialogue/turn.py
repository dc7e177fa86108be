"""A turn: what a person did, what is known, and what comes of it. Pure values, no database."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.messages import Incoming
from bot.said.guide import Guide, PrivacyNotice
from bot.talk.dialogue.state import State
from intake.kinds import Actor, Tongue
from intake.places.rules.places import Gazetteer
from intake.reading.rules.acts import Act, Asked, Level
from intake.reading.rules.reader import Reader, Reading, builtin_reader
from intake.requests.commands import Command
from intake.store.outgoing import Choice, Outgoing
from intake.words.attention import Attention
from intake.words.doors import Doors
from intake.words.text import clean

_BRIEFLY_ANSWERED = frozenset({Asked.PLACE, Asked.AFFECTED, Asked.SUMMARY})
"""Questions whose answer is short: beside it each sentence is read by itself."""
_END = re.compile(r"[.;!?\n]+")
_FEWEST_WORDS = 3


def sentences(text: str) -> list[str]:
    """The sentences of what is more than one, but for those of a word or two."""
    parts = [part.strip() for part in _END.split(text)]
    long = [part for part in parts if len(part.split()) >= _FEWEST_WORDS]
    return long if sum(bool(part) for part in parts) > 1 else []


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """What an operator asked this person and is not answered yet."""

    id: int
    text: str
    code: str


@dataclass(frozen=True, slots=True)
class InView:
    """What they had in front of them when they wrote: which numbers theirs are."""

    begun: tuple[tuple[str, str], ...] = ()
    """Choices of the last message that reached them, where the Lab began it: a notice, a mass
    message. Empty if our last answer is what they saw."""
    unsure: tuple[tuple[str, str], ...] = ()
    """Choices of one that may have reached them or not: it was on its way, or was cut off."""
    is_ours: bool = True
    """Whether they wrote with what the conversation last said before them, and nothing after it."""
    is_reply: bool = False
    """Whether `begun` are those of the message they replied to, and not of the last one."""
    is_echo: bool = False
    """Whether what they sent is what we had said to them: it was copied, or passed on."""
    is_unseen: bool = False
    """Whether what the conversation last said had not even been sent: they cannot answer it."""


@dataclass(frozen=True, slots=True)
class World:
    """What is the same for everybody: loaded once a process."""

    gazetteer: Gazetteer
    guide: Guide
    notice: PrivacyNotice
    data_bank: str
    privacy_contact: str
    doors: Doors = field(default_factory=Doors)
    attention: Attention | None = None
    """When the team attends people; None where the Lab did not say."""
    tongues: frozenset[Tongue] = frozenset()
    """What those who work the queue speak beside Spanish."""
    reader: Reader = field(default_factory=builtin_reader)

    def read(self, text: str, asked: Asked = Asked.NONE) -> Reading:
        """What a text is, given the question that was open when it came."""
        return self.reader.read(text, asked)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of this person now."""

    world: World
    now: datetime
    is_new: bool = False
    """Their first message."""
    consented: bool = False
    """They accepted the present version of the notice."""
    wants_news: bool = False
    actor: Actor | None = None
    ubigeo: str = ""
    """The district they last wrote about, or said they are of."""
    question: OpenQuestion | None = None
    attachments: tuple[int, ...] = ()
    """The files that came with this message, already kept."""
    idle: timedelta = timedelta()
    """Since their last message."""
    received_at: datetime | None = None
    """When they sent it: by the channel's own date, where that can be trusted and is earlier."""
    view: InView = field(default_factory=InView)

    @property
    def attachment(self) -> int | None:
        """The file that came with it, for what takes only one."""
        return self.attachments[0] if self.attachments else None

    @property
    def at(self) -> datetime:
        """When this message was sent, by which deadlines count, however late it comes."""
        return self.received_at or self.now


@dataclass(frozen=True, slots=True)
class Turn:
    """Where the conversation goes, what is said, and what the domain must do first, if anything.

    After a command its result comes back through `bot.talk.listener.resume`.
    """

    state: State
    replies: tuple[Outgoing, ...] = ()
    command: Command | None = None
    hears: str = ""
    """Words that came before and are to be heard now, in `state`, as if they were just typed."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One incoming message with all it can be judged by."""

    state: State
    incoming: Incoming
    facts: Facts

    @property
    def message_id(self) -> str:
        """The proof of what was said: the channel's message, or else the update."""
        return self.incoming.message_id or self.incoming.external_id

    @property
    def position(self) -> tuple[float, float] | None:
        """Where they are, if they sent it: latitude and longitude."""
        latitude, longitude = self.incoming.latitude, self.incoming.longitude
        return None if latitude is None or longitude is None else (latitude, longitude)

    @property
    def reading(self) -> Reading:
        """What the words of the message are, given the question that is open.

        Who answers and tells of danger in another sentence is heard for the danger.
        """
        text, asked = clean(self.incoming.text), self.state.asked
        reading = self.facts.world.read(text, asked)
        if asked not in _BRIEFLY_ANSWERED:
            return reading
        parts = (self.facts.world.read(part) for part in sentences(text))
        worst = max(parts, key=lambda part: part.level, default=reading)
        if worst.level <= reading.level:
            return reading
        act = Act.PELIGRO if worst.level is Level.NOW else reading.act
        return replace(reading, act=act, level=worst.level, dangers=worst.dangers)

    def at(self, state: State) -> "Moment":
        """The same moment, further on."""
        return replace(self, state=state)


def say(
    state: State,
    text: str,
    *choices: tuple[str, str],
    asks_location: bool = False,
) -> Turn:
    """Answer with a text and choices (label, value); they become what numbers and words choose."""
    message = Outgoing(text, tuple(Choice(label, value) for label, value in choices), asks_location)
    return Turn(replace(state, offered=tuple(choices)), (message,))


def first_say(text: str, turn: Turn) -> Turn:
    """Put `text` before what the turn says; on its own where the turn waits for the domain."""
    if not text:
        return turn
    if not turn.replies:
        return replace(turn, replies=(Outgoing(text),))
    first, *rest = turn.replies
    return replace(turn, replies=(replace(first, text=f"{text}\n\n{first.text}"), *rest))


BUBBLE = 320
"""The most characters of one message: with its choices it is seen whole on a small phone."""


def in_bubbles(replies: tuple[Outgoing, ...]) -> tuple[Outgoing, ...]:
    """The same in as few messages as fit into a bubble each; choices stay with what comes last."""
    whole: list[Outgoing] = []
    for reply in replies:
        *before, last = cut(reply.text)
        for piece in (*map(Outgoing, before), replace(reply, text=last)):
            if whole and not whole[-1].choices and _fits(whole[-1].text, piece.text):
                piece = replace(piece, text=f"{whole.pop().text}\n\n{piece.text}")
            whole.append(piece)
    return tuple(whole)


def _fits(first: str, second: str) -> bool:
    return len(first) + 2 + len(second) <= BUBBLE


def cut(text: str, separators: tuple[str, ...] = ("\n\n", "\n", ". ", " ")) -> list[str]:
    """A text in pieces of a bubble each: between paragraphs, else lines, sentences, words."""
    if len(text) <= BUBBLE:
        return [text]
    if not separators:
        return [text[start : start + BUBBLE] for start in range(0, len(text), BUBBLE)]
    separator, *finer = separators
    ends = separator.rstrip()
    *parts, last = text.split(separator)
    pieces: list[str] = []
    for part in (*(f"{part}{ends}" for part in parts), last):
        joined = f"{pieces[-1]}{separator.removeprefix(ends)}{part}" if pieces else part
        if pieces and len(joined) <= BUBBLE:
            pieces[-1] = joined
        else:
            pieces += cut(part, tuple(finer))
    return [piece for piece in pieces if piece.strip()]


def put_away(state: State, replies: tuple[Outgoing, ...]) -> tuple[State, tuple[Outgoing, ...]]:
    """The same, so that no button for one's position stays when its question is over.

    A channel that keeps such a button under the chat takes it away with a message without choices;
    where all have choices, the first one says so.
    """
    if not replies:
        return state, replies
    first, *rest = replies
    if state.asks_location and all(each.choices for each in replies):
        first = replace(first, ends_location=True)
    last = replies[-1]
    return replace(state, asks_location=last.asks_location and not last.choices), (first, *rest)
