"""The limit of open connections, and how they are accepted."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from errno import EACCES, EADDRNOTAVAIL, EMFILE
from functools import partial
from typing import cast

import pytest

from bot.operations.connections import Address, CannotListenError, Connections, listening

NAMES = "HOST and PORT"
A, B = "192.0.2.1", "192.0.2.2"


@pytest.fixture
async def transports() -> AsyncIterator[Callable[[], asyncio.Transport]]:
    """Makes transports of real sockets."""
    ends: list[socket.socket] = []
    made: list[asyncio.Transport] = []
    pairs = [socket.socketpair() for _ in range(8)]
    for one, other in pairs:
        transport, _ = await asyncio.get_running_loop().connect_accepted_socket(
            asyncio.Protocol, one
        )
        made.append(transport)
        ends.append(other)
    left = iter(made)
    yield lambda: next(left)
    for transport in made:
        transport.abort()
    for end in ends:
        end.close()


class Watched:
    """Connections that record the reasons why they were closed."""

    def __init__(
        self, made: Callable[[], asyncio.Transport], most: int, share: int, **more: float
    ) -> None:
        self.why: list[str] = []
        self.connections = Connections(most, share, count=self.why.append, **more)
        self._made = made

    def open(self, host: str = A) -> asyncio.Transport:
        """Open a connection from that host; there must be room."""
        assert self.connections.make_room()
        transport = self._made()
        self.connections.add(transport, host)
        return transport


Bounded = Callable[..., Watched]


@pytest.fixture
def bounded(transports: Callable[[], asyncio.Transport]) -> Bounded:
    return partial(Watched, transports)


def closed(*transports: asyncio.Transport) -> list[bool]:
    return [transport.is_closing() for transport in transports]


async def test_the_oldest_unverified_connection_is_closed_for_a_new_one(bounded: Bounded) -> None:
    watched = bounded(2, 2)
    one, two, three = (watched.open() for _ in range(3))

    assert closed(one, two, three) == [True, False, False]
    assert watched.why == ["full"]


async def test_where_files_run_out_unverified_connections_are_closed(bounded: Bounded) -> None:
    watched = bounded(9, 9)
    verified, *others = (watched.open() for _ in range(3))
    watched.connections.mark_verified(verified)

    assert watched.connections.close_some() == 2
    assert closed(verified, *others) == [False, True, True]
    assert watched.why == ["full", "full"]


async def test_a_verified_connection_is_not_closed_for_a_new_one(bounded: Bounded) -> None:
    watched = bounded(2, 2)
    one = watched.open()
    watched.connections.mark_verified(one)
    two, three = watched.open(), watched.open()

    assert closed(one, two, three) == [False, True, False]


async def test_a_host_with_its_share_of_unverified_connections_loses_its_own(
    bounded: Bounded,
) -> None:
    watched = bounded(8, 2)
    one, two, three, four = (watched.open(host) for host in (A, B, B, B))

    assert closed(one, two, three, four) == [False, True, False, False]


async def test_verified_connections_do_not_count_for_the_share(bounded: Bounded) -> None:
    watched = bounded(8, 1)
    one = watched.open()
    watched.connections.mark_verified(one)
    two = watched.open()

    assert closed(one, two) == [False, False]


async def test_without_room_the_host_with_the_most_unverified_connections_loses_one(
    bounded: Bounded,
) -> None:
    watched = bounded(4, 3)
    one, two, three, four = (watched.open(host) for host in (A, B, B, B))
    five = watched.open(A)

    assert closed(one, two, three, four, five) == [False, True, False, False, False]


async def test_a_network_of_ipv6_is_one_host(bounded: Bounded) -> None:
    watched = bounded(8, 1)
    one, two, three = (watched.open(f"2001:db8:0:{net}::{net}%lo") for net in (1, 1, 2))

    assert closed(one, two, three) == [True, False, False]


@pytest.mark.parametrize(("most", "share"), [(2, 2), (8, 2)])
async def test_a_connection_that_the_client_closed_makes_room(
    bounded: Bounded, most: int, share: int
) -> None:
    watched = bounded(most, share)
    one, two = watched.open(), watched.open()
    two.close()
    three = watched.open()

    assert closed(one, three) == [False, False]
    assert watched.why == []


async def test_if_all_are_verified_the_idlest_is_closed(
    bounded: Bounded,
) -> None:
    watched = bounded(2, 2, idle=0)
    one, two = watched.open(), watched.open()
    for transport in (one, two, one):
        watched.connections.mark_verified(transport)
    three = watched.open()

    assert closed(one, two, three) == [False, True, False]


async def test_if_all_are_verified_a_busy_one_is_not_closed(bounded: Bounded) -> None:
    watched = bounded(1, 1)
    one = watched.open()
    watched.connections.mark_verified(one)

    assert not watched.connections.make_room()
    assert closed(one) == [False]


async def test_a_closed_or_missing_connection_is_not_verified(bounded: Bounded) -> None:
    watched = bounded(2, 1)
    one, _ = watched.open(), watched.open()
    watched.connections.mark_verified(one)
    watched.connections.mark_verified(None)

    assert len(watched.connections) == 1


async def test_a_connection_is_closed_if_it_is_not_verified_in_time(
    transports: Callable[[], asyncio.Transport],
) -> None:
    why = asyncio.Queue[str]()
    connections = Connections(8, 8, verify_within=0.05, count=why.put_nowait)
    late, verified, gone, last = (transports() for _ in range(4))
    for transport in (late, verified, gone, last):
        connections.add(transport, A)
    connections.mark_verified(verified)
    gone.close()

    assert [await why.get() for _ in range(2)] == ["late", "late"]
    assert closed(late, verified, last) == [True, False, True]
    assert len(connections) == 1


# With real sockets


class Greets(asyncio.Protocol):
    """Sends a greeting, so that the client knows that it was accepted."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).write(b"hello")  # uvloop's only behaves like one


