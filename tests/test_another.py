"""The figure of one year, country or court is no answer about another; the same question about what is told is answered."""

from __future__ import annotations

import pytest

from qa.asked import years
from qa.pipeline import Desk
from qa.places import circuits_named
from qa.punished import asks_case


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("the Second, Fourth and Ninth Circuits require a warrant", {"Second", "Fourth", "Ninth"}),
        ("9th Circuit against 5th Cir. on hash matches", {"Fifth", "Ninth"}),
        ("United States v. Maher (2d Cir. 2024)", {"Second"}),
        ("the D.C. Circuit", {"D.C."}),
        ("Section 5 of the first draft", set()),
    ],
)
def test_circuits_are_read_as_people_write_them(text, named):
    assert circuits_named(text) == named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Regulation (EU) 2022/2065 of 2022", {"2022"}),
        ("Law 12.965/2014, SI 2026/268 and Directive 2011/93/EU", set()),
        ("the figures for 2023/24 and 2019/2020", {"2023", "2024", "2019", "2020"}),
        ("12/05/2024", {"2024"}),
    ],
)
def test_the_number_of_an_act_is_no_year(text, named):
    assert years(text) == named


OTHERS = [
    ("Which side is the Eighth Circuit on about opening hash-matched files without a warrant?", "the Eighth Circuit"),
    ("Where does the 3rd Cir. stand on the private search of hash-matched images?", "the Third Circuit"),
    ("How many CyberTipline reports were assigned to Nigeria in NCMEC's 2023 country list?", "Nigeria"),
    ("Verizon emergency requests from US police, second half of 2017?", "2017"),
    ("What did Discord send to NCMEC in 2018?", "2018"),
    ("Verizon warrants from US police, second half of 2023?", "half of the year"),
    ("Apple's reports to NCMEC in 2016, what was the number?", "2016"),
    ("As of 2040, how long must a US provider preserve a CyberTipline report?", "2040"),
    ("What will the fine be as of 2045 for a US provider that fails to report to NCMEC?", "2045"),
    ("What is the largest fine for a provider that does not report to NCMEC going to be in 2035?", "2035"),
]


@pytest.mark.parametrize(("question", "named"), OTHERS)
def test_what_is_told_of_another_is_no_answer(real_desk: Desk, question, named):
    refusal = real_desk.ask(question).abstention
    assert refusal is not None
    assert refusal.reason == "no_evidence"
    assert named in refusal.message


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Which side is the Ninth Circuit on about opening hash-matched files without a warrant?", "Ninth Circuit"),
        ("How many CyberTipline reports were assigned to India in NCMEC's 2023 country list?", "India"),
        ("What did the Second Circuit hold in Maher?", "exceeded"),
        ("Maher holding?", "exceeded"),
        ("Verizon emergency requests from US police, second half of 2020?", "37,760"),
        ("Apple's reports to NCMEC in 2022, what was the number?", "234"),
        ("Until when in 2028 do the EU's interim rules on scanning messages run?", "2028"),
        ("Will the EU's interim rules on scanning private messages still hold in 2027?", "2028"),
        ("Does Regulation (EU) 2022/2065 permit a general obligation on hosts to monitor what they store?", "monitor"),
        ("TikTok CyberTipline reports 2025 number", "3,623,177"),
        ("Do phone calls fall under the EU's revived permission to look for abuse material, reg 2026/1881?", "audio"),
        ("Under the REPORT Act, is the preservation rule 90 days or 1 year?", "1 year"),
        ("Is the GDPR breach rule 72 hours?", "72 hours"),
        ("How long did providers have to preserve reports made in 2023?", "90 days"),
        ("What is the top GDPR fine for an Irish company?", "EUR"),
        ("How many percent of worldwide turnover is the DSA fine?", "percent"),
        ("I cover courts in the Third Circuit: do US police need a warrant for cell-site records under Carpenter?", "warrant"),
        ("Which side is the Eleventh Circuit on about hash-matched files?", "Eleventh Circuit"),
        ("Kenya Computer Misuse and Cybercrimes Act 2018, penalty for child pornography", "KES"),
        ("How many dollars can a large US provider be fined for failing to report to NCMEC the first time?", "850,000"),
        ("How many years in prison does US law set for enticing a minor, at the most?", "life"),
    ],
)
def test_what_is_told_of_the_very_one_is_answered(real_desk: Desk, question, told):
    answer = real_desk.ask(question)
    assert answer.abstention is None
    assert any(told in claim.text for claim in answer.claims())


