"""Whose conversation it is, who may speak for them, and how fast."""

import asyncio
import hashlib
import re
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa

from intake.store.db import Database
from intake.store.models.webchat import WebMessage
from tests.bot.channels.webchat import web_app
from tests.bot.channels.webchat.web_app import MESSAGE_ID as ID
from tests.bot.channels.webchat.web_app import Browser, Clock, Site, browsing, listening, serving


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 202),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://otro.example"}, 202),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://otro.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 202),
    ],
)
async def test_other_sites_cannot_speak_for_a_visitor(
    browser: Browser, headers: dict[str, str], status: int
) -> None:
    assert (await browser.post({"id": ID, "texto": "hola"}, **headers)).status == status


async def test_our_own_origin_may_post_also_behind_a_proxy(
    database: Database, clock: Clock
) -> None:
    async with (
        serving(database, clock, public_url="https://escucha.example") as site,
        browsing(site) as browser,
    ):
        for origin in (site.url.rstrip("/"), "https://escucha.example"):
            assert (await browser.post({"id": ID, "texto": "hola"}, Origin=origin)).status == 202


async def test_whoever_floods_is_asked_to_wait_and_nobody_else(
    site: Site, browser: Browser, clock: Clock
) -> None:
    await browser.open_page()
    for number in range(30):
        assert (await browser.say(f"mensaje {number}")).status == 202
    response = await browser.say("uno más", number=ID)
    assert response.status == 429
    assert int(response.headers["Retry-After"]) == 2
    assert "enviamos" in (await response.json())["error"]
    async with browsing(site) as another:
        await another.open_page()
        assert (await another.say("hola")).status == 202
    clock.now += timedelta(seconds=2)
    assert (await browser.say("uno más", number=ID)).status == 202
    assert len(site.desk.accepted) == 32


async def test_the_cookie_is_the_visitor_and_the_database_never_holds_it(
    site: Site, browser: Browser, database: Database
) -> None:
    response = await browser.open_page()
    cookie = response.headers["Set-Cookie"]
    token = response.cookies["ayni_visita"].value
    assert re.fullmatch(r"[\w-]{43}\.[\w-]{22}", token)
    for flag in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=31536000"):
        assert flag in cookie
    assert "Secure" not in cookie
    assert (await browser.open_page()).cookies["ayni_visita"].value == token
    await browser.say("hola")
    assert re.fullmatch("[0-9a-f]{40}", browser.address)
    async with database.reading() as session:
        (row,) = (await session.scalars(sa.select(WebMessage))).all()
    assert token not in f"{row.address}{row.key}{row.payload}"


async def test_the_cookie_is_secure_under_https(database: Database, clock: Clock) -> None:
    async with (
        serving(database, clock, public_url="https://escucha.example") as site,
        browsing(site) as browser,
    ):
        assert "Secure" in (await browser.open_page()).headers["Set-Cookie"]


async def test_a_first_message_without_a_page_makes_a_visitor(site: Site, browser: Browser) -> None:
    assert "ayni_visita" in (await browser.say("hola")).cookies
    assert "ayni_visita" not in (await browser.say("otra vez")).cookies
    assert len({each.address for each in site.desk.accepted.values()}) == 1


@pytest.mark.parametrize(
    "cookie", ["", "corta", "x" * 43, "x" * 43 + ";", "x" * 43 + "." + "y" * 22, "ñ" * 43]
)
async def test_a_visitor_we_do_not_know_sees_an_empty_conversation(
    browser: Browser, cookie: str
) -> None:
    headers = {"Cookie": f"ayni_visita={cookie}"} if cookie else {}
    response = await browser.client.get("/chat/historial", headers=headers)
    assert await response.json() == {"lineas": [], "ultimo": 0, "nuevo": True}
    async with listening(browser) as events:
        assert await events.block() == {"retry": "2000"}


async def test_nobody_reads_the_conversation_of_another(site: Site, browser: Browser) -> None:
    await browser.say("es mío")
    async with browsing(site) as another:
        await another.open_page()
        assert (await another.history())["lineas"] == []


