"""What follows from a breach leads where a question asks for it."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.index import open_index
from qa.breach import asks_consequence
from qa.pipeline import Desk
from qa.settings import Settings


@pytest.mark.parametrize(
    "question",
    [
        "What happens if a platform doesn't report?",
        "what happens to an isp that sits on a tip",
        "What would happen when a carrier ignores the order?",
        "What are the consequences for a host that fails to preserve?",
        "what if a provider refuses to hand over data",
    ],
)
def test_a_question_for_what_follows_is_told(question):
    assert asks_consequence(question)


@pytest.mark.parametrize(
    "question",
    ["What happens after a report is filed?", "What happens to it once the case ends?", "Must a provider report?", "What must not be told?"],
)
def test_what_comes_next_is_no_breach(question):
    assert not asks_consequence(question)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("What happens to a platform in the US that finds this stuff and doesn't report it?", "18 U.S.C. § 2258A(e)"),
        ("what happens if a canadian isp says nothing about child porn", "S.C. 2011, c. 4, s 10"),
        ("what happens to a german platform that ignores a production order from france", "Regulation (EU) 2023/1543, art 16(10)"),
    ],
)
def test_what_follows_leads(real_desk: Desk, question, place):
    answer = real_desk.ask(question)
    assert answer.summary[0].citations[0].pinpoint == place


def test_the_first_offence_is_told_before_a_further_one(real_desk: Desk):
    question = "What is the fine for an internet provider in Canada that knows of child porn on its service and says nothing?"
    places = [claim.citations[0].pinpoint for claim in real_desk.ask(question).summary]
    assert places.index("S.C. 2011, c. 4, s 10(b)(i)") < places.index("S.C. 2011, c. 4, s 10(b)(iii)")


def test_what_is_asked_first_is_told_first(real_desk: Desk):
    answer = real_desk.ask("How much can Ofcom fine a company, and has it actually fined anyone yet?")
    assert answer.summary[0].citations[0].pinpoint.startswith("Online Safety Act 2023, sch 13 para 4")
    assert "4chan" in answer.summary[1].text


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Can the FBI get my Gmail without a warrant in an emergency?", "18 U.S.C. § 2702(b)(8)"),
        ("Does Google have to scan Gmail for child abuse images or do they just choose to?", "18 U.S.C. § 2258A(f)"),
    ],
)
def test_a_reporters_names_are_understood(real_desk: Desk, question, place):
    answer = real_desk.ask(question)
    assert answer.summary[0].citations[0].pinpoint.startswith(place)


def test_last_year_is_that_before_the_day_of_asking(real_desk: Desk):
    index = open_index(real_desk.folder, real_desk.embedder.fingerprint)
    desk = Desk(index, real_desk.embedder, Settings(index=real_desk.folder), today=lambda: date(2026, 12, 1))
    assert desk.ask("how many tips did NCMEC get last year").summary[0].citations[0].pinpoint.startswith("NCMEC CyberTipline data 2025")


def test_a_company_that_the_rule_does_not_name_is_told_as_not_mentioned(real_desk: Desk):
    answer = real_desk.ask("Does Google have to scan Gmail for child abuse images or do they just choose to?")
    assert any("do not mention" in line and "Gmail" in line for line in answer.limitations)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("what happens if a provider in the UK doesn't report to the NCA", "Online Safety Act 2023, sch 13 para 4(1)"),
        ("what are the consequences for an EU platform of not publishing transparency reports", "Regulation (EU) 2022/2065, art 52(3)"),
    ],
)
def test_the_most_that_a_law_threatens_leads_where_nothing_near_the_duty_tells_it(real_desk: Desk, question, place):
    answer = real_desk.ask(question)
    assert answer.summary[0].citations[0].pinpoint == place
    assert len(answer.summary) > 1


def test_a_law_with_several_bounds_lends_none_of_them(real_desk: Desk):
    answer = real_desk.ask("what happens when a controller in the eu doesn't answer an access request")
    assert not any("art 83" in citation.pinpoint for claim in answer.summary for citation in claim.citations)
