"""Changes: the states of one law over time, and what is said at each of its places before and after a change.

Everything here is read off the versions that an index holds. A place counts as
changed where both versions speak of it and not in the same words; a place that
one version alone speaks of is said to be held there alone, for the other may
only have been told in less detail.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

from ingest.catalogue import Catalogue
from ingest.document import Source
from ingest.pinpoint import Pinpoint
from qa.figures import Figure, written

LAW = frozenset({"statute", "regulation", "treaty"})
REMEMBERED = 256
MIN_NAME = 6  # a shorter name ("SCA") is also a word or a part of others

Statements = Mapping[str, tuple[str, ...]]
Span = tuple[date | None, date | None]  # first and last day; None is without limit

# What a statement of the new law says of the old one: "for 1 year, up from 90 days".
_FORMER = re.compile(r"\b(?:up from|down from|instead of|rather than)\b[^,.;]*", re.IGNORECASE)
_MONEY = frozenset({"$", "€", "£", "kes", "aud", "cad", "inr", "brl"})
_PERIOD = frozenset({"hour", "day", "week", "month", "year"})


@dataclass(frozen=True, slots=True)
class Difference:
    """What one place says in a version of a law and not in the next, and the other way round; ``held`` tells in which versions it occurs."""

    place: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    held: tuple[bool, bool]

    @property
    def figures(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The amounts and periods that stood there and those that stand there now, as written, where one kind of them was replaced; else nothing."""
        old, new = _figures(self.before), _figures(self.after)
        gone, come = _without(old, new), _without(new, old)
        kinds = {_kind(f) for f in gone} & {_kind(f) for f in come} - {""}
        return tuple(w for f, w in gone.items() if _kind(f) in kinds), tuple(w for f, w in come.items() if _kind(f) in kinds)


def differences(before: Statements, after: Statements) -> tuple[Difference, ...]:
    """Return the places of which two versions do not say the same, those of the newer version first, in its order."""
    found = []
    for place in dict.fromkeys([*after, *before]):
        old, new = before.get(place, ()), after.get(place, ())
        gone, come = _missing_from(new, old), _missing_from(old, new)
        if gone or come:
            found.append(Difference(place, gone, come, (place in before, place in after)))
    return tuple(found)


