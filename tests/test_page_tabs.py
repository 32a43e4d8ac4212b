"""The page in a browser: the source panel, saving, the other tabs, a visitor's own documents, and hostile text in all of them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from qa.answer import Answer
from qa.export import FORMATS
from tests.app_fixtures import COMPARE, HOSTILE, FakeDesk
from tests.export_fixtures import READERS, desk_answer, expected
from tests.page_fixtures import IN_BROWSER, QUESTION, ask, opened, says, send, tab

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = IN_BROWSER
MEMO = "# Memo\n\n## Lamps\n\nThe keeper of Gull Rock trims the lamps at noon each day.\n"


# -- the source panel ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", [360, 1440], indirect=True)
def test_a_number_opens_the_verified_quote_in_its_context(page: Page) -> None:
    ask(page, QUESTION)
    chip = page.locator("a.jump").first
    chip.focus()
    page.keyboard.press("Enter")
    mark = page.locator("#panel mark")
    mark.wait_for()
    assert mark.inner_text() == "A keeper must report a lost buoy within 3 days."
    box = mark.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 800
    panel = page.locator("aside.panel")
    assert panel.get_by_role("heading", name="Buoys Act 1999, s 4(1)").is_visible()
    assert panel.get_by_text("Verified: these words stand at characters 40–87 of the stored text.").is_visible()
    assert panel.get_by_role("link", name="Open the official page").get_attribute("href") == "https://law.example/buoys/section/4/1"
    assert chip.get_attribute("aria-expanded") == "true"
    page.wait_for_function("document.activeElement.id === 'panel-title'")
    page.keyboard.press("Escape")
    panel.wait_for(state="detached")
    assert page.evaluate("document.activeElement.className") == "jump", "the focus is back where it was"


def test_the_panel_changes_with_the_number_and_closes_by_its_button(page: Page) -> None:
    ask(page, QUESTION)
    page.locator("a.jump", has_text="[1]").first.click()
    page.locator("#panel mark", has_text="A keeper must report").wait_for()
    page.locator("a.jump", has_text="[2]").first.click()
    page.locator("#panel mark", has_text="The harbour may fine a silent keeper.").wait_for()
    page.get_by_role("button", name="Close the source panel").click()
    page.locator("aside.panel").wait_for(state="detached")
    page.locator("a.jump", has_text="[2]").first.click()
    page.locator("#panel mark", has_text="The harbour may fine a silent keeper.").wait_for()


def test_a_comparison_is_a_table_whose_cells_are_cited(page: Page) -> None:
    ask(page, COMPARE)
    table = page.locator("table.compare")
    assert table.get_by_role("columnheader").all_inner_texts() == ["United Kingdom", "United States"]
    assert table.get_by_role("rowheader").all_inner_texts() == ["Fines and penalties", "The duty to report"]
    assert "Nothing quoted on this." in table.locator("tbody tr").nth(1).locator("td").nth(1).inner_text()
    table.locator("a.jump", has_text="[2]").click()
    page.locator("#panel mark", has_text="The harbour may fine a silent keeper.").wait_for()


# -- reload and saving ---------------------------------------------------------------------------------------------------------------------


def numbered(page: Page) -> list[tuple[str, str]]:
    return [
        tuple(pair) for pair in page.evaluate("[...document.querySelectorAll('article.report a.jump')].map((a) => [a.textContent, a.getAttribute('href')])")
    ]


def test_a_reload_keeps_the_conversation_with_its_numbers(page: Page, fake_desk: FakeDesk) -> None:
    ask(page, QUESTION)
    ask(page, "and in Kenya?", 2)
    before, text = numbered(page), page.locator("#conversation").inner_text()
    page.reload()
    page.wait_for_function("document.querySelectorAll('article.report').length === 2")
    assert numbered(page) == before
    assert page.locator("#conversation").inner_text() == text
    page.locator("a.jump").first.click()
    page.locator("#panel mark", has_text="A keeper must report").wait_for()
    ask(page, "and in India?", 3)
    assert fake_desk.asked[-1][3] == 2, "a follow-up after the reload has the history"
    send(page, page.get_by_role("button", name="New conversation").click)
    page.wait_for_selector(".welcome")
    # The browser keeps a ciphertext; that of no turns has the length of a block or two.
    page.wait_for_function("localStorage.getItem('attest-conversation').length < 100")
    page.reload()
    page.wait_for_selector("#question textarea")
    ask(page, "and in Ghana?", 1)
    assert fake_desk.asked[-1][3] == 0, "nothing of the ended conversation is restored"


def shown_questions(page: Page, *questions: str) -> None:
    """Wait until a page shows the answers to these questions and to no others."""
    page.wait_for_function(
        "(all) => JSON.stringify([...document.querySelectorAll('article.report h2')].map((h) => h.textContent)) === JSON.stringify(all)", arg=list(questions)
    )


def test_two_tabs_keep_their_own_conversations(page: Page, address: str, fake_desk: FakeDesk) -> None:
    second = page.context.new_page()
    opened(second, address)
    ask(page, "Who reports a buoy?")
    ask(second, "Who reports a ferry?")
    ask(page, "and in Kenya?", 2)
    second.reload()
    shown_questions(second, "Who reports a ferry?")
    page.reload()
    shown_questions(page, "Who reports a buoy?", "and in Kenya?")
    ask(second, "and in India?", 2)
    assert fake_desk.asked[-1][3] == 1, "a follow-up has this tab's conversation"
    send(second, second.get_by_role("button", name="New conversation").click)
    second.wait_for_selector(".welcome")
    for _ in range(2):
        page.reload()
        shown_questions(page, "Who reports a buoy?", "and in Kenya?")
    second.reload()
    second.wait_for_selector(".welcome")
    ask(second, "Who reports a wreck?")
    assert fake_desk.asked[-1][3] == 0


def test_a_new_tab_begins_with_the_conversation_used_last_and_goes_its_own_way(page: Page, address: str) -> None:
    ask(page, "Who reports a buoy?")
    page.wait_for_function("localStorage.getItem('attest-conversation') !== null")
    second = page.context.new_page()
    opened(second, address)
    shown_questions(second, "Who reports a buoy?")
    ask(page, "and in Kenya?", 2)
    second.reload()
    shown_questions(second, "Who reports a buoy?")
    ask(second, "and in India?", 2)
    page.reload()
    shown_questions(page, "Who reports a buoy?", "and in Kenya?")


def test_a_browser_that_keeps_nothing_for_a_tab_is_answered_all_the_same(page: Page, address: str) -> None:
    page.add_init_script("Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('', 'SecurityError'); } });")
    opened(page, address)
    ask(page, QUESTION)


@pytest.mark.parametrize(("button", "kept"), [("New conversation", 0), ("Stop", 1)])
def test_an_answer_that_is_being_made_can_be_ended(page: Page, fake_desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, button: str, kept: int) -> None:
    begun, ready, stream = Event(), Event(), fake_desk.stream

    def slow(question: str, **asked: Any) -> Iterator[Any]:
        begun.set()
        ready.wait(120)
        yield from stream(question, **asked)

    ask(page, QUESTION)
    assert not page.get_by_role("button", name="Stop").is_visible()
    monkeypatch.setattr(fake_desk, "stream", slow)
    page.get_by_label("Your question").fill("Who waits?")
    send(page, lambda: page.get_by_label("Your question").press("Enter"))
    page.locator("#notice", has_text="Searching").wait_for()
    assert begun.wait(60)
    monkeypatch.setattr(fake_desk, "stream", stream)
    # Gradio waits a minute for a step that goes on.
    with page.expect_response(re.compile("/cancel"), timeout=45_000):
        page.get_by_role("button", name=button).click()
    page.get_by_role("button", name="Stop").wait_for(state="hidden")
    try:
        ask(page, QUESTION, kept + 1)
        assert not ready.is_set(), "the next question is answered while the ended one is still at work"
    finally:
        ready.set()
    assert fake_desk.asked[-1][3] == kept, "what was ended is no part of the conversation"


def test_a_suggested_question_waits_while_another_is_being_answered(page: Page, fake_desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(page, QUESTION)
    ready, stream = Event(), fake_desk.stream

    def slow(question: str, **asked: Any) -> Iterator[Any]:
        ready.wait(120)
        yield from stream(question, **asked)

    monkeypatch.setattr(fake_desk, "stream", slow)
    before = len(fake_desk.asked)
    page.get_by_label("Your question").fill("Who waits?")
    page.get_by_label("Your question").press("Enter")
    page.locator("#notice .busy").wait_for()
    page.locator("button.ask").first.click()
    ready.set()
    page.locator("article.report h2", has_text="Who waits?").wait_for()
    assert [row[0] for row in fake_desk.asked[before:]] == ["Who waits?"]


def test_what_is_typed_after_a_new_conversation_stays(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_label("Your question").fill("to be dropped")
    joining: list[Route] = []
    page.route("**/queue/join*", lambda route: joining.append(route))
    page.get_by_role("button", name="New conversation").click()
    page.wait_for_function("document.querySelector('#question textarea').value === ''")
    page.get_by_label("Your question").fill("typed at once")
    for route in joining:
        route.continue_()
    page.unroute("**/queue/join*")
    page.wait_for_selector(".welcome")
    assert page.get_by_label("Your question").input_value() == "typed at once"


def test_what_a_browser_kept_of_something_else_is_left_alone(page: Page, address: str) -> None:
    page.evaluate("localStorage.setItem('attest-conversation', 'no ciphertext of ours')")
    opened(page, address)
    page.wait_for_selector(".welcome")
    ask(page, QUESTION)


def test_every_form_of_an_answer_has_the_same_numbers_and_quotes(page: Page, address: str, fake_desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shown, reloaded, streamed, from the endpoint, and in every file: saved from the page and made by the endpoint alike."""
    answer = desk_answer()
    assert answer.question == QUESTION
    monkeypatch.setattr(fake_desk, "ask", lambda question, **_: answer)
    held = {(c.passage_id, c.start, c.end, c.n): (answer.sources[c.n - 1], c) for claim in answer.claims() for c in claim.citations}
    monkeypatch.setattr(fake_desk, "cited", lambda *place: held.get(place))
    monkeypatch.setattr(fake_desk, "composer", answer.composer)
    known = expected(answer)
    quotes = [(c.n, c.quote, c.url) for c in known]
    marks = [f"[{c.n}]" for claim in answer.claims() for c in claim.citations]

    def in_html(page: bytes) -> list[tuple[int, str, str]]:
        return sorted((c.n, c.quote, c.url) for c in READERS["html"](page))

    def check_shown() -> None:
        assert in_html(page.locator("#conversation").inner_html().encode()) == quotes
        assert [mark for mark, _ in numbered(page)] == marks

    ask(page, QUESTION)
    check_shown()
    page.reload()
    page.wait_for_selector("article.report")
    check_shown()
    (told,) = events(address, "ask", QUESTION)
    assert Answer.from_dict(told) == answer
    steps = events(address, "ask_stream", QUESTION)
    assert [step["text"] for step in steps if step["event"] == "verified"] == [claim.text for claim in answer.claims()]
    assert {Answer.from_dict(step["answer"]) for step in steps if step["event"] == "done"} == {answer}
    for name, read in READERS.items():
        (made,) = events(address, "export_answer", told, name)
        for data in (saved_as(page, name), base64.b64decode(made["data"])):
            if name == "html":  # a page shows no offsets
                assert in_html(data) == quotes
                assert re.findall(r'<a class="jump"[^>]*>(\[\d+\])</a>', data.decode()) == marks
            else:
                assert [c.plain for c in sorted(read(data))] == [c.plain for c in known], name


