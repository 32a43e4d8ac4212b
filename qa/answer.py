"""The answer: claims with citations, or an abstention, never both and never neither.

Every type is frozen and checks itself when made, so that an answer that breaks
a promise cannot exist. ``Answer.to_dict`` gives the public JSON (schema_version
1) and ``Answer.from_dict(answer.to_dict()) == answer``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final, Literal

from ingest.document import Form, Kind
from qa.errors import AnswerError, MalformedAnswerError, UncitedClaimError

SCHEMA_VERSION: Final = 1
DISCLAIMER = "Attest quotes and arranges texts; it can miss or misplace a rule and is no legal advice. Check the linked sources before you publish."

Label = Literal["full", "partial", "none", "contradicted"]
Reason = Literal["no_evidence", "unsupported", "out_of_scope"]
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Support:
    """How far a passage bears out a claim: the verdict, its strength from 0 to 1, and how it was judged."""

    label: Label
    value: float
    method: str

    def __post_init__(self) -> None:
        """Refuse a strength that is not between 0 and 1."""
        if not 0.0 <= self.value <= 1.0:
            raise AnswerError(f"a support's strength is between 0 and 1, not {self.value}")


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a claim's words stand: the source's number, the place, and the verified quote with its offsets."""

    n: int
    source_id: str
    passage_id: str
    pinpoint: str
    url: str
    quote: str
    start: int
    end: int
    prefix: str
    suffix: str
    quote_status: Literal["verified"] = "verified"

    def __post_init__(self) -> None:
        """Refuse an empty quote, a span that cannot be the quote's, and numbers below 1."""
        if not self.quote or self.start < 0 or self.end - self.start != len(self.quote):
            raise AnswerError(f"{self.pinpoint}: the quote has {len(self.quote)} characters but its span {self.start}-{self.end} has not")
        if self.n < 1:
            raise AnswerError(f"{self.pinpoint}: citation numbers start at 1, not {self.n}")


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer with the citations that bear it out."""

    text: str
    citations: tuple[Citation, ...]
    support: Support

    def __post_init__(self) -> None:
        """Refuse a claim without words or without a citation, and one that its citations do not support."""
        if not self.text.strip():
            raise AnswerError("a claim needs words")
        if not self.citations:
            raise UncitedClaimError(f"a claim needs a citation: {self.text!r}")
        if self.support.label not in {"full", "partial"}:
            raise AnswerError(f"a claim whose support is {self.support.label!r} is never shown: {self.text!r}")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the claims under it."""

    heading: str
    claims: tuple[Claim, ...]

    def __post_init__(self) -> None:
        """Refuse a section without a heading or without claims."""
        if not self.heading or not self.claims:
            raise AnswerError(f"the section {self.heading!r} needs a heading and claims")


@dataclass(frozen=True, slots=True)
class CitedSource:
    """A source as listed under an answer, by number."""

    n: int
    id: str
    title: str
    citation: str
    publisher: str
    jurisdiction: str
    kind: Kind
    form: Form
    url: str
    text_as_of: date | None
    valid_from: date | None
    valid_to: date | None
    retrieved_on: date | None
    sha256: str
    licence: str


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked through before abstaining: how many passages and sources, and the nearest places."""

    passages: int
    sources: int
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Abstention:
    """Why there is no answer, in a word and in a sentence."""

    reason: Reason
    message: str
    searched: Searched


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made the answer: index and model fingerprints, package and composer versions, the question as it was searched."""

    index: str
    embedding_model: str
    package_version: str
    settings: str
    standalone_question: str
    passages_searched: int
    sources_searched: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A cited fact-check, or an abstention."""

    question: str
    status: Literal["answered", "abstained"]
    checked_on: date
    as_of: date
    composer: str
    summary: tuple[Claim, ...]
    sections: tuple[Section, ...]
    bottom_line: tuple[Claim, ...]
    limitations: tuple[str, ...]
    follow_ups: tuple[str, ...]
    sources: tuple[CitedSource, ...]
    abstention: Abstention | None
    provenance: Provenance
    disclaimer: str = DISCLAIMER
    schema_version: Literal[1] = SCHEMA_VERSION

    def __post_init__(self) -> None:
        """Hold claims or an abstention, and number sources 1, 2, 3 ... in order of first use."""
        claims = tuple(self.claims())
        if (self.abstention is None) != bool(self.summary) or (self.abstention is not None and (claims or self.sources)):
            raise AnswerError("an answer holds claims or an abstention, never both and never neither")
        if (self.status == "abstained") != (self.abstention is not None):
            raise AnswerError(f"the status {self.status!r} does not fit the content")
        used: dict[int, str] = {}
        for claim in claims:
            for citation in claim.citations:
                used.setdefault(citation.n, citation.source_id)
        if list(used) != list(range(1, len(used) + 1)) or [s.n for s in self.sources] != list(used):
            raise AnswerError(f"sources are numbered in order of first use, not {list(used)}")
        if {s.n: s.id for s in self.sources} != used or any(used[c.n] != c.source_id for claim in claims for c in claim.citations):
            raise AnswerError("a citation's number and its source do not agree")

    def claims(self) -> Iterator[Claim]:
        """Yield every claim in reading order."""
        yield from self.summary
        for section in self.sections:
            yield from section.claims
        yield from self.bottom_line

    def to_dict(self) -> Json:
        """Return the public JSON form, with days as YYYY-MM-DD."""
        return {key: _plain(value) for key, value in asdict(self).items()}

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Answer:
        """Read the public JSON form back; raises MalformedAnswerError naming the first field that is wrong."""
        from pydantic import TypeAdapter, ValidationError

        try:
            return TypeAdapter(cls).validate_python(data)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(step) for step in first["loc"]) or "the answer"
            raise MalformedAnswerError(f"not an answer of schema version {SCHEMA_VERSION}: {place}: {first['msg']}") from error

    def to_markdown(self) -> str:
        """Return the report as Markdown with footnotes."""
        from qa.render_markdown import to_markdown

        return to_markdown(self)

    def to_html(self) -> str:
        """Return the report as one self-contained HTML page."""
        from qa.render import to_html

        return to_html(self)

    def export(self, form: str) -> bytes:
        """Return the answer as a file in one of the formats of qa.export.FORMATS, such as "docx" or "bibtex"; raises ExportError."""
        from qa.export import export

        return export(self, form)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
