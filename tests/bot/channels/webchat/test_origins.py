"""Whose network a request is of: believed only from a proxy we were told to trust."""

from ipaddress import ip_address, ip_network
from typing import Any
from unittest.mock import Mock

import pytest

from bot.channels.webchat.origins import UNKNOWN, Origins, forwarded, network_of, peer_of
from intake.settings import Settings

PROXIES = (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"))


def asked(peer: Any, *forwarded_for: str) -> Any:
    """A request, as far as it is looked at."""
    request = Mock()
    request.transport.get_extra_info.return_value = peer
    request.headers.getall.return_value = list(forwarded_for)
    return request


def origins(proxies: str = "", public_url: str = "") -> Origins:
    settings = Settings.load(_env_file=None, trusted_proxies=proxies, public_url=public_url)
    return Origins(settings, b"clave")


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        (["203.0.113.7"], "203.0.113.7"),
        (["1.1.1.1, 203.0.113.7"], "203.0.113.7"),  # what stands before it, anybody may write
        (["1.1.1.1", "203.0.113.7, 10.1.2.3"], "203.0.113.7"),
        (["::ffff:203.0.113.7"], "203.0.113.7"),
        ([], None),
        (["10.0.0.1"], None),
        (["no es nada"], None),
    ],
)
def test_the_last_address_that_is_no_proxy_of_ours(headers: list[str], found: str | None) -> None:
    here = forwarded(ip_address("127.0.0.1"), headers, PROXIES)
    assert here == (ip_address(found) if found else None)


def test_nobody_else_may_say_where_they_come_from() -> None:
    peer = ip_address("198.51.100.2")
    assert forwarded(peer, ["203.0.113.7"], PROXIES) == peer
    plain = origins()
    assert plain.of(asked(("198.51.100.2", 1), "203.0.113.7")) == plain.of(
        asked(("198.51.100.99", 2))
    )


def test_neighbours_are_one_network_and_strangers_are_not() -> None:
    one = origins()
    assert one.of(asked(("198.51.100.2", 1))) == one.of(asked(("198.51.100.200", 1)))
    assert one.of(asked(("198.51.100.2", 1))) != one.of(asked(("198.51.101.2", 1)))
    assert str(network_of(ip_address("2001:db8:1:2::3"))) == "2001:db8:1::/48"
    assert peer_of(("::ffff:198.51.100.2", 1, 0, 0)) == ip_address("198.51.100.2")


def test_the_address_cannot_be_read_from_the_hash_and_another_key_gives_another() -> None:
    settings = Settings.load(_env_file=None)
    request = asked(("198.51.100.2", 1))
    first, second = Origins(settings, b"una"), Origins(settings, b"otra")
    assert "198" not in first.of(request)
    assert first.of(request) != second.of(request)


def test_behind_a_proxy_we_were_not_told_of_nobody_shares_an_allowance() -> None:
    behind = origins(public_url="https://escucha.example")
    assert behind.of(asked(("127.0.0.1", 1), "203.0.113.7")) == UNKNOWN
    assert behind.of(asked(("198.51.100.2", 1))) != UNKNOWN
    assert behind.of(asked("")) == UNKNOWN
