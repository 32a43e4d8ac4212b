"""What a passage bears out, without a model."""

from __future__ import annotations

import time

import pytest

from qa.figures import Figure, figures, missing
from qa.support import support

DUTY = "A US provider must report apparent child abuse images to NCMEC as soon as reasonably possible."
DUTY_UNLESS = "A provider must preserve the contents of a report for 1 year, unless a court orders a longer period."
CHOICE = "A provider may disclose subscriber records to police if it believes that an emergency threatens a life."
NO_SCAN = "Nothing in the section obliges a provider to scan messages or to monitor its users."
BAN = "Police must not disclose the contents of a report, except to a government attorney."
FINE = "Since 7 May 2024, a first failure to report carries a fine of up to $850,000 for a provider with at least 100 million monthly users."
PERIOD = "After notifying police, a Canadian provider must preserve all related computer data for 21 days."
REGULATOR = "Ofcom may fine a provider up to £18 million or 10 per cent of its worldwide revenue, whichever is greater."
TIPS = "NCMEC received 36.2 million reports in 2023 and forwarded 1.1 million of them to US police."
WARRANT = "The court held that police need a warrant to open a file that no employee of the provider had viewed."
NOT_POLICE = "A report goes to the organisation designated by regulations, not to the police."
BOTH = "A provider must report the images and must not tell the user."
MAY_NEED_NOT = "A provider may, but need not, report a planned offence to NCMEC."
SECTION = "18 U.S.C. § 2258A(e)(1) sets the fine for a first failure to report."

