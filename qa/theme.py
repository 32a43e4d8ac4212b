"""Themes: which part of the story a sentence tells, so that a report has sections a reader expects.

The label of a provision weighs more than its words. The first theme whose
pattern occurs wins; the order below is from the particular to the general.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.document import Kind


@dataclass(frozen=True, slots=True)
class Theme:
    """One part of the story: its heading in a report, and the patterns that show it."""

    key: str
    heading: str
    pattern: re.Pattern[str]


def _theme(key: str, heading: str, pattern: str) -> Theme:
    return Theme(key, heading, re.compile(pattern, re.IGNORECASE))


THEMES: tuple[Theme, ...] = (
    _theme("penalties", "Fines and penalties", r"\bfines?\b|\bfined\b|penalt|imprison|\bprison\b|punish|sanction|commits an offence"),
    _theme("preservation", "Preserving and retaining data",
           r"preserv|retention|retain|\bkept for\b|\bkeep (?:the |its |their )?(?:data|logs|records|content|information|traffic)|\blogs\b|erase"),
    _theme("notice", "Telling the user, and secrecy", r"delay\w* notice|delayed notification|notify(?:ing)? (?:the )?(?:user|customer|subscriber)|nondisclosure|"
           r"non-disclosure|\bgag\b|user notice|notice to (?:the )?(?:user|customer|subscriber)|gag|secrecy|tell(?:ing)? (?:the )?(?:user|customer)s?"),
    _theme("immunity", "Liability and immunity", r"immun|liabilit|\bliable\b|civil action|\bsued?\b|good faith|safe harbou?r|damages|no cause of action"),
    _theme("monitoring", "Monitoring and scanning", r"monitor|scann?|\bscreen(?:ing)?\b|affirmatively search|general obligation|detect(?:ing|ion) technolog|hash"),
    _theme("clearinghouse", "The clearinghouse: NCMEC and the CyberTipline",
           r"NCMEC (?:must|may|makes?|operates?|runs|forwards?|receives?|reviews?|passes|designat|escalat)|clearinghouse|operate (?:the|a) CyberTipline|NCMEC's"),
    _theme("duty", "The duty to report", r"must report|duty to report|report(?:s|ing)? (?:apparent|detected|to (?:NCMEC|the NCA|the CyberTipline|police|the National))|reporting (?:duty|requirement|"
           r"obligation)|must (?:promptly )?(?:notify|inform) (?:the )?(?:police|law enforcement|judicial)|suspicion of|as soon as reasonably possible|mandatory report|must have systems"),
    _theme("voluntary", "Voluntary disclosure",
           r"voluntar|may (?:disclose|divulge|share|hand|give|release|report)|emergenc|without (?:consent|the (?:knowledge|individual))|own initiative|consent of|permits? (?:a )?(?:disclos|provider)"),
    _theme("compelled", "Disclosure under legal process",
           r"subpoena|warrant|court order|\borders?\b|compel|judicial|production|prior review|demand|seiz|search of|request(?:s|ed)? by"),
    _theme("figures", "What the figures show", r"\breceived [\d,.]+|million reports|\d{1,3}(?:,\d{3})+|\bpercent\b|\bper cent\b|\brose\b|\bfell\b"),
    _theme("definitions", "Who and what is covered", r"\bmeans\b|defin|\bcovers?\b|applies to|counts as|is (?:a|an) "),
)  # fmt: skip

GENERAL = Theme("general", "What the sources say", re.compile(r""))
COURTS = Theme("courts", "What courts have decided", re.compile(r""))
PRACTICE = Theme("practice", "Company practice and reports", re.compile(r""))
RELATED_RULES = Theme("related", "Related rules", re.compile(r""))

_FIGURES = THEMES[[theme.key for theme in THEMES].index("figures")]


@lru_cache(maxsize=10_000)
def theme_of(label: str, text: str, kind: Kind) -> Theme:
    """Return the theme of a sentence from its provision's label, its words and its source's kind."""
    if kind == "case":
        return COURTS
    if kind in {"report", "transparency", "guidance", "news"}:
        return _FIGURES if _FIGURES.pattern.search(text) else PRACTICE
    for theme in THEMES:
        if theme.pattern.search(label):
            return theme
    for theme in THEMES:
        if theme.pattern.search(text):
            return theme
    return GENERAL