class Changes:
    """The versions of every law in an index, and what differs between them; built once and shared by threads."""

    def __init__(self, sources: Mapping[str, Source], catalogue: Catalogue) -> None:
        """Take the index's sources by document id, and its catalogue."""
        self._sources = sources
        self._catalogue = catalogue
        self._between: dict[tuple[str, str], tuple[Difference, ...]] = {}
        self._texts: dict[str, str] = {}
        self._held = lru_cache(maxsize=REMEMBERED)(self._places_held)

    @cached_property
    def _by_id(self) -> dict[str, tuple[Source, ...]]:
        found: dict[str, list[Source]] = defaultdict(list)
        for source in self._sources.values():
            found[source.id].append(source)
        return {source_id: tuple(versions) for source_id, versions in found.items()}

    @cached_property
    def _passages(self) -> dict[str, dict[str, Pinpoint]]:
        found: dict[str, dict[str, Pinpoint]] = defaultdict(dict)
        for passage_id, document_id, pinpoint in self._catalogue.places():
            found[document_id][passage_id] = pinpoint
        return found

    def versions(self, source_id: str) -> tuple[Source, ...]:
        """Return every version of a source that is held, in any form."""
        return self._by_id.get(source_id, ())

    def laws(self) -> Iterable[tuple[Source, ...]]:
        """Yield the versions of each law (statute, regulation or treaty)."""
        return (versions for versions in self._by_id.values() if versions[0].kind in LAW)

    @cached_property
    def _windows(self) -> dict[str, Span]:
        return {document_id: self._window(source) for document_id, source in self._sources.items()}

    def _window(self, text: Source) -> Span:
        day = text.text_as_of
        if text.valid_from is None and text.valid_to is None and day is not None:
            # A text that does not say since when it holds is that of the version in force on the day it states.
            for other in self.versions(text.id):
                if other.valid_from is not None and other.in_force(day):
                    return other.valid_from, other.valid_to
        return text.told_from, text.valid_to

    def window(self, source: Source) -> Span:
        """Return the first and the last day on which a text may be told."""
        return self._windows[source.document_id]

    def in_force(self, source: Source, on: date) -> bool:
        """Tell whether a text may be told as of a day."""
        return _within(on, self.window(source))

    def spans(self, source_id: str) -> tuple[Span, ...]:
        """Return the days on which any version of a source may be told; versions that follow one another make one span."""
        return joined(self.window(s) for s in self.versions(source_id))

    def told(self, source_id: str, on: date) -> Source | None:
        """Return the version of a source that is told as of a day: the one in force, or else the last that had ended by then."""
        versions = self.versions(source_id)
        in_force = [s for s in versions if self.in_force(s, on)]
        if in_force:
            return in_force[0]
        ended = [(last, s) for s in versions if (last := self.window(s)[1]) is not None and last < on]
        return max(ended, key=lambda pair: pair[0])[1] if ended else None

    def states(self, source_id: str) -> tuple[Source, ...]:
        """Return the versions of a source that can be compared: those of the form with most of them, from the oldest to the newest."""
        forms: dict[str, list[Source]] = defaultdict(list)
        for version in self.versions(source_id):
            forms[version.form].append(version)
        most = max(forms.values(), key=len, default=[])
        return tuple(sorted(most, key=lambda s: s.valid_from or date.min))

    def passages(self, document_ids: Iterable[str]) -> list[str]:
        """Return the ids of the passages of some versions."""
        return [passage_id for document_id in sorted(document_ids) for passage_id in self._passages.get(document_id, ())]

    def holds(self, passage_id: str, on: date) -> bool:
        """Tell whether the place of a passage, or one around or inside it, is in a text of its law that is in force on a day."""
        document_id = passage_id.partition("#")[0]
        place = self._passages[document_id][passage_id]
        exact, around = self._held(self._sources[document_id].id, on)
        return place in exact or place in around or any(outer in exact for outer in place.ancestors())

    def _places_held(self, source_id: str, on: date) -> tuple[frozenset[Pinpoint], frozenset[Pinpoint]]:
        """Return the places of a law on a day, and the places around them; of the law as a whole, only the place itself counts."""
        held = [s for s in self.versions(source_id) if self.in_force(s, on)]
        exact = {p for s in held for p in self._passages.get(s.document_id, {}).values()}
        whole = {Pinpoint.parse(s.citation) for s in held}
        inside = exact - whole
        return frozenset(inside or exact), frozenset(outer for p in inside for outer in p.ancestors()) | whole

    def statements(self, source: Source) -> Statements:
        """Return what a version says, sentence by sentence, by pinpoint, in its order."""
        return self._said(self.passages([source.document_id]))

    def said(self, source: Source, place: Pinpoint) -> tuple[str, ...]:
        """Return what a version says at one place, sentence by sentence."""
        here = [passage_id for passage_id, pinpoint in self._passages.get(source.document_id, {}).items() if pinpoint == place]
        return self._said(here).get(str(place), ())

    def _said(self, passage_ids: Sequence[str]) -> Statements:
        found: dict[str, list[str]] = defaultdict(list)
        for p in sorted((item.passage for item in self._catalogue.stored(passage_ids).values()), key=lambda p: p.start):
            found[str(p.pinpoint)] += [" ".join(p.text[start - p.start : end - p.start].split()) for start, end in p.sentences]
        return {place: tuple(sentences) for place, sentences in found.items()}

    def between(self, before: Source, after: Source) -> tuple[Difference, ...]:
        """Return the places of which two versions do not say the same."""
        key = before.document_id, after.document_id
        if key not in self._between:
            self._between[key] = differences(self.statements(before), self.statements(after))
        return self._between[key]

    def made_by(self, before: Source, after: Source) -> tuple[Source, ...]:
        """Return the laws that began on the day of a change and name the changed law, or that its new text names."""
        day = after.valid_from
        others = [s for s in self._sources.values() if day is not None and s.id != after.id and s.kind in LAW and self.spans(s.id)[0][0] == day]
        return tuple(s for s in _one_form(others) if s.jurisdiction == after.jurisdiction and (self._names(s, after) or self._names(after, s)))

    def followers(self, law: Source, ended: date, on: date) -> tuple[Source, ...]:
        """Return the sources in force on a day that are younger than the end of a law and name it."""
        younger = [s for s in self._sources.values() if s.id != law.id and self.in_force(s, on) and (self.window(s)[0] or date.min) > ended]
        return tuple(s for s in _one_form(younger) if self._names(s, law))

    def _names(self, source: Source, law: Source) -> bool:
        return names(law).search(self._text(source)) is not None

    def _text(self, source: Source) -> str:
        if source.document_id not in self._texts:
            self._texts[source.document_id] = self._catalogue.text(source.document_id)
        return self._texts[source.document_id]


def names(law: Source) -> re.Pattern[str]:
    """Return what finds a law's citation, or a name of its own, in a text."""
    known = {name for name in (law.citation, *law.aliases) if len(name) >= MIN_NAME}
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True)) + r")(?!\w)") if known else _NOTHING


_NOTHING = re.compile(r"(?!)")


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return some spans in order, those made one that overlap or follow one another by the day."""
    found: list[Span] = []
    for first, last in sorted(spans, key=lambda span: (span[0] or date.min, span[1] or date.max)):
        if found and (found[-1][1] is None or (first or date.min) <= found[-1][1] + timedelta(days=1)):
            begun, ended = found[-1]
            found[-1] = (begun, None if ended is None or last is None else max(ended, last))
        else:
            found.append((first, last))
    return tuple(found)


def _within(day: date, span: Span) -> bool:
    first, last = span
    return (first is None or first <= day) and (last is None or day <= last)


def _one_form(sources: Iterable[Source]) -> Iterable[Source]:
    """Yield each source once, whatever forms and versions of it are held."""
    return {source.id: source for source in sources}.values()


def _missing_from(held: Sequence[str], sentences: Sequence[str]) -> tuple[str, ...]:
    return tuple(s for s in dict.fromkeys(sentences) if s not in held)


def _figures(sentences: Iterable[str]) -> dict[Figure, str]:
    """Return the figures of some sentences, each as it is first written."""
    found: dict[Figure, str] = {}
    for sentence in sentences:
        for figure, words in written(_FORMER.sub(" ", sentence)):
            found.setdefault(figure, words)
    return found


def _without(some: dict[Figure, str], others: dict[Figure, str]) -> dict[Figure, str]:
    return {figure: words for figure, words in some.items() if figure not in others}


def _kind(figure: Figure) -> str:
    return "money" if figure.unit in _MONEY else "period" if figure.unit in _PERIOD else figure.unit if figure.unit == "%" else ""
