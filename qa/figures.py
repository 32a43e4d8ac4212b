"""Figures: the dates, amounts, periods, numbers and section numbers in a sentence, made comparable."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

MONTH_NAMES = "January|February|March|April|May|June|July|August|September|October|November|December"
_MONTHS = {name[:3]: i for i, name in enumerate(MONTH_NAMES.lower().split("|"), start=1)}
_MONTH = r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
_DATES = (
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})(?:-(?P<day>\d{2}))?\b"),
    re.compile(rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? )?{_MONTH} (?P<year>\d{{4}})\b"),
    re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})\b"),
)
_REFERENCE = re.compile(r"\b\d+[A-Z]{1,2}(?:\(\w{1,4}\))*|\b\d+(?:\(\w{1,4}\))+|\b\d+/\d+\b|\b\d+-\d+\b")
_WORDS = {w: i for i, w in enumerate("two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen".split(), start=2)} | {
    "twenty-one": 21, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip
_UNITS = r"hours?|days?|weeks?|months?|years?|(?:per ?cent(?:age)?|%)[ -]points?|per ?cent|dollars?|euros?|pounds?|shillings?|users?"
_NUMBER = re.compile(
    rf"(?P<currency>[$£€]|\b(?:USD|EUR|GBP|KES|AUD|CAD|INR|BRL)) ?(?P<amount>\d[\d,.]*\d|\d)(?: (?P<scale>thousand|million|billion))?"
    rf"|\b(?P<number>\d[\d,.]*\d|\d|{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?:[ -](?P<times>thousand|million|billion))?"
    rf"(?: ?(?P<percent>%)(?! ?-?points?)|[ -](?:(?P<working>working |business )|(?:calendar|full|consecutive|monthly active|monthly"
    rf"|active) )?(?P<unit>{_UNITS})\b)?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d[\d,.]*(?<=\d)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
SCALE = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_ALIKE = {"dollar": "$", "usd": "$", "euro": "€", "eur": "€", "pound": "£", "gbp": "£", "shilling": "kes", "percent": "%", "per cent": "%"}


NUMBERS = tuple(_WORDS)  # the numbers that are read as words
_NUMBER_WORD = re.compile(
    rf"\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b"
    r"(?![ -](?:thirds|quarters|in \w+)\b)(?!-(?:one|two|three|four|five|six|seven|eight|nine)\b)",
    re.IGNORECASE,
)


_BOUND = re.compile(r"\b(?:(?P<from>since|from)|until|till|through)(?: and including)? $", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its unit ("" for a bare number; "date" and "reference" are units too)."""

    value: str
    unit: str

    def __str__(self) -> str:
        """Print value and unit."""
        return f"{self.value} {self.unit}".strip()


def figures(text: str) -> tuple[Figure, ...]:
    """Return the figures in a text in no particular order; "$1 million" and "1,000,000 dollars" are one."""
    found = [Figure(day, "date") for day in _days(text)]
    rest = without_dates(text)
    found += [Figure(m.group().upper(), "reference") for m in _REFERENCE.finditer(rest)]
    return tuple(dict.fromkeys([*found, *_numbers(_REFERENCE.sub(" ", rest))]))


def in_digits(text: str) -> str:
    """Return a text with "two" put as "2", so that a number in words is held against figures and not against words."""
    return _NUMBER_WORD.sub(lambda m: str(_WORDS[m.group().lower()]), text)


def written(text: str) -> tuple[tuple[Figure, str], ...]:
    """Return the amounts, periods and other numbers in a text, each with the words that write it; dates and section numbers are no numbers."""
    return tuple(_read_numbers(_REFERENCE.sub(" ", without_dates(text))))


def missing(claim: str, passage: str) -> tuple[Figure, ...]:
    """Return the claim's figures that the passage does not have; a date may be told less exactly, a section less deeply."""
    held = (*figures(passage), *(Figure(day, "date") for day in _days_beside(passage)))
    return tuple(figure for figure in figures(claim) if not any(_covers(other, figure) for other in held))


