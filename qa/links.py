"""Deep links: the official page of a source, as near to the pinpoint as its publisher's addresses allow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote as percent
from urllib.parse import urlsplit

from ingest.document import Source
from ingest.pinpoint import Locator, Pinpoint

# A quote longer than this is found by its first and last words; a browser may still miss a long match over a page's own line breaks.
_LONGEST = 12
_EDGE = 5
_CONTEXT = 3
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"\\\x00-\x1f]+", re.IGNORECASE)
_NO_PAGE = (".pdf", ".docx", ".doc", ".xml", ".zip", ".txt", ".csv", ".json")


@dataclass(frozen=True, slots=True)
class Shown:
    """A quote in its stored text: ``text[start:end]``."""

    text: str
    start: int
    end: int


def deep_link(source: Source, pinpoint: Pinpoint, shown: Shown | None = None) -> str:
    """Return the official address for a place; the source's own address where the publisher has none nearer.

    legislation.gov.uk and EUR-Lex schemes follow their published URI guides; PDF pages use ``#page=N``. Where the
    publisher has no nearer address and the quote stands on the page itself, a text fragment points at its words;
    a digest's words are our own, so that no page has them.
    """
    url = source.url
    if not url:
        return url
    # The pages of a case in a digest are those of its law report, not of the court's file.
    reported = source.kind == "case" and source.form == "digest" and any(locator.unit == "p" for locator in pinpoint.locators)
    link = _nearer(url, pinpoint.locators) if pinpoint.locators and not reported else url
    if link == url and shown is not None and source.form != "digest" and _is_page(url):
        return url + text_fragment(shown)
    return link


def web_address(url: str) -> str:
    """Return an address that may become a link, or nothing; whatever else stands in a source's record stays text."""
    return url if _WEB_ADDRESS.fullmatch(url) else ""


def text_fragment(shown: Shown) -> str:
    """Return the fragment that makes a browser scroll to a quote: ``#:~:text=prefix-,start,end,-suffix``.

    The neighbouring words are named only where the quote's own occur more than once in the text, because one
    neighbour that the page prints in another way would hide the match.
    """
    words = shown.text[shown.start : shown.end].split()
    if not words:
        return ""
    lines = [line.split() for line in shown.text[shown.start : shown.end].splitlines() if line.strip()]
    # One term may not run over a block of the page; a range may.
    if len(words) <= _LONGEST and len(lines) == 1:
        term, parts = " ".join(words), [_encoded(words)]
    else:
        first, last = _edges(lines)
        term, parts = " ".join(first), [_encoded(first), _encoded(last)]
    if " ".join(shown.text.split()).count(term) > 1:
        before, after = _neighbours(shown)
        parts = [*([f"{_encoded(before)}-"] if before else []), *parts, *([f"-{_encoded(after)}"] if after else [])]
    return "#:~:text=" + ",".join(parts)


def _edges(lines: list[list[str]]) -> tuple[list[str], list[str]]:
    if len(lines) > 1:
        return lines[0][:_EDGE], lines[-1][-_EDGE:]
    half = min(_EDGE, len(lines[0]) // 2)
    return lines[0][:half], lines[0][-half:]


def _neighbours(shown: Shown) -> tuple[list[str], list[str]]:
    return shown.text[: shown.start].split()[-_CONTEXT:], shown.text[shown.end :].split()[:_CONTEXT]


def _encoded(words: list[str]) -> str:
    # "-", "," and "&" divide a text fragment; urllib would leave the first as it is.
    return percent(" ".join(words), safe="").replace("-", "%2D")


def _is_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and not parts.fragment and "#" not in url and not parts.path.lower().endswith(_NO_PAGE)


def _nearer(url: str, locators: tuple[Locator, ...]) -> str:
    first = locators[0]
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    if first.unit == "p":
        is_pdf = urlsplit(url).path.lower().endswith(".pdf") or host == "rm.coe.int"
        return f"{url}#page={first.number}" if is_pdf and "#" not in url else url
    for end, near in _PUBLISHERS.items():
        if host == end or host.endswith(f".{end}"):
            return near(url, locators)
    return url


def _legislation(url: str, locators: tuple[Locator, ...]) -> str:
    if "/section/" in url or "/schedule/" in url:
        return url
    names = {
        "s": "section", "sch": "schedule", "para": "paragraph", "reg": "regulation", "art": "article", "Part": "part", "Chapter": "chapter", "annex": "annex",
    }  # fmt: skip
    parts = [re.sub(r"(?:/part/[^/]+)?(?:/contents)?(?:/made|/enacted)?/?$", "", url)]
    for locator in locators:
        if locator.unit not in names:
            return url
        # The only schedule of an instrument has the address "/schedule".
        parts += [names[locator.unit], *([locator.number] if locator.number else []), *locator.subs]
    return "/".join(parts)


def _eur_lex(url: str, locators: tuple[Locator, ...]) -> str:
    first = locators[0]
    anchors = {"art": "art_", "recital": "rct_", "annex": "anx_", "Chapter": "cpt_"}
    if "#" in url or not first.number:
        return url
    if first.unit in anchors:
        return f"{url}#{anchors[first.unit]}{first.number}" if "/eli/" in url or re.search(r"CELEX(?::|%3A)3", url, re.IGNORECASE) else url
    # Paragraphs of a judgment; sector 6 of CELEX numbers is case law.
    is_case = re.search(r"CELEX(?::|%3A)6", url, re.IGNORECASE)
    return f"{url}#point{first.number}" if first.unit == "para" and is_case else url


def _justice_canada(url: str, locators: tuple[Locator, ...]) -> str:
    first = locators[0]
    if first.unit not in {"s", "art"} or "-" in first.number:
        return url
    return f"{url.rstrip('/')}/{'article' if first.unit == 'art' else 'section'}-{first.number}.html"


def _ecfr(url: str, locators: tuple[Locator, ...]) -> str:
    first = locators[0]
    if first.unit != "§" or "#" in url:
        return url
    # Paragraphs have the id p-81.2(a), the section itself only its number.
    return f"{url}#p-{first.number}" + "".join(f"({sub})" for sub in first.subs) if first.subs else f"{url}#{first.number}"


def _us_code(url: str, locators: tuple[Locator, ...]) -> str:
    first = locators[0]
    if first.unit != "§" or not first.subs or "#" in url or not url.endswith(f"-section{first.number}"):
        return url
    return f"{url}#substructure-location_{'_'.join(first.subs)}"


def _german(url: str, locators: tuple[Locator, ...]) -> str:
    first = locators[0]
    return f"{url}__{first.number}.html" if first.unit in {"s", "§"} and url.endswith("/") else url


def _planalto(url: str, locators: tuple[Locator, ...]) -> str:
    first = locators[0]
    return f"{url}#art{first.number.lower()}" if first.unit == "art" and "#" not in url else url


_PUBLISHERS = {
    "legislation.gov.uk": _legislation,
    "eur-lex.europa.eu": _eur_lex,
    "laws-lois.justice.gc.ca": _justice_canada,
    "ecfr.gov": _ecfr,
    "uscode.house.gov": _us_code,
    "gesetze-im-internet.de": _german,
    "planalto.gov.br": _planalto,
}
