"""EDGE. Asks a bot that runs how it is, with the standard library alone, to be quick."""

from http.client import HTTPConnection, HTTPException

PATIENCE = 5
"""Seconds for the answer."""


def ask(host: str, port: int, path: str) -> tuple[bool, str]:
    """Whether the bot says that it is well, and its words, or why there are none."""
    line = HTTPConnection(host, port, timeout=PATIENCE)
    try:
        line.request("GET", path)
        answer = line.getresponse()
        return answer.status == _OK, answer.read().decode("utf-8", "replace").rstrip("\n")
    except OSError as error:
        why = error.strerror or str(error)
    except HTTPException as error:
        why = f"what answers is not the bot ({type(error).__name__})"
    finally:
        line.close()
    return False, f"No answer at OPS_HOST and OPS_PORT, {host}:{port}: {why}. Does the bot run?"


_OK = 200
