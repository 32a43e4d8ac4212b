"""Retold: a claim with its figures put as its passage writes them, where both say the same.

"Roughly 13,000" is 12,932, "three days" are 72 hours, "seven in ten" are 70
percent and "$5m" are 5 million dollars. What a claim counts up itself ("two
things are needed: a form and a fee") is no figure of its passage. A figure that
the passage writes as the claim does is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.figures import MONTH_NAMES, SCALE, Figure, figures, in_digits, written
from qa.likeness import best_window

_SHORT_SCALE = re.compile(r"(?<=\d)(?P<scale>mn?|bn)\b", re.IGNORECASE)
_SCALES = {"m": " million", "mn": " million", "bn": " billion"}
_THE_TWO = re.compile(r"\b(?:the two|both) (?:combined|together|of them)\b", re.IGNORECASE)
# Durations: how many hours or months each unit has; a month has no number of days.
_UNITS = {"hour": ("h", 1), "day": ("h", 24), "week": ("h", 168), "fortnight": ("h", 336), "month": ("m", 1), "year": ("m", 12), "decade": ("m", 120)}
_DURATION = re.compile(
    r"(?<![\w.,])(?P<number>half an?|an?|one|\d{1,4})[ -](?P<unit>hour|day|week|fortnight|month|year|decade)s?\b(?! of age| old\b)", re.IGNORECASE
)
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10, "twentieth": 20, "hundredth": 100}
_FEW = {name: i for i, name in enumerate("one two three four five six seven eight nine ten".split(), start=1)} | {"a": 1, "twenty": 20, "hundred": 100}
_SHARE = re.compile(
    rf"\b(?P<some>{'|'.join(_FEW)}|\d{{1,2}})(?: (?:in|out of) (?:every )?(?P<all>{'|'.join(_FEW)}|\d{{1,3}})\b|[ -](?P<part>{'|'.join(_PARTS)})s?\b(?= of\b))",
    re.IGNORECASE,
)
_DAY = re.compile(rf"\b(?P<day>\d{{1,2}} (?:{MONTH_NAMES}))\b(?! (?:19|20)\d\d)")
_OF_A_YEAR = re.compile(rf"\b(?P<day>\d{{1,2}} (?:{MONTH_NAMES})) (?P<year>(?:19|20)\d\d)\b")
# What says that a figure is not exact, and which way it is off.
_LESS = (
    r"nearly|almost|close to|just under|just below|just short of|not quite|fewer than|less than|under|below"
    r"|(?:a )?(?:little|slightly) (?:under|below|fewer than|less than)"
)
_MORE = r"just over|just above|more than|over|above|upwards of|(?:a )?(?:little|slightly) (?:over|above|more than)"
_ABOUT = r"roughly|about|around|some|approximately|in the region of|an estimated"
_INEXACT = re.compile(rf"\b(?:(?P<less>{_LESS})|(?P<more>{_MORE})|(?P<about>{_ABOUT})) (?P<currency>[$£€])?$", re.IGNORECASE)
_OR_SO = re.compile(r" or (?:so|thereabouts)\b", re.IGNORECASE)
_BEFORE = 40  # characters before a figure that say how exact it is
_NUMBER = re.compile(
    r"(?<![\w.,/§(-])(?P<number>\d[\d,]*(?:\.\d+)?)(?: (?P<scale>thousand|million|billion))?(?P<percent> ?%| per ?cent\b)?(?![\w(/])", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_LEAST, _NEAR, _DIGITS = 100, 0.05, 4  # the least that is rounded, how far off it may be, and digits that a round figure has
# What a claim may count up itself.
_COUNTED = re.compile(
    r"(?<!one of )(?<!any of )(?<!either of )(?<!only )\b(?P<number>two|three|four|five|six|seven|[2-7]) "
    r"(?=(?:of (?:the|its|their) )?(?:[a-z]+ )?(?:things|conditions"
    r"|questions|ways|subjects|amounts|sums|laws|texts"
    r"|powers|names|reasons|grounds|matters|points|elements|requirements|topics|limits|aims)\b)",
    re.IGNORECASE,
)
_JOINT = re.compile(r"[,;:]|\b(?:and|or|but|nor)\b", re.IGNORECASE)


def retold(claim: str, passage: str) -> str:
    """Return a claim with its figures put as the passage writes them, where they say the same."""
    claim = _THE_TWO.sub("both", _SHORT_SCALE.sub(lambda m: _SCALES[m["scale"].lower()], claim))
    claim = _shares_retold(claim, passage)
    claim, passage = in_digits(claim), in_digits(passage)
    for step in (_durations_retold, _days_retold, _rounded_retold):
        claim = step(claim, passage)
    return _own_count_dropped(claim, passage)


def _shares_retold(claim: str, passage: str) -> str:
    """Put "seven in ten" and "a tenth of" as the percentage that the passage has."""
    held = {figure.value for figure in figures(passage) if figure.unit == "%"}

    def percent(m: re.Match[str]) -> str:
        whole = _PARTS[m["part"].lower()] if m["part"] else _few(m["all"])
        value = f"{100 * _few(m['some']) / whole:g}" if whole else ""
        near = value in held or any(abs(float(other) - float(value or 0)) <= 2 for other in held)
        return f"{value} percent" if near else m.group()

    return _SHARE.sub(percent, claim) if held else claim


def _few(word: str) -> int:
    return _FEW.get(word.lower()) or int(word)


def _durations_retold(claim: str, passage: str) -> str:
    """Put "3 days" as "72 hours" and "12 months" as "1 year" where the passage does."""
    told, own = dict(_durations(claim)), dict(_durations(passage))
    held = {length: words for words, length in own.items()}

    def same(m: re.Match[str]) -> str:
        words = held.get(_length(m), "")
        return m.group() if not words or words in told or _plain_duration(m) in own else words

    return _DURATION.sub(same, claim) if held else claim


def _durations(text: str) -> Iterator[tuple[str, tuple[str, float]]]:
    for m in _DURATION.finditer(text):
        yield _plain_duration(m), _length(m)


def _plain_duration(m: re.Match[str]) -> str:
    number = "1" if m["number"].lower() in {"a", "an", "one"} else m["number"].lower()
    return f"{number} {m['unit'].lower()}{'s' if number.isdigit() and number != '1' else ''}"


def _length(m: re.Match[str]) -> tuple[str, float]:
    kind, size = _UNITS[m["unit"].lower()]
    number = m["number"].lower()
    return kind, size * (0.5 if number.startswith("half") else 1.0 if number in {"a", "an", "one"} else float(number))


def _days_retold(claim: str, passage: str) -> str:
    """Put the year to a day that the passage has in one year only ("on 27 October of that year")."""
    years: dict[str, set[str]] = {}
    for m in _OF_A_YEAR.finditer(passage):
        years.setdefault(m["day"], set()).add(m["year"])
    bare = {m["day"] for m in _DAY.finditer(passage)}

    def dated(m: re.Match[str]) -> str:
        known = years.get(m["day"], set())
        return f"{m['day']} {min(known)}" if len(known) == 1 and m["day"] not in bare else m.group()

    return _DAY.sub(dated, claim) if years else claim


def _rounded_retold(claim: str, passage: str) -> str:
    """Put "roughly 13,000" as the one figure of the passage that is nearest to it."""
    if not any(_is_round(m, claim) for m in _NUMBER.finditer(claim)):
        return claim
    window = best_window(_NUMBER.sub(" ", claim), _NUMBER.sub(lambda m: "#" * len(m.group()), passage))  # the words tell whose figure it is
    held = [(float(figure.value), figure, words) for figure, words in written(passage[window.start : window.end])]
    known = {figure.value for figure in figures(passage)}
    out, last = [], 0
    for m in _NUMBER.finditer(claim):
        found = _exact(m, claim, held, known)
        if found is None:
            continue
        before = _INEXACT.search(claim, max(0, m.start() - _BEFORE), m.start())
        after = _OR_SO.match(claim, m.end())
        out += [claim[last : before.start() if before else m.start()], found]
        last = after.end() if after else m.end()
    return "".join([*out, claim[last:]])


def _exact(m: re.Match[str], claim: str, held: list[tuple[float, Figure, str]], known: set[str]) -> str | None:
    """Return the words with which the passage writes a figure that the claim rounds; None where it rounds none."""
    value = _value(m)
    if not _is_round(m, claim) or (f"{value:g}" if value < 10**5 else f"{value:.0f}") in known:
        return None
    before = _INEXACT.search(claim, max(0, m.start() - _BEFORE), m.start())
    near = [
        (abs(other - value), words) for other, figure, words in held if _rounds(value, other, before, _step(m)) and (figure.unit == "%") == bool(m["percent"])
    ]
    return min(near)[1] if near else None


def _value(m: re.Match[str]) -> float:
    return float(m["number"].replace(",", "")) * SCALE.get((m["scale"] or "").lower(), 1)


def _is_round(m: re.Match[str], claim: str) -> bool:
    """Tell whether a claim says of a figure that it is not exact, or writes it as no exact one is written ("32.1 million")."""
    digits = m["number"].replace(",", "")
    if len(digits.replace(".", "").strip("0")) > _DIGITS or (not m["percent"] and (_value(m) < _LEAST or (not m["scale"] and _YEAR.fullmatch(digits)))):
        return False
    told = _INEXACT.search(claim, max(0, m.start() - _BEFORE), m.start()) or _OR_SO.match(claim, m.end())
    return bool(told) or (bool(m["scale"]) and "." in digits)


def _step(m: re.Match[str]) -> float:
    """Return what the last digit of a round figure stands for."""
    plain, _, decimals = m["number"].replace(",", "").partition(".")
    size = 10.0 ** -len(decimals) if decimals else 10.0 ** (len(plain) - len(plain.rstrip("0")))
    return size * SCALE.get((m["scale"] or "").lower(), 1)


def _rounds(value: float, exact: float, before: re.Match[str] | None, step: float) -> bool:
    off = exact - value
    if abs(off) > _NEAR * value:
        return False
    if before is not None and before["less"]:
        return off < 0
    if before is not None and before["more"]:
        return off > 0
    return abs(off) <= step / 2


def _own_count_dropped(claim: str, passage: str) -> str:
    """Take the number off what a claim counts up itself, where it has so many parts and the passage does not count them."""
    held = {figure.value for figure in figures(passage)}
    parts = len(_JOINT.findall(claim)) + 1

    def counted(m: re.Match[str]) -> str:
        number = _few(m["number"])
        return m.group() if str(number) in held or parts < number else ""

    return _COUNTED.sub(counted, claim)
