"""Slack's side of HTTP with next to no cost of its own: plain sockets, requests made beforehand."""

import re
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from itertools import repeat
from urllib.parse import urlsplit

from tests.faults.hostile_requests import command, request, signed

CODE = "2148598792"
LOOPBACK = "127.0.0.1"


class Connection:
    """A kept-alive connection on which one request is sent again and again."""

    def __init__(self, url: str, data: bytes, source: str = LOOPBACK) -> None:
        address = urlsplit(url)
        self.socket = socket.create_connection(
            (address.hostname or "", address.port or 0), source_address=(source, 0)
        )
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._data = data
        self._came = b""
        self._begun = 0.0

    def send(self) -> None:
        """Ask."""
        self._came = b""
        self._begun = time.perf_counter()
        self.socket.sendall(self._data)

    def response_time(self) -> float | None:
        """Seconds that the answer took; None while it is not whole. It has to be 200."""
        self._came += self.socket.recv(256 * 1024)
        head, end, body = self._came.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        if not end or not length or len(body) < int(length[1]):
            assert self._came, "the connection was closed"
            return None
        assert head.startswith(b"HTTP/1.1 200"), head
        return time.perf_counter() - self._begun


def commands(count: int) -> list[bytes]:
    """The command as so many people type it, signed now."""
    bodies = [command(CODE, user_id=f"U0BENCH{number:03d}") for number in range(count)]
    return [request(body, signed(body)) for body in bodies]


def ask(
    url: str, requests: Sequence[bytes], count: int, sources: Iterator[str] | None = None
) -> list[float]:
    """The seconds of so many answers, with one connection for each of the requests.

    `sources` are the addresses of this machine that the connections come from.
    """
    seconds: list[float] = []
    with selectors.DefaultSelector() as selector:
        sources = sources or repeat(LOOPBACK)
        lines = [Connection(url, data, next(sources)) for data in requests]
        for line in lines:
            selector.register(line.socket, selectors.EVENT_READ, line)
            line.send()
        while len(seconds) < count:
            for key, _ in selector.select():
                took = key.data.response_time()
                if took is not None:
                    seconds.append(took)
                    key.data.send()
        for line in lines:
            line.socket.close()
    return seconds
