"""EDGE. Requests the health of a running bot; uses only the standard library, to start fast."""

import json
import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

from bot.cli.terminal import DONE, NOTHING_DONE, print_text

_TIMEOUT = 5  # seconds for the answer
_TODO = "Does the bot run, and are OPS_HOST and OPS_PORT those that it was started with?"


def print_health(host: str, port: int, *, ready: bool, as_json: bool) -> int:
    """Print whether the bot is alive, or `ready`, and why not; return the exit code."""
    is_healthy, answer = check_health(host, port, ready=ready, as_json=as_json)
    if as_json:
        print(answer)
    else:
        print_text(answer, sys.stdout, 2)
    return DONE if is_healthy else NOTHING_DONE


def check_health(
    host: str, port: int, *, ready: bool = False, as_json: bool = False
) -> tuple[bool, str]:
    """Return whether the bot is alive, or `ready`, and its answer, or why there is none."""
    path = "/readyz" if ready else "/healthz"
    connection = HTTPConnection(host, port, timeout=_TIMEOUT)
    try:
        connection.request("GET", f"{path}?format=json" if as_json else path)
        answer = connection.getresponse()
        return answer.status == HTTPStatus.OK, answer.read().decode("utf-8", "replace").rstrip("\n")
    except OSError as error:
        problem = error.strerror or str(error)
    except HTTPException as error:
        problem = f"what answers is not the bot ({type(error).__name__})"
    finally:
        connection.close()
    message = f"No answer at OPS_HOST and OPS_PORT, {host}:{port}: {problem}"
    if not as_json:
        return False, f"{message}. {_TODO}"
    reason = {"code": "no-answer", "message": message, "what_to_do": _TODO}
    return False, json.dumps({"ready" if ready else "alive": False, "reasons": [reason]})
