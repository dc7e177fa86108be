"""The bot with a second reader set: danger that only it sees is helped, and nobody waited."""

import asyncio
from pathlib import Path

import sqlalchemy as sa

from bot.app import App
from bot.said import helping
from bot.said.guide import load_notice
from intake.reading.rules.intent import IntentKind
from intake.settings import Part, Settings
from intake.store.db import Database
from intake.store.models import Consent
from tests.bot.desk import Writer
from tests.model_server import model_server
from tests.running import closing, running, until

WHERE = "un servidor del MIDIS, en el Perú"


async def test_help_comes_after_the_answer(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'ayni.db'}"
    async with model_server() as server, closing(Database(url)) as database:
        server.will_say(peligro="quizas", clases=["violencia"])
        server.latency = 0.3
        settings = Settings.load(
            database_url=url,
            parts=frozenset({Part.WORKER}),
            juntar_segundos=0,
            segundo_lector_url=server.url,
            segundo_lector_modelo="qwen",
            segundo_lector_donde=WHERE,
        )
        ready = asyncio.Event()
        async with running(App(settings).run(ready)) as tasks:
            await until(ready.is_set, "it runs", watched=tasks)
            writer = Writer(database)
            await writer.tells()
            await until(lambda: len(server.asked) == 1, "it is asked", watched=tasks)
            answered = await writer.hears()

            async def is_helped() -> bool:
                return len(await writer.hears()) > len(answered)

            await until(is_helped, "help is posted", watched=tasks)

        assert "código" in answered[-1]  # all was said before the server had answered
        assert (await writer.hears())[-1] == helping.help_beside((IntentKind.VIOLENCIA,))
        async with database.reading() as session:
            accepted = set(await session.scalars(sa.select(Consent.version)))
        assert accepted == {load_notice(WHERE).version} != {load_notice().version}
