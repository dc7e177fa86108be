"""What every channel promises: each case is tried on one that is open."""

import math
from collections.abc import Awaitable, Callable

import pytest

from bot.channels import Channel, SendError
from intake.store.outgoing import Choice, Outgoing
from intake.words.channels import names

Case = Callable[[Channel], Awaitable[None]]


async def it_declares_itself_by_its_name(channel: Channel) -> None:
    assert channel.name in names()


async def it_says_how_fast_it_may_go(channel: Channel) -> None:
    assert 0 < channel.chat_rate <= math.inf
    assert 0 < channel.rate <= math.inf


async def it_sends_a_text_with_choices_and_gives_an_id(channel: Channel) -> None:
    message = Outgoing("¿Es así?", (Choice("Sí", "si"), Choice("No", "no")), asks_location=True)

    sent = await channel.send("7", message, "contrato:1")

    assert isinstance(sent, str)
    assert sent


async def it_sends_a_very_long_text(channel: Channel) -> None:
    assert await channel.send("7", Outgoing("Ñandú " * 3000), "contrato:2")


async def a_file_nobody_sent_cannot_be_fetched(channel: Channel) -> None:
    with pytest.raises(SendError):
        await channel.fetch("ningún archivo")


async def it_can_be_stopped_twice_and_started_again(channel: Channel) -> None:
    await channel.start()
    await channel.stop()
    await channel.stop()
    await channel.start()

    assert await channel.send("7", Outgoing("Otra vez"), "contrato:3")


async def where_updates_come_by_http_receive_returns(channel: Channel) -> None:
    await channel.receive()


CASES: tuple[Case, ...] = (
    it_declares_itself_by_its_name,
    it_says_how_fast_it_may_go,
    it_sends_a_text_with_choices_and_gives_an_id,
    it_sends_a_very_long_text,
    a_file_nobody_sent_cannot_be_fetched,
    it_can_be_stopped_twice_and_started_again,
    where_updates_come_by_http_receive_returns,
)
