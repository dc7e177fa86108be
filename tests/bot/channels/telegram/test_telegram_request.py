"""python-telegram-bot's Bot over our aiohttp transport: results, errors, and the token nowhere."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.channels.telegram.api import TelegramApi
from bot.channels.telegram.request import AiohttpRequest, FloodError, NotTaken, _retry_after
from tests.fake_telegram import TOKEN, FakeTelegram


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def api(fake: FakeTelegram) -> AsyncIterator[TelegramApi]:
    async with an_api(fake.url) as api:
        yield api


@asynccontextmanager
async def an_api(url: str, token: str = TOKEN) -> AsyncIterator[TelegramApi]:
    """An open connection to a server."""
    api = TelegramApi(SecretStr(token), url)
    await api.open()
    yield api
    await api.close_pool()


@asynccontextmanager
async def a_server(status: int, body: bytes) -> AsyncIterator[str]:
    """A server that answers everything so."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status, body=body)

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_it_sends_and_gives_the_id(fake: FakeTelegram, api: TelegramApi) -> None:
    sent = await api.say(7, "Ñandú & 1+1=2 😢", "")

    assert [(each.text, str(each.message_id)) for each in fake.sent] == [("Ñandú & 1+1=2 😢", sent)]


async def test_methods_of_the_bot_work_over_it(fake: FakeTelegram, api: TelegramApi) -> None:
    assert (await api.get_me()).username == await api.own_name() == "ayni_prueba_bot"
    assert await api.delete_webhook()


@pytest.mark.parametrize(
    ("status", "parameters", "expected"),
    [
        (400, {}, BadRequest),
        (400, {"migrate_to_chat_id": -100}, ChatMigrated),
        (401, {}, InvalidToken),
        (403, {}, Forbidden),
        (404, {}, InvalidToken),
        (409, {}, Conflict),
        (429, {"retry_after": 3}, FloodError),
        (500, {}, NotTaken),
        (502, {}, NotTaken),
    ],
)
async def test_each_refusal_has_its_error(
    fake: FakeTelegram,
    api: TelegramApi,
    status: int,
    parameters: dict[str, int],
    expected: type[TelegramError],
) -> None:
    fake.fail("sendMessage", status, "some reason", **parameters)

    with pytest.raises(TelegramError) as raised:
        await api.say(7, "hola", "")

    assert type(raised.value) is expected


async def test_a_flood_says_how_long(fake: FakeTelegram, api: TelegramApi) -> None:
    fake.fail("sendMessage", 429, "Too Many Requests", retry_after=17)
    fake.fail("sendMessage", 429, "Too Many Requests")

    for seconds in (17, 5):
        with pytest.raises(FloodError) as raised:
            await api.say(7, "hola", "")
        assert raised.value.seconds == seconds


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("1e9", 3600),
        ("Infinity", 3600),
        ("1" + "0" * 400, 3600),
        ("NaN", 5),
        ("-Infinity", 5),
        ("-3", 5),
        ("0", 5),
        ("true", 5),
        ('"9"', 5),
        ("0.5", 0.5),
    ],
)
def test_nothing_that_telegram_says_silences_us_for_good(
    asked: str, seconds: float, caplog: pytest.LogCaptureFixture
) -> None:
    payload = f'{{"ok":false,"parameters":{{"retry_after":{asked}}}}}'.encode()
    assert _retry_after(payload) == seconds
    assert ("se vuelve a probar en 3600 s" in caplog.text) is (seconds == 3600)


@pytest.mark.parametrize("status", [200, 400, 429, 502])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"null",
        b'{"ok":true}',
        b'{"parameters":[1]}',
        b"\xff\xfe",
        b"[" * 10**5,
    ],
)
async def test_nonsense_is_a_telegram_error(status: int, body: bytes) -> None:
    async with a_server(status, body) as url, an_api(url) as api:
        for call in (api.say(7, "hola", ""), api.raw_updates(None, []), api.download("f")):
            with pytest.raises(TelegramError):
                await call


async def test_a_lost_reply_is_a_network_error(fake: FakeTelegram, api: TelegramApi) -> None:
    fake.lost_replies = 1

    with pytest.raises(NetworkError):
        await api.say(7, "hola", "")

    assert len(fake.sent) == 1


async def test_nobody_listening_is_a_network_error() -> None:
    async with an_api("http://127.0.0.1:9") as api:
        with pytest.raises(NetworkError):
            await api.own_name()


async def test_a_slow_answer_is_a_time_out(fake: FakeTelegram) -> None:
    fake.latency = 5
    request = AiohttpRequest(SecretStr(TOKEN), seconds=0.02)
    await request.initialize()

    with pytest.raises(TimedOut):
        await request.post(f"{fake.url}/botTOKEN/getMe")

    await request.shutdown()


async def test_a_closed_pool_is_a_network_error(api: TelegramApi) -> None:
    await api.close_pool()

    with pytest.raises(NetworkError):
        await api.own_name()


async def test_it_opens_and_closes_as_often_as_one_likes(api: TelegramApi) -> None:
    await api.open()
    await api.close_pool()
    await api.close_pool()
    await api.open()

    assert await api.own_name()


async def test_a_file_is_downloaded(fake: FakeTelegram, api: TelegramApi) -> None:
    fake.files["fotos/ñ 1.jpg"] = b"\xff\xd8\xff"

    assert await api.download("fotos/ñ 1.jpg") == b"\xff\xd8\xff"


async def test_a_file_over_20_mb_is_refused(fake: FakeTelegram, api: TelegramApi) -> None:
    fake.files["grande"] = bytes(20_000_001)

    with pytest.raises(BadRequest, match="too big"):
        await api.download("grande")


async def test_a_download_without_end_is_cut() -> None:
    async with a_server(200, bytes(20_000_001)) as url:
        request = AiohttpRequest(SecretStr(TOKEN))
        await request.initialize()
        with pytest.raises(BadRequest, match="too big"):
            await request.retrieve(f"{url}/file/botTOKEN/x")
        await request.shutdown()


def everything_in(problem: BaseException | None) -> str:
    """An error with all that stands behind it."""
    if problem is None:
        return ""
    behind = everything_in(problem.__cause__) + everything_in(problem.__context__)
    return f"{problem!r} {problem} {problem.args} {behind}"


@pytest.mark.parametrize("status", [200, 400, 404, 502])
async def test_the_token_is_in_no_log_and_no_error(
    status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[Any] = []
    page = f"<html>no such page: /bot{TOKEN}/sendMessage</html>".encode()
    async with a_server(status, page) as url:
        for target in (url, "http://127.0.0.1:9", "http://nowhere.invalid", "http://[bad"):
            async with an_api(target) as api:
                told += [repr(api), str(api), repr(api.request), api.base_url, api.token]
                for call in (api.say(7, "hola", ""), api.own_name(), api.download("f")):
                    with pytest.raises(TelegramError) as raised:
                        await call
                    told.append(everything_in(raised.value))

    secret = TOKEN.partition(":")[2]
    assert secret not in " ".join(map(str, told))
    assert secret not in caplog.text
