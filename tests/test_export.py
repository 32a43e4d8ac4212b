"""Every export carries the same answer; hostile words stay words; what was written is read by the formats' own rules."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from lxml import html
from markdown_it import MarkdownIt

from qa.answer import Answer, Citation
from qa.errors import AnswerError, ExportError, MalformedAnswerError, UncitedClaimError
from qa.export import FORMATS, export, format_of, read_answer
from qa.export_sources import year
from tests.app_fixtures import HOSTILE, cited_source, hostile_report, silence
from tests.export_fixtures import READERS, TRICKS, body, desk_answer, docx_links, entries, expected, flat, footnotes, untex

WORDS = [*HOSTILE, *TRICKS]
# The bidirectional overrides and a terminal's escapes, which a reader must see as what they are.
UNSEEN = "safe \u202egnp.exe \x1b[2J end"


def marks(answer: Answer) -> list[Citation]:
    return [c for claim in answer.claims() for c in claim.citations]


def strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [word for item in value.values() for word in strings(item)]
    if isinstance(value, list):
        return [word for item in value for word in strings(item)]
    return [value] if isinstance(value, str) else []


def test_every_format_has_a_reader_here_and_a_name_type_and_ending_of_its_own() -> None:
    assert set(FORMATS) == set(READERS)
    assert all(form.name == name and form.about for name, form in FORMATS.items())
    assert len({form.ending for form in FORMATS.values()}) == len(FORMATS)
    assert all(re.fullmatch(r"[a-z]+/[a-z0-9.+-]+", form.media_type) for form in FORMATS.values())


def test_all_exports_carry_the_same_numbers_quotes_pinpoints_and_addresses() -> None:
    answer = desk_answer()
    known = expected(answer)
    for name, read in READERS.items():
        found = sorted(read(export(answer, name)))
        if name == "html":  # a page shows no offsets
            assert [(c.n, c.quote, c.url) for c in found] == sorted((c.n, c.quote, c.url) for c in known)
        else:
            assert [c.plain for c in found] == [c.plain for c in known], name
        for c in found:
            (pinpoint,) = (k.told for k in known if (k.n, k.quote) == (c.n, c.quote))
            assert pinpoint in c.told, name


@pytest.mark.parametrize("name", FORMATS)
def test_all_exports_carry_the_days_and_the_style_of_the_country(name) -> None:
    data = export(desk_answer(), name)
    shown = "\n".join([body(data), *footnotes(data)]) if name == "docx" else data.decode()
    for day in ("2025-05-01", "2025-05-02", "2025-05-03"):
        assert day in shown
    assert "2026-03-02" in shown
    if name not in {"json", "html", "markdown"}:
        assert "Personal Harbour Act, SC 2000, c 5, s 7(3)(c.1)" in untex(shown)
    if name in {"html", "markdown"}:
        assert re.search(r"Personal Harbour Act(?:</span>|\*), SC 2000, c 5, s 7\(3\)\(c\.1\)", shown)


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in {"json", "html"}])
def test_the_words_of_a_digest_are_never_passed_off_as_the_laws(name) -> None:
    data = export(desk_answer(), name)
    shown = " ".join(footnotes(data)) if name == "docx" else flat(data.decode())
    assert "words of Attest's digest, text of 2025-05-01" in shown
    assert "official text, text of 2025-05-02" in shown
    assert "your file, text of 2025-05-04" in shown


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_answer_gives_the_same_file(name) -> None:
    answer = desk_answer()
    assert answer.export(name) == export(read_answer(export(answer, "json"), "the export"), name)


def test_word_has_a_footnote_for_each_mark() -> None:
    answer = desk_answer()
    data = export(answer, "docx")
    notes = footnotes(data)
    assert len(notes) == len(marks(answer)) == 5
    assert [int(re.match(r"\[(\d+)\]", note)[1]) for note in notes] == [c.n for c in marks(answer)]  # type: ignore[index]
    assert body(data).startswith(answer.question)
    assert all(f"[{s.n}] {s.title}" in body(data) for s in answer.sources)
    assert {c.url for c in marks(answer) if c.url} <= set(docx_links(data))


def test_word_without_pandoc_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    import pypandoc

    def gone() -> str:
        raise OSError("No pandoc was found")

    monkeypatch.setattr(pypandoc, "get_pandoc_path", gone)
    with pytest.raises(ExportError, match=r"pip install pypandoc-binary"):
        export(desk_answer(), "docx")
    monkeypatch.setattr(pypandoc, "get_pandoc_path", lambda: "/nowhere/pandoc")
    with pytest.raises(ExportError, match="could not write"):
        export(desk_answer(), "docx")
    monkeypatch.setattr(pypandoc, "get_pandoc_path", lambda: "false")
    with pytest.raises(ExportError, match="could not write"):
        export(desk_answer(), "docx")


# The parts of CSL 1.0.2's schema that the export uses; an item with anything else fails.
_TEXT = {"type": "string", "minLength": 1}
_PARTS = {"type": "array", "minItems": 1, "maxItems": 3, "items": {"type": "integer"}}
_DAY = {
    "type": "object",
    "properties": {"date-parts": {"type": "array", "minItems": 1, "maxItems": 2, "items": _PARTS}},
    "required": ["date-parts"],
    "additionalProperties": False,
}  # fmt: skip
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type", "id"],
        "additionalProperties": False,
        "properties": {
            "type": {"enum": ["legislation", "regulation", "treaty", "legal_case", "report", "article-newspaper", "document"]},
            **dict.fromkeys(["id", "title", "title-short", "language", "container-title", "volume", "section", "number"], _TEXT),
            **dict.fromkeys(["publisher", "jurisdiction", "URL", "note", "annote"], _TEXT),
            "issued": _DAY,
            "accessed": _DAY,
            "custom": {"type": "object"},
        },
    },
}  # fmt: skip


@pytest.mark.parametrize("answer", [desk_answer(), silence(), *(hostile_report(text) for text in TRICKS[:4])], ids=str)
def test_csl_json_fits_its_schema(answer) -> None:
    items = json.loads(export(answer, "csl-json"))
    jsonschema.validate(items, CSL)
    assert len({item["id"] for item in items}) == len(answer.sources)


def test_us_code_sections_are_told_in_parts() -> None:
    item = json.loads(export(desk_answer(), "csl-json"))[0]
    assert (item["container-title"], item["volume"], item["section"], item["type"]) == ("U.S.C.", "18", "2258A", "legislation")
    assert "issued" not in item
    assert item["accessed"] == {"date-parts": [[2025, 6, 1]]}


@pytest.mark.parametrize(
    ("kind", "cited", "known"),
    [
        ("statute", "Online Safety Act 2023", 2023), ("regulation", "Regulation (EU) 2022/2065", 2022),
        ("regulation", "Regulation (EC) No 1984/2003", 2003),
        ("statute", "S.C. 2000, c. 5", 2000),
        ("statute", "Law 12.965/2014 (Brazil)", 2014), ("case", "A v. B, 585 U.S. 296 (2018)", 2018),
        ("case", "A v. B (10th Cir. 2016)", 2016), ("statute", "18 U.S.C. § 2001", None), ("treaty", "ETS No. 185", None),
        ("report", "Staff Report (2021)", 2021),
        ("transparency", "Data 2019-2022", None), ("regulation", "28 C.F.R. § 81.2", None), ("case", "2024 INSC 716", 2024),
    ],
)  # fmt: skip
def test_a_year_is_told_only_where_the_citation_names_it(kind, cited, known) -> None:
    assert year(replace(cited_source(1, "x", cited, ""), kind=kind)) == known


def test_bibtex_has_an_entry_for_each_source() -> None:
    answer = desk_answer()
    found = entries(export(answer, "bibtex"))
    assert [entry["key"] for entry in found] == ["attest-1-us-a", "attest-2-us-a", "attest-3-ca-a", "attest-4-user-notes"]
    assert {entry["type"] for entry in found} <= {"misc", "techreport"}
    assert [untex(entry["title"]) for entry in found] == [f"{{{s.title}}}" for s in answer.sources]
    assert [entry.get("url", "") for entry in found] == [s.url for s in answer.sources]
    report = replace(answer, sources=tuple(replace(s, kind="report") for s in answer.sources))
    assert all(entry["type"] == "techreport" and entry["institution"] for entry in entries(export(report, "bibtex")))


def test_a_claim_review_is_a_draft_without_a_verdict() -> None:
    for answer in (desk_answer(), silence()):
        review = json.loads(export(answer, "claimreview"))
        assert (review["@context"], review["@type"]) == ("https://schema.org", "ClaimReview")
        # What search engines require of a ClaimReview is there to be filled in by a person, and nothing of it is filled in.
        for name in ("claimReviewed", "url"):
            assert review[name].startswith("[TO BE COMPLETED BY A PERSON")
        assert review["reviewRating"]["@type"] == "Rating"
        assert review["reviewRating"]["alternateName"].startswith("[TO BE COMPLETED BY A PERSON")
        assert review["creativeWorkStatus"].startswith("Draft")
        assert not {"ratingValue", "bestRating", "worstRating", "ratingExplanation"} & set(review["reviewRating"])
        assert "datePublished" not in review
        assert review["itemReviewed"]["@type"] == "Claim"


def test_a_claim_review_tells_the_report_with_its_numbers() -> None:
    review = json.loads(export(desk_answer(), "claimreview"))
    assert "A keeper reports a buoy. [1] [2]" in review["reviewBody"]
    assert [work["@type"] for work in review["isBasedOn"]] == ["Legislation", "Legislation", "Legislation", "CreativeWork"]


def test_annotations_have_the_shape_of_the_web_annotation_model() -> None:
    answer = desk_answer()
    collection = json.loads(export(answer, "annotations"))
    page = collection["first"]
    assert (collection["@context"], collection["type"], page["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationCollection", "AnnotationPage")
    assert (collection["total"], page["partOf"], page["startIndex"]) == (len(page["items"]), collection["id"], 0)
    assert len(page["items"]) == len(marks(answer))
    names = [collection["id"], page["id"], *(item["id"] for item in page["items"])]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", name) for name in names)
    for item, c in zip(page["items"], marks(answer), strict=True):
        assert item["type"] == "Annotation"
        assert item["target"]["type"] == "SpecificResource"
        assert item["target"]["selector"] == [
            {"type": "TextQuoteSelector", "exact": c.quote, "prefix": c.prefix, "suffix": c.suffix},
            {"type": "TextPositionSelector", "start": c.start, "end": c.end},
        ]
        for resource in item["body"]:
            assert ("value" in resource) == (resource["type"] == "TextualBody")
            assert resource["purpose"] in {"commenting", "describing", "identifying", "linking"}
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", item["target"]["state"]["sourceDate"])


def test_only_official_words_are_said_to_stand_on_the_official_page() -> None:
    answer = desk_answer()
    targets = {c.n: item["target"]["source"] for item, c in zip(json.loads(export(answer, "annotations"))["first"]["items"], marks(answer), strict=True)}
    assert targets[2] == "https://law.example/us"
    assert all(targets[n].startswith("ni:///sha-256;") for n in (1, 3, 4))
    odd = replace(answer, sources=tuple(replace(s, sha256="none", text_as_of=None, retrieved_on=None) for s in answer.sources))
    item = json.loads(export(odd, "annotations"))["first"]["items"][0]
    assert item["target"]["source"].startswith("urn:uuid:")
    assert "state" not in item["target"]


@pytest.mark.parametrize("text", [*WORDS, UNSEEN])
def test_hostile_words_are_words_in_word(text) -> None:
    data = export(hostile_report(text), "docx")
    shown = flat(text).replace("\u202e", "\ufffd").replace("\x1b", "\ufffd")
    assert docx_links(data) == []
    assert len(footnotes(data)) == 2
    assert all(shown in note for note in footnotes(data))
    assert body(data).count(shown) >= 6  # title, two claims, heading, limitation, follow-up, source


@pytest.mark.parametrize("text", WORDS)
def test_hostile_words_are_words_in_markdown(text) -> None:
    markdown = export(hostile_report(text), "markdown").decode()
    assert set(re.findall(r"(?<!\\)\[\^.*?\]", markdown)) == {"[^1-1]"}
    assert "<!--" not in re.sub(r"\\.", "", markdown)
    # The footnotes' own marks are taken out, which CommonMark does not know.
    page = html.fromstring(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(re.sub(r"(?<!\\)\[\^1-1\]:? ?", "", markdown)))
    assert page.xpath("//a | //img | //script | //code | //table | //comment() | //svg | //s") == []
    assert flat(page.text_content()).count(flat(text)) >= 6


@pytest.mark.parametrize("text", WORDS)
def test_hostile_words_are_words_on_a_page(text) -> None:
    page = html.fromstring(export(hostile_report(text), "html").decode())
    assert page.xpath("//script | //img | //svg | //comment() | //table | //iframe") == []
    assert [name for element in page.iter() for name in element.attrib if name.startswith("on")] == []
    assert all(link.startswith("#") for link in page.xpath("//@href"))
    assert flat(page.text_content()).count(flat(text)) >= 6


@pytest.mark.parametrize("text", WORDS)
def test_hostile_words_are_words_in_bibtex(text) -> None:
    (entry,) = entries(export(hostile_report(text), "bibtex"))
    assert untex(entry["title"]) == f"{{{flat(text)}}}"
    assert flat(text) in untex(entry["note"])
    assert "url" not in entry
    # No command but those that print one character.
    written = "".join(value for name, value in entry.items() if name not in {"type", "key"})
    assert re.sub(r"\\text[a-z]+\{\}|\\[$&#%_]", "", written).count("\\") == 0


@pytest.mark.parametrize("name", ["claimreview", "annotations"])
@pytest.mark.parametrize("text", [*WORDS, "</script><script>x</script>\u2028 & <!--"])
def test_linked_data_can_stand_in_a_script_element(name, text) -> None:
    data = export(hostile_report(text), name).decode()
    assert not set(data) & set("<>&\u2028\u2029")
    assert text in strings(json.loads(data))
    page = html.fromstring(f"<html><body><script type='application/ld+json'>{data}</script><p>after</p></body></html>")
    assert [element.tag for element in page.find("body")] == ["script", "p"]
    assert not [word for word in strings(json.loads(data)) if word.startswith("javascript:") and word != text]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "https://x.example/a> b", "file:///etc/passwd", "//x.example", "https://x.example/\n[y](javascript:z)"]
)
def test_only_web_addresses_become_links(url) -> None:
    answer = hostile_report("Plain words here.", url)
    assert docx_links(export(answer, "docx")) == []
    assert "URL" not in json.loads(export(answer, "csl-json"))[0]
    assert "url" not in entries(export(answer, "bibtex"))[0]
    for name in ("claimreview", "annotations"):
        assert url not in strings(json.loads(export(answer, name)))


def test_an_address_cannot_close_its_field() -> None:
    (entry,) = entries(export(hostile_report("Plain words.", "https://x.example/}{@misc{x,"), "bibtex"))
    assert entry["url"] == "https://x.example/%7D%7B@misc%7Bx,"


@pytest.mark.parametrize("name", FORMATS)
def test_an_abstention_is_exported_as_one(name) -> None:
    data = export(silence(), name)
    if name == "csl-json":
        assert json.loads(data) == []  # there is nothing to cite
        return
    shown = flat(body(data) if name == "docx" else data.decode())
    assert "Available sources do not mention seals." in shown
    assert "Buoys Act 1999, s 4" in shown
    assert "Which colour are harbour seals?" in shown
    assert "[1]" not in shown
    if name != "json":
        assert "1,234 passages of 5 sources" in shown
    if name == "docx":
        assert footnotes(data) == []
    if name == "annotations":
        assert json.loads(data)["first"]["items"] == []


@pytest.mark.parametrize("text", WORDS)
def test_an_abstention_in_bibtex_holds_no_entry(text) -> None:
    data = export(silence(text, message=text, nearest=(text,)), "bibtex")
    assert entries(data) == []
    assert all(line.startswith(b"% ") for line in data.splitlines())


def test_a_format_is_known_by_its_name_and_ending() -> None:
    for form in FORMATS.values():
        assert format_of(Path(f"An answer{form.ending.upper()}")) is form
    with pytest.raises(ExportError, match=r"names no export format; the endings are \.md"):
        format_of(Path("answer.pdf"))
    with pytest.raises(ExportError, match="'pdf' is no export format; the formats are markdown"):
        export(desk_answer(), "pdf")


@pytest.mark.parametrize("name", ["markdown", "html", "json", "claimreview", "annotations"])
def test_half_a_character_is_told(name) -> None:
    with pytest.raises(ExportError, match="half a character"):
        export(replace(desk_answer(), question="half \ud800"), name)


def spoilt(**changes: object) -> bytes:
    return json.dumps({**json.loads(export(desk_answer(), "json")), **changes}).encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.json is no JSON"),
        (b"{", "a.json is no JSON"),
        (b"\xff\xfe\xfa", "a.json is no JSON"),
        (b"[" * 100_000, "a.json is no JSON"),
        (b"1" * 5_000, "a.json is no JSON"),
        (b"[]", "holds no answer but a JSON list"),
        (b"null", "holds no answer but a JSON NoneType"),
        (b"{}", "question: Field required"),
        (spoilt(schema_version=2), "schema_version"),
        (spoilt(checked_on="yesterday"), "checked_on"),
        (spoilt(sources="none"), "sources"),
        (b" " * 20_000_001, "too many for an answer"),
    ],
    ids=["empty", "open", "bytes", "deep", "long", "list", "null", "object", "version", "day", "sources", "size"],
)  # fmt: skip
def test_a_file_that_is_no_answer_is_refused_with_the_reason(data, message) -> None:
    with pytest.raises(MalformedAnswerError, match=re.escape(message)):
        read_answer(data, "a.json")


def test_a_file_that_breaks_a_promise_is_refused() -> None:
    summary = json.loads(export(desk_answer(), "json"))["summary"]
    with pytest.raises(UncitedClaimError):
        read_answer(spoilt(summary=[{**summary[0], "citations": []}]), "a.json")
    with pytest.raises(AnswerError, match="characters but its span"):
        read_answer(spoilt(summary=[{**summary[0], "citations": [{**summary[0]["citations"][0], "end": 9}]}]), "a.json")
    with pytest.raises(AnswerError, match="never both and never neither"):
        read_answer(spoilt(summary=[]), "a.json")


def test_days_are_read_back() -> None:
    answer = read_answer(export(desk_answer(), "json"), "a.json")
    assert answer == desk_answer()
    assert answer.sources[0].text_as_of == date(2025, 5, 1)
