"""However many knock and say nothing, whoever speaks is heard, and the log stays short."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import aiohttp
import pytest
from aiohttp import web

from bot.descriptors import Room, room
from bot.web.connections import Gate, GuardedSite, counting
from intake.clock import ticks
from tests.running import a_while, until

WIDE = Room(connections=1000, connections_of_one=1000, streams=10, streams_of_one=10)


@asynccontextmanager
async def guarded(space: Room, *, patience: float = 20.0) -> AsyncIterator[tuple[Gate, int]]:
    """A server with one page, /salud, and one that never ends."""
    gate = Gate(space, ticks, patience=patience)

    async def well(_: web.Request) -> web.Response:
        return web.Response(text="bien")

    async def never(_: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    app = web.Application(middlewares=[counting(gate)])
    app.add_routes([web.get("/salud", well), web.get("/nunca", never)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await GuardedSite(runner, gate, "127.0.0.1", 0).start()
    try:
        yield gate, runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def asks(port: int, path: str = "/salud") -> int:
    async with (
        aiohttp.ClientSession() as client,
        client.get(f"http://127.0.0.1:{port}{path}") as response,
    ):
        return response.status


Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def half_open(port: int) -> Line:
    """A head that never ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /salud HTTP/1.1\r\nHost: x\r\nX-Lento: ")
    return reader, writer


def hang_up(lines: list[Line]) -> None:
    for _, writer in lines:
        writer.close()


async def test_three_hundred_half_open_connections_end_and_health_answers() -> None:
    async with guarded(WIDE, patience=0.5) as (gate, port):
        lines = [await half_open(port) for _ in range(300)]
        assert await asks(port) == 200
        await until(lambda: gate.open == 0, "they are cut")
        ended = await asyncio.gather(
            *(reader.read() for reader, _ in lines), return_exceptions=True
        )
        assert all(each == b"" or isinstance(each, ConnectionError) for each in ended)
        assert await asks(port) == 200
        hang_up(lines)


async def test_who_trickles_a_head_letter_by_letter_is_cut_too() -> None:
    async with guarded(WIDE, patience=0.3) as (gate, port):
        reader, writer = await half_open(port)

        async def trickle() -> None:
            while not reader.at_eof():
                writer.write(b"a")
                await a_while()

        dripping = asyncio.create_task(trickle())
        await until(lambda: gate.open == 0, "it is cut")
        dripping.cancel()
        hang_up([(reader, writer)])


async def test_a_request_in_hand_is_not_cut_and_what_waits_between_two_is() -> None:
    async with guarded(WIDE, patience=0.2) as (gate, port), aiohttp.ClientSession() as client:
        asking = asyncio.create_task(client.get(f"http://127.0.0.1:{port}/nunca"))
        await until(lambda: gate.open == 1, "it came")
        async with client.get(f"http://127.0.0.1:{port}/salud") as response:
            assert response.status == 200
        await until(lambda: gate.open == 1, "the one that waits is cut")
        assert not asking.done()
        asking.cancel()


@pytest.mark.parametrize(
    ("space", "whose"),
    [(Room(20, 1000, 1, 1), "en total"), (Room(1000, 20, 1, 1), "de una misma red")],
)
async def test_beyond_the_room_there_is_they_are_cut_as_they_come_and_said_once(
    space: Room, whose: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        async with guarded(space, patience=60) as (gate, port):
            lines = [await half_open(port) for _ in range(200)]
            await until(lambda: gate.open == 20, "twenty stay")
            ends = [asyncio.create_task(is_cut(reader)) for reader, _ in lines]
            await until(lambda: sum(each.done() for each in ends) == 180, "the others are cut")
            hang_up(lines)
            await until(lambda: gate.open == 0, "they leave")
            await asyncio.gather(*ends)
            assert await asks(port) == 200
    told = [each.message for each in caplog.records if "Conexiones rechazadas" in each.message]
    assert len(told) == 1
    assert whose in told[0]


async def is_cut(reader: asyncio.StreamReader) -> None:
    with suppress(ConnectionError):
        await reader.read(1)


def test_the_room_is_below_what_the_system_lets_open() -> None:
    for descriptors in (1024, 4096, 65_536):
        space = Room.within(descriptors)
        assert space.connections < descriptors
        assert space.streams < space.connections
        assert space.streams_of_one < space.streams
        assert space.connections_of_one < space.connections
    assert room().connections > 0
