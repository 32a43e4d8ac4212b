"""The places of an EU act: articles, recitals, annexes and the numbered points inside them, as pinpoints.

A printed number leads from an enclosing place to the one inside it:

    art 18        "1."      art 18(1)           art 18(1)     "(a)"     art 18(1)(a)
    annex I       "2."      annex I para 2      annex I para 2  "2.1."  annex I para 2.1
    annex I       PART A    annex I Part A      annex I Part A  "1."    annex I Part A para 1

Dashes, bullets and letters of other alphabets lead nowhere: their words belong to the enclosing place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.pinpoint import Locator, Pinpoint

_QUOTES = " \u00a0\u2002\u2003\u2009‘’‚“”„«»\"'"
_TOKEN = re.compile(r"\(?\s*(?P<token>[0-9A-Za-z]+(?:[.\-][0-9A-Za-z]+)*)\s*[.)\]:°º]{0,2}")
_MAX_TOKEN = 8

# A label as it stands alone before its words: "(a)", "1.", "iv)", "2.1.", "—".
_COUNT = r"\d{1,3}[a-z]{0,4}(?:[.\-]\d{1,3}[a-z]?)*|[a-z]{1,2}|[ivxlc]{1,7}|[A-Z]{1,2}|[IVXLC]{1,7}|[\u0370-\u03ff\u0400-\u04ff]{1,3}"
_LABEL = re.compile(rf"[{_QUOTES}]*(?:\(\s*(?:{_COUNT}|\*+)\s*\)|(?:{_COUNT})[.)]|\d{{1,3}}(?:\.\d{{1,3}})+|[—–\-•·○●▪*])[{_QUOTES}]*")
_SMALL = r"\d{1,3}[a-z]{0,2}|[a-z]|(?!or|of|in|is|if|by|to|as|at|an|no|on|be|it)[a-z]{2}|[ivxl]{1,6}"
_PREFIX = re.compile(
    rf"\s*(\((?:{_SMALL})\)(?=[\s\u00a0])|(?:{_SMALL})\)(?=[\s\u00a0])|\d{{1,3}}[a-z]{{0,2}}\.(?=[\s\u00a0])"
    # "1.5 million" is an amount; a number of such a form stands off from its words
    r"|\d{1,3}(?:\.\d{1,3})+(?:\.(?=[\s\u00a0])|(?=\s{2}|\u00a0)))"
)

_WORDS = {
    "Part": "part|partie|teil|parte|deel|del|część|část|časť|rész|osa|partea",
    "s": "section|abschnitt|sección|sezione|secção|afdeling|avsnitt|sekcja|oddíl",
    "Chapter": "chapter|kapitel|chapitre|capítulo|capitolo|hoofdstuk|rozdział|kapitola",
    "app": "appendix|appendice|apéndice|apêndice|anlage|aanhangsel|tillæg|tillägg|dodatek",
}
_HEADED = re.compile("|".join(rf"(?P<{unit}>(?i:{words}))" for unit, words in _WORDS.items()))
_HEADED_NUMBER = re.compile(r"\s+(?P<number>\d{1,3}[A-Za-z]?|[IVXLC]+|[A-Z])(?!\w)")

_DIGITS = re.compile(
    r"(?<![\w.])(?P<number>\d{1,4}(?:\.\d{1,3})*)(?:\.?[ºªo°])?"
    r"(?:(?P<letter>[a-zA-Z]{1,2}(?!\w)|\s?(?:[a-z]|bis|ter|quater|quinquies)(?!\w))|[-/](?P<capital>[A-Za-z])(?!\w))?"
)
_ROMAN = re.compile(r"(?<!\w)[IVXLC]+[a-z]?(?!\w)")
_FIRST = re.compile(r"premier|primero|primeiro|unique|único|unico|sole|einzig|enig|eneste|ainoa|jedyny|jediný|egyetlen|μόνο|единствен", re.IGNORECASE)
_ANNEX = re.compile(
    r"\W*(?:[IVXLC\d]+[A-Za-z]?\.?\s+)?(?:annex(?:e|o|ă|a)?|anhang|anexo?|allegato|bijlage|bilaga|bilag|liite|załącznik|příloha|príloha|prilog|priloga|melléklet|"
    r"lisa|pielikums|priedas|anness|παραρτημα|παράρτημα|приложение|iarscríbhinn)(?!\w)",
    re.IGNORECASE,
)
_ANNEX_NUMBER = re.compile(r"(?<![\w.,/])(?:[IVXLC]+|\d{1,3}|[A-Z])(?:[ .\-]?[A-Z0-9]{1,2}|[a-z])?(?![\w/])")


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: the pinpoint, the heading of the article or annex, and the headings above it.

    ``shown`` is the heading that tells this place from another one with the same number.
    """

    pinpoint: Pinpoint
    heading: str = ""
    path: tuple[str, ...] = ()
    shown: str = ""

    def at(self, unit: str, number: str) -> Place:
        """Return the place of a unit inside this one."""
        pinpoint = Pinpoint(self.pinpoint.work, (*self.pinpoint.locators, Locator(unit, number)))
        return replace(self, pinpoint=pinpoint, shown=self.heading)

    def below(self, heading: str) -> Place:
        """Return this place under a further heading."""
        path = (*self.path, self.heading) if self.heading else self.path
        return replace(self, heading=heading, path=path, shown=heading) if heading else self

    def inner(self, token: str) -> Place:
        """Return the place of the point with this number, or this place where it can have none."""
        locators = self.pinpoint.locators
        last = locators[-1] if locators else None
        if not token or (last is not None and last.unit == "preamble"):
            return self
        if last is not None and last.unit == "para" and not last.subs and token.startswith(f"{last.number}."):
            return replace(self, pinpoint=Pinpoint(self.pinpoint.work, (*locators[:-1], Locator("para", token))), shown=self.heading)
        if last is not None and last.unit in {"art", "recital", "para"}:
            return replace(self, pinpoint=self.pinpoint.child(token), shown=self.heading)
        return self.at("para", token)

    def section(self, token: str) -> Place:
        """Return the place of a headed group of points: a Part where it is lettered, else a point."""
        last = self.pinpoint.locators[-1].unit if self.pinpoint.locators else ""
        lettered = token.isalpha() and last not in {"art", "recital", "para", "preamble"}
        return self.at("Part", token) if lettered else self.inner(token)

    def headed(self, heading: str) -> Place:
        """Return the place that a heading such as "PART A" or "Section 2" begins, or this place."""
        word = _HEADED.match(heading)
        number = _HEADED_NUMBER.match(heading, word.end()) if word else None
        last = self.pinpoint.locators[-1].unit if self.pinpoint.locators else ""
        if word is None or number is None or word.lastgroup is None or last in {"art", "recital", "para", "preamble"}:
            return self
        return self.at(word.lastgroup, number["number"])