def events(address: str, name: str, *data: object) -> list[dict[str, Any]]:
    """Call an endpoint over plain HTTP and return every value it gives."""
    import httpx

    event = httpx.post(f"{address}/gradio_api/call/{name}", json={"data": data}, timeout=90).json()["event_id"]
    text = httpx.get(f"{address}/gradio_api/call/{name}/{event}", timeout=90).text
    return [told for line in text.splitlines() if line.startswith("data: [") for told in json.loads(line.removeprefix("data: "))]


def saved_as(page: Page, name: str) -> bytes:
    details = page.locator("details.saving").last
    if not details.evaluate("d => d.open"):
        details.locator("summary").click()
    with page.expect_download() as download:
        details.locator(f"button[data-format='{name}']").click()
    assert download.value.suggested_filename == f"who-reports-a-lost-buoy-2026-03-02{FORMATS[name].ending}"
    return Path(download.value.path()).read_bytes()


def test_every_export_downloads_and_parses(page: Page) -> None:
    from docx import Document

    ask(page, QUESTION)
    for name in FORMATS:
        data = saved_as(page, name)
        assert data, name
        if name in {"json", "csl-json", "claimreview", "annotations"}:
            assert json.loads(data)
        elif name == "docx":
            package = Document(BytesIO(data)).part.package
            notes = next(part.blob.decode() for part in package.iter_parts() if str(part.partname) == "/word/footnotes.xml")
            assert len(re.findall(r"<w:footnote (?![^>]*w:type=)", notes)) == 5
        elif name == "bibtex":
            assert data.count(b"@") == 2
        else:
            assert b"A keeper must report a lost buoy within 3 days" in data
    says(page, "Saved as who-reports-a-lost-buoy-2026-03-02.annotations.jsonld.")


