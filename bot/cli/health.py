"""EDGE. Requests the health of a running bot; uses only the standard library, to start fast."""

from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

_TIMEOUT = 5  # seconds for the answer


def check_health(host: str, port: int, path: str) -> tuple[bool, str]:
    """Return whether the bot is healthy, and its answer, or an error message."""
    connection = HTTPConnection(host, port, timeout=_TIMEOUT)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status == HTTPStatus.OK, answer.read().decode("utf-8", "replace").rstrip("\n")
    except OSError as error:
        problem = error.strerror or str(error)
    except HTTPException as error:
        problem = f"what answers is not the bot ({type(error).__name__})"
    finally:
        connection.close()
    return False, f"No answer at OPS_HOST and OPS_PORT, {host}:{port}: {problem}. Does the bot run?"
