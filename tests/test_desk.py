"""The desk: filters, dates, history, streams, bounds, limitations, follow-ups and threads, on the invented harbour laws."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue
from ingest.errors import EmbeddingModelError, IndexMismatchError, IndexMissingError
from ingest.index import open_index
from ingest.pipeline import ingest
from qa import Answer, open_desk
from qa.errors import QuestionError
from qa.pipeline import MAX_K, MAX_QUESTION_CHARS, Desk
from qa.settings import Settings
from tests.factories import TODAY, CorpusFolder, FakeEmbedder

QUESTION = "How fast does a harbour master report a lost buoy?"
FERRIES = "When is a ticket refunded by a ferry company?"
SILENT = "Which wine goes with grilled salmon?"
OPEN = "What does the law say about a lost buoy?"


def desk_on(folder: Path, today: date = TODAY, **settings: int) -> Desk:
    embedder = FakeEmbedder()
    return Desk(open_index(folder, embedder.fingerprint), embedder, Settings(index=folder, **settings), today=lambda: today)


@pytest.fixture
def desk(built: Path) -> Desk:
    return desk_on(built)


def texts(answer: Answer) -> str:
    return "\n".join(claim.text for claim in answer.claims())


# --- opening ----------------------------------------------------------------------------------------------------------


def test_a_desk_is_opened_by_folder_or_by_settings(built: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTEST_INDEX", str(built))
    opened = [
        open_desk(embedder=embedder),
        open_desk(built, embedder=embedder),
        open_desk(str(built), embedder=embedder),
        open_desk(settings=Settings(index=built), embedder=embedder),
        open_desk(built, settings=Settings(index=built / "none"), embedder=embedder),
    ]
    answers = [desk.ask(QUESTION) for desk in opened]
    assert answers == [answers[0]] * 5
    assert answers[0].status == "answered"


def test_a_missing_index_is_told_before_a_model_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(model: str) -> None:
        raise EmbeddingModelError(f"{model} was loaded")

    monkeypatch.setattr("ingest.embed.SentenceTransformerEmbedder", load)
    with pytest.raises(IndexMissingError, match="run 'attest ingest --index"):
        open_desk(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_another_model_is_refused(built: Path) -> None:
    with pytest.raises(IndexMismatchError, match="other:0002 is configured"):
        open_desk(built, embedder=FakeEmbedder("other:0002"))


def test_the_sources_and_their_sizes_are_told(desk: Desk) -> None:
    assert [source.document_id for source in desk.sources()] == [
        "gb-ferries-2021", "us-40usc-7001@2019-03-01", "us-40usc-7001@2024-07-01", "us-40usc-7002",
    ]  # fmt: skip
    assert desk.sizes()["us-40usc-7001@2024-07-01"] == (2, 2)


# --- the promises, on every answer ------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", [QUESTION, FERRIES, OPEN, SILENT, "40 U.S.C. § 7001(e)", "What is the fine for hiding a buoy?"])
@pytest.mark.parametrize("day", [None, date(2020, 5, 5)], ids=["today", "2020"])
def test_every_quote_is_a_slice_of_a_passage_that_was_retrieved(desk: Desk, question: str, day: date | None) -> None:
    answer = desk.ask(question, as_of=day)
    assert Answer.from_dict(answer.to_dict()) == answer
    assert (answer.status == "abstained") is (answer.abstention is not None) is (not list(answer.claims()))
    retrieved = {hit.passage_id for hit in desk.search(question, k=MAX_K, as_of=day)}
    order: list[int] = []
    for claim in answer.claims():
        for citation in claim.citations:
            order.append(citation.n)
            assert desk.document_text(citation.passage_id.partition("#")[0])[citation.start : citation.end] == citation.quote
            assert citation.passage_id in retrieved
    assert list(dict.fromkeys(order)) == [source.n for source in answer.sources] == list(range(1, len(answer.sources) + 1))


# --- filters and dates ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("codes", [["GB"], ["gb"], ["GB", "US"], ["us", "gb", "GB"]], ids=", ".join)
def test_a_jurisdiction_is_named_in_any_case(desk: Desk, codes: list[str]) -> None:
    assert "within 14 days" in texts(desk.ask(FERRIES, jurisdictions=codes))
    assert {hit.jurisdiction for hit in desk.search("ticket buoy lamp", jurisdictions=codes)} == {code.upper() for code in codes}


def test_only_the_jurisdictions_named_are_searched_and_that_is_told(desk: Desk) -> None:
    answer = desk.ask(OPEN, jurisdictions=["US"])
    assert {source.jurisdiction for source in answer.sources} == {"US"}
    assert "Only sources of these jurisdictions were searched: United States." in answer.limitations
    assert (answer.provenance.passages_searched, answer.provenance.sources_searched) == (3, 2)
    assert "14 days" not in texts(desk.ask(FERRIES, jurisdictions=["US"]))
    assert not any("jurisdictions were searched" in line for line in desk.ask(OPEN).limitations)


def test_only_the_kinds_named_are_searched_and_that_is_told(tmp_path: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> None:
    ruling = "The court held in 2022 that a ferry company refunds a ticket within 20 days."
    corpus.add("gb-ferry-case", "Gull v Ferries", {" — Holding": [ruling]}, file="gb/case.md", jurisdiction="GB", kind="case")
    ingest([], tmp_path / "index", embedder, corpus=corpus.path)
    desk = desk_on(tmp_path / "index")
    both, law, case = (desk.ask(FERRIES, kinds=kinds) for kinds in ([], ["statute"], ["case"]))
    assert {source.kind for source in both.sources} == {"statute", "case"}
    assert {source.kind for source in law.sources} == {"statute"}
    assert {source.kind for source in case.sources} == {"case"}
    assert "Only sources of these kinds were searched: case." in case.limitations
    assert not any("kinds were searched" in line for line in both.limitations)
    assert case.provenance.sources_searched == 1
    for question in (QUESTION, "What does 40 U.S.C. § 7001(e) say?"):
        assert {source.kind for source in desk.ask(question, kinds=["case"]).sources} <= {"case"}, "also where the question cites another"
    assert desk.ask(FERRIES, kinds=["news"]).status == "abstained"
    with pytest.raises(QuestionError, match="'law' is no kind of source; the kinds are statute, "):
        desk.ask(FERRIES, kinds=["law"])


@pytest.mark.parametrize(
    ("day", "days"),
    [(date(2019, 3, 1), "30 days"), (date(2024, 6, 30), "30 days"), (date(2024, 7, 1), "10 days"), (TODAY, "10 days")],
    ids=["first day", "last day", "day of change", "today"],
)
def test_the_law_of_a_day_is_told(desk: Desk, day: date, days: str) -> None:
    answer = desk.ask(QUESTION, as_of=day)
    assert answer.as_of == day
    assert answer.checked_on == TODAY
    assert f"within {days}" in texts(answer)
    assert ("30 days" in texts(answer)) is (days == "30 days")
    assert (answer.sources[0].valid_from == date(2019, 3, 1)) is (days == "30 days")


def test_a_day_in_the_question_counts_unless_one_is_given(desk: Desk) -> None:
    asked = "How fast does a harbour master report a lost buoy as of 2020-05-05?"
    assert desk.ask(asked).as_of == date(2020, 5, 5)
    assert "within 30 days" in texts(desk.ask(asked))
    assert desk.ask(asked, as_of=TODAY).as_of == TODAY
    assert "within 10 days" in texts(desk.ask(asked, as_of=TODAY))


def test_the_clock_is_asked_for_each_question(built: Path, embedder: FakeEmbedder) -> None:
    now = date(2024, 6, 30)
    desk = Desk(open_index(built), embedder, Settings(index=built), today=lambda: now)
    assert "within 30 days" in texts(desk.ask(QUESTION))
    now = date(2024, 7, 1)
    assert "within 10 days" in texts(desk.ask(QUESTION))


def test_nothing_is_told_before_there_was_a_law(desk: Desk) -> None:
    answer = desk.ask(QUESTION, as_of=date(1990, 1, 1))
    assert "buoy to the coast office" not in texts(answer)


def test_changes_around_the_day_are_told(desk: Desk) -> None:
    before = desk.ask(QUESTION, as_of=date(2020, 5, 5)).limitations
    figures = "§ 7001(a): 30 days until then, 10 days since."
    assert f"40 U.S.C. § 7001 has changed since 2020-05-05: a newer text applies from 2024-07-01. {figures}" in before
    after = desk.ask(QUESTION, as_of=date(2024, 8, 1)).limitations
    assert any(line.startswith("40 U.S.C. § 7001 changed on 2024-07-01.") and "30 days until then, 10 days since" in line for line in after)
    assert not any("has changed since" in line for line in after)


@pytest.fixture
def expired(tmp_path: Path, embedder: FakeEmbedder) -> Path:
    """An index in which one law ended and nothing came after it."""
    corpus = CorpusFolder(tmp_path / "expired")
    places = {", s 1 — Anchors": ["A captain paints an anchor red before a storm."], ", s 2 — Ropes": ["A captain counts the ropes each Monday."]}
    corpus.add("gb-anchors-2018", "Anchors Act 2018", places, version={"valid_from": date(2018, 1, 1), "valid_to": date(2022, 12, 31)}, jurisdiction="GB")
    corpus.add("gb-sails-2019", "Sails Act 2019", {", s 1 — Sails": ["A captain mends a sail within a week."]}, jurisdiction="GB")
    ingest([], tmp_path / "expired-index", embedder, corpus=corpus.path)
    return tmp_path / "expired-index"


def test_a_law_that_ended_is_told_as_it_last_stood_and_says_so(expired: Path) -> None:
    desk = desk_on(expired)
    ended = "Anchors Act 2018 stopped applying on 2022-12-31; it is told as it last stood."
    answer = desk.ask("What does section 1 of the Anchors Act 2018 say about painting an anchor red before a storm?")
    assert "paints an anchor red" in texts(answer)
    assert ended in answer.limitations
    then = desk.ask("What does section 1 of the Anchors Act 2018 say about painting an anchor red before a storm?", as_of=date(2020, 1, 1))
    assert "paints an anchor red" in texts(then)
    assert ended not in then.limitations
    assert "anchor" not in texts(desk.ask("When does a captain mend a sail?"))


# --- questions that cannot be used ------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", ["", " \n\t", "?", "§ — …", "\u200b"], ids=["empty", "blank", "mark", "marks", "zero width"])
def test_an_empty_question_is_refused(desk: Desk, question: str) -> None:
    for use in (desk.ask, desk.search, lambda text: list(desk.stream(text))):
        with pytest.raises(QuestionError, match="the question is empty; ask in a sentence"):
            use(question)


def test_the_longest_question_is_taken_and_one_longer_is_not(desk: Desk) -> None:
    longest = ("a lost buoy " * MAX_QUESTION_CHARS)[:MAX_QUESTION_CHARS].strip().ljust(MAX_QUESTION_CHARS, "s")
    assert len(longest) == MAX_QUESTION_CHARS
    assert desk.ask(longest).question == longest
    with pytest.raises(QuestionError, match=r"the question has 2,001 characters; the limit is 2,000"):
        desk.ask(longest + "s")


def test_spaces_do_not_count(desk: Desk) -> None:
    spaced = QUESTION.replace(" ", "\n   ")
    assert desk.ask(spaced) == desk.ask(QUESTION)
    assert desk.ask(QUESTION + " " * 100_000) == desk.ask(QUESTION)


def test_a_question_that_is_not_text_is_refused(desk: Desk) -> None:
    with pytest.raises(QuestionError, match="not UTF-8 text"):
        desk.ask("lost \udcff buoy")


@pytest.mark.parametrize("code", ["ZZ", "", "U S", "usa"], ids=repr)
def test_an_unknown_jurisdiction_is_refused_with_the_known_ones(desk: Desk, code: str) -> None:
    with pytest.raises(QuestionError, match=f"no source has the jurisdiction {code!r}; the index has GB, US"):
        desk.ask(QUESTION, jurisdictions=["US", code])


@pytest.mark.parametrize(
    "question",
    [
        "buoy' OR 1=1 --",
        'buoy" NEAR/3 ("lamp',
        "NOT buoy AND (",
        "buoy*:^{}[]",
        "<script>buoy</script>",
        "\u202ebuoy\x00\x07",
        "浮标 lost buoy 🛟",
        "%s {0} buoy",
    ],
)
def test_any_marks_in_a_question_do_no_harm(desk: Desk, question: str) -> None:
    assert desk.ask(question).status in {"answered", "abstained"}
    assert desk.search(question)
    assert desk.ask(QUESTION).status == "answered"


# --- search -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("k", [0, -1, MAX_K + 1, 10**9])
def test_k_out_of_bounds_is_refused(desk: Desk, k: int) -> None:
    with pytest.raises(QuestionError, match=f"k is {k}; give a number from 1 to {MAX_K}"):
        desk.search("buoy", k)


@pytest.mark.parametrize("k", [1, 2, MAX_K])
def test_search_gives_k_passages_at_most_best_first(desk: Desk, k: int) -> None:
    hits = desk.search("lost buoy", k)
    every = desk.search("lost buoy", MAX_K)
    assert hits == every[:k]
    assert len(hits) == min(k, 4)
    assert hits[0].pinpoint == "40 U.S.C. § 7001(a)"
    assert len({hit.passage_id for hit in hits}) == len(hits)


def test_search_finds_the_law_of_the_day(desk: Desk) -> None:
    assert "30 days" in desk.search("lost buoy", 1, as_of=date(2020, 5, 5))[0].text
    assert "10 days" in desk.search("lost buoy", 1)[0].text


# --- streams ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", [QUESTION, OPEN, SILENT])
def test_a_stream_ends_with_the_answer_that_ask_gives(desk: Desk, question: str) -> None:
    events = list(desk.stream(question, as_of=date(2025, 1, 1)))
    answer = desk.ask(question, as_of=date(2025, 1, 1))
    claims = list(answer.claims())
    assert [event.name for event in events] == ["retrieved", *["claim", "verified"] * len(claims), "done"]
    assert events[-1].answer == answer
    assert [event.claim for event in events if event.name == "verified"] == claims
    assert [event.text for event in events if event.name == "claim"] == [claim.text for claim in claims]
    assert events[0].passages > 0
    assert all(event.answer is None for event in events[:-1])


# --- history ----------------------------------------------------------------------------------------------------------


def test_a_follow_up_leans_on_the_question_before(desk: Desk) -> None:
    first = desk.ask("What is the fine for hiding a lost buoy?")
    second = desk.ask("And as of 2020-05-05?", history=[(first.question, first)])
    assert second.question == "And as of 2020-05-05?"
    assert second.provenance.standalone_question.startswith("What is the fine for hiding a lost buoy, ")
    assert second.as_of == date(2020, 5, 5)
    assert "850,000" in texts(first)
    assert "850,000" not in texts(second)


def test_a_question_that_stands_alone_is_answered_alone(desk: Desk) -> None:
    first, alone = desk.ask(QUESTION), desk.ask(FERRIES)
    after = desk.ask(FERRIES, history=[(QUESTION, first)])
    assert after.provenance == alone.provenance
    assert list(after.claims()) == list(alone.claims())


def test_a_third_question_leans_on_what_the_second_was_read_as(desk: Desk) -> None:
    history: list[tuple[str, Answer]] = []
    for question in ("Who reports a lost buoy?", "How fast?", "And then?"):
        answer = desk.ask(question, history=history)
        history.append((question, answer))
    assert history[-1][1].provenance.standalone_question == "Who reports a lost buoy, How fast, then?"


# --- limitations and follow-ups ----------------------------------------------------------------------------------------


def test_what_was_searched_is_told_first(desk: Desk) -> None:
    answer = desk.ask(QUESTION)
    assert answer.limitations[0] == f"Searched 4 passages of 3 sources; this answer rests on {len(answer.sources)} of them."
    assert (answer.provenance.passages_searched, answer.provenance.sources_searched) == (4, 3)


def test_an_ingest_that_did_not_finish_is_told(built: Path) -> None:
    warning = "The last ingest did not finish, so some sources are missing from this search; run 'attest ingest' to complete it."
    assert warning not in desk_on(built).ask(QUESTION).limitations
    catalogue = Catalogue(built)
    catalogue.set_meta("unfinished", "[]")
    assert warning in desk_on(built).ask(QUESTION).limitations
    catalogue.set_meta("unfinished", None)
    assert warning not in desk_on(built).ask(QUESTION).limitations


def test_what_no_source_mentions_is_told(desk: Desk) -> None:
    assert any("kayak" in line for line in desk.ask("How fast does a harbour master report a lost buoy or kayak?").limitations)


@pytest.mark.parametrize("question", [QUESTION, OPEN, FERRIES, "40 U.S.C. § 7001(a)", "When does a lighthouse keeper trim the lamps?"])
def test_follow_ups_never_repeat(desk: Desk, question: str) -> None:
    answer = desk.ask(question)
    assert answer.status == "answered"
    asked = [line.casefold() for line in answer.follow_ups]
    assert len(set(asked)) == len(asked) <= 5
    assert question.casefold() not in asked
    assert all(line.endswith("?") for line in asked)


def test_a_follow_up_has_an_answer_that_is_not_the_one_before(desk: Desk) -> None:
    answer = desk.ask(FERRIES)
    assert answer.follow_ups
    for question in answer.follow_ups:
        further = desk.ask(question)
        assert further.status == "answered", question
        assert {c.passage_id for claim in further.claims() for c in claim.citations} - {c.passage_id for claim in answer.claims() for c in claim.citations}


def test_claims_are_bounded_by_the_setting(built: Path) -> None:
    assert len(set(claim.text for claim in desk_on(built, max_claims=1).ask(OPEN).claims())) == 1
    assert len(set(claim.text for claim in desk_on(built).ask(OPEN).claims())) > 1


def test_the_provenance_tells_what_built_the_answer(built: Path) -> None:
    told = desk_on(built).ask(QUESTION).provenance
    assert told.index.startswith("fake:0001/chunker-")
    assert told.embedding_model == "fake:0001"
    assert told.settings == desk_on(built).ask(FERRIES).provenance.settings
    assert told.settings != desk_on(built, max_claims=3).ask(QUESTION).provenance.settings


# --- repetition and threads --------------------------------------------------------------------------------------------


def test_the_same_question_has_the_same_answer(built: Path) -> None:
    assert len({str(desk_on(built).ask(OPEN).to_dict()) for _ in range(3)}) == 1


def test_another_day_changes_the_days_alone(built: Path) -> None:
    today, tomorrow = desk_on(built).ask(QUESTION).to_dict(), desk_on(built, TODAY + timedelta(days=1)).ask(QUESTION).to_dict()
    changed = {name for name in today if today[name] != tomorrow[name]}
    assert {"checked_on", "as_of"} <= changed <= {"checked_on", "as_of", "limitations"}


def test_threads_get_the_answers_that_one_gets_alone(built: Path) -> None:
    desk, questions = desk_on(built), [QUESTION, FERRIES, OPEN, SILENT]
    expected = {question: desk_on(built).ask(question) for question in questions}

    def last(question: str) -> Answer | None:
        return list(desk.stream(question))[-1].answer

    uses: list[Callable[[str], Answer | None]] = [desk.ask, last, desk.chain.invoke]
    asked = [(use, question) for _ in range(8) for use in uses for question in questions]
    with ThreadPoolExecutor(max_workers=6) as pool:
        given = list(pool.map(lambda pair: pair[0](pair[1]), asked))
    assert given == [expected[question] for _, question in asked]


def test_an_empty_citation_is_named_as_such(desk: Desk) -> None:
    assert desk.verify_quote(" ", "reports a lost buoy").note.startswith("the citation is empty")
