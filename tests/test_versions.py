"""The law of a day, on the bundled corpus with the real model: what held then, when it changed and how, and what was not in force."""

from __future__ import annotations

import re
from datetime import date

import pytest

from qa import Answer
from qa.pipeline import Desk

pytestmark = pytest.mark.model

THEN, NOW = date(2023, 6, 1), date(2026, 11, 22)
PRESERVE = [
    "How long must a provider preserve a CyberTipline report?",
    "For how long does a platform keep what it reported to NCMEC's CyberTipline?",
    "How long do platforms have to keep CyberTipline evidence?",
    "What is the preservation period under 18 U.S.C. § 2258A(h)(1)?",
]
FINE = [
    "What is the fine for a provider that fails to report?",
    "What is the maximum fine for failing to report child sexual abuse material to the CyberTipline?",
    "How much can a platform be fined under 18 U.S.C. § 2258A(e)?",
]
SCANNING = "Is voluntary scanning of messages allowed in the EU?"
REPORTING = "Must UK platforms report child abuse content to the NCA?"
INTERIM = "What does Regulation (EU) 2021/1232 say about human oversight?"


def told(answer: Answer) -> str:
    return " ".join(claim.text for claim in answer.claims())


def why(answer: Answer) -> str:
    assert answer.abstention is not None, told(answer)
    return answer.abstention.message


def line(answer: Answer, *words: str) -> str:
    """The one limitation that holds some words."""
    (found,) = [limitation for limitation in answer.limitations if all(word in limitation for word in words)]
    return found


# --- before and after ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", PRESERVE)
def test_the_period_of_preservation_is_that_of_the_day(real_desk: Desk, question: str) -> None:
    then, now = real_desk.ask(question, as_of=THEN), real_desk.ask(question, as_of=NOW)

    assert "90 days" in then.summary[0].text
    assert "1 year" not in told(then)
    assert re.search(r"\b1[ -]year\b", told(now))
    assert "§ 2258A(h)(1): 90 days until then, 1 year since" in line(then, "18 U.S.C. § 2258A has changed since 2023-06-01", "from 2024-05-07")
    assert "§ 2258A(h)(1): 90 days until then, 1 year since" in line(now, "18 U.S.C. § 2258A changed on 2024-05-07 (see Pub. L. 118-59)")


@pytest.mark.parametrize("question", FINE)
def test_the_fines_are_those_of_the_day(real_desk: Desk, question: str) -> None:
    then, now = real_desk.ask(question, as_of=THEN), real_desk.ask(question, as_of=NOW)

    assert all(amount in told(then) for amount in ("$150,000", "$300,000"))
    assert not any(amount in told(then) for amount in ("$600,000", "$850,000", "$1,000,000"))
    assert all(amount in " ".join([told(now), *now.limitations]) for amount in ("$850,000", "$600,000", "$1,000,000"))
    assert "$150,000 " not in " ".join(claim.text for claim in now.summary if "raised" not in claim.text)
    changed = line(now, "18 U.S.C. § 2258A changed on 2024-05-07 (see Pub. L. 118-59)")
    assert "§ 2258A(e)(1): $150,000 until then, $850,000 and $600,000 since" in changed
    assert "§ 2258A(e)(2): $300,000 until then, $1,000,000 and $850,000 since" in changed
    assert "§ 2258A(e)(1): $150,000 until then, $850,000 and $600,000 since" in line(then, "has changed since 2023-06-01", "2024-05-07")


@pytest.mark.parametrize("question", [PRESERVE[0], FINE[0]])
def test_a_recent_change_elsewhere_in_the_law_is_told_too(real_desk: Desk, question: str) -> None:
    changed = line(real_desk.ask(question, as_of=NOW), "18 U.S.C. § 2258A changed on 2025-12-18 (see Pub. L. 119-60)")
    assert "Not in a place cited here, but § 2258A(c): since “" in changed
    assert "supplemental data" in changed
    assert not [text for text in real_desk.ask(question, as_of=date(2028, 1, 1)).limitations if "2025-12-18" in text]


