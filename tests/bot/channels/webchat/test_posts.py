"""What the page sends, and what is refused: in words, and over real HTTP."""

import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.webchat.answers import UnacceptableError
from bot.channels.webchat.posts import read_post
from tests.bot.channels.webchat.web_app import MESSAGE_ID as ID
from tests.bot.channels.webchat.web_app import Browser, Site

BAD: dict[str, Any] = {
    "no id": {"texto": "hola"},
    "id of another shape": {"id": "7", "texto": "hola"},
    "id that is no text": {"id": 7, "texto": "hola"},
    "nothing said": {"id": ID},
    "two things": {"id": ID, "texto": "hola", "ubicacion": {"lat": 1, "lon": 1}},
    "unknown field": {"id": ID, "texto": "hola", "admin": True},
    "text of another type": {"id": ID, "texto": ["hola"]},
    "empty text": {"id": ID, "texto": " \n\u200b"},
    "long text": {"id": ID, "texto": "a" * 10_001},
    "NUL": {"id": ID, "texto": "ho\x00la"},
    "control": {"id": ID, "texto": "ho\x1bla"},
    "C1 control": {"id": ID, "texto": "ho\x85la"},
    "choice without label": {"id": ID, "opcion": "si"},
    "empty choice": {"id": ID, "opcion": "", "texto": "Sí"},
    "long choice": {"id": ID, "opcion": "ñ" * 33, "texto": "Sí"},
    "choice of another type": {"id": ID, "opcion": 1, "texto": "Sí"},
    "choice with NUL": {"id": ID, "opcion": "a\x00", "texto": "Sí"},
    "latitude out of range": {"id": ID, "ubicacion": {"lat": 90.1, "lon": 0}},
    "longitude out of range": {"id": ID, "ubicacion": {"lat": 0, "lon": -181}},
    "latitude that is no number": {"id": ID, "ubicacion": {"lat": float("nan"), "lon": 0}},
    "latitude as text": {"id": ID, "ubicacion": {"lat": "1", "lon": 0}},
    "latitude true": {"id": ID, "ubicacion": {"lat": True, "lon": 0}},
    "half a location": {"id": ID, "ubicacion": {"lat": 1}},
    "more than a location": {"id": ID, "ubicacion": {"lat": 1, "lon": 1, "alt": 1}},
    "location of another type": {"id": ID, "ubicacion": [1, 1]},
    "broken link": {"id": ID, "inicio": "a b"},
    "a list": [{"id": ID, "texto": "hola"}],
    "null": None,
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
async def test_what_is_not_a_message_is_refused_in_words(browser: Browser, body: Any) -> None:
    response = await browser.post(body)
    assert response.status == 400
    sentence = (await response.json())["error"]
    assert sentence.endswith(".")
    assert len(sentence) > 30
    assert not browser.site.desk.accepted


@pytest.mark.parametrize(
    "body",
    [b"", b"hola", b'{"id":', b"\xff\xfe", b"[" * 60_000, b"9" * 60_000, b'{"id":"\\ud83d"}'],
    ids=["nothing", "words", "cut", "not UTF-8", "deep", "long number", "half a pair"],
)
async def test_what_is_not_json_is_refused_in_words(browser: Browser, body: bytes) -> None:
    response = await browser.client.post(
        "/chat/mensajes", data=body, headers={"Content-Type": "application/json"}
    )
    assert response.status == 400
    assert "error" in await response.json()


async def test_half_an_emoji_is_left_out(site: Site, browser: Browser) -> None:
    body = f'{{"id":"{ID}","texto":"agua \\ud83d\\udca7 y \\ud83d"}}'
    response = await browser.client.post(
        "/chat/mensajes", data=body, headers={"Content-Type": "application/json"}
    )
    assert response.status == 202
    assert site.desk.texts == ["agua 💧 y"]


async def test_a_huge_body_is_refused_without_reading_it_all(browser: Browser) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield b" " * 1024

    response = await browser.client.post(
        "/chat/mensajes", data=endless(), headers={"Content-Type": "application/json"}
    )
    assert response.status == 413
    assert "partes" in (await response.json())["error"]


async def test_only_json_is_taken(browser: Browser) -> None:
    body = json.dumps({"id": ID, "texto": "hola"})
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        response = await browser.client.post(
            "/chat/mensajes", data=body, headers={"Content-Type": kind}
        )
        assert response.status == 400
    packed = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    response = await browser.client.post(
        "/chat/mensajes", data=gzip.compress(body.encode()), headers=packed
    )
    assert response.status == 400


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["lat", "lon", "x"]), inner),
    max_leaves=5,
)
_FIELDS = st.dictionaries(st.sampled_from(["texto", "opcion", "ubicacion", "inicio"]), _JSON)


@given(_FIELDS | _JSON)
def test_any_json_is_a_message_or_is_refused(data: Any) -> None:
    body = json.dumps({"id": ID, **data} if isinstance(data, dict) else data).encode()
    try:
        post = read_post(body, channel="web", address="a")
    except UnacceptableError:
        return
    assert "\x00" not in json.dumps(post.incoming.to_json(), ensure_ascii=False)
    json.dumps(post.line, ensure_ascii=False).encode()
