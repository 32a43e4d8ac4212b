"""Export: one answer as a Word file with real footnotes, written by pandoc from its own document tree.

The tree says of every word that it is a word, so nothing in a source can be read as markup on the way.
"""

from __future__ import annotations

import json
import os
import subprocess
from datetime import UTC, datetime, time

from qa.answer import Answer, Citation, CitedSource, Json
from qa.citation_style import Styled, style
from qa.errors import ExportError
from qa.links import web_address
from qa.render import BOTTOM_HEADING, clean, origin, outline, place

# The version of pandoc's document types that this file writes; every pandoc 3 reads it.
_API = [1, 23, 1]
_SECONDS = 120
_MISSING = "a Word file needs pandoc, which is not installed; run 'python -m pip install pypandoc-binary', or export as markdown or html"


def to_docx(answer: Answer) -> bytes:
    """Return the report as a Word file: every citation a footnote with its number, citation, quote, pinpoint and address.

    Raises ExportError where pandoc is missing or fails.
    """
    document = {"pandoc-api-version": _API, "meta": _meta(answer), "blocks": _blocks(answer)}
    # The days inside the file are the answer's, so that the same answer gives the same file.
    day = int(datetime.combine(answer.checked_on, time(), UTC).timestamp())
    try:
        done = subprocess.run(
            [_pandoc(), "--from=json", "--to=docx", "--sandbox", "--output=-"],
            input=json.dumps(document).encode(),
            env={**os.environ, "SOURCE_DATE_EPOCH": str(day)},
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ExportError(f"pandoc could not write the Word file: {error}; export as markdown or html instead") from error
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip()
        raise ExportError(f"pandoc could not write the Word file: {told}; export as markdown or html instead")
    return done.stdout


def _pandoc() -> str:
    try:
        import pypandoc

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError) as error:
        raise ExportError(_MISSING) from error


def _meta(answer: Answer) -> Json:
    return {"title": {"t": "MetaInlines", "c": _words(answer.question)}, "lang": {"t": "MetaString", "c": "en-GB"}}


def _blocks(answer: Answer) -> list[Json]:
    shared = outline(answer)
    blocks = [_paragraph([_emphasis(_words(shared.dates))]), _paragraph([_emphasis(_words(f"Disclaimer: {answer.disclaimer}"))])]
    if answer.abstention:
        blocks += [_heading("No answer"), _paragraph(_words(answer.abstention.message)), _paragraph(_words(shared.searched))]
        nearest = answer.abstention.searched.nearest
        return [*blocks, _paragraph(_words("Nearest places:")), _bullets(nearest)] if nearest else blocks
    cited = {source.n: source for source in answer.sources}
    for heading, claims in shared.parts:
        blocks.append(_heading(heading))
        for claim in claims:
            marks = [inline for c in claim.citations for inline in (_SPACE, *_mark(c), _note(c, cited[c.n]))]
            blocks.append(_paragraph([*_words(claim.text), *marks]))
        if heading.endswith(BOTTOM_HEADING) and answer.limitations:
            blocks.append(_bullets(answer.limitations))
    if answer.follow_ups:
        blocks += [_heading("Want to dive deeper?"), _bullets(answer.follow_ups)]
    blocks.append(_heading("Sources"))
    return [*blocks, *(_paragraph([*_words(f"[{source.n}] {described}"), *_address(source.url)]) for source, described in shared.sources)]


def _mark(citation: Citation) -> list[Json]:
    shown = _words(f"[{citation.n}] {place(citation.pinpoint)}".strip())
    url = web_address(citation.url)
    return [_link(shown, url)] if url else shown


def _note(citation: Citation, source: CitedSource) -> Json:
    styled = style(citation, source)
    where = "" if citation.pinpoint in str(styled) else f"{citation.pinpoint}; "
    told = f": “{citation.quote}” ({where}characters {citation.start}-{citation.end}; {origin(source)})"
    return {"t": "Note", "c": [_paragraph([*_words(f"[{citation.n}] "), *_runs(styled), *_words(told), *_address(citation.url)])]}


def _runs(styled: Styled) -> list[Json]:
    return [inline for run in styled.runs for inline in ([_emphasis(_words(run.text))] if run.italic else _words(run.text))]


_SPACE: Json = {"t": "Space"}


def _words(text: str) -> list[Json]:
    inlines: list[Json] = []
    for i, word in enumerate(clean(text).split(" ")):
        inlines += [_SPACE] if i else []
        inlines += [{"t": "Str", "c": word}] if word else []
    return inlines


def _address(url: str) -> list[Json]:
    return [_SPACE, _link(_words(url), url)] if web_address(url) else []


def _link(shown: list[Json], url: str) -> Json:
    return {"t": "Link", "c": [["", [], []], shown, [url, ""]]}


def _emphasis(inlines: list[Json]) -> Json:
    return {"t": "Emph", "c": inlines}


def _paragraph(inlines: list[Json]) -> Json:
    return {"t": "Para", "c": inlines}


def _heading(text: str) -> Json:
    return {"t": "Header", "c": [1, ["", [], []], _words(text)]}


def _bullets(lines: tuple[str, ...]) -> Json:
    return {"t": "BulletList", "c": [[_paragraph(_words(line))] for line in lines]}
