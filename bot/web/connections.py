"""The listening socket with a bound: how many connections, and how long one may say nothing whole.

aiohttp waits for the head of a request as long as the client likes. Here a connection that has
brought no whole head in `patience` seconds is cut, and those beyond what the system can hold are
cut as they come, before they cost a descriptor that somebody else needs.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.channels.webchat.origins import network_of, peer_of
from bot.descriptors import Room
from bot.logs import SparingLog

_log = logging.getLogger(__name__)
PATIENCE = 20.0
"""Seconds for the head of a request: a slow line in the Andes brings it in ten."""
_BACKLOG = 512
_SLOW_READER = 5
"""Times as long for who still reads the last answer."""


class Gate:
    """The connections of this process: counted, and cut where they keep others out."""

    def __init__(
        self,
        room: Room,
        ticks: Callable[[], float],
        *,
        proxies: tuple[IPv4Network | IPv6Network, ...] = (),
        patience: float = PATIENCE,
    ) -> None:
        self._room = room
        self._ticks = ticks
        self._proxies = proxies
        self._patience = patience
        self._idle_since: dict[asyncio.Transport, float] = {}
        """Connections with no request in hand."""
        self._networks: dict[asyncio.Transport, str] = {}
        self._of_network: Counter[str] = Counter()
        self._sparing = SparingLog(_log, ticks)

    @property
    def open(self) -> int:
        """How many connections there are now."""
        return len(self._networks)

    def enter(self, transport: asyncio.Transport) -> bool:
        """Whether there is room for a connection: it is counted then, and cut otherwise."""
        network = self._network(transport)
        is_full = len(self._networks) >= self._room.connections
        if is_full or (network and self._of_network[network] >= self._room.connections_of_one):
            whose = "en total" if is_full else "de una misma red"
            self._sparing.say(
                logging.WARNING, f"Conexiones rechazadas: ya hay demasiadas abiertas {whose}."
            )
            transport.abort()
            return False
        self._networks[transport] = network
        self._of_network[network] += 1
        self._idle_since[transport] = self._ticks()
        return True

    def leave(self, transport: asyncio.Transport) -> None:
        """Note that a connection is closed."""
        self._idle_since.pop(transport, None)
        network = self._networks.pop(transport, None)
        if network is not None:
            self._of_network[network] -= 1
            if not self._of_network[network]:
                del self._of_network[network]

    def begin(self, transport: asyncio.Transport | None) -> None:
        """Note that a whole head came: what follows has the deadlines of its handler."""
        if transport is not None:
            self._idle_since.pop(transport, None)

    def end(self, transport: asyncio.Transport | None) -> None:
        """Note that the request was answered: the next one has its time from now."""
        if transport is not None and transport in self._networks:
            self._idle_since[transport] = self._ticks()

    def sweep(self) -> int:
        """Cut the connections that brought nothing whole in time; give how many."""
        now = self._ticks()
        late = [
            each for each, since in self._idle_since.items() if self._is_late(each, now - since)
        ]
        for transport in late:
            del self._idle_since[transport]
            transport.abort()
        return len(late)

    def _is_late(self, transport: asyncio.Transport, seconds: float) -> bool:
        # An answer may still be on its way to a slow phone.
        is_reading = transport.get_write_buffer_size() > 0
        return seconds >= self._patience * (_SLOW_READER if is_reading else 1)

    async def watch(self) -> None:
        """Sweep until cancelled."""
        while True:
            await asyncio.sleep(min(1.0, self._patience / 4))
            self.sweep()

    def _network(self, transport: asyncio.BaseTransport) -> str:
        """By which it is counted; empty for a trusted proxy, behind which everybody is."""
        peer = peer_of(transport.get_extra_info("peername"))
        if peer is None or any(peer in network for network in self._proxies):
            return ""
        return str(network_of(peer))


class _Counted(asyncio.Protocol):
    """A connection of the server, which the gate knows of."""

    def __init__(self, inner: asyncio.Protocol, gate: Gate) -> None:
        self._inner = inner
        self._gate = gate
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport) and self._gate.enter(transport):
            self._transport = transport
            self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._transport is not None:
            self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return None if self._transport is None else self._inner.eof_received()

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._transport is not None:
            self._gate.leave(self._transport)
            self._inner.connection_lost(exc)


class GuardedSite(web.BaseSite):
    """A TCP port of an application, behind a gate."""

    def __init__(self, runner: web.AppRunner, gate: Gate, host: str, port: int) -> None:
        super().__init__(runner, backlog=_BACKLOG)
        self._gate = gate
        self._host = host
        self._port = port
        self._watching: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        """The address at which it listens."""
        return f"http://{self._host}:{self._port}"

    async def start(self) -> None:
        """Listen."""
        await super().start()
        make = self._runner.server
        if make is None:
            raise RuntimeError("call runner.setup() first")
        self._server = await asyncio.get_running_loop().create_server(
            lambda: _Counted(make(), self._gate), self._host, self._port, backlog=_BACKLOG
        )
        self._watching = asyncio.create_task(self._gate.watch(), name="connections")

    async def stop(self) -> None:
        """Listen no more."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        await super().stop()


def counting(gate: Gate) -> Middleware:
    """A handler that tells the gate when a request is in hand."""

    @web.middleware
    async def count(request: web.Request, handler: Handler) -> web.StreamResponse:
        transport = request.transport
        gate.begin(transport)
        try:
            return await handler(request)
        finally:
            gate.end(transport)

    return count