def test_a_count_is_not_answered_by_the_duty_to_count(real_desk: Desk):
    refusal = real_desk.ask("How many reports did providers send to the Canadian Centre for Child Protection last year?").abstention
    assert refusal is not None


@pytest.mark.parametrize(
    "question",
    [
        "How many American companies have been fined under § 2258A for keeping silent?",
        "How many reports has the NCA had from platforms since reporting to it became a duty in 2026?",
        "Within how many hours must a report under India's POCSO rules reach the police?",
    ],
)
def test_a_count_is_not_answered_by_a_fine_a_section_or_the_users_of_a_platform(real_desk: Desk, question):
    assert real_desk.ask(question).abstention is not None


@pytest.mark.parametrize(
    "question",
    [
        "Has any Canadian internet firm been convicted under the 2011 reporting law?",
        "Which companies has the US Justice Department actually fined for failing to report to NCMEC?",
    ],
)
def test_a_rule_is_no_answer_to_whether_anybody_was_punished(real_desk: Desk, question):
    assert real_desk.ask(question).abstention is not None


def test_a_punishment_that_is_told_is_answered(real_desk: Desk):
    answer = real_desk.ask("Has any US carrier been fined over location data?")
    assert any("the FCC fined the 4 largest US wireless carriers" in claim.text for claim in answer.summary)


@pytest.mark.parametrize(
    "question",
    [
        "Has anyone been fined under the Online Safety Act?",
        "Did Ofcom fine anyone over missing information?",
        "Has Ofcom fined any platform yet?",
        "Did Ofcom fine 4chan?",
    ],
)
def test_a_punishment_that_is_told_far_from_the_words_of_the_rule_leads(real_desk: Desk, question):
    assert "GBP 20,000 on 4chan" in real_desk.ask(question).summary[0].text


@pytest.mark.parametrize(
    "question",
    [
        "Was anyone fined under the DSA?",
        "first company fined under the DSA",
        "Who was the first company fined under the Online Safety Act?",
        "Did the European Commission fine X under the DSA?",
        "Has eSafety fined anyone under the Online Safety Act?",
        "Has anyone been fined under 18 USC 2258A?",
    ],
)
def test_a_rule_a_case_elsewhere_and_one_that_is_not_said_to_be_the_first_are_no_case(real_desk: Desk, question):
    refusal = real_desk.ask(question).abstention
    assert "whether anybody was punished" in refusal.message


@pytest.mark.parametrize(
    "question",
    [
        "Did the REPORT Act raise the fine for providers?",
        "Which companies must be fined under the GDPR?",
        "Did Comcast charge police for wiretaps in 2007?",
        "Did officers face jail in 2024 for misusing data?",
    ],
)
def test_what_may_be_punished_is_no_question_for_a_case(question):
    assert not asks_case(question)


def test_words_of_the_scene_do_not_outweigh_a_likely_answer(real_desk: Desk):
    answer = real_desk.ask("Someone in Chennai is forwarded an abuse clip on WhatsApp. Under the 2020 POCSO rules, where must she take it?")
    assert "rule 11" in answer.summary[0].citations[0].pinpoint


def test_sharing_every_word_does_not_outweigh_a_question_known_to_be_unanswered(real_desk: Desk):
    refusal = real_desk.ask("Which companies have actually been fined so far for not reporting to the CyberTipline?").abstention
    assert refusal is not None


def test_a_treaty_holds_in_a_state_whose_own_law_no_source_tells(real_desk: Desk):
    answer = real_desk.ask("If Norway asks Portugal under the Budapest treaty to freeze data, for how long must Portugal keep it frozen at least?")
    assert answer.abstention is None
    assert answer.summary[0].citations[0].pinpoint.startswith("ETS No. 185, art 29")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("2422(b) - how many years must the judge give at the very least?", "10 years"),
        ("For what period does subsection 4(1) of S.C. 2011, c. 4 require preservation of computer data following notification?", "21 days"),
    ],
)
def test_a_figure_that_the_cited_subsection_holds_is_told(real_desk: Desk, question, told):
    assert told in real_desk.ask(question).summary[0].text


