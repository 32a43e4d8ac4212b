"""A question for an amount or a period is answered with one, on the bundled corpus with the real model."""

from __future__ import annotations

from datetime import date

import pytest

from qa.kinds import asks_measure
from qa.pipeline import Desk

NOW = date(2026, 11, 22)


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("What is the fine if a provider fails to report child abuse material to NCMEC?", ("$850,000", "$600,000")),
        ("how much can a platform be fined for not telling NCMEC", ("$850,000", "$600,000")),
        ("How long must US providers preserve what they reported to the CyberTipline?", ("1 year",)),
    ],
)
def test_the_summary_gives_the_figure_that_was_asked_for(real_desk: Desk, question: str, figures: tuple[str, ...]) -> None:
    answer = real_desk.ask(question, as_of=NOW)
    summary, whole = (" ".join(claim.text for claim in claims) for claims in (answer.summary, answer.claims()))
    assert figures[0] in summary
    assert [figure for figure in figures if figure not in whole] == []


@pytest.mark.model
def test_the_same_question_gives_the_same_answer(real_desk: Desk) -> None:
    question = "Who must report child sexual abuse content to the NCA in the UK?"
    assert real_desk.ask(question, as_of=NOW) == real_desk.ask(question, as_of=NOW)


@pytest.mark.parametrize(
    ("question", "asks"),
    [("How long must it be kept?", True), ("What is the maximum fine?", True), ("Who must report?", False), ("Must a platform report?", False)],
)
def test_asking_for_a_measure(question: str, asks: bool) -> None:
    assert asks_measure(question) is asks


def test_a_count_of_a_year_that_no_source_tells_is_refused_with_the_years_that_are_told(real_desk: Desk) -> None:
    abstention = real_desk.ask("How many reports did Apple send NCMEC in 2018?").abstention
    assert abstention is not None
    assert "no such figure for 2018" in abstention.message
    assert "2025" in abstention.message
    assert real_desk.ask("How many reports did Apple send NCMEC in 2020?").status == "answered"


def test_a_count_for_a_country_opens_an_answer_before_the_law_of_that_country(real_desk: Desk) -> None:
    answer = real_desk.ask("Reports attributed to India by NCMEC for 2023")
    assert "8,923,738" in answer.summary[0].text


def test_a_recital_does_not_open_an_answer_where_an_article_comes_as_near(real_desk: Desk) -> None:
    answer = real_desk.ask("Do either the EU (DSA) or Canada (mandatory reporting act) oblige providers to go looking for illegal content on their own?")
    assert "recital" not in answer.summary[0].citations[0].pinpoint
    assert {c.pinpoint.partition(",")[0] for claim in answer.summary for c in claim.citations} >= {"Regulation (EU) 2022/2065", "S.C. 2011"}


def test_a_section_of_a_law_that_no_source_is_counts_as_told_where_the_law_asked_about_names_it(real_desk: Desk) -> None:
    told = real_desk.ask(
        "May a Canadian firm share customer data with another organisation under section 11.01(1) of the money laundering statute without breaking PIPEDA?"
    )
    assert told.status == "answered"
    assert "11.01(1)" in told.summary[0].text


def test_fines_that_differ_in_a_bound_or_an_order_are_all_told(real_desk: Desk) -> None:
    told = {
        c.pinpoint + claim.text.partition("a US fine")[2]
        for claim in real_desk.ask("What is the fine for failing to report to NCMEC?").claims()
        for c in claim.citations
    }
    assert sum(place.startswith("18 U.S.C. § 2258A(e)") for place in told) == 4


def test_the_amounts_that_were_asked_for_are_told_before_other_sentences_of_their_law(real_desk: Desk) -> None:
    told = " ".join(claim.text for claim in real_desk.ask("What is the fine if a provider fails to report child abuse material to NCMEC?").claims())
    assert all(
        amount in told for amount in ("up to $850,000 for a provider with at least", "up to $600,000", "up to $1,000,000", "up to $850,000 for a second")
    )


def test_a_question_for_a_whole_section_opens_with_its_duty(real_desk: Desk) -> None:
    first = real_desk.ask("What does section 66 of the Online Safety Act require?").summary[0]
    assert "must have systems and processes" in first.text


def test_what_speaks_for_a_warrant_stands_beside_what_speaks_of_none(real_desk: Desk) -> None:
    answer = real_desk.ask("Can the police read the contents of a CyberTipline report without a warrant?")
    assert any("Second, Fourth and Ninth Circuits require a warrant" in claim.text for claim in answer.summary), "both sides of the split are told"
    assert [claim.text for claim in answer.bottom_line if "NCMEC exception" in claim.text] == [], "what a provider may give NCMEC closes no answer on police"


def test_nothing_of_low_confidence_closes_an_answer(real_desk: Desk) -> None:
    answer = real_desk.ask("What did the Supreme Court decide about geofence warrants?")
    assert [claim.text for claim in answer.bottom_line if claim.text.startswith("Low confidence")] == []


@pytest.mark.parametrize(
    ("question", "code", "work"),
    [
        ("Who must report child sexual abuse material?", "GB", "Online Safety Act 2023"),
        ("Must providers report child sexual abuse material?", "CA", "S.C. 2011, c. 4"),
    ],
)
def test_a_question_narrowed_to_a_place_need_not_name_it(real_desk: Desk, question: str, code: str, work: str) -> None:
    answer = real_desk.ask(question, jurisdictions=[code])
    assert answer.status == "answered"
    assert answer.summary[0].citations[0].pinpoint.startswith(work)
    assert any(line.startswith("Only sources of these jurisdictions were searched") for line in answer.limitations)


def test_a_refusal_says_to_what_the_search_was_narrowed(real_desk: Desk) -> None:
    abstention = real_desk.ask("What does a submarine cable cost?", jurisdictions=["GB"]).abstention
    assert abstention is not None
    assert abstention.message.endswith("Only sources of these jurisdictions were searched: United Kingdom.")


def test_paying_is_told_where_something_was_paid(real_desk: Desk) -> None:
    answer = real_desk.ask("Do platforms pay a fine when they fail to report to NCMEC?")
    assert answer.status == "answered"
    assert "fine" in answer.summary[0].text


@pytest.mark.parametrize("codes", [["GB"], ["CA"], ["GB", "KE"]])
def test_a_word_that_leans_to_one_country_is_answered_of_the_place_that_was_chosen(real_desk: Desk, codes: list[str]) -> None:
    answer = real_desk.ask("Can a grand jury subpoena get investigators the IP address behind an account?", jurisdictions=codes)
    assert {source.jurisdiction for source in answer.sources} <= set(codes)
    assert (answer.status == "answered") == bool(answer.summary)
