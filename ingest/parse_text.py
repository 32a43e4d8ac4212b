"""A reader's own Markdown and plain text files.

Markdown headings become provisions (``Title, under "Findings > Retention"``),
plain paragraphs become numbered ones (``Title, para 3``). Markup is dropped,
words are kept: each line of a Markdown file is compared with what was read
from it, and stands as it is written where the reading would have lost a letter.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ingest.document import Document, Source
from ingest.errors import ParseError
from ingest.origin import Origin
from ingest.outline import Outline
from ingest.parse_uslm_settle import raised
from ingest.pinpoint import Locator, Pinpoint
from ingest.text import clean

if TYPE_CHECKING:
    from markdown_it.token import Token

# Comments, scripts and style sheets are no words of the page; of other elements only the tags go.
_HIDDEN = r"<!--.*?(?:-->|\Z)|<(?:script|style)\b.*?(?:</(?:script|style)\s*>|\Z)"
_TAG = re.compile(rf"(?P<hidden>{_HIDDEN})|</?[a-z!?][^<>]*>", re.DOTALL | re.IGNORECASE)
# A rule may open a page as well: front matter begins with a field, a table or a comment.
_FRONT_MATTER = re.compile(r"\A(?:---\n(?=[^\n:]+:|#|---).*?(?:^)---|\+\+\+\n(?=[^\n=]+=|[\[#]|\+\+\+).*?(?:^)\+\+\+)(?:\n|\Z)", re.DOTALL | re.MULTILINE)
# Byte order marks; that of UTF-32 begins with that of UTF-16.
_MARKED = ((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x85\u2028]")
_FEWEST_PAGES, _LONGEST_PAGE = 3, 150
# Markdown's own marks are among these characters; what is left of a line without them is its words.
_MARKS = re.compile(r"[\s!-/:-@\[-`{-~]+")


def parse_text(data: bytes, origin: Origin) -> Document:
    """Build the Document of a plain text file: one provision a page where the file parts its pages, else one a paragraph (blank lines part them)."""
    text = _decoded(data, origin.name)
    outline = Outline(origin.own(), origin.name)
    pages = text.split("\f")
    unit = "p" if _are_pages(pages) else "para"
    units = ([(number, page) for number, page in enumerate(pages, 1)]) if unit == "p" else enumerate(_paragraphs("\n\n".join(pages)), 1)
    for number, words in units:
        for paragraph in _paragraphs(words):
            outline.words(Pinpoint(outline.source.citation, (Locator(unit, str(number)),)), paragraph, end="\n\n")
    return outline.document([text])


def _are_pages(pages: Sequence[str]) -> bool:
    """Tell whether form feeds part a file into printed pages, rather than stand somewhere in it."""
    return sum(bool(page.strip()) for page in pages) >= _FEWEST_PAGES and all(page.count("\n") <= _LONGEST_PAGE for page in pages)


def _paragraphs(text: str) -> list[str]:
    return [block for block in re.split(r"\n\s*\n", text) if block.strip()]


def parse_markdown(data: bytes, origin: Origin) -> Document:
    """Build the Document of a Markdown file: one provision for the words under each heading.

    The first level-one heading becomes the title where the source has only its file name.
    """
    text = decode(data, origin.name)
    front = _FRONT_MATTER.match(text)
    page = _Page(text[front.end() :] if front else text)
    found = tuple(sections(page.blocks()))
    outline = Outline(titled(origin.own(), [section.path for section in found if section.lines]), origin.name)
    outline.omit(front.group() if front else "", "front matter")
    for words, reason in page.dropped:
        outline.omit(words, reason)
    lay_out(outline, found)
    return outline.document(None)


def decode(data: bytes, name: str) -> str:
    """Read bytes as UTF-8, or UTF-16 or UTF-32 with a mark, or else Windows-1252; raises ParseError for binary data."""
    return clean(_decoded(data, name))


def _decoded(data: bytes, name: str) -> str:
    marked = next((encoding for mark, encoding in _MARKED if data.startswith(mark)), "")
    if b"\x00" in data[:4096] and not marked:
        raise ParseError(name, "is binary, not text; convert it to text or Markdown")
    for encoding in ("utf-8-sig", marked) if marked else ("utf-8-sig", "cp1252"):
        try:
            return _LINE_ENDS.sub("\n", data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise ParseError(name, "is neither UTF-8 nor Windows-1252 text; save it as UTF-8")


@dataclass
class Section:
    """The lines under one heading, with the headings above them from the outside in."""

    path: tuple[str, ...]
    heading: str = ""
    lines: list[str] = field(default_factory=list)


def sections(blocks: Iterable[tuple[int, str]]) -> Iterator[Section]:
    """Part blocks of words at the headings among them; a block is its words and its level, 0 for what is no heading."""
    headings: dict[int, str] = {}
    section = Section(())
    for level, words in blocks:
        if not level:
            section.lines.append(words)
            continue
        headings = {above: text for above, text in headings.items() if above < level}
        if words:
            headings[level] = words.replace('"', "'")
        yield section
        section = Section(tuple(headings[above] for above in sorted(headings)), words)
    yield section


def titled(source: Source, paths: list[tuple[str, ...]]) -> Source:
    """Return the source under the heading that all its words share, where there is one."""
    tops = {path[0] for path in paths if path}
    return replace(source, title=tops.pop()) if len(tops) == 1 else source


def lay_out(outline: Outline, found: Iterable[Section]) -> None:
    """Give sections to the outline, each under a place of its own: ``Title, under "Findings > Lamps"``."""
    source, used = outline.source, set[str]()
    for section in found:
        outline.heading(section.heading)
        if not section.lines:
            continue
        below = section.path[1:] if section.path[:1] == (source.title,) else section.path
        place = _unused(" > ".join(below) or source.title.replace('"', "'"), used)
        pinpoint = Pinpoint(source.citation, (Locator("under", place),))
        for line in "\n".join(section.lines).split("\n"):
            outline.words(pinpoint, line, heading=below[-1] if below else "", path=below[:-1])


def _unused(place: str, used: set[str]) -> str:
    number, free = 1, place
    while free in used:
        number += 1
        free = f"{place} ({number})"
    used.add(free)
    return free


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A block that holds words: its lines, what Markdown took to be written in them, and how that reads."""

    level: int
    start: int
    end: int
    written: str
    words: str


