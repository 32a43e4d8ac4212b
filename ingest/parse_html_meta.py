"""What a page says of itself: its title, the day it was last changed, and whether it is the page that was asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ingest.text import clean

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_FIRST_PAGE = date(1991, 8, 6)
_MAX_TITLE = 200
_CHANGED = frozenset(
    """article:modified_time og:updated_time dc.date.modified dcterms.modified dcterms.date.modified last-modified lastmod date.modified datemodified revised
    dc.modified govuk:updated-at""".split()
)
_PUBLISHED = frozenset(
    """article:published_time og:published_time og:article:published_time article.published dc.date dc.date.issued dc.date.created dc.created dc.issued
    dcterms.issued dcterms.created dcterms.date dcterms.available date pubdate publishdate publish-date publication_date datepublished sailthru.date
    citation_publication_date citation_date parsely-pub-date govuk:first-published-at govuk:public-updated-at""".split()
)
_DAY = re.compile(r"\s*(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)|\s*(\d{4})(\d\d)(\d\d)(?!\d)")
_FILE_NAME = re.compile(r"\S+\.(?:x?html?|xml|pdf|docx?|aspx?|php|txt)|untitled(?: document)?|document|new page(?: \d+)?", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"\s+(?:\||»|·|—|–|-|::)\s+")

# Titles of pages that servers and their guards give instead of the one asked for.
_NO_PAGE = re.compile(
    r"""(?xi) (?:error\s*)? (?:40[0134]|410|429|50[0234]) \b .*
    | (?:http|server|application|database)?\s*error\b.{0,40}
    | .{0,30}\b(?:page|file|document|resource)\b.{0,20}\bnot\ (?:be\ )?found\b.{0,60} | not\ found
    | access\ (?:to\ this\ page\ has\ been\ )?denied.* | (?:403\s*)?forbidden | unauthori[sz]ed.* | request\ (?:access|rejected|blocked).*
    | just\ a\ moment.* | attention\ required!?.* | security\ (?:check|verification).* | checking\ your\ browser.*
    | (?:are\ you|(?:verify|confirm)\ (?:that\ )?you\ are)\ (?:a\ )?(?:human|robot|not\ a\ robot).*
    | (?:site|service|page)\s*(?:is\ )?(?:temporarily\ )?unavailable.* | temporarily\ unavailable.* | (?:site\ )?under\ maintenance.*
    | session\ (?:has\ )?(?:expired|timed\ out).* | (?:please\ )?(?:log|sign)\ ?in(?:\ to\ continue)?"""
)
_NEEDS_SCRIPTS = re.compile(
    r"""(?xi) (?:enable|turn\ on|requires?|needs?|without|disabled?)[^.]{0,40}\bjavascript\b
    | \bjavascript\b[^.]{0,60}(?:enabled?|required|disabled|turned\ (?:on|off))"""
)
_SHORT = 1_500
_SHELL = 300


def title(root: HtmlElement, headings: Sequence[str]) -> str:
    """Return the title of a page: the one of its main headings that its window names too, or what it tells others, or its window's name."""
    window = _window(root)
    main = [words for heading in headings if (words := _words(heading))]
    agreed = next((name for part in (window, *_BETWEEN_NAMES.split(window)) for name in main if name.lower() == part.lower()), "")
    given = (_words(meta.get("content") or "") for meta in root.iter("meta") if (meta.get("property") or "").lower() == "og:title")
    named = (name for name in (agreed, *given, window, *main) if name and not _FILE_NAME.fullmatch(name))
    return _safe(next(named, ""))


def _window(root: HtmlElement) -> str:
    return next((_words(" ".join(element.itertext())) for element in root.iter("title")), "")


def _words(text: str) -> str:
    return " ".join(clean(text).split())


def _safe(words: str) -> str:
    """Return a title under which a place can be cited."""
    if len(words) > _MAX_TITLE:
        words = words[:_MAX_TITLE].rpartition(" ")[0] or words[:_MAX_TITLE]
    return words[:-1] if words.endswith(("U.S.C.", "C.F.R.")) else words


def last_day(root: HtmlElement, today: date) -> date | None:
    """Return the day on which the page says it was last changed, or else published; days that cannot be are passed over."""
    changed, published = [], []
    for name, value in _stated(root):
        day = _day(value)
        if day is not None and _FIRST_PAGE <= day <= today + timedelta(days=1):
            if name in _CHANGED:
                changed.append(day)
            elif name in _PUBLISHED:
                published.append(day)
    return max(changed or published, default=None)


def _stated(root: HtmlElement) -> Iterator[tuple[str, str]]:
    for meta in root.iter("meta"):
        for key in ("property", "name", "itemprop", "http-equiv"):
            if meta.get(key):
                yield (meta.get(key) or "").lower(), meta.get("content") or ""
    for time in root.iter("time"):
        if (time.get("itemprop") or "").lower() in {"datemodified", "datepublished"} or time.get("pubdate") is not None:
            yield (time.get("itemprop") or "pubdate").lower(), time.get("datetime") or ""
    for script in root.iter("script"):
        if (script.get("type") or "").lower() == "application/ld+json":
            yield from _linked_data(script.text or "")


def _linked_data(text: str) -> Iterator[tuple[str, str]]:
    try:
        found: object = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    waiting = [found]
    while waiting:
        here = waiting.pop()
        if isinstance(here, list):
            waiting += here[:100]
        elif isinstance(here, dict):
            waiting += [value for key, value in here.items() if key in {"@graph", "mainEntity"}]
            yield from ((key.lower(), value) for key, value in here.items() if key in {"dateModified", "datePublished"} and isinstance(value, str))


def _day(value: str) -> date | None:
    m = _DAY.match(value)
    try:
        return date(*(int(part) for part in m.groups() if part)) if m else None
    except ValueError:
        return None


def refusal(root: HtmlElement, words: str) -> str:
    """Return why a page is not one to cite: an error page, or one that only scripts fill; nothing where it is one."""
    length = len(words)
    window = _window(root)
    heading = next((_words(" ".join(element.itertext())) for element in root.iter("h1")), "")
    first = _words(words[:200])
    if length < _SHORT:
        for name in (heading, window, *_BETWEEN_NAMES.split(window), first):
            if _NO_PAGE.fullmatch(name.strip(" .!")):
                return f"is an error page ({name[:60]!r}), not the page that was asked for; obtain it again"
    if length < _SHELL and _is_shell(root, words):
        return "holds next to no text of its own, since its scripts fetch it; open it in a browser and save it from there, or print it to PDF"
    return ""


def _is_shell(root: HtmlElement, words: str) -> bool:
    told = " ".join(_words(" ".join(element.itertext())) for element in root.iter("noscript"))
    if _NEEDS_SCRIPTS.search(f"{told} {words}"):
        return True
    scripts = sum(1 for script in root.iter("script") if script.get("src"))
    mounts = any((element.get("id") or "") in {"root", "app", "__next", "__nuxt", "app-root"} for element in root.iter("div"))
    return not words.strip() and (scripts > 0 or mounts)
