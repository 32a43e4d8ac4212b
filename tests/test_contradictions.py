"""Where sources disagree or have been overtaken, the corpus says which holds and since when, and never tells the outdated half alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache

import pytest

from ingest.digest_check import told
from ingest.parse_digest import read_part
from ingest.source import corpus_folder, load_sources

CORPUS = corpus_folder()
NOW = date(2026, 11, 22)


@dataclass(frozen=True)
class Trap:
    """What must be said of a source (today, or on a day), and what no statement may say unless it says more."""

    name: str
    says: tuple[tuple[str, str], ...]
    then: tuple[tuple[str, date, str], ...] = ()
    never: str = ""
    unless: str = field(default=r"(?!)")
    among: str = ""


@cache
def statements(source: str, on: date) -> tuple[str, ...]:
    """The statements of a source in force on a day, or those of its last version where it has ended; "" stands for every source."""
    if not source:
        return tuple(line for record in load_sources(CORPUS) for line in statements(record.id, on))
    record = next(record for record in load_sources(CORPUS) if record.id == source)
    versions = [v for v in record.version if (v.valid_from or date.min) <= on <= (v.valid_to or date.max)] or [record.version[-1]]
    return tuple(line for version in versions for name in version.files for _, line in told(read_part(name, (CORPUS / "digests" / name).read_text("utf-8"))))


TRAPS = (
    # --- US reporting duty
    Trap(
        "1 fines for failing to report",
        (
            ("us-18usc-2258a", r"Since 7 May 2024, a first .*\$850,000.*at least 100 million"),
            ("us-18usc-2258a", r"Since 7 May 2024, a provider with fewer than 100 million.*\$600,000.*first"),
            ("us-18usc-2258a", r"Since 7 May 2024, a second or later.*\$1,000,000"),
        ),
        (("us-18usc-2258a", date(2024, 5, 6), r"\$150,000"), ("us-18usc-2258a", date(2024, 5, 6), r"\$300,000")),
        never=r"\$150,000|\$300,000",
        unless=r"raised|former",
    ),
    Trap(
        "2 preservation period",
        (("us-18usc-2258a", r"Since 7 May 2024.*1 year.*up from 90 days"),),
        (("us-18usc-2258a", date(2024, 5, 6), r"90 days"),),
        never=r"CyberTipline.*\b90 days",
        unless=r"from 90 days|2703\(f\)",
    ),
    Trap("3 two 90-day rules", (("us-pl-118-59", r"2703\(f\) still runs for 90 days"), ("us-18usc-2703", r"90 days"))),
    Trap(
        "4 offences to report",
        (
            ("us-18usc-2258a", r"Since 7 May 2024.*§ 1591.*§ 2422\(b\)"),
            ("us-pl-118-59", r"Before .* took effect on 7 May 2024.*child pornography offences only"),
        ),
        never=r"(?:duty|must report).*child pornography offences only",
        unless=r"Before",
    ),
    Trap(
        "5 mandatory and permitted reports",
        (
            ("us-18usc-2258a", r"may, but need not, report.*planned or imminent"),
            ("us-pl-118-59", r"did not make reports of planned or imminent violations mandatory"),
        ),
        never=r"must report.*(?:planned|imminent)|(?:planned|imminent).*mandatory",
        unless=r"\bnot\b",
    ),
    Trap(
        "6 the 180 days",
        (("us-pl-118-59", r"180 days.*concern only NCMEC's optional guidelines"),),
        never=r"REPORT Act.*180 days",
        unless=r"guidelines|no such delay",
    ),
    Trap("7 provider, ESP, ICS provider", (("us-pl-110-401", r"provider, a word defined in 18 U\.S\.C\. § 2258E.*interactive computer service.*ESP"),)),
    Trap(
        "8 actual knowledge",
        (
            ("us-pl-110-401", r"former 42 U\.S\.C\. § 13032 .*obtaining knowledge.*requires actual knowledge"),
            ("us-18usc-2258a", r"Actual knowledge .*triggers"),
        ),
        never=r"obtain\w* knowledge",
        unless=r"former|DSA",
    ),
    Trap(
        "9 supplemental data",
        (("us-18usc-2258a", r"Since 18 December 2025.*all supplemental data"),),
        (("us-18usc-2258a", date(2025, 12, 17), r"Until 17 December 2025.*did not mention supplemental data"),),
    ),
    Trap("10 NCMEC's nature", (("us-case-ackerman-2016", r"private nonprofit clearinghouse.*government entity or agent.*own context"),)),
    Trap(
        "11 reports go to NCMEC",
        (
            ("us-18usc-2258a", r"to NCMEC's CyberTipline.*not straight to a police force"),
            ("us-18usc-2258a", r"warrants, court orders and subpoenas for user data still apply"),
        ),
        never=r"(?:platforms?|providers?|ISPs?) (?:must|have to) (?:report|send).{0,60} to (?:the )?(?:police|FBI)",
        among="us-",
    ),
    Trap(
        "12 contents of a report",
        (("us-18usc-2258a", r"does not oblige a provider to put an IP address"), ("us-18usc-2258a", r"sole discretion of the provider")),
        never=r"CyberTipline report must (?:include|contain)",
        unless=r"\bnone\b|\bno\b",
    ),
    # --- NCMEC's figures
    Trap(
        "13 reports and incidents",
        (("us-ncmec-cybertipline-2024", r"29\.2 million of 2024 count incidents and not"),),
        never=r"29\.2 million (?:CyberTipline )?reports",
        unless=r"is wrong",
    ),
    Trap(
        "14 annual report and Global Platform",
        (("us-ncmec-cybertipline-2024", r"Global Platform lists referrals only"), ("us-ncmec-cybertipline-2024", r"never fully fixed")),
    ),
    Trap(
        "15 generative AI in 2025",
        (("us-ncmec-cybertipline-2025", r"differ by date and definition: 440,419.*1\.5 million.*400,000.*July 2026"),),
        never=r"1\.5 million",
        unless=r"first-look",
    ),
    Trap(
        "16 36.2 million is 2023",
        (("us-ncmec-cybertipline-2023", r"36\.2 million as the current yearly total is quoting 2023"),),
        never=r"36\.2 million",
        unless=r"2023",
    ),
    Trap(
        "17 files and reports of 2019",
        (("us-ncmec-cybertipline-2023", r"69 million.*mixes files with reports.*17 million"),),
        never=r"69 million",
        unless=r"mixes",
    ),
    Trap("18 Facebook and Instagram", (("us-ncmec-cybertipline-2023", r"Facebook and Instagram separately since 2021"),)),
    Trap(
        "19 Telegram and X",
        (("us-ncmec-cybertipline-2024", r"Telegram has no entry"), ("us-ncmec-cybertipline-2023", r"Twitter and Vine.*X Corp.*twice in that year")),
    ),
    # --- courts
    Trap(
        "20 hash-match split",
        (
            ("us-case-gasper-2026", r"As of autumn 2026.*Second, Fourth and Ninth.*Fifth, Sixth and Eleventh"),
            ("us-case-gasper-2026", r"Wilson.*Maher.*Lowers"),
            ("us-case-gasper-2026", r"Reddick.*Miller.*Brillhart"),
            ("us-case-gasper-2026", r"5 October 2026.*denied review"),
        ),
    ),
    Trap("21 two Millers", (("us-case-miller-1976", r"different case.*2020"), ("us-case-miller-2020", r"different case.*1976"))),
    Trap(
        "22 geofence",
        (("us-case-chatrie-2026", r"29 June 2026.*6-3.*search"), ("us-case-chatrie-2026", r"does not ban geofence warrants")),
        never=r"geofence.*unsettled",
        unless=r"out of date",
    ),
    Trap(
        "23 FCC fines",
        (("us-case-fcc-v-att-2026", r"4 June 2026.*8-1"), ("us-case-fcc-v-att-2026", r"struck down describe only the Fifth Circuit stage")),
        never=r"fine.*(?:vacated|struck down)|vacated.*fine",
        unless=r"Before 4 June 2026|only the Fifth Circuit stage",
    ),
    Trap("24 sale and police use of location", (("us-fcc-location-fines-2024", r"commercial sale of location data.*not police demands"),)),
    # --- EU and UK
    Trap(
        "25 interim exception",
        (
            ("eu-record-interim-csam", r"not continuous: it lapsed on 3 April 2026.*31 July 2026, until 3 April 2028"),
            ("eu-reg-2026-1881", r"in force since 31 July 2026"),
            ("eu-reg-2024-1307", r"ended on 3 April 2026"),
        ),
        (("eu-reg-2021-1232", date(2026, 4, 3), r"applied until 3 April 2026"),),
        never=r"expires? on 3 April 2026|from 2021 (?:to|until) 2028",
        unless=r"outdated",
    ),
    Trap(
        "26 no mandatory scanning",
        (
            ("eu-record-interim-csam", r"no EU law obliges messaging providers"),
            ("eu-reg-2026-1881", r"voluntary.*does not oblige"),
            ("eu-reg-2026-1881", r"excludes messages that are, have been or will be end-to-end encrypted"),
            ("eu-proposal-csa-regulation-2022", r"unadopted in autumn 2026"),
        ),
        never=r"EU (?:law|rules?) (?:obliges?|requires?|forces?).*scan",
        unless=r"\bno EU|\bnot\b",
    ),
    Trap("27 trilogue dates", (("eu-proposal-csa-regulation-2022", r"disagree about the date"),), never=r"trilogue.*(?:11 May 2026|29 June 2026)"),
    Trap(
        "28 e-Evidence",
        (("eu-reg-2023-1543", r"has applied since 18 August 2026"),),
        (("eu-reg-2023-1543", date(2026, 8, 17), r"did not apply before 18 August 2026"),),
    ),
    Trap(
        "29 start of section 66",
        (("gb-ukpga-2023-50", r"Since 7 April 2026.*in force for user-to-user"), ("gb-uksi-2025-368", r"revoked before its planned start on 3 November 2025")),
        (("gb-ukpga-2023-50", date(2026, 4, 6), r"was not in force"),),
        never=r"National Crime Agency (?:was|is) not in force",
        unless=r"From .* to 6 April 2026|until 6 April 2026",
    ),
    Trap(
        "30 reach of section 66",
        (("gb-uksi-2026-262", r"search services for a later date"), ("gb-ukpga-2023-50", r"search engines.*left for later")),
        never=r"section 66.*all regulated services",
    ),
    Trap("31 NCMEC in place of the NCA", (("gb-ukpga-2023-50", r"Not every UK-linked item must go to the NCA"),)),
    Trap("32 Ofcom's maximum", (("gb-ukpga-2023-50", r"GBP 18 million or 10 percent.*whichever is greater"), ("gb-ukpga-2023-50", r"cannot choose the lower"))),
    Trap(
        "33 section 121 notices",
        (("gb-ukpga-2023-50", r"Low confidence: .*no section 121 notice had been issued.*as of 2026"),),
        never=r"section 121.*(?:scanning was ordered|in use)",
    ),
    Trap(
        "34 retention after 2014",
        (("gb-ukpga-2016-25", r"struck down in 2014.*up to 12 months by notice"), ("eu-case-digital-rights-ireland-2014", r"8 April 2014.*invalid")),
    ),
    Trap("35 two Quadratures", (("eu-case-la-quadrature-du-net-2020", r"2 leading.*2020 and one of 2024.*IP addresses and copyright"),)),
    # --- other countries
    Trap(
        "36 Kenya's suspensions",
        (
            ("ke-case-cmca-suspensions-2025", r"6\(1\)\(a\) or 6\(1\)\(j\).*6\(1\)\(ja\)"),
            ("ke-case-cmca-suspensions-2025", r"22 October 2025.*27\(1\)\(b\), \(c\) and \(2\)"),
            ("ke-case-cmca-suspensions-2025", r"still stand must be checked"),
            ("ke-act-2018-5", r"6\(1\)\(ja\).*suspended for 7 days on 27 October 2025"),
        ),
    ),
    Trap("37 Kenya's powers of 2018 and 2025", (("ke-act-2018-5", r"Blocking and takedown powers came with.*2025.*sections 50 to 53 date from the 2018 Act"),)),
    Trap(
        "38 India: possession and viewing",
        (
            ("in-case-just-rights-2024", r"possession.*without deleting, destroying or reporting"),
            ("in-case-just-rights-2024", r"mere viewing or downloading is outside section 67B"),
        ),
    ),
    Trap(
        "39 Australia's penalty units",
        (("au-criminal-code", r"current text.*800 penalty units"), ("au-criminal-code", r"older text.*100 penalty units")),
        never=r"\b100 penalty units",
        unless=r"older text",
    ),
    Trap(
        "40 Canada's 21 days",
        (("ca-sc-2011-4", r"21 days"), ("ca-bill-c-16", r"Low confidence: .*not in force.*1 year")),
        never=r"Canad.*preserv.*1 year",
        unless=r"Bill C-16|not in force",
    ),
    Trap("41 Brazil's two periods", (("br-lei-12965-2014", r"1 year of connection records.*6 months of access records"),)),
    Trap(
        "42 Germany's figures",
        (("de-bt-20-13355", r"1,102.*does not include reports.*NCMEC"), ("de-ddg-13-report-2025", r"1,789.*not the number of all child abuse tips")),
    ),
    # --- retention and logs
    Trap("43 Comcast's 180 days", (("us-comcast-handbook-2007", r"180-day.*2007.*must not be used as current"),), never=r"Comcast.*180", unless=r"2007"),
    Trap("44 H.R. 1981 a proposal", (("us-hrpt-112-281", r"was a proposal.*not law"),), never=r"H\.R\. 1981 (?:requires|obliges)"),
    Trap(
        "45 who adopted the 2008 guidelines",
        (("int-coe-lea-isp-2008", r"adopted by participants of the Octopus"), ("int-coe-lea-isp-2008", r"non-binding.*not replace")),
        never=r"guidelines.*adopted by the Council of Europe",
    ),
    Trap(
        "46 Second Protocol",
        (("int-cets-224", r"adopted .*on 17 November 2021"), ("int-cets-224", r"opened for signature.*12 May 2022")),
        never=r"adopted on 12 May 2022",
    ),
    Trap("47 EFF's editions", (("us-eff-who-has-your-back-2017", r"cannot be compared across years"), ("int-eff-qdtd-2023", r"cannot be compared directly"))),
    Trap("48 ClaimReview", (("int-claimreview", r"phasing out support for ClaimReview in Search"),)),
)


def test_every_known_contradiction_has_its_row() -> None:
    assert [int(trap.name.partition(" ")[0]) for trap in TRAPS] == list(range(1, 49))


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: trap.name)
def test_the_side_that_holds_is_said_with_its_date(trap: Trap) -> None:
    for source, pattern in trap.says:
        assert any(re.search(pattern, line) for line in statements(source, NOW)), f"{source} does not say {pattern!r}"
    for source, on, pattern in trap.then:
        assert any(re.search(pattern, line) for line in statements(source, on)), f"{source} as of {on} does not say {pattern!r}"


def outdated(trap: Trap) -> Iterator[str]:
    for record in load_sources(CORPUS):
        if record.id.startswith(trap.among):
            yield from (line for line in statements(record.id, NOW) if re.search(trap.never, line) and not re.search(trap.unless, line))


@pytest.mark.parametrize("trap", [trap for trap in TRAPS if trap.never], ids=lambda trap: trap.name)
def test_the_outdated_half_never_stands_alone(trap: Trap) -> None:
    assert list(outdated(trap)) == []


def test_an_outdated_statement_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {"1": "A US provider pays up to $150,000.", "2": "A CyberTipline report is kept for 90 days.", "25": "The EU rules expire on 3 April 2026."}
    monkeypatch.setattr(f"{__name__}.statements", lambda source, on: tuple(wrong.values()) if source == "us-18usc-2258a" else ())
    assert [next(outdated(trap)) for trap in TRAPS if trap.name.partition(" ")[0] in wrong] == list(wrong.values())
