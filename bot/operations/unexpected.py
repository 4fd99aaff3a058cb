"""A failure that nobody foresaw: logged and counted, under a reference that a user can report."""

import logging
import secrets

from bot.operations.metrics import Metrics

log = logging.getLogger(__name__)


def log_unexpected(error: BaseException | None, metrics: Metrics) -> str:
    """Log and count the failure; returns its reference in the log."""
    reference = secrets.token_hex(4)
    metrics.unexpected.inc()
    log.error("unexpected failure, reference %s", reference, exc_info=error)
    return reference
