"""EDGE. Tells systemd whether the bot is ready, alive or stopping, by the protocol of sd_notify.

https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from bot.operations.problems import Health
from bot.operations.regular import pause

_START_INTERVAL = 0.5
"""Seconds between two notifications while the bot is not ready yet."""
_INTERVAL = 5.0
"""The same once it is ready; less if the watchdog waits for less than twice as long."""
_START_TIMEOUT = 60
"""Seconds that systemd waits for the next notification while the bot starts."""


@dataclass(frozen=True, slots=True)
class Systemd:
    """The socket of systemd, and the seconds between two notifications to it."""

    address: str
    interval: float = _INTERVAL

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Systemd | None":
        """What the variables of a service name; None if the unit has no `Type=notify`."""
        address = environment.get("NOTIFY_SOCKET", "")
        if not address.startswith(("/", "@")):
            return None
        watchdog = environment.get("WATCHDOG_USEC", "")
        seconds = int(watchdog) / 1_000_000 if watchdog.isdecimal() else 0.0
        return cls(address, min(seconds / 2 or _INTERVAL, _INTERVAL))

    def notify(self, *lines: str) -> None:
        """Send lines such as `READY=1`. They are lost while systemd reads none."""
        address = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        with (
            suppress(OSError),  # there is nobody else to tell; the watchdog will expire
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sending,
        ):
            sending.sendto("\n".join(lines).encode(), socket.MSG_DONTWAIT, address)


@asynccontextmanager
async def notifying(systemd: Systemd | None, health: Health) -> AsyncIterator[None]:
    """Notify systemd while the context lasts, and that the bot is stopping at its end.

    The start is over once the bot is ready; until then, it may take as long as it needs.
    """
    if systemd is None:
        yield
        return
    stop = asyncio.Event()
    task = asyncio.create_task(_notify_until(stop, systemd, health))
    try:
        yield
    finally:
        stop.set()
        await task
        systemd.notify("STOPPING=1", "STATUS=stopping")


async def _notify_until(stop: asyncio.Event, systemd: Systemd, health: Health) -> None:
    is_ready = False
    while not stop.is_set():
        reasons = [problem.line for problem in health.ready()]
        news = [f"STATUS={'; '.join(reasons) or 'ready'}"]
        if not is_ready:
            is_ready = not reasons
            news.append("READY=1" if is_ready else f"EXTEND_TIMEOUT_USEC={_START_TIMEOUT}000000")
        if not health.alive():
            systemd.notify("WATCHDOG=1", *news)
        interval = systemd.interval if is_ready else min(systemd.interval, _START_INTERVAL)
        await pause(interval, stop)
