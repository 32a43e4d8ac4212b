"""Citations as the style guides print them; the works and titles here are those of the corpus or made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qa.citation_style import Run, Styled, style, style_source
from tests.app_fixtures import citation, cited_source

PIPEDA = "Personal Information Protection and Electronic Documents Act"

# jurisdiction, kind, the source's citation and title, the pinpoint, and how the guide prints it; *words* are italic.
TABLE = [
    # Bluebook (22nd ed.) 12.3: title, code, section; no year for the United States Code.
    ("US", "statute", "18 U.S.C. § 2258A", "Reporting", "18 U.S.C. § 2258A(a)(1)(A)", "18 U.S.C. § 2258A(a)(1)(A)"),
    ("US", "statute", "18 U.S.C. § 2258A", "Reporting", "18 U.S.C. § 2258A", "18 U.S.C. § 2258A"),
    ("US", "statute", "34 U.S.C. § 11291", "Findings", "34 U.S.C. § 11291 note", "34 U.S.C. § 11291 note"),
    # 14.2: the Code of Federal Regulations with the year of the text; parts and appendices are abbreviated.
    ("US", "regulation", "28 C.F.R. § 81.2", "Reports", "28 C.F.R. § 81.2(a)", "28 C.F.R. § 81.2(a) (2025)"),
    ("US", "regulation", "1 C.F.R. Part 2", "Rules", "1 C.F.R. Part 2 app A", "1 C.F.R. pt. 2 app. A (2025)"),
    # 12.4: session laws by name, where they have one, and "Pub. L. No.".
    ("US", "statute", "Pub. L. 118-59", "REPORT Act (Revising It)", "Pub. L. 118-59, § 4(a)(1)", "REPORT Act, Pub. L. No. 118-59, § 4(a)(1)"),
    ("US", "statute", "Pub. L. 110-401", "PROTECT Our Children Act of 2008", "Pub. L. 110-401", "PROTECT Our Children Act of 2008, Pub. L. No. 110-401"),
    ("US", "statute", "Pub. L. 119-60", "Public Law 119-60: a change", "Pub. L. 119-60, § 8202(i)", "Pub. L. No. 119-60, § 8202(i)"),
    # 10: case names in italics; the page cited follows the first page.
    ("US", "case", "A v. B, 585 U.S. 296 (2018)", "A v. B", "A v. B, 585 U.S. 296 (2018)", "*A v. B*, 585 U.S. 296 (2018)"),
    (
        "US",
        "case",
        "A v. B, 831 F.3d 1292 (10th Cir. 2016)",
        "A",
        "A v. B, 831 F.3d 1292 (10th Cir. 2016), p 1306",
        "*A v. B*, 831 F.3d 1292, 1306 (10th Cir. 2016)",
    ),
    ("US", "case", "A v. B, 13 F.4th 961 (9th Cir. 2021)", "A", "A v. B, 13 F.4th 961 (9th Cir. 2021), p 12", "*A v. B*, 13 F.4th 961 (9th Cir. 2021), p 12"),
    ("US", "case", "A v. B, 256 U.S. 465", "A", "A v. B, 256 U.S. 465, p 470", "*A v. B*, 256 U.S. 465, 470"),
    ("US", "case", "A v. B (U.S. 2026)", "A", "A v. B (U.S. 2026)", "*A v. B* (U.S. 2026)"),
    # OSCOLA 2.4: no italics; part, chapter, schedule and paragraph abbreviated without full stops.
    ("GB", "statute", "Online Safety Act 2023", "Online Safety Act 2023", "Online Safety Act 2023, s 66(1)", "Online Safety Act 2023, s 66(1)"),
    (
        "GB",
        "statute",
        "Online Safety Act 2023",
        "Online Safety Act 2023",
        "Online Safety Act 2023, sch 13 para 4(1)",
        "Online Safety Act 2023, sch 13, para 4(1)",
    ),
    ("GB", "statute", "Online Safety Act 2023", "Online Safety Act 2023", "Online Safety Act 2023, Part 4 Chapter 2", "Online Safety Act 2023, pt 4, ch 2"),
    # OSCOLA 2.5: an instrument by its name, year and SI number; a description is no name.
    ("GB", "regulation", "SI 2026/1", "Harbour Regulations 2026", "SI 2026/1, reg 3(1)", "Harbour Regulations 2026, SI 2026/1, reg 3(1)"),
    ("GB", "regulation", "SI 2026/2", "Commencement of 2026 (start)", "SI 2026/2, reg 3", "SI 2026/2, reg 3"),
    # European Union: short form; OSCOLA 2.6 puts the case number first and the name in italics.
    ("EU", "regulation", "Regulation (EU) 2022/2065", "Digital Services Act", "Regulation (EU) 2022/2065, art 18(1)", "Regulation (EU) 2022/2065, art 18(1)"),
    ("EU", "regulation", "Regulation (EU) 2022/2065", "Digital Services Act", "Regulation (EU) 2022/2065, recital 30", "Regulation (EU) 2022/2065, recital 30"),
    ("EU", "statute", "Directive 2002/58/EC", "ePrivacy", "Directive 2002/58/EC, art 15(1)", "Directive 2002/58/EC, art 15(1)"),
    ("EU", "case", "Net II (C-470/21)", "Hadopi", "Net II (C-470/21), para 37", "Case C-470/21 *Net II*, para 37"),
    ("EU", "case", "Rights (C-293/12 and C-594/12)", "x", "Rights (C-293/12 and C-594/12)", "Joined Cases C-293/12 and C-594/12 *Rights*"),
    # McGill 2.1, 2.5: title in italics, no full stops in abbreviations (but in "(c.1)", which is the law's own number).
    ("CA", "statute", "S.C. 2000, c. 5", PIPEDA, "S.C. 2000, c. 5, s 7(3)(c.1)", f"*{PIPEDA}*, SC 2000, c 5, s 7(3)(c.1)"),
    ("CA", "statute", "R.S.C., 1985, c. C-46", "Criminal Code", "R.S.C., 1985, c. C-46, s 163.1", "*Criminal Code*, RSC 1985, c C-46, s 163.1"),
    ("CA", "statute", "S.C. 2011, c. 4", "Mandatory reporting of abuse", "S.C. 2011, c. 4, s 2", "SC 2011, c 4, s 2"),
    ("CA", "regulation", "SOR/2011-292", "Reporting Regulations", "SOR/2011-292, s 4", "*Reporting Regulations*, SOR/2011-292, s 4"),
    # AGLC 3.1: title and year in italics, the jurisdiction in brackets, no comma before the pinpoint.
    ("AU", "statute", "Online Safety Act 2021 (Cth)", "x", "Online Safety Act 2021 (Cth), s 5(1)", "*Online Safety Act 2021* (Cth) s 5(1)"),
    ("AU", "statute", "Criminal Code (Cth)", "x", "Criminal Code (Cth), s 474.25", "*Criminal Code* (Cth) s 474.25"),
    # OSCOLA 2.7, 2.8: other countries' law and treaties.
    ("KE", "statute", "Data Protection Act 2019 (Kenya)", "x", "Data Protection Act 2019 (Kenya), s 25", "Data Protection Act 2019 (Kenya), s 25"),
    ("IN", "case", "A v. B, 2024 INSC 716", "x", "A v. B, 2024 INSC 716, para 12", "*A v. B*, 2024 INSC 716, para 12"),
    ("BR", "statute", "Law 12.965/2014 (Brazil)", "Marco Civil", "Law 12.965/2014 (Brazil), art 15", "Law 12.965/2014 (Brazil), art 15"),
    ("INT", "treaty", "ETS No. 185", "Convention on Cybercrime", "ETS No. 185, art 16(1)", "Convention on Cybercrime, ETS No 185, art 16(1)"),
    # What is no law keeps its own name.
    ("US", "report", "FTC Report (2021)", "A Look", "FTC Report (2021), Part V.B", "FTC Report (2021), Part V.B"),
    ("GB", "guidance", "Ofcom Codes (2024)", "Codes", 'Ofcom Codes (2024), under "Part 4"', 'Ofcom Codes (2024), under "Part 4"'),
]


def source(jurisdiction: str, kind, form_of_citation: str, title: str):
    return replace(
        cited_source(1, title, form_of_citation, "https://law.example/x"), jurisdiction=jurisdiction, kind=kind, text_as_of=date(2025, 5, 1)
    )  # fmt: skip


def marked(styled: Styled) -> str:
    return "".join(f"*{run.text}*" if run.italic else run.text for run in styled.runs)


@pytest.mark.parametrize(("jurisdiction", "kind", "cited", "title", "pinpoint", "printed"), TABLE, ids=[f"{row[0]}-{row[4]}" for row in TABLE])
def test_a_citation_is_printed_as_its_guide_says(jurisdiction, kind, cited, title, pinpoint, printed) -> None:
    styled = style(citation(1, "Words.", pinpoint, ""), source(jurisdiction, kind, cited, title))
    assert marked(styled) == printed
    assert str(styled) == printed.replace("*", "")


def test_a_whole_source_has_no_pinpoint() -> None:
    assert str(style_source(source("CA", "statute", "S.C. 2000, c. 5", PIPEDA))) == f"{PIPEDA}, SC 2000, c 5"


def test_a_regulation_without_a_day_has_no_year() -> None:
    undated = replace(source("US", "regulation", "28 C.F.R. § 81.2", "Reports"), text_as_of=None)
    assert str(style(citation(1, "Words.", "28 C.F.R. § 81.2", ""), undated)) == "28 C.F.R. § 81.2"


def test_a_readers_own_file_and_a_pinpoint_that_is_none_stay_as_they_are() -> None:
    own = replace(source("AU", "statute", "Notes (Cth)", "Notes"), form="user")
    assert style(citation(1, "Words.", "Notes (Cth), s 4", ""), own).runs == (Run("Notes (Cth), s 4"),)
    assert style(citation(1, "Words.", "two\nlines", ""), own).runs == (Run("two\nlines"),)
