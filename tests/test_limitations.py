"""Limitations: what changed in the laws cited, what will change, and what is not in force, on invented laws."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from ingest.errors import CorpusError
from ingest.index import open_index
from ingest.pipeline import ingest
from ingest.source import corpus_folder, load_sources
from qa import Answer
from qa.changes import Difference, differences, joined, names
from qa.pipeline import Desk
from qa.settings import Settings
from tests.factories import TODAY, CorpusFolder, FakeEmbedder, make_source

Places = dict[str, list[str]]

# Two versions of an invented law: one period and one fine are other figures, one place is other words, one is new, one is gone, one is the same.
OLD: Places = {
    "(a) — Duty to report buoys": ["Until 30 June 2024, a harbour master reported a lost buoy to the coast office within 30 days."],
    "(b) — No search": ["No harbour master has to search for lost buoys at night."],
    "(c) — Register of buoys": ["The coast office writes each lost buoy into a paper register."],
    "(d) — Paint for buoys": ["A harbour master paints every buoy green before winter."],
    "(e)(1) — Fine for a hidden buoy": ["A harbour master who hides a lost buoy pays a fine of up to $5,000."],
}
NEW: Places = {
    "(a) — Duty to report buoys": [
        "Since 1 July 2024, a harbour master reports a lost buoy to the coast office within 10 days, down from 30 days.",
        "The 10-day period for a lost buoy begins when the harbour master hears of it.",
    ],
    "(b) — No search": ["No harbour master has to search for lost buoys at night."],
    "(c) — Register of buoys": ["The coast office keeps an electronic register of every lost buoy."],
    "(e)(1) — Fine for a hidden buoy": [
        "A harbour master who hides a lost buoy pays a fine of up to $80,000.",
        "A deputy who hides a lost buoy pays a fine of up to $6,000.",
    ],
    "(f) — Whistles": ["A harbour master blows a whistle when a lost buoy drifts ashore."],
}
LAW, CITED = "us-40usc-7001", "40 U.S.C. § 7001"
CHANGED = date(2024, 7, 1)
SINCE = "40 U.S.C. § 7001 changed on 2024-07-01 (see Pub. L. 900-1). "
LATER = "40 U.S.C. § 7001 has changed since 2024-01-01: a newer text applies from 2024-07-01. "


def buoys(folder: Path, *, before: date = date(2024, 6, 30), after: date = CHANGED) -> CorpusFolder:
    """Two versions of a law on buoys, an act of the day of the change that names it, and a law on lamps that never changed."""
    corpus = CorpusFolder(folder)
    corpus.add(LAW, CITED, OLD, file="us/old.md", version={"valid_from": date(2019, 3, 1), "valid_to": before})
    corpus.add(LAW, CITED, NEW, file="us/new.md", version={"valid_from": after})
    act = {", § 2 — What the act did": ["Section 2 of the Drifting Buoys Act of 2024 made 40 U.S.C. § 7001 stricter."]}
    corpus.add("us-pl-900-1", "Pub. L. 900-1", act, file="us/act.md", version={"valid_from": after})
    corpus.add("us-40usc-7002", "40 U.S.C. § 7002", {" — Lamps": ["Every lighthouse keeper trims the lamps at dusk."]}, file="us/lamps.md")
    return corpus


def desk_on(corpus: CorpusFolder, folder: Path, today: date = TODAY) -> Desk:
    embedder = FakeEmbedder()
    ingest([], folder, embedder, corpus=corpus.path)
    return Desk(open_index(folder, embedder.fingerprint), embedder, Settings(index=folder), today=lambda: today)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return desk_on(buoys(tmp_path / "buoys"), tmp_path / "buoys-index")


def lines(answer: Answer, *words: str) -> list[str]:
    return [line for line in answer.limitations if all(word in line for word in words)]


def why(answer: Answer) -> str:
    assert answer.abstention is not None, [claim.text for claim in answer.claims()]
    return answer.abstention.message


# --- what changed -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "day", "expected"),
    [
        ("(a)", date(2024, 8, 1), SINCE + "§ 7001(a): 30 days until then, 10 days since."),
        ("(a)", date(2024, 1, 1), LATER + "§ 7001(a): 30 days until then, 10 days since."),
        ("(e)(1)", date(2024, 8, 1), SINCE + "§ 7001(e)(1): $5,000 until then, $80,000 and $6,000 since."),
        ("(c)", date(2024, 8, 1), SINCE + "§ 7001(c): until then “The coast office writes each lost buoy into a paper register.”,"
         " since “The coast office keeps an electronic register of every lost buoy.”"),
        ("(f)", date(2024, 8, 1), SINCE + "Held only from then on: § 7001(f)."),
        ("(d)", date(2024, 1, 1), LATER + "Held only until then: § 7001(d)."),
        ("(b)", date(2024, 8, 1), SINCE + "Not in a place cited here, but § 7001(a): 30 days until then, 10 days since; § 7001(e)(1): $5,000 until then,"
         " $80,000 and $6,000 since; § 7001(c): since “The coast office keeps an electronic register of every lost buoy.”"),
    ],
)  # fmt: skip
def test_the_change_of_a_place_is_told_in_its_figures_or_else_in_its_words(desk: Desk, place: str, day: date, expected: str) -> None:
    answer = desk.ask(CITED + place, as_of=day)
    assert answer.status == "answered"
    assert lines(answer, "40 U.S.C. § 7001", "change") == [expected]


def test_a_place_that_changed_is_told_however_long_ago_and_another_for_two_years(desk: Desk) -> None:
    for day, told in ((date(2026, 7, 1), True), (date(2026, 7, 2), False)):
        assert bool(lines(desk.ask(CITED + "(b)", as_of=day), "changed on 2024-07-01")) is told
        assert lines(desk.ask(CITED + "(a)", as_of=day), "changed on 2024-07-01")
        assert bool(lines(desk.ask(CITED + "(f)", as_of=day), "changed on 2024-07-01")) is told, "a place that one version alone holds need not be new"


def test_a_law_of_one_version_and_a_first_version_did_not_change(desk: Desk) -> None:
    assert not lines(desk.ask("When does a lighthouse keeper trim the lamps?"), "change")
    assert not lines(desk.ask(CITED + "(a)", as_of=date(2019, 4, 1)), "changed on")


def test_a_change_to_come_is_told_with_what_will_be_different(tmp_path: Path) -> None:
    corpus = buoys(tmp_path / "corpus", before=date(2027, 1, 31), after=date(2027, 2, 1))
    desk = desk_on(corpus, tmp_path / "index")
    (line,) = lines(desk.ask(CITED + "(a)"), "will change")
    assert line == "40 U.S.C. § 7001 will change on 2027-02-01; the new text is already enacted. § 7001(a): 30 days until then, 10 days from then on."
    (line,) = lines(desk.ask(CITED + "(b)"), "will change")
    assert "Not in a place cited here, but § 7001(a): 30 days until then, 10 days from then on" in line


def test_versions_that_say_the_same_are_told_to(tmp_path: Path) -> None:
    corpus = CorpusFolder(tmp_path / "corpus")
    corpus.add(LAW, CITED, OLD, file="us/1.md", version={"valid_from": date(2019, 1, 1), "valid_to": date(2025, 12, 31)})
    corpus.add(LAW, CITED, OLD, file="us/2.md", version={"valid_from": date(2026, 1, 1)})
    (line,) = lines(desk_on(corpus, tmp_path / "index").ask(CITED + "(a)"), "changed on")
    assert line == "40 U.S.C. § 7001 changed on 2026-01-01. What is held of it here reads the same before and after."


def test_many_changes_are_named_in_part_and_counted(tmp_path: Path) -> None:
    corpus = CorpusFolder(tmp_path / "corpus")
    for version, fine in (("1", 100), ("2", 900)):
        places = {f"(a)({n}) — Fine {n}": [f"A captain of class {n} who loses a buoy pays a fine of $%d." % (fine + n)] for n in range(1, 12)}
        places["(b) — Lamps"] = ["A lighthouse keeper trims the lamps at dusk."]
        days = {"valid_from": date(2019, 1, 1), "valid_to": date(2025, 12, 31)} if version == "1" else {"valid_from": date(2026, 1, 1)}
        corpus.add(LAW, CITED, places, file=f"us/{version}.md", version=days)
    (line,) = lines(desk_on(corpus, tmp_path / "index").ask(CITED + "(b)"), "changed on")
    assert line.startswith("40 U.S.C. § 7001 changed on 2026-01-01. Not in a place cited here, but § 7001(a)(1): $101 until then, $901 since; § 7001(a)(2)")
    assert line.count(" until then, ") == 4
    assert line.endswith("; other words at § 7001(a)(5), § 7001(a)(6), § 7001(a)(7), § 7001(a)(8) and 3 more.")


def test_a_statement_on_a_place_that_is_suspended_is_quoted_where_the_answer_leaves_it_out(tmp_path: Path) -> None:
    corpus = CorpusFolder(tmp_path / "corpus")
    suspended = "Section 4 of the Piers Act is described as suspended by the High Court since May 2025."
    corpus.add("gb-piers-2020", "Piers Act 2020", {", s 4 — Pier fees": ["A visitor pays a fee of GBP 2 to walk along a pier.", suspended]}, jurisdiction="GB")
    desk = desk_on(corpus, tmp_path / "index")
    answer = desk.ask("How much is the fee to walk along a pier?")
    told = [claim.text for claim in answer.claims()]
    assert bool(lines(answer, f"Of Piers Act 2020, s 4 it is also held: “{suspended}”")) is (suspended not in told)
    one = Desk(desk._index, FakeEmbedder(), Settings(index=tmp_path / "index", max_claims=1)).ask("How much is the fee to walk along a pier?")
    assert [claim.text for claim in one.claims()] == ["A visitor pays a fee of GBP 2 to walk along a pier."]
    assert lines(one, f"Of Piers Act 2020, s 4 it is also held: “{suspended}”")


def test_a_text_of_which_nobody_knows_since_when_it_holds_says_so(tmp_path: Path) -> None:
    desk = desk_on(buoys(tmp_path / "corpus"), tmp_path / "index")
    unknown = "The text of 40 U.S.C. § 7002 is of 2026-01-02; since when it holds is not known, so that of 2020-01-01 may differ."
    assert unknown in desk.ask("When does a lighthouse keeper trim the lamps?", as_of=date(2020, 1, 1)).limitations
    assert not lines(desk.ask("When does a lighthouse keeper trim the lamps?"), "since when it holds")


# --- not in force -------------------------------------------------------------------------------------------------------

HORNS = f"Horns Act 2027: not in force on {TODAY}; in force from 2027-01-01, as far as the texts held here go."


@pytest.fixture
def anchors(tmp_path: Path) -> Desk:
    """A law that ended and came back, one that ended for good with a successor, one to come, a report, and another country's law."""
    corpus = CorpusFolder(tmp_path / "anchors")
    old, new = ["A captain paints an anchor red before a storm."], ["A captain paints an anchor blue before a storm."]
    corpus.add("gb-anchors", "Anchors Act 2018", {", s 1 — Anchors": old}, file="gb/1.md", jurisdiction="GB",
               version={"valid_from": date(2018, 1, 1), "valid_to": date(2022, 12, 31)})  # fmt: skip
    corpus.add("gb-anchors", "Anchors Act 2018", {", s 1 — Anchors": new}, file="gb/2.md", version={"valid_from": date(2024, 1, 1)})
    corpus.versions["gb-anchors"][1]["gap"] = "the first Act lapsed before the second was passed"
    corpus.add("gb-ropes", "Ropes Act 2010", {", s 2 — Ropes": ["A bosun counts the hemp ropes each Monday."]}, file="gb/3.md", jurisdiction="GB",
               version={"valid_from": date(2010, 1, 1), "valid_to": date(2020, 12, 31)})  # fmt: skip
    cables = ["A bosun measures the steel cables each Friday.", "The Ropes Act 2010 gave way to the Cables Act 2021."]
    corpus.add("gb-cables", "Cables Act 2021", {", s 3 — Cables": cables}, file="gb/4.md", jurisdiction="GB", version={"valid_from": date(2021, 1, 1)})
    corpus.add("gb-horns", "Horns Act 2027", {", s 1 — Horns": ["A pilot sounds the brass horn in thick fog."]}, file="gb/5.md", jurisdiction="GB",
               version={"valid_from": date(2027, 1, 1)})  # fmt: skip
    tides = ["The Tide Report counted 12,000 tides along the coast in 2022."]
    corpus.add("us-report", "Tide Report (2023)", {" — Tides": tides}, file="us/6.md", kind="report",
               version={"text_as_of": date(2023, 5, 1)})  # fmt: skip
    corpus.add("us-sails", "40 U.S.C. § 7009", {" — Sails": ["A captain mends a torn sail before a storm within a week."]}, file="us/7.md")
    return desk_on(corpus, tmp_path / "anchors-index")