async def greeted(address: Address) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"?")
    assert await reader.readexactly(5) == b"hello"
    return reader, writer


@asynccontextmanager
async def clients(address: Address, count: int) -> AsyncIterator[list[asyncio.StreamReader]]:
    made = [await greeted(address) for _ in range(count)]
    yield [reader for reader, _ in made]
    for _, writer in made:
        writer.transport.abort()


async def test_the_first_client_is_closed_for_the_last() -> None:
    connections = Connections(3, 2)
    async with (
        listening(Greets, "127.0.0.1", 0, connections, NAMES) as address,
        clients(address, 3) as [one, two, three],
    ):
        assert await one.read() == b""
        assert not two.at_eof()
        assert not three.at_eof()


async def test_a_client_waits_until_there_is_room(
    transports: Callable[[], asyncio.Transport],
) -> None:
    connections = Connections(1, 1)
    busy = transports()
    connections.add(busy, A)
    connections.mark_verified(busy)
    async with (
        listening(Greets, "127.0.0.1", 0, connections, NAMES) as address,
        asyncio.timeout(10),
    ):
        reader, writer = await asyncio.open_connection(*address)
        writer.write(b"?")
        busy.close()
        hello = await reader.readexactly(5)
        writer.transport.abort()

    assert hello == b"hello"


async def test_a_client_that_has_gone_before_it_is_accepted_does_not_stop_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    accept, failures = socket.socket.accept, [ConnectionAbortedError, PermissionError]

    def fail_at_first(self: socket.socket) -> tuple[socket.socket, Address]:
        if failures:
            raise failures.pop()
        return accept(self)

    monkeypatch.setattr(socket.socket, "accept", fail_at_first)
    async with (
        listening(Greets, "127.0.0.1", 0, Connections(8, 8), NAMES) as address,
        clients(address, 1) as [client],
    ):
        assert not client.at_eof()


async def test_an_address_in_use_raises_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        host, port = other.getsockname()
        in_use = listening(Greets, host, port, Connections(8, 8), NAMES)

        with pytest.raises(CannotListenError, match=f"^{NAMES}: .*in use"):
            await in_use.__aenter__()


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        (EACCES, ". A port below 1024 takes a right that the bot needs nowhere: name another"),
        (EADDRNOTAVAIL, ". It is no address of this machine, as 127.0.0.1 is"),
        (EMFILE, ""),
    ],
)
def test_what_to_do_about_an_address_is_said_where_it_is_known(code: int, hint: str) -> None:
    refused = CannotListenError(NAMES, "::1", 80, OSError(code, "a sentence"))

    assert str(refused) == (f"{NAMES}: cannot listen on [::1]:80: {os.strerror(code)}{hint}")
