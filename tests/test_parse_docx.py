"""Word files: headings as places, every kind of text kept or named, and hostile packages refused."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document as WordFile
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as WordPart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.chunk import passages
from ingest.document import Document
from ingest.errors import CoverageError, ParseError
from ingest.parse_docx import parse_docx
from ingest.pinpoint import Pinpoint
from tests.factories import make_origin

REPORT = make_origin("report.docx")
NAMESPACES = (
    nsdecls("w", "m", "r", "wp", "a")
    + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    + ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def saved(word: WordFile) -> bytes:
    into = io.BytesIO()
    word.save(into)
    return into.getvalue()


def read(word: WordFile) -> Document:
    document = parse_docx(saved(word), REPORT)
    assert all(Pinpoint.parse(str(p.pinpoint)) == p.pinpoint for p in document.provisions)
    found = passages(document)
    assert len({p.id for p in found}) == len(found)
    return document


def told(document: Document) -> list[tuple[str, str]]:
    return [(str(p.pinpoint), document.text[p.start : p.end]) for p in document.provisions]


def add(word: WordFile, xml: str) -> None:
    """Append paragraphs or tables, written as they stand in word/document.xml, to the body."""
    for block in parse_xml(f"<w:body {NAMESPACES}>{xml}</w:body>"):
        word.element.body.insert(-1, block)


def body(xml: str) -> Document:
    word = docx.Document()
    add(word, xml)
    return read(word)


def lines(xml: str) -> str:
    ((_, text),) = told(body(xml))
    return text


def attach(word: WordFile, kind: str, name: str, xml: str) -> None:
    part = WordPart(PackURI(f"/word/{name}"), "application/xml", f"<w:{kind} {NAMESPACES}>{xml}</w:{kind}>".encode(), word.part.package)
    word.part.relate_to(part, getattr(RELATIONSHIP_TYPE, kind.upper()))


def test_headings_become_places_like_those_of_markdown() -> None:
    word = docx.Document()
    word.add_paragraph("Before.")
    word.add_heading("Harbour report", 0)
    word.add_paragraph("Opening words.")
    word.add_heading("Findings", 1)
    word.add_paragraph("First finding.")
    word.add_heading('Lamps and "bells"', 2)
    word.add_paragraph("Lamps are lit.")
    word.add_paragraph("Bells ring.")
    word.add_heading("Findings", 1)
    word.add_paragraph("Last.")
    document = read(word)
    assert document.source.title == "Harbour report"
    assert told(document) == [
        ('report, under "Harbour report"', "Before."),
        ('report, under "Harbour report (2)"', "Opening words."),
        ('report, under "Findings"', "First finding."),
        ("report, under \"Findings > Lamps and 'bells'\"", "Lamps are lit.\nBells ring."),
        ('report, under "Findings (2)"', "Last."),
    ]
    lamps = document.provisions[3]
    assert (lamps.heading, lamps.path) == ("Lamps and 'bells'", ("Harbour report", "Findings"))
    assert [document.text[start:end] for start, end, _ in document.skipped] == ["Harbour report", "Findings", 'Lamps and "bells"', "Findings"]


def test_a_file_without_headings_is_one_place() -> None:
    word = docx.Document()
    word.add_paragraph("One.")
    word.add_paragraph("")
    word.add_paragraph("Two.")
    assert told(read(word)) == [('report, under "report"', "One.\nTwo.")]


def styled(properties: str, style: str, name: str = "Own") -> WordFile:
    """A file with a heading in a style of its own (style properties) or with properties of its own."""
    word = docx.Document()
    word.styles.element.append(parse_xml(f'<w:style {NAMESPACES} w:type="paragraph" w:styleId="Own"><w:name w:val="{name}"/>{style}</w:style>'))
    add(word, f'<w:p><w:pPr><w:pStyle w:val="Own"/>{properties}</w:pPr><w:r><w:t>Lamps</w:t></w:r></w:p><w:p><w:r><w:t>Red.</w:t></w:r></w:p>')
    return word


OUTLINED = {
    "own outline level": ('<w:outlineLvl w:val="0"/>', "", True),
    "style with an outline level": ("", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr>', True),
    "style based on a heading": ("", '<w:basedOn w:val="Heading1"/>', True),
    "style in a circle": ("", '<w:basedOn w:val="Own"/>', False),
    "heading style that is taken out of the outline": ('<w:outlineLvl w:val="9"/>', '<w:basedOn w:val="Heading1"/>', False),
    "no level": ("", "", False),
}


@pytest.mark.parametrize(("properties", "style", "heading"), OUTLINED.values(), ids=OUTLINED)
def test_an_outline_level_makes_a_heading(properties: str, style: str, heading: bool) -> None:
    assert told(read(styled(properties, style))) == [('report, under "Lamps"', "Red.") if heading else ('report, under "report"', "Lamps\nRed.")]


@pytest.mark.parametrize(("name", "heading"), {"heading 4": True, "Heading 9": True, "Title": True, "heading": False, "heading 10": False}.items())
def test_the_name_of_a_style_makes_a_heading(name: str, heading: bool) -> None:
    assert told(read(styled("", "", name)))[0] == (('report, under "Lamps"', "Red.") if heading else ('report, under "report"', "Lamps\nRed."))


def test_a_table_is_one_line_a_row() -> None:
    word = docx.Document()
    table = word.add_table(3, 3)
    for row, cells in zip(table.rows, (("Year", "Lamps", ""), ("2024", "36,000", "red\nand green"), ("", "", "")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    inner = table.rows[2].cells[1].add_table(1, 2)
    inner.rows[0].cells[0].text, inner.rows[0].cells[1].text = "a", "b"
    assert told(read(word)) == [('report, under "report"', "Year | Lamps |\n2024 | 36,000 | red and green\n| a | b |")]


RUN = "<w:r><w:t>{}</w:t></w:r>"
LINES = {
    "runs": ("<w:p><w:r><w:t>la</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>mps</w:t></w:r></w:p>", "lamps"),
    "link": (f"<w:p>{RUN.format('see')}<w:hyperlink w:anchor='x'><w:r><w:t xml:space='preserve'> the log</w:t></w:r></w:hyperlink></w:p>", "see the log"),
    "tab and breaks": ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:t>d</w:t></w:r></w:p>", "a b\nc\nd"),
    "hyphens": ("<w:p><w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t></w:r></w:p>", "a-bc"),
    "sign": ("<w:p><w:r><w:sym w:font='Arial' w:char='00A7'/><w:t> 4</w:t><w:sym w:char='zz'/></w:r></w:p>", "§ 4"),
    "content control around paragraphs": (f"<w:sdt><w:sdtPr/><w:sdtContent><w:p>{RUN.format('lamps')}</w:p></w:sdtContent></w:sdt>", "lamps"),
    "content control inside a paragraph": (f"<w:p><w:sdt><w:sdtContent>{RUN.format('lamps')}</w:sdtContent></w:sdt></w:p>", "lamps"),
    "content control around a row": (
        f"<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc><w:p>{RUN.format('a')}</w:p></w:tc><w:sdt><w:sdtContent><w:tc><w:p>{RUN.format('b')}</w:p></w:tc>"
        "</w:sdtContent></w:sdt></w:tr></w:sdtContent></w:sdt></w:tbl>",
        "a | b",
    ),
    "simple field": (f"<w:p><w:fldSimple w:instr='DATE'>{RUN.format('9 March')}</w:fldSimple></w:p>", "9 March"),
    "smart tag, and an element that is not known": (f"<w:p><w:smartTag>{RUN.format('la')}</w:smartTag><w:novel>{RUN.format('mps')}</w:novel></w:p>", "lamps"),
    "tracked insertion": (f"<w:p><w:ins w:id='1'>{RUN.format('la')}</w:ins><w:moveTo w:id='2'>{RUN.format('mps')}</w:moveTo></w:p>", "lamps"),
    "formula": (
        "<w:p><m:oMath><m:f><m:num><m:r><m:t>A</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
        "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>3</m:t></m:r></m:sup></m:sSup><m:sub/></m:oMath></w:p>",
        "A/2x^3",
    ),
    "text box": (
        f"<w:p>{RUN.format('before ')}<w:r><w:pict><v:textbox><w:txbxContent><w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr>{RUN.format('in a box')}"
        f"</w:p></w:txbxContent></v:textbox></w:pict></w:r>{RUN.format(' after')}</w:p>",
        "before after\nin a box",
    ),
    "text outside any paragraph": (f"<w:p>{RUN.format('a')}</w:p><w:novel><w:r><w:t>lamps</w:t></w:r></w:novel>", "a\nlamps"),
}  # fmt: skip


@pytest.mark.parametrize(("xml", "text"), LINES.values(), ids=LINES)
def test_words_read_as_they_are_printed(xml: str, text: str) -> None:
    assert lines(xml) == text


def test_blanks_between_runs_are_kept() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Lamps ")
    paragraph.add_run("are").italic = True
    paragraph.add_run(" lit.")
    assert told(read(word)) == [('report, under "report"', "Lamps are lit.")]


BOX = "<w:r><mc:AlternateContent><mc:Choice Requires='wps'>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r>"
INSIDE = "<w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing>"
LEFT_OUT = {
    "tracked deletion": ("<w:del w:id='1'><w:r><w:delText>bells</w:delText></w:r></w:del>", {"tracked deletion": 5}),
    "moved away": ("<w:moveFrom w:id='1'><w:r><w:t>bells</w:t></w:r></w:moveFrom>", {"tracked deletion": 5}),
    "hidden": ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>bells</w:t></w:r>", {"hidden text": 5}),
    "not hidden after all": ("<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t></w:t></w:r>", {}),
    "field code": (
        "<w:r><w:fldChar w:fldCharType='begin'/><w:instrText> PAGE </w:instrText><w:fldChar w:fldCharType='end'/></w:r>",
        {"field code": 4},
    ),
    "sign of a special font": ("<w:r><w:sym w:font='Wingdings' w:char='F0FC'/></w:r>", {"sign of a special font": 1}),
    "copy of a drawing": (BOX.format("", INSIDE.format("")) + BOX.format("<w:drawing/>", ""), {}),
    "deleted box": (
        f"<w:del w:id='1'>{BOX.format(INSIDE.format('bell'), INSIDE.format('bell'))}</w:del>",
        {"tracked deletion": 4, "copy for other programs": 4},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("xml", "omitted"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_is_left_out_is_named(xml: str, omitted: dict[str, int]) -> None:
    document = body(f"<w:p><w:r><w:t>Lamps</w:t></w:r>{xml}<w:r><w:t>.</w:t></w:r></w:p>")
    assert told(document) == [('report, under "report"', "Lamps.")]
    assert dict(document.omitted) == omitted


VERSIONS = {
    "both versions": (BOX.format(INSIDE.format("bells"), INSIDE.format("bells")), {"copy for other programs": 5}),
    "only the older version has words": (BOX.format("<w:drawing/>", INSIDE.format("bells")), {}),
}


@pytest.mark.parametrize(("xml", "omitted"), VERSIONS.values(), ids=VERSIONS)
def test_a_drawing_in_two_versions_is_read_once(xml: str, omitted: dict[str, int]) -> None:
    document = body(f"<w:p><w:r><w:t>Lamps</w:t></w:r>{xml}</w:p>")
    assert told(document) == [('report, under "report"', "Lamps\nbells")]
    assert dict(document.omitted) == omitted


def test_versions_around_whole_paragraphs_are_read_once() -> None:
    version = f"<w:p>{RUN.format('bells')}</w:p>"
    document = body(f"<mc:AlternateContent><mc:Choice>{version}</mc:Choice><mc:Fallback>{version}</mc:Fallback></mc:AlternateContent>")
    assert told(document) == [('report, under "report"', "bells")]
    assert dict(document.omitted) == {"copy for other programs": 5}


@pytest.mark.parametrize("kind", ["paragraph", "character"])
def test_words_in_a_hidden_style_are_left_out(kind: str) -> None:
    word = docx.Document()
    style = f'<w:style {NAMESPACES} w:type="{kind}" w:styleId="Secret"><w:name w:val="Secret"/><w:rPr><w:vanish/></w:rPr></w:style>'
    word.styles.element.append(parse_xml(style))
    paragraph, run = ('<w:pStyle w:val="Secret"/>', "") if kind == "paragraph" else ("", '<w:rStyle w:val="Secret"/>')
    add(word, f"<w:p><w:r><w:t>Lamps.</w:t></w:r></w:p><w:p><w:pPr>{paragraph}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>Bells.</w:t></w:r></w:p>")
    document = read(word)
    assert told(document) == [('report, under "report"', "Lamps.")]
    assert document.omitted == (("hidden text", 6),)


def test_the_table_of_contents_is_left_out() -> None:
    word = docx.Document()
    word.styles.element.append(parse_xml(f'<w:style {NAMESPACES} w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'))
    add(word, '<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:r><w:t>Lamps 3</w:t></w:r></w:p><w:p><w:r><w:t>Red.</w:t></w:r></w:p>')
    document = read(word)
    assert told(document) == [('report, under "report"', "Red.")]
    assert document.omitted == (("table of contents", 6),)


def test_notes_have_places_of_their_own_and_what_stands_beside_the_text_has_none() -> None:
    word = docx.Document()
    word.add_heading("Lamps", 1)
    paragraph = word.add_paragraph("Red.")
    word.sections[0].header.paragraphs[0].text = "Harbour Office"
    word.sections[0].footer.paragraphs[0].text = "Page"
    word.add_comment(paragraph.runs, text="Check this.", author="K")
    note = '<w:footnote w:id="{}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{}</w:t></w:r></w:p></w:footnote>'
    attach(word, "footnotes", "footnotes.xml", note.format(1, "Log of 2024.") + note.format(2, "Log of 2025."))
    attach(word, "endnotes", "endnotes.xml", "<w:endnote><w:p><w:r><w:t>The end.</w:t></w:r></w:p></w:endnote>")
    document = read(word)
    assert told(document) == [
        ('report, under "Lamps"', "Red."),
        ('report, under "Footnotes"', "Log of 2024.\nLog of 2025."),
        ('report, under "Endnotes"', "The end."),
    ]
    assert [(document.text[start:end], why) for start, end, why in document.skipped] == [
        ("Lamps", "heading"),
        ("Check this.", "comment"),
        ("Harbour Office", "header or footer"),
        ("Page", "header or footer"),
    ]


def test_a_file_in_which_something_is_not_read_says_so() -> None:
    word = docx.Document()
    word.add_paragraph("Red.")
    word.part.relate_to(WordPart(PackURI("/word/charts/chart1.xml"), "application/xml", b"<c/>", word.part.package), RELATIONSHIP_TYPE.CHART)
    assert read(word).notes == ("the file holds a chart, whose words are not read",)


LEVELS = """<w:abstractNum w:abstractNumId="90"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="3"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl></w:abstractNum>"""
LISTS = """<w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num><w:num w:numId="91"><w:abstractNumId w:val="90"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num><w:num w:numId="92"><w:abstractNumId w:val="90"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5000"/></w:lvlOverride></w:num>"""


