"""Our lines to the open pages: none lost, none twice, one query for all of them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from bot.channels import Wiring
from bot.channels.webchat.channel import WebChat
from bot.descriptors import Room
from intake.settings import Settings
from intake.store.db import Database
from intake.store.models.webchat import WebMessage
from intake.store.outgoing import Outgoing
from tests.bot.channels.webchat.web_app import (
    Browser,
    Clock,
    Desk,
    Events,
    Site,
    browsing,
    listening,
    serving,
)
from tests.running import turns, until


@contextmanager
def noting_queries(database: Database) -> Iterator[list[str]]:
    """What the statements that read lines are given meanwhile: the addresses they ask for."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, given: Any, *_rest: Any) -> None:
        if "json_each" in statement:
            seen.append(repr(given))

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    yield seen
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def test_a_stream_continues_after_the_last_line_it_gave(site: Site, browser: Browser) -> None:
    await browser.say("hola")
    ids = [await site.chat.send(browser.address, Outgoing(f"{n}"), f"{n}") for n in range(5)]
    async with listening(browser, f"?desde={ids[0]}") as events:
        assert await events.texts(4) == ["1", "2", "3", "4"]
    # The browser reconnects to the same address, and says in a header how far it had come.
    async with listening(browser, f"?desde={ids[0]}", **{"Last-Event-ID": ids[2]}) as events:
        assert await events.texts(2) == ["3", "4"]
        await site.chat.send(browser.address, Outgoing("5"), "5")
        assert await events.texts(1) == ["5"]


@pytest.mark.parametrize("given", ["hola", "-1", "1.5", "٣", ""])
async def test_a_place_that_is_no_number_is_the_beginning(
    site: Site, browser: Browser, given: str
) -> None:
    await browser.say("hola")
    await site.chat.send(browser.address, Outgoing("uno"), "1")
    async with listening(browser, f"?desde={given}") as events:
        assert await events.texts(1) == ["uno"]


async def test_more_lines_than_fit_in_one_query_all_arrive(site: Site, browser: Browser) -> None:
    await browser.say("hola")
    address = browser.address
    rows = [
        WebMessage(
            address=address, mine=False, key=f"out:{n}", payload={"text": str(n)}, at=site.now()
        )
        for n in range(1200)
    ]
    async with site.database.transaction() as session:
        session.add_all(rows)
    async with listening(browser) as events:
        assert await events.texts(1200) == [str(n) for n in range(1200)]
    history = await browser.history()
    assert len(history["lineas"]) == 200
    assert history["lineas"][-1]["texto"] == "1199"


async def test_lines_of_another_process_are_found(
    site: Site, browser: Browser, database: Database, clock: Clock
) -> None:
    await browser.say("hola")
    elsewhere = WebChat(Wiring(Settings.load(_env_file=None), database, Desk().accept, clock))
    async with listening(browser) as events:
        await events.block()
        await elsewhere.send(browser.address, Outgoing("desde otro proceso"), "1")
        assert await events.texts(1) == ["desde otro proceso"]


async def test_many_streams_cost_one_query(site: Site, database: Database) -> None:
    async with visitors_listening(site, 5) as streams:
        addresses = [each.address for each in site.desk.accepted.values()]
        with noting_queries(database) as queries:
            await until(lambda: len(queries) >= 5, "five rounds of questions")
        assert all(address in given for given in queries for address in addresses)
        for number, address in enumerate(addresses):
            await site.chat.send(address, Outgoing(f"para {number}"), f"{number}")
        for number, events in enumerate(streams):
            assert await events.texts(1) == [f"para {number}"]
        assert is_asking()
    await until(lambda: not is_asking(), "nobody listens: nothing is asked")


def is_asking() -> bool:
    """Whether something here goes on asking for lines."""
    return any(task.get_name() == "web chat streams" for task in asyncio.all_tasks())


@asynccontextmanager
async def visitors_listening(site: Site, count: int) -> AsyncIterator[list[Events]]:
    """So many visitors, each with a stream open."""
    async with AsyncExitStack() as stack:
        streams = []
        for _ in range(count):
            browser = await stack.enter_async_context(browsing(site))
            await browser.say("hola")
            streams.append(await stack.enter_async_context(listening(browser)))
            await streams[-1].block()
        yield streams


