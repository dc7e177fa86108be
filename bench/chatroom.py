"""Dialogues of simulated tellers through the real worker, all at once and in turns.

Everybody writes, the worker handles what is in the inbox, everybody hears what is in the outbox;
then the clock goes on. Nothing sleeps.
"""

import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.fitting import Fitting, entries_in, entry_called
from bench.teller import Facts, Piece, Said, Teller, lives_in
from bot.inbox.worker import Bounds, Worker
from bot.messages import Incoming, Kind
from intake.kinds import Actor
from intake.places.rules.gazetteer import District
from intake.places.rules.places import Gazetteer
from intake.store.db import Base, Database, JsonDict
from intake.store.models import (
    Aporte,
    Conversation,
    Follower,
    InboxMessage,
    OutboxMessage,
    Person,
)
from intake.store.models.message import InboxState, OutboxState
from intake.store.outgoing import Outgoing
from intake.words.text import normalise
from tests.bot.desk import a_worker
from tests.conftest import NOW
from tests.fakes import FakeClock
from tests.intake.casting import a_concurso

Case = dict[str, Any]
TOLD = "aporte"
TALK = frozenset({"consulta", "persona", "saludo", "gracias", "insulto", "spam", "otro"})
NO_FORM = frozenset({"consulta", "persona"})
SAID = "    — "
"""Before what the person said, where a dialogue is shown."""
CHANNEL = "telegram"
_ANSWERING = timedelta(seconds=40)
"""What somebody takes to read and to write."""
_WAITED = timedelta(seconds=2)
_ASKED_BACK = 3
"""Messages that somebody spends on one question."""
_PATIENCE = 60
"""Such waits after which what still lies in the inbox is given up."""
_NOBODYS_WORDS = frozenset(
    {"inbox", "outbox", "conversations", "web_messages", "people", "journal", "postings"}
)
"""Tables that hold what came and went, or what no person reads as told."""


@dataclass
class Dialogue:
    """One case, what was said on both sides, and what became of it."""

    case: Case
    teller: Teller
    heard: list[Outgoing] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    """Both sides in order, to be shown."""
    turns: int = 0
    is_over: bool = False
    draft_begun: bool = False
    entries: set[str] = field(default_factory=set)
    """Of the answers file, those that were given."""
    entries_at_once: set[str] = field(default_factory=set)
    """Of these, those in the very first answer."""
    question_at: int | None = None
    """The turn in which a question was asked in the middle."""
    digression_entries: set[str] = field(default_factory=set)
    aporte: Aporte | None = None
    joined_words: str = ""

    @property
    def intent(self) -> str:
        """What it is by its label; rows of needs are tellings unless out of scope."""
        given = self.case.get("intent")
        if given is not None:
            return str(given)
        return "fuera" if self.case.get("role") == "out_of_scope" else TOLD

    @property
    def is_telling(self) -> bool:
        """Whether it is told to the end."""
        return self.intent == TOLD

    @property
    def address(self) -> str:
        """Where it is held."""
        return f"caso-{self.case['id']}"


@dataclass(frozen=True, slots=True)
class Held:
    """Dialogues that are over, and all that staff can read of what people said in them."""

    dialogues: Sequence[Dialogue]
    kept: str
    """Folded, a line each."""


async def hold(cases: Sequence[Case], seed: int = 0) -> Held:
    """Every dialogue, from the first message to the receipt or until it is given up."""
    async with a_database() as database:
        async with database.transaction() as session:
            await a_concurso(session, NOW)
        room = Room(database, dialogues_of(cases, seed))
        await room.run()
        return Held(room.dialogues, await _kept_words(database))


