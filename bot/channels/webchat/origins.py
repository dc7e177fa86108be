"""Where a request comes from: a network, known by a keyed hash and never by its address."""

import hashlib
import hmac
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from aiohttp import web

from intake.settings import IPNetwork, Settings

Address = IPv4Address | IPv6Address
UNKNOWN = ""
"""Nobody can say: what is bounded by network is then bounded over all alone."""
_IPV4, _IPV6 = 24, 48
"""Bits of a network: what one subscriber can change addresses within, and seldom leaves."""


class Origins:
    """Reads the networks of requests, and hashes them with a key of its own."""

    def __init__(self, settings: Settings, key: bytes) -> None:
        self._proxies = settings.trusted_proxies
        self._is_https = settings.public_url.startswith("https:")
        self._key = hmac.digest(key, b"origins", hashlib.sha256)

    def of(self, request: web.Request) -> str:
        """The hash of the network that a request comes from; UNKNOWN where it cannot be told."""
        address = self._address(request)
        if address is None:
            return UNKNOWN
        network = network_of(address)
        return hmac.digest(self._key, str(network).encode(), hashlib.sha256).hex()[:24]

    def _address(self, request: web.Request) -> Address | None:
        peer = peer_of(request.transport.get_extra_info("peername") if request.transport else None)
        if peer is None:
            return None
        if not self._proxies:
            # HTTPS ends in a proxy on this machine that we were not told to trust: every visitor
            # would seem to come from here, and a whole country would share one allowance.
            return None if peer.is_loopback and self._is_https else peer
        return forwarded(peer, request.headers.getall("X-Forwarded-For", []), self._proxies)


def peer_of(peername: object) -> Address | None:
    """The address in what a transport calls its peer; None for a socket without one."""
    if not isinstance(peername, tuple) or not peername:
        return None
    return _read(str(peername[0]))


def forwarded(
    peer: Address, headers: Sequence[str], proxies: Sequence[IPNetwork]
) -> Address | None:
    """Who is behind the trusted proxies: the last address that none of them is.

    What stands before it in the header was written by whoever it is, and may be anything.
    """
    hops = [hop.strip() for header in headers for hop in header.split(",")]
    here: Address | None = peer
    while here is not None and any(here in network for network in proxies):
        if not hops:
            return None
        here = _read(hops.pop())
    return here


def network_of(address: Address) -> IPNetwork:
    """The network by which an address is counted."""
    bits = _IPV4 if isinstance(address, IPv4Address) else _IPV6
    return ip_network(f"{address}/{bits}", strict=False)


def _read(text: str) -> Address | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
