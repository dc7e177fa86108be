"""The page and its files as they are served."""

import re
from typing import Any

from bot.channels.webchat.assets import Assets
from tests.bot.channels.webchat.web_app import Browser


def test_the_whole_page_weighs_less_than_60_kb() -> None:
    assert Assets().weight < 60_000


async def test_the_page_asks_for_files_by_their_content(browser: Browser) -> None:
    page = await browser.open_page()
    assert page.headers["Cache-Control"] == "private, no-cache"
    text = await page.text()
    assert '<html lang="es-PE">' in text
    assert "{{" not in text
    paths = set(re.findall(r'(?:href|src)="(/[^"]+)"', text))
    assert len(paths) == 3
    for path in paths:
        response = await browser.client.get(path)
        assert response.status == 200
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        again = await browser.client.get(path, headers={"If-None-Match": response.headers["ETag"]})
        assert again.status == 304
    again = await browser.client.get("/", headers={"If-None-Match": page.headers["ETag"]})
    assert again.status == 304


async def test_files_are_compressed_for_who_accepts_it(browser: Browser) -> None:
    def wire(headers: dict[str, str]) -> Any:
        return browser.client.get("/", headers=headers, auto_decompress=False)

    packed = await wire({"Accept-Encoding": "gzip, br"})
    plain = await wire({"Accept-Encoding": "identity"})
    refused = await wire({"Accept-Encoding": "gzip;q=0"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert "Content-Encoding" not in plain.headers
    assert "Content-Encoding" not in refused.headers


async def test_a_file_of_another_version_is_answered_but_not_kept(browser: Browser) -> None:
    response = await browser.client.get("/chat/estatico/chat.0123456789ab.js")
    assert response.status == 200
    assert response.headers["Cache-Control"] == "no-cache"
    for name in ("otro.0123456789ab.js", "index.html", "..%2Findex.html", "%2E%2E/x"):
        assert (await browser.client.get(f"/chat/estatico/{name}")).status == 404


async def test_the_page_is_closed_to_the_rest_of_the_web(browser: Browser) -> None:
    page = await browser.open_page()
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["Permissions-Policy"].startswith("geolocation=(self)")
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    text = await page.text()
    assert not re.search(r"<script>|<style|\sstyle=|\son\w+=", text), "nothing inline"
    history = await browser.client.get("/chat/historial")
    assert history.headers["Cache-Control"] == "no-store"
