"""Pinpoints: the exact place in a work that a statement rests on.

A pinpoint is a *work* (the citation as its country writes it) and *locators*
from the outside in. ``str`` prints the form a lawyer of that country would
write, and ``Pinpoint.parse(str(p)) == p``:

    18 U.S.C. § 2258A(a)(1)(A)            work "18 U.S.C.", § 2258A, (a)(1)(A)
    Pub. L. 118-59, § 4(a)(1)             public law and section
    Online Safety Act 2023, s 66(1)       OSCOLA; schedules: sch 13 para 4(1)
    Regulation (EU) 2022/2065, art 18(1)  EU short form; also recital 30
    S.C. 2000, c. 5, s 7(3)(c.1)          Canada
    ETS No. 185, art 16(1)                treaty
    FTC ISP Staff Report (2021), Part V.B a part of a report
    Annual report, under "Findings > Law" a heading
    Human Rights Act 1998, sch 1 Part I art 2(1)
    Regulation (EU) 2022/2065, preamble   what stands before the first recital
    1 C.F.R. Part 2 app A                 an appendix
    p 12                                  a page of the file at hand
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ingest.errors import PinpointError

# What may stand where a locator begins, and the spellings people use for it.
UNITS: dict[str, tuple[str, ...]] = {
    "§": ("§", "§§", "sec", "sec.", "section", "sections"),
    "s": ("s", "ss", "s.", "ss.", "sec", "sec.", "section", "sections"),
    "art": ("art", "art.", "arts", "arts.", "article", "articles"),
    "recital": ("recital", "recitals"),
    "reg": ("reg", "reg.", "regs", "regulation", "regulations"),
    "rule": ("rule", "rules"),
    "sch": ("sch", "sch.", "schedule"),
    "annex": ("annex",),
    "para": ("para", "para.", "paras", "paragraph", "paragraphs"),
    "Part": ("Part", "part"),
    "Chapter": ("Chapter", "chapter"),
    "app": ("app", "app.", "appendix"),
    "form": ("form",),
    "p": ("p", "p.", "page"),
    "preamble": ("preamble",),
}
# What a work may have only one of, so that it needs no number.
_ALONE = "preamble|annex|sch|app"

# The name of a unit is no number: "sch para 3" is a paragraph of the only schedule.
_NUMBER = r"(?!(?:recital|art|reg|rule|s|sch|annex|para|Part|Chapter|app|form|preamble)(?: |\(|$))[0-9A-Za-z]+(?:[.\-–][0-9A-Za-z]+)*"
_SUBS = r"(?:\([0-9A-Za-z.\-]{1,8}\))*"
_CODE = re.compile(rf"^(?P<work>\d+ (?:U\.S\.C\.|C\.F\.R\.)) § (?P<number>{_NUMBER})(?P<subs>{_SUBS})(?P<note> note)?$")
_UNIT = "|".join(UNITS)
_LOCATOR = re.compile(rf"(?P<unit>{_UNIT}) (?P<number>{_NUMBER})(?P<subs>{_SUBS})(?= |$)|(?P<alone>{_ALONE})(?= |$)")
_STEP = rf"(?:(?:{_UNIT}) {_NUMBER}{_SUBS}|{_ALONE})"
_STEPS = rf"(?P<locators>{_STEP}(?: {_STEP})*)"
_TAIL = re.compile(rf"^(?:(?P<work>.+), |(?P<code>\d+ (?:U\.S\.C\.|C\.F\.R\.)) ){_STEPS}$")
_PAGE = re.compile(rf"^p (?P<number>{_NUMBER})$")
_HEADING = re.compile(r'^(?P<work>.+?), under "(?P<heading>[^"\n]+)"$')

_US_LOOSE = re.compile(r"^(?P<title>\d+)\s*(?P<code>U\.?\s?S\.?\s?C\.?|C\.?\s?F\.?\s?R\.?)\s*(?:§+|[Ss]ec(?:tion|\.)?)?\s*(?P<rest>[0-9A-Za-z].*)$")
_EU_LOOSE = re.compile(rf"^(?:[Aa]rt(?:icle)?\.?) (?P<number>{_NUMBER}) ?(?P<subs>{_SUBS}) of (?:the )?(?P<work>(?:Regulation|Directive|Decision).+)$")


@dataclass(frozen=True, slots=True)
class Locator:
    """One step into a work: the unit, its number, and bracketed sub-levels from the outside in."""

    unit: str
    number: str
    subs: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Print the locator as it stands in a citation: ``s 66(1)``."""
        if self.unit == "under":
            return f'under "{self.number}"'
        if not self.number:
            return self.unit
        return f"{self.unit} {self.number}" + "".join(f"({sub})" for sub in self.subs)


