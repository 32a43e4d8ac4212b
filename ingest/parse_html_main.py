"""Tells the main text of a page from what stands around it.

trafilatura finds where the main text is; all of that part of the page is then
kept, also what trafilatura leaves out of it (tables, short paragraphs, notes),
except menus and the like. Where it finds much less than the page itself marks
as its main part, the larger is kept.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from ingest.parse_html_blocks import Block, Page
from ingest.parse_xml import tag
from ingest.text import clean, squeeze

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# trafilatura copies a page several times over; larger ones are taken by their own marks alone.
_MAX_SOUGHT = 1_500_000
_MAX_ELEMENTS = 50_000
_FAR = 200_000
_TELLING = 25
_NEARLY_ALL = 0.95
_MUCH_LESS_THAN_MAIN = 0.7
_MUCH_LESS_THAN_BODY = 0.35
_PROSE = 60
_LITTLE = 0.3
_SHORT = 1_000

_AROUND_ROLES = frozenset("navigation search banner contentinfo complementary menu menubar toolbar dialog alertdialog alert".split())
# Names that only menus and the like have, and names that a section of text may have as well ("cookies", "consent").
_AROUND = re.compile(
    r"""(?xi) (?:^|[\s_-])
    (?: nav(?:bar|igation)? | (?:sub)?menu | breadcrumbs? | side-?bar | share(?:bar|daddy)? | sharing | social-?(?:links?|icons?|share) | footer
    | masthead | skip-?(?:link|nav|to-?content) | paginat(?:ion|or) | pager | toolbar | tag-?(?:list|cloud) | disqus | recirc )
    (?:$|[\s_-])"""
)
_PERHAPS_AROUND = re.compile(
    r"""(?xi) (?:^|[\s_-])
    (?: \w*related\w* | recommended | newsletter | subscribe | sign-?up | cookies? | consent | advert(?:isement)?s? | ads? | promo | sponsored | comments?
    | respond | pop-?up | modal | paywall | teasers? | banner | feedback | trending | most-?read | social(?:-?media)? | tags )
    (?:$|[\s_-])"""
)
BESIDE = "boxes beside the text"
_BOX = re.compile(r"(?i)(?:^|[\s_-])side-?bar(?:$|[\s_-])")
_BOXES = frozenset("div section aside ul ol form fieldset table header footer dl figure".split())
_NOTES = re.compile(r"(?i)(?:foot|end|side)-?notes?|references|notes|citation")


@dataclass(frozen=True, slots=True)
class MainText:
    """The numbers of the blocks that are the main text of a page and of those in boxes of prose beside it, and what is to be said of the choice."""

    kept: frozenset[int]
    note: str = ""
    beside: frozenset[int] = frozenset()


def main_text(root: HtmlElement, page: Page) -> MainText:
    """Choose the blocks of a page that are its main text."""
    shown = _Shown(root, page)
    chosen = _chosen(root, page, shown)
    return replace(chosen, beside=shown.beside(chosen.kept))


def _chosen(root: HtmlElement, page: Page, shown: _Shown) -> MainText:
    own = _own_main(page)
    base = own if own is not None else root
    found = _holder(root, page, _found(root, page))
    if found is None:
        all_of_it = shown.within(base)
        note = "the main text could not be told from the rest of the page, so that all of it but its menus is kept"
        return MainText(shown.kept(all_of_it), note if own is None and shown.length(all_of_it) > _SHORT else "")
    kept, larger = shown.within(_widened(found, base, shown)), shown.within(base)
    share = _MUCH_LESS_THAN_MAIN if own is not None else _MUCH_LESS_THAN_BODY
    if shown.prose(kept) >= share * shown.prose(larger):
        return MainText(shown.kept(kept) | _title_before(page, kept.start, shown.kept(larger)))
    named = f"<{tag(base)}>" if own is not None else "text"
    return MainText(shown.kept(larger), f"the search for the main text found a small part of the page's {named} only, so that all of it but menus is kept")


def _widened(holder: HtmlElement, base: HtmlElement, shown: _Shown) -> HtmlElement:
    """Take in what stands around the main text in its base where it is little and no list of links, such as notes at its foot."""
    for parent in holder.iterancestors():
        if holder is base:
            break
        kept, wider = shown.within(holder), shown.within(parent)
        more = shown.length(wider) - shown.length(kept)
        if 4 * (shown.linked(wider) - shown.linked(kept)) > more or more > _LITTLE * shown.length(kept):
            break
        holder = parent
    return holder


def _own_main(page: Page) -> HtmlElement | None:
    """Return the element that the page marks as its main part, if there is one such element."""
    for marked in (
        [element for element in page.ranges if tag(element) == "main" or element.get("role") == "main"],
        [element for element in page.ranges if tag(element) == "article" and not any(tag(above) == "article" for above in element.iterancestors())],
    ):
        if len(marked) == 1:
            return marked[0]
    return None


def _found(root: HtmlElement, page: Page) -> list[int]:
    """Return the numbers of the longer blocks that trafilatura takes for main text."""
    from trafilatura import bare_extraction

    if page.elements > _MAX_ELEMENTS or sum(len(piece) for block in page.blocks for piece in block.pieces) > _MAX_SOUGHT:
        return []
    extracted = bare_extraction(copy.deepcopy(root), fast=True, include_comments=False)
    body = getattr(extracted, "body", None)
    if body is None:
        return []
    text, here, found = squeeze(clean("".join(body.itertext()))), 0, []
    for i, block in enumerate(page.blocks):
        words = squeeze(clean(block.words))
        if block.reason or len(words) < _TELLING:
            continue
        at = max(text.find(words, here, here + _FAR), text.find(words, 0, _FAR))
        if at >= 0:
            here = at + len(words)
            found.append(i)
    return found


def _holder(root: HtmlElement, page: Page, found: Sequence[int]) -> HtmlElement | None:
    """Return the innermost element that holds nearly all of what was found."""
    if not found:
        return None
    weights = [0] * (len(page.blocks) + 1)
    for i in found:
        weights[i + 1] = len(page.blocks[i].words)
    sums = [*accumulate(weights)]
    here = root
    while True:
        inner = next((child for child in _children(here, page) if _weight(sums, page.ranges[child]) >= _NEARLY_ALL * sums[-1]), None)
        if inner is None or tag(inner) not in {"html", "body", "div", "section", "article", "main", "center", "td", "table", "tbody", "tr", "form", "fieldset"}:
            return here
        here = inner


def _children(element: HtmlElement, page: Page) -> Iterator[HtmlElement]:
    """Yield the nearest elements below one that may hold several blocks."""
    for child in element:
        if child in page.ranges:
            yield child
        else:
            yield from _children(child, page)


def _weight(sums: Sequence[int], blocks: tuple[int, int]) -> int:
    return sums[blocks[1]] - sums[blocks[0]]


class _Shown:
    """Tells which blocks of a page a reader sees that are no part of menus, asides and the like."""

    def __init__(self, root: HtmlElement, page: Page) -> None:
        self._root = root
        self._page = page
        self._lengths = [*accumulate((0 if block.reason else len(block.words) for block in page.blocks), initial=0)]
        self._known: dict[HtmlElement, bool] = {}
        self._kept = [not block.reason and not self._is_in_around(block.element) for block in page.blocks]
        counted = [(len(block.words), block.linked) if kept else (0, 0) for block, kept in zip(page.blocks, self._kept, strict=True)]
        self._length = [*accumulate((length for length, _ in counted), initial=0)]
        self._linked = [*accumulate((linked for _, linked in counted), initial=0)]
        self._prose = [*accumulate((length if length >= _PROSE and 2 * linked < length else 0 for length, linked in counted), initial=0)]

    def within(self, holder: HtmlElement) -> range:
        """Return the numbers of the blocks inside an element, the ones that do not count among them."""
        return range(*self._page.ranges.get(holder, (0, len(self._page.blocks))))

    def kept(self, blocks: range) -> frozenset[int]:
        """Return the numbers of those blocks that count."""
        return frozenset(i for i in blocks if self._kept[i])

    def length(self, blocks: range) -> int:
        """Count the characters of blocks."""
        return self._length[blocks.stop] - self._length[blocks.start]

    def linked(self, blocks: range) -> int:
        """Count the characters of blocks that are inside links."""
        return self._linked[blocks.stop] - self._linked[blocks.start]

    def prose(self, blocks: range) -> int:
        """Count the characters of blocks that are sentences rather than links or labels."""
        return self._prose[blocks.stop] - self._prose[blocks.start]

    def _is_in_around(self, element: HtmlElement) -> bool:
        path: list[HtmlElement] = []
        here: HtmlElement | None = element
        while here is not None and here is not self._root and here not in self._known:
            path.append(here)
            here = here.getparent()
        verdict = here is not None and self._known.get(here, False)
        for step in reversed(path):
            verdict = verdict or self._is_around(step)
            self._known[step] = verdict
        return verdict

    def _is_around(self, element: HtmlElement) -> bool:
        name, role = tag(element), (element.get("role") or "").lower()
        named = f"{element.get('class') or ''} {element.get('id') or ''}"
        if name not in _BOXES and name not in {"nav", "menu", "dialog"} and "-" not in name:
            return False
        if _NOTES.search(named) or role.startswith("doc-"):
            return False
        if name in {"header", "footer"} and self._is_inside_text(element):
            return name == "footer" and self._is_links(element)
        if _is_box(element) and self._is_in_article(element):
            return self._is_links(element) or self._asks(element)
        sure = name in {"nav", "menu", "aside", "header", "footer"} or role in _AROUND_ROLES or _AROUND.search(named) is not None
        perhaps = sure or (_PERHAPS_AROUND.search(named) is not None and (self._is_links(element) or self._asks(element)))
        return perhaps and not self._is_main(element)

    def beside(self, kept: frozenset[int]) -> frozenset[int]:
        """Return the numbers of the blocks in boxes of sentences that are not kept."""
        prose: dict[HtmlElement, bool] = {}
        found = []
        for i, block in enumerate(self._page.blocks):
            box = next((e for e in (block.element, *block.element.iterancestors()) if _is_box(e)), None) if i not in kept and not block.reason else None
            if box is not None and prose.setdefault(box, not self._is_links(box) and not self._asks(box)):
                found.append(i)
        return frozenset(found)

    def _is_in_article(self, element: HtmlElement) -> bool:
        """Tell whether a box stands in an article or between the paragraphs of a text, rather than beside the text as a whole."""
        if any(tag(above) == "article" for above in element.iterancestors()):
            return True
        around = (*element.itersiblings("p"), *element.itersiblings("p", preceding=True))
        return sum(len("".join(e.itertext())) >= _PROSE for e in around) > 1

    def _is_inside_text(self, element: HtmlElement) -> bool:
        return any(tag(above) in {"main", "article"} for above in element.iterancestors())

    def _blocks(self, element: HtmlElement) -> list[Block]:
        start, end = self._page.ranges.get(element, (0, 0))
        return [block for block in self._page.blocks[start:end] if not block.reason]

    def _is_links(self, element: HtmlElement) -> bool:
        """Tell whether an element holds links rather than sentences."""
        blocks = self._blocks(element)
        return 2.5 * sum(block.linked for block in blocks) >= sum(len(block.words) for block in blocks)

    def _asks(self, element: HtmlElement) -> bool:
        """Tell whether an element has something to fill in or to press."""
        return next(element.iter("input", "button", "textarea", "select"), None) is not None

    def _is_main(self, element: HtmlElement) -> bool:
        """Tell whether an element, whatever it is called, holds a main heading or a good part of its text, in sentences."""
        large = _weight(self._lengths, self._page.ranges.get(element, (0, 0))) >= 0.3 * self._lengths[-1]
        return (large or next(element.iter("h1"), None) is not None) and not self._is_links(element)


def _is_box(element: HtmlElement) -> bool:
    """Tell whether an element is a box beside a text: an aside, a sidebar."""
    return (
        tag(element) == "aside" or element.get("role") == "complementary" or _BOX.search(f"{element.get('class') or ''} {element.get('id') or ''}") is not None
    )


def _title_before(page: Page, first: int, larger: frozenset[int]) -> frozenset[int]:
    """Return the page's own heading where it stands before its text, outside the part that holds it."""
    return frozenset([i for i in larger if i < first and page.blocks[i].level == 1][-1:])
