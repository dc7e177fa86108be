"""The same conversation over Telegram: a real bot, real HTTP, and all that can go wrong."""

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest

from tests.fake_telegram import FakeTelegram
from tests.process import ayni, hire_rosa
from tests.telegram_bot import bot_on
from tests.telegram_citizen import Citizen

PATIENCE = 40.0
PROBLEM = "No tenemos agua hace un mes en Taraco"


async def tell(person: Citizen, *, expecting: str = "") -> None:
    """From the problem to the receipt, by words and by buttons."""
    await person.says(PROBLEM)
    assert "Tus vecinos no ven" in (await person.hears(PATIENCE)).text
    assert "¿Lo registramos así?" in (await person.hears(PATIENCE)).text
    await person.taps("Sí, registrar")
    assert "Tu código es" in (await person.hears(PATIENCE)).text


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_problem_is_told_and_answered(tmp_path: Path, mode: str) -> None:
    async with FakeTelegram() as fake, bot_on(fake, tmp_path, mode):
        person = fake.chat(7)
        await person.says("/start radio-onda-azul")
        assert "soy Ayni Escucha" in (await person.hears(PATIENCE)).text
        await tell(person)

        await hire_rosa(tmp_path)
        (case,) = json.loads(await ayni(tmp_path, "cola", "--json", "--como", "rosa"))
        await ayni(tmp_path, "responder", case["codigo"], "Ya lo leímos", "--como", "rosa", "--yes")
        assert "Ya lo leímos" in (await person.hears(PATIENCE)).text
        assert len(fake.answered) == 1, "every tap was answered"


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_what_goes_wrong_on_the_way_loses_nothing(tmp_path: Path, mode: str) -> None:
    async with FakeTelegram() as fake, bot_on(fake, tmp_path, mode):
        fake.latency = 0.03
        fake.flood(1.0)  # 429 to everybody for a while
        fake.fail("sendMessage", 500, "Internal Server Error", times=2)
        fake.lost_replies = 2  # they arrive, and the bot does not learn so: told again
        if fake.webhook is not None:
            fake.webhook.repeats = 2
        people = [fake.chat(chat_id) for chat_id in range(20, 26)]
        gone = fake.chat(99)
        fake.blocked.add(99)
        await gone.says(PROBLEM)

        await asyncio.gather(*(_tell_hearing_repeats(person) for person in people))

        await hire_rosa(tmp_path)
        cases = json.loads(await ayni(tmp_path, "cola", "--json", "--como", "rosa"))
        assert len(cases) == len(people), "each once, whatever was repeated"
        with sqlite3.connect(tmp_path / "ayni.db") as database:
            gone_for_us = database.execute(
                "SELECT address FROM people WHERE unreachable_at IS NOT NULL"
            ).fetchall()
        database.close()
        assert gone_for_us == [("99",)]


async def _tell_hearing_repeats(person: Citizen) -> None:
    """The dialogue of somebody who may hear the same message twice."""

    async def hears(words: str) -> None:
        while words not in (await person.hears(PATIENCE)).text:
            pass

    await person.says(f"{PROBLEM}, familia número {person.chat_id}")
    await hears("¿Lo registramos así?")
    await person.taps("Sí, registrar")
    await hears("Tu código es")


async def test_a_button_of_days_ago_and_a_restart_in_between(tmp_path: Path) -> None:
    async with FakeTelegram() as fake:
        person = fake.chat(7)
        async with bot_on(fake, tmp_path, "polling"):
            await person.says(PROBLEM)
            await person.hears(PATIENCE)
            await person.hears(PATIENCE)
        async with bot_on(fake, tmp_path, "polling"):
            await person.taps("Sí, registrar")
            assert "Tu código es" in (await person.hears(PATIENCE)).text


async def test_photo_voice_place_and_sticker_are_all_answered(tmp_path: Path) -> None:
    async with FakeTelegram() as fake, bot_on(fake, tmp_path, "polling"):
        person = fake.chat(7)
        fake.files["f1"] = b"una foto"
        await person.sends(
            photo=[{"file_id": "f1", "file_unique_id": "u", "width": 9, "height": 9}]
        )
        assert "Recibí tu foto" in (await person.hears(PATIENCE)).text
        await person.sends(voice={"file_id": "v1", "file_unique_id": "w", "duration": 3})
        assert "Recibí tu audio" in (await person.hears(PATIENCE)).text
        await person.sends(sticker={"file_id": "s", "file_unique_id": "s", "emoji": "👍"})
        assert "solo entiendo palabras" in (await person.hears(PATIENCE)).text
        await person.says("el puente se cayó y los niños no pasan a la escuela")
        await person.hears(PATIENCE)
        await person.sends(location={"latitude": -15.30, "longitude": -69.98})
        assert "Taraco" in str(await person.hears(PATIENCE))
