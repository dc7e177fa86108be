"""What the Telegram channel receives, by webhook and by polling, over real HTTP."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import aiohttp
import pytest
from pydantic import SecretStr

from bot.channels import MisconfiguredError, Wiring
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.updates import ALLOWED_UPDATES
from bot.messages import Kind
from intake.clock import utc_now
from intake.store.db import Database
from intake.store.outgoing import Choice, Outgoing
from intake.store.pulses import last
from tests.bot.channels.telegram.line import (
    SECRET,
    Line,
    connected,
    on_webhook,
    polling,
    settings_for,
)
from tests.fake_telegram import FakeTelegram
from tests.running import until

HEADER = "X-Telegram-Bot-Api-Secret-Token"
YES_NO = Outgoing("¿Es así?", (Choice("Sí", "si"), Choice("No", "no")))


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def webhook(fake: FakeTelegram) -> AsyncIterator[Line]:
    async with on_webhook(fake) as line:
        yield line


async def post(line: Line, body: bytes, secret: str = SECRET) -> tuple[int, str]:
    """An update by hand: status and text of the answer."""
    async with (
        aiohttp.ClientSession() as client,
        client.post(line.webhook_url, data=body, headers={HEADER: secret}) as answer,
    ):
        return answer.status, await answer.text()


async def test_the_webhook_is_registered_with_what_is_read(webhook: Line) -> None:
    registered = webhook.fake.webhook

    assert registered
    assert (registered.url, registered.secret) == (webhook.webhook_url, SECRET)
    assert registered.allowed == list(ALLOWED_UPDATES)
    assert registered.connections == 100


async def test_a_message_is_accepted(webhook: Line) -> None:
    await webhook.fake.chat(7).says("Sin agua")

    incoming = await webhook.next()
    assert (incoming.address, incoming.kind, incoming.text) == ("7", Kind.TEXT, "Sin agua")


async def test_a_tap_is_accepted_and_answered(webhook: Line) -> None:
    chat = webhook.fake.chat(7)
    await webhook.channel.send("7", YES_NO, "k")
    await chat.hears()
    await chat.taps("Sí")

    assert (await webhook.next()).choice == "si"
    await until(lambda: len(webhook.fake.answered) == 1, "it comes so far")


async def test_what_cannot_be_saved_comes_again_and_in_order(webhook: Line) -> None:
    webhook.refusals = 2
    chat = webhook.fake.chat(7)
    for word in ("uno", "dos", "tres"):
        await chat.says(word)

    assert [(await webhook.next()).text for _ in range(3)] == ["uno", "dos", "tres"]
    assert webhook.fake.webhook
    assert webhook.fake.webhook.statuses[503] == 2


async def test_a_wrong_secret_is_refused_and_nothing_is_accepted(webhook: Line) -> None:
    update = b'{"update_id":1,"message":{"chat":{"id":7,"type":"private"},"text":"hola"}}'

    for secret in ("", "otro", SECRET.upper(), "ñ\x80"):
        status, _ = await post(webhook, update, secret)
        assert status == 403

    assert webhook.accepted.empty()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"hola", 400),
        (b"[]", 400),
        (b'{"message":{}}', 400),
        (b'{"update_id":"1"}', 400),
        (b"\xff\xfe\x00", 400),
        (b"[" * 100_000, 400),
        (b'{"update_id":1,"x":"' + b"a" * 1_000_000 + b'"}', 413),
    ],
)
async def test_a_body_that_is_no_update_is_refused_in_words(
    webhook: Line, body: bytes, status: int
) -> None:
    answered, text = await post(webhook, body)

    assert answered == status
    assert text.endswith(".")


async def test_an_unreadable_update_is_kept_raw(webhook: Line) -> None:
    status, _ = await post(webhook, b'{"update_id":5,"message":{"text":7}}')

    assert status == 200
    assert (await webhook.next()).kind is Kind.UNREADABLE


async def test_a_group_is_confirmed_and_not_accepted(webhook: Line) -> None:
    update = b'{"update_id":5,"message":{"chat":{"id":-7,"type":"group"},"text":"hola"}}'

    assert await post(webhook, update) == (200, "")
    assert webhook.accepted.empty()


async def test_registering_goes_on_until_telegram_answers(fake: FakeTelegram) -> None:
    fake.fail("setWebhook", 500, "Internal Server Error", times=6)

    async with on_webhook(fake) as line:
        assert fake.webhook
        assert line.waits == [1, 2, 4, 8, 16, 30]


async def test_by_polling_no_route_is_mounted(fake: FakeTelegram) -> None:
    async with connected(fake) as line:
        assert list(line.channel.routes()) == []


async def test_polling_brings_messages_and_answers_taps(fake: FakeTelegram) -> None:
    async with polling(fake) as line:
        await fake.chat(7).says("Sin agua")
        assert (await line.next()).text == "Sin agua"
        await fake.chat(7).taps_value("si")
        assert (await line.next()).choice == "si"
        await until(lambda: len(fake.answered) == 1 and not fake.pending, "it comes so far")


async def test_what_waited_while_the_bot_was_off_is_read(fake: FakeTelegram) -> None:
    for word in ("uno", "dos"):
        await fake.chat(7).says(word)

    async with polling(fake) as line:
        assert [(await line.next()).text for _ in range(2)] == ["uno", "dos"]


async def test_nothing_is_confirmed_before_it_is_saved(fake: FakeTelegram) -> None:
    await fake.chat(7).says("Sin agua")

    async with polling(fake) as line:
        line.refusals = 10**6
        await until(lambda: len(line.waits) >= 3, "it comes so far")
        assert len(fake.pending) == 1
        line.refusals = 0
        assert (await line.next()).text == "Sin agua"
        await until(lambda: not fake.pending, "it comes so far")

    assert line.waits[:3] == [1, 2, 4]


async def test_polling_outlives_a_telegram_that_fails(fake: FakeTelegram) -> None:
    fake.fail("getUpdates", 502, "Bad Gateway", times=3)
    fake.fail("getUpdates", 429, "Too Many Requests", retry_after=9)
    fake.fail("deleteWebhook", 500, "Internal Server Error")

    async with polling(fake) as line:
        await fake.chat(7).says("Sin agua")
        assert (await line.next()).text == "Sin agua"
        assert line.waits == [1, 1, 2, 4, 9]


async def test_two_bots_at_once_are_told_once_in_clear_words(
    fake: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    fake.fail("getUpdates", 409, "Conflict: terminated by other getUpdates request", times=3)

    with caplog.at_level(logging.INFO):
        async with polling(fake) as line:
            await fake.chat(7).says("Sin agua")
            await line.next()

    told = [each.message for each in caplog.records if each.levelname == "ERROR"]
    assert len(told) == 1
    assert "otro programa" in told[0]


async def test_a_wrong_token_is_said_with_what_to_do_and_tried_again_ever_less(
    fake: FakeTelegram, caplog: pytest.LogCaptureFixture, database: Database
) -> None:
    wiring = Wiring(settings_for(fake), database, ignore, utc_now)
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(0)

    channel = TelegramChannel(wiring, SecretStr("123456:otro"), sleep=sleep)
    await channel.start()
    with caplog.at_level(logging.ERROR):
        receiving = asyncio.create_task(channel.receive())
        await until(lambda: len(waits) >= 9, "it comes so far")
        receiving.cancel()
    with pytest.raises(MisconfiguredError):
        await channel.check()
    await channel.stop()

    assert waits[:9] == [5, 10, 20, 40, 80, 160, 320, 600, 600]
    assert "revise AYNI_TELEGRAM_TOKEN con @BotFather" in caplog.text
    assert "123456:otro" not in caplog.text


@pytest.mark.parametrize("status", [401, 404])
async def test_one_refusal_of_the_token_does_not_end_telegram(
    fake: FakeTelegram, status: int
) -> None:
    fake.fail("getUpdates", status, "Unauthorized")

    async with polling(fake) as line:
        await fake.chat(7).says("Sin agua")
        assert (await line.next()).text == "Sin agua"
        assert line.waits == [5]


async def test_the_last_good_poll_is_written_where_others_see_it(
    fake: FakeTelegram, database: Database
) -> None:
    async def seen() -> datetime | None:
        async with database.reading() as session:
            return (await last(session)).get("telegram")

    fake.fail("getUpdates", 502, "Bad Gateway")
    async with polling(fake, database) as line:
        await until(lambda: bool(line.waits), "it comes so far")
        assert await seen() is None
        await fake.chat(7).says("Sin agua")
        await line.next()

        async def is_seen() -> bool:
            return await seen() is not None

        await until(is_seen, "it is written")
        at = await seen()
    assert at is not None
    assert utc_now() - at < timedelta(minutes=1)


async def ignore(messages: object) -> None:
    """Accept nothing."""
