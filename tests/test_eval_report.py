"""The report: what stands on the page, that text cannot become markup, which cases count as the worst, and the page in a browser."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from evals import __main__ as cli
from evals import plots
from evals.errors import EvalsError, RunFileError
from evals.report import render, write_report
from evals.rows import Run
from evals.run import METRICS, Total
from evals.system import Cited, Reply, Said
from evals.words import GROUPS, WORDS
from evals.worst import faults, worst
from tests.eval_run_fixtures import CASES, make_run, measured, run_file, say
from tests.evals_fixtures import A, E, make_case, make_refusal

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)> $\\alpha$ \"'& \u202egnp"


def hostile_run() -> Run:
    """A run whose every text tries to get out of the page."""
    case = make_case(
        id=HOSTILE, question=HOSTILE, category=HOSTILE, jurisdiction=HOSTILE, nuggets=[["10 days", f"n{HOSTILE}"]], must_not=[f"m{HOSTILE}"], before=[HOSTILE]
    )
    known = make_refusal(question=f"?{HOSTILE}", why=HOSTILE)
    claim = Said(f"m{HOSTILE}", (Cited(A, "d", 0, 3, f"q{HOSTILE}"),), in_summary=True)
    reply = Reply(True, (claim,), (), 1.0, 0.8, 0.1)
    return make_run(measured({HOSTILE: reply, "u-1": reply}, system=HOSTILE, cases=(case, known)), settings=HOSTILE)


def a_run() -> Run:
    ours = {"a-1": say(A, confidence=0.9), "a-2": say(A, E, confidence=0.8, seconds=1.5), "u-1": say(A, confidence=0.4)}
    theirs = {"a-1": say(E, confidence=None), "a-2": say(E, confidence=None, seconds=0.02), "u-1": say(A, confidence=None)}
    heldout = tuple(case.model_copy(update={"id": f"h-{case.id}", "question": f"Held out: {case.question}"}) for case in CASES)
    held = {f"h-{name}": reply for name, reply in ours.items()}
    return make_run(
        measured(ours), measured(held, "heldout", cases=heldout), measured(theirs, system="bm25"), measured({}, "heldout", "bm25", cases=heldout),
    )  # fmt: skip


class Seen(HTMLParser):
    """Collects the tags, the attributes and the text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


# -- the page --------------------------------------------------------------------------------------------------------------------------------


def test_the_page_has_the_totals_of_every_system_and_split() -> None:
    page = render(a_run())
    seen = Seen(page)
    assert seen.tags.count("table") == 2
    assert seen.tags.count("svg") == seen.tags.count("figure") == 6
    for words in WORDS.values():
        assert page.count(f">{words.label}</th>") == 2, words.label
    assert page.count('<th scope="col">bm25</th>') == 2
    # Two answerable cases, one of them right; the refusal was answered.
    assert "50.0 <small>[0, 100] · 2</small>" in page
    assert "crashed</th><td>0</td><td>3</td>" in page
    assert "metrics version</dt>" in page


def test_every_metric_has_its_words_and_its_place_in_the_tables() -> None:
    assert [name for _, words in GROUPS for name in words] == list(WORDS)
    assert set(WORDS) == set(METRICS)
    assert len({word.label for word in WORDS.values()}) == len(WORDS)


def test_the_page_asks_nothing_of_the_network_and_runs_nothing() -> None:
    seen = Seen(render(a_run()))
    assert not {"script", "iframe", "object", "embed", "form", "base", "img"} & set(seen.tags)
    addresses = [value for name, value in seen.attributes if name in {"href", "src", "xlink:href", "action", "style"} and value]
    assert addresses
    assert [value for value in addresses if "//" in value] == []
    assert {value for value in addresses if not value.startswith("#")} >= {"data:,"}
    assert not any(name.startswith("on") for name, _ in seen.attributes)
    assert "url(" not in render(a_run()).partition("</style>")[0]
    (policy,) = [value for name, value in seen.attributes if name == "content" and value and "default-src" in value]
    assert policy.startswith("default-src 'none'")


def test_text_of_cases_and_answers_is_text_on_the_page() -> None:
    page = render(hostile_run())
    seen = Seen(page)
    assert "script" not in seen.tags
    assert "img" not in seen.tags
    assert not any(name.startswith("on") for name, _ in seen.attributes)
    assert "<script" not in page
    shown = HOSTILE.replace("\u202e", "\ufffd")
    assert seen.text.count(shown) >= 8  # the title, the question, the earlier one, the wordings, the claim, the quote, the reason, the settings
    assert "\u202e" not in page


