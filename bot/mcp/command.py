"""EDGE. `python -m bot mcp`: imports the SDK, which takes most of the start."""

import gc

from bot.cli.terminal import misuse


def serve(port: int | None) -> int:
    """Serve by HTTP at that port, or else on standard input; return the exit code."""
    gc.disable()  # the SDK makes so many classes that a sixth of its start would be collections
    try:
        from bot.mcp.transports import serve_http, serve_stdio  # noqa: PLC0415 - it may not be there
    except ModuleNotFoundError:
        return misuse("mcp: this needs the SDK of the protocol: in a clone, pip install '.[mcp]'")
    finally:
        gc.enable()
    gc.freeze()
    return serve_stdio() if port is None else serve_http(port)
