"""Figures of digest statements held against a text: numerals and number words, amounts, periods and dates alike.

A digest rounds ("20.5 million reports") and sums up ("5 to 20 years"), so what
is asked here is whether each figure that it tells stands in the text at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

_ONES = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen").split()
_TENS = {word: 20 + 10 * i for i, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())}
_NUMBERS = {word: number for number, word in enumerate(_ONES)} | _TENS
_SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "bn": 10**9}
_MONTHS = {name: number for number, name in enumerate("january february march april may june july august september october november december".split(), 1)}

_COMPOUND = re.compile(rf"\b({'|'.join(_TENS)})[- ]({'|'.join(_ONES[1:10])})\b")
_WORD = re.compile(rf"\b({'|'.join(_NUMBERS)})\b")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_GROUPS = re.compile(r"(?<![\d.,/])\d{1,3}(?: \d{3})+(?!\d)")  # 10 000 000, as the EU writes it
_DECIMAL_COMMA = re.compile(r"(?<![\d,])0,(?=\d)")
_NUMERAL = re.compile(r"\d+(?:\.\d+)?")
_SCALED = re.compile(rf"(\d+(?:\.\d+)?)((?:[ -]+(?:{'|'.join(_SCALES)})\b)+)")
_DAY = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({'|'.join(_MONTHS)}),? (\d{{4}})|({'|'.join(_MONTHS)}) (\d{{1,2}}),? (\d{{4}})"
    r"|(?<!\d)(\d{4})-?(\d{2})-?(\d{2})(?!\d)"
)
_PERIOD = re.compile(r"(\d+(?:\.\d+)?)(?:[ -](?:(?:working|business|calendar|full|consecutive) )?(hour|day|week|month|year)s?\b| ?(%)| (per ?cent)(?:um)?\b)")
_SUBS = r"(?:\([0-9a-z.\-]{1,8}\))"
# The number of a law, of a place in one, or of a case: what points elsewhere counts nothing.
_PLACE = rf"\d+(?:\.\d+)*[a-z]{{0,2}}{_SUBS}*"
_UNITS = "§+ (?:sub)?sections? ss? articles? arts? paragraphs? paras? points? recitals? chapters? schedules? sch parts? divisions? titles? rules? annex regs?"
_REFERENCE = re.compile(
    rf"(?<![\w'’])(?:{'|'.join(_UNITS.split())}) ?(?:{_PLACE}|{_SUBS}+)(?:(?:, | and | or | to | through |-|–)(?:{_PLACE}|{_SUBS}+))*"
    rf"|\b\d+(?:\.\d+)*[a-z]{{0,2}}{_SUBS}+"  # 2703(f)
    r"|\b\d{1,4}/\d{1,4}(?:/\w+)?|\b[ct]-\d+/\d+"  # 2011/93/EU, C-293/12
    r"|\b\d+ (?:u\.s\.c\.|c\.f\.r\.)|\b\d+[a-z]{1,2}\b"  # 18 U.S.C., 2258A
    r"|\b(?:(?:nos?|c|ch|pub\. l)\.|public law) \d[\d\-]*"  # Public Law 118-59
)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a text: its numbers, those without a unit of time, amounts with half a unit of their last digit, periods and days."""

    numbers: frozenset[float]
    bare: frozenset[float]
    amounts: tuple[tuple[float, float], ...]
    periods: frozenset[tuple[float, str]]
    days: frozenset[date]


# "One may ask" and "one of them" count nothing; "one year" does.
_PRONOUN = re.compile(r"\bone\b(?![ -](?:hour|day|week|month|year|hundred|thousand|million|billion|per ?cent)s?\b)", re.IGNORECASE)


def plain(text: str) -> str:
    """Write number words as digits, and figures without thousands separators."""
    text = _DECIMAL_COMMA.sub("0.", _THOUSANDS.sub("", " ".join(text.lower().split())))
    text = _COMPOUND.sub(lambda m: str(_NUMBERS[m[1]] + _NUMBERS[m[2]]), text)
    text = _WORD.sub(lambda m: str(_NUMBERS[m[1]]), text)
    return re.sub(r"\b(\d{1,2}) hundred(?: and (\d{1,2}))?\b", lambda m: str(int(m[1]) * 100 + int(m[2] or 0)), text)


def read_figures(text: str) -> Figures:
    """Return the figures of a text; the parts of a day or of an amount are numbers of their own."""
    words = plain(text)
    amounts = tuple(_amounts(words))
    grouped = (m[0].replace(" ", "") for m in _GROUPS.finditer(words))  # or three figures in a row of a table, so those count too
    return Figures(
        numbers=frozenset(float(n) for n in (*_NUMERAL.findall(words), *grouped)) | {amount for amount, _ in amounts},
        bare=frozenset(float(n) for n in _NUMERAL.findall(_PERIOD.sub(" ", words))),
        amounts=amounts,
        periods=frozenset(_periods(words)),
        days=frozenset(_days(words)),
    )


def without_references(statement: str) -> str:
    """Blank the numbers of laws, places and cases in a statement."""
    return _REFERENCE.sub(" ", plain(_PRONOUN.sub(" ", statement)))


def references(statement: str) -> str:
    """Return the numbers of laws, places and cases in a statement."""
    return " ; ".join(m.group() for m in _REFERENCE.finditer(plain(statement)))


def lost_figures(statement: str, given: Figures, *, days: Iterable[date] = (), numbers: Iterable[float] = ()) -> Iterator[str]:
    """Yield each figure of a statement that a text does not give, as an exception would name it: "850000", "90 days", "2024-05-07".

    ``days`` and ``numbers`` are known from elsewhere: the days of the version, the numbers in the place's own name.
    """
    words = plain(_PRONOUN.sub(" ", statement))
    told = read_figures(words)
    known_days = given.days | set(days)
    known = given.numbers | set(numbers) | {float(day.year) for day in known_days}
    for amount, margin in told.amounts:
        if not any(abs(amount - number) <= margin for number in known):
            yield f"{amount:.10g}"
    yield from (day.isoformat() for day in sorted(told.days - known_days))
    rest = {float(n) for n in _NUMERAL.findall(_SCALED.sub(" ", _DAY.sub(" ", words)))}
    yield from (f"{number:.10g}" for number in sorted(rest - known))
    for number, unit in sorted(told.periods - given.periods):
        if number in known and number not in given.bare:  # "not less than 15 or for life" is a term of years
            yield f"{number:.10g} {unit}"


def _amounts(words: str) -> Iterator[tuple[float, float]]:
    for m in _SCALED.finditer(words):
        scale = 1
        for word in m[2].replace("-", " ").split():
            scale *= _SCALES[word]
        yield round(float(m[1]) * scale, 3), scale * 10.0 ** -len(m[1].partition(".")[2]) / 2


def _periods(words: str) -> Iterator[tuple[float, str]]:
    for m in _PERIOD.finditer(words):
        yield float(m[1]), f"{m[2]}s" if m[2] else "percent"


def _days(words: str) -> Iterator[date]:
    for m in _DAY.finditer(words):
        year, month, day = (
            (int(m[3]), _MONTHS[m[2]], int(m[1])) if m[1] else (int(m[6]), _MONTHS[m[4]], int(m[5])) if m[4] else (int(m[7]), int(m[8]), int(m[9]))
        )
        try:
            yield date(year, month, day)
        except ValueError:
            continue  # eight figures in a row that are no day