async def test_a_silent_stream_says_it_is_alive(database: Database, clock: Clock) -> None:
    async with (
        serving(database, clock, heartbeat=0.05) as site,
        browsing(site) as browser,
        listening(browser) as events,
    ):
        assert await events.block() == {"retry": "2000"}
        assert await events.block() == {"": ""}
        assert await events.block() == {"": ""}


async def test_too_many_pages_of_one_visitor_are_refused(site: Site, browser: Browser) -> None:
    await browser.open_page()
    async with AsyncExitStack() as stack:
        for _ in range(10):
            events = await stack.enter_async_context(listening(browser))
            await events.block()
        response = await browser.client.get("/chat/eventos")
        assert response.status == 503
        assert "pestañas" in (await response.json())["error"]


async def test_streams_outlive_a_database_that_is_away(
    site: Site, browser: Browser, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    await browser.say("hola")
    async with listening(browser) as events:
        await events.block()
        async with database.transaction() as session:
            await session.execute(sa.text("ALTER TABLE web_messages RENAME TO lejos"))
        await until(lambda: "lines cannot be read" in caplog.text, "the streams notice")
        async with browser.client.get("/chat/eventos") as another:
            assert another.status == 503  # nobody can say whose it is: the page asks again
            assert another.headers["Retry-After"]
        async with database.transaction() as session:
            await session.execute(sa.text("ALTER TABLE lejos RENAME TO web_messages"))
        await site.chat.send(browser.address, Outgoing("volvió"), "1")
        assert await events.texts(1) == ["volvió"]


async def test_a_page_that_goes_away_while_sending_leaves_no_error(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(
        b"POST /chat/mensajes HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        b'Expect: 100-continue\r\nContent-Length: 500\r\n\r\n{"id":'
    )
    assert await reader.readline() == b"HTTP/1.1 100 Continue\r\n"
    assert site.server.runner is not None
    server = site.server.runner.server
    assert server is not None
    assert server.connections
    writer.transport.abort()
    await until(lambda: not server.connections, "the page is gone")
    await turns()
    assert not [each for each in caplog.records if each.levelname == "ERROR"]


async def test_a_channel_that_starts_again_takes_streams_again(
    site: Site, browser: Browser
) -> None:
    await browser.say("hola")
    await site.chat.stop()
    assert (await browser.client.get("/chat/eventos")).status == 503
    await site.chat.start()
    await site.chat.send(browser.address, Outgoing("aquí sigo"), "1")
    async with listening(browser) as events:
        assert await events.texts(1) == ["aquí sigo"]


@pytest.mark.parametrize(
    "space", [Room(100, 100, streams=3, streams_of_one=9), Room(100, 100, 9, streams_of_one=3)]
)
async def test_where_there_is_no_room_for_a_stream_messages_still_come_in(
    database: Database, clock: Clock, space: Room, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(database, clock, space=space) as site, AsyncExitStack() as stack:
        browsers = [await stack.enter_async_context(browsing(site)) for _ in range(6)]
        for each in browsers[:3]:
            await stack.enter_async_context(listening(each))
        for each in browsers[3:]:
            async with each.client.get("/chat/eventos") as refused:
                assert refused.status == 503
                assert refused.headers["Retry-After"] == "5"
                assert "Tus mensajes sí nos llegan" in (await refused.json())["error"]
            assert (await each.say("No hay agua")).status == 202
    assert len([each for each in caplog.records if "ya hay demasiados" in each.message]) == 1


async def test_one_network_that_takes_its_streams_leaves_those_of_others(
    database: Database, clock: Clock
) -> None:
    space = Room(100, 100, streams=9, streams_of_one=2)
    async with (
        serving(database, clock, space=space, proxies="127.0.0.1") as site,
        AsyncExitStack() as stack,
    ):
        browsers = [await stack.enter_async_context(browsing(site)) for _ in range(4)]
        here, there = {"X-Forwarded-For": "198.51.100.7"}, {"X-Forwarded-For": "203.0.113.9"}
        for each in browsers[:2]:
            await stack.enter_async_context(listening(each, **here))
        async with browsers[2].client.get("/chat/eventos", headers=here) as refused:
            assert refused.status == 503
        await stack.enter_async_context(listening(browsers[3], **there))