@pytest.mark.parametrize(
    ("question", "day", "message"),
    [
        ("What does the Anchors Act 2018 say about a storm?", date(2015, 1, 1),
         "Anchors Act 2018: not in force on 2015-01-01; in force from 2018-01-01, as far as the texts held here go."),
        ("What does the Horns Act 2027 say about fog?", TODAY, HORNS),
        ("When does a pilot sound the brass horn in thick fog?", TODAY, f"What is held here on this is not the law of {TODAY}. {HORNS}"),
        ("When does a bosun count the hemp ropes?", TODAY, f"What is held here on this is not the law of {TODAY}. Ropes Act 2010 stopped applying on"
         " 2020-12-31. Younger sources that speak of Ropes Act 2010: Cables Act 2021."),
        ("How many tides did the Tide Report (2023) count?", date(2022, 1, 1),
         "Tide Report (2023): not published on 2022-01-01; the text held is of 2023-05-01."),
        ("Must a captain paint an anchor before a storm?", date(2023, 6, 1), "What is held here on this is not the law of 2023-06-01."
         " Anchors Act 2018 stopped applying on 2022-12-31, and is in force again from 2024-01-01."),
    ],
)  # fmt: skip
def test_what_is_not_in_force_is_said_instead_of_other_law(anchors: Desk, question: str, day: date, message: str) -> None:
    answer = anchors.ask(question, as_of=day)
    assert why(answer) == message
    assert not list(answer.claims())


