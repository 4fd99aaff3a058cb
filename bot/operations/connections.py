"""EDGE. Listens for connections, and has no more of them open than the process can bear.

asyncio's own servers accept whatever comes. Where that uses the process's files up, each further
try to accept fails, is logged, and is put off, all up to 128 times for one that waits.
"""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager, suppress
from ipaddress import IPv6Address
from itertools import islice
from logging import getLogger

from bot.operations.log_format import RateLimitedLog

log = getLogger(__name__)

ENOUGH_FILES = 10_240
"""Files that are enough for any bot; macOS lets a process have no more."""
BACKLOG = 1024
"""Connections that may wait in the kernel to be accepted, if it lets so many: they take no file."""
DEFERRED = 10
"""Seconds for which Linux keeps a connection to itself on which nothing has come: tcp(7).

So whoever sends a whole request at once is answered before many others can be accepted, and has to
make room for none of them.
"""
AGAIN = 0.1
"""Seconds until it is tried again to accept, where there is no room or no file."""
HANDFUL = 16
"""Connections that are closed when no file is left, so that the rest of the bot has some too."""

Address = tuple[str, int]


def raise_file_limit() -> None:
    """Let the process have as many files open as the system would let it, if need be.

    Commonly that is 1,024 or 256 of a million. On Windows there is no such limit.
    """
    with suppress(ModuleNotFoundError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on Windows

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = min(files for files in (hard, ENOUGH_FILES) if files != resource.RLIM_INFINITY)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def file_limit() -> int:
    """How many files the process may have open, or `ENOUGH_FILES` if that is less."""
    limit = ENOUGH_FILES
    with suppress(ModuleNotFoundError):
        import resource  # noqa: PLC0415 - not on Windows

        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        limit = min(files for files in (soft, ENOUGH_FILES) if files != resource.RLIM_INFINITY)
    return limit


class Connections:
    """Those of one listener that are open: `most` in all, and of these `share` strangers of a host.

    A stranger is a connection on which nothing was verified yet. It has `first` seconds for that,
    where they are told. Where there is no room for a new one, the oldest stranger is closed: of
    the same host if that has its share, else of the host that has the most. So a flood closes its
    own connections, and never one that Slack or a proxy uses: all of a proxy's come from one host,
    but they are no strangers once it has handed on a request of Slack's. Only if there is no
    stranger, one is closed on which nothing was verified for `rest` seconds. `count` is told why
    each was closed.
    """

    def __init__(
        self,
        most: int,
        share: int,
        first: float | None = None,
        rest: float = 5.0,
        count: Callable[[str], object] = str,
    ) -> None:
        self._most = most
        self._share = share
        self._first = first
        self._rest = rest
        self._count = count
        self._strangers: dict[asyncio.Transport, str] = {}
        self._hosts: dict[str, dict[asyncio.Transport, None]] = {}
        self._timers: dict[asyncio.Transport, asyncio.TimerHandle] = {}
        self._verified: dict[asyncio.Transport, float] = {}  # when, the longest ago first

    def __len__(self) -> int:
        return len(self._strangers) + len(self._verified)

    def opened(self, transport: asyncio.Transport, host: str) -> None:
        """Take a new connection in, as a stranger."""
        host = _network(host)
        if len(self._hosts.get(host, ())) >= self._share:
            self._forget_closed()
        if len(self._hosts.get(host, ())) >= self._share:
            self._close(next(iter(self._hosts[host])), "full")
        self._strangers[transport] = host
        self._hosts.setdefault(host, {})[transport] = None
        if self._first is not None:
            loop = asyncio.get_running_loop()
            self._timers[transport] = loop.call_later(self._first, self._close, transport, "late")

    def verified(self, transport: asyncio.Transport | None) -> None:
        """It is no stranger any more, or still none: a request on it was verified just now."""
        if transport is not None and self._forget(transport):
            self._verified[transport] = time.monotonic()

    def make_room(self) -> bool:
        """Whether there is room for one more, which others may have to make."""
        if len(self) >= self._most:
            self._forget_closed()
        while len(self) >= self._most:
            victim = self._oldest() or self._rested()
            if victim is None:
                return False
            self._close(victim, "full")
        return True

    def close_some(self) -> int:
        """Close a handful of strangers, where there are any; how many."""
        some = [*islice(self._strangers, HANDFUL)]
        for transport in some:
            self._close(transport, "full")
        return len(some)

    def _oldest(self) -> asyncio.Transport | None:
        """The oldest stranger of the host that has the most, and of these the oldest host."""
        if not self._hosts:
            return None
        most = max(self._hosts, key=lambda host: len(self._hosts[host]))
        return next(iter(self._hosts[most]))

    def _rested(self) -> asyncio.Transport | None:
        """That on which nothing was verified for the longest, if that is long enough."""
        transport, last = next(iter(self._verified.items()))
        return transport if time.monotonic() - last >= self._rest else None

    def _forget_closed(self) -> None:
        """Take out what was closed by others, which do not tell."""
        for transport in [*self._strangers, *self._verified]:
            if transport.is_closing():
                self._forget(transport)

    def _close(self, transport: asyncio.Transport, why: str) -> None:
        """Close a connection at once: its file is free in the loop's next round."""
        self._forget(transport)
        if not transport.is_closing():
            transport.abort()
            self._count(why)

    def _forget(self, transport: asyncio.Transport) -> bool:
        """Take it out; whether it was in."""
        host = self._strangers.pop(transport, None)
        if host is None:
            return self._verified.pop(transport, None) is not None
        theirs = self._hosts[host]
        del theirs[transport]
        if not theirs:
            del self._hosts[host]
        if timer := self._timers.pop(transport, None):
            timer.cancel()
        return True


def _network(host: str) -> str:
    """Who it is: of IPv6, all of a network of 64 bits are one, which has addresses without end."""
    return IPv6Address(host).packed[:8].hex() if ":" in host else host


@asynccontextmanager
async def listening(
    make: Callable[[], asyncio.BaseProtocol], host: str, port: int, connections: Connections
) -> AsyncIterator[Address]:
    """The address where connections are accepted for protocols that `make` makes.

    They are closed by whoever made it. Port 0 is any free one. Raises `OSError` where it cannot
    listen.
    """
    loop = asyncio.get_running_loop()
    bound = await loop.create_server(make, host, port, start_serving=False)
    with ExitStack() as stack:
        stack.callback(bound.close)
        sockets = [stack.enter_context(each.dup()) for each in bound.sockets]
        for each in sockets:
            with suppress(AttributeError):  # other systems than Linux
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, DEFERRED)
            each.listen(BACKLOG)
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
    """Accept one connection after the other, whenever there is room."""
    loop, failures = asyncio.get_running_loop(), RateLimitedLog(log)
    while True:
        if not connections.make_room():
            await asyncio.sleep(AGAIN)
            continue
        try:
            accepted, address = await loop.sock_accept(bound)
            transport, _ = await loop.connect_accepted_socket(make, accepted)
        except ConnectionError:  # who waited has gone
            continue
        except OSError as error:
            failures.warning("a connection cannot be accepted: %s", error.strerror)
            await asyncio.sleep(0 if connections.close_some() else AGAIN)
            continue
        connections.opened(transport, address[0])
