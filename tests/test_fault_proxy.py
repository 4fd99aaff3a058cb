"""The proxy of the fault tests does to a connection what it says."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fault_proxy import HOST, Proxy, Streams


class Server:
    """Answers with what it hears, and knows what that was."""

    def __init__(self) -> None:
        self.heard = b""
        self.ended = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while chunk := await reader.read(1000):
                self.heard += chunk
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


async def reach(proxy: Proxy) -> Streams:
    return await asyncio.open_connection(HOST, proxy.port)


async def asked(line: Streams, question: bytes = b"hello") -> bytes:
    line[1].write(question)
    return await line[0].read(1000)


async def ask(proxy: Proxy) -> bytes:
    line = await reach(proxy)
    answer = await asked(line)
    line[1].close()
    return answer


async def test_it_forwards_both_ways_and_the_end_too(proxy: Proxy) -> None:
    line = await reach(proxy)
    line[1].write(b"hello")
    line[1].write_eof()
    answer = await line[0].read()
    line[1].close()

    assert answer == b"hello"
    assert proxy.connections == 1


async def test_a_reset_ends_what_is_open_and_nothing_else(proxy: Proxy, server: Server) -> None:
    line = await reach(proxy)
    await asked(line)
    proxy.reset()

    with pytest.raises(ConnectionResetError):
        await line[0].read()
    await server.ended.wait()
    assert await ask(proxy) == b"hello"


async def test_it_refuses_until_it_is_healed(proxy: Proxy) -> None:
    line = await reach(proxy)
    await asked(line)
    proxy.refuse()
    with pytest.raises(ConnectionRefusedError):
        await reach(proxy)
    still = await asked(line, b"still there")
    await proxy.heal()
    line[1].close()

    assert still == b"still there"
    assert await ask(proxy) == b"hello"


@pytest.mark.parametrize("new", [True, False])
async def test_a_stalled_line_is_silent_and_open_until_it_is_healed(
    proxy: Proxy, server: Server, *, new: bool
) -> None:
    line = await reach(proxy)
    await asked(line)
    proxy.stall(new=new)
    other = asyncio.create_task(ask(proxy))
    line[1].write(b", world")
    line[1].write_eof()
    if not new:
        await other
    held_back = server.heard
    await proxy.heal()

    assert held_back == b"hello" * (1 if new else 2)
    assert await line[0].read() == b", world"
    assert await other == b"hello"
    line[1].close()


async def test_a_chunk_comes_late_when_told_to(proxy: Proxy) -> None:
    proxy.delay = 0.05
    begun = asyncio.get_running_loop().time()
    answer = await ask(proxy)

    assert answer == b"hello"
    assert asyncio.get_running_loop().time() - begun >= 0.1


@pytest.mark.parametrize("after", [0, 3])
async def test_an_answer_is_cut_once_though_the_request_arrived(
    proxy: Proxy, server: Server, after: int
) -> None:
    proxy.cut_answer(after=after)
    line = await reach(proxy)
    line[1].write(b"hello")
    with pytest.raises(ConnectionResetError):
        await line[0].readexactly(5)
    line[1].close()

    assert server.heard == b"hello"
    assert await ask(proxy) == b"hello"


async def test_bytes_that_pass_are_counted_over_several_chunks(proxy: Proxy) -> None:
    proxy.cut_answer(after=7)
    line = await reach(proxy)

    assert await asked(line) == b"hello"
    assert await asked(line, b", world") == b", "
    with pytest.raises(ConnectionResetError):
        await line[0].read()
    line[1].close()


async def test_a_target_that_is_not_there_resets(unused_tcp_port: int) -> None:
    async with Proxy((HOST, unused_tcp_port)) as proxy:
        line = await reach(proxy)
        with pytest.raises(ConnectionResetError):
            await line[0].read()
        line[1].close()
