from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from qa.answer import Answer
from qa.render import place, to_html, to_html_fragment, to_text
from qa.render_markdown import to_markdown
from tests.app_fixtures import HOSTILE, comparison, hostile_report, report, silence

VOID = {"meta", "br", "img", "link", "input", "hr"}
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "main", "article", "section", "h1", "h2", "h3", "p", "ul", "ol", "li", "a", "span", "time", "q",
    "details", "summary", "button", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


class Page(HTMLParser):
    """Reads a page strictly: every tag closed in order, every id once; keeps tags, attributes and text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []
        assert len(self.ids) == len(set(self.ids))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return flat(" ".join(self.words))

    @property
    def ids(self) -> list[str]:
        return [str(attrs["id"]) for _, attrs in self.tags if "id" in attrs]

    @property
    def links(self) -> list[str]:
        return [str(attrs["href"]) for tag, attrs in self.tags if tag == "a"]


def flat(text: str) -> str:
    return " ".join(text.split())


def citations(answer: Answer):
    return [c for claim in answer.claims() for c in claim.citations]


def markdown_text(text: str) -> str:
    """What a reader sees of Markdown, by a CommonMark parser that would pass raw HTML through."""
    page = Page("<main>" + MarkdownIt("commonmark").render(text) + "</main>")
    return page.text


def test_text_carries_every_number_place_quote_and_address() -> None:
    answer = report()
    shown = flat(to_text(answer))
    for c in citations(answer):
        assert f"[{c.n}, {place(c.pinpoint)}]" in shown if place(c.pinpoint) else f"[{c.n}]" in shown
        assert c.quote in shown
        assert c.url in shown
    assert all(f"[{s.n}] {s.title}" in shown and s.url in shown for s in answer.sources)


def test_markdown_carries_every_number_pinpoint_quote_and_address() -> None:
    answer = report()
    markdown = to_markdown(answer)
    for c in citations(answer):
        assert f"[\\[{c.n}\\]" in markdown
        assert f"(<{c.url}>)" in markdown
        assert f"{c.pinpoint} (characters {c.start}-{c.end}): “{c.quote}”" in markdown
    assert all(f"{s.n}. {s.title}" in markdown and f"<{s.url}>" in markdown for s in answer.sources)


@pytest.mark.parametrize("render", [to_html, to_html_fragment], ids=["page", "fragment"])
def test_html_carries_every_number_pinpoint_quote_and_address(render) -> None:
    answer = report()
    page = Page(render(answer))
    for c in citations(answer):
        assert f"[{c.n}]" in page.text
        assert c.pinpoint in page.text
        assert c.quote in page.text
        assert c.url in page.links
    assert all(s.title in page.text and s.url in page.links for s in answer.sources)


def test_every_number_jumps_to_its_own_quote() -> None:
    answer = report()
    html = to_html_fragment(answer, "answer-7")
    page = Page(html)
    jumps = [link for link in page.links if link.startswith("#")]
    assert len(jumps) == len(citations(answer))
    for jump, c in zip(jumps, citations(answer), strict=True):
        entry = re.search(rf'<li id="{re.escape(jump[1:])}">(.*?)</li>', html)
        assert entry is not None
        assert c.quote in entry[1]
        assert c.pinpoint in entry[1]
        assert jump.startswith(f"#answer-7-source-{c.n}-")


def test_two_reports_can_share_a_page() -> None:
    Page(to_html_fragment(report(), "answer-1") + to_html_fragment(report(), "answer-2"))


def test_a_page_loads_nothing() -> None:
    html = to_html(report())
    page = Page(html)
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object", "embed", "base"}
    assert "@import" not in html
    assert "url(" not in html


def test_official_pages_open_in_a_tab_of_their_own() -> None:
    for tag, attrs in Page(to_html_fragment(report())).tags:
        if tag == "a" and str(attrs["href"]).startswith("http"):
            assert (attrs["target"], attrs["rel"]) == ("_blank", "noopener noreferrer")


def test_follow_ups_are_buttons_in_the_chat_and_words_on_a_page() -> None:
    answer = report()
    assert [attrs["class"] for tag, attrs in Page(to_html_fragment(answer)).tags if tag == "button"] == ["ask"] * len(answer.follow_ups)
    assert not [tag for tag, _ in Page(to_html(answer)).tags if tag == "button"]
    assert all(question in Page(to_html(answer)).text for question in answer.follow_ups)


@pytest.mark.parametrize(
    ("form", "words"), [("digest", "Digest by Attest"), ("official", "Official text"), ("user", "Your file")], ids=["digest", "official", "user"]
)
def test_the_form_of_each_source_is_told(form, words) -> None:
    answer = report()
    answer = replace(answer, sources=tuple(replace(s, form=form) for s in answer.sources))
    assert words in flat(to_text(answer))
    assert words in markdown_text(to_markdown(answer))
    assert words in Page(to_html(answer)).text


@pytest.mark.parametrize("render", [to_text, to_markdown, to_html, to_html_fragment], ids=["text", "markdown", "page", "fragment"])
def test_an_abstention_says_so_and_cites_nothing(render) -> None:
    shown = flat(render(silence()))
    assert "no answer" in shown.lower()
    assert "Available sources do not mention seals." in shown
    assert "1,234 passages of 5 sources" in shown
    assert "Buoys Act 1999, s 4" in shown
    assert "[1]" not in shown
    assert "Want to dive deeper?" not in shown


@pytest.mark.parametrize("render", [to_text, to_markdown, to_html, to_html_fragment], ids=["text", "markdown", "page", "fragment"])
def test_a_follow_up_tells_how_it_was_read_and_a_plain_question_does_not(render) -> None:
    assert "Read as: Who reports a lost buoy in Kenya?" in flat(render(report("And in Kenya?", read_as="Who reports a lost buoy in Kenya?"))).replace("\\", "")
    assert "Read as" not in render(report())


@pytest.mark.parametrize("render", [to_text, to_markdown, to_html, to_html_fragment], ids=["text", "markdown", "page", "fragment"])
def test_empty_parts_leave_no_heading(render) -> None:
    assert "dive deeper" not in render(replace(report(), follow_ups=(), limitations=()))


@pytest.mark.parametrize("render", [to_html, to_html_fragment], ids=["page", "fragment"])
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_in_html(render, text) -> None:
    for answer in (hostile_report(text), silence(text, message=text, nearest=(text,))):
        page = Page(render(answer))
        assert {tag for tag, _ in page.tags} <= ALLOWED
        names = {name for _, attrs in page.tags for name in attrs}
        assert not {name for name in names if name.startswith("on")}
        assert all(link.startswith("#") for link in page.links)
        assert flat(text) in page.text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "JAVASCRIPT:x", "https://x.example/a> b", "https://x.example/\n[y](javascript:z)", "//x.example"]
)
def test_only_web_addresses_become_links(url) -> None:
    answer = hostile_report("Plain words here.", url)
    assert all(link.startswith("#") for link in Page(to_html(answer)).links)
    assert "href" not in MarkdownIt("commonmark").render(to_markdown(answer))


@pytest.mark.parametrize(
    "text", [*HOSTILE, "![x](http://x.example/y.png)", "[x](javascript:y)", "<https://x.example>", "*a* _b_ `c` ~~d~~", "# a", "1. a", "- a", "> a", "a\n\n# b"]
)
def test_hostile_text_stays_text_in_markdown(text) -> None:
    for answer in (hostile_report(text), silence(text, message=text, nearest=(text,))):
        rendered = MarkdownIt("commonmark").render(to_markdown(answer))
        assert not re.search(r"<(script|img|svg|a|em|strong|code)\b", rendered.replace("<em>Checked", ""))
        assert flat(text) in Page(f"<main>{rendered}</main>").text


@pytest.mark.parametrize("sign", ["\x1b", "\x07", "\x9b", "\u202e", "\u2066"], ids=["escape", "bell", "csi", "override", "isolate"])
def test_a_terminal_gets_no_control_characters(sign) -> None:
    shown = to_text(hostile_report(f"red{sign}[31m words"))
    assert sign not in shown
    assert "red\ufffd[31m words" in shown


@pytest.mark.parametrize(
    ("pinpoint", "expected"),
    [
        ("18 U.S.C. § 2258A(e)", "§ 2258A(e)"),
        ("Online Safety Act 2023, s 66(1)", "s 66(1)"),
        ('Annual report, under "Findings"', 'under "Findings"'),
        ("Annual report", ""),
        ("two\nlines", ""),
        ("", ""),
    ],
    ids=["code", "act", "heading", "whole", "lines", "blank"],
)
def test_place(pinpoint, expected) -> None:
    assert place(pinpoint) == expected


def test_a_comparison_is_a_table_that_loses_no_claim() -> None:
    answer = comparison()
    for html in (to_html(answer), to_html_fragment(answer)):
        page = Page(html) if html.startswith("<!doctype") else None
        assert html.count("<table") == 1
        assert html.count("[1]</a>") + html.count("[2]</a>") == len(citations(answer))
        assert page is None or all(f"{claim.text}" in page.text for claim in answer.claims())
        for cell in ('data-place="United Kingdom"', 'data-place="United States"', "2. Treaties and international bodies", "3. Bottom line"):
            assert cell in html
    one = replace(answer, sections=answer.sections[:2])
    assert "<table" not in to_html(one), "one country is no comparison"
    assert "<table" not in to_html(report())
