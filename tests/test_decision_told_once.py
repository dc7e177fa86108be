"""A decision reaches everybody behind a necesidad once, though the bot is killed while it tells."""

import asyncio
import signal
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from intake.kinds import Role
from intake.necesidades import stages
from intake.store.db import Database
from intake.store.models import Follower, OutboxMessage, Person, WebMessage
from intake.store.models.message import OutboxState
from intake.store.schema import prepare
from tests.conftest import NOW
from tests.factories import a_necesidad, an_aporte, an_operator
from tests.fake_telegram import TOKEN, FakeTelegram
from tests.intake.steps import an_acuerdo
from tests.process import PATIENCE, running_bot
from tests.running import a_while

KILLS = 3


async def decide(database: Database, channel: str, followers: int) -> None:
    """The Grupo de Trabajo prioritises a necesidad with so many people behind it."""

    async def work(session: AsyncSession) -> None:
        ana = await an_operator(session, NOW, role=Role.SECRETARIA_TECNICA)
        aporte = await an_aporte(session, NOW)
        author = await session.get_one(Person, aporte.author_id)
        author.channel, author.address = channel, "100000"
        people = [
            Person(channel=channel, address=str(100_001 + n), created_at=NOW)
            for n in range(followers - 1)
        ]
        session.add_all(people)
        await session.flush()
        session.add_all(
            Follower(aporte_id=aporte.id, person_id=person.id, joined_at=NOW) for person in people
        )
        necesidad = await a_necesidad(session, NOW, aportes=[aporte], by=ana)
        acuerdo = await an_acuerdo(session, NOW, necesidad.necesidad_id, ana)
        await stages.prioritise(
            session, necesidad.necesidad_id, acuerdo_id=acuerdo.id, by=ana, reason="Urge", now=NOW
        )

    await prepare(database)
    async with database.transaction() as session:
        await work(session)


async def count_sent(database: Database) -> int:
    async with database.reading() as session:
        query = sa.select(sa.func.count()).where(OutboxMessage.state == OutboxState.SENT)
        return await session.scalar(query) or 0


async def tell_through_kills(database: Database, folder: Path, total: int, **settings: str) -> int:
    """Run the bot until all is sent, killing it on the way; how many kills were half way."""
    kills = 0
    for attempt in range(KILLS + 1):
        before = await count_sent(database)
        async with running_bot(folder, **settings) as bot:
            goal = total if attempt == KILLS else before + total // (2 * KILLS)
            async with asyncio.timeout(PATIENCE):
                while await count_sent(database) < min(goal, total):
                    await a_while()
            if attempt < KILLS:
                bot.process.send_signal(signal.SIGKILL)
                await bot.process.wait()
        kills += attempt < KILLS and await count_sent(database) < total
    return kills


@pytest.fixture
async def database(tmp_path: Path) -> Database:
    """In the folder where the bot is started."""
    return Database(f"sqlite+aiosqlite:///{tmp_path / 'ayni.db'}")


async def test_on_the_web_each_follower_has_it_exactly_once(
    tmp_path: Path, database: Database
) -> None:
    total = 600
    await decide(database, "web", total)

    kills = await tell_through_kills(database, tmp_path, total)

    async with database.reading() as session:
        rows = await session.scalars(sa.select(WebMessage.address).where(~WebMessage.mine))
        told = Counter(rows)
    await database.close()
    assert kills > 0
    assert len(told) == total
    assert set(told.values()) == {1}


async def test_on_telegram_nobody_is_left_out_and_only_what_was_on_its_way_is_repeated(
    tmp_path: Path, database: Database
) -> None:
    total = 240
    await decide(database, "telegram", total)
    async with FakeTelegram() as fake:
        fake.latency = 0.02
        settings = {
            "AYNI_TELEGRAM_TOKEN": TOKEN,
            "AYNI_TELEGRAM_API_URL": fake.url,
            "AYNI_TELEGRAM_RATE": "400",
        }
        kills = await tell_through_kills(database, tmp_path, total, **settings)
        told = Counter(sent.chat_id for sent in fake.sent)
    async with database.reading() as session:
        query = sa.select(sa.func.count()).where(OutboxMessage.attempts > 1)
        tried_again = await session.scalar(query) or 0
    await database.close()
    assert kills > 0
    assert len(told) == total
    repeated = sum(count - 1 for count in told.values())
    assert repeated <= tried_again
    assert tried_again < total
