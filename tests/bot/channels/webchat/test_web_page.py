"""The page of the web chat in a real browser, on a phone's screen unless a test says otherwise."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from bot.messages import Kind
from intake.clock import utc_now
from intake.store.db import Database
from intake.store.outgoing import Choice, Outgoing
from tests.bot.channels.webchat.web_app import Desk, Site, serving
from tests.browser import a_visit, complaints
from tests.running import closing, until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

QUESTION = Outgoing("¿Dónde pasa esto?", (Choice("Sí, es ahí", "si"), Choice("No", "no")))


@pytest.fixture
def database_url(tmp_path: Path, empty_sqlite: Path) -> str:
    """SQLite alone: the page does not know which engine is behind."""
    path = tmp_path / "ayni.db"
    shutil.copy(empty_sqlite, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest_asyncio.fixture(loop_scope="session")
async def database(database_url: str) -> AsyncIterator[Database]:
    """In the loop of the browser, as the tests here are."""
    async with closing(Database(database_url)) as database:
        yield database


@pytest_asyncio.fixture(loop_scope="session")
async def phone(chromium: Browser) -> AsyncIterator[BrowserContext]:
    async with a_visit(chromium) as context:
        yield context


@pytest_asyncio.fixture(loop_scope="session")
async def site(database: Database) -> AsyncIterator[Site]:
    async with serving(database, utc_now) as site:
        yield site


async def opened(context: BrowserContext, site: Site, path: str = "") -> Page:
    """The page, with its start accepted."""
    page = await context.new_page()
    await page.goto(site.url + path)
    await until(lambda: bool(site.desk.accepted), "its start arrives")
    return page


async def reply(site: Site, message: Outgoing, key: str = "1") -> None:
    """Say something to the only visitor."""
    address = next(iter(site.desk.accepted.values())).address
    await site.chat.send(address, message, key)


async def write(page: Page, text: str) -> None:
    """Type and send."""
    await page.fill("#texto", text)
    await page.click(".enviar")


async def bubbles(page: Page) -> list[str]:
    """What the conversation shows, in order."""
    return await page.locator(".linea .burbuja").all_text_contents()


async def test_a_new_visitor_is_greeted_once(phone: BrowserContext, site: Site) -> None:
    page = await opened(phone, site)
    await page.reload()
    second = await phone.new_page()
    await second.goto(site.url)
    for each in (page, second):  # what a page sends goes in order: its start would be there before
        await write(each, "ya estoy")
    await until(lambda: len(site.desk.texts) == 2, "both wrote")
    kinds = [each.kind for each in site.desk.accepted.values()]
    assert kinds == [Kind.START, Kind.TEXT, Kind.TEXT]
    await reply(site, Outgoing("¡Hola!"))
    for each in (page, second):
        await expect(each.locator(".suya .burbuja").first).to_have_text("Ayni Escucha: ¡Hola!")


async def test_the_link_that_was_followed_reaches_the_bot_once(
    phone: BrowserContext, site: Site
) -> None:
    page = await opened(phone, site, "?de=concurso-3")
    await expect(page).to_have_url(site.url)
    await page.reload()
    await write(page, "ya estoy")
    await until(lambda: "ya estoy" in site.desk.texts, "what is sent after the start")
    assert [each.text for each in site.desk.accepted.values()] == ["concurso-3", "ya estoy"]


async def test_a_reload_keeps_the_conversation(phone: BrowserContext, site: Site) -> None:
    page = await opened(phone, site)
    heard = complaints(page)
    await write(page, "No hay agua\nen Ccollpa Ñuñunhuayqo")
    await until(lambda: len(site.desk.accepted) == 2, "it arrives")
    await reply(site, QUESTION)
    await expect(page.locator("text=2. No")).to_be_visible()
    before = await bubbles(page)
    await page.reload()
    await expect(page.locator("text=2. No")).to_be_visible()
    assert await bubbles(page) == before
    assert before == [
        "Tú: No hay agua\nen Ccollpa Ñuñunhuayqo",
        "Ayni Escucha: ¿Dónde pasa esto?",
    ]
    await page.click("text=1. Sí, es ahí")
    await until(lambda: len(site.desk.accepted) == 3, "the choice arrives")
    assert list(site.desk.accepted.values())[-1].choice == "si"
    assert not heard


async def test_everything_can_be_done_with_the_keyboard(phone: BrowserContext, site: Site) -> None:
    page = await opened(phone, site)
    await reply(site, QUESTION)
    await expect(page.locator(".opciones button")).to_have_count(2)
    await page.keyboard.press("Tab")
    await expect(page.locator(".saltar")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("#texto")).to_be_focused()
    await page.keyboard.type("Una línea")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("y otra")
    await page.keyboard.press("Enter")
    await until(lambda: "Una línea\ny otra" in site.desk.texts, "it arrives")
    await expect(page.locator("#texto")).to_be_focused()
    for _ in range(6):  # past the four shortcuts, to the last choice and the one before
        await page.keyboard.press("Shift+Tab")
    await expect(page.locator("text=1. Sí, es ahí")).to_be_focused()
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    await page.keyboard.press("Enter")
    await until(lambda: list(site.desk.accepted.values())[-1].choice == "si", "it arrives")


@pytest.mark.parametrize("width", [320, 360])
async def test_nothing_sticks_out_of_a_narrow_screen(
    phone: BrowserContext, site: Site, width: int
) -> None:
    page = await opened(phone, site)
    await page.set_viewport_size({"width": width, "height": 640})
    endless = "https://www.gob.pe/" + "x" * 200
    long = Outgoing(endless, tuple(Choice("Ñ" * 60 + str(n), f"{n}") for n in range(12)))
    await reply(site, long)
    await write(page, "á" * 300)
    await expect(page.locator(".opciones button")).to_have_count(12)
    assert await page.evaluate("document.documentElement.scrollWidth") == width
    small = await page.evaluate(
        "[...document.querySelectorAll('button,textarea')].filter(e => e.offsetParent)"
        ".filter(e => e.offsetHeight < 44 || e.offsetWidth < 44).map(e => e.textContent)"
    )
    assert not small


async def test_what_is_written_without_signal_is_sent_when_it_comes_back(
    phone: BrowserContext, database: Database
) -> None:
    desk = Desk()
    async with serving(database, utc_now, desk=desk) as site:
        page = await opened(phone, site)
        port = site.port
    await write(page, "primero")
    await write(page, "segundo")
    await expect(page.locator("#aviso")).to_have_text(
        "Sin conexión: lo enviaremos apenas vuelva la señal."
    )
    await expect(page.locator(".parada .pie")).to_have_text(["Por enviar", "Por enviar"])
    async with serving(database, utc_now, desk=desk, port=port) as site:
        await until(lambda: desk.texts == ["primero", "segundo"], "both arrive in order")
        await expect(page.locator("#aviso")).to_have_text("")
        await expect(page.locator(".parada")).to_have_count(0)
        await reply(site, Outgoing("recibido"))
        await expect(page.locator(".suya .burbuja").last).to_have_text("Ayni Escucha: recibido")


async def test_what_was_not_sent_survives_a_closed_page(phone: BrowserContext, site: Site) -> None:
    page = await opened(phone, site)
    site.desk.is_down = True
    await write(page, "no te pierdas")
    await expect(page.locator(".parada")).to_have_count(1)
    await page.close()
    site.desk.is_down = False
    page = await phone.new_page()
    await page.goto(site.url)
    await until(lambda: site.desk.texts == ["no te pierdas"], "it arrives")
    assert await bubbles(page) == ["Tú: no te pierdas"]


async def test_whoever_writes_too_fast_loses_nothing(phone: BrowserContext, site: Site) -> None:
    page = await opened(phone, site)
    written: list[str] = []
    # How many are too many depends on how fast this machine types.
    while "Vas muy rápido" not in (await page.locator("#aviso").text_content() or ""):
        assert len(written) < 200
        written.append(f"mensaje {len(written)}")
        await write(page, written[-1])
    await until(lambda: len(site.desk.texts) == len(written), "it arrives")
    assert site.desk.texts == written


async def test_a_refused_message_is_explained_and_does_not_block_the_next(
    phone: BrowserContext, site: Site
) -> None:
    page = await opened(phone, site)
    why = "Tu mensaje está vacío. Escribe algo antes de enviarlo."
    async with page.expect_response("**/chat/mensajes"):
        await write(page, "\u200b\u2060x\u200b".replace("x", "\u200b"))
    await expect(page.locator(".fallo .pie")).to_have_text(f"No se envió. {why}")
    await expect(page.locator("#aviso")).to_have_text(why)
    await write(page, "ahora sí")
    await until(lambda: site.desk.texts == ["ahora sí"], "it arrives")


async def test_what_others_write_is_never_markup(phone: BrowserContext, site: Site) -> None:
    page = await opened(phone, site)
    heard = complaints(page)
    text = (
        "<img src=x onerror=alert(1)> javascript:alert(1) https://www.gob.pe/midis. "
        "Llama a la Línea 100, no a la línea 1000."
    )
    await reply(site, Outgoing(text, (Choice("<b>Sí</b>", "si"),)))
    await expect(page.locator(".opciones button")).to_have_text("1. <b>Sí</b>")
    assert await page.locator(".burbuja img, .opciones b").count() == 0
    links = await page.eval_on_selector_all(
        ".burbuja a", "found => found.map(each => each.getAttribute('href'))"
    )
    assert links == ["https://www.gob.pe/midis", "tel:100"]
    assert not heard


SHARE = "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fbot%3Fstart%3DPARTE9&text=Cu%C3%A9ntale"


async def test_a_neighbour_is_invited_with_the_phones_own_sheet(
    phone: BrowserContext, site: Site
) -> None:
    await phone.add_init_script(
        "navigator.share = (given) => { window.shared = given; return Promise.resolve(); };"
    )
    page = await opened(phone, site)
    await reply(site, Outgoing("Listo.", (Choice("Pasar la voz", "invitar", SHARE),)))
    await page.click("text=Pasar la voz")

    assert await page.evaluate("window.shared") == {
        "text": "Cuéntale",
        "url": "https://t.me/bot?start=PARTE9",
    }
    assert len(site.desk.accepted) == 1, "the tap says nothing to the bot"


async def test_without_such_a_sheet_the_link_opens(phone: BrowserContext, site: Site) -> None:
    await phone.add_init_script(
        "navigator.share = undefined; window.open = (address) => { window.opened = address; };"
    )
    page = await opened(phone, site)
    await reply(site, Outgoing("Listo.", (Choice("Pasar la voz", "invitar", SHARE),)))
    await page.click("text=Pasar la voz")

    assert await page.evaluate("window.opened") == SHARE


async def test_a_location_is_shared_where_it_is_asked_for(
    phone: BrowserContext, site: Site
) -> None:
    await phone.grant_permissions(["geolocation"])
    await phone.set_geolocation({"latitude": -15.2946, "longitude": -69.9759})
    page = await opened(phone, site)
    await reply(site, Outgoing("¿Dónde?", asks_location=True))
    await page.click("text=Usar mi ubicación")
    await until(lambda: len(site.desk.accepted) == 2, "it arrives")
    last = list(site.desk.accepted.values())[-1]
    assert (last.kind, last.latitude, last.longitude) == (Kind.LOCATION, -15.2946, -69.9759)
    await expect(page.locator(".mia .burbuja")).to_contain_text("Mi ubicación: -15.29460")


async def test_a_location_that_is_denied_is_asked_in_words(
    phone: BrowserContext, site: Site
) -> None:
    page = await opened(phone, site)
    await reply(site, Outgoing("¿Dónde?", asks_location=True))
    await page.click("text=Usar mi ubicación")
    await expect(page.locator("#aviso")).to_contain_text("Escribe el nombre de tu distrito")


async def test_two_open_pages_show_the_same(phone: BrowserContext, site: Site) -> None:
    first = await opened(phone, site)
    second = await phone.new_page()
    await second.goto(site.url)
    await expect(second.locator("#charla")).to_have_attribute("aria-live", "polite")
    await write(first, "lo digo una vez")
    await reply(site, Outgoing("lo oí"))
    await expect(second.locator(".suya .burbuja")).to_have_count(1)
    assert sorted(await bubbles(second)) == sorted(await bubbles(first))
    assert site.desk.texts == ["lo digo una vez"]


async def test_leaving_a_shared_computer_shows_nothing_to_the_next(
    phone: BrowserContext, site: Site
) -> None:
    page = await opened(phone, site)
    await write(page, "es privado")
    await until(lambda: site.desk.texts == ["es privado"], "it arrives")
    page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    await page.click("#salir")
    await until(
        lambda: len({each.address for each in site.desk.accepted.values()}) == 2, "somebody new"
    )
    await expect(page.locator(".linea")).to_have_count(0)


@pytest.mark.parametrize("way", ["tap", "keys"])
async def test_who_must_hide_it_is_elsewhere_at_once_and_nothing_stays_behind(
    phone: BrowserContext, site: Site, way: str
) -> None:
    page = await opened(phone, site)
    await phone.route("https://www.gob.pe/**", lambda route: route.fulfill(body="otra página"))
    await write(page, "me pega")
    await until(lambda: site.desk.texts == ["me pega"], "it arrives")
    await page.fill("#texto", "no terminé de escribir")
    if way == "tap":
        await page.click("#rapido")
    else:
        await page.keyboard.press("Escape")
        await expect(page.locator(".linea")).not_to_have_count(0)
        await page.keyboard.press("Escape")
    await page.wait_for_url("https://www.gob.pe/")

    await page.goto(site.url)
    await until(
        lambda: len({each.address for each in site.desk.accepted.values()}) == 2, "somebody new"
    )
    await expect(page.locator(".linea")).to_have_count(0)
    await expect(page.locator("#texto")).to_have_value("")


async def test_days_are_told_apart_in_the_time_of_peru(
    phone: BrowserContext, database: Database, now: datetime
) -> None:
    async with serving(database, lambda: now) as site:
        page = await opened(phone, site)
        await reply(site, Outgoing("hola"))
        await expect(page.locator(".suya .pie")).to_have_text("10:00")
        await expect(page.locator(".dia")).to_have_count(1)


async def test_without_javascript_it_says_what_to_do(site: Site, chromium: Browser) -> None:
    async with a_visit(chromium, java_script_enabled=False) as context:
        page = await context.new_page()
        await page.goto(site.url)
        await expect(page.locator(".nota")).to_contain_text("Telegram")
        await expect(page.locator("#texto")).to_be_hidden()
