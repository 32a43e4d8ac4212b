"""Which parser reads a file: told by what is in it, and by its ending only where the content cannot tell."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath

from ingest.document import Document
from ingest.errors import UnsupportedFormatError
from ingest.origin import Origin

Parser = Callable[[bytes, Origin], Document]

# XML by the local name of its root element; a name that two formats share is told apart by its namespace.
_ROOTS: dict[str, str] = {
    "uscDoc": "parse_uslm:parse_uslm",
    "lawDoc": "parse_uslm:parse_uslm",
    "pLaw": "parse_uslm:parse_uslm",
    "bill": "parse_uslm:parse_uslm",
    "resolution": "parse_uslm:parse_uslm",
    "statuteCompilation": "parse_uslm:parse_uslm",
    "ECFR": "parse_ecfr:parse_ecfr",
    **{f"DIV{n}": "parse_ecfr:parse_ecfr" for n in range(1, 10)},  # a part or section alone
    "DLPSTEXTCLASS": "parse_ecfr:parse_ecfr",
    "Legislation": "parse_clml:parse_clml",
    "akomaNtoso": "parse_akn:parse_akn",
    "ACT": "parse_formex:parse_formex",
    "CONS.ACT": "parse_formex:parse_formex",
    "CONS.DOC": "parse_formex:parse_formex",
    "AGR": "parse_formex:parse_formex",
    "ANNEX": "parse_formex:parse_formex",
    "GENERAL": "parse_formex:parse_formex",
    "CORR": "parse_formex:parse_formex",
    "DOC": "parse_formex:parse_formex",
    "Statute": "parse_justice:parse_justice",
    "Regulation": "parse_justice:parse_justice",
    "html": "parse_html:parse_page",
}
# Roots of files that hold no text themselves, and what to read instead.
_WITHOUT_TEXT: dict[str, str] = {
    "PUBLICATION": "is the list of the files of an Official Journal (root element 'PUBLICATION') and holds no text itself; "
    "give the files that it names, whose root is ACT, ANNEX or GENERAL",
}
_ENDINGS: dict[str, str] = {
    ".md": "parse_text:parse_markdown",
    ".markdown": "parse_text:parse_markdown",
    ".txt": "parse_text:parse_text",
    ".text": "parse_text:parse_text",
    ".html": "parse_html:parse_page",
    ".htm": "parse_html:parse_page",
    ".xhtml": "parse_html:parse_page",
    ".pdf": "parse_pdf:parse_pdf",
    ".docx": "parse_docx:parse_docx",
}
_PAGES = {".html", ".htm", ".xhtml"}
XML_ENDINGS = (".xml", ".xml.gz")
SUPPORTED = sorted([*_ENDINGS, *XML_ENDINGS])


def takes(name: str) -> bool:
    """Tell whether some parser takes files of this name."""
    lowered = name.lower()
    return lowered.endswith(XML_ENDINGS) or PurePath(lowered).suffix in _ENDINGS


def parse_file(data: bytes, origin: Origin, file_name: str) -> Document:
    """Parse a file of any supported format into a checked Document; raises ParseError."""
    return _parser(data, origin.name, file_name)(data, origin)


def _parser(data: bytes, name: str, file_name: str) -> Parser:
    suffix = PurePath(file_name.lower()).suffix
    if data.startswith(b"%PDF-"):
        return _load("parse_pdf:parse_pdf")
    if file_name.lower().endswith(XML_ENDINGS):
        return _load(_by_root(data, name))
    if suffix in _PAGES and _load_eurlex_test()(data):
        return _load("parse_eurlex:parse_eurlex")
    if suffix in _ENDINGS:
        return _load(_ENDINGS[suffix])
    raise UnsupportedFormatError(name, f"no parser for {suffix or 'files without an ending'}; supported: {', '.join(SUPPORTED)}")


def _by_root(data: bytes, name: str) -> str:
    from ingest.parse_xml import root_name

    root = root_name(data, name)
    if root == "html" and _load_eurlex_test()(data):
        return "parse_eurlex:parse_eurlex"
    if root in _WITHOUT_TEXT:
        raise UnsupportedFormatError(name, _WITHOUT_TEXT[root])
    if root not in _ROOTS:
        known = ", ".join(dict.fromkeys(re.sub(r":.*", "", target).removeprefix("parse_") for target in _ROOTS.values()))
        raise UnsupportedFormatError(name, f"is XML with the root element {root!r}, which no parser reads; known formats: {known}")
    return _ROOTS[root]


def _load_eurlex_test() -> Callable[[bytes], bool]:
    from ingest.parse_eurlex import is_eurlex

    return is_eurlex


def _load(target: str) -> Parser:
    module, _, function = target.partition(":")
    parser: Parser = getattr(import_module(f"ingest.{module}"), function)
    return parser