# -- the other tabs ------------------------------------------------------------------------------------------------------------------------


def test_the_sources_are_listed_found_and_read(page: Page) -> None:
    tab(page, "Sources")
    page.get_by_text("10 of 10 source versions").wait_for()
    page.get_by_label("Find a source").fill("harbour rules")
    page.get_by_text("1 of 10 source versions").wait_for()
    page.get_by_role("button", name="Harbour Rules").click()
    reader = page.get_by_role("article", name="Rules of the harbour")
    reader.wait_for()
    assert reader.get_by_text("The harbour may fine a silent keeper. Next.").is_visible()
    page.wait_for_function("document.activeElement.id === 'reader-title'")
    page.get_by_role("button", name="Back to the list").click()
    reader.wait_for(state="detached")
    page.wait_for_function("document.activeElement.textContent === 'Harbour Rules'")
    page.get_by_label("Find a source").fill("zeppelin")
    page.get_by_text("No source has all of these words.").wait_for()
    assert page.get_by_text("broken<b>.pdf").is_visible()


def test_a_quote_is_verified(page: Page) -> None:
    tab(page, "Verify a quote")
    page.get_by_label("Citation").fill("Buoys Act 1999, s 4(1)")
    page.get_by_label("Quote", exact=True).fill("A keeper must report a lost buoy within 3 days.")
    page.get_by_role("button", name="Verify", exact=True).click()
    page.get_by_role("heading", name="Verified").wait_for()
    page.get_by_label("Quote", exact=True).fill("A keeper may report nothing.")
    page.get_by_role("button", name="Verify", exact=True).click()
    page.get_by_role("heading", name="Not found").wait_for()


