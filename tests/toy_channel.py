"""A channel of one folder, as somebody else would write it: carrier pigeons over HTTP."""

from pathlib import Path

_PACKAGE = '''"""Carrier pigeons."""

from bot.channels.paloma.channel import open_channel

__all__ = ["open_channel"]
'''
_CHANNEL = '''"""A message comes by POST; what is said to an address is waited for by GET."""

import asyncio
import math

from aiohttp import web

from bot.channels import RejectedError
from bot.messages import Incoming, Kind


def open_channel(wiring):
    return Paloma(wiring) if wiring.settings.value("paloma_name") else None


class Paloma:
    name = "paloma"
    rate = chat_rate = math.inf
    knows_repeats = False

    def __init__(self, wiring):
        self._accept = wiring.accept
        self._said = {}
        self._landed = asyncio.Condition()

    def routes(self):
        return [web.post("/paloma", self._take), web.get("/paloma/{address}", self._wait)]

    async def start(self):
        pass

    async def stop(self):
        pass

    async def receive(self):
        pass

    async def send(self, address, message, key):
        async with self._landed:
            self._said.setdefault(address, []).append(message.text)
            self._landed.notify_all()
        return key

    async def fetch(self, file_ref):
        raise RejectedError(file_ref)

    async def _take(self, request):
        sent = await request.json()
        address, text = sent["from"], sent["text"]
        await self._accept([Incoming(self.name, sent["id"], address, Kind.TEXT, text=text)])
        return web.Response(status=202)

    async def _wait(self, request):
        address = request.match_info["address"]
        async with self._landed:
            await self._landed.wait_for(lambda: self._said.get(address))
            return web.json_response(self._said.pop(address))
'''
_DECLARATION = """
name: paloma
label: Paloma mensajera
place: 9
switch: paloma_name
settings: [paloma_name]
door:
  setting: paloma_name
  what: "el nombre de la paloma"
  link: "https://paloma.example.pe/{here}/{code}"
  by_hand: "Llama a la paloma {here} y dale este código:"
  aloud: "Llama a la paloma {here}."
  aloud_lacks: "El guion dice el nombre de la paloma: ponga AYNI_PALOMA_NAME."
message:
  limit: 300
  numbered: false
check:
  name: Paloma
  good: "vuela a {address}"
"""


def put(place: Path) -> None:
    """Write it under `place`, which goes on the path."""
    folder = place / "bot" / "channels" / "paloma"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(_PACKAGE, encoding="utf-8")
    (folder / "channel.py").write_text(_CHANNEL, encoding="utf-8")
    (folder / "channel.yaml").write_text(_DECLARATION, encoding="utf-8")
