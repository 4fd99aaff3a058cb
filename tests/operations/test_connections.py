"""Connections that are accepted one by one, and no more of them than there is room for."""

import asyncio
import resource
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import pytest

from bot.operations.connections import (
    ENOUGH_FILES,
    Address,
    Connections,
    file_limit,
    listening,
    raise_file_limit,
)

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
    """Connections whose ends are counted."""

    def __init__(
        self, made: Callable[[], asyncio.Transport], most: int, share: int, **more: float
    ) -> None:
        self.why: list[str] = []
        self.connections = Connections(most, share, count=self.why.append, **more)
        self._made = made

    def opens(self, host: str = A) -> asyncio.Transport:
        """A stranger of that host comes in, if there is room."""
        assert self.connections.make_room()
        transport = self._made()
        self.connections.opened(transport, host)
        return transport


Bounded = Callable[..., Watched]


@pytest.fixture
def bounded(transports: Callable[[], asyncio.Transport]) -> Bounded:
    return partial(Watched, transports)


def closed(*transports: asyncio.Transport) -> list[bool]:
    return [transport.is_closing() for transport in transports]


async def test_for_a_new_one_the_oldest_stranger_makes_room(bounded: Bounded) -> None:
    watched = bounded(2, 2)
    one, two, three = (watched.opens() for _ in range(3))

    assert closed(one, two, three) == [True, False, False]
    assert watched.why == ["full"]


async def test_one_on_which_something_was_verified_makes_no_room(bounded: Bounded) -> None:
    watched = bounded(2, 2)
    one = watched.opens()
    watched.connections.verified(one)
    two, three = watched.opens(), watched.opens()

    assert closed(one, two, three) == [False, True, False]


async def test_a_host_that_has_its_share_of_strangers_makes_room_itself(
    bounded: Bounded,
) -> None:
    watched = bounded(8, 2)
    one, two, three, four = (watched.opens(host) for host in (A, B, B, B))

    assert closed(one, two, three, four) == [False, True, False, False]


async def test_what_was_verified_counts_for_no_share(bounded: Bounded) -> None:
    watched = bounded(8, 1)
    one = watched.opens()
    watched.connections.verified(one)
    two = watched.opens()

    assert closed(one, two) == [False, False]


async def test_when_all_is_full_the_host_with_the_most_strangers_makes_room(
    bounded: Bounded,
) -> None:
    watched = bounded(4, 3)
    one, two, three, four = (watched.opens(host) for host in (A, B, B, B))
    five = watched.opens(A)

    assert closed(one, two, three, four, five) == [False, True, False, False, False]


async def test_a_network_of_ipv6_is_one_host(bounded: Bounded) -> None:
    watched = bounded(8, 1)
    one, two, three = (watched.opens(f"2001:db8:0:{net}::{net}%lo") for net in (1, 1, 2))

    assert closed(one, two, three) == [True, False, False]


@pytest.mark.parametrize(("most", "share"), [(2, 2), (8, 2)])
async def test_what_has_closed_by_itself_makes_room(
    bounded: Bounded, most: int, share: int
) -> None:
    watched = bounded(most, share)
    one, two = watched.opens(), watched.opens()
    two.close()
    three = watched.opens()

    assert closed(one, three) == [False, False]
    assert watched.why == []


async def test_without_strangers_what_was_verified_long_ago_makes_room(
    bounded: Bounded,
) -> None:
    watched = bounded(2, 2, rest=0)
    one, two = watched.opens(), watched.opens()
    for transport in (one, two, one):
        watched.connections.verified(transport)
    three = watched.opens()

    assert closed(one, two, three) == [False, True, False]


async def test_without_strangers_what_is_at_work_makes_no_room(bounded: Bounded) -> None:
    watched = bounded(1, 1)
    one = watched.opens()
    watched.connections.verified(one)

    assert not watched.connections.make_room()
    assert closed(one) == [False]


async def test_what_is_closed_or_gone_is_not_verified(bounded: Bounded) -> None:
    watched = bounded(2, 1)
    one, _ = watched.opens(), watched.opens()
    watched.connections.verified(one)
    watched.connections.verified(None)

    assert len(watched.connections) == 1


async def test_a_stranger_has_some_time_and_no_more(
    transports: Callable[[], asyncio.Transport],
) -> None:
    why = asyncio.Queue[str]()
    connections = Connections(8, 8, first=0.05, count=why.put_nowait)
    late, known, gone, last = (transports() for _ in range(4))
    for transport in (late, known, gone, last):
        connections.opened(transport, A)
    connections.verified(known)
    gone.close()

    assert [await why.get() for _ in range(2)] == ["late", "late"]
    assert closed(late, known, last) == [True, False, True]
    assert len(connections) == 1


# From the outside


class Greets(asyncio.Protocol):
    """Says hello, so that it is seen that a connection was accepted."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(b"hello")


async def greeted(address: Address) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(*address)
    writer.write(b"?")
    assert await reader.readexactly(5) == b"hello"
    return reader, writer


@asynccontextmanager
async def lines(address: Address, count: int) -> AsyncIterator[list[asyncio.StreamReader]]:
    made = [await greeted(address) for _ in range(count)]
    yield [reader for reader, _ in made]
    for _, writer in made:
        writer.transport.abort()


async def test_who_came_first_is_closed_for_who_comes_last() -> None:
    connections = Connections(3, 2)
    async with (
        listening(Greets, "127.0.0.1", 0, connections) as address,
        lines(address, 3) as [one, two, three],
    ):
        assert await one.read() == b""
        assert not two.at_eof()
        assert not three.at_eof()


async def test_who_comes_when_there_is_no_room_waits_for_it(
    transports: Callable[[], asyncio.Transport],
) -> None:
    connections = Connections(1, 1)
    busy = transports()
    connections.opened(busy, A)
    connections.verified(busy)
    async with listening(Greets, "127.0.0.1", 0, connections) as address, asyncio.timeout(10):
        reader, writer = await asyncio.open_connection(*address)
        writer.write(b"?")
        busy.close()
        hello = await reader.readexactly(5)
        writer.transport.abort()

    assert hello == b"hello"


async def test_who_has_gone_before_he_was_accepted_stops_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    accept, failures = socket.socket.accept, [ConnectionAbortedError, PermissionError]

    def fail_at_first(self: socket.socket) -> tuple[socket.socket, Address]:
        if failures:
            raise failures.pop()
        return accept(self)

    monkeypatch.setattr(socket.socket, "accept", fail_at_first)
    async with (
        listening(Greets, "127.0.0.1", 0, Connections(8, 8)) as address,
        lines(address, 1) as [line],
    ):
        assert not line.at_eof()


async def test_an_address_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        host, port = other.getsockname()
        taken = listening(Greets, host, port, Connections(8, 8))

        with pytest.raises(OSError, match="in use"):
            await taken.__aenter__()


def test_the_file_limit_is_raised_as_far_as_it_goes_and_is_enough() -> None:
    program = """
import resource
from bot.operations.connections import file_limit, raise_file_limit
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 200))
raise_file_limit()
print(file_limit(), *resource.getrlimit(resource.RLIMIT_NOFILE))
raise_file_limit()
print(file_limit())
"""
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)

    assert told.stdout.split() == [b"200", b"200", b"200", b"200"]


def test_more_files_than_enough_are_left_as_they_are() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    raise_file_limit()
    after = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, before)

    assert after[0] >= before[0]
    assert file_limit() == min(before[0], ENOUGH_FILES)
