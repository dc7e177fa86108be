"""Read this first: one message, from a citizen's chat to the queue, and the answer back to her.

Everything is as in life: the bot and the terminal are processes, the page is in a real browser.
"""

import json
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.browser import a_visit, hear, say
from tests.process import ayni, hire_rosa, running_bot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_citizen_tells_a_problem_and_hears_what_became_of_it(
    tmp_path: Path, chromium: Browser
) -> None:
    async with (
        running_bot(tmp_path) as bot,
        a_visit(chromium) as visit,
    ):
        page = await visit.new_page()
        await page.goto(bot.url)
        await hear(page, "soy Ayni Escucha")

        await say(page, "No tenemos agua hace un mes en Taraco")
        await hear(page, "Lugar: ¿Taraco, Huancané, Puno?")
        await hear(page, "¿Lo registramos así?")
        await page.get_by_role("button", name="Sí, registrar").click()
        await hear(page, "Tu código es")

        await hire_rosa(tmp_path)
        (case,) = json.loads(await ayni(tmp_path, "cola", "--json", "--como", "rosa"))
        assert "Taraco" in json.dumps(case, ensure_ascii=False)
        code = case["codigo"]
        assert code in (await page.get_by_role("log").inner_text())

        await ayni(tmp_path, "preguntar", code, "¿Cuántas familias son?", "--como", "rosa", "--yes")
        await hear(page, "¿Cuántas familias son?")
        await say(page, "somos cuarenta familias")
        await hear(page, "ya está con tu caso")
        assert "somos cuarenta familias" in await ayni(tmp_path, "ver", code, "--como", "rosa")

        await ayni(
            tmp_path,
            *("admitir", code, "--sirve", "--competencia", "--politica"),
            *("--motivo", "Falta agua potable", "--como", "rosa"),
        )
        await hear(page, "Priorización")

        await page.reload()
        await hear(page, "No tenemos agua hace un mes en Taraco")
        await hear(page, "Priorización")


async def test_the_conversation_goes_on_after_the_bot_was_stopped(
    tmp_path: Path, chromium: Browser
) -> None:
    async with a_visit(chromium) as visit:
        page = await visit.new_page()
        async with running_bot(tmp_path) as bot:
            port = bot.url.rsplit(":", 1)[1]
            await page.goto(bot.url)
            await hear(page, "soy Ayni Escucha")
            await say(page, "No tenemos agua hace un mes en Taraco")
            await hear(page, "¿Lo registramos así?")
        async with running_bot(tmp_path, AYNI_HTTP_PORT=port):
            await say(page, "sí")
            await hear(page, "Tu código es")
