"""Help comes first on the channels as people use them: processes, HTTP, the worker, the outbox."""

import asyncio
import json
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, expect

from bot.messages import Kind
from bot.said import helping, texts
from intake.reading.rules.intent import IntentKind
from intake.store.db import Database
from intake.store.models import Aporte, ConcursoQuestion
from tests.bot.calls import a_call, handle, only_application
from tests.bot.desk import Writer
from tests.browser import a_visit, hear, say
from tests.fake_telegram import FakeTelegram
from tests.process import ayni, hire_rosa, running_bot
from tests.running import a_while, count
from tests.telegram_bot import bot_on
from tests.telegram_citizen import Citizen

PATIENCE = 40.0
TOLD = "No tenemos agua hace un mes"
VIOLENCE = "mi idea es que la policía venga porque mi esposo me pega"
HELP = helping.help_for((IntentKind.VIOLENCIA,))
THE_FORM = ("¿En qué lugar", "¿A quiénes", "¿Lo registramos")


class Visitor:
    """Somebody at the page, over HTTP, without a browser."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder
        self.session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))

    async def __aenter__(self) -> "Visitor":
        await self.session.get(self.url)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.session.close()

    async def lines(self) -> list[dict[str, Any]]:
        """What the bot said, in order."""
        async with self.session.get(f"{self.url}/chat/historial") as response:
            history = await response.json()
        return [line for line in history["lineas"] if not line.get("mia")]

    async def says(self, text: str) -> dict[str, Any]:
        """Send it, and wait for the whole answer: its text, of one bubble or more, and its
        `opciones`.
        """
        before = len(await self.lines())
        message = {"id": str(uuid.uuid4()), "texto": text}
        async with self.session.post(f"{self.url}/chat/mensajes", json=message) as response:
            assert response.status < 300, await response.text()
        return await self.hears(before)

    async def hears(self, before: int) -> dict[str, Any]:
        """The lines that follow so many, when all that was to be said is said."""
        async with asyncio.timeout(PATIENCE):
            while len(await self.lines()) <= before or not nothing_waits(self.folder):
                await a_while()
        return _joined((await self.lines())[before:])


def nothing_waits(folder: Path) -> bool:
    """Whether every message was handled and every answer sent."""
    with closing(sqlite3.connect(folder / "ayni.db")) as database:
        (inbox,) = database.execute(
            "SELECT count(*) FROM inbox WHERE state = 'pendiente'"
        ).fetchone()
        (outbox,) = database.execute(
            "SELECT count(*) FROM outbox WHERE state = 'pendiente'"
        ).fetchone()
    return (inbox, outbox) == (0, 0)


def _joined(lines: list[dict[str, Any]]) -> dict[str, Any]:
    """What one turn said, as one line."""
    return {**lines[-1], "texto": "\n\n".join(line["texto"] for line in lines)}


async def cries(visitor: Visitor) -> dict[str, Any]:
    """They tell of violence: help, at most two choices, nothing of the form."""
    answer = await visitor.says(VIOLENCE)
    assert answer["texto"].startswith(HELP)
    assert len(answer["opciones"]) <= 2
    assert not any(ask in answer["texto"] for ask in THE_FORM)
    return answer


STEPS: tuple[list[str], ...] = (
    [],
    ["hola"],
    ["contar"],
    [TOLD],
    [f"{TOLD} en Taraco"],
    [f"{TOLD} en Taraco", "corregir algo"],
    [f"{TOLD} en Taraco", "a mi comunidad"],
    ["quiero noticias", "si"],
    ["resumen"],
    ["concursos"],
)
"""What was said before: nothing, a menu, each question of the form, each question beside it."""


async def test_over_http_help_comes_first_at_each_step_and_a_no_leads_back(tmp_path: Path) -> None:
    async with running_bot(tmp_path) as bot:
        for steps in STEPS:
            async with Visitor(bot.url.rstrip("/"), tmp_path) as visitor:
                for step in steps:
                    await visitor.says(step)
                await cries(visitor)
                said = await visitor.says("mejor estoy en Taraco")
                assert said["texto"].startswith(helping.IF_IT_GOES_ON), steps
                left = await visitor.says("no gracias")
                assert helping.NOT_REGISTERED in left["texto"], steps
        await hire_rosa(tmp_path)
        assert json.loads(await ayni(tmp_path, "cola", "--json", "--como", "rosa")) == []


async def test_over_http_an_answer_and_a_reopening_are_kept_with_their_case(tmp_path: Path) -> None:
    async with running_bot(tmp_path) as bot, Visitor(bot.url.rstrip("/"), tmp_path) as visitor:
        for text in (f"{TOLD} en Taraco", "si"):
            await visitor.says(text)
        await hire_rosa(tmp_path)
        (case,) = json.loads(await ayni(tmp_path, "cola", "--json", "--como", "rosa"))
        asks = ("preguntar", case["codigo"], "¿Cuántas familias son?", "--como", "rosa", "--yes")
        before = len(await visitor.lines())
        await ayni(tmp_path, *asks)
        await visitor.hears(before)

        answer = await cries(visitor)
        assert helping.KEPT_WITH_CASE in answer["texto"]
        assert VIOLENCE in await ayni(tmp_path, "ver", case["codigo"], "--como", "rosa")

        before = len(await visitor.lines())
        answers = ("responder", case["codigo"], "Ya lo leímos.", "--como", "rosa", "--yes")
        await ayni(tmp_path, *answers)
        await visitor.hears(before)
        assert texts.TELL_WHAT_IS_NEW in (await visitor.says("tengo algo nuevo"))["texto"]
        answer = await cries(visitor)
        assert helping.KEPT_WITH_CASE in answer["texto"]


async def test_over_http_who_asks_for_it_registers_it_and_goes_back_to_the_first_matter(
    tmp_path: Path,
) -> None:
    async with running_bot(tmp_path) as bot, Visitor(bot.url.rstrip("/"), tmp_path) as visitor:
        await visitor.says(f"{TOLD} en Taraco")
        await cries(visitor)
        recap = await visitor.says("quiero que quede registrado")
        assert helping.REGISTERING in recap["texto"]
        receipt = await visitor.says("si")
        assert "Tu código es" in receipt["texto"]

        assert texts.GO_ON in [each["etiqueta"] for each in receipt["opciones"]]
        assert "Taraco" in (await visitor.says(texts.GO_ON))["texto"]


async def test_at_a_step_of_an_application_nothing_of_it_becomes_an_answer(
    database: Database,
) -> None:
    concurso = await a_call(database)
    writer = Writer(database)
    await writer.taps(f"concurso:{concurso.id}", f"postular:{concurso.id}")
    await writer.taps(f"pq:{concurso.id}:comunidad")
    await handle(database)
    question = (await writer.hears())[-1]
    await writer.says(VIOLENCE)
    await handle(database)
    assert (await writer.hears())[-1].startswith(HELP)
    await writer.says("no gracias")
    await handle(database)

    assert question.splitlines()[-1] in (await writer.hears())[-1]
    assert set((await only_application(database)).answers) == {"quien"}
    await writer.says("Comunidad campesina Huancho")
    await handle(database)
    assert (await only_application(database)).answers["nombre"] == "Comunidad campesina Huancho"


async def test_a_question_on_a_call_is_not_asked_with_those_words(database: Database) -> None:
    concurso = await a_call(database)
    writer = Writer(database)
    await writer.taps(f"preguntar:{concurso.id}")
    await writer.says(VIOLENCE)
    await handle(database)

    assert (await writer.hears())[-1].startswith(HELP)
    assert await count(database, ConcursoQuestion) == 0


async def test_a_photo_with_those_words_is_held_and_registered_with_them(
    database: Database,
) -> None:
    writer = Writer(database)
    await writer.writes(writer.incoming(Kind.PHOTO, VIOLENCE, file_ref="f1"))
    await handle(database)
    assert (await writer.hears())[-1].startswith(HELP)
    assert await count(database, Aporte) == 0
    for text in ("quiero que quede registrado", "Sí, registrar"):
        await writer.says(text)
        await handle(database)

    (aporte,) = await writer.aportes()
    assert aporte.text == VIOLENCE


async def hears_help(person: Citizen) -> None:
    """Help, each number at the start of a line of its own, and two buttons under it."""
    heard = await person.hears(PATIENCE)
    assert heard.text.startswith(HELP)
    assert [line[:5] for line in heard.text.splitlines() if line[:1].isdigit()] == [
        "100: ",
        "105: ",
    ]
    assert [label for label, _ in heard.buttons] == [
        f"1. {helping.I_AM_SAFE}",
        f"2. {helping.CANNOT_SPEAK}",
    ]


async def test_on_telegram_a_text_a_caption_and_an_edit_hear_of_help_first(tmp_path: Path) -> None:
    async with FakeTelegram() as fake, bot_on(fake, tmp_path, "polling"):
        typing, showing, editing = fake.chat(7), fake.chat(8), fake.chat(9)
        fake.files["f1"] = b"una foto"
        await typing.says(f"{TOLD} en Taraco")
        await typing.hears(PATIENCE)
        await typing.hears(PATIENCE)
        await typing.says(VIOLENCE)
        await hears_help(typing)
        await typing.taps(helping.I_AM_SAFE)
        assert helping.NOT_REGISTERED_YET in (await typing.hears(PATIENCE)).text

        photo = [{"file_id": "f1", "file_unique_id": "u", "width": 9, "height": 9}]
        await showing.sends(photo=photo, caption=VIOLENCE)
        await hears_help(showing)

        await editing.says(f"{TOLD} en Taraco")
        await editing.hears(PATIENCE)
        await editing.hears(PATIENCE)
        await editing.sends("edited_message", text=VIOLENCE)
        await hears_help(editing)
        await editing.says("quiero que quede registrado")
        assert helping.REGISTERING in (await editing.hears(PATIENCE)).text


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (VIOLENCE, ["tel:100", "tel:105"]),
        ("ya no puedo más, me quiero morir", ["tel:113", "tel:106"]),
        ("mi hijo no respira, ayuda", ["tel:106", "tel:105"]),
    ],
)
async def test_on_the_page_of_a_small_phone_each_number_is_one_tap_away(
    tmp_path: Path, chromium: Browser, text: str, numbers: list[str]
) -> None:
    async with (
        running_bot(tmp_path) as bot,
        a_visit(chromium, width=360, height=640) as visit,
    ):
        page = await visit.new_page()
        await page.goto(bot.url)
        await hear(page, "soy Ayni Escucha")
        await say(page, text)
        calls = page.locator(".burbuja a.llamar")
        await expect(calls).to_have_count(len(numbers), timeout=20_000)

        assert [await each.get_attribute("href") for each in await calls.all()] == numbers
        for call in await calls.all():
            await expect(call).to_be_in_viewport()
            box = await call.bounding_box()
            assert box is not None
            assert box["height"] >= 24