def test_a_law_that_ended_is_told_as_it_last_stood_with_what_followed(anchors: Desk) -> None:
    answer = anchors.ask("What does the Ropes Act 2010 say about ropes?")
    told = [claim.text for claim in answer.claims()]
    assert told[0] == "A bosun counts the hemp ropes each Monday."
    assert "The Ropes Act 2010 gave way to the Cables Act 2021." in told
    ended = "Ropes Act 2010 stopped applying on 2020-12-31; it is told as it last stood. Younger sources that speak of Ropes Act 2010: Cables Act 2021."
    assert ended in answer.limitations
    assert not lines(anchors.ask("What does the Ropes Act 2010 say about ropes?", as_of=date(2020, 12, 31)), "stopped applying")
    again = anchors.ask("What does the Anchors Act 2018 say about an anchor before a storm?", as_of=date(2023, 6, 1))
    assert "Anchors Act 2018 stopped applying on 2022-12-31, and is in force again from 2024-01-01; it is told as it last stood." in again.limitations
    assert "red" in again.summary[0].text


def test_a_law_that_came_back_is_not_said_to_have_changed_in_the_meantime(anchors: Desk) -> None:
    (line,) = lines(anchors.ask("Anchors Act 2018, s 1", as_of=date(2024, 6, 1)), "2024-01-01")
    assert line == (
        "Anchors Act 2018 came into force again on 2024-01-01. s 1: until 2022-12-31 “A captain paints an anchor red before a storm.”,"
        " since “A captain paints an anchor blue before a storm.”"
    )


