"""In a real browser: text fragments find their words, and the exported page loads nothing, scrolls nowhere sideways and prints dark on white."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qa.export import export
from qa.links import Shown, text_fragment
from tests.export_fixtures import desk_answer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
pytestmark = [pytest.mark.browser, pytest.mark.enable_socket, pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")]

QUOTES = {
    "signs": "A keeper's day-to-day costs, lamps & ropes: 50% of #1 = a+b?",
    "lines": "(1) In general\nA keeper of day-to-day buoys, lamps & ropes must report each lost buoy\n(b) to the last-but-one office, at once",
    "letters": "§ 4 – “Küste” geht vor, & zwar ganz",
}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        yield browser
        browser.close()


@pytest.mark.parametrize("twice", [False, True], ids=["once", "twice"])
@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_a_text_fragment_scrolls_to_its_words(chromium: Browser, tmp_path: Path, quote: str, twice: bool) -> None:
    filler = [f"Filler number {k} has words." for k in range(150)]
    decoy = ["Decoy stands first.", *quote.split("\n"), "Decoy ends."] if twice else []
    blocks = [*filler, *decoy, *filler, "Some words stand here before.", *quote.split("\n"), "Other words follow it.", *filler]
    text = "\n".join(blocks)
    start = text.rindex(quote)
    aim = text[:start].count("\n")
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><meta charset=utf-8>" + "".join(f"<p id=b{k}>{escape(block)}</p>" for k, block in enumerate(blocks)), encoding="utf-8")
    page = chromium.new_page()
    page.goto(f"{path.as_uri()}{text_fragment(Shown(text, start, start + len(quote)))}")
    page.wait_for_function("scrollY > 0")
    assert page.evaluate(f"(t => t >= 0 && t < innerHeight)(document.getElementById('b{aim}').getBoundingClientRect().top)")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_exported_page_stands_alone_and_prints(chromium: Browser, tmp_path: Path, scheme: str) -> None:
    path = tmp_path / "answer.html"
    path.write_bytes(export(desk_answer(), "html"))
    page = chromium.new_page(viewport={"width": 360, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    requests: list[str] = []
    told: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: told.append(message.text))
    page.goto(path.as_uri())
    assert requests == [path.as_uri()]
    assert told == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.locator("q").count() == 4
    assert all(quote.is_visible() for quote in page.locator("q").all())
    assert "https://law.example/us#e_1" in page.evaluate("getComputedStyle(document.querySelector('.sources li li .place'), '::after').content")
    page.close()
