"""A free port, for a process that has to be told where it will listen."""

import random
import socket
from contextlib import suppress

_PORTS = range(10_000, 32_000)
"""Below those that Linux gives to outgoing connections, which may take them again at any time."""


def free_port() -> int:
    """A port of this machine at which nothing listens."""
    while True:
        port = random.choice(_PORTS)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