def test_a_law_named_beside_another_that_is_told_is_said_not_to_be_in_force(anchors: Desk) -> None:
    answer = anchors.ask("How do the Horns Act 2027 and the Cables Act 2021 measure steel cables?")
    assert "measures the steel cables" in answer.summary[0].text
    assert HORNS in answer.limitations


def test_a_law_near_a_question_that_another_law_answers_is_named(anchors: Desk) -> None:
    answer = anchors.ask("Which sail or anchor does a captain paint before a storm?", as_of=date(2023, 6, 1))
    assert "mends a torn sail" in answer.summary[0].text
    near = "Also near this question, but not told: Anchors Act 2018 stopped applying on 2022-12-31, and is in force again from 2024-01-01."
    assert near in answer.limitations


def test_other_jurisdictions_stay_out_of_an_ended_law_and_of_a_law_to_come(anchors: Desk) -> None:
    for question in ("When does a bosun count the hemp ropes?", "When does a pilot sound the brass horn in thick fog?"):
        answer = anchors.ask(question, jurisdictions=["US"])
        assert " Act " not in answer.to_markdown()


def test_a_place_of_another_version_is_not_told_as_if_it_held(desk: Desk) -> None:
    new = "is not in the text of 40 U.S.C. § 7001 in force on 2020-01-01 that is held here; it is in the text from 2024-07-01."
    assert why(desk.ask(CITED + "(f)", as_of=date(2020, 1, 1))) == f"{CITED}(f) {new}"
    gone = "is not in the text of 40 U.S.C. § 7001 in force on 2025-01-01 that is held here; it is in the text from 2019-03-01 to 2024-06-30."
    assert why(desk.ask(CITED + "(d)", as_of=date(2025, 1, 1))) == f"{CITED}(d) {gone}"
    unnamed = why(desk.ask("When does a harbour master paint every buoy green?", as_of=date(2025, 1, 1)))
    assert "40 U.S.C. § 7001(d) is not in the text in force on 2025-01-01 that is held here; it is in the text from 2019-03-01 to 2024-06-30." in unnamed