def token_of(label: str) -> str:
    """Return the number in a printed label: "a" of "(a)", "1" of "‘1.", nothing of a dash."""
    found = _TOKEN.fullmatch(label.strip(_QUOTES).strip())
    return found["token"] if found and len(found["token"]) <= _MAX_TOKEN else ""


def is_label(text: str) -> bool:
    """Tell whether a text is nothing but the number or dash before a point."""
    return _LABEL.fullmatch(text.strip()) is not None


def leading_label(text: str) -> str:
    """Return the number with which a paragraph begins ("1." of "1.   The keeper"), as printed, or nothing."""
    found = _PREFIX.match(text)
    return found.group(1) if found else ""


def article_number(title: str) -> str:
    """Return the number in an article's title: "18", "5a", "4 bis" as "4bis", "IV", "1" of "Article premier"; nothing where it has none."""
    found = _DIGITS.search(title)
    if found is not None:
        return found["number"] + ((found["letter"] or "").strip() or (f"-{found['capital']}" if found["capital"] else ""))
    roman = _ROMAN.search(title)
    if roman is not None:
        return roman.group()
    return "1" if _FIRST.search(title) else ""


def is_annex(title: str) -> bool:
    """Tell whether a title begins with the word for an annex, in any of the EU's languages, and is short enough to be its name."""
    return _ANNEX.match(title) is not None and len(title) <= 60


def annex_number(title: str) -> str:
    """Return the number in an annex's title ("ANNEX I", "I. MELLÉKLET"), or nothing for an only annex."""
    found = _ANNEX_NUMBER.search(title) if is_annex(title) else None
    return re.sub(r"[ .]", "-", found.group()) if found else ""