async def test_leaving_forgets_the_visitor_in_this_browser(browser: Browser) -> None:
    await browser.say("hola")
    refused = await browser.client.post(
        "/chat/salir", json={}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert refused.status == 403
    assert (await browser.client.post("/chat/salir", json={})).status == 200
    await browser.open_page()
    assert await browser.history() == {"lineas": [], "ultimo": 0, "nuevo": True}


async def test_a_closed_chat_is_closed_wherever_a_copy_of_its_cookie_is(
    site: Site, browser: Browser
) -> None:
    await browser.say("lo que conté")
    cookie = (await browser.open_page()).cookies["ayni_visita"].value
    address = browser.address
    copied = {"Cookie": f"ayni_visita={cookie}"}
    async with listening(browser) as events:
        assert await events.block() == {"retry": "2000"}
        assert (await browser.client.post("/chat/salir", json={})).status == 200
        assert await events.response.content.read() == b""  # its streams end
    async with browsing(site) as thief:
        response = await thief.client.get("/chat/historial", headers=copied)
        assert (await response.json())["lineas"] == []
        said = await thief.post({"id": ID, "texto": "soy otro"}, **copied)
        assert said.status == 202
        assert said.cookies["ayni_visita"].value != cookie
        assert (await thief.client.get("/", headers=copied)).cookies["ayni_visita"].value != cookie
    assert [each.text for each in site.desk.accepted.values() if each.address == address] == [
        "lo que conté"
    ]


async def test_a_stream_ends_also_where_another_process_closed_the_chat(
    database: Database, clock: Clock
) -> None:
    async with (
        serving(database, clock, heartbeat=0.05) as one,
        serving(database, clock) as other,
        browsing(one) as browser,
    ):
        cookie = (await browser.open_page()).cookies["ayni_visita"].value
        await browser.say("hola")
        async with listening(browser) as events, browsing(other) as elsewhere:
            closed = await elsewhere.client.post(
                "/chat/salir", json={}, headers={"Cookie": f"ayni_visita={cookie}"}
            )
            assert closed.status == 200
            async with asyncio.timeout(5):
                await events.response.content.read()


@pytest.mark.parametrize("chosen", ["A" * 43, f"{'A' * 43}.{'B' * 22}"])
async def test_a_cookie_that_the_client_chose_is_not_taken(browser: Browser, chosen: str) -> None:
    cookie = {"Cookie": f"ayni_visita={chosen}"}
    response = await browser.post({"id": ID, "texto": "hola"}, **cookie)
    assert response.cookies["ayni_visita"].value != chosen
    assert hashlib.sha256(chosen.encode()).hexdigest()[:40] != browser.address


async def test_who_had_a_cookie_before_they_were_signed_keeps_their_conversation(
    site: Site, database: Database, clock: Clock
) -> None:
    old = "v" * 43
    address = hashlib.sha256(old.encode()).hexdigest()[:40]
    async with database.transaction() as session:
        session.add(
            WebMessage(
                address=address, mine=True, key="in:x:1", payload={"text": "de antes"}, at=clock.now
            )
        )
    async with browsing(site) as browser:
        headers = {"Cookie": f"ayni_visita={old}"}
        response = await browser.client.get("/chat/historial", headers=headers)
        assert [line["texto"] for line in (await response.json())["lineas"]] == ["de antes"]
        page = await browser.client.get("/", headers=headers)
        assert page.cookies["ayni_visita"].value == old


async def test_a_lost_key_costs_nobody_their_conversation(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(database, clock) as site, browsing(site) as browser:
        cookie = (await browser.open_page()).cookies["ayni_visita"].value
        await browser.say("lo que conté")
    monkeypatch.setattr(web_app, "KEY", b"otra clave, porque la primera se perdio")
    async with serving(database, clock) as site, browsing(site) as browser:
        headers = {"Cookie": f"ayni_visita={cookie}"}
        response = await browser.client.get("/chat/historial", headers=headers)
        assert [line["texto"] for line in (await response.json())["lineas"]] == ["lo que conté"]


async def test_under_https_the_cookie_is_of_this_host_alone(
    database: Database, clock: Clock
) -> None:
    async with (
        serving(database, clock, public_url="https://escucha.example") as site,
        browsing(site) as browser,
    ):
        cookie = (await browser.open_page()).headers["Set-Cookie"]
        assert cookie.startswith("__Host-ayni_visita=")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        token = cookie.partition("=")[2].partition(";")[0]
        # What a neighbouring site may have planted under the bare name is not taken.
        planted = await browser.client.get("/", headers={"Cookie": f"ayni_visita={token}"})
        assert planted.cookies["__Host-ayni_visita"].value != token


async def test_setting_the_clock_moves_no_limit(database: Database, clock: Clock) -> None:
    async with serving(database, clock, ticks=lambda: 7.0) as site, browsing(site) as browser:
        await browser.open_page()
        for number in range(30):
            assert (await browser.say(f"mensaje {number}")).status == 202
            clock.now -= timedelta(days=1)
        clock.now += timedelta(days=400)
        assert (await browser.say("uno más")).status == 429


async def test_what_could_not_be_kept_does_not_use_up_the_limit(
    site: Site, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    await browser.open_page()
    site.desk.is_down = True
    for number in range(60):
        assert (await browser.say(f"mensaje {number}")).status == 503
    site.desk.is_down = False
    assert (await browser.say("ahora sí")).status == 202
    assert len([each for each in caplog.records if each.levelname == "ERROR"]) == 1


async def test_one_network_in_haste_is_asked_to_wait_and_another_is_not(
    database: Database, clock: Clock
) -> None:
    async with serving(database, clock, proxies="127.0.0.1") as site:
        statuses = []
        for number in range(300):
            async with browsing(site) as stranger:
                response = await stranger.post(
                    {"id": str(uuid.UUID(int=number)), "texto": "hola"},
                    **{"X-Forwarded-For": f"198.51.100.{number % 250}"},
                )
            statuses.append(response.status)
        assert statuses[:240] == [202] * 240
        assert set(statuses[240:]) == {429}
        assert int(response.headers["Retry-After"]) >= 1
        async with browsing(site) as neighbour:
            other = {"X-Forwarded-For": "203.0.113.9"}
            assert (await neighbour.post({"id": ID, "texto": "hola"}, **other)).status == 202
        clock.now += timedelta(seconds=5)
        async with browsing(site) as stranger:
            here = {"X-Forwarded-For": "198.51.100.7"}
            assert (await stranger.post({"id": ID, "texto": "hola"}, **here)).status == 202
