"""The proxy of the fault tests causes the network faults that it documents."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fault_proxy import HOST, Proxy, Streams


class Server:
    """Echoes what it receives, and records it."""

    def __init__(self) -> None:
        self.received = b""
        self.ended = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while chunk := await reader.read(1000):
                self.received += chunk
                writer.write(chunk)
        except ConnectionResetError:
            pass
        finally:
            writer.close()
            self.ended.set()


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture(params=["tcp", "unix"])
async def proxy(
    request: pytest.FixtureRequest, server: Server, tmp_path: Path
) -> AsyncIterator[Proxy]:
    path = str(tmp_path / "socket")
    if request.param == "tcp":
        listener = await asyncio.start_server(server.serve, HOST)
    else:
        listener = await asyncio.start_unix_server(server.serve, path)
    address = listener.sockets[0].getsockname()
    async with listener, Proxy(address) as proxy:
        yield proxy


async def connect(proxy: Proxy) -> Streams:
    return await asyncio.open_connection(HOST, proxy.port)


async def exchange(connection: Streams, question: bytes = b"hello") -> bytes:
    connection[1].write(question)
    return await connection[0].read(1000)


async def ask_once(proxy: Proxy) -> bytes:
    connection = await connect(proxy)
    answer = await exchange(connection)
    connection[1].close()
    return answer


async def test_it_forwards_both_ways_and_the_end_too(proxy: Proxy) -> None:
    connection = await connect(proxy)
    connection[1].write(b"hello")
    connection[1].write_eof()
    answer = await connection[0].read()
    connection[1].close()

    assert answer == b"hello"
    assert proxy.connections == 1


async def test_a_reset_ends_what_is_open_and_nothing_else(proxy: Proxy, server: Server) -> None:
    connection = await connect(proxy)
    await exchange(connection)
    proxy.reset()

    with pytest.raises(ConnectionResetError):
        await connection[0].read()
    await server.ended.wait()
    assert await ask_once(proxy) == b"hello"


async def test_it_refuses_until_it_is_healed(proxy: Proxy) -> None:
    connection = await connect(proxy)
    await exchange(connection)
    proxy.refuse()
    with pytest.raises(ConnectionRefusedError):
        await connect(proxy)
    still = await exchange(connection, b"still there")
    await proxy.heal()
    connection[1].close()

    assert still == b"still there"
    assert await ask_once(proxy) == b"hello"


@pytest.mark.parametrize("new", [True, False])
async def test_a_stalled_connection_is_silent_and_open_until_it_is_healed(
    proxy: Proxy, server: Server, *, new: bool
) -> None:
    connection = await connect(proxy)
    await exchange(connection)
    proxy.stall(new=new)
    other = asyncio.create_task(ask_once(proxy))
    connection[1].write(b", world")
    connection[1].write_eof()
    if not new:
        await other
    held_back = server.received
    await proxy.heal()

    assert held_back == b"hello" * (1 if new else 2)
    assert await connection[0].read() == b", world"
    assert await other == b"hello"
    connection[1].close()


async def test_a_delay_applies_to_each_chunk(proxy: Proxy) -> None:
    proxy.delay = 0.05
    begun = asyncio.get_running_loop().time()
    answer = await ask_once(proxy)

    assert answer == b"hello"
    assert asyncio.get_running_loop().time() - begun >= 0.1


@pytest.mark.parametrize("after", [0, 3])
async def test_an_answer_is_cut_once_though_the_request_arrived(
    proxy: Proxy, server: Server, after: int
) -> None:
    proxy.cut_answer(after=after)
    connection = await connect(proxy)
    connection[1].write(b"hello")
    with pytest.raises(ConnectionResetError):
        await connection[0].readexactly(5)
    connection[1].close()

    assert server.received == b"hello"
    assert await ask_once(proxy) == b"hello"


async def test_bytes_that_pass_are_counted_over_several_chunks(proxy: Proxy) -> None:
    proxy.cut_answer(after=7)
    connection = await connect(proxy)

    assert await exchange(connection) == b"hello"
    assert await exchange(connection, b", world") == b", "
    with pytest.raises(ConnectionResetError):
        await connection[0].read()
    connection[1].close()


async def test_a_missing_target_resets_the_connection(unused_tcp_port: int) -> None:
    async with Proxy((HOST, unused_tcp_port)) as proxy:
        connection = await connect(proxy)
        with pytest.raises(ConnectionResetError):
            await connection[0].read()
        connection[1].close()
