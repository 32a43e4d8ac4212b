"""Asked: the questions that readers put to the places of a digest, in a file of the same name under ``corpus/asked``.

A statute and a question about it often share no word. So each place is found
by the questions it answers too (document expansion: Nogueira et al. 2019,
"Document Expansion by Query Prediction", with questions written by hand). They
are searched and compared, never quoted.

``## <pinpoint>`` opens a place as in the digest, without its label; each line under it is one question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.errors import ParseError
from ingest.pinpoint import Pinpoint
from ingest.text import clean

_DIGESTS, _ASKED = "digests", "asked"


def asked_files(digests: Sequence[Path]) -> tuple[Path, ...]:
    """Return the files of questions that stand beside digest files; a digest may have none."""
    beside = (file.parent.parent.parent / _ASKED / file.parent.name / file.name for file in digests if file.parent.parent.name == _DIGESTS)
    return tuple(file for file in beside if file.is_file())


def read_asked(file: Path) -> tuple[tuple[str, str], ...]:
    """Return (question, pinpoint) in the file's order; raises ParseError naming the line that breaks the format."""
    name = "/".join(file.parts[-3:])
    try:
        text = clean(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ParseError(name, f"cannot be read as UTF-8: {error}") from error
    return tuple(_questions(name, text))


def _questions(name: str, text: str) -> Iterator[tuple[str, str]]:
    place = ""
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.strip()
        if line.startswith("## "):
            place = line[3:]
            if str(Pinpoint.parse(place)) != place:
                raise ParseError(name, f"write the pinpoint {place!r} as {str(Pinpoint.parse(place))!r}", f"line {number}")
        elif line and not place:
            raise ParseError(name, f"{line[:50]!r} stands under no '## pinpoint' heading", f"line {number}")
        elif line:
            yield line, place
