"""A DNI, a telephone and a link, told on one channel: nobody else reads them, on any channel."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.fake_telegram import TOKEN, FakeTelegram
from tests.process import ayni, hire_rosa, running_bot
from tests.running import a_while
from tests.telegram_citizen import Citizen

PATIENCE = 40.0
TOLD = "No hay agua potable en Taraco. Mi DNI es 40516273, llamen al 951 753 486"
LINKED = "No hay luz en Taraco, miren las fotos en www.avisos-taraco.example.com/luz"
SECRETS = ("40516273", "951 753 486", "avisos-taraco")


_BUBBLES = 3
"""In how many bubbles an answer may come."""


class Visitor:
    """Somebody at the web page, over the page's own HTTP."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url = url
        self._session = session

    async def says(self, text: str) -> None:
        """Type and send."""
        body = {"id": str(uuid.uuid4()), "texto": text}
        async with self._session.post(f"{self._url}/chat/mensajes", json=body) as response:
            assert response.status < 300, await response.text()

    async def hears(self, words: str) -> str:
        """All that was said in the chat, once these words are in what the bot said last."""
        async with asyncio.timeout(PATIENCE):
            while True:
                async with self._session.get(f"{self._url}/chat/historial") as response:
                    lines: list[dict[str, Any]] = (await response.json())["lineas"]
                ours = [str(line["texto"]) for line in lines if not line.get("mia")]
                if words in "\n".join(ours[-_BUBBLES:]):
                    return "\n".join(ours)
                await a_while()


@asynccontextmanager
async def visiting(url: str) -> AsyncIterator[Visitor]:
    """A new browser at the page."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        async with session.get(url) as page:
            assert page.status == 200
        yield Visitor(url, session)


async def registers(visitor: Visitor, text: str) -> None:
    """From the words to the receipt, on the page."""
    await visitor.says(text)
    await visitor.hears("¿Lo registramos así?")
    await visitor.says("sí, registrar")
    await visitor.hears("Tu código es")


async def hears_all(citizen: Citizen, words: str) -> str:
    """What the citizen hears until these words are said."""
    heard: list[str] = []
    async with asyncio.timeout(PATIENCE):
        while not heard or words not in heard[-1]:
            heard.append((await citizen.hears(PATIENCE)).text)
    return "\n".join(heard)


async def test_what_names_a_person_reaches_no_other_visitor(tmp_path: Path) -> None:
    async with (
        FakeTelegram() as fake,
        running_bot(
            tmp_path,
            AYNI_TELEGRAM_TOKEN=TOKEN,
            AYNI_TELEGRAM_API_URL=fake.url,
            AYNI_TELEGRAM_CHAT_RATE="50",
        ) as bot,
        visiting(bot.url) as teller,
        visiting(bot.url) as stranger,
    ):
        await registers(teller, TOLD)
        await teller.says(LINKED)
        await teller.hears("¿Lo agrego a lo que contaste")
        await registers(teller, "es otra cosa")
        await hire_rosa(tmp_path)
        cases = json.loads(await ayni(tmp_path, "cola", "--json", "--como", "rosa"))
        codes = [case["codigo"] for case in cases]
        assert len(codes) == 2
        assert all(case["reservado"] for case in cases)

        citizen = fake.chat(7)
        for text in ("No hay agua potable en Taraco", "No hay luz en Taraco"):
            heard = ""
            await citizen.says(text)
            heard += await hears_all(citizen, "¿Lo registramos así?")
            assert "algo parecido" not in heard
            await citizen.says("cancelar")
            await hears_all(citizen, "no quedó registrado")
            assert not [secret for secret in SECRETS if secret in heard]
        for code in codes:
            await citizen.says(code)
            heard = await hears_all(citizen, code)
            assert "En revisión" in heard
            assert not [said for said in (*SECRETS, "Taraco", "desagüe") if said in heard]

            await stranger.says(code)
            heard = await stranger.hears(code)
            assert not [said for said in (*SECRETS, "Taraco", "desagüe") if said in heard]
        await stranger.says("resumen")
        await stranger.hears("¿De qué distrito")
        await stranger.says("Taraco, Huancané")
        heard = await stranger.hears("De Taraco")
        assert "menos de 3 personas" in heard
        assert not [said for said in (*SECRETS, "desagüe", "Luz") if said in heard]
