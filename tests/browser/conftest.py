"""The page in a real browser, with the real bot behind it, over real sockets."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Error,
    Page,
    Request,
    ViewportSize,
    async_playwright,
)

from bot.playground.page import page as served
from bot.server import running
from bot.slack.manifest import manifest
from tests.database.fixtures import upgraded_in
from tests.fake_slack.slack import Slack
from tests.npm import installed, needed
from tests.scenarios.conftest import settings_for

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first one on the machine is used: without a window it takes a third less CPU time."""
HERE = f"{Path(__file__).parent}{os.sep}"
PATIENCE = 10_000
WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 375, "height": 760}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One loop for all: a browser belongs to the loop that started it."""
    for item in items:
        if str(item.path).startswith(HERE):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def installed_browser() -> str | None:
    """The path of a Chromium on this machine."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    found = installed_browser()
    if found is None:
        needed("the page in a browser, as there is no Chromium: apt-get install chromium")
    assert found
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    args = ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium's sandbox refuses root
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=args)
        yield launched
        await launched.close()


@pytest.fixture(scope="session")
def axe(pytestconfig: pytest.Config) -> str:
    """The source of axe-core, which checks accessibility."""
    folder = installed(pytestconfig.cache, "axe-core@4.11.0")
    return (folder / "axe.min.js").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace with the bot in it, and the address of its page."""

    slack: Slack
    address: str


@pytest_asyncio.fixture(loop_scope="session")
async def place(quick_folder: Path) -> AsyncIterator[Place]:
    url = upgraded_in(quick_folder)
    async with (
        Slack(manifest=manifest(workflow_step=True, assistant=True), retries=()) as slack,
        running(replace(settings_for(slack, "socket"), database_url=url)),
        served(slack, 0) as address,
    ):
        await slack.connected()
        yield Place(slack, address)
        assert not slack.faults


Open: TypeAlias = Callable[..., Awaitable[Page]]


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """The browser's warnings, errors and requests to other hosts: none, in the end."""
    received: list[str] = []
    yield received
    assert received == []


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, place: Place, complaints: list[str]) -> AsyncIterator[Open]:
    """Opens the page in a browser of its own: `at` is what follows the address."""
    async with AsyncExitStack() as stack:

        async def open_it(at: str = "", **options: Any) -> Page:  # noqa: ANN401 - of a browser context
            page = await new_tab(browser, **options)
            stack.push_async_callback(page.context.close)
            stack.enter_context(listening(page, place.address, complaints))
            await arrive(page, f"{place.address}/{at}")
            return page

        yield open_it


async def new_tab(browser: Browser, **options: Any) -> Page:  # noqa: ANN401 - of a browser context
    context = await browser.new_context(**{"viewport": WIDE, **options})
    context.set_default_timeout(PATIENCE)
    return await context.new_page()


async def arrive(page: Page, address: str) -> None:
    await page.goto(address)
    await page.get_by_role("main").get_by_role("heading", level=1).wait_for()


@contextmanager
def listening(page: Page, address: str, complaints: list[str]) -> Iterator[None]:
    """Collect the page's complaints."""

    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    def request(question: Request) -> None:
        if not question.url.startswith(f"{address}/"):
            complaints.append(f"asked {question.url}")

    def error(problem: Error) -> None:
        complaints.append(str(problem))

    page.on("console", console)
    page.on("pageerror", error)
    page.on("request", request)
    yield
    page.remove_listener("console", console)
    page.remove_listener("pageerror", error)
    page.remove_listener("request", request)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tab(browser: Browser) -> AsyncIterator[Page]:
    """A tab for all tests: a new one costs three times what it costs to load the page in this."""
    tab = await new_tab(browser)
    yield tab
    await tab.context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(tab: Page, place: Place, complaints: list[str]) -> AsyncIterator[Page]:
    """The page as Ana sees it first; nothing is left of what earlier tests did in the tab."""
    await tab.set_viewport_size(WIDE)
    await tab.emulate_media(color_scheme="light", reduced_motion="no-preference")
    with listening(tab, place.address, complaints):
        await arrive(tab, place.address)
        yield tab
        await tab.evaluate("localStorage.clear(); sessionStorage.clear()")
    await tab.mouse.move(0, 0)
    await tab.goto("about:blank")