def test_a_day_in_the_question_is_the_day_told(real_desk: Desk) -> None:
    asked = real_desk.ask("How long do platforms have to keep CyberTipline evidence in June 2023?")
    assert asked.as_of == THEN
    assert "90 days" in asked.summary[0].text
    assert not [text for text in asked.limitations if "“June”" in text or "“2023”" in text]


@pytest.mark.parametrize("question", ["and in June 2023?", "What about June 2023?", "On 1 June 2023?", "And as of 2023-06-01?", "And before May 2024?"])
def test_a_follow_up_with_a_day_keeps_the_question(real_desk: Desk, question: str) -> None:
    first = real_desk.ask(PRESERVE[0], as_of=NOW)
    then = real_desk.ask(question, history=[(PRESERVE[0], first)])
    assert date(2023, 6, 1) <= then.as_of < date(2024, 5, 7)
    assert "90 days" in then.summary[0].text

    now = real_desk.ask("And today?", history=[(PRESERVE[0], first), (question, then)])
    assert now.as_of == now.checked_on
    assert "1 year" in told(now)


def test_each_text_bears_its_date(real_desk: Desk) -> None:
    answer = real_desk.ask(PRESERVE[0], as_of=THEN)
    (source,) = [s for s in answer.sources if s.citation == "18 U.S.C. § 2258A"]
    assert (source.text_as_of, source.valid_from, source.valid_to) == (date(2023, 4, 1), date(2018, 12, 21), date(2024, 5, 6))
    assert "text of 2023-04-01, in force from 2018-12-21 to 2024-05-06" in answer.to_markdown()


# --- not in force -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "day", "message"),
    [
        ("What does Regulation (EU) 2021/1232 allow?", date(2020, 1, 1), "Regulation (EU) 2021/1232: not in force on 2020-01-01; in force from 2021-08-02"),
        ("What did the REPORT Act change?", date(2023, 1, 1), "Pub. L. 118-59: not in force on 2023-01-01; in force from 2024-05-07"),
        ("What does section 66 OSA say?", date(2020, 6, 1), "Online Safety Act 2023: not in force on 2020-06-01; in force from 2023-10-26"),
        ("What is the maximum fine under the DSA?", date(2021, 1, 1), "Regulation (EU) 2022/2065: not in force on 2021-01-01; in force from 2022-11-16"),
        (REPORTING, date(2020, 6, 1), "Online Safety Act 2023: not in force on 2020-06-01; in force from 2023-10-26"),
        (PRESERVE[0], date(2015, 6, 1), "18 U.S.C. § 2258A: not in force on 2015-06-01; in force from 2018-12-21"),
        (FINE[0], date(2015, 6, 1), "18 U.S.C. § 2258A: not in force on 2015-06-01; in force from 2018-12-21"),
        ("What does 18 USC 2258A(h)(5) say?", THEN, "in force on 2023-06-01 that is held here; it is in the text from 2024-05-07."),
        ("Who are trusted flaggers?", date(2023, 1, 1), "is not in the text in force on 2023-01-01 that is held here; it is in the text from 2024-02-17."),
    ],
)  # fmt: skip
def test_a_law_that_was_not_yet_in_force_is_named_and_no_other_is_told_in_its_stead(real_desk: Desk, question: str, day: date, message: str) -> None:
    answer = real_desk.ask(question, as_of=day)
    assert message in why(answer)
    assert not answer.sources


def test_the_gap_between_two_laws_is_told(real_desk: Desk) -> None:
    between = real_desk.ask(SCANNING, as_of=date(2026, 6, 1))
    assert between.sources[0].id == "eu-record-interim-csam", "what happened between two laws is told by the record of changes"
    assert "lapsed on 3 April 2026" in " ".join(claim.text for claim in between.summary)
    line(between, "Regulation (EU) 2021/1232 stopped applying on 2026-04-03")
    line(between, "Regulation (EU) 2026/1881: not in force on 2026-06-01; in force from 2026-07-31")
    assert not {"Regulation (EU) 2021/1232", "Regulation (EU) 2026/1881"} & {s.citation for s in between.sources}

    before, after = real_desk.ask(SCANNING, as_of=date(2026, 4, 3)), real_desk.ask(SCANNING, as_of=date(2026, 7, 31))
    assert "Regulation (EU) 2021/1232" in {s.citation for s in before.sources}
    assert "Regulation (EU) 2026/1881" in {s.citation for s in after.sources}