def test_a_law_named_that_the_filters_leave_out_is_neither_told_nor_said_to_lack_the_place(desk: Desk) -> None:
    left_out = f"The filters chosen leave out what this question names: {CITED}."
    assert why(desk.ask(f"What does {CITED}(a) say?", kinds=["case"])) == left_out
    assert desk.ask(f"What does {CITED}(a) say?", kinds=["statute"]).status == "answered"


def test_jurisdictions_leave_out_a_law_of_another_that_is_named(anchors: Desk) -> None:
    assert (
        why(anchors.ask("What does the Anchors Act 2018, s 1 say?", jurisdictions=["US"]))
        == "The filters chosen leave out what this question names: Anchors Act 2018."
    )


def test_a_day_to_come_is_said_to_be_one(desk: Desk) -> None:
    coming = "2099-01-01 is yet to come: this is the law of that day as far as it is known on"
    assert any(line.startswith(coming) for line in desk.ask(CITED + "(a)", as_of=date(2099, 1, 1)).limitations)
    assert not any("yet to come" in line for line in desk.ask(CITED + "(a)").limitations)


# --- the pieces ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "figures"),
    [
        (["within 30 days"], ["within 10 days"], (("30 days",), ("10 days",))),
        (["within 30 days"], ["within 10 days, down from 30 days"], (("30 days",), ("10 days",))),
        (["within 30 days and 2 weeks"], ["within 2 weeks"], ((), ())),
        (["a fine of $5"], ["a fine of $5 within 10 days"], ((), ())),
        (["a fine of $5"], ["within 10 days"], ((), ())),
        (["a fine of $5,000 within 3 days"], ["a fine of KES 7 million within 4 days"], (("$5,000", "3 days"), ("KES 7 million", "4 days"))),
        (["6 percent"], ["7 per cent of 40 ships"], (("6 percent",), ("7 per cent",))),
        (["Until 6 May 2024, section 5(1) held 3 buoys."], ["Since 7 May 2024, section 6(2) holds 4 buoys."], ((), ())),
    ],
)
def test_figures_of_one_kind_that_took_the_place_of_others(before: list[str], after: list[str], figures: object) -> None:
    assert Difference("s 1", tuple(before), tuple(after), (True, True)).figures == figures


def test_differences_are_the_sentences_that_one_version_alone_has() -> None:
    before = {"s 1": ("A.", "B."), "s 2": ("C.",), "s 3": ("D.",)}
    after = {"s 3": ("D.",), "s 1": ("B.", "E."), "s 4": ("F.",)}
    assert differences(before, after) == (
        Difference("s 1", ("A.",), ("E.",), (True, True)),
        Difference("s 4", (), ("F.",), (False, True)),
        Difference("s 2", ("C.",), (), (True, False)),
    )


def test_spans_that_follow_one_another_are_one() -> None:
    day = date(2024, 6, 30)
    assert joined([(CHANGED, None), (date(2019, 3, 1), day)]) == ((date(2019, 3, 1), None),)
    assert joined([(None, day), (date(2025, 1, 1), None)]) == ((None, day), (date(2025, 1, 1), None))
    assert joined([(None, None), (CHANGED, day)]) == ((None, None),)
    assert joined([]) == ()