def numbered(form: str, text: str, *items: tuple[int, int]) -> str:
    word = docx.Document()
    numbering = word.part.numbering_part.element
    for part in [*numbering]:
        numbering.remove(part)
    for part in parse_xml(f"<w:numbering {NAMESPACES}>{LEVELS.format(form, text)}{LISTS}</w:numbering>"):
        numbering.append(part)
    item = '<w:p><w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{}"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>'
    add(word, "".join(item.format(level, number) for level, number in items))
    ((_, words),) = told(read(word))
    return words


NUMBERS = {
    "decimal": ("decimal", "%1.", [(0, 90)] * 2, "1. x\n2. x"),
    "decimal with a nought": ("decimalZero", "%1", [(0, 90)], "01 x"),
    "letters": ("upperLetter", "(%1)", [(0, 90)] * 28, "\n".join(f"({letter}) x" for letter in [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "AA", "BB"])),
    "Roman": ("upperRoman", "§ %1", [(0, 90)] * 4, "§ I x\n§ II x\n§ III x\n§ IV x"),
    "small Roman": ("lowerRoman", "%1", [(0, 90)] * 9, "i x\nii x\niii x\niv x\nv x\nvi x\nvii x\nviii x\nix x"),
    "levels": ("decimal", "%1.", [(0, 90), (1, 90), (1, 90), (0, 90), (1, 90)], "1. x\n1.c) x\n1.d) x\n2. x\n2.c) x"),
    "another list starts anew": ("decimal", "%1.", [(0, 90), (0, 91), (0, 91)], "1. x\n7. x\n8. x"),
    "bullets": ("bullet", "•", [(0, 90)], "x"),
    "a level that is not there": ("decimal", "%1.", [(5, 90)], "x"),
    "a list that is not there": ("decimal", "%1.", [(0, 95)], "x"),
    "a number too large for letters": ("lowerLetter", "%1", [(0, 92)], "5000 x"),
    "a number too large for Roman numerals": ("upperRoman", "%1", [(0, 92)], "5000 x"),
    "a level that is not counted": ("decimal", "%1.%7", [(0, 90)], "1. x"),
}


