"""The source panel, the shelf and its reader, the quote check, and what a browser keeps of a conversation."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from html import escape
from pathlib import Path

import pytest

from ingest.document import Passage
from ingest.pinpoint import Pinpoint
from qa.answer import Answer
from qa.errors import QuestionError
from qa.page import memory, panel, shelf
from qa.page.check import verdict
from qa.page.conversation import EXAMPLES, conversation, file_name, outcome, pending, sentence, welcome
from qa.pipeline import Desk
from qa.reading import readings
from qa.verify import QuoteCheck
from tests.app_fixtures import HOSTILE, TEXTS, TODAY, FakeDesk, hostile_report, report, silence, source
from tests.test_desk import QUESTION, desk_on


@pytest.fixture
def desk(built: Path) -> Desk:
    return desk_on(built)


@pytest.fixture
def answer(desk: Desk) -> Answer:
    return desk.ask(QUESTION)


# -- the panel -----------------------------------------------------------------------------------------------------------------------------


def test_the_panel_marks_the_quote_in_its_context(desk: Desk, answer: Answer) -> None:
    cited, citation = panel.cited_at([answer], "answer-1-source-1-quote-1")
    shown = panel.panel(desk, cited, citation)
    assert f"<mark>{citation.quote}</mark>" in shown
    assert f"at characters {citation.start:,}–{citation.end:,} of the stored text" in shown
    assert citation.pinpoint in shown
    assert "Attest's digest" in shown
    for told in ("Title of us-40usc-7001", "Harbour Office", "public domain", "2026-01-02", cited.sha256[:16]):
        assert told in shown
    assert "Open the official page" in shown


@pytest.mark.parametrize(
    "anchor",
    ["", "answer-1", "answer-0-source-1-quote-1", "answer-2-source-1-quote-1", "answer-1-source-9-quote-1", "answer-1-source-1-quote-99",
     "answer-1-source-1-quote-0", "answer-99999-source-1-quote-1", "answer-1-source-1-quote-1<script>", "answer-١-source-1-quote-1x"],
)  # fmt: skip
def test_an_anchor_that_names_no_citation_is_refused(answer: Answer, anchor: str) -> None:
    with pytest.raises(QuestionError, match="that citation is not in this conversation"):
        panel.cited_at([answer], anchor)


def test_every_citation_of_a_conversation_has_an_anchor_in_it() -> None:
    answers = [report(), report()]
    html = conversation(answers)
    for turn, given in enumerate(answers, start=1):
        for claim in given.claims():
            for citation in claim.citations:
                quotes = [c for c in panel.quotes(given, citation.n)]
                anchor = f"answer-{turn}-source-{citation.n}-quote-{quotes.index(citation) + 1}"
                assert f'href="#{anchor}"' in html
                assert panel.cited_at(answers, anchor) == (given.sources[citation.n - 1], citation)


def test_a_text_that_has_changed_is_not_called_verified(desk: Desk, answer: Answer) -> None:
    cited, citation = panel.cited_at([answer], "answer-1-source-1-quote-1")
    moved = replace(citation, start=citation.start + 1, end=citation.end + 1)
    for changed in (moved, replace(citation, start=10**9, end=10**9 + len(citation.quote)), replace(citation, quote="x" * len(citation.quote))):
        shown = panel.panel(desk, cited, changed)
        assert "The stored text has changed since this answer was given." in shown
        assert "Verified" not in shown
        assert "<mark>" not in shown


def test_a_source_that_is_gone_is_told(desk: Desk, answer: Answer) -> None:
    cited, citation = panel.cited_at([answer], "answer-1-source-1-quote-1")
    other = replace(citation, passage_id="elsewhere#1")
    assert "The index no longer holds this source; ask again." in panel.panel(desk, cited, other)
    shown = panel.panel(desk, replace(cited, form="user"), other)
    assert "Your documents were deleted with the visit; upload them again." in shown
    assert "Verified" not in shown


def test_long_context_is_cut_between_words(desk: Desk, answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panel, "CONTEXT_CHARS", 12)
    fake = FakeDesk()
    cited, citation = panel.cited_at([report()], "answer-1-source-1-quote-1")
    shown = panel.panel(fake, cited, citation)  # type: ignore[arg-type]
    assert f"<mark>{citation.quote}</mark> Next." in shown
    assert panel._cut_left("one two three four") == "… three four"
    assert panel._cut_right("one two three four") == "one two …"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_text_in_the_panel_and_the_reader(text: str) -> None:
    fake = FakeDesk()
    given = hostile_report(text, source_id=f"hostile-{HOSTILE.index(text)}")
    shown = panel.panel(fake, *panel.cited_at([given], "answer-1-source-1-quote-1"))  # type: ignore[arg-type]
    shown += shelf.reader(fake, f"hostile-{HOSTILE.index(text)}", TODAY) + shelf.shelf(fake, "", TODAY)  # type: ignore[arg-type]
    shown += panel.trouble(text) + shelf.unreadable([(text, text)]) + pending(text, [text])
    shown += verdict(QuoteCheck("verified", text, text, text, (text,), text, text))
    for tag in ("<script", "<img", "<svg", "</style", 'href="javascript'):
        assert tag not in shown.lower()
    assert "<mark>" in shown


# -- the shelf -----------------------------------------------------------------------------------------------------------------------------


def test_the_shelf_lists_every_source_and_finds_by_every_word(desk: Desk) -> None:
    assert "4 of 4 source versions" in shelf.shelf(desk, "", TODAY)
    assert [s.id for s in shelf.matching(desk.sources(), "ferries act")] == ["gb-ferries-2021"]
    assert [s.id for s in shelf.matching(desk.sources(), "UNITED kingdom")] == ["gb-ferries-2021"]
    assert [s.id for s in shelf.matching(desk.sources(), "ferries 7001")] == []
    assert "No source has all of these words." in shelf.shelf(desk, "<b>", TODAY)
    assert "1 of 1 source version<" in shelf.shelf(OneSource(), "", TODAY)  # type: ignore[arg-type]


class OneSource(FakeDesk):
    def sources(self):  # type: ignore[no-untyped-def]
        return super().sources()[:1]


@pytest.mark.parametrize(
    ("text_as_of", "told"),
    [
        (None, "no date"),
        (date(2026, 1, 2), "<time>2026-01-02</time>"),
        (date(2025, 12, 2), "<time>2025-12-02</time> (3 months old)"),
        (date(2025, 12, 3), "<time>2025-12-03</time>"),
        (date(2024, 4, 2), "<time>2024-04-02</time> (23 months old)"),
        (date(2024, 3, 2), "<time>2024-03-02</time> (2 years old)"),
    ],
)
def test_the_age_of_a_text_is_told_from_three_months_on(text_as_of: date | None, told: str) -> None:
    assert shelf._age(text_as_of, date(2026, 3, 2)) == told


def test_a_source_is_read_with_its_places(desk: Desk) -> None:
    (document,) = (s.document_id for s in desk.sources() if s.valid_from == date(2024, 7, 1))
    shown = shelf.reader(desk, document, TODAY)
    assert "A harbour master who hides a lost buoy pays a fine of up to $850,000." in shown
    assert shown.index("§ 7001(a)") < shown.index("§ 7001(e)")
    assert "In force from <time>2024-07-01</time>." in shown


def test_a_long_source_is_cut_and_says_so(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MAX_READINGS", 1)
    (document,) = (s.document_id for s in desk.sources() if s.valid_from == date(2024, 7, 1))
    shown = shelf.reader(desk, document, TODAY)
    assert shown.count("<section>") == 1
    assert "The first 1 of 2 places are shown; search for the others." in shown


def test_a_source_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(QuestionError, match="not in the index"):
        shelf.reader(desk, "../../etc/passwd", TODAY)
    with pytest.raises(QuestionError, match="the index holds no source version"):
        desk.read("../../etc/passwd")


def test_passages_of_one_place_are_read_as_one() -> None:
    text = "First half, second half.\nAnother place."
    pinpoints = [Pinpoint.parse("Buoys Act 1999, s 1"), Pinpoint.parse("Buoys Act 1999, s 2")]
    spans = [(12, 24, 0), (0, 11, 0), (25, 39, 1)]
    passages = [Passage(f"a#{start}", "a", pinpoints[i], "About", ("Act",), start, end, text[start:end], ()) for start, end, i in spans]
    found = readings(passages, text)
    assert [(r.pinpoint, r.text) for r in found] == [("Buoys Act 1999, s 1", "First half, second half."), ("Buoys Act 1999, s 2", "Another place.")]
    assert all(text[r.start : r.end] == r.text for r in found)
    gap = readings([passages[0], passages[2], replace(passages[1], end=5)], text)
    assert [r.text for r in gap] == ["First", "second half.", "Another place."], "words of no passage are not drawn in"


# -- what a browser keeps ------------------------------------------------------------------------------------------------------------------


def test_a_kept_conversation_comes_back_as_it_was(answer: Answer) -> None:
    answers = (answer, silence(), hostile_report(HOSTILE[0]))
    assert memory.recalled(memory.kept(answers)) == answers
    assert memory.kept(()) == "[]"
    assert memory.recalled("[]") == ()


def test_the_oldest_turns_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [report(f"Question {number}?") for number in range(40)]
    assert [a.question for a in memory.recalled(memory.kept(answers))] == [f"Question {number}?" for number in range(10, 40)]
    monkeypatch.setattr(memory, "MAX_CHARS", 2 * len(json.dumps(answers[0].to_dict())) + 10)
    assert len(memory.recalled(memory.kept(answers))) == 2


@pytest.mark.parametrize(
    "text",
    [None, 7, "", "no JSON", "{}", "[1]", "[{}]", "[" * 100_000, '[{"question": "x"}]', "null", '"x"', "[null]", "NaN", "[" + "9" * 5_000 + "]"],
    ids=lambda text: str(text)[:12],
)
def test_what_no_page_of_ours_kept_is_left_alone(text: object) -> None:
    assert memory.recalled(text) == ()


def test_a_tampered_answer_is_left_alone() -> None:
    kept = json.loads(memory.kept([report()]))
    kept[0]["summary"][0]["citations"] = []
    assert memory.recalled(json.dumps(kept)) == ()
    assert memory.recalled("x" * (2 * memory.MAX_CHARS + 1)) == ()


# -- lines of the page ---------------------------------------------------------------------------------------------------------------------


def test_outcomes_count_in_the_right_number() -> None:
    assert outcome(report()) == "Answered from 2 sources; 5 quotes verified."
    assert outcome(hostile_report("x" * 9)) == "Answered from 1 source; 2 quotes verified."
    assert outcome(silence()) == "No answer to this question."


def test_an_empty_conversation_says_what_attest_does_and_cannot_and_of_which_day_its_texts_are() -> None:
    shown = welcome([source(1, "Buoys Act 1999", "Buoys Act 1999", "GB"), source(2, "Rules", "Rules", "US", text_as_of=date(2025, 7, 9))])
    assert "every sentence with its source and the quoted words" in shown
    assert "Attest knows only its 2 sources, says so where they are silent, and gives no legal advice." in shown
    assert "United Kingdom, United States." in shown
    assert "Newest text: <time>2025-07-09</time>." in shown
    assert [text for text in EXAMPLES.values() if escape(text) in shown] == [EXAMPLES["US"], EXAMPLES["GB"]]
    bare = welcome([source(1, "Notes", "Notes", "KE", text_as_of=None)])
    assert "Attest knows only its 1 source," in bare
    assert "Newest text" not in bare
    assert "<button" not in bare


def test_errors_are_sentences_and_file_names_are_plain() -> None:
    assert sentence(ValueError("that was\n too much")) == "That was too much."
    assert file_name(report("Wer meldet <b>Bojen</b>/../x?")) == f"wer-meldet-b-bojen-b-x-{TODAY}"
    assert file_name(report("¿?")) == str(TODAY)


def test_the_quote_check_is_told_with_its_places() -> None:
    html = verdict(QuoteCheck("misattributed", "x", "18 U.S.C. § 1", "a", ("18 U.S.C. § 2",), "words", "the words stand elsewhere"))
    assert "<h2>Misattributed</h2>" in html
    assert "<li>18 U.S.C. § 2</li>" in html
    assert "The words stand elsewhere." in html


def test_the_texts_of_the_fake_desk_hold_its_quotes() -> None:
    for claim in report().claims():
        for citation in claim.citations:
            assert TEXTS[citation.source_id][citation.start : citation.end] == citation.quote
    assert source(1, "a", "b", "GB").document_id == "act-1"
