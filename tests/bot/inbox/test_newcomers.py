"""A crowd of new visitors turns nobody away, floods no queue, and moves no ranking."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from aiohttp.test_utils import TestClient

from bot.inbox.reception import Reception
from bot.messages import Incoming, Kind
from intake.listening.followers import Voices, count_voices
from intake.listening.newcomers import UNTOLD
from intake.store.db import Database
from intake.store.models import Aporte, Follower, InboxMessage, Person, Question
from intake.store.wake import Wake
from intake.triage.queue import Filter, Order, count_unverified, list_cases, next_case
from tests.bot.channels.webchat.web_app import Clock, Desk, serving
from tests.bot.desk import a_worker, an_aporte_in_taps
from tests.factories import a_reader, an_operator
from tests.running import running

TOLD = "En mi comunidad no hay agua desde hace tres meses"
SCRIPT = "198.51.100.7"
CROWD = 600
"""Visitors of one script: more than are taken for people apart in an hour, of all networks."""


def message(address: str, kind: Kind, said: str, origin: str = "red", number: str = "") -> Incoming:
    blank = Incoming("web", number or uuid.uuid4().hex, address, kind, origin=origin)
    return replace(blank, choice=said) if kind is Kind.BUTTON else replace(blank, text=said)


async def arrive(database: Database, clock: Clock, messages: Iterable[Incoming]) -> None:
    """They come, and are understood."""
    async with database.transaction() as session:
        session.add_all(
            InboxMessage(
                channel=each.channel,
                external_id=each.external_id,
                address=each.address,
                payload=each.to_json(),
                received_at=clock.now,
            )
            for each in messages
        )
    worker = a_worker(database, now=clock)
    while await worker.handle_some():
        pass


async def tells(
    database: Database, clock: Clock, address: str, text: str = TOLD, origin: str = "red"
) -> None:
    """Somebody of the web tells one thing, to the end."""
    taps = an_aporte_in_taps(1, text)
    await arrive(database, clock, (message(address, *each, origin) for each in taps))


async def unverified(database: Database) -> int:
    async with database.reading() as session:
        found = await session.scalar(
            sa.select(sa.func.count(Person.id)).where(Person.unverified_since.is_not(None))
        )
    return found or 0


async def test_h5_one_script_fills_no_queue_and_turns_nobody_away(
    database: Database, now: datetime
) -> None:
    """Visitors without cookies, of one address, five a second; and a woman of elsewhere."""
    clock, desk = Clock(now), Desk()
    refused = 0
    async with serving(database, clock, desk=desk, proxies="127.0.0.1") as site:
        for number in range(CROWD):
            clock.now = now + timedelta(seconds=number / 5)
            client = TestClient(site.server)
            body = {"id": str(uuid.UUID(int=number)), "texto": f"{TOLD}, caso {number % 20}"}
            from_there = {"X-Forwarded-For": SCRIPT}
            answer = await client.post("/chat/mensajes", json=body, headers=from_there)
            if answer.status == 429:  # the page keeps it, and asks again
                refused += 1
                clock.now += timedelta(seconds=int(answer.headers["Retry-After"]))
                answer = await client.post("/chat/mensajes", json=body, headers=from_there)
            assert answer.status == 202
            await client.session.close()
        client = TestClient(site.server)
        hers = await client.post(
            "/chat/mensajes",
            json={"id": str(uuid.uuid4()), "texto": "Se cayó el puente de Taraco"},
            headers={"X-Forwarded-For": "203.0.113.20"},
        )
        assert hers.status == 202
        await client.session.close()
    assert len({each.address for each in desk.accepted.values()}) == CROWD + 1
    assert refused < CROWD

    told = list(desk.accepted.values())
    for first in range(0, len(told), 100):
        some = told[first : first + 100]
        await arrive(database, clock, some)
    assert await unverified(database) == CROWD
    async with database.reading() as session:
        woman = await session.scalar(
            sa.select(Person).where(Person.unverified_since.is_(None), Person.channel == "web")
        )
        assert woman is not None
        assert woman.address == told[-1].address


async def test_what_a_crowd_tells_is_kept_last_in_the_queue_and_no_voice(
    database: Database, now: datetime
) -> None:
    clock = Clock(now)
    for number in range(25):
        await tells(database, clock, f"falso {number}")
        clock.now += timedelta(seconds=2)
    await tells(database, clock, "vecina", "Se cayó el puente", "otra red")
    async with database.transaction() as session:
        for order in Order:
            rows = await list_cases(
                session, Filter(), await a_reader(session, now), order=order, limit=100
            )
            assert len(rows) == 26
            assert not rows[0].is_unverified
            assert rows[0].aporte.text == "Se cayó el puente"
            assert all(each.is_unverified for each in rows[1:])
            assert rows[0].voices == Voices(1, 0)
            assert rows[1].voices == Voices(0, 1)
        assert await count_unverified(session, Filter()) == 25
    async with database.transaction() as session:
        assert await next_case(session, Filter()) == rows[0].aporte.code


async def test_who_may_be_in_danger_waits_behind_nobody(database: Database, now: datetime) -> None:
    clock = Clock(now)
    for number in range(25):
        await tells(database, clock, f"falso {number}")
    async with database.transaction() as session:
        last = await session.scalar(sa.select(Aporte).order_by(Aporte.id.desc()).limit(1))
        assert last is not None
        last.restricted = True
        code = last.code
    async with database.transaction() as session:
        (first, *others) = await list_cases(
            session, Filter(), await a_reader(session, now), limit=100
        )
    assert first.aporte.code == code
    assert not first.is_unverified
    assert all(each.is_unverified for each in others)


async def test_a_village_s_few_visitors_are_people(database: Database, now: datetime) -> None:
    clock = Clock(now)
    for number in range(20):
        await arrive(database, clock, [message(f"vecino {number}", Kind.START, "")])
    assert await unverified(database) == 0
    clock.now += timedelta(hours=2)
    for number in range(20, 40):
        await arrive(database, clock, [message(f"vecino {number}", Kind.START, "")])
    assert await unverified(database) == 0


async def test_a_crowd_of_many_networks_is_seen_over_all(database: Database, now: datetime) -> None:
    clock = Clock(now)
    starts = [message(f"v{n}", Kind.START, "", f"red {n}") for n in range(305)]
    await arrive(database, clock, starts)
    assert await unverified(database) == 5


async def test_where_no_network_can_be_told_only_the_whole_is_bounded(
    database: Database, now: datetime
) -> None:
    clock = Clock(now)
    await arrive(database, clock, [message(f"v{n}", Kind.START, "", UNTOLD) for n in range(302)])
    assert await unverified(database) == 2


async def test_who_writes_another_day_is_somebody(database: Database, now: datetime) -> None:
    clock = Clock(now)
    await arrive(database, clock, [message(f"v{n}", Kind.START, "") for n in range(21)])
    assert await unverified(database) == 21
    clock.now += timedelta(hours=3)
    await arrive(database, clock, [message("v3", Kind.TEXT, "hola")])
    assert await unverified(database) == 21
    clock.now += timedelta(days=1)
    await arrive(database, clock, [message("v3", Kind.TEXT, "hola")])
    assert await unverified(database) == 20
    # Nor does a crowd of another day reach who was there before.
    await arrive(database, clock, [message(f"w{n}", Kind.START, "") for n in range(21)])
    assert await unverified(database) == 41


async def test_people_of_telegram_and_of_before_are_never_in_doubt(
    database: Database, now: datetime
) -> None:
    clock = Clock(now)
    await arrive(database, clock, [message(f"v{n}", Kind.START, "", "") for n in range(15)])
    clock.now += timedelta(days=3)
    await arrive(database, clock, [message(f"v{n}", Kind.TEXT, "hola") for n in range(15)])
    telegram = [
        replace(message(f"{n}", Kind.START, "", ""), channel="telegram") for n in range(400)
    ]
    await arrive(database, clock, telegram)
    assert await unverified(database) == 0


async def test_the_network_reaches_the_inbox_as_a_hash(database: Database, now: datetime) -> None:
    clock = Clock(now)
    reception = Reception(database, Wake(), clock)
    async with serving(database, clock, proxies="127.0.0.1") as site, running(reception.run()):
        client = TestClient(site.server)
        site.chat._wiring = replace(site.chat._wiring, accept=reception.accept)
        answer = await client.post(
            "/chat/mensajes",
            json={"id": str(uuid.uuid4()), "texto": "hola"},
            headers={"X-Forwarded-For": SCRIPT},
        )
        assert answer.status == 202
        await client.session.close()
    async with database.reading() as session:
        (row,) = (await session.scalars(sa.select(InboxMessage))).all()
    assert len(row.payload["origin"]) == 24
    assert "198.51" not in str(row.payload)


async def test_voices_are_told_apart(database: Database, now: datetime) -> None:
    clock = Clock(now)
    await tells(database, clock, "autora", origin="su casa")
    async with database.transaction() as session:
        aporte = await session.scalar(sa.select(Aporte))
        assert aporte is not None
    await arrive(database, clock, [message(f"falso {n}", Kind.START, "") for n in range(29)])
    async with database.transaction() as session:
        for person in await session.scalars(sa.select(Person).where(Person.origin == "red")):
            session.add(Follower(aporte_id=aporte.id, person_id=person.id, joined_at=now))
    async with database.transaction() as session:
        assert await count_voices(session, [aporte.id]) == {aporte.id: Voices(1, 29)}
        (row,) = await list_cases(session, Filter(), await a_reader(session, now))
        assert not row.is_unverified


async def test_who_answers_what_the_lab_asks_is_somebody(database: Database, now: datetime) -> None:
    clock = Clock(now)
    await tells(database, clock, "v0")
    await arrive(database, clock, [message(f"v{n}", Kind.START, "") for n in range(1, 25)])
    async with database.transaction() as session:
        aporte = await session.scalar(sa.select(Aporte))
        assert aporte is not None
        operator = await an_operator(session, now)
        session.add(
            Question(
                aporte_id=aporte.id,
                person_id=aporte.author_id,
                operator_id=operator.id,
                text="¿Desde cuándo?",
                asked_at=now,
            )
        )
    assert await unverified(database) == 25
    await arrive(database, clock, [message("v0", Kind.TEXT, "Desde el mes de marzo")])
    assert await unverified(database) == 24