CASES = {
    "verbatim sentence": (DUTY, DUTY, "full"),
    "verbatim but for blanks and quotation marks": ("A US  provider must report apparent child abuse images to NCMEC", DUTY, "full"),
    "verbatim among other sentences": (PERIOD, f"{DUTY} {PERIOD} {FINE}", "full"),
    "verbatim without its exception": ("A provider must preserve the contents of a report for 1 year", DUTY_UNLESS, "partial"),
    "verbatim without its 'nothing'": ("a provider to scan messages or to monitor its users", NO_SCAN, "contradicted"),
    "own words in another order": ("As soon as reasonably possible, a US provider must report to NCMEC apparent child abuse images.", DUTY, "full"),
    "passive voice": ("Apparent child abuse images must be reported to NCMEC by a US provider as soon as reasonably possible.", DUTY, "full"),
    "shall for must": ("A US provider shall report apparent child abuse images to NCMEC as soon as possible.", DUTY, "full"),
    "is required to for must": ("A US provider is required to report apparent child abuse images to NCMEC.", DUTY, "full"),
    "may for must": ("A US provider may report apparent child abuse images to NCMEC as soon as reasonably possible.", DUTY, "contradicted"),
    "voluntarily for must": ("US providers report apparent child abuse images to NCMEC voluntarily.", DUTY, "contradicted"),
    "need not for must": ("A US provider need not report apparent child abuse images to NCMEC.", DUTY, "contradicted"),
    "must not for must": ("A US provider must not report apparent child abuse images to NCMEC.", DUTY, "contradicted"),
    "plain fact for must": ("A US provider reports apparent child abuse images to NCMEC as soon as reasonably possible.", DUTY, "partial"),
    "must for may": ("A provider must disclose subscriber records to police if an emergency threatens a life.", CHOICE, "contradicted"),
    "may not for may": ("A provider may not disclose subscriber records to police if an emergency threatens a life.", CHOICE, "contradicted"),
    "is allowed to for may": (
        "A provider is allowed to disclose subscriber records to police if it believes that an emergency threatens a life.", CHOICE, "full"),
    "may without its condition": ("A provider may disclose subscriber records to police.", CHOICE, "partial"),
    "must without its exception": ("A provider must preserve for 1 year the contents of a report.", DUTY_UNLESS, "partial"),
    "must with its exception": ("Unless a court orders a longer period, a provider must preserve the contents of a report for 1 year.", DUTY_UNLESS, "full"),
    "a duty where there is none": ("The section obliges a provider to scan messages and monitor its users.", NO_SCAN, "contradicted"),
    "no duty in other words": ("A provider is not required to scan messages or monitor its users.", NO_SCAN, "full"),
    "no duty with the same words": ("A provider has no duty in the section to scan messages or to monitor its users.", NO_SCAN, "full"),
    "a ban turned": ("Police may disclose the contents of a report, except to a government attorney.", BAN, "contradicted"),
    "a ban turned into fact": ("Police disclose the contents of a report to a government attorney.", BAN, "contradicted"),
    "a ban without its exception": ("Police must not disclose the contents of a report.", BAN, "partial"),
    "a ban in other words": ("Police are prohibited from disclosing the contents of a report, except to a government attorney.", BAN, "full"),
    "another amount": ("A first failure to report carries a fine of up to $600,000 since 7 May 2024.", FINE, "contradicted"),
    "an amount made up": ("A US provider must report apparent child abuse images to NCMEC or pay $600,000.", DUTY, "none"),
    "another date": ("Since 7 May 2023, a first failure to report carries a fine of up to $850,000.", FINE, "contradicted"),
    "the date in American order": ("Since May 7, 2024, a first failure to report carries a fine of up to $850,000.", FINE, "full"),
    "the date less exactly": ("Since May 2024, a first failure to report carries a fine of up to $850,000.", FINE, "full"),
    "at most for at least": (
        "A first failure to report carries a fine of up to $850,000 for a provider with fewer than 100 million monthly users.", FINE, "contradicted"),
    "at least for up to": ("Since 7 May 2024, a first failure to report carries a fine of at least $850,000.", FINE, "contradicted"),
    "a later failure for a first": ("Since 7 May 2024, a second failure to report carries a fine of up to $850,000.", FINE, "contradicted"),
    "another unit": ("After notifying police, a Canadian provider must preserve all related computer data for 21 months.", PERIOD, "contradicted"),
    "another period": ("After notifying police, a Canadian provider must preserve all related computer data for 90 days.", PERIOD, "contradicted"),
    "the period in words": ("After notifying police, a Canadian provider must preserve all related computer data for twenty-one days.", PERIOD, "full"),
    "before for after": ("Before notifying police, a Canadian provider must preserve all related computer data for 21 days.", PERIOD, "contradicted"),
    "another country": ("After notifying police, a German provider must preserve all related computer data for 21 days.", PERIOD, "contradicted"),
    "percent and per cent": ("Ofcom may fine a provider up to 10% of its worldwide revenue or £18 million, whichever is greater.", REGULATOR, "full"),
    "another percentage": ("Ofcom may fine a provider up to 6 per cent of its worldwide revenue.", REGULATOR, "contradicted"),
    "million written out": ("Ofcom may fine a provider up to £18,000,000 or 10 percent of its worldwide revenue.", REGULATOR, "full"),
    "swapped actors": ("NCMEC must report apparent child abuse images to a US provider as soon as reasonably possible.", DUTY, "contradicted"),
    "swapped actors without must": ("US police forwarded 1.1 million reports to NCMEC in 2023.", TIPS, "contradicted"),
    "an actor who is not there": ("A court must preserve all related computer data for 21 days after notifying police.", PERIOD, "none"),
    "the other number of two": ("NCMEC received 1.1 million reports in 2023.", TIPS, "full"),  # both figures stand there; a model has to tell them apart
    "a number of neither": ("NCMEC received 32 million reports in 2023.", TIPS, "none"),
    "negation within": ("Police need a warrant to open a file that an employee of the provider had viewed, the court held.", WARRANT, "contradicted"),
    "no need of what is needed": ("The court held that police need no warrant to open a file.", WARRANT, "contradicted"),
    "a contrast left out": ("A report goes to the organisation designated by regulations.", NOT_POLICE, "full"),
    "a contrast turned": ("A report goes to the police.", NOT_POLICE, "contradicted"),
    "the duty of a duty and a ban": ("A provider must report the images.", BOTH, "full"),
    "the ban of a duty and a ban": ("A provider must not tell the user.", BOTH, "full"),
    "the ban as a duty": ("A provider must tell the user.", BOTH, "contradicted"),
    "the duty as a ban": ("A provider must not report the images.", BOTH, "contradicted"),
    "may of may but need not": ("A provider may report a planned offence to NCMEC.", MAY_NEED_NOT, "full"),
    "must of may but need not": ("A provider must report a planned offence to NCMEC.", MAY_NEED_NOT, "contradicted"),
    "a section less deeply": ("18 U.S.C. § 2258A(e) sets the fine for a first failure to report.", SECTION, "full"),
    "a section more deeply": ("18 U.S.C. § 2258A(e)(1)(B) sets the fine for a first failure to report.", SECTION, "contradicted"),
    "another section": ("18 U.S.C. § 2258B sets the fine for a first failure to report.", SECTION, "contradicted"),
    "a limit in the next sentence": (
        "A provider must report images to NCMEC.", "A provider must report the images to NCMEC. However, this ends in 2030.", "partial"),
    "a name that is not there": ("A provider such as Facebook must preserve all related computer data for 21 days after notifying police.", PERIOD, "partial"),
    "half of it": ("A US provider must report apparent child abuse images and keep logs of every visitor.", DUTY, "partial"),
    "another subject": ("Lighthouses are painted white.", DUTY, "none"),
    "another law of the same field": ("Internet cafés in Kenya register visitors.", DUTY, "none"),
    "two sentences, one of them borne out": (f"{DUTY} Lighthouses are painted white.", DUTY, "none"),
    "an empty passage": (DUTY, "", "none"),
    "an empty claim": ("", DUTY, "none"),
    "stop words only": ("It is what it is.", DUTY, "none"),
}  # fmt: skip


