"""Official text before digest: with the law itself in the index, a statement cites the law's own words first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.index import open_index
from ingest.pipeline import ingest
from qa.answer import Answer
from qa.pipeline import Desk
from qa.settings import Settings
from tests.factories import TODAY, CorpusFolder, FakeEmbedder
from tests.official_fixtures import uslm

REPORT, FINE = "Within how many days must a harbour master report a lost buoy?", "How high is the fine for a harbour master who hides a lost buoy?"


def desk_with(folder: Path, corpus: CorpusFolder, embedder: FakeEmbedder, law: bytes) -> Desk:
    (folder / "law").mkdir()
    (folder / "law/usc40.xml").write_bytes(law)
    ingest([], folder / "index", embedder, corpus=corpus.path)
    report = ingest([folder / "law"], folder / "index", embedder)
    assert (report.added, report.skipped) == (1, ())
    return Desk(open_index(folder / "index"), embedder, Settings(folder / "index"), today=lambda: TODAY)


def cited(answer: Answer) -> list[tuple[str, str, str]]:
    """(form, pinpoint, quote) of the first claim's citations."""
    forms = {s.n: s.form for s in answer.sources}
    return [(forms[c.n], c.pinpoint, c.quote) for c in answer.summary[0].citations]


def test_the_law_is_quoted_and_the_digest_stands_beside_it(tmp_path: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> None:
    answer = desk_with(tmp_path, corpus, embedder, uslm()).ask(REPORT)
    assert cited(answer) == [
        ("official", "40 U.S.C. § 7001(a)", "The master of a harbour shall, within 10 days, report each lost buoy to the coast office."),
        ("digest", "40 U.S.C. § 7001(a)", "A harbour master reports a lost buoy to the coast office within 10 days."),
    ]
    assert answer.summary[0].text == "A harbour master reports a lost buoy to the coast office within 10 days."
    assert [s.n for s in answer.sources] == list(range(1, len(answer.sources) + 1))
    assert Answer.from_dict(answer.to_dict()) == answer


def test_a_place_inside_the_statements_place_is_quoted(tmp_path: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> None:
    answer = desk_with(tmp_path, corpus, embedder, uslm()).ask(FINE)
    assert cited(answer)[0][:2] == ("official", "40 U.S.C. § 7001(e)(1)")
    assert "$850,000" in cited(answer)[0][2]


def test_a_text_that_has_not_the_statements_figure_is_not_quoted_for_it(tmp_path: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> None:
    answer = desk_with(tmp_path, corpus, embedder, uslm(days=11)).ask(REPORT)
    assert [form for form, _, _ in cited(answer)] == ["digest"]


def test_a_later_text_is_not_quoted_for_the_law_before_it(tmp_path: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> None:
    desk = desk_with(tmp_path, corpus, embedder, uslm(days=30))
    answer = desk.ask(REPORT, as_of=date(2020, 1, 1))
    assert [(form, quote.endswith("within 30 days.")) for form, _, quote in cited(answer)] == [("digest", True)]


def test_an_earlier_text_is_quoted_for_the_version_of_its_day(tmp_path: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> None:
    desk = desk_with(tmp_path, corpus, embedder, uslm(created="2021-05-05", days=30))
    assert [form for form, _, _ in cited(desk.ask(REPORT, as_of=date(2022, 1, 1)))] == ["official", "digest"]
    assert [form for form, _, _ in cited(desk.ask(REPORT))] == ["digest"]


@pytest.mark.parametrize("question", ["40 U.S.C. § 7001(a)", "What does 40 U.S.C. § 7001(a) say?"])
def test_a_place_that_is_asked_for_by_its_number_is_told_in_the_laws_words(tmp_path: Path, corpus: CorpusFolder, embedder: FakeEmbedder, question: str) -> None:
    answer = desk_with(tmp_path, corpus, embedder, uslm()).ask(question)
    assert {s.form for s in answer.sources} == {"official"}
    assert answer.summary[0].text == "The master of a harbour shall, within 10 days, report each lost buoy to the coast office."
