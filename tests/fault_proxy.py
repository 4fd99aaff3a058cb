"""A TCP proxy on loopback that makes a network's faults: resets, refusals, delays, cuts, stalls.

The target is a TCP address or a Unix socket. The proxy keeps its own address while it runs.
"""

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"
_AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: on, 0 s: closing sends a reset
_CHUNK = 65536

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class _Connection:
    """A client's connection, and the one to the target that belongs to it."""

    def __init__(self, client: Streams, *, flows: bool) -> None:
        self.client = client
        self.writers = [client[1]]
        self.flowing = asyncio.Event()
        if flows:
            self.flowing.set()

    def reset(self) -> None:
        """Reset both sides."""
        for writer in self.writers:
            sock = writer.get_extra_info("socket")
            if sock.family == socket.AF_INET and sock.fileno() >= 0:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            writer.transport.abort()


class Proxy:
    """Listens within `async with`, and forwards what comes to `target`.

    `delay` is how many seconds each chunk waits; `connections` counts those that were accepted.
    """

    def __init__(self, target: tuple[str, int] | str) -> None:
        self._target = target
        self._open: dict[_Connection, asyncio.Task[None]] = {}
        self._new_connections_flow = True
        self._bytes_before_cut: int | None = None
        self.delay = 0.0
        self.port = 0
        self.connections = 0

    async def __aenter__(self) -> Self:
        await self._listen()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.refuse()
        tasks = tuple(self._open.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def reset(self) -> None:
        """Reset every connection; new ones are accepted."""
        for connection in tuple(self._open):
            connection.reset()

    def refuse(self) -> None:
        """Refuse new connections until `heal`."""
        self._server.close()

    def stall(self, *, new: bool = True) -> None:
        """Forward nothing more, and close nothing; with `new`, on new connections neither."""
        self._new_connections_flow = not new
        for connection in self._open:
            connection.flowing.clear()

    def cut_answer(self, after: int = 0) -> None:
        """Reset the connection on which the target's next bytes come, once `after` have passed.

        With 0 a request arrives, and its answer is lost.
        """
        self._bytes_before_cut = after

    async def heal(self) -> None:
        """Forward everything again, what was held back first."""
        self._new_connections_flow, self._bytes_before_cut, self.delay = True, None, 0.0
        for connection in self._open:
            connection.flowing.set()
        if not self._server.is_serving():
            await self._listen()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        connection = _Connection((reader, writer), flows=self._new_connections_flow)
        task = asyncio.create_task(self._serve(connection))
        self._open[connection] = task
        task.add_done_callback(lambda _: self._open.pop(connection))

    async def _serve(self, connection: _Connection) -> None:
        client, uncut = connection.client, len
        try:
            await connection.flowing.wait()
            target = await self._connect_to_target()
            connection.writers.append(target[1])
            async with asyncio.TaskGroup() as both:
                both.create_task(self._pump(connection, client[0], target[1], uncut))
                both.create_task(self._pump(connection, target[0], client[1], self._passing))
        except* OSError:
            await connection.flowing.wait()
            connection.reset()
        finally:
            for writer in connection.writers:
                writer.close()

    async def _connect_to_target(self) -> Streams:
        if isinstance(self._target, str):
            return await asyncio.open_unix_connection(self._target)
        return await asyncio.open_connection(*self._target)

    async def _pump(
        self,
        connection: _Connection,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        passing: Callable[[bytes], int],
    ) -> None:
        """Forward one way until the end of the source, and then that end."""
        chunk = b"..."
        while chunk:
            chunk = await source.read(_CHUNK)
            await asyncio.sleep(self.delay)
            await connection.flowing.wait()
            passes = passing(chunk)
            sink.write(chunk[:passes])
            await sink.drain()
            if passes < len(chunk):
                raise ConnectionResetError
        with suppress(OSError):
            sink.write_eof()

    def _passing(self, chunk: bytes) -> int:
        """How many bytes of an answer go through; fewer than there are, once, where it is cut."""
        if self._bytes_before_cut is None or not chunk:
            return len(chunk)
        passes = min(self._bytes_before_cut, len(chunk))
        self._bytes_before_cut = None if passes < len(chunk) else self._bytes_before_cut - passes
        return passes