def _days_beside(text: str) -> Iterator[str]:
    """Yield the day after one until which something holds, and the day before one from which it does: "before 7 May" is "until 6 May"."""
    for pattern in _DATES:
        for m in pattern.finditer(text):
            bound = _BOUND.search(text, max(0, m.start() - 20), m.start())
            day = _day(m)
            if bound is not None and day.count("-") == 2:
                with suppress(ValueError):
                    yield str(date.fromisoformat(day) + timedelta(days=-1 if bound["from"] else 1))


def repeated(claim: str, passage: str) -> bool:
    """Tell whether the claim writes a figure twice that the passage writes once: one of the two has taken another's place."""
    held = Counter(_DIGITS.findall(passage))
    return any(times > 1 and times > held[written] > 0 for written, times in Counter(_DIGITS.findall(claim)).items())


def clashes(lost: Iterable[Figure], passage: str) -> bool:
    """Tell whether the passage has other figures of the same kind as those it lacks."""
    held = figures(passage)
    return any(other.unit == figure.unit != "" or other.value == figure.value for figure in lost for other in held)


def numbers_at(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the value of each amount, period or other number of a text, and where it stands."""
    for m in _NUMBER.finditer(without_dates(text, keep=True)):
        yield _worth(m), m.start(), m.end("amount") if m["amount"] else m.end("number")


def days_at(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each date and each bare year of a text, and where it stands."""
    for pattern in _DATES:
        for m in pattern.finditer(text):
            yield _day(m), m.start(), m.end()
    for m in _YEAR.finditer(without_dates(text, keep=True)):
        yield m.group(), m.start(), m.end()


def without_dates(text: str, *, keep: bool = False) -> str:
    """Blank the dates in a text, so that the month of May is not taken for a permission; ``keep`` leaves all else where it stands."""
    for pattern in _DATES:
        text = pattern.sub(lambda m: " " * len(m.group()) if keep else " ", text)
    return text


def _days(text: str) -> Iterable[str]:
    for pattern in _DATES:
        for m in pattern.finditer(text):
            yield _day(m)


def _day(m: re.Match[str]) -> str:
    month = m["month"] if m["month"].isdigit() else f"{_MONTHS[m['month'][:3].lower()]:02}"
    return f"{m['year']}-{month}" + (f"-{int(m['day']):02}" if m["day"] else "")


def _numbers(text: str) -> Iterable[Figure]:
    return (figure for figure, _ in _read_numbers(text))


def _read_numbers(text: str) -> Iterable[tuple[Figure, str]]:
    for m in _NUMBER.finditer(text):
        unit = (m["currency"] or m["percent"] or m["unit"] or "").lower()
        unit = "point" if "point" in unit else unit.removesuffix("s") if len(unit) > 3 else unit
        unit = f"working {unit}" if m["working"] else unit
        yield Figure(_worth(m), _ALIKE.get(unit, unit)), m.group()


def _worth(m: re.Match[str]) -> str:
    written = (m["amount"] or m["number"]).lower()
    value = _WORDS[written] if written in _WORDS else _value(written)
    value *= SCALE.get((m["scale"] or m["times"] or "").lower(), 1)
    return f"{value:g}" if value < 10**5 else f"{value:.0f}"


def _value(written: str) -> float:
    """Read a number in figures; what has several dots (a file's number, a date) counts up to the second."""
    plain = re.sub(r",(?=\d{3})", "", written).replace(",", ".")
    return float(re.match(r"\d*(?:\.\d+)?", plain)[0] or 0)  # type: ignore[index]  # the pattern matches the empty string too


def _covers(held: Figure, wanted: Figure) -> bool:
    if held.unit == wanted.unit in {"date", "reference"}:
        return held.value == wanted.value or (held.value.startswith(wanted.value) and held.value[len(wanted.value)] in "-(")
    if "date" in {held.unit, wanted.unit}:
        # A bare year is borne out by any day in it.
        return wanted.unit == "" and held.value.partition("-")[0] == wanted.value
    if held.unit == "reference":
        return wanted.unit == "" and re.match(r"\d+", held.value) is not None and held.value.partition("(")[0] == wanted.value
    return held.value == wanted.value and (held.unit == wanted.unit or "" in {held.unit, wanted.unit})
