"""EDGE. `python -m bot mcp`: imports the SDK, which takes most of the start."""

from bot.cli.imports import without_collections
from bot.cli.terminal import misuse


def serve(port: int | None) -> int:
    """Serve by HTTP at that port, or else on standard input; return the exit code."""
    try:
        with without_collections():
            # The SDK may not be there.
            from bot.mcp.transports import serve_http, serve_stdio  # noqa: PLC0415
    except ModuleNotFoundError:
        return misuse("mcp: this needs the SDK of the protocol: in a clone, pip install '.[mcp]'")
    return serve_stdio() if port is None else serve_http(port)