def test_without_an_evaluation_the_tab_says_how_to_make_one(page: Page) -> None:
    tab(page, "Evaluation")
    page.get_by_text("No report of such a run is kept here yet; make eval makes one.").wait_for()


def test_every_tab_has_the_same_width(page: Page) -> None:
    widths = set()
    for name in ("Ask", "Sources", "Verify a quote", "Your documents", "Evaluation"):
        tab(page, name)
        widths.add(page.evaluate("document.querySelector('.gradio-container .main').getBoundingClientRect().width"))
    assert len(widths) == 1


# -- a visitor's own documents -------------------------------------------------------------------------------------------------------------


def upload(page: Page, *files: tuple[str, str]) -> None:
    tab(page, "Your documents")
    page.locator("#uploads input[type=file]").set_input_files([{"name": name, "mimeType": "text/plain", "buffer": text.encode()} for name, text in files])


def test_a_document_is_uploaded_asked_and_deleted(page: Page, chromium: Browser, address: str) -> None:
    upload(page, ("memo.md", MEMO), ("broken.pdf", "no PDF"))
    page.locator("#documents-notice").get_by_text("1 of 2 files ready, 1 passage.").wait_for()
    page.locator("#documents-notice").get_by_text("Questions under Ask are now answered from these files").wait_for()
    assert page.locator("li.bad", has_text="broken.pdf").is_visible()
    tab(page, "Ask")
    page.get_by_label("Your documents").check()
    ask(page, "When does the keeper of Gull Rock trim the lamps?")
    assert "trims the lamps at noon" in page.locator("article.report").inner_text()
    page.locator("a.jump").first.click()
    page.locator("#panel mark", has_text="trims the lamps at noon").wait_for()
    assert page.locator("aside.panel").get_by_text("Your file").is_visible()
    other = chromium.new_page()
    opened(other, address)
    assert other.get_by_label("Your documents").count() == 0, "another visitor has none"
    other.close()
    tab(page, "Your documents")
    page.get_by_role("button", name="Delete my documents").click()
    page.get_by_text("No documents yet.").wait_for()
    tab(page, "Ask")
    assert not page.locator("#scope").is_visible()
    page.locator("#notice").get_by_text("What was answered from your documents went with them.").wait_for()
    page.locator(".welcome").wait_for()
    assert "trims the lamps" not in page.content()
    page.wait_for_function("!JSON.stringify({...sessionStorage}).includes('trims the lamps')")


