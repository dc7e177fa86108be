"""The composition root: what the settings ask for is made, joined and run until told to stop."""

import asyncio
import errno
import gc
import logging
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from aiohttp import web as http

import bot.channels
from bot.channels import Channel, Wiring
from bot.descriptors import room
from bot.inbox.attachments import Fetcher
from bot.inbox.files import MEGABYTE, Quota
from bot.inbox.reception import Reception
from bot.inbox.second_look import SecondLook
from bot.inbox.worker import Bounds, Worker
from bot.outbox.announcer import Announcer
from bot.outbox.delivery import Delivery
from bot.said.finding import finder_of
from bot.said.guide import PrivacyNotice, load_guide, load_notice
from bot.talk.dialogue.turn import World
from bot.web.connections import Gate, GuardedSite, counting
from bot.web.server import build
from bot.web.vitals import Watch
from intake.clock import ticks, utc_now
from intake.errors import IntakeError
from intake.listening.discard_reasons import discard_reasons
from intake.listening.newcomers import Crowd
from intake.listening.notice_file import sentences
from intake.outreach.audience import BroadcastLimits
from intake.places.places import load_gazetteer
from intake.plugins import discover
from intake.reading.rules import language, sentence_vector
from intake.reading.rules.derivations import builtin_readings
from intake.reading.rules.tags import Vocabulary
from intake.reading.second import SecondReader
from intake.reading.thresholds import known_to
from intake.requests.request import Means
from intake.sameness.scorecards import chosen
from intake.settings import Part, Settings
from intake.store.db import Database
from intake.store.locks import alone
from intake.store.private import key_from
from intake.store.schema import prepare
from intake.store.wake import Wake

_log = logging.getLogger(__name__)
Job = Callable[[], Coroutine[None, None, None]]