def test_an_expired_law_is_told_as_it_last_stood_with_what_followed(real_desk: Desk) -> None:
    answer = real_desk.ask(INTERIM, as_of=NOW)
    assert answer.summary[0].citations[0].pinpoint == "Regulation (EU) 2021/1232, art 3(1)(g)(ii)"
    ended = line(answer, "Regulation (EU) 2021/1232 stopped applying on 2026-04-03; it is told as it last stood.")
    assert "Younger sources that speak of Regulation (EU) 2021/1232:" in ended
    assert "Regulation (EU) 2026/1881" in ended
    assert "EU interim CSAM-scanning rules, change record" in ended
    assert any(s.id != "eu-reg-2021-1232" and "2021/1232" in claim.text for claim in answer.claims() for s in answer.sources if s.n == claim.citations[0].n)

    assert not [text for text in real_desk.ask(INTERIM, as_of=date(2026, 4, 3)).limitations if "stopped applying" in text]


def test_a_question_that_only_an_expired_law_answers_says_when_it_ended(real_desk: Desk) -> None:
    message = why(real_desk.ask("Must EU providers report verified suspicions from scanning?", as_of=NOW))
    assert "Regulation (EU) 2021/1232 stopped applying on 2026-04-03." in message
    assert "Younger sources that speak of Regulation (EU) 2021/1232:" in message


def test_a_duty_that_is_enacted_but_not_in_force_is_told_as_such(real_desk: Desk) -> None:
    before, after = real_desk.ask(REPORTING, as_of=date(2025, 6, 1)), real_desk.ask(REPORTING, as_of=NOW)
    assert "was not in force" in told(before)
    assert "Online Safety Act 2023 has changed since 2025-06-01: a newer text applies from 2026-04-07." in line(before, "2026-04-07", "s 66")
    assert re.search(r"has been in force for user-to-user services|was not in force were right until 6 April 2026", " ".join([told(after), *after.limitations]))
    search = real_desk.ask("Must UK search engines report child abuse content to the NCA?", as_of=NOW)
    assert "start was left for later" in told(search)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is the penalty for cyber harassment in Kenya?", "suspended by the High Court"),
        ("What does section 27(1)(c) of Kenya's Computer Misuse and Cybercrimes Act say?", "suspended by the High Court"),
        ("What does section 6 of Kenya's Computer Misuse and Cybercrimes Act say?", "which press reports describe as suspended"),
    ],
)
def test_a_suspended_section_is_told_as_such(real_desk: Desk, question: str, words: str) -> None:
    answer = real_desk.ask(question, as_of=NOW)
    assert words in " ".join([told(answer), *answer.limitations])
    assert line(answer, "Computer Misuse and Cybercrimes Act 2018 (Kenya) changed on 2025-11-04")


def test_the_time_before_a_law_may_be_asked_about_by_its_name(real_desk: Desk) -> None:
    answer = real_desk.ask("How long did a provider preserve a CyberTipline report before the REPORT Act?", as_of=THEN)
    assert "90 days" in told(answer)


# --- follow-ups ---------------------------------------------------------------------------------------------------------


def test_a_follow_up_on_the_breach_of_a_duty_keeps_its_law(real_desk: Desk) -> None:
    question = "Must a US provider report child sexual abuse material to NCMEC?"
    first = real_desk.ask(question)
    fine = real_desk.ask("What is the fine if they do not?", history=[(question, first)])
    assert fine.summary[0].citations[0].pinpoint.startswith("18 U.S.C. § 2258A(e)")
    assert "$850,000" in told(fine)

    aims = real_desk.ask("Why?", history=[(question, first)])
    assert aims.summary[0].citations[0].pinpoint == "18 U.S.C. § 2258A(a)(1)(A)"