def test_after_a_reload_the_page_says_that_documents_are_gone(page: Page) -> None:
    upload(page, ("memo.md", MEMO))
    page.locator("#documents-notice").get_by_text("1 of 1 file ready, 1 passage.").wait_for()
    tab(page, "Ask")
    page.get_by_label("Your documents").check()
    ask(page, "When does the keeper of Gull Rock trim the lamps?")
    page.locator("details.saving summary").click()
    with page.expect_download():
        page.locator("button[data-format='html']").click()
    page.reload()
    page.locator("#notice").get_by_text("Answers from documents of your own are not shown: the documents were deleted with the earlier visit.").wait_for()
    assert page.locator("article.report").count() == 0
    page.wait_for_function("!JSON.stringify({...sessionStorage}).includes('trims the lamps')")
    page.reload()
    page.wait_for_selector(".welcome")
    assert "Answers from documents" not in page.locator("#notice").inner_text(), "they are gone from the browser too, so there is nothing left to say"


# -- hostile text --------------------------------------------------------------------------------------------------------------------------


def test_hostile_text_is_text_in_panel_tabs_and_files(page: Page) -> None:
    for i, text in enumerate(HOSTILE, start=1):
        ask(page, text, i)
        page.locator("article.report").last.locator("a.jump").first.click()
        page.locator("#panel mark").get_by_text(text, exact=True).wait_for()
        assert page.locator("#panel h2").inner_text() == text
    tab(page, "Sources")
    page.get_by_text("10 of 10 source versions").wait_for()
    assert all(text in page.locator(".shelf").inner_text() for text in HOSTILE)
    upload(page, ("<img src=x onerror=window.struck=9>.md", f"# {HOSTILE[0]}\n\n{HOSTILE[1]} is what the keeper of Gull Rock wrote.\n"))
    page.locator(".files li", has_text="onerror").wait_for()
    page.mouse.move(300, 300)
    assert page.evaluate("window.struck") is None
    assert page.locator("#conversation :is(script, img, svg, iframe), #panel :is(script, img, svg), .shelf :is(script, img, svg), .files img").count() == 0