@pytest.mark.parametrize(("claim", "passage", "label"), CASES.values(), ids=CASES.keys())
def test_label(claim, passage, label):
    judged = support(claim, passage)

    assert judged.label == label
    assert 0.0 <= judged.value <= 1.0


def test_verbatim_words_have_full_strength():
    judged = support(DUTY, f"{FINE} {DUTY}")

    assert (judged.label, judged.value, judged.method) == ("full", 1.0, "verbatim")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("$850,000", {"850000 $"}),
        ("850,000 dollars", {"850000 $"}),
        ("$1 million", {"1000000 $"}),
        ("USD 1,000,000", {"1000000 $"}),
        ("KES 20 million", {"20000000 kes"}),
        ("10 per cent", {"10 %"}),
        ("10%", {"10 %"}),
        ("1.5 percent", {"1.5 %"}),
        ("21 days", {"21 day"}),
        ("a 21-day period", {"21 day"}),
        ("three working days", {"3 working day"}),
        ("5 percentage points", {"5 point"}),
        ("100 million monthly active users", {"100000000 user"}),
        ("7 May 2024", {"2024-05-07 date"}),
        ("May 7, 2024", {"2024-05-07 date"}),
        ("2024-05-07", {"2024-05-07 date"}),
        ("in May 2024", {"2024-05 date"}),
        ("it may report", set()),
        ("§ 2258A(e)(1)", {"2258A(E)(1) reference"}),
        ("article 18(1) of Regulation (EU) 2022/2065", {"18(1) reference", "2022/2065 reference"}),
        ("36.2 million reports in 2023", {"36200000", "2023"}),
        ("no figures", set()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_figures_are_made_comparable(text, found):
    assert {str(figure) for figure in figures(text)} == found


@pytest.mark.parametrize(
    ("claim", "passage", "lost"),
    [
        ("21 days", "21 days", ()),
        ("21 days", "21 months", (Figure("21", "day"),)),
        ("90 days", "90 or 180 days", ()),
        ("in 2024", "on 7 May 2024", ()),
        ("May 2024", "on 7 May 2024", ()),
        ("7 May 2024", "in May 2024", (Figure("2024-05-07", "date"),)),
        ("§ 2258A(e)", "§ 2258A(e)(1)", ()),
        ("§ 2258A(e)(1)", "§ 2258A(e)", (Figure("2258A(E)(1)", "reference"),)),
        ("§ 2258", "§ 2258A", (Figure("2258", ""),)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_missing_figures(claim, passage, lost):
    assert missing(claim, passage) == lost


@pytest.mark.parametrize(
    "claim", ["must not " * 1_000, "." * 10_000, "1,000 " * 1_600, "provider " * 1_000, "nothing " * 1_200, "(a)" * 3_000], ids=lambda c: c[:8]
)
def test_adversarial_claim_takes_no_time(claim):
    started = time.perf_counter()
    support(claim, f"{DUTY} {BAN} {NO_SCAN}")
    support(DUTY, claim)
    assert time.perf_counter() - started < 1.0
