"""Holding a conversation with the whole bot: over the page's HTTP, in Chromium, on Telegram."""

import asyncio
import re
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import aiohttp
import sqlalchemy as sa
from playwright.async_api import Browser, Page, expect

from bench.fitting import entries_in, entry_called, fold
from bench.teller import Facts, Teller, topic_of
from bot.app import App
from intake.clock import ticks
from intake.kinds import AporteState
from intake.places.rules.gazetteer import District
from intake.places.rules.places import Gazetteer
from intake.settings import Settings
from intake.store.db import Base, Database
from intake.store.migrations import HEAD
from intake.store.models import Aporte, Follower, InboxMessage, OutboxMessage, Person
from intake.store.models.message import InboxState, OutboxState
from intake.store.outgoing import Choice, Outgoing
from intake.words.codes import find_code, spoken
from intake.words.text import normalise
from tests.browser import a_visit, say
from tests.conftest import NOW
from tests.conversations.scripts import Script, all_of
from tests.fake_telegram import TOKEN, FakeTelegram
from tests.intake.casting import a_concurso
from tests.running import PATIENCE, running, until
from tests.telegram_citizen import Citizen

_RECEIPT = re.compile(r"código es (\S+?)[.\s]|[Tt]e uniste .*?([A-Z0-9]{3}-[A-Z0-9]{3})")


def a_running_clock() -> Callable[[], datetime]:
    """A clock that goes on from the day of the tests."""
    began = ticks()
    return lambda: NOW + timedelta(seconds=ticks() - began)


@dataclass
class House:
    """A bot that runs, its database, and a Telegram of ours."""

    url: str
    database: Database
    fake: FakeTelegram

    async def received(self) -> int:
        """How many messages ever came in."""
        async with self.database.reading() as session:
            return await session.scalar(sa.select(sa.func.count(InboxMessage.id))) or 0

    async def settles(self, received: int) -> None:
        """Wait until so many came in, and all of them were answered and the answers delivered."""

        async def is_quiet() -> bool:
            if await self.received() < received:
                return False
            async with self.database.reading() as session:
                left = await session.scalar(
                    sa.select(
                        sa.select(sa.func.count(InboxMessage.id))
                        .where(InboxMessage.state == InboxState.PENDING)
                        .scalar_subquery()
                        + sa.select(sa.func.count(OutboxMessage.id))
                        .where(OutboxMessage.state == OutboxState.PENDING)
                        .scalar_subquery()
                    )
                )
            return not left

        await until(is_quiet, "all is answered")


@asynccontextmanager
async def a_house(path: Path) -> AsyncIterator[House]:
    """The bot with every part of it in this process, and one concurso that is open.

    `path`: an SQLite file with every table.
    """
    async with FakeTelegram() as fake:
        settings = Settings.model_validate(
            {
                "database_url": f"sqlite:///{path}",
                "http_port": 0,
                "web_newcomers": 1000,
                "web_newcomers_all": 1000,
                "telegram_token": TOKEN,
                "telegram_api_url": fake.url,
                "telegram_rate": 1000,
                "telegram_chat_rate": 100,
                "juntar_segundos": 0,
            }
        )
        now = a_running_clock()
        database = Database(settings.database_url)
        try:
            async with database.transaction() as session:
                await session.execute(sa.text("CREATE TABLE alembic_version (version_num TEXT)"))
                await session.execute(
                    sa.text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD}
                )
                await a_concurso(session, now())
            app, ready = App(settings, now), asyncio.Event()
            async with running(app.run(ready)) as tasks:
                await until(ready.is_set, "the bot is open", watched=tasks, patience=4 * PATIENCE)
                yield House(f"http://127.0.0.1:{app.port}", database, fake)
        finally:
            await database.close()