@dataclass(slots=True)
class App:
    """One process of the bot. `port` is known once it runs (useful where 0 was asked)."""

    settings: Settings
    now: Callable[[], datetime] = utc_now
    ticks: Callable[[], float] = ticks
    port: int = 0

    async def run(self, ready: asyncio.Event | None = None) -> None:
        """Run every part that the settings ask for, until cancelled; then stop in good order."""
        async with self._parts() as jobs:
            if ready is not None:
                ready.set()
            async with asyncio.TaskGroup() as group:
                for name, job in jobs:
                    group.create_task(job(), name=name)

    @asynccontextmanager
    async def _parts(self) -> AsyncIterator[list[tuple[str, Job]]]:
        settings, parts = self.settings, self.settings.parts
        async with AsyncExitStack() as stack:
            database = Database(settings.database_url, known_to(settings))
            stack.push_async_callback(database.close)
            was_prepared = await prepare(database)
            wake = Wake()
            reception = Reception(database, wake, self.now, self.ticks)
            wiring = Wiring(settings, database, reception.accept, self.now, self.ticks)
            if Part.WEB in parts:
                wiring = replace(wiring, key=key_from(settings.key_path))
            channels = open_channels(wiring)
            for channel in channels.values():
                await channel.start()
                stack.push_async_callback(channel.stop)
            jobs: list[tuple[str, Job]] = [
                ("reception", reception.run),
                ("wake", partial(wake.listen, database)),
            ]
            if Part.WORKER in parts:
                worker = await self._worker(database, wake)
                jobs.append(("worker", worker.run))
                jobs += self._second_look(database, wake)
            if Part.DELIVERY in parts:
                jobs += self._deliveries(channels, database, wake)
            if Part.POLLING in parts:
                jobs += [
                    (name, partial(alone, database, name, channel.receive))
                    for channel in channels.values()
                    if (name := f"receive:{channel.name}")
                ]
            if Part.WEB in parts:
                await self._serve(channels, database, stack)
            # Districts, vocabulary, modules: they stay, so no collection need walk them again.
            gc.collect()
            gc.freeze()
            # In the wrong folder this is all one would see: an empty base, and no error.
            state = "nueva o recién actualizada" if was_prepared else "ya estaba"
            _log.info("Base de datos (%s): %s", state, database.name)
            yield jobs

    async def _serve(
        self, channels: Mapping[str, Channel], database: Database, stack: AsyncExitStack
    ) -> None:
        gate = Gate(room(), self.ticks, proxies=self.settings.likely_proxies)
        application = build(
            channels.values(),
            Watch(database, self.settings, self.now, self.ticks),
            public_url=self.settings.public_url,
            middlewares=[counting(gate)],
        )
        runner = http.AppRunner(application, access_log=None, shutdown_timeout=3)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        self.port = await _listen(runner, self.settings, gate)

    async def _worker(self, database: Database, wake: Wake) -> Worker:
        for file in (sentences, discard_reasons, builtin_readings):
            file()  # a spoilt one is said now, not to the first person who writes
        scorecard = chosen(self.settings)
        language.warm_up()
        sentence_vector.warm_up()
        finder_of(load_guide())  # takes seconds, which nobody who asks should wait
        async with database.reading() as session:
            gazetteer = await load_gazetteer(session)
        world = World(
            gazetteer=gazetteer,
            guide=load_guide(),
            notice=self._notice(),
            data_bank=self.settings.data_bank,
            privacy_contact=self.settings.privacy_contact,
            doors=self.settings.doors,
            attention=self.settings.attention,
        )
        crowd = Crowd(self.settings.web_newcomers, self.settings.web_newcomers_all)
        means = Means(Vocabulary.builtin(), self.settings.answer_days, scorecard)
        pause = timedelta(seconds=self.settings.juntar_segundos)
        bounds = Bounds(crowd, self._quota(), pause)
        return Worker(database, wake, world, means, self.now, bounds)

    def _notice(self) -> PrivacyNotice:
        """The notice, which tells of a second reader where there is one."""
        is_on = self.settings.segundo_lector_url
        return load_notice(self.settings.segundo_lector_donde if is_on else "")

    def _second_look(self, database: Database, wake: Wake) -> list[tuple[str, Job]]:
        reader = SecondReader.by(self.settings, self.ticks)
        if reader is None:
            return []
        look = SecondLook(reader, database, wake, self._notice().version, self.now)
        return [("second", partial(alone, database, "second", look.run))]

    def _quota(self) -> Quota:
        return Quota(self.settings.files_daily, self.settings.files_total_mb * MEGABYTE)

    def _deliveries(
        self, channels: Mapping[str, Channel], database: Database, wake: Wake
    ) -> list[tuple[str, Job]]:
        jobs: list[tuple[str, Job]] = []
        for channel in channels.values():
            hours = self.settings.mass_hours
            delivery = Delivery(channel, database, wake, self.now, mass_hours=hours)
            name = f"delivery:{channel.name}"
            jobs.append((name, partial(alone, database, name, delivery.run)))
        limits = BroadcastLimits(frozenset(channels), self.settings.mass_weekly)
        announcer = Announcer(database, wake, limits, self.settings.mass_hours, self.now)
        jobs.append(("announcer", partial(alone, database, "announcer", announcer.run)))
        fetcher = Fetcher(channels, database, self.now, self._quota())
        jobs.append(("attachments", partial(alone, database, "attachments", fetcher.run)))
        return jobs


def open_channels(wiring: Wiring) -> dict[str, Channel]:
    """Every channel whose settings are there, by name."""
    made = (module.open_channel(wiring) for module in discover(bot.channels))
    return {channel.name: channel for channel in made if channel is not None}


async def _listen(runner: http.AppRunner, settings: Settings, gate: Gate) -> int:
    """Open the port and give its number; say what to do where it is taken."""
    site = GuardedSite(runner, gate, settings.http_host, settings.http_port)
    try:
        await site.start()
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            raise IntakeError(
                f"El puerto {settings.http_port} está ocupado por otro programa. "
                f"Ciérrelo o elija otro: AYNI_HTTP_PORT={settings.http_port + 1}"
            ) from None
        raise IntakeError(
            f"No se pudo abrir {settings.http_host}:{settings.http_port}: {problem.strerror}. "
            "Revise AYNI_HTTP_HOST y AYNI_HTTP_PORT."
        ) from None
    port: int = runner.addresses[0][1]
    return port


async def run_until_told(app: App, announce: Callable[[App], None]) -> None:
    """Run until SIGINT or SIGTERM; `announce` is called once everything is open."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    running = asyncio.create_task(app.run(ready))
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, running.cancel)
    opened = asyncio.create_task(ready.wait())
    await asyncio.wait({running, opened}, return_when=asyncio.FIRST_COMPLETED)
    if ready.is_set():
        announce(app)
    opened.cancel()
    try:
        await running
    except asyncio.CancelledError:
        _log.info("Hasta luego: todo lo recibido quedó guardado.")
