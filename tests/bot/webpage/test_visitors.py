"""Whose conversation it is, who may speak for them, and how fast."""

import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.webpage.visitors import RateLimit
from intake.db import Database
from intake.models.message import WebMessage
from tests.bot.web_app import MESSAGE_ID as ID
from tests.bot.web_app import Browser, Clock, Site, browsing, listening, serving


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


def test_the_rate_limit_forgets_who_has_gone(now: datetime) -> None:
    limit = RateLimit()
    for number in range(5000):
        assert limit.wait(str(number), now + timedelta(seconds=number)) == 0
    assert len(limit._full_at) < 1100


async def test_the_cookie_is_the_visitor_and_the_database_never_holds_it(
    site: Site, browser: Browser, database: Database
) -> None:
    response = await browser.open_page()
    cookie = response.headers["Set-Cookie"]
    token = response.cookies["ayni_visita"].value
    assert len(token) == 43
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


@pytest.mark.parametrize("cookie", ["", "corta", "x" * 43 + ";", "ñ" * 43])
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
