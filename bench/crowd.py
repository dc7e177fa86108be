"""People who tell the bot something, each waiting for the answer before going on."""

import asyncio
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.fake_telegram import FakeTelegram
from tests.telegram_citizen import Citizen

_STORIES = (
    "no tenemos agua potable desde hace un mes",
    "la posta no tiene medicinas ni enfermera",
    "el puente se cayó con la lluvia y no hay paso",
    "los niños caminan dos horas hasta la escuela",
    "no llega la señal de celular ni el internet",
    "la helada mató las alpacas y no hay forraje",
    "el canal de riego está roto y se pierde la siembra",
    "los adultos mayores no pueden cobrar sin viajar lejos",
    "no hay luz en el caserío desde el derrumbe",
    "la basura se quema junto al río",
)
_WHERE = (
    "en la parte alta",
    "cerca de la plaza",
    "al otro lado del río",
    "en los anexos",
    "en toda la comunidad",
    "por la carretera vieja",
    "en el caserío de abajo",
)
_PLACES = (
    "Taraco, Huancané",
    "Juli, Chucuito",
    "Ocongate, Quispicanchi",
    "Chuschi, Cangallo",
    "Lircay, Angaraes",
    "Santo Tomás, Chumbivilcas",
    "Sina, San Antonio de Putina",
    "Llata, Huamalíes",
    "Cospán, Cajamarca",
    "Huambos, Chota",
    "Yanaoca, Canas",
)


@dataclass
class Tally:
    """What a stretch of talking gave."""

    seconds: float
    answered: int = 0
    """Within those seconds."""
    delays: list[float] = field(default_factory=list)
    """Seconds from each message to its delivered answer, all of them."""
    unanswered: int = 0
    dialogues: int = 0
    """From the first words to the receipt."""


class Person:
    """One dialogue: the story, the place, whom it affects, a yes."""

    def __init__(self, citizen: Citizen, number: int) -> None:
        self._citizen = citizen
        self._number = number

    async def exchange(self, patience: float) -> float:
        """Say the next thing and hear the answer; seconds until that was delivered."""
        began = time.monotonic()
        await self._go_on()
        heard = await self._citizen.hears(patience)
        return heard.at - began

    @property
    def is_done(self) -> bool:
        """Whether the last thing heard was the receipt."""
        last = self._citizen.last
        return last is not None and any(value == "contar" for _, value in last.buttons)

    async def _go_on(self) -> None:
        number, last = self._number, self._citizen.last
        if last is None:
            story = _STORIES[number % len(_STORIES)]
            where = _WHERE[number // len(_STORIES) % len(_WHERE)]
            await self._citizen.says(f"Aquí {where} {story}, ya son {number % 89 + 2} familias")
            return
        values = [value for _, value in last.buttons]
        for ending in (":resumen:si", ":afecta:comunidad", ":igual:no"):
            for value in values:
                if value.endswith(ending):
                    await self._citizen.taps_value(value)
                    return
        offered = [value for value in values if ":lugar:" in value and value[-1].isdecimal()]
        if offered:
            await self._citizen.taps_value(offered[0])
        else:
            await self._citizen.says(_PLACES[number % len(_PLACES)])


class Crowd:
    """Everybody who talks with one bot. Each dialogue is of somebody new."""

    def __init__(self, fake: FakeTelegram, numbers: Iterator[int]) -> None:
        self._fake = fake
        self._numbers = numbers

    async def talk(self, people: int, seconds: float, patience: float) -> Tally:
        """So many at once, each as fast as the bot answers (closed loop)."""
        tally = Tally(seconds)
        ends_at = time.monotonic() + seconds

        async def live() -> None:
            person = self._somebody()
            while time.monotonic() < ends_at:
                if person.is_done:
                    tally.dialogues += 1
                    person = self._somebody()
                await self._exchange(person, tally, patience)
                tally.answered += time.monotonic() < ends_at

        await asyncio.gather(*(live() for _ in range(people)))
        return tally

    async def arrive(self, rate: float, seconds: float, patience: float) -> Tally:
        """So many messages a second, however long the answers take (open loop)."""
        tally = Tally(seconds)
        waiting: deque[Person] = deque()
        began = time.monotonic()

        async def one(person: Person) -> None:
            if await self._exchange(person, tally, patience):
                tally.answered += 1
                if person.is_done:
                    tally.dialogues += 1
                else:
                    waiting.append(person)

        tasks = []
        for number in range(int(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            person = waiting.popleft() if waiting else self._somebody()
            tasks.append(asyncio.create_task(one(person)))
        await asyncio.gather(*tasks)
        return tally

    def _somebody(self) -> Person:
        number = next(self._numbers)
        return Person(self._fake.chat(number), number)

    async def _exchange(self, person: Person, tally: Tally, patience: float) -> bool:
        try:
            tally.delays.append(await person.exchange(patience))
        except TimeoutError:
            tally.unanswered += 1
            return False
        return True
