"""EDGE. Accepts connections, and limits the number of open ones.

asyncio's servers accept every connection. If the process runs out of files, each further attempt to
accept one fails, is logged, and is retried, up to 128 times for each waiting connection.
"""

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from errno import EACCES, EADDRINUSE, EADDRNOTAVAIL
from ipaddress import IPv6Address
from itertools import islice
from logging import getLogger

from bot.operations.log_format import RateLimitedLog

log = getLogger(__name__)

BACKLOG = 1024
"""The most connections that wait in the kernel to be accepted; they need no file yet."""
DEFER_SECONDS = 10
"""Seconds for which Linux does not report a connection without data: tcp(7).

So a client that sends its request at once is accepted before clients that only connect.
"""
RETRY_SECONDS = 0.1
"""Seconds until the next attempt to accept, when there is no room or no file."""
CLOSED_AT_ONCE = 16
"""Connections that are closed when no file is left, so that the rest of the bot has some too."""

Address = tuple[str, int]
_HINTS = {
    EACCES: ". A port below 1024 takes a right that the bot needs nowhere: name another",
    EADDRINUSE: ". Does another bot run here?",
    EADDRNOTAVAIL: ". It is no address of this machine, as 127.0.0.1 is",
}


class Connections:
    """The open connections of one listener: at most `most`, and `share` unverified ones of a host.

    A connection is unverified until a request on it was verified; it has `verify_within` seconds
    for that, if given. To make room for a new connection, the oldest unverified one is closed: of
    the same host if that has its share, else of the host with the most. So a flood of connections
    closes its own, and never one that Slack or a proxy uses: a proxy's all come from one host, but
    each is verified once it has forwarded a request of Slack's. Only if all are verified, one is
    closed on which no request was verified for `idle` seconds. `count` receives the reason for each
    closed connection.
    """

    def __init__(
        self,
        most: int,
        share: int,
        verify_within: float | None = None,
        idle: float = 5.0,
        count: Callable[[str], object] = str,
    ) -> None:
        self._most = most
        self._share = share
        self._verify_within = verify_within
        self._idle = idle
        self._count = count
        self._unverified: dict[asyncio.Transport, str] = {}
        self._hosts: dict[str, dict[asyncio.Transport, None]] = {}
        self._timers: dict[asyncio.Transport, asyncio.TimerHandle] = {}
        self._verified: dict[
            asyncio.Transport, float
        ] = {}  # the time of the last request, the oldest first

    def __len__(self) -> int:
        return len(self._unverified) + len(self._verified)

    def add(self, transport: asyncio.Transport, host: str) -> None:
        """Add a new connection, which is unverified."""
        host = _network(host)
        if len(self._hosts.get(host, ())) >= self._share:
            self._remove_closed()
        if len(self._hosts.get(host, ())) >= self._share:
            self._close(next(iter(self._hosts[host])), "full")
        self._unverified[transport] = host
        self._hosts.setdefault(host, {})[transport] = None
        if self._verify_within is not None:
            loop = asyncio.get_running_loop()
            self._timers[transport] = loop.call_later(
                self._verify_within, self._close, transport, "late"
            )

    def mark_verified(self, transport: asyncio.Transport | None) -> None:
        """Record that a request on this connection was verified now."""
        if transport is not None and self._remove(transport):
            self._verified[transport] = time.monotonic()

    def make_room(self) -> bool:
        """Close a connection if there are too many; return whether there is room for one more."""
        if len(self) >= self._most:
            self._remove_closed()
        while len(self) >= self._most:
            victim = self._oldest_unverified() or self._idlest()
            if victim is None:
                return False
            self._close(victim, "full")
        return True

    def close_some(self) -> int:
        """Close a few unverified connections, if there are any; return their number."""
        some = [*islice(self._unverified, CLOSED_AT_ONCE)]
        for transport in some:
            self._close(transport, "full")
        return len(some)

    def _oldest_unverified(self) -> asyncio.Transport | None:
        """The oldest unverified connection of the host that has the most of them."""
        if not self._hosts:
            return None
        most = max(self._hosts, key=lambda host: len(self._hosts[host]))
        return next(iter(self._hosts[most]))

    def _idlest(self) -> asyncio.Transport | None:
        """The connection that has been without a verified request longest, if long enough."""
        transport, last = next(iter(self._verified.items()))
        return transport if time.monotonic() - last >= self._idle else None

    def _remove_closed(self) -> None:
        """Remove connections that were closed elsewhere, which is not reported."""
        for transport in [*self._unverified, *self._verified]:
            if transport.is_closing():
                self._remove(transport)

    def _close(self, transport: asyncio.Transport, why: str) -> None:
        """Abort a connection: its file is free in the event loop's next iteration."""
        self._remove(transport)
        if not transport.is_closing():
            transport.abort()
            self._count(why)

    def _remove(self, transport: asyncio.Transport) -> bool:
        """Remove a connection; return whether it was there."""
        host = self._unverified.pop(transport, None)
        if host is None:
            return self._verified.pop(transport, None) is not None
        of_host = self._hosts[host]
        del of_host[transport]
        if not of_host:
            del self._hosts[host]
        if timer := self._timers.pop(transport, None):
            timer.cancel()
        return True


