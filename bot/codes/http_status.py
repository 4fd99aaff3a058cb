"""An HTTP status with the sub-status of IIS, such as 401.3, as one number."""

import re

HTTP_STATUS = r"[1-5][0-9]{2}(?:\.[0-9]{1,3})?"
_SUB_STATUSES = 1000


def value_of_http_status(written: str) -> int:
    """A unique number for a status and sub-status: 401003 for 401.3. Raises `ValueError`."""
    if not re.fullmatch(HTTP_STATUS, written):
        raise ValueError(f"{written!r} is no HTTP status")
    status, _, sub_status = written.partition(".")
    return int(status) * _SUB_STATUSES + int(sub_status or 0)


def http_status_of(value: int) -> str:
    """The number as IIS writes it: 401.3, or 503 if there is no sub-status."""
    status, sub_status = divmod(value, _SUB_STATUSES)
    return f"{status}.{sub_status}" if sub_status else str(status)
