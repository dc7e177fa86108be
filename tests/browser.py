"""A Chromium without a window, for the tests of the page."""

import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_NO_BROWSER = "no hay Chromium en esta máquina: instale el paquete chromium"
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def find_chromium() -> str:
    """The path of the program; skips the test where there is none, or fails it in CI."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None and os.environ.get("AYNI_REQUIRE_BROWSER"):
        pytest.fail(_NO_BROWSER)
    if found is None:
        pytest.skip(_NO_BROWSER)
    return found


@asynccontextmanager
async def running_chromium() -> AsyncIterator[Browser]:
    """A browser, closed at the end of the block."""
    path = find_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def a_visit(
    browser: Browser, *, width: int = 360, height: int = 740, **options: Any
) -> AsyncIterator[BrowserContext]:
    """A person's browser, with its own cookies, as set up in Peru."""
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        locale="es-PE",
        timezone_id="America/Lima",
        **options,
    )
    context.set_default_timeout(10_000)
    try:
        yield context
    finally:
        await context.close()


def complaints(page: Page) -> Sequence[str]:
    """What the page's console will have said as errors, from now on."""
    heard: list[str] = []
    page.on("pageerror", lambda problem: heard.append(str(problem)))
    page.on(
        "console",
        lambda message: heard.append(message.text) if message.type == "error" else None,
    )
    return heard


async def say(page: Page, text: str) -> None:
    """Type it and press Enter."""
    await page.get_by_role("textbox").fill(text)
    await page.get_by_role("textbox").press("Enter")


async def hear(page: Page, text: str) -> None:
    """Wait until it has been said in the chat."""
    await expect(page.get_by_role("log")).to_contain_text(text, timeout=20_000)