class Chat(Protocol):
    """Somebody's way to the bot."""

    async def says(self, texts: Sequence[str]) -> None:
        """Send these, one right after the other."""
        ...

    async def taps(self, choice: Choice) -> None:
        """Tap a choice of the last message."""
        ...

    async def sends(self, what: Mapping[str, Any] | str) -> None:
        """Send a position, a photo or a contact."""
        ...

    async def heard(self) -> list[Outgoing]:
        """All that was said to them, from the beginning."""
        ...


@dataclass
class OnPage:
    """The page, by what its script sends and reads."""

    url: str
    session: aiohttp.ClientSession

    async def _post(self, **body: object) -> None:
        sent = {"id": str(uuid.uuid4()), **body}
        async with self.session.post(f"{self.url}/chat/mensajes", json=sent) as response:
            assert response.status == 202, await response.text()

    async def opens(self) -> None:
        """The page opens, and says so."""
        async with self.session.get(self.url) as page:
            assert page.status == 200
        await self._post(inicio="")

    async def says(self, texts: Sequence[str]) -> None:
        for text in texts:
            await self._post(texto=text)

    async def taps(self, choice: Choice) -> None:
        await self._post(opcion=choice.value, texto=choice.label)

    async def sends(self, what: Mapping[str, Any] | str) -> None:
        assert isinstance(what, Mapping), f"the page sends no {what}"
        await self._post(ubicacion=dict(what))

    async def heard(self) -> list[Outgoing]:
        async with self.session.get(f"{self.url}/chat/historial") as response:
            return _ours((await response.json())["lineas"])


@dataclass
class InChromium:
    """The page as a person sees it."""

    url: str
    page: Page

    async def says(self, texts: Sequence[str]) -> None:
        for text in texts:
            await say(self.page, text)

    async def taps(self, choice: Choice) -> None:
        await self.page.get_by_role("button", name=choice.label).last.click()

    async def sends(self, what: Mapping[str, Any] | str) -> None:
        raise AssertionError(f"nobody sends {what} in these conversations")

    async def heard(self) -> list[Outgoing]:
        response = await self.page.context.request.get(f"{self.url}/chat/historial")
        ours = _ours((await response.json())["lineas"])
        if ours:
            last = ours[-1].text.splitlines()[0]
            await expect(self.page.get_by_role("log")).to_contain_text(last)
        return ours


@dataclass
class OnTelegram:
    """A private chat."""

    fake: FakeTelegram
    citizen: Citizen

    async def says(self, texts: Sequence[str]) -> None:
        for text in texts:
            await self.citizen.says(text)

    async def taps(self, choice: Choice) -> None:
        await self.citizen.taps_value(choice.value)

    async def sends(self, what: Mapping[str, Any] | str) -> None:
        match what:
            case {"lat": lat, "lon": lon}:
                await self.citizen.sends(location={"latitude": lat, "longitude": lon})
            case {"photo": caption}:
                self.fake.files["foto"] = b"\xff\xd8\xff"
                photo = [{"file_id": "foto", "file_unique_id": "f", "width": 9, "height": 9}]
                await self.citizen.sends(photo=photo, **({"caption": caption} if caption else {}))
            case {"voice": _}:
                self.fake.files["voz"] = b"OggS"
                voice = {"file_id": "voz", "file_unique_id": "v", "duration": 9}
                await self.citizen.sends(voice=voice)
            case {"contact": number}:
                contact = {"phone_number": number, "user_id": self.citizen.chat_id}
                await self.citizen.sends(contact={**contact, "first_name": "Vecina"})
            case _:
                raise AssertionError(f"Telegram sends no {what}")

    async def heard(self) -> list[Outgoing]:
        return [
            Outgoing(each.text, tuple(_unnumbered(label, value) for label, value in each.buttons))
            for each in self.fake.sent
            if each.chat_id == self.citizen.chat_id
        ]


def _unnumbered(label: str, value: str) -> Choice:
    return Choice(label.partition(". ")[2] or label, value)  # «1. Sí» may be typed as «1», too


