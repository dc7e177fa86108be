"""The web chat over real HTTP, on each database engine."""

import json
import uuid
from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from bot.channels import RejectedError, Wiring
from bot.channels.webchat.channel import open_channel
from bot.messages import Kind
from intake.settings import Settings
from intake.store.db import Database
from intake.store.outgoing import Choice, Outgoing
from tests.bot.channels.webchat.web_app import MESSAGE_ID as ID
from tests.bot.channels.webchat.web_app import (
    Browser,
    Clock,
    Desk,
    Site,
    browsing,
    listening,
    serving,
)


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
async def site(database: Database, clock: Clock) -> AsyncIterator[Site]:
    async with serving(database, clock) as site:
        yield site


@pytest.fixture
async def browser(site: Site) -> AsyncIterator[Browser]:
    async with browsing(site) as browser:
        yield browser


async def test_a_message_is_accepted_and_shown_again(site: Site, browser: Browser) -> None:
    await browser.open_page()
    response = await browser.post({"id": ID, "texto": "  No hay  agua\r\nen Ccollpa\t"})
    assert response.status == 202
    (incoming,) = site.desk.accepted.values()
    assert (incoming.channel, incoming.kind) == ("web", Kind.TEXT)
    assert incoming.text == "No hay agua\nen Ccollpa"
    assert incoming.external_id == f"{incoming.address}:{ID}"
    (line,) = (await browser.history())["lineas"]
    assert (line["mia"], line["clave"], line["texto"]) == (True, ID, "No hay agua\nen Ccollpa")


async def test_a_repeated_message_changes_nothing(site: Site, browser: Browser) -> None:
    await browser.open_page()
    for _ in range(3):
        assert (await browser.say("hola", number=ID)).status == 202
    assert len(site.desk.accepted) == 1
    assert len((await browser.history())["lineas"]) == 1


async def test_a_choice_brings_its_value_and_shows_its_label(site: Site, browser: Browser) -> None:
    await browser.open_page()
    body = {"id": ID, "opcion": "lugar:211104", "texto": "Sí, es ahí"}
    assert (await browser.post(body)).status == 202
    (incoming,) = site.desk.accepted.values()
    assert (incoming.kind, incoming.choice, incoming.text) == (Kind.BUTTON, "lugar:211104", "")
    assert (await browser.history())["lineas"][0]["texto"] == "Sí, es ahí"


async def test_a_location_arrives(site: Site, browser: Browser) -> None:
    await browser.open_page()
    assert (await browser.post({"id": ID, "ubicacion": {"lat": -15.3, "lon": -70}})).status == 202
    (incoming,) = site.desk.accepted.values()
    assert (incoming.kind, incoming.latitude, incoming.longitude) == (Kind.LOCATION, -15.3, -70.0)
    assert (await browser.history())["lineas"][0]["ubicacion"] == {"lat": -15.3, "lon": -70.0}


async def test_a_visitor_starts_once_however_many_pages_ask(site: Site, browser: Browser) -> None:
    await browser.open_page()
    assert (await browser.history())["nuevo"] is True
    for _ in range(2):
        assert (await browser.post({"id": str(uuid.uuid4()), "inicio": ""})).status == 202
    (incoming,) = site.desk.accepted.values()
    assert (incoming.kind, incoming.text) == (Kind.START, "")
    assert await browser.history() == {"lineas": [], "ultimo": 0, "nuevo": False}


async def test_each_link_followed_is_a_start_of_its_own(site: Site, browser: Browser) -> None:
    await browser.open_page()
    for _ in range(2):
        await browser.post({"id": str(uuid.uuid4()), "inicio": "concurso-3"})
    assert [each.text for each in site.desk.accepted.values()] == ["concurso-3", "concurso-3"]


async def test_without_the_database_the_page_is_told_to_try_again(
    site: Site, browser: Browser
) -> None:
    await browser.open_page()
    site.desk.is_down = True
    response = await browser.say("hola", number=ID)
    assert response.status == 503
    assert response.headers["Retry-After"] == "3"
    assert "de nuevo" in (await response.json())["error"]
    site.desk.is_down = False
    assert (await browser.say("hola", number=ID)).status == 202
    assert site.desk.texts == ["hola"]
    assert len((await browser.history())["lineas"]) == 1


async def test_what_is_sent_arrives_at_once_and_once(site: Site, browser: Browser) -> None:
    await browser.say("hola")
    message = Outgoing("¿Es en Taraco?", (Choice("Sí, es ahí", "si"),), asks_location=True)
    async with listening(browser) as events:
        assert await events.block() == {"retry": "2000"}
        kept = await site.chat.send(browser.address, message, "7")
        assert await site.chat.send(browser.address, message, "7") == kept
        block = await events.block()
        assert block["id"] == kept
        assert json.loads(block["data"]) == {
            "id": int(kept),
            "hora": "2026-11-23T15:00:00+00:00",
            "texto": "¿Es en Taraco?",
            "opciones": [{"etiqueta": "Sí, es ahí", "valor": "si"}],
            "pide_ubicacion": True,
        }
        await site.chat.send(browser.address, Outgoing("Listo"), "8")
        assert await events.texts(1) == ["Listo"]
    history = await browser.history()
    assert [line["texto"] for line in history["lineas"]] == ["hola", "¿Es en Taraco?", "Listo"]
    assert history["ultimo"] == history["lineas"][-1]["id"]


async def test_the_conversation_survives_a_restart(database: Database, clock: Clock) -> None:
    async with serving(database, clock) as site, browsing(site) as browser:
        cookies = {"ayni_visita": (await browser.open_page()).cookies["ayni_visita"].value}
        await browser.say("hola", number=ID)
        address = browser.address
        seen = await site.chat.send(address, Outgoing("antes"), "1")
        async with listening(browser) as events:
            assert await events.texts(1) == ["antes"]
            await site.chat.stop()
            assert await events.response.content.read() in {b"", b": \n\n"}
        assert (await browser.client.get("/chat/eventos")).status == 503
        await site.chat.send(address, Outgoing("durante"), "2")
    async with serving(database, clock) as site, browsing(site) as browser:
        browser.client.session.cookie_jar.update_cookies(cookies)
        async with listening(browser, **{"Last-Event-ID": seen}) as events:
            assert await events.texts(1) == ["durante"]
        await browser.say("hola", number=ID)
        assert browser.address == address
        lines = (await browser.history())["lineas"]
        assert [line["texto"] for line in lines] == ["hola", "antes", "durante"]


async def test_the_channel_is_always_open_and_takes_no_files(
    database: Database, clock: Clock
) -> None:
    channel = open_channel(Wiring(Settings.load(_env_file=None), database, Desk().accept, clock))
    assert channel is not None
    assert channel.name == "web"
    await channel.start()
    await channel.receive()
    with pytest.raises(RejectedError):
        await channel.fetch("foto")
    await channel.stop()
