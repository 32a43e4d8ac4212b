"""The page on the bundled corpus with the real model: from the first answer to the quote, filters, follow-up, refusal, reload."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from app import open_page
from qa.page.conversation import EXAMPLES
from qa.pipeline import Desk
from tests.conftest import ROOT
from tests.page_fixtures import ARTEFACTS, IN_BROWSER, ask, opened, send, tab

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [*IN_BROWSER, pytest.mark.model]
SUBJECT = EXAMPLES["US"]
DUTY = "Must a platform report child abuse content?"
FINES = "What is the fine for failing to report?"
COMPARISON = "Compare the duty to report in the United States and the United Kingdom"
# Wide as the README shows it, and light enough to be kept with the code.
MOST_BYTES = 200_000


@pytest.fixture(scope="module")
def address(real_desk: Desk, free_page_port: int) -> Iterator[str]:
    app = open_page(real_desk, port=free_page_port)
    yield f"http://127.0.0.1:{free_page_port}"
    app.close(verbose=False)


@pytest.fixture(scope="module")
def free_page_port() -> int:
    from tests.page_fixtures import free_port

    return free_port()


def quote_of(page: Page, number: int) -> str:
    """Open the nth citation and return the quote that the panel marks."""
    chip = page.locator("article.report").last.locator("a.jump").nth(number)
    target = str(chip.get_attribute("href"))[1:]
    chip.click()
    page.wait_for_selector("#panel mark")
    quote = str(page.evaluate("id => document.getElementById(id).querySelector('q').textContent", target))
    page.wait_for_function("quote => document.querySelector('#panel mark').innerText.replace(/\\s+/g, ' ') === quote.replace(/\\s+/g, ' ')", arg=quote)
    return quote


def test_a_reporters_path_through_the_page(page: Page) -> None:
    ask(page, SUBJECT)
    report = page.locator("article.report")
    assert "§ 27" in report.inner_text()
    assert quote_of(page, 0)
    assert page.locator("aside.panel .check", has_text="Verified").is_visible()
    official = page.locator("aside.panel .official a")
    assert re.match(r"https://", str(official.get_attribute("href")))
    numbers = [jump.inner_text() for jump in report.locator("a.jump").all()]
    send(page, page.locator("button.ask").first.click)
    page.wait_for_function("document.querySelectorAll('article.report').length === 2")
    page.reload()
    page.wait_for_function("document.querySelectorAll('article.report').length === 2")
    assert [jump.inner_text() for jump in report.first.locator("a.jump").all()] == numbers
    ask(page, "Which wine goes with grilled salmon?", 3)
    assert page.locator("article.report").last.locator(".abstention").is_visible()


def test_filters_change_the_answer(page: Page) -> None:
    ask(page, DUTY)
    everywhere = page.locator("article.report").last.locator("ol.sources").inner_text()
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Jurisdictions").click()
    page.get_by_role("option", name="United Kingdom (GB)").click()
    page.keyboard.press("Escape")
    ask(page, DUTY, 2)
    here = page.locator("article.report").last
    assert "Only sources of these jurisdictions were searched: United Kingdom." in here.inner_text()
    assert here.locator("ol.sources").inner_text() != everywhere
    page.get_by_label("Law as of").fill("2023-06-01")
    ask(page, DUTY, 3)
    assert page.locator("article.report").last.get_by_text("law as of 2023-06-01").is_visible()


def test_a_quote_of_the_corpus_is_verified_and_its_source_read(page: Page) -> None:
    ask(page, "What is the penalty under 18 U.S.C. § 2258A(e)?")
    quote = quote_of(page, 0)
    pinpoint = page.locator("#panel-title").inner_text()
    tab(page, "Verify a quote")
    page.get_by_label("Citation").fill(pinpoint)
    page.get_by_label("Quote", exact=True).fill(quote)
    send(page, page.get_by_role("button", name="Verify", exact=True).click)
    page.get_by_role("heading", name="Verified").wait_for()
    tab(page, "Sources")
    page.get_by_label("Find a source").fill("2258A")
    page.locator(".shelf button.read").first.click()
    page.wait_for_selector("article.reader h3")


@pytest.mark.parametrize("name", ["answer", "comparison", "phone"])
def test_the_readmes_pictures_are_made(chromium: Browser, address: str, name: str, request: pytest.FixtureRequest) -> None:
    from PIL import Image

    folder = ROOT / "docs" if request.config.getoption("--screenshots") else ARTEFACTS
    folder.mkdir(exist_ok=True)
    size = {"width": 390, "height": 780} if name == "phone" else {"width": 1280, "height": 860}
    context = chromium.new_context(viewport=size, color_scheme="dark" if name == "phone" else "light")  # type: ignore[arg-type]
    context.set_default_timeout(120_000)
    page = context.new_page()
    opened(page, address)
    ask(page, COMPARISON if name == "comparison" else SUBJECT)
    if name == "comparison":
        page.locator("table.compare").evaluate("t => window.scrollTo(0, t.getBoundingClientRect().top + window.scrollY - 60)")
    elif name == "answer":
        page.locator("a.jump").first.click()
        page.wait_for_selector("#panel mark")
        page.evaluate("window.scrollTo(0, document.querySelector('article.report').offsetTop - 10)")
    page.wait_for_timeout(500)
    Image.open(BytesIO(page.screenshot())).save(folder / f"{name}.webp", quality=80)
    assert 0 < (folder / f"{name}.webp").stat().st_size < MOST_BYTES
    context.close()