@pytest.mark.parametrize(("form", "text", "items", "expected"), NUMBERS.values(), ids=NUMBERS)
def test_numbered_paragraphs_show_the_numbers_that_are_printed(form: str, text: str, items: list[tuple[int, int]], expected: str) -> None:
    assert numbered(form, text, *items) == expected


def test_numbers_of_a_list_style_are_printed_too() -> None:
    word = docx.Document()
    for text in ("red", "green"):
        word.add_paragraph(text, style="List Number")
    assert told(read(word)) == [('report, under "report"', "1. red\n2. green")]


def package(members: dict[str, bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return into.getvalue()


DOCUMENT = f"<w:document {NAMESPACES}><w:body><w:p><w:r><w:t>Lamps.</w:t></w:r></w:p></w:body></w:document>".encode()
ENTITIES = DOCUMENT.replace(b"<w:document", b'<!DOCTYPE w:document [<!ENTITY lamp "bell">]><w:document', 1).replace(b"Lamps", b"&lamp;")


def encrypted() -> bytes:
    data = bytearray(package({"word/document.xml": DOCUMENT}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


def packed_otherwise() -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("word/document.xml", DOCUMENT)
    return into.getvalue()


def doubled() -> bytes:
    data = package({"word/document.xml": DOCUMENT, "word/document.xmm": DOCUMENT})
    return data.replace(b"word/document.xmm", b"word/document.xml")


def liar() -> bytes:
    """A member that is larger than it says."""
    data = package({"word/document.xml": DOCUMENT})
    return data.replace(len(DOCUMENT).to_bytes(4, "little"), (50).to_bytes(4, "little"))


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "no zip": (lambda: b"Lamps.", "is no Word file"),
    "nothing": (lambda: b"", "is no Word file"),
    "old format or password": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "under a password or in the old .doc format"),
    "another zip": (lambda: package({"content.xml": b"<office/>"}), "holds no Word document"),
    "another document": (lambda: package({"word/document.xml": b"<workbook/>"}), "holds no Word document"),
    "macros": (lambda: package({"word/document.xml": DOCUMENT, "word/vbaProject.bin": b"x"}), "holds macros"),
    "encrypted": (encrypted, "is encrypted"),
    "absolute name": (lambda: package({"/etc/lamps": b"x", "word/document.xml": DOCUMENT}), "points out of it"),
    "name that climbs": (lambda: package({"../lamps": b"x", "word/document.xml": DOCUMENT}), "points out of it"),
    "name of a drive": (lambda: package({"C:lamps": b"x", "word/document.xml": DOCUMENT}), "points out of it"),
    "too many members": (lambda: package({f"word/{n}": b"" for n in range(2001)}), "has 2,001 members"),
    "bomb": (lambda: package({"word/document.xml": DOCUMENT, **{f"word/{n}.xml": b" " * 25_100_000 for n in range(4)}}), "unpacks to 100,400,"),
    "two members of one name": (doubled, "two members of the same name"),
    "larger than it says": (liar, "is damaged"),
    "unusual packing": (packed_otherwise, "packed in a way"),
    "entities": (lambda: package({"word/document.xml": ENTITIES}), "declares entities"),
    "broken XML": (lambda: package({"word/document.xml": DOCUMENT[:-9]}), "not well-formed"),
    "no words": (lambda: package({"word/document.xml": DOCUMENT.replace(b"Lamps.", b"")}), "holds no text"),
}


@pytest.mark.parametrize(("make", "fault"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_plain_word_file_is_refused(make: Callable[[], bytes], fault: str) -> None:
    with pytest.raises(ParseError, match=fault) as caught:
        parse_docx(make(), REPORT)
    assert caught.value.source.startswith("report.docx")


def test_a_main_part_of_another_name_is_found() -> None:
    kind = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
    relations = f'<Relationships><Relationship Type="{kind}" Target="/word/document2.xml"/><Relationship Type="x/y" TargetMode="External"/></Relationships>'
    data = package({"_rels/.rels": relations.encode(), "word/document2.xml": DOCUMENT})
    assert told(parse_docx(data, REPORT)) == [('report, under "report"', "Lamps.")]


def test_a_relation_that_leads_nowhere_is_no_fault() -> None:
    relations = b'<Relationships><Relationship Type="x/footnotes" Target="gone.xml"/><Relationship Type="x/header" Target="document.xml"/></Relationships>'
    data = package({"word/document.xml": DOCUMENT, "word/_rels/document.xml.rels": relations})
    assert told(parse_docx(data, REPORT)) == [('report, under "report"', "Lamps.")]


def mixed() -> bytes:
    word = docx.Document()
    word.add_heading("Harbour report", 0)
    for number in range(12):
        word.add_heading(f"Part {number}", 1 + number % 3)
        word.add_paragraph("Lamps are lit at dusk. ", style="List Number").add_run("Bells ring.").bold = True
        word.add_table(2, 2).rows[0].cells[1].text = f"row {number}"
    add(word, f"<w:p>{''.join(xml for xml, _ in LEFT_OUT.values())}</w:p>")
    word.sections[0].header.paragraphs[0].text = "Harbour Office"
    return saved(word)


def test_reading_twice_gives_the_same() -> None:
    data = mixed()
    assert parse_docx(data, REPORT) == parse_docx(data, REPORT)


def test_a_damaged_copy_is_covered_or_refused() -> None:
    data = mixed()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    outcomes = set()
    for seed in range(100):
        chance = random.Random(seed)
        # Every second copy is damaged inside its XML, where no checksum of the zip tells.
        whole = members["word/document.xml"] if seed % 2 else data
        at, length = chance.randrange(len(whole)), chance.randint(1, 2_000)
        noise = bytes(chance.randrange(256) for _ in range(chance.randint(1, 8)))
        copy = (whole[:at], whole[:at] + noise + whole[at + 8 :], whole[:at] + whole[at + length :], whole[: at + length] + whole[at:])[seed // 2 % 4]
        started = time.monotonic()
        try:
            parse_docx(package({**members, "word/document.xml": copy}) if seed % 2 else copy, REPORT)
            outcomes.add("read")
        except ParseError as error:
            assert not isinstance(error, CoverageError) or "report this file" not in str(error)  # noqa: PT017
            outcomes.add("refused")
        assert time.monotonic() - started < 10
    assert outcomes == {"read", "refused"}


def test_raised_figures_are_no_part_of_the_word_or_number_before_them() -> None:
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{}</w:t></w:r>'
    runs = ["Within 24 hours", raised.format("1"), ". At 10", raised.format("2"), " m, the 5", raised.format("th"), "."]
    xml = "".join(run if run.startswith("<") else f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs)
    assert lines(f"<w:p>{xml}</w:p>") == "Within 24 hours¹. At 10² m, the 5th."