@asynccontextmanager
async def a_database() -> AsyncIterator[Database]:
    """An empty one, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dialogos.db"
        engine = sa.create_engine(f"sqlite:///{path}")
        Base.metadata.create_all(engine)
        engine.dispose()
        database = Database(f"sqlite+aiosqlite:///{path}")
        try:
            yield database
        finally:
            await database.close()


def dialogues_of(cases: Sequence[Case], seed: int) -> list[Dialogue]:
    """Those of the cases that can be held, each with its teller."""
    gazetteer = Gazetteer.builtin()
    by_label = {normalise(each.label): each for each in gazetteer.districts}
    told: Counter[str] = Counter()
    dialogues = []
    for case in cases:
        dialogue = Dialogue(case, Teller(Facts(case["id"], case["text"], None)))
        if not dialogue.is_telling and dialogue.intent not in TALK:
            continue
        need = str(case.get("need") or "")
        facts = Facts(
            id=str(case["id"]),
            story=case["text"],
            district=_where(case, seed, gazetteer, by_label),
            actor=Actor.MUNICIPALIDAD if case.get("actor") == "municipalidad" else Actor.CIUDADANIA,
            may_join=bool(need and told[need]),
        )
        told[need] += 1
        dialogue.teller = Teller(facts, seed)
        dialogues.append(dialogue)
    return dialogues


def _where(
    case: Case, seed: int, gazetteer: Gazetteer, by_label: Mapping[str, District]
) -> District | None:
    if case.get("ubigeo"):
        return gazetteer.find(case["ubigeo"])
    if case.get("place"):
        return by_label.get(normalise(case["place"]))
    return lives_in(str(case["id"]), seed, gazetteer.districts)


class Room:
    """All dialogues over one database, in turns: everybody writes, everybody is answered."""

    def __init__(self, database: Database, dialogues: list[Dialogue]) -> None:
        self.dialogues = dialogues
        self._database = database
        self._clock = FakeClock(NOW)
        bounds = Bounds(pause=timedelta(seconds=4))
        self._worker: Worker = a_worker(database, now=self._clock, bounds=bounds)
        self._serial = 0
        self._by_address = {each.address: each for each in dialogues}

    async def run(self) -> None:
        """Until every dialogue is over; then what became of each."""
        await self.round({each.address: _first(each) for each in self.dialogues})
        while going := [each for each in self.dialogues if not each.is_over]:
            await self.round({each.address: _next(each) for each in going})
        await self._look_back()

    async def round(self, said: Mapping[str, Sequence[Said]]) -> None:
        """What these people say now, and what they are answered."""
        async with self._database.transaction() as session:
            for address, messages in said.items():
                dialogue = self._by_address[address]
                if not messages:
                    dialogue.is_over = True
                for message in messages:
                    dialogue.turns += 1
                    dialogue.lines.append(f"{SAID}{message.text}")
                    if message.holds is Piece.QUESTION:
                        dialogue.question_at = dialogue.turns
                    session.add(self._row(address, message))
        await self._work()
        for address in said:
            self._by_address[address].heard = []
        await self._deliver()
        await self._note_states(said)
        self._clock.advance(_ANSWERING)

    def _row(self, address: str, said: Said) -> InboxMessage:
        self._serial += 1
        incoming = Incoming(
            CHANNEL,
            f"{address}-u{self._serial}",
            address,
            Kind.BUTTON if said.value else Kind.TEXT,
            text="" if said.value else said.text,
            choice=said.value,
            message_id="" if said.value else f"m{self._serial}",
        )
        return InboxMessage(
            channel=CHANNEL,
            external_id=incoming.external_id,
            address=address,
            payload=incoming.to_json(),
            state=InboxState.PENDING,
            received_at=self._clock(),
        )

    async def _work(self) -> None:
        """Have the worker handle all there is, also what it leaves for some seconds."""
        for _ in range(_PATIENCE):
            while await self._worker.handle_some(100):
                pass
            async with self._database.reading() as session:
                left = await session.scalar(
                    sa.select(sa.func.count()).where(InboxMessage.state == InboxState.PENDING)
                )
            if not left:
                return
            self._clock.advance(_WAITED)

    async def _deliver(self) -> None:
        """Everything that is in the outbox arrives."""
        now = self._clock()
        async with self._database.transaction() as session:
            found = await session.execute(
                sa.select(Person.address, OutboxMessage.payload)
                .join(Person, Person.id == OutboxMessage.person_id)
                .where(OutboxMessage.state == OutboxState.PENDING)
                .order_by(OutboxMessage.id)
            )
            for address, payload in found:
                self._hear(self._by_address[address], Outgoing.from_json(payload))
            await session.execute(
                sa.update(OutboxMessage)
                .where(OutboxMessage.state == OutboxState.PENDING)
                .values(state=OutboxState.SENT, attempts=1, claimed_at=now, finished_at=now)
            )

    def _hear(self, dialogue: Dialogue, message: Outgoing) -> None:
        dialogue.heard.append(message)
        labels = "".join(f" [{label}]" for label in message.labels)
        dialogue.lines.append(f"{message.text}{labels}")

    async def _note_states(self, said: Iterable[str]) -> None:
        """Who has a receipt, or a form before them; and what each was told."""
        async with self._database.reading() as session:
            registered = set(
                await session.scalars(
                    sa.select(Person.address).join(Follower, Follower.person_id == Person.id)
                )
            )
            rows = await session.execute(
                sa.select(Person.address, Conversation.state).join(
                    Person, Person.id == Conversation.person_id
                )
            )
            states: dict[str, JsonDict] = {row.address: row.state for row in rows}
        for address in said:
            dialogue = self._by_address[address]
            dialogue.draft_begun |= bool(states.get(address, {}).get("draft"))
            told = "\n".join(each.text for each in dialogue.heard)
            given = entries_in(told)
            dialogue.entries |= given
            if dialogue.turns == 1:
                dialogue.entries_at_once = given
            if dialogue.question_at == dialogue.turns:
                dialogue.digression_entries |= given
            if address in registered or not (dialogue.is_telling or _asked_back(dialogue)):
                dialogue.is_over = True

    async def _look_back(self) -> None:
        """What was registered of each."""
        async with self._database.reading() as session:
            found = await session.execute(
                sa.select(Person.address, Aporte, Follower.words)
                .join(Follower, Follower.person_id == Person.id)
                .join(Aporte, Aporte.id == Follower.aporte_id)
            )
            for address, aporte, words in found:
                dialogue = self._by_address.get(address)
                if dialogue is None:
                    continue  # of those who told something before these people came
                dialogue.aporte, dialogue.joined_words = aporte, words or ""


def _first(dialogue: Dialogue) -> list[Said]:
    """Who tells begins as they like; who asks or talks sends what the case says."""
    return dialogue.teller.begins() if dialogue.is_telling else [Said(dialogue.case["text"])]


def _next(dialogue: Dialogue) -> list[Said]:
    """What they say next: who tells answers; who asked takes what is offered of what they meant."""
    if dialogue.is_telling:
        return dialogue.teller.answers(dialogue.heard)
    back = _asked_back(dialogue)
    return [] if back is None else [back]


def _asked_back(dialogue: Dialogue) -> Said | None:
    """The choice by which a question is asked again, where it was not answered yet."""
    if dialogue.intent != "consulta" or dialogue.entries or not dialogue.heard:
        return None
    if dialogue.turns >= _ASKED_BACK:
        return None
    fits = Fitting.builtin().entries_for(dialogue.case["text"]) or frozenset()
    choices = dialogue.heard[-1].choices
    meant = (each for each in choices if entry_called(each.label) in fits)
    asks = (each for each in choices if "regunt" in each.label)
    found = next(meant, None) or next(asks, None)
    return Said(found.label, value=found.value) if found else None


async def _kept_words(database: Database) -> str:
    """Every text of the tables in which staff find what people said, folded, in one."""
    texts: list[str] = []
    async with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            columns = [each for each in table.columns if isinstance(each.type, sa.String)]
            if table.name in _NOBODYS_WORDS or not columns:
                continue
            for row in await session.execute(sa.select(*columns)):
                texts += [normalise(each) for each in row if isinstance(each, str)]
    return "\n".join(texts)
