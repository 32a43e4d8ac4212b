"""Follow-ups made standalone, and the day that a question names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qa.conversation import companion, day_named, standalone, without_day, without_day_of_month
from tests.test_answer import PROVENANCE, abstained, answer

FIRST = "What must US providers report to NCMEC?"
HISTORY = ((FIRST, answer(question=FIRST, provenance=replace(PROVENANCE, standalone_question=FIRST))),)


@pytest.mark.parametrize("question", ["What does it cost?", "And in Kenya?", "", "Why?"])
def test_question_without_history_stands_alone(question):
    assert standalone(question, ()) == question


@pytest.mark.parametrize(
    "question",
    [
        "How long must a British platform keep records of reports to the police?",
        "Which court decided Carpenter v. United States?",
        "What does 18 U.S.C. § 2703 say about warrants?",
    ],
)
def test_question_that_leans_on_nothing_comes_back_unchanged(question):
    assert standalone(question, HISTORY) == question


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("What is the fine for it?", "What must US providers report to NCMEC, What is the fine for it?"),
        ("How long do they keep them?", "What must US providers report to NCMEC, How long do they keep them?"),
        ("And the deadline?", "What must US providers report to NCMEC, the deadline?"),
        ("Since when?", "What must US providers report to NCMEC, Since when?"),
    ],
)
def test_follow_up_takes_the_earlier_questions_words(question, whole):
    assert standalone(question, HISTORY) == whole


@pytest.mark.parametrize("question", ["What about Kenya?", "And in Canada?", "How about the UK?", "And in France?"])
def test_country_named_now_takes_the_place_of_the_one_named_then(question):
    whole = standalone(question, HISTORY)

    assert "US" not in whole.split()
    assert "providers report to NCMEC" in whole
    assert question.rstrip("?").split()[-1] in whole


def test_third_question_leans_on_the_second_as_it_was_searched():
    second = ("And in Canada?", answer(provenance=replace(PROVENANCE, standalone_question="What must providers report, in Canada?")))

    assert "in Canada" in standalone("How soon must they do so?", (*HISTORY, second))


def test_follow_up_to_an_abstention_leans_on_its_question():
    silent = (("Do buoys sink?", abstained(provenance=replace(PROVENANCE, standalone_question=""))),)

    assert standalone("Why is that?", silent).startswith("Do buoys sink")


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("What was the law as of 2023-06-01?", date(2023, 6, 1)),
        ("As of 2023-06-01, what was the law?", date(2023, 6, 1)),
        ("the fine as of 1 June 2023", date(2023, 6, 1)),
        ("the fine as of 1st June 2023", date(2023, 6, 1)),
        ("the fine as of June 1, 2023", date(2023, 6, 1)),
        ("the fine as of June 2nd, 2023", date(2023, 6, 2)),
        ("the fine as of June 1 2023", date(2023, 6, 1)),
        ("the fine as of June 2023?", date(2023, 6, 1)),
        ("the fine as of 2023", date(2023, 1, 1)),
        ("the fine as at 31 December 2024", date(2024, 12, 31)),
        ("the law as it stood in 2020", date(2020, 1, 1)),
        ("the law as it stood on 29 February 2024", date(2024, 2, 29)),
        ("the law as of 29 February 2023", None),
        ("the law as of 2023-13-01", None),
        ("the law as of now", None),
        ("the law as of Monday 2023", None),
        ("the law of 2023", None),
        ("Since 7 May 2024, what is the fine?", None),
        ("", None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_day_named(question, day):
    assert day_named(question) == day


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("What was the fine for not reporting before May 2024?", date(2024, 4, 30)),
        ("Before 7 May 2024, how long was the period?", date(2024, 5, 6)),
        ("And before 2024?", date(2023, 12, 31)),
        ("What did the law require in 2020?", date(2020, 6, 30)),
        ("What was the fine before 31 February 2023?", None),
        ("How many reports were made in 2023?", None),
        ("What changed in 2024?", None),
    ],
)
def test_a_past_day_in_a_question_is_the_day_whose_law_is_told(question, day):
    assert day_named(question) == day


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("How long must a provider keep reports in June 2023?", date(2023, 6, 1)),
        ("Is scanning allowed during May 2026?", date(2026, 5, 1)),
        ("What was the fine on 1 June 2023?", date(2023, 6, 1)),
        ("What was the fine on June 2nd, 2023 for hiding a buoy?", date(2023, 6, 2)),
        ("Must buoys be green on 2023-06-03?", date(2023, 6, 3)),
        ("Which notice did a master have to make in June 2023?", date(2023, 6, 1)),
        ("At the end of 2024, what was the longest a master could store a notice?", date(2024, 12, 31)),
        ("By when does a master have to report under the version of May 2024?", date(2024, 5, 1)),
        ("By the end of February 2024 did a master have to keep notices?", date(2024, 2, 29)),
        ("What was the fine at the close of December 2023?", date(2023, 12, 31)),
        ("What was the fine at the start of 2023?", date(2023, 1, 1)),
        ("How many buoys had been reported by the end of 2023?", None),
        ("What does section 5 say, in June 2023?", date(2023, 6, 1)),
        ("What was the fine in 2020?", date(2020, 6, 30)),
        ("How long must they keep it in 2020?", None),
        ("Must buoys be green on 2023-06-31?", None),
        ("What was the rule on 31 June 2023?", None),
        ("What did the court find in October 2021 about how long a report is kept?", None),
        ("Which rules were suspended in October 2025?", None),
        ("How long must a report be kept under the rule brought back in summer 2026?", None),
        ("What must a master report under the act passed in June 2023?", None),
        ("How many buoys had to be reported in March 2024?", None),
        ("How long is a report kept under the Buoys Act, 2019?", None),
        ("Who reported a buoy in May 2024?", None),
    ],
)
def test_a_month_or_day_is_the_day_asked_about_where_the_law_is_asked_for(question, day):
    assert day_named(question) == day


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("What was the fine as of 2023-06-01?", "What was the fine ?"),
        ("What was the fine in June 2023 for a buoy?", "What was the fine for a buoy?"),
        ("What was the fine before May 2024?", "What was the fine ?"),
        ("How many reports were made in 2023?", "How many reports were made in 2023?"),
    ],
)
def test_the_words_that_name_the_day_are_no_subject(question, subject):
    assert " ".join(without_day(question).split()) == subject


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("And in June 2023?", "What is the fine, in June 2023?"),
        ("June 2023?", "What is the fine, in June 2023?"),
        ("What about 2020?", "What is the fine, in 2020?"),
        ("On 1 June 2023?", "What is the fine, On 1 June 2023?"),
        ("And as of 2024-01-01?", "What is the fine, as of 2024-01-01?"),
        ("And before 2024?", "What is the fine, before 2024?"),
        ("And today?", "What is the fine, today?"),
    ],
)
@pytest.mark.parametrize("first", ["What is the fine as of 2022-05-05?", "What is the fine, in June 2022?", "What is the fine?"])
def test_a_day_asked_for_now_takes_the_place_of_the_one_asked_for_then(first, question, whole):
    told = answer(question=first, provenance=replace(PROVENANCE, standalone_question=first))
    assert standalone(question, ((first, told),)) == whole


def test_a_follow_up_without_a_day_keeps_the_one_asked_for_then():
    first = "What is the fine as of 2022-05-05?"
    told = answer(question=first, provenance=replace(PROVENANCE, standalone_question=first))
    assert day_named(standalone("And for a deputy?", ((first, told),))) == date(2022, 5, 5)


DUTY = "Must a harbour master report a lost buoy?"


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("What is the fine if they do not?", "What is the fine for failing to report under CITED?"),
        ("What is the fine if he doesn't?", "What is the fine for failing to report under CITED?"),
        ("What is the penalty for not doing so?", "What is the penalty for failing to report under CITED?"),
        ("What happens if they refuse to?", "What is the penalty for failing to report under CITED?"),
        ("And if they don’t?", "What is the penalty for failing to report under CITED?"),
        ("Who decides when it fails to do so?", "Who decides for failing to report under CITED?"),
        ("Why?", "What is the purpose of the duty to report under CITED?"),
        ("But why is that so?", "What is the purpose of the duty to report under CITED?"),
        ("Why must they?", "What is the purpose of the duty to report under CITED?"),
    ],
)
def test_a_question_on_the_breach_or_purpose_of_a_duty_is_asked_of_its_law(question, whole):
    told = answer(question=DUTY, provenance=replace(PROVENANCE, standalone_question=DUTY))
    law = next(s.citation for s in told.sources if s.kind == "statute")
    assert standalone(question, ((DUTY, told),)) == whole.replace("CITED", law)


def test_a_breach_is_asked_of_the_day_asked_about_before():
    first = "Must a harbour master report a lost buoy as of 2022-05-05?"
    told = answer(question=first, provenance=replace(PROVENANCE, standalone_question=first))
    found = standalone("What is the fine if they do not?", ((first, told),))
    assert day_named(found) == date(2022, 5, 5)
    assert "for failing to report under " in found


def test_a_breach_without_a_law_or_a_duty_leans_on_the_earlier_words():
    silent = ((DUTY, abstained(provenance=replace(PROVENANCE, standalone_question=""))),)
    assert standalone("What is the fine if they do not?", silent) == "Must a harbour master report a lost buoy, What is the fine if they do not?"
    told = answer(question="What is a buoy?", provenance=replace(PROVENANCE, standalone_question="What is a buoy?"))
    assert standalone("Why?", (("What is a buoy?", told),)) == "What is a buoy, Why?"
    assert "for failing to do so under" in standalone("What is the fine if they do not?", (("What is a buoy?", told),))


def test_a_country_named_now_takes_the_law_told_then_out():
    told = answer(question=DUTY, provenance=replace(PROVENANCE, standalone_question=DUTY))
    whole = standalone("What is the fine if they do not?", ((DUTY, told),))
    fined = answer(question="What is the fine if they do not?", provenance=replace(PROVENANCE, standalone_question=whole))
    assert standalone("And in Kenya?", ((DUTY, told), ("What is the fine if they do not?", fined))) == "What is the fine for failing to report, in Kenya?"


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("ok different thing: how long must a host keep logs?", "how long must a host keep logs?"),
        ("moving on, who runs the tipline?", "who runs the tipline?"),
        ("new topic. what does Ofcom do?", "what does Ofcom do?"),
        ("Unrelated: is it a crime?", "is it a crime?"),
    ],
)
def test_words_that_turn_to_another_subject_end_the_talk(question, alone):
    assert standalone(question, HISTORY) == alone
    assert companion(question, HISTORY, alone) == ""


@pytest.mark.parametrize(
    "question", ["a different question of law is whether it applies", "Which new topic did the report add?", "moving on to a new host, must it report?"]
)
def test_words_like_these_inside_a_question_do_not(question):
    assert question in standalone(question, HISTORY)


@pytest.mark.parametrize(
    "question",
    ["ok, and does that money also buy the rescued children anything in court?", "what did the judges say about that, and had another gone that way before?",
     "who filed that one in the court of first instance, and what was her gripe?"],
)  # fmt: skip
def test_a_long_question_that_points_back_leans_too(question):
    assert standalone(question, HISTORY).startswith("What must US providers report to NCMEC, ")


def test_a_follow_up_has_another_reading():
    leaning, complete = "And the deadline?", "How long must a platform keep records of reports to the police?"

    assert companion(leaning, HISTORY, standalone(leaning, HISTORY)) == leaning
    assert companion(complete, HISTORY, complete) == f"What must US providers report to NCMEC, {complete}"
    assert companion(complete, (), complete) == ""


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("Story's set in summer 2023: what was the fine for silence?", date(2023, 7, 1)),
        ("as of jan 2023, did the law list it?", date(2023, 1, 1)),
        ("Mid-2024: did the statute have a duty to block websites?", date(2024, 7, 1)),
        ("October 2025: could a court order it, and what was the fine?", date(2025, 10, 1)),
        ("What was the fine in late 2022?", date(2022, 11, 1)),
        ("Dec. 2022: what was the limit?", date(2022, 12, 1)),
        ("in may 2023 what was the fine?", date(2023, 5, 1)),
        ("What may 2023 users do?", None),
        ("How many reports were sent in summer 2023?", None),
        ("Mid-2024: how many reports were there?", None),
    ],
)
def test_months_and_seasons_as_people_write_them(question, day):
    assert day_named(question) == day


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("Was it sent on 1 May 2026?", "Was it sent on May 2026?"),
        ("What changed on December 18, 2025?", "What changed on December, 2025?"),
        ("Under article 9 may a platform keep it?", "Under article 9 may a platform keep it?"),
        ("Are 30 days enough?", "Are 30 days enough?"),
    ],
)
def test_the_day_of_a_date_is_left_out(question: str, left: str) -> None:
    assert without_day_of_month(question) == left


def test_another_country_after_a_comparison_is_asked_about_what_was_compared() -> None:
    question = "How do the US and the UK differ on who must report child abuse images?"
    history = ((question, answer(question=question, provenance=replace(PROVENANCE, standalone_question=question))),)
    assert standalone("And in Canada?", history) == "who must report child abuse images, in Canada?"


@pytest.mark.parametrize(
    ("first", "question", "whole"),
    [
        ("How many buoys did Acme report in 2021?", "And in 2016?", "How many buoys did Acme report, in 2016?"),
        ("How many buoys did Acme report in 2021, in 2019?", "And in 2016?", "How many buoys did Acme report, in 2016?"),
        ("What does the Ninth Circuit say of buoys?", "And the Eighth Circuit?", "What does the say of buoys, the Eighth Circuit"),
        ("How many buoys came from France in 2023?", "And Nigeria?", "How many buoys came in 2023, Nigeria"),
        ("Does the Buoys Act 2023 bind Acme?", "And in 2016?", "Does the Buoys Act 2023 bind Acme, in 2016?"),
    ],
)
def test_a_year_a_court_or_a_country_named_now_takes_the_place_of_the_one_named_then(first, question, whole):
    told = answer(question=first, provenance=replace(PROVENANCE, standalone_question=first))
    assert standalone(question, ((first, told),)).rstrip("?") == whole.rstrip("?")


@pytest.mark.parametrize(("question", "other"), [("And in 2019?", ""), ("And in June 2023?", ""), ("And who counts the buoys?", "And who counts the buoys?")])
def test_a_time_alone_has_no_reading_of_its_own(question, other):
    first = "How many buoys did Acme report in 2021?"
    history = ((first, answer(question=first, provenance=replace(PROVENANCE, standalone_question=first))),)
    assert companion(question, history, "joined") == other


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("What was the top fine before May 2024 against the top fine now?", None),
        ("What was the top fine before May 2024?", date(2024, 4, 30)),
        ("What must a provider keep now, and what before May 2024?", date(2024, 4, 30)),
        ("How much did Ofcom fine 4chan in October 2025?", None),
        ("How much could Ofcom fine a platform in October 2025?", date(2025, 10, 1)),
    ],
)
def test_what_is_asked_of_two_days_or_of_an_event_names_no_day_of_the_law(question: str, day: date | None) -> None:
    assert day_named(question) == day