def test_a_law_is_named_by_its_citation_and_its_longer_names() -> None:
    law = make_source(citation="Anchors Act 2018", aliases=("AA18", "Mooring Statute"))
    assert names(law).search("the Mooring Statute holds")
    assert not names(law).search("AA18 holds")
    assert not names(law).search("the Anchors Act 20189")
    assert not names(make_source(citation="AA18")).search("AA18")


# --- the versions that a corpus may list ----------------------------------------------------------------------------------

A, B, C, D = date(2019, 3, 1), date(2024, 6, 30), date(2024, 7, 1), date(2026, 1, 1)


@pytest.mark.parametrize(
    ("versions", "fault"),
    [
        ([{}, {}], "us-sails: 2 of its versions have no valid_from, so nothing tells which of them is in force; give each its first day"),
        ([{"valid_to": B}, {"valid_to": D}], "2 of its versions have no valid_from"),
        ([{"valid_from": A}, {"valid_from": C}], "a version is in force without end while another begins on 2024-07-01; give it valid_to = 2024-06-30"),
        ([{}, {"valid_from": C}], "a version is in force without end while another begins on 2024-07-01"),
        ([{"valid_from": A, "valid_to": C}, {"valid_from": C}], "two versions overlap, from 2024-07-01 to 2024-07-01; a day has one version"),
        ([{"valid_from": A, "valid_to": D}, {"valid_from": C}], "two versions overlap, from 2024-07-01 to 2026-01-01"),
        ([{"valid_from": A, "valid_to": B}, {"valid_from": A, "valid_to": B}], "two versions overlap, from 2019-03-01 to 2024-06-30"),
        ([{"valid_from": A, "valid_to": B}, {"valid_from": D}],
         "no version is in force from 2024-07-01 to 2025-12-31; add the missing version, or say why there is none with 'gap' in the later one"),
        ([{"valid_from": D}, {"valid_from": A, "valid_to": B}], "no version is in force from 2024-07-01 to 2025-12-31"),
        ([{"valid_from": A, "valid_to": B}, {"valid_from": D, "gap": " "}], "no version is in force from 2024-07-01 to 2025-12-31"),
        ([{"valid_from": A, "valid_to": B}, {"valid_from": C, "gap": "lapsed"}],
         "the version of 2024-07-01 explains a gap, but the one before it ends the day before; take out 'gap'"),
        ([{"valid_from": A, "gap": "lapsed"}], "its first version explains a gap, but no version stands before it; take out 'gap'"),
        ([{"valid_from": C, "valid_to": A}], "a version ends on 2019-03-01, before it begins on 2024-07-01; correct valid_from or valid_to"),
    ],
)  # fmt: skip
def test_versions_that_do_not_follow_one_another_are_refused(tmp_path: Path, versions: list[dict[str, object]], fault: str) -> None:
    with pytest.raises(CorpusError, match=re.escape(fault)) as raised:
        load_sources(listed(tmp_path, versions))
    assert "sources.toml: us-sails: " in str(raised.value)


@pytest.mark.parametrize(
    "versions",
    [
        [{}],
        [{"valid_from": A}],
        [{"valid_to": B}, {"valid_from": C}],
        [{"valid_from": C}, {"valid_from": A, "valid_to": B}],
        [{"valid_from": A, "valid_to": B}, {"valid_from": C, "valid_to": D}],
        [{"valid_from": A, "valid_to": B}, {"valid_from": D, "gap": "the Act lapsed and was passed again"}],
    ],
)
def test_versions_that_follow_one_another_or_explain_their_gap_are_taken(tmp_path: Path, versions: list[dict[str, object]]) -> None:
    (record,) = load_sources(listed(tmp_path, versions))
    assert len(record.version) == len(versions)


def listed(folder: Path, versions: list[dict[str, object]]) -> Path:
    corpus = CorpusFolder(folder)
    corpus.add("us-sails", "40 U.S.C. § 7009", {" — Sails": ["A captain mends a torn sail."]})
    corpus.versions["us-sails"] = [{"digest": "us/us-sails.md", "text_as_of": D, **version} for version in versions]
    corpus.write()
    return folder


def test_the_versions_of_the_bundled_corpus_follow_one_another() -> None:
    assert len(load_sources(corpus_folder())) > 100