def test_held_out_cases_are_shown_only_where_they_are_asked_for() -> None:
    assert "Held out: " not in render(a_run())
    assert "so that nobody tunes on them" in render(a_run())
    shown = render(a_run(), heldout_questions=True)
    assert "Held out: Who sank the ferry?" in shown
    assert "so that nobody tunes on them" not in shown


def test_a_worst_case_tells_its_answer_and_what_went_wrong() -> None:
    page = Seen(render(a_run())).text
    assert "Who sank the ferry?" in page
    assert "It was answered, and has no answer: no source tells." in page
    assert "Answered, confidence 0.40" in page
    assert "A keeper reports a lost buoy within 10 days." in page
    assert A in page


def test_a_run_without_confidence_or_answers_still_has_a_page() -> None:
    page = render(make_run(measured({"a-1": say(confidence=None), "a-2": say(confidence=None), "u-1": say(confidence=None)}, "own")))
    assert "Risk and coverage" not in page
    assert "Your cases" in page
    crashed = render(make_run(measured({})))
    assert "The program crashed: KeyError" in Seen(crashed).text
    assert "Latency" not in crashed


def test_the_page_is_the_same_each_time() -> None:
    assert render(a_run()) == render(a_run())


# -- the worst cases -------------------------------------------------------------------------------------------------------------------------


def test_the_worst_come_in_the_order_of_how_far_they_mislead() -> None:
    cases = [make_case(id=f"a-{i}") for i in range(1, 6)] + [make_refusal(), make_refusal(id="u-2")]
    replies = {
        "a-1": say(A),  # right
        "a-2": say(E, confidence=0.5),
        "a-3": replace(say(A, confidence=0.1), holds=0.0),
        "a-4": say(confidence=0.2),
        "u-1": say(A, confidence=0.7),
        "u-2": say(),  # rightly refused
    }
    found = worst(measured(replies, cases=cases).results)
    assert [result.case.id for result in found] == ["a-3", "a-5", "u-1", "a-2", "a-4"]
    assert [result.case.id for result in worst(measured(replies, cases=cases).results, 2)] == ["a-3", "a-5"]


@pytest.mark.parametrize(
    ("changes", "reply", "told"),
    [
        pytest.param({}, say(A), (), id="right"),
        pytest.param({}, say(), ("It was refused, and has an answer.",), id="refused"),
        pytest.param({}, Reply(False, (), (), None, None, 0.0, rejected="too long"), ("It was refused, and has an answer (too long).",), id="rejected"),
        pytest.param(
            {}, say(E), ("It does not tell “10 days” or “ten days”.", f"It does not cite “{A}”; search had it at rank 1."), id="the wrong place",
        ),
        pytest.param(
            {},
            say(E, found=[E]),
            ("It does not tell “10 days” or “ten days”.", f"It does not cite “{A}”; search did not have it among its first 1."),
            id="not found",
        ),
        pytest.param({"must_not": ["up to $850,000"]}, say(A, E), ("It says what no right answer says: “up to $850,000”.",), id="a forbidden figure"),
        pytest.param(
            {}, replace(say(A), holds=0.0), ("A citation does not hold: a quote is not the stored text, or the numbers are out of order.",), id="a false quote",
        ),
        pytest.param({"nuggets": [list("abcdef")]}, say(), ("It was refused, and has an answer.",), id="many wordings"),
    ],
)  # fmt: skip
def test_what_went_wrong_is_said(changes: dict[str, object], reply: Reply, told: tuple[str, ...]) -> None:
    (result,) = measured({"a-1": reply}, cases=[make_case(**changes)]).results
    assert faults(result) == told
    assert bool(told) is not result.right


# -- the plots -------------------------------------------------------------------------------------------------------------------------------


def test_a_plot_takes_its_colours_and_fonts_from_the_page() -> None:
    svg = plots.shares(
        "a & b", [plots.Group("US", {"dev": Total(0.5, 0.25, 0.75, 8), "held out": None}), plots.Group("$x$ <b>", {"dev": Total(1.0, 1.0, 1.0, 1)})]
    )
    assert svg.startswith('<svg role="img" aria-label="a &amp; b"')
    assert re.findall(r"#[0-9a-f]{6}\b", svg) == []
    assert "font-family" not in svg
    assert "var(--series-1)" in svg
    assert "US (8)" in svg
    assert "$x$ &lt;b&gt; (1)" in svg
    assert " width=" not in svg[: svg.index(">")]


