"""The page in a browser: asking, following up, filters, errors, and a conversation that survives a reload."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from app import open_page
from qa.answer import Answer
from tests.app_fixtures import HOSTILE, UNKNOWN, FakeDesk
from tests.page_fixtures import IN_BROWSER, QUESTION, ask, free_port, opened, says, send

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = IN_BROWSER


def test_a_question_gives_a_report_with_numbered_sources(page: Page) -> None:
    ask(page, QUESTION)
    article = page.locator("article.report")
    assert article.get_by_role("heading", name=QUESTION, level=2).is_visible()
    assert article.get_by_text("Checked on 2026-03-02; law as of 2026-03-02.").is_visible()
    assert article.locator("ol.sources > li").count() == 2
    place = article.get_by_role("link", name="s 4(1)").first
    assert place.get_attribute("href") == "https://law.example/buoys/section/4/1"
    assert place.get_attribute("target") == "_blank"
    says(page, "Answered from 2 sources; 5 quotes verified.")
    assert page.get_by_label("Your question").input_value() == ""


def test_a_follow_up_button_adds_a_report_to_a_question_that_stands_alone(page: Page, fake_desk: FakeDesk) -> None:
    ask(page, QUESTION)
    send(page, page.get_by_role("button", name="Who sets the fine?").click)
    page.wait_for_function("document.querySelectorAll('article.report').length === 2")
    assert fake_desk.asked[-1] == ("Who sets the fine?", (), None, 0)
    newest = page.locator("article.report").last
    assert newest.get_by_role("heading", name="Who sets the fine?", level=2).is_visible()
    page.wait_for_function("document.activeElement.tagName === 'H2'")


def test_a_typed_follow_up_has_the_history_and_a_new_conversation_has_none(page: Page, fake_desk: FakeDesk) -> None:
    ask(page, QUESTION)
    ask(page, "and in Kenya?", 2)
    assert fake_desk.asked[-1] == ("and in Kenya?", (), None, 1)
    assert page.get_by_text(f"Read as: {QUESTION} and in Kenya?").is_visible()
    send(page, page.get_by_role("button", name="New conversation").click)
    page.wait_for_selector(".welcome")
    assert page.locator("article.report").count() == 0
    ask(page, QUESTION)
    assert fake_desk.asked[-1] == (QUESTION, (), None, 0)


def test_two_visitors_do_not_share_a_conversation(page: Page, chromium: Browser, address: str, fake_desk: FakeDesk) -> None:
    ask(page, QUESTION)
    other = chromium.new_page()
    other.goto(address)
    ask(other, "Whose is this?")
    assert fake_desk.asked[-1] == ("Whose is this?", (), None, 0)
    other.close()


def test_an_unanswerable_question_gives_an_abstention_that_looks_like_one(page: Page) -> None:
    ask(page, UNKNOWN)
    abstention = page.locator(".abstention")
    assert abstention.get_by_role("heading", name="No answer").is_visible()
    assert "Available sources do not mention seals." in abstention.inner_text()
    assert page.locator("article.report a").count() == 0
    says(page, "No answer to this question.")


def test_filters_reach_the_desk(page: Page, fake_desk: FakeDesk) -> None:
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Jurisdictions").click()
    page.get_by_role("option", name="United Kingdom (GB)").click()
    page.get_by_label("Law as of").fill("2023-06-01")
    ask(page, QUESTION)
    assert fake_desk.asked[-1] == (QUESTION, ("GB",), date(2023, 6, 1), 0)
    assert page.get_by_text("law as of 2023-06-01").is_visible()


@pytest.mark.parametrize(
    ("question", "day", "message"),
    [(" ", "", "The question is empty; ask in a sentence."), (QUESTION, "June", "'June' is no date; write the day as YYYY-MM-DD, such as 2023-06-01.")],
    ids=["empty question", "bad date"],
)
def test_an_error_is_one_calm_line_and_loses_nothing(page: Page, question: str, day: str, message: str) -> None:
    ask(page, "Who sets the fine?")
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Law as of").fill(day)
    page.get_by_label("Your question").fill(question)
    send(page, page.get_by_role("button", name="Ask", exact=True).click)
    page.get_by_role("alert").get_by_text(message, exact=True).wait_for()
    assert page.locator("article.report").count() == 1
    assert page.get_by_label("Your question").input_value() == question
    assert "Traceback" not in page.content()
    ask_again = page.get_by_label("Law as of")
    ask_again.fill("")
    ask(page, QUESTION, 2)
    page.get_by_role("alert").wait_for(state="detached")


def test_what_is_typed_while_an_answer_comes_is_not_lost(page: Page, fake_desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    begun, given, sizes, ask_desk = threading.Event(), threading.Event(), fake_desk.sizes, fake_desk.ask

    def busy() -> dict[str, tuple[int, int]]:
        begun.wait(60)
        return sizes()

    def slow(question: str, **options: Any) -> Answer:
        given.wait(60)
        return ask_desk(question, **options)

    monkeypatch.setattr(fake_desk, "sizes", busy)
    monkeypatch.setattr(fake_desk, "ask", slow)
    box = page.get_by_label("Your question")
    box.fill(QUESTION)
    send(page, lambda: box.press("Enter"))
    says(page, "Asking …")
    begun.set()
    says(page, "Searching 10 passages …")
    box.fill("And who sets the fine?")
    given.set()
    page.wait_for_selector("article.report")
    says(page, "Answered from 2 sources; 5 quotes verified.")
    assert box.input_value() == "And who sets the fine?"
    ask(page, "And who sets the fine?", 2)


def test_a_conversation_outlives_a_server_that_has_forgotten_it(chromium: Browser) -> None:
    port = free_port()
    app = open_page(FakeDesk(), port=port)  # type: ignore[arg-type]
    context = chromium.new_context()
    context.set_default_timeout(90_000)
    page = context.new_page()
    try:
        opened(page, f"http://127.0.0.1:{port}")
        ask(page, QUESTION)
        page.wait_for_function("localStorage.getItem('attest-conversation') !== null")
        app.state_holder.session_data.clear()
        ask(page, "and in Kenya?", 2)
        assert page.get_by_text(f"Read as: {QUESTION} and in Kenya?").is_visible()
    finally:
        context.close()
        app.close(verbose=False)


def test_hostile_text_shows_as_text(page: Page) -> None:
    for i, text in enumerate(HOSTILE, start=1):
        ask(page, text, i)
        shown = page.locator("article.report").last
        assert text in shown.locator("h2").inner_text()
        assert shown.locator("ol.sources > li").inner_text().startswith(text)
    page.mouse.move(200, 200)
    assert page.evaluate("window.struck") is None
    assert page.locator("article.report :is(script, img, svg, iframe)").count() == 0
    assert page.locator("article.report a:not([href^='#'])").count() == 0


def test_a_page_whose_server_does_not_answer_any_more_says_so(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    opened(page, address)
    page.route("**/*", lambda route: route.abort("connectionrefused"))
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_label("Your question").press("Enter")
    says(page, "Attest does not answer any more, so this question was not answered. Reload the page when it has been started again.")
    assert not page.get_by_role("button", name="Stop").is_visible()
    page.close()
