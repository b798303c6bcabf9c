"""Keeps a channel somebody typed on a page from reaching inside: this machine, its network, a cloud's metadata.

Looked at where a connection is made, not where the address was typed: a name may lead elsewhere tomorrow, a gateway may
redirect, a mail server is named in an option. Every connection Python makes passes its audit events, whatever library asks.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings

LEAVES = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
EMBEDS = ip_network("64:ff9b::/96")  # IPv4 behind NAT64
_watched = threading.local()


class LiesInside(OSError):
    """A connection that was not made."""


def lies_inside(host: str) -> bool:
    """Whether an address (not a name) is none of the public network and none that was allowed; what is no address lies inside."""
    try:
        address = _plain(ip_address(host.partition("%")[0]))
    except ValueError:
        return True
    is_public = address.is_global and not address.is_multicast
    return not is_public and not any(address in network for network in settings.CHANNELS_INSIDE)


@contextmanager
def only_outside() -> Iterator[list[str]]:
    """Within, this thread connects to nothing inside; gives the addresses it was kept from."""
    _listen()
    kept_from: list[str] = []
    _watched.kept_from = kept_from
    try:
        yield kept_from
    finally:
        _watched.kept_from = None


@cache
def _listen() -> None:
    """Once a process, and only in one that sends: a hook stays for good."""
    sys.addaudithook(_look)


def _look(event: str, arguments: tuple[Any, ...]) -> None:
    kept_from = getattr(_watched, "kept_from", None) if event in LEAVES else None
    if kept_from is None:
        return
    target = arguments[1]
    host = str(target[0]) if isinstance(target, tuple) else str(target)
    if lies_inside(host):
        kept_from.append(host)
        raise LiesInside(host)


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address another one stands for, where it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in EMBEDS:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
