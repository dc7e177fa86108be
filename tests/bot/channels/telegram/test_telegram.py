"""What the Telegram channel sends, against the fake Bot API over real HTTP."""

import json
from collections.abc import AsyncIterator

import pytest

from bot.channels import (
    MisconfiguredError,
    MovedError,
    NotTakenError,
    RejectedError,
    SendError,
    ThrottledError,
    UncertainError,
    UnreachableError,
    Wiring,
)
from bot.channels.telegram.channel import open_channel
from intake.clock import utc_now
from intake.settings import Settings
from intake.store.db import Database
from intake.store.outgoing import Choice, Outgoing
from tests.bot.channels.telegram.line import Line, connected
from tests.fake_telegram import FakeTelegram

YES_NO = Outgoing("¿Es así?", (Choice("Sí", "si"), Choice("No", "no")))


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake


@pytest.fixture
async def line(fake: FakeTelegram) -> AsyncIterator[Line]:
    async with connected(fake) as line:
        yield line


async def test_without_token_there_is_no_channel(database: Database) -> None:
    async def accept(messages: object) -> None:
        pass

    assert open_channel(Wiring(Settings.load(), database, accept, utc_now)) is None


async def test_it_knows_its_own_name(line: Line) -> None:
    assert await line.channel.check() == "ayni_prueba_bot"


async def test_choices_are_numbered_buttons_and_links_have_no_preview(line: Line) -> None:
    sent = await line.channel.send("7", YES_NO, "k")

    (message,) = line.fake.sent
    assert (str(message.message_id), message.chat_id, message.text) == (sent, 7, "¿Es así?")
    assert message.buttons == [("1. Sí", "si"), ("2. No", "no")]
    assert json.loads(message.params["link_preview_options"]) == {"is_disabled": True}


async def test_a_long_text_goes_in_pieces_with_the_buttons_on_the_last(line: Line) -> None:
    text = "".join(f"{n} palabras 😢\n" for n in range(600))

    await line.channel.send("7", Outgoing(text, YES_NO.choices), "k")

    assert "".join(each.text for each in line.fake.sent) == text
    assert [len(each.buttons) for each in line.fake.sent] == [0, 0, 2]


async def test_pieces_that_went_are_not_sent_again(line: Line) -> None:
    message = Outgoing("a" * 4096 + "b" * 4096 + "c")
    line.fake.strict_rate = 2

    with pytest.raises(ThrottledError):
        await line.channel.send("7", message, "k")
    line.fake.strict_rate = None
    await line.channel.send("7", message, "k")

    assert [each.text[0] for each in line.fake.sent] == ["a", "b", "c"]


async def test_a_piece_of_nothing_but_blanks_is_left_out(line: Line) -> None:
    await line.channel.send("7", Outgoing("hola" + " " * 9000, YES_NO.choices), "k")

    assert [(each.text.strip(), len(each.buttons)) for each in line.fake.sent] == [("hola", 2)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("¿Es en Taraco?", ["Entendido.", "¿Es en Taraco?"]),
        ("Anotado.\n\n¿Es en Taraco?", ["Anotado.", "¿Es en Taraco?"]),
    ],
)
async def test_the_button_for_a_position_goes_before_other_buttons_come(
    line: Line, text: str, parts: list[str]
) -> None:
    message = Outgoing(text, YES_NO.choices, ends_location=True)
    await line.channel.send("7", message, "k")

    first, last = line.fake.sent
    assert [first.text, last.text] == parts
    assert json.loads(first.params["reply_markup"])["remove_keyboard"]
    assert [value for _, value in last.buttons] == ["si", "no"]


@pytest.mark.parametrize(
    ("status", "description", "parameters", "expected"),
    [
        (400, "Bad Request: can't parse entities", {}, RejectedError),
        (400, "Bad Request: chat not found", {}, UnreachableError),
        (400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -100}, MovedError),
        (401, "Unauthorized", {}, MisconfiguredError),
        (403, "Forbidden: user is deactivated", {}, UnreachableError),
        (404, "Not Found", {}, MisconfiguredError),
        (429, "Too Many Requests", {"retry_after": 7}, ThrottledError),
        (500, "Internal Server Error", {}, NotTakenError),
        (502, "Bad Gateway", {}, NotTakenError),
    ],
)
async def test_a_refusal_says_what_delivery_must_do(
    line: Line,
    status: int,
    description: str,
    parameters: dict[str, int],
    expected: type[SendError],
) -> None:
    line.fake.fail("sendMessage", status, description, **parameters)

    with pytest.raises(SendError) as raised:
        await line.channel.send("7", YES_NO, "k")

    assert type(raised.value) is expected
    if isinstance(raised.value, ThrottledError):
        assert raised.value.seconds == 7
    if isinstance(raised.value, MovedError):
        assert raised.value.address == "-100"


async def test_a_person_who_blocked_the_bot_cannot_be_reached(line: Line) -> None:
    await line.fake.chat(7).leaves()

    with pytest.raises(UnreachableError):
        await line.channel.send("7", YES_NO, "k")


async def test_a_lost_reply_is_uncertain(line: Line) -> None:
    line.fake.lost_replies = 1

    with pytest.raises(UncertainError):
        await line.channel.send("7", YES_NO, "k")


@pytest.mark.parametrize("address", ["", "web:abc", "-", "7.5"])
async def test_an_address_of_another_channel_is_rejected(line: Line, address: str) -> None:
    with pytest.raises(RejectedError):
        await line.channel.send(address, YES_NO, "k")


async def test_a_file_is_fetched(line: Line) -> None:
    line.fake.files["f"] = b"imagen"

    assert await line.channel.fetch("f") == b"imagen"
    with pytest.raises(RejectedError):
        await line.channel.fetch("otro")