def test_two_plots_on_a_page_share_no_id() -> None:
    pages = [plots.latency(name, {"attest": [0.1, 0.2]}) for name in ("one", "other")]
    ids = [set(re.findall(r' id="([^"]+)"', svg)) for svg in pages]
    assert ids[0]
    assert ids[0] & ids[1] == set()
    for svg, known in zip(pages, ids, strict=True):
        assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', svg)) <= known


def test_without_matplotlib_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(EvalsError, match=r"pip install 'attest-qa\[eval\]'"):
        render(a_run())


# -- the command -----------------------------------------------------------------------------------------------------------------------------


def test_the_command_writes_the_page_beside_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = run_file(tmp_path / "run.jsonl", a_run())
    assert cli.main(["report", str(rows)]) == 0
    assert (tmp_path / "run.html").read_text(encoding="utf-8") == render(a_run())
    assert cli.main(["report", str(rows), "-o", str(tmp_path / "all.html"), "--heldout-questions"]) == 0
    assert "Held out: " in (tmp_path / "all.html").read_text(encoding="utf-8")
    capsys.readouterr()
    assert cli.main(["report", str(rows), "-o", str(rows)]) == 2
    assert "the report would replace the run" in capsys.readouterr().err
    assert cli.main(["report", str(rows), "-o", str(tmp_path / "none" / "page.html")]) == 1
    assert "page.html cannot be written" in capsys.readouterr().err
    assert cli.main(["report", str(tmp_path / "none.jsonl")]) == 1
    assert "none.jsonl cannot be read" in capsys.readouterr().err


def test_a_page_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunFileError, match="cannot be written"):
        write_report(tmp_path, a_run())


# -- the page in a browser -------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        yield browser
        browser.close()


LUMINANCE = """
element => {
    const parts = getComputedStyle(element).getPropertyValue(PROPERTY).match(/[0-9.]+/g).slice(0, 3).map(x => x / 255);
    const [r, g, b] = parts.map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
"""


def contrast(one: float, other: float) -> float:
    """WCAG's ratio of two luminances."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@pytest.mark.browser
@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="needs chromium")
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("run", [a_run, hostile_run], ids=["plain", "hostile"])
def test_the_page_is_legible_and_quiet(chromium: Browser, tmp_path: Path, run: object, scheme: str, width: int) -> None:
    path = tmp_path / "page.html"
    write_report(path, run())  # type: ignore[operator]
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    requests: list[str] = []
    noise: list[str] = []
    context.on("request", lambda request: requests.append(request.url))
    context.on("console", lambda message: noise.append(message.text))
    context.on("dialog", lambda dialog: noise.append(dialog.message))
    page = context.new_page()
    page.goto(path.as_uri())
    assert [url for url in requests if not url.startswith("data:")] == [path.as_uri()]
    assert noise == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    dark = page.evaluate(f"({LUMINANCE.replace('PROPERTY', repr('background-color'))})(document.body)")
    assert (dark < 0.05) is (scheme == "dark")
    card = page.evaluate(f"({LUMINANCE.replace('PROPERTY', repr('background-color'))})(document.querySelector('figure'))")
    for selector, least in {".case h3": 7, ".wrong li": 4.5, "figcaption span": 4.5, "td": 7}.items():
        ink = page.evaluate(f"({LUMINANCE.replace('PROPERTY', repr('color'))})(document.querySelector({selector!r}))")
        assert contrast(ink, card) >= least, selector
    inks = page.eval_on_selector_all("figure svg text", f"all => all.map({LUMINANCE.replace('PROPERTY', repr('fill'))})")
    assert len(inks) > 20
    assert min(contrast(ink, card) for ink in inks) >= 4.5
    sizes = page.eval_on_selector_all("figure svg text", "all => all.map(t => parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getScreenCTM().a)")
    assert min(sizes) >= 8.5
    outside = page.eval_on_selector_all(
        "figure svg", "all => all.filter(s => { const b = s.getBoundingClientRect(); return b.left < 0 || b.right > innerWidth || b.height < 80 }).length"
    )
    assert outside == 0
    context.close()
