"""EDGE. Serves the tools: on standard input and output to one client, or by HTTP to many.

HTTP listens on this machine alone, and the SDK refuses requests whose `Host` or `Origin` is
another: a web page cannot reach it by a name of its own (DNS rebinding).
"""

import signal
import socket
import sys
from contextlib import suppress

import anyio
import uvicorn
from mcp.server.stdio import stdio_server

from bot.cli.terminal import DONE, failure, misuse, print_text
from bot.mcp.server import new_server

HOST = "127.0.0.1"
_HINT = (
    "An agent or an editor starts this, and asks on standard input. "
    "Ctrl-D ends it (on Windows Ctrl-Z and Enter)."
)
LONGEST_REQUEST = 8 * 1024 * 1024
"""Bytes in the body of a request: room for the longest text, whatever its characters."""


def serve_stdio() -> int:
    """Serve until standard input ends; return the exit code."""
    if sys.stdin is None:
        return misuse("mcp: there is no standard input; --http PORT needs none")
    if sys.stdin.isatty():
        print_text(_HINT, sys.stderr)
        # At once: otherwise the thread that reads would have to end first, which waits for Enter.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    anyio.run(_serve_stdio)
    return DONE


async def _serve_stdio() -> None:
    server = new_server()
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def serve_http(port: int) -> int:
    """Serve on a port of this machine, 0 for any free one, until a signal; return the exit code."""
    try:
        listening = socket.create_server((HOST, port))
    except OSError as error:
        return failure(f"--http: cannot listen on {HOST}:{port}: {error.strerror}")
    with listening:
        taken = listening.getsockname()[1]
        print_text(f"Tools for agents: http://{HOST}:{taken}/mcp (Ctrl-C ends it)", sys.stderr)
        app = new_server().streamable_http_app(
            host=HOST,
            json_response=True,
            stateless_http=True,  # no answer depends on an earlier one
            max_request_body_size=LONGEST_REQUEST,
        )
        config = uvicorn.Config(app, log_config=None, access_log=False, ws="none")
        with suppress(KeyboardInterrupt):  # how it passes Ctrl-C on, after its last answer
            uvicorn.Server(config).run(sockets=[listening])
    return DONE