@dataclass(frozen=True, slots=True)
class Pinpoint:
    """A work and the place in it; two pinpoints are equal when they print alike."""

    work: str
    locators: tuple[Locator, ...] = ()

    def __str__(self) -> str:
        """Print the citation form of the work's country."""
        if not self.locators:
            return self.work
        places = " ".join(str(locator) for locator in self.locators)
        if not self.work:
            return places
        glue = " " if _is_code(self.work) else ", "
        return f"{self.work}{glue}{places}"

    @classmethod
    def parse(cls, text: str) -> Pinpoint:
        """Read a pinpoint from its printed form, or from a near spelling of it.

        Raises PinpointError for a blank string or one with line breaks.
        """
        return _parsed(text)

    def child(self, sub: str) -> Pinpoint:
        """Return the pinpoint one bracketed level further in."""
        if not self.locators:
            raise PinpointError(f"{self} has no section or article to go further into")
        last = self.locators[-1]
        return Pinpoint(self.work, (*self.locators[:-1], Locator(last.unit, last.number, (*last.subs, sub))))

    def ancestors(self) -> Iterator[Pinpoint]:
        """Yield the enclosing pinpoints, nearest first, ending with the work itself."""
        here = self.locators
        while here:
            last = here[-1]
            shorter = (Locator(last.unit, last.number, last.subs[:-1]),) if last.subs else ()
            here = (*here[:-1], *shorter)
            if here or self.work:
                yield Pinpoint(self.work, here)

    def contains(self, other: Pinpoint) -> bool:
        """Tell whether ``other`` is this place or lies inside it."""
        return self == other or self in other.ancestors()

    @property
    def section(self) -> Pinpoint:
        """The pinpoint without bracketed sub-levels: its section, article or page."""
        if not self.locators:
            return self
        last = self.locators[-1]
        return Pinpoint(self.work, (*self.locators[:-1], Locator(last.unit, last.number)))


# Every place of an index is read several times by a process that answers; those read again share one value. About 30 MB at most.
@lru_cache(maxsize=32_768)
def _parsed(text: str) -> Pinpoint:
    clean = " ".join(text.split()) if "\n" not in text else ""
    if not clean:
        raise PinpointError(f"{text!r} is not a pinpoint: it is blank or runs over lines; write it like '18 U.S.C. § 2258A(e)'")
    for read in (_parse_code, _parse_page, _parse_heading, _parse_tail, _parse_loose):
        found = read(clean)
        if found is not None:
            return found
    return Pinpoint(clean)


def _is_code(work: str) -> bool:
    return work.endswith(("U.S.C.", "C.F.R."))


def _subs(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\(([^)]+)\)", text))


def _locators(text: str) -> tuple[Locator, ...]:
    return tuple(Locator(m["alone"], "") if m["alone"] else Locator(m["unit"], m["number"], _subs(m["subs"])) for m in _LOCATOR.finditer(text))


def _parse_code(text: str) -> Pinpoint | None:
    m = _CODE.match(text)
    if m is None:
        return None
    if m["note"]:  # notes stand under the section as a whole, whatever level of it they speak of
        return Pinpoint(m["work"], (Locator("§", f"{m['number']} note"),))
    return Pinpoint(m["work"], (Locator("§", m["number"], _subs(m["subs"])),))


def _parse_page(text: str) -> Pinpoint | None:
    m = _PAGE.match(text)
    return Pinpoint("", (Locator("p", m["number"]),)) if m else None


def _parse_heading(text: str) -> Pinpoint | None:
    m = _HEADING.match(text)
    return Pinpoint(m["work"], (Locator("under", m["heading"]),)) if m else None


def _parse_tail(text: str) -> Pinpoint | None:
    m = _TAIL.match(text)
    return Pinpoint(m["work"] or m["code"], _locators(m["locators"])) if m else None


def _parse_loose(text: str) -> Pinpoint | None:
    """Read near spellings: '18 USC 2258A (e)', 'Article 18(1) of Regulation (EU) 2022/2065', 'X, section 66(1)'."""
    m = _US_LOOSE.match(text)
    if m is not None:
        code = "U.S.C." if "S" in m["code"].upper().replace("C.F", "") else "C.F.R."
        return _parse_code(f"{m['title']} {code} § " + re.sub(r"\s+(?=\()", "", m["rest"]))
    m = _EU_LOOSE.match(text)
    if m is not None:
        return Pinpoint(m["work"], (Locator("art", m["number"], _subs(m["subs"])),))
    work, comma, tail = text.rpartition(", ")
    if not comma:
        return None
    respelt = _respell(tail)
    return _parse_tail(f"{work}, {respelt}") if respelt != tail else None


def _respell(tail: str) -> str:
    word, _, rest = tail.partition(" ")
    for unit, spellings in UNITS.items():
        if unit != "§" and word in spellings and rest:
            return f"{unit} " + re.sub(r"\s+(?=\()", "", rest)
    return tail
