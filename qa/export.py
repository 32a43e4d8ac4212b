"""Export: the formats in which an answer can be filed, in one table for the command, the page and the API.

Every format carries the numbers, pinpoints, quotes, addresses and days of the answer itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qa.answer import Answer
from qa.errors import AnswerError, ExportError, MalformedAnswerError
from qa.export_docx import to_docx
from qa.export_linked import to_annotations, to_claim_review
from qa.export_sources import to_bibtex, to_csl_json
from qa.render import to_html
from qa.render_markdown import to_markdown

# An answer has some 60 KB; a file far beyond that is no answer.
_LARGEST = 20_000_000


@dataclass(frozen=True, slots=True)
class Format:
    """A format to file an answer in: its name, what it is, its media type, the ending of its files, and what writes it."""

    name: str
    about: str
    media_type: str
    ending: str
    write: Callable[[Answer], bytes]


def to_json(answer: Answer) -> bytes:
    """Return the contract's JSON, from which ``read_answer`` gives the answer back."""
    return (json.dumps(answer.to_dict(), ensure_ascii=False, indent=1) + "\n").encode()


FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format("markdown", "Markdown with footnotes", "text/markdown", ".md", lambda answer: to_markdown(answer).encode()),
        Format("html", "one HTML page that loads nothing", "text/html", ".html", lambda answer: to_html(answer).encode()),
        Format("docx", "Word with footnotes", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx", to_docx),
        Format("json", "the contract's JSON", "application/json", ".json", to_json),
        Format("csl-json", "CSL-JSON of the sources", "application/vnd.citationstyles.csl+json", ".csl.json", to_csl_json),
        Format("bibtex", "BibTeX of the sources", "application/x-bibtex", ".bib", to_bibtex),
        Format("claimreview", "draft of a schema.org ClaimReview", "application/ld+json", ".claimreview.jsonld", to_claim_review),
        Format("annotations", "W3C Web Annotations of the quotes", "application/ld+json", ".annotations.jsonld", to_annotations),
    )
}


def export(answer: Answer, name: str) -> bytes:
    """Return an answer in a format; raises ExportError for a name that is no format, or where the format cannot be written."""
    if name not in FORMATS:
        raise ExportError(f"{name!r} is no export format; the formats are {', '.join(FORMATS)}")
    try:
        return FORMATS[name].write(answer)
    except UnicodeEncodeError as error:
        raise ExportError(f"the answer holds half a character ({error.object[error.start : error.end]!r}), which no file can hold") from error


def format_of(path: Path) -> Format:
    """Return the format that a file's ending names, the longest that fits; raises ExportError where none does."""
    fitting = [form for form in FORMATS.values() if path.name.lower().endswith(form.ending)]
    if not fitting:
        endings = ", ".join(form.ending for form in FORMATS.values())
        raise ExportError(f"{path.name}: its ending names no export format; the endings are {endings}")
    return max(fitting, key=lambda form: len(form.ending))


def read_answer(data: bytes, name: str) -> Answer:
    """Read an answer back from the contract's JSON; ``name`` is what a message calls it. Raises MalformedAnswerError or another AnswerError."""
    if len(data) > _LARGEST:
        raise MalformedAnswerError(f"{name}: {len(data):,} bytes are too many for an answer; give a file that 'attest ask --json' wrote")
    try:
        read = json.loads(data)
    except (ValueError, RecursionError) as error:  # also bytes that are no UTF-8, and numbers too long to read
        raise MalformedAnswerError(f"{name} is no JSON: {error}; give a file that 'attest ask --json' wrote") from error
    if not isinstance(read, dict):
        raise MalformedAnswerError(f"{name} holds no answer but a JSON {type(read).__name__}; give a file that 'attest ask --json' wrote")
    try:
        return Answer.from_dict(read)
    except AnswerError as error:
        raise type(error)(f"{name}: {error}") from error