@pytest.mark.parametrize(
    "question",
    [
        "How many providers have ever been prosecuted under section 2258A(e)?",
        "How many years does a cable subscriber have to file suit under 47 USC 551(f)?",
        "Under 18 USC 2703(f)(2), how many days does a provider have to appeal?",
        "Under section 8(3) of PIPEDA, how many days does a company have to delete an account?",
        "For how many years do prosecutors have to bring a possession charge under § 2252A before time runs out?",
    ],
)
def test_a_citation_does_not_make_an_answer_of_what_the_place_leaves_out(real_desk: Desk, question):
    assert real_desk.ask(question).abstention is not None


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How many days does a US provider have to report to NCMEC?", "as soon as reasonably possible"),
        ("How many days does a Canadian ISP have to notify police?", "as soon as feasible"),
        ("Within how many days must a hosting provider act on a notice under the DSA?", "timely"),
    ],
)
def test_a_period_without_a_number_leads_before_the_figure_of_something_else(real_desk: Desk, question, told):
    assert told in real_desk.ask(question).summary[0].text


def test_what_a_law_allows_is_no_average(real_desk: Desk):
    refusal = real_desk.ask("On average, how many days pass at NCMEC before a tip reaches the local police?").abstention
    assert refusal is not None


def test_the_act_of_one_country_is_not_told_of_its_namesake_of_another_year(real_desk: Desk):
    answer = real_desk.ask("Online Safety Act 2021: maximum penalty?")
    assert {source.jurisdiction for source in answer.sources} == {"AU"}
    refusal = real_desk.ask("Data Protection Act 1998: fine?").abstention
    assert "Data Protection Act 1998" in refusal.message


def test_each_of_two_courts_that_are_compared_is_told_of_or_said_to_be_missing(real_desk: Desk):
    answer = real_desk.ask("How do the Fourth and Eighth Circuits differ on opening hash-matched files without a warrant?")
    assert any("Fourth Circuit" in claim.text for claim in answer.summary)
    assert [line for line in answer.limitations if "Eighth" in line] == ["Available sources do not tell what the Eighth Circuit holds on this."]
    answer = real_desk.ask("How do the Ninth and Tenth Circuits differ on NCMEC's opening of hash-matched files?")
    told = circuits_named(" ".join(claim.text for claim in answer.summary))
    assert {"Ninth", "Tenth"} <= told


