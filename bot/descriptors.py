"""How many connections this process can hold, by what the system lets it open."""

import resource
from dataclasses import dataclass

_ENOUGH = 65_536
_OWN = 200
"""Descriptors for all else: the database's pool, its files, Telegram, the log."""


@dataclass(frozen=True, slots=True)
class Room:
    """Connections and open streams, in all and of one network: shares of what may be open."""

    connections: int
    connections_of_one: int
    streams: int
    streams_of_one: int

    @classmethod
    def within(cls, descriptors: int) -> "Room":
        """A quarter of the connections stays free for messages when every stream is taken."""
        connections = max(64, descriptors - _OWN)
        streams = connections * 3 // 4
        return cls(connections, max(32, connections // 4), streams, max(24, streams // 4))


def room() -> Room:
    """How many files may be open, once all was asked for that the system would give."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(_bounded(hard), _ENOUGH)
    if _bounded(soft) < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return Room.within(min(_bounded(soft), _ENOUGH))


def _bounded(limit: int) -> int:
    return _ENOUGH if limit == resource.RLIM_INFINITY else limit