def _ours(lines: Sequence[Mapping[str, Any]]) -> list[Outgoing]:
    """What the page has of our side."""
    return [
        Outgoing(
            line["texto"],
            tuple(Choice(each["etiqueta"], each["valor"]) for each in line["opciones"]),
            asks_location=line["pide_ubicacion"],
        )
        for line in lines
        if not line.get("mia")
    ]


@asynccontextmanager
async def on_page(house: House) -> AsyncIterator[OnPage]:
    """A new browser at the page, which has greeted."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        chat = OnPage(house.url, session)
        before = await house.received()
        await chat.opens()
        await house.settles(before + 1)
        yield chat


@asynccontextmanager
async def in_chromium(house: House, browser: Browser) -> AsyncIterator[InChromium]:
    """The same in a real one, of the size of a phone."""
    async with a_visit(browser) as visit:
        page = await visit.new_page()
        before = await house.received()
        await page.goto(house.url)
        await house.settles(before + 1)
        yield InChromium(house.url, page)


@dataclass
class Conversation:
    """A script that is held."""

    house: House
    chat: Chat
    script: Script
    last: list[Outgoing] = field(default_factory=list)
    """What was said in answer to the last turn."""
    _codes: list[str] = field(default_factory=list)
    _first: int | None = None
    """How many messages had come in when they wrote for the first time."""

    async def hold(self) -> None:
        """Every turn of it, and what is kept at the end."""
        for number, turn in enumerate(self.script.turns, 1):
            await self._take(turn)
            self._check(turn, f"turn {number}, {turn}")
        await _Kept(self.house.database, await self._address()).check(self.script.keeps)

    async def _take(self, turn: Mapping[str, Any]) -> None:
        match turn:
            case {"says": str(text)}:
                await self._does(1, self.chat.says([self._filled(text)]))
            case {"says": texts}:
                await self._does(len(texts), self.chat.says([self._filled(each) for each in texts]))
            case {"taps": label}:
                await self._does(1, self.chat.taps(self._choice(label)))
            case {"sends": what}:
                await self._does(1, self.chat.sends(what))
            case {"neighbour": [text, place]}:
                await self._neighbour_tells(text, place)
            case {"tells_on": place}:
                await self._tells_on(place)

    async def _does(self, count: int, act: Awaitable[None]) -> None:
        before, said = await self.house.received(), len(await self.chat.heard())
        self._first = before if self._first is None else self._first
        await act
        await self.house.settles(before + count)
        self.last = (await self.chat.heard())[said:]
        for each in self.last:
            receipt = _RECEIPT.search(each.text)
            if receipt and (code := find_code(receipt[1] or receipt[2])):
                self._codes.append(code)

    async def _neighbour_tells(self, text: str, place: str) -> None:
        turns = [{"says": text}, {"tells_on": place}]
        async with on_page(self.house) as chat:
            theirs = Conversation(self.house, chat, Script(text, turns, {}, ()))
            for turn in turns:
                await theirs._take(turn)
        self._codes += theirs._codes

    async def _tells_on(self, place: str) -> None:
        """Answer what is asked, as the simulated teller does, until there is a receipt."""
        district = _district(place)
        told = len(self._codes)
        teller = Teller(Facts(self.script.name, "eso es todo", district))
        teller.digression = None
        while len(self._codes) == told:
            answers = teller.answers(self.last)
            assert answers, f"no receipt after {[each.text for each in teller.said]}"
            if (said := answers[0]).value:
                await self._does(1, self.chat.taps(Choice(said.text, said.value)))
            else:
                await self._does(1, self.chat.says([said.text]))

    def _choice(self, label: str) -> Choice:
        choices = [choice for each in self.last for choice in each.choices]
        found = [each for each in choices if re.search(label, fold(each.label))]
        assert found, f"no choice like {label!r} among {[each.label for each in choices]}"
        return found[0]

    def _filled(self, text: str) -> str:
        return text.replace("{codigo}", spoken(self._codes[-1]) if self._codes else "")

    def _check(self, turn: Mapping[str, Any], where: str) -> None:
        told = "\n".join(each.text for each in self.last)
        folded, where = fold(told), f"{where}; heard: {told!r}"
        for pattern in all_of(turn.get("hears", [])):
            assert pattern.search(folded), f"{pattern.pattern!r} was not heard at {where}"
        for pattern in all_of(turn.get("never", [])):
            assert not pattern.search(folded), f"{pattern.pattern!r} was heard at {where}"
        if "asks" in turn:
            assert re.fullmatch(turn["asks"], topic_of(self.last)), where
        if "entry" in turn:
            offered = {entry_called(label) for each in self.last for label in each.labels}
            assert (entries_in(told) | offered) & set(turn["entry"]), where
        if "offers" in turn:
            labels = [fold(label) for each in self.last for label in each.labels]
            assert any(re.search(turn["offers"], label) for label in labels), (labels, where)

    async def _address(self) -> tuple[str, str]:
        """Whose words these were: by the first message of theirs."""
        async with self.house.database.reading() as session:
            statement = (
                sa.select(InboxMessage.channel, InboxMessage.address)
                .order_by(InboxMessage.id)
                .offset(self._first)
                .limit(1)
            )
            channel, address = (await session.execute(statement)).one()
            return channel, address


def _district(label: str) -> District | None:
    """The district of this label; None for an empty one."""
    districts = Gazetteer.builtin().districts
    return next(each for each in districts if each.label == label) if label else None


@dataclass
class _Kept:
    """What the database holds of one person."""

    database: Database
    address: tuple[str, str]

    async def check(self, keeps: Mapping[str, Any]) -> None:
        """Everything that a script says of it."""
        async with self.database.reading() as session:
            channel, address = self.address
            person = (
                await session.scalars(
                    sa.select(Person).where(Person.channel == channel, Person.address == address)
                )
            ).one()
            query = (
                sa.select(Aporte, Follower.words)
                .join(Follower, Follower.aporte_id == Aporte.id)
                .where(Follower.person_id == person.id)
                .order_by(Follower.joined_at, Aporte.id)
            )
            rows = [(aporte, words) for aporte, words in await session.execute(query)]
        kept = [aporte for aporte, _ in rows]
        assert len(kept) == keeps.get("aportes", 0), [each.text for each in kept]
        assert (person.news_since is not None) == keeps.get("news", False)
        if kept:
            _check_aporte(keeps, kept[-1], rows[-1][1] or "")
        if "questions" in keeps:
            await self._check_questions(keeps["questions"])

    async def _check_questions(self, wanted: str) -> None:
        """Whether the staff find these words among the questions without an answer."""
        table = Base.metadata.tables["inquiries"]
        async with self.database.reading() as session:
            texts = [row.text for row in await session.execute(sa.select(table.c.text))]
        assert any(normalise(wanted) in normalise(each) for each in texts), texts


def _check_aporte(keeps: Mapping[str, Any], aporte: Aporte, words: str) -> None:
    """What is said of the last one that they told or joined."""
    told = fold(f"{aporte.text} {aporte.affected} {words}")
    for pattern in all_of(keeps.get("text", [])):
        assert pattern.search(told), f"{pattern.pattern!r} is not in {told!r}"
    for pattern in all_of(keeps.get("without", [])):
        assert not pattern.search(told), f"{pattern.pattern!r} is in {told!r}"
    district = Gazetteer.builtin().find(aporte.ubigeo) if aporte.ubigeo else None
    found = {
        "place": district.label if district else "",
        "actor": aporte.actor.value,
        "kind": aporte.kind.value,
        "reserved": aporte.restricted,
        "interpreter": aporte.needs_interpreter,
        "withdrawn": aporte.state is AporteState.RETIRADO,
        "joined": bool(words),
    }
    wanted = {name: value for name, value in keeps.items() if name in found}
    assert {name: found[name] for name in wanted} == wanted
