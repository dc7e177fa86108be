"""What a second reader's server may do, and what becomes of it: on a real one, of this machine."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from pydantic import SecretStr

from intake.reading.rules.acts import Danger, Level
from intake.reading.rules.second import SecondOpinion
from intake.reading.second import AwayError, Breaker, SecondReader, UnfitError
from intake.settings import Settings
from tests.model_server import ModelServer, model_server, saying

TEXT = "mi vecina grita todas las noches"
IDS = ["salud"]


class Ticks:
    """A clock of seconds that stands still."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    """One that is calm."""
    async with model_server() as server:
        yield server


@pytest.fixture
def ticks() -> Ticks:
    """Seconds."""
    return Ticks()


@pytest.fixture
async def reader(server: ModelServer, ticks: Ticks) -> AsyncIterator[SecondReader]:
    """One that asks it, with little patience."""
    async with SecondReader(server.url, "qwen", "clave-1", 0.3, Breaker(ticks)) as reader:
        yield reader


async def test_a_right_answer_is_an_opinion(server: ModelServer, reader: SecondReader) -> None:
    server.will_say(peligro="ahora", clases=["violencia"], reservar=True)

    opinion = await reader.ask(TEXT, IDS)

    assert opinion == SecondOpinion(Level.NOW, (Danger.VIOLENCIA,), True)
    assert (server.told, server.keys) == ([TEXT], ["Bearer clave-1"])
    assert server.asked[0]["model"] == "qwen"


async def test_the_same_text_is_asked_once(server: ModelServer, reader: SecondReader) -> None:
    assert await reader.ask(TEXT, IDS) == await reader.ask(TEXT, IDS)

    assert len(server.asked) == 1


async def test_without_a_key_none_is_sent(server: ModelServer, ticks: Ticks) -> None:
    async with SecondReader(server.url, "qwen", "", 1, Breaker(ticks)) as reader:
        await reader.ask(TEXT, IDS)

    assert server.keys == [""]


async def test_garbage_is_unfit_and_the_server_is_not_left_alone_for_it(
    server: ModelServer, reader: SecondReader
) -> None:
    for content in ("Lo siento, no puedo", '{"peligro": "si"}', None, "[]"):
        server.answers.append(saying(content))
        with pytest.raises(UnfitError) as problem:
            await reader.ask(TEXT, IDS)
        assert "siento" not in str(problem.value)

    assert await reader.ask(TEXT, IDS) == SecondOpinion()


async def test_a_huge_answer_is_not_read_to_its_end(
    server: ModelServer, reader: SecondReader
) -> None:
    server.answers.append(saying(" " * 20_000_000))

    with pytest.raises(UnfitError, match="demasiado"):
        await reader.ask(TEXT, IDS)


async def test_nobody_waits_for_it_longer_than_was_set(
    server: ModelServer, reader: SecondReader
) -> None:
    server.latency = 5

    async with asyncio.timeout(2):
        with pytest.raises(AwayError, match="Timeout"):
            await reader.ask(TEXT, IDS)


@pytest.mark.parametrize("status", [500, 503, 429, 401, 404])
async def test_where_the_server_is_at_fault_the_text_is_kept_for_later(
    server: ModelServer, reader: SecondReader, status: int
) -> None:
    server.status = status
    with pytest.raises(AwayError, match=str(status)):
        await reader.ask(TEXT, IDS)
    server.status = 200

    assert await reader.ask(TEXT, IDS) == SecondOpinion()


async def test_a_text_that_it_refuses_is_unfit(server: ModelServer, reader: SecondReader) -> None:
    server.status = 400

    with pytest.raises(UnfitError, match="400"):
        await reader.ask(TEXT, IDS)


async def test_words_and_key_are_not_carried_elsewhere(
    server: ModelServer, reader: SecondReader
) -> None:
    async with model_server() as other:
        away = {"Location": f"{other.url}/chat/completions"}
        server.answers.append(web.Response(status=307, headers=away))
        with pytest.raises(UnfitError, match="307"):
            await reader.ask(TEXT, IDS)

        assert other.asked == []


async def test_after_three_failures_it_is_left_alone_and_then_tried_with_one(
    server: ModelServer, reader: SecondReader, ticks: Ticks
) -> None:
    server.status = 500
    for _ in range(5):
        with pytest.raises(AwayError):
            await reader.ask(TEXT, IDS)
    assert len(server.asked) == 3

    ticks.at += 15
    for _ in range(2):
        with pytest.raises(AwayError):
            await reader.ask(TEXT, IDS)
    assert len(server.asked) == 4

    ticks.at += 29  # the pause has doubled
    with pytest.raises(AwayError, match="descansar"):
        await reader.ask(TEXT, IDS)
    ticks.at += 1
    server.status = 200
    assert await reader.ask(TEXT, IDS) == SecondOpinion()
    assert not reader.breaker.is_open()


async def test_failures_apart_do_not_add_up(server: ModelServer, reader: SecondReader) -> None:
    for place in range(6):
        server.status = 500 if place % 2 else 200
        if place % 2:
            with pytest.raises(AwayError, match="500"):
                await reader.ask(f"{TEXT} {place}", IDS)
        else:
            await reader.ask(f"{TEXT} {place}", IDS)

    assert len(server.asked) == 6


def test_the_pause_has_an_end(ticks: Ticks) -> None:
    breaker = Breaker(ticks)
    for _ in range(50):
        breaker.failed()

    ticks.at += breaker.longest_pause
    assert not breaker.is_open()


async def test_where_nobody_listens_it_is_away(ticks: Ticks) -> None:
    async with model_server() as gone:
        url = gone.url
    async with SecondReader(url, "qwen", "", 1, Breaker(ticks)) as reader:
        with pytest.raises(AwayError):
            await reader.ask(TEXT, IDS)


async def test_a_key_that_cannot_be_sent_ends_nothing(server: ModelServer, ticks: Ticks) -> None:
    async with SecondReader(server.url, "qwen", "uno\r\ndos", 1, Breaker(ticks)) as reader:
        with pytest.raises(AwayError):
            await reader.ask(TEXT, IDS)

    assert server.asked == []


def test_it_is_off_where_no_server_is_named(ticks: Ticks) -> None:
    assert SecondReader.by(Settings.load(), ticks) is None


def test_it_is_as_the_settings_say(ticks: Ticks) -> None:
    settings = Settings.load(
        segundo_lector_url="https://modelos.midis.gob.pe/v1/",
        segundo_lector_modelo="qwen",
        segundo_lector_clave=SecretStr("clave-1"),
        segundo_lector_espera=4,
        segundo_lector_donde="un servidor del MIDIS",
    )

    reader = SecondReader.by(settings, ticks)

    assert reader is not None
    assert (reader.url, reader.model, reader.key, reader.seconds) == (
        "https://modelos.midis.gob.pe/v1",
        "qwen",
        "clave-1",
        4,
    )