def test_a_day_to_come_is_told_the_law_that_is_known_and_marked(real_desk: Desk):
    answer = real_desk.ask("As of 1 January 2040, how long must a US provider preserve a CyberTipline report?")
    assert "1 year" in answer.summary[0].text
    assert any("2040-01-01 is yet to come" in line for line in answer.limitations)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("2011/93 art 5(2): possession, jail?", "Directive 2011/93/EU, art 5(2)"),
        ("A Faro prosecutor needs just the IP address to find out who posted. Does she need a judge?", "Regulation (EU) 2023/1543, art 4(1)"),
    ],
)
def test_what_leads_is_told_though_most_that_was_found_is_of_another_jurisdiction(real_desk: Desk, question, place):
    assert real_desk.ask(question).summary[0].citations[0].pinpoint == place


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which senators wrote the REPORT Act?", "name no such person"),
        ("Average federal prison term handed down for possessing CSAM under 2252A?", "no such average"),
        ("Marco Civil: fine in reais for an ISP in Brazil that lets connection logs leak?", "no such amount"),
        ("Which EU countries missed the February 2024 date for naming their Digital Services Coordinator?", "which countries"),
        ("How big was the DSA fine Brussels imposed on X?", "not whether anybody was punished"),
        ("will it rain in Nairobi on saturday", "do not speak of this subject"),
    ],
)
def test_what_a_question_asks_for_by_its_kind_has_to_be_there(real_desk: Desk, question, said):
    assert said in real_desk.ask(question).abstention.message


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("How much did Ofcom fine 4chan in autumn 2025 and what for?", "GBP 20,000"),
        ("How big was the penalty Ofcom slapped on 4chan in autumn 2025, and what for?", "GBP 20,000"),
        ("Which EU law did the Luxembourg judges kill off in spring 2014 in the Digital Rights Ireland case?", "2006/24/EC"),
        ("How many Art. 18 DSA crime notices had the BKA got in 2024 by late September, per the answer to the Bundestag?", "1,102"),
        ("What does Regulation (EU) 2021/1232 say about human oversight?", "human oversight"),
    ],
)
def test_what_happened_then_is_told_by_what_came_after_it(real_desk: Desk, question, told):
    answer = real_desk.ask(question)
    assert answer.abstention is None
    assert any(told in claim.text for claim in answer.summary)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many Canadian providers have been convicted since the 2011 reporting act?", "no such figure"),
        ("How many sites has Kenya's cybercrime committee ordered blocked?", "no such figure"),
        ("What is the penalty in the EARN IT Act?", "EARN IT Act"),
        ("Does Starlink hand location data to police?", "do not speak of Starlink"),
        ("Is Temu on the EU's list of very large online platforms?", "do not speak of Temu"),
        ("How did Kenya's High Court finally rule on the cybercrime amendments?", "how that ended"),
        ("Has Verizon paid its FCC location fine yet?", "any payment"),
        ("Which hosting service sent the BKA the most Article 18 notifications?", "do not rank"),
        ("Which country was the first to ratify the 2001 Budapest Convention?", "which was the first"),
        ("Has an Irish platform been fined under the DSA?", "whether anybody was punished"),
        ("How many reports did Irish platforms send to the BKA?", "no such figure"),
        ("Which court first applied the private search rule to hash values in Wyoming?", "which was the first"),
        ("Why did Congress choose 100 million monthly users as the bound for bigger fines in the REPORT Act?", "not why"),
        ("How old must a buyer of a SIM card be in Kenya?", "no such age"),
        ("Which senator blocked the Fourth Amendment Is Not For Sale Act?", "no such person"),
        ("Number of accounts in the US Attorney General's last annual report on emergency disclosures?", "no such figure"),
        ("How does Sweden's authority take in Article 18 DSA reports?", "Sweden"),
        ("Which Austrian authority takes notifications under Article 18 of the DSA?", "Austrian"),
    ],
)
def test_a_near_miss_that_turns_on_what_no_text_tells_is_refused(real_desk: Desk, question, said):
    refusal = real_desk.ask(question).abstention
    assert refusal is not None
    assert said in refusal.message


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Does Starlink have to report child sexual abuse material to NCMEC?", "2258A"),
        ("Which American state was first to stop police from buying personal data?", "State law"),
        ("How much can an Irish platform be fined under the GDPR?", "2016/679, art 83(5)"),
        ("Can a German prosecutor order data directly from an Irish company?", "2023/1543, art 1(1)"),
        ("Which judge authored the Second Circuit's opinion in United States v. Maher?", "Maher"),
        ("What maximum pecuniary sanction does the e-Evidence Regulation ask for?", "art 15(1)"),
        ("Why did UK ministers revoke the first CSEA reporting regulations?", "SI 2025/368"),
        ("From 17 February to 25 September 2024, how many Article 18 notifications reached the BKA?", "20/13355"),
        ("Was any EU exception for voluntary scanning of messages in force in June 2026?", "interim CSAM-scanning"),
        ("A provider failed to report to NCMEC for the first time in 2022. What was the biggest fine then?", "2258A(e)(1)"),
    ],
)
def test_what_a_text_tells_is_answered_beside_such_near_misses(real_desk: Desk, question, told):
    answer = real_desk.ask(question)
    assert answer.abstention is None
    assert any(told in c.pinpoint for claim in answer.summary for c in claim.citations)


@pytest.mark.parametrize(
    "question",
    [
        "Canadian cops asked for an IP address with no warrant and the Supreme Court said what?",
        "Brazil's supreme court changed the rule on when platforms are liable for user posts. What's the rule now?",
    ],
)
def test_what_a_court_said_is_not_told_by_a_statute(real_desk, question):
    refusal = real_desk.ask(question).abstention
    assert refusal is not None
    assert "no ruling" in refusal.message


def test_what_a_court_said_is_told_by_its_ruling(real_desk):
    assert (
        real_desk.ask("Did the Supreme Court ever say police need a warrant for cell phone location data?")
        .summary[0]
        .citations[0]
        .pinpoint.startswith("Carpenter")
    )


def test_the_practice_of_a_company_is_one_of_two_things_asked(real_desk):
    refusal = real_desk.ask("Does TikTok keep deleted videos and for how many days can police still get them?").abstention
    assert refusal is not None
    assert "TikTok" in refusal.message


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Has Kenya ratified the Budapest Convention?", "do not tell whether or when Kenya joined"),
        ("What is the biggest DSA fine handed out so far and to whom?", "tells the rule"),
    ],
)
def test_whether_it_was_done_is_not_told_by_the_text(real_desk, question, told):
    refusal = real_desk.ask(question).abstention
    assert refusal is not None
    assert told in refusal.message


def test_when_a_treaty_was_signed_is_told(real_desk):
    assert "2001" in real_desk.ask("When was the Budapest Convention signed?").summary[0].text