def _network(host: str) -> str:
    """The client's network: the first 64 bits of an IPv6 address, whose owner has all the rest."""
    return IPv6Address(host).packed[:8].hex() if ":" in host else host


def address_of(host: str, port: int) -> str:
    """The address as it stands in a URL: an IPv6 address is in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class CannotListenError(Exception):
    """The address is in use, or not of this machine; the message names its settings and why."""

    def __init__(self, settings: str, host: str, port: int, error: OSError) -> None:
        reason = error.strerror
        if error.errno is not None and not isinstance(error, socket.gaierror):
            # asyncio makes a sentence of its own, with the address once more
            reason = os.strerror(error.errno)
        hint = _HINTS.get(error.errno or 0, "")
        super().__init__(f"{settings}: cannot listen on {address_of(host, port)}: {reason}{hint}")


@asynccontextmanager
async def listening(
    make: Callable[[], asyncio.BaseProtocol],
    host: str,
    port: int,
    connections: Connections,
    settings: str,
) -> AsyncIterator[Address]:
    """Accept connections for the protocols that `make` makes; return the address.

    The caller closes the connections. Port 0 is any free port. Raises `CannotListenError`, which
    names the `settings` of the address.
    """
    loop = asyncio.get_running_loop()
    with ExitStack() as stack:
        try:
            bound = await loop.create_server(make, host, port, start_serving=False)
            stack.callback(bound.close)
            sockets = [stack.enter_context(each.dup()) for each in bound.sockets]
            for each in sockets:
                with suppress(AttributeError):  # other systems than Linux
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, DEFER_SECONDS)
                each.listen(BACKLOG)
        except OSError as error:
            raise CannotListenError(settings, host, port, error) from error
        accepting = [loop.create_task(_accept(each, make, connections)) for each in sockets]
        try:
            yield sockets[0].getsockname()[:2]
        finally:
            for task in accepting:
                task.cancel()
            await asyncio.gather(*accepting, return_exceptions=True)


async def _accept(
    bound: socket.socket, make: Callable[[], asyncio.BaseProtocol], connections: Connections
) -> None:
    """Accept one connection after another, whenever there is room."""
    loop, failures = asyncio.get_running_loop(), RateLimitedLog(log)
    while True:
        if not connections.make_room():
            await asyncio.sleep(RETRY_SECONDS)
            continue
        try:
            accepted, address = await loop.sock_accept(bound)
            transport, _ = await loop.connect_accepted_socket(make, accepted)
        except ConnectionError:  # the client has closed it
            continue
        except OSError as error:
            failures.warning("a connection cannot be accepted: %s", error.strerror)
            await asyncio.sleep(0 if connections.close_some() else RETRY_SECONDS)
            continue
        connections.add(transport, address[0])
