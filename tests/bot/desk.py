"""What the tests of the core share: a worker, people who write, what is said to them."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.inbox.worker import Bounds, Worker
from bot.messages import Incoming, Kind
from intake.reading.rules.tags import Vocabulary
from intake.requests.request import Means
from intake.sameness.rules.scorecard import Scorecard
from intake.store import outbox
from intake.store.db import Database
from intake.store.models import Aporte, Conversation, InboxMessage, OutboxMessage, Person, Question
from intake.store.models.message import InboxState, Lane, OutboxState
from intake.store.outgoing import Outgoing
from intake.store.wake import Wake
from tests.bot.talk.conversations.talk import world
from tests.conftest import NOW
from tests.factories import a_person, an_operator

_ids = itertools.count(1)


def a_worker(
    database: Database,
    wake: Wake | None = None,
    now: Callable[[], datetime] = lambda: NOW,
    bounds: Bounds | None = None,
) -> Worker:
    """A worker as the bot makes it."""
    means = Means(Vocabulary.builtin(), 30, Scorecard.builtin())
    return Worker(database, wake or Wake(), world(), means, now, bounds)


def an_aporte_in_taps(serial: int, text: str) -> list[tuple[Kind, str]]:
    """The messages by which somebody tells something, whatever it asks back, and registers it."""
    return [
        (Kind.BUTTON, "contar"),
        (Kind.TEXT, text),
        (Kind.BUTTON, f"d{serial}:lugar:ninguno"),
        (Kind.BUTTON, f"d{serial}:afecta:comunidad"),
        (Kind.BUTTON, f"d{serial}:igual:no"),
        (Kind.BUTTON, f"d{serial}:resumen:si"),
    ]


@dataclass
class Writer:
    """Somebody who writes. `incoming` makes updates; `writes` puts them into the inbox."""

    database: Database
    address: str = field(default_factory=lambda: str(5000 + next(_ids)))

    def incoming(self, kind: Kind, said: str = "", **more: Any) -> Incoming:
        """One update, with an id of its own."""
        about: dict[str, Any] = {"choice": said} if kind is Kind.BUTTON else {"text": said}
        return Incoming("telegram", f"u{next(_ids)}", self.address, kind, **about, **more)

    async def writes(self, *messages: Incoming) -> None:
        """Into the inbox, in this order."""
        await receive(self.database, *messages)

    async def says(self, *texts: str) -> None:
        """Type these, one message each."""
        await self.writes(*(self.incoming(Kind.TEXT, text) for text in texts))

    async def taps(self, *values: str) -> None:
        """Tap these buttons."""
        await self.writes(*(self.incoming(Kind.BUTTON, value) for value in values))

    async def tells(
        self, serial: int = 1, text: str = "No tenemos agua potable hace meses"
    ) -> None:
        """A whole aporte."""
        steps = an_aporte_in_taps(serial, text)
        await self.writes(*(self.incoming(kind, said) for kind, said in steps))

    async def person(self) -> Person:
        """How the domain knows them."""
        async with self.database.reading() as session:
            return (
                await session.scalars(sa.select(Person).where(Person.address == self.address))
            ).one()

    async def state(self) -> dict[str, Any]:
        """Where their conversation stands."""
        person = await self.person()
        async with self.database.reading() as session:
            return (await session.get_one(Conversation, person.id)).state

    async def hears(self) -> list[str]:
        """What is posted to them, in order."""
        person = await self.person()
        async with self.database.reading() as session:
            rows = await session.scalars(
                sa.select(OutboxMessage)
                .where(OutboxMessage.person_id == person.id)
                .order_by(OutboxMessage.id)
            )
            return [row.payload["text"] for row in rows if row.payload]

    async def aportes(self) -> list[Aporte]:
        """What they registered."""
        person = await self.person()
        async with self.database.reading() as session:
            rows = await session.scalars(
                sa.select(Aporte).where(Aporte.author_id == person.id).order_by(Aporte.id)
            )
            return list(rows)


async def receive(database: Database, *messages: Incoming) -> None:
    """Put updates into the inbox, as the reception does."""
    async with database.transaction() as session:
        for message in messages:
            session.add(
                InboxMessage(
                    channel=message.channel,
                    external_id=message.external_id,
                    address=message.address,
                    payload=message.to_json(),
                    state=InboxState.PENDING,
                    received_at=NOW,
                )
            )
            await session.flush()


async def a_reader(database: Database, *, address: str | None = None, news: bool = False) -> Person:
    """Somebody on Telegram to whom things can be said; with `news`, those about concursos too."""
    async with database.transaction() as session:
        person = await a_person(session, NOW, address=address)
        person.news_since = NOW if news else None
        return person


async def post(
    database: Database,
    person: Person,
    *texts: str,
    lane: Lane = Lane.REPLY,
    now: datetime = NOW,
) -> None:
    """Post these to the outbox, in order."""
    async with database.transaction() as session:
        for text in texts:
            key = f"test:{next(_ids)}"
            await outbox.post(session, person, Outgoing(text), key=key, lane=lane, now=now)


async def a_question(database: Database, writer: Writer) -> int:
    """An operator asks them about the first thing that they registered; its number."""
    aporte, person = (await writer.aportes())[0], await writer.person()
    async with database.transaction() as session:
        ana = await an_operator(session, NOW)
        question = Question(
            aporte_id=aporte.id,
            person_id=person.id,
            operator_id=ana.id,
            text="¿Cuántas familias son?",
            asked_at=NOW,
        )
        session.add(question)
        await session.flush()
        return question.id


async def deliver(database: Database, at: datetime, **values: Any) -> None:
    """All that waits is sent at `at`, as delivery writes it; or left as `values` say."""
    written = {
        "state": OutboxState.SENT,
        "claimed_at": at,
        "finished_at": at,
        "attempts": 1,
        **values,
    }
    async with database.transaction() as session:
        await session.execute(
            sa.update(OutboxMessage)
            .where(OutboxMessage.state == OutboxState.PENDING, OutboxMessage.attempts == 0)
            .values(**written)
        )


async def outbox_rows(database: Database) -> list[OutboxMessage]:
    """The whole outbox, in order."""
    async with database.reading() as session:
        return list(await session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id)))
