"""How the page looks and is read: widths, colours, keyboard, axe, and the pictures of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.app_fixtures import COMPARE, UNKNOWN
from tests.page_fixtures import ARTEFACTS, IN_BROWSER, QUESTION, ask, opened, tab

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = IN_BROWSER


@pytest.mark.parametrize("page", [360, 1440], indirect=True)
def test_the_question_box_stays_in_view(page: Page) -> None:
    ask(page, QUESTION)
    ask(page, "Who sets the fine?", 2)
    for height in (0, 300):
        page.evaluate("height => window.scrollTo(0, height)", height)
        box = page.get_by_label("Your question").bounding_box()
        assert box is not None
        assert 400 < box["y"] < 800 - box["height"]


@pytest.mark.parametrize("page", [360, 1440], indirect=True)
def test_a_new_visitor_sees_the_page_from_its_top_with_what_it_does_and_cannot(page: Page) -> None:
    assert page.evaluate("window.scrollY") == 0
    for told in ("Answers on the law of online reporting", "gives no legal advice", "Newest text: 2025-05-01."):
        seen = page.get_by_text(told).bounding_box()
        assert seen is not None
        assert 0 <= seen["y"] < seen["y"] + seen["height"] < 800
    assert page.locator(".welcome button.ask").count() == 2  # for the two countries that the desk holds
    if page.evaluate("window.innerWidth > 600"):
        page.wait_for_function("document.activeElement.tagName === 'TEXTAREA'")
        assert page.evaluate("window.scrollY") == 0
    assert not page.get_by_role("button", name="New conversation").is_visible()


def test_set_filters_are_told_while_they_are_closed(page: Page) -> None:
    name = page.locator("#filters button.label-wrap > span").first
    said = "s => getComputedStyle(s, '::after').content"
    assert "some are set" not in name.evaluate(said)
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Law as of").fill("2023-06-01")
    page.get_by_role("button", name="Filters").click()
    assert "some are set" in name.evaluate(said)
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Law as of").fill("")
    page.get_by_label("Jurisdictions").click()
    page.get_by_role("option", name="United Kingdom (GB)").click()
    assert "some are set" in name.evaluate(said)


@pytest.mark.parametrize("page", [320, 360], indirect=True)
def test_a_phone_shows_every_tab(page: Page) -> None:
    tabs = page.get_by_role("tab")
    assert tabs.all_inner_texts() == ["Ask", "Sources", "Verify a quote", "Your documents", "Evaluation"]
    for box in [one.bounding_box() for one in tabs.all()]:
        assert box is not None
        assert 0 <= box["x"] < box["x"] + box["width"] <= page.evaluate("window.innerWidth")
        assert box["height"] >= 24, "a finger meets it"
    assert not page.get_by_role("button", name="More tabs").is_visible()


def test_nothing_moves_for_a_reader_who_wants_no_motion(page: Page) -> None:
    moved = "() => [...document.querySelectorAll('button')].some(one => parseFloat(getComputedStyle(one).transitionDuration) > 0)"
    assert page.evaluate(moved)
    page.emulate_media(reduced_motion="reduce")
    assert not page.evaluate(moved)


@pytest.mark.parametrize("page", [360, 768, 1440], indirect=True)
def test_no_width_scrolls_sideways(page: Page) -> None:
    def wide() -> bool:
        return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))

    assert not wide()
    ask(page, QUESTION)
    page.locator("details").first.click()
    assert not wide()
    ask(page, f"{'very' * 60}long word", 2)
    ask(page, UNKNOWN, 3)
    page.get_by_role("button", name="Filters").click()
    assert not wide()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_the_paper(chromium: Browser, address: str, scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#question textarea")
    ask(page, QUESTION)
    ask(page, UNKNOWN, 2)
    paper = luminance(page.evaluate("getComputedStyle(document.querySelector('#desk')).backgroundColor"))
    for selector in (
        "article h2",
        "article p",
        ".meta",
        ".disclaimer",
        "a.jump",
        "a.place",
        "summary",
        ".ask",
        ".silence",
        ".status",
        ".masthead p",
        "#question span",
    ):
        words = luminance(page.evaluate("s => getComputedStyle(document.querySelector(s)).color", selector))
        contrast = (max(words, paper) + 0.05) / (min(words, paper) + 0.05)
        assert contrast >= 4.5, selector
    assert (paper > 0.5) == (scheme == "light")
    context.close()


def luminance(color: str) -> float:
    """The relative luminance of an opaque rgb() colour, as WCAG defines it."""
    assert color.startswith("rgb("), color
    parts = [int(part) / 255 for part in color[4:-1].split(",")]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_keyboard_reaches_everything(page: Page) -> None:
    ask(page, QUESTION)
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "document.activeElement.className + ' ' + document.activeElement.tagName + ' ' + document.activeElement.textContent.trim().slice(0, 30)"
            )
        )
    for part in (
        "jump A [1]",
        "place A s 4(1)",
        "ask BUTTON What is a buoy?",
        "SUMMARY 2 verified quotes",
        "TEXTAREA",
        "BUTTON Ask",
        "BUTTON Filters",
        "BUTTON New conversation",
    ):
        assert any(part in stop for stop in reached), part


TABS = ("Ask", "Sources", "Verify a quote", "Your documents", "Evaluation")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_tab(chromium: Browser, address: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = chromium.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900})  # type: ignore[arg-type]
    context.set_default_timeout(90_000)
    page = context.new_page()
    opened(page, address)
    found: dict[str, list[str]] = {}

    def look(where: str) -> None:
        violations = Axe().run(page).response["violations"]
        found[where] = [f"{one['id']}: {node['html'][:160]}" for one in violations if one["impact"] in {"serious", "critical"} for node in one["nodes"]]

    look("welcome")
    ask(page, QUESTION)
    page.locator("details summary").first.click()
    page.locator("a.jump").first.click()
    page.wait_for_selector("aside.panel")
    page.get_by_role("button", name="Filters").click()
    look("answer with panel and filters")
    ask(page, COMPARE, 2)
    ask(page, UNKNOWN, 3)
    look("comparison and abstention")
    for name in TABS[1:]:
        tab(page, name)
        if name == "Sources":
            page.locator("button.read").first.click()
            page.wait_for_selector("article.reader")
        elif name == "Verify a quote":
            page.get_by_label("Citation").fill("x")
            page.get_by_label("Quote", exact=True).fill("y")
            page.get_by_role("button", name="Verify", exact=True).click()
            page.wait_for_selector("section.verdict")
        page.wait_for_timeout(300)
        look(name)
    context.close()
    assert {where: hits for where, hits in found.items() if hits} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_every_tab_fits_and_is_pictured(chromium: Browser, address: str, width: int, scheme: str) -> None:
    ARTEFACTS.mkdir(exist_ok=True)
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})  # type: ignore[arg-type]
    context.set_default_timeout(90_000)
    page = context.new_page()
    opened(page, address)

    def picture(name: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        page.screenshot(path=ARTEFACTS / f"{name}-{width}-{scheme}.png")

    picture("welcome")
    ask(page, COMPARE)
    page.evaluate("window.scrollTo(0, 0)")
    picture("comparison")
    page.locator("a.jump").first.click()
    page.wait_for_selector("aside.panel mark")
    picture("panel")
    page.get_by_role("button", name="Close the source panel").click()
    ask(page, UNKNOWN, 2)
    picture("abstention")
    for name in TABS[1:]:
        tab(page, name)
        page.evaluate("window.scrollTo(0, 0)")
        page.wait_for_timeout(300)
        picture(name.replace(" ", "-").lower())
    context.close()
