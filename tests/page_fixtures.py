"""A served page on a desk without an index, a browser that holds it to the promises, and the moves of a reader."""

from __future__ import annotations

import gc
import re
import shutil
import socket
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app import open_page
from tests.app_fixtures import FakeDesk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
QUESTION = "Who reports a lost buoy?"
ARTEFACTS = Path(__file__).resolve().parent / "artefacts"

# Gradio and uvicorn leave sockets and event loops to the garbage collector; ``no_leftovers`` collects them before other tests run.
SERVED = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("no_leftovers"),
    pytest.mark.allow_hosts(["127.0.0.1"]),
]
IN_BROWSER = [
    *SERVED,
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium"),
]
# What Gradio's own code says when a file is chosen, when a page is left or reloaded while it still listens, and of a kept conversation that is none.
HARMLESS = (
    "Method not implemented.",
    "AbortError: signal is aborted without reason",
    "Unexpected error Connection errored out.",
    "Error reading from localStorage: ",
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def no_leftovers() -> Iterator[None]:
    yield
    # gradio_client asks its closed server for a heartbeat once more; in a later test that would be a request to a blocked socket.
    for thread in threading.enumerate():
        if "_stream_heartbeat" in thread.name:
            thread.join(timeout=30)
    collect_quietly()


def collect_quietly() -> None:
    """Collect what pages have left, without a word about sockets that nobody closed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture(scope="module")
def fake_desk(no_leftovers: None) -> FakeDesk:
    return FakeDesk()


@pytest.fixture(scope="module")
def address(fake_desk: FakeDesk) -> Iterator[str]:
    port = free_port()
    app = open_page(fake_desk, port=port)  # type: ignore[arg-type]
    yield f"http://127.0.0.1:{port}"
    app.close(verbose=False)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        yield browser
        browser.close()


class Watch:
    """Holds pages to the promises: no console errors, and no request to another host."""

    def __init__(self, context: BrowserContext) -> None:
        self.requests: list[str] = []
        self.errors: list[str] = []
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", lambda message: self.errors.append(message.text) if message.type in ("error", "warning") else None)
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def check(self, address: str) -> None:
        assert self.requests
        assert [url for url in self.requests if not url.startswith((f"{address}/", "data:", "blob:"))] == []
        wrong = [error for error in self.errors if not error.startswith(HARMLESS)]
        assert not wrong, wrong


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#question textarea")


@pytest.fixture
def page(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of the chat; a test may ask for a width by parameter."""
    context = chromium.new_context(viewport={"width": getattr(request, "param", 1440), "height": 800})
    context.set_default_timeout(90_000)
    watch = Watch(context)
    page = context.new_page()
    opened(page, address)
    yield page
    watch.check(address)
    context.close()


def send(page: Page, act: Callable[[], None]) -> None:
    """Act until Gradio takes it: while an earlier event is still being closed it lets a new one fall."""
    from playwright.sync_api import TimeoutError as Late

    for _ in range(4):
        try:
            # Long enough for a busy machine: acting again while the first act is still on its way would ask twice.
            with page.expect_request(re.compile("/queue/join"), timeout=20_000):
                act()
            return
        except Late:
            continue
    pytest.fail("the page did not send the question")


def ask(page: Page, question: str, reports: int = 1) -> None:
    box = page.get_by_label("Your question")
    box.fill(question)
    send(page, lambda: box.press("Enter"))
    page.wait_for_function(f"document.querySelectorAll('article.report').length === {reports}")
    # The report and the emptied box come in one answer but not in one frame; what is typed between the two would be lost.
    page.wait_for_function("document.querySelector('#question textarea').value === ''")


def says(page: Page, text: str) -> None:
    page.locator("#notice").get_by_text(text, exact=True).wait_for()


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()