class _Page:
    """Reads a Markdown text; ``dropped`` are its link addresses, tags and the like, each with the reason."""

    def __init__(self, text: str) -> None:
        self.dropped: list[tuple[str, str]] = []
        self._text = text
        self._lines = text.split("\n")

    def blocks(self) -> Iterator[tuple[int, str]]:
        """Yield the words of each block with its level (0 where it is no heading)."""
        from markdown_it import MarkdownIt

        env: dict[str, dict[str, dict[str, list[int]]]] = {}
        tokens = MarkdownIt("commonmark").enable("table").parse(self._text, env)
        addresses = [*env.get("references", {}).values(), *env.get("duplicate_refs", ())]
        self._defined = {at for address in addresses for at in range(*address["map"]) if not self._lines[at].lstrip().startswith("[^")}
        self.dropped = [(self._lines[at], "link address") for at in sorted(self._defined)]
        here, known = 0, len(self.dropped)
        for leaf in self._leaves(tokens):
            yield from self._unread(here, leaf.start)
            here = max(here, leaf.end)
            whole = "\n".join(self._lines[leaf.start : leaf.end])
            if _MARKS.sub("", whole) == _MARKS.sub("", leaf.written):
                yield leaf.level, leaf.words
            else:
                del self.dropped[known:]
                yield 0, whole
            known = len(self.dropped)
        yield from self._unread(here, len(self._lines))

    def _unread(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        for at in range(start, end):
            if at not in self._defined and _MARKS.sub("", self._lines[at]):
                yield 0, self._lines[at]

    def _leaves(self, tokens: list[Token]) -> Iterator[_Leaf]:
        level, start, end, marker = 0, 0, 0, ""
        cells: list[tuple[str, str]] | None = None
        for token in tokens:
            if token.map:
                start, end = token.map
            if token.type in {"heading_open", "paragraph_open"}:
                level = int(token.tag[1]) if token.type == "heading_open" else 0
            elif token.type == "list_item_open" and token.info:
                marker += f"{token.info}{token.markup} "
            elif token.type == "list_item_close":
                marker = ""
            elif token.type == "tr_open":
                cells = []
            elif token.type == "inline" and cells is not None:
                cells.append((token.content, self._inline(token)))
            elif token.type == "tr_close" and cells is not None:
                yield _Leaf(0, start, end, " ".join(raw for raw, _ in cells), " | ".join(words for _, words in cells))
                cells = None
            elif token.type in {"inline", "fence", "code_block", "html_block"}:
                yield _Leaf(level if token.type == "inline" else 0, start, end, marker + token.info + token.content, marker + self._words(token))
                marker = ""

    def _words(self, token: Token) -> str:
        if token.type == "inline":
            return self._inline(token)
        words = token.content
        if token.type == "html_block":
            self.dropped += [(m.group(), "hidden HTML" if m["hidden"] else "HTML tag") for m in _TAG.finditer(words)]
            words = html.unescape(_TAG.sub(" ", words))
        elif token.info:
            self.dropped.append((token.info, "name of a code's language"))
        return "\n".join(line for line in words.split("\n") if line.strip())

    def _inline(self, token: Token) -> str:
        pieces, is_raised = [], False
        for child in token.children or ():
            if child.type in {"softbreak", "hardbreak"}:
                pieces.append(" ")
            elif child.type == "html_inline":
                self.dropped.append((child.content, "hidden HTML" if child.content.startswith("<!--") else "HTML tag"))
                pieces.append(" " if child.content.lower().startswith("<br") else "")
                is_raised = child.content.lower().startswith("<sup")
            else:
                self._address(child)
                # Raised figures stay apart from the word or number that they follow.
                pieces.append(raised(child.content) if is_raised else child.content)
        return " ".join("".join(pieces).split())

    def _address(self, child: Token) -> None:
        if child.markup != "autolink":
            address = child.attrs.get("href", "") or child.attrs.get("src", "")
            self.dropped.append((f"{address} {child.attrs.get('title', '')}", "link address"))
