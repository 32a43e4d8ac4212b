"""The bundled corpus: its format, its wording, and every figure held against the text that it was checked against."""

from __future__ import annotations

import hashlib
import html
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from evals.case import CASES, load_cases, load_splits
from ingest.asked import read_asked
from ingest.digest_check import Statement, check_digests, corpus_statements, load_reviewed, told
from ingest.digest_figures import lost_figures, read_figures
from ingest.parse_digest import DigestPart, read_part
from ingest.pinpoint import Pinpoint
from ingest.source import SourceRecord, corpus_candidates, corpus_folder, load_sources, parse
from ingest.text import sentences
from tests.conftest import ROOT

CORPUS = corpus_folder()
DIGESTS = CORPUS / "digests"
FILES = sorted(str(path.relative_to(DIGESTS)) for path in DIGESTS.rglob("*") if path.is_file())
RECORDS = {record.id: record for record in load_sources(CORPUS)}
# The kinds and jurisdictions of the contract's schema.
KINDS = {"statute", "regulation", "treaty", "case", "guidance", "report", "transparency", "news", "document"}
JURISDICTIONS = {"US", "GB", "EU", "CA", "KE", "AU", "IN", "DE", "BR", "INT"}


@cache
def part(name: str) -> DigestPart:
    return read_part(name, (DIGESTS / name).read_text(encoding="utf-8"))


def statements(name: str) -> Iterator[tuple[str, str]]:
    """Yield (heading, statement) of a digest."""
    return told(part(name))


@cache
def placed() -> dict[str, list[Statement]]:
    """Map each digest to its statements with their places."""
    found: dict[str, list[Statement]] = {}
    for statement in corpus_statements(CORPUS):
        found.setdefault(statement.digest, []).append(statement)
    return found


def test_there_is_a_corpus() -> None:
    assert len(FILES) > 100
    assert {name.partition("/")[0].upper() for name in FILES} == {record.jurisdiction for record in RECORDS.values()}
    assert [name for name in FILES if not re.fullmatch(r"[a-z]{2,3}/[a-z0-9\-]+\.md", name)] == []


def test_every_digest_is_listed_and_every_listed_digest_is_there() -> None:
    listed = [name for record in RECORDS.values() for version in record.version for name in version.files]
    assert sorted(set(listed)) == FILES


def test_every_source_parses_and_is_checked() -> None:
    documents = [parse(candidate) for candidate in corpus_candidates(CORPUS)]
    assert len({document.id for document in documents}) == len(documents) == sum(len(record.version) for record in RECORDS.values())
    assert all(document.provisions for document in documents)


@pytest.mark.parametrize("record", RECORDS.values(), ids=lambda record: record.id)
def test_a_source_is_described(record: SourceRecord) -> None:
    assert record.jurisdiction in JURISDICTIONS
    assert record.kind in KINDS
    for words in (record.citation, record.title, record.short, record.publisher, record.licence, *record.aliases):
        assert words == words.strip() != ""
        assert "\n" not in words
    assert len(set(record.aliases)) == len(record.aliases)
    assert Pinpoint.parse(record.citation) == Pinpoint.parse(str(Pinpoint.parse(record.citation)))


@pytest.mark.parametrize("record", RECORDS.values(), ids=lambda record: record.id)
def test_versions_do_not_overlap(record: SourceRecord) -> None:
    windows = sorted((version.valid_from or date.min, version.valid_to or date.max) for version in record.version)
    for first, last in windows:
        assert first <= last
    for (_, last), (first, _) in pairwise(windows):
        assert last < first, f"{record.id}: two versions hold on {first}"


@pytest.mark.parametrize("record", RECORDS.values(), ids=lambda record: record.id)
def test_a_digest_holds_on_every_day_of_its_version(record: SourceRecord) -> None:
    for version in record.version:
        for name in version.files:
            front = part(name).front
            assert front.source == record.id
            assert (front.valid_from or date.min) <= (version.valid_from or date.min)
            assert (front.valid_to or date.max) >= (version.valid_to or date.max)
            assert front.checked_on >= front.text_as_of - timedelta(days=1)


def test_a_readers_question_names_a_place_that_is_told() -> None:
    told: dict[str, list[Pinpoint]] = {}
    for candidate in corpus_candidates(CORPUS):
        document = parse(candidate)
        told.setdefault(document.source.id, []).extend(provision.pinpoint for provision in document.provisions)
    for record in RECORDS.values():
        for question in record.question:
            assert any(Pinpoint.parse(question.at).contains(place) for place in told[record.id]), question.at


@pytest.mark.parametrize("name", FILES)
def test_every_statement_can_stand_alone(name: str) -> None:
    for heading, line in statements(name):
        count = len(line.split())
        assert 8 <= count <= 60, f"{count} words: {line}"
        assert line.endswith("."), line
        assert not re.match(r"(?:It|They|This|These|Those|Such|He|She|The above|The same)\b", line.removeprefix("Low confidence: ")), line
        assert [line[start:end] for start, end in sentences(line)] == [line], f"reads as more than one sentence: {line}"
        assert not re.search(r"[*`<>\[\]|]|https?:", line), f"markup in: {line}"
        assert " — " in heading
    lines = [line for _, line in statements(name)]
    assert lines
    assert len(set(lines)) == len(lines), "a statement occurs twice"


def test_no_statement_stands_in_two_sources_at_once() -> None:
    homes: dict[str, set[str]] = {}
    for name in FILES:
        for _, line in statements(name):
            homes.setdefault(line, set()).add(part(name).front.source)
    assert {line: sources for line, sources in homes.items() if len(sources) > 1} == {}


# --- against the texts themselves --------------------------------------------------------------------------------------

# Digests checked against a text of which no copy lies in ../shared, with the public copy that was read.
E_EVIDENCE = "legalize-dev/legalize-eu@00eb30412350b8ff0998ca99daf177f7964bb609:eu/6d/32023R1543.md"
PUBLIC_COPIES = {
    "us/case-carpenter-2018.md": "Carpenter v. United States, No. 16-402, slip opinion",
    "eu/dir-2011-93.md": "legalize-dev/legalize-eu@3a8a337a624f13020df61c227a3614657aac727f:eu/44/32011L0093.md",
    "eu/reg-2023-1543-before-application.md": E_EVIDENCE,
    "eu/reg-2023-1543-context.md": E_EVIDENCE,
    "eu/reg-2023-1543-definitions-conditions.md": E_EVIDENCE,
    "eu/reg-2023-1543-refusal-enforcement.md": E_EVIDENCE,
}

# Figures that the text checked against does not give, each looked at by a person: corpus/reviewed.toml.
REVIEWED = load_reviewed(CORPUS)


def excused(name: str, figure: str) -> bool:
    return any(record.excuses(name, record.at, figure) for record in REVIEWED)


@pytest.fixture(scope="module")
def texts(shared: Path) -> dict[str, Path]:
    """The files that digests may have been checked against, by sha256."""
    found = (path for folder in ("corpus", "facts") for path in sorted((shared / folder).rglob("*")) if path.is_file())
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in found}


@cache
def words_of(path: Path) -> str:
    if path.suffix == ".pdf":
        pypdf = pytest.importorskip("pypdf", reason="needs pypdf to read the PDF that the digest was checked against")
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    files = [path]
    if path.parent.name.endswith("-chunks"):  # one file a subsection: the whole section is the text
        section = re.search(r"§\s*(\d+[A-Z]*)\b", path.read_text(encoding="utf-8"))
        assert section is not None
        files = [file for file in sorted(path.parent.iterdir()) if re.search(rf"§\s*{section[1]}\b", file.read_text(encoding="utf-8")[:1_500])]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return html.unescape(re.sub(r"<[^>]+>", " ", text)) if path.suffix in {".xml", ".xhtml"} else text


@pytest.mark.parametrize("name", FILES)
def test_a_digest_names_the_text_it_was_checked_against(texts: dict[str, Path], name: str) -> None:
    front = part(name).front
    if name in PUBLIC_COPIES:
        assert front.basis == "extract"
        assert "public copy" in front.checked_against
        assert re.fullmatch(r"[0-9a-f]{64}", front.sha256)
        if "@" in PUBLIC_COPIES[name]:  # a copy of which no bytes are kept is told by the hash of its name
            assert front.sha256 == hashlib.sha256(PUBLIC_COPIES[name].encode()).hexdigest()
        return
    path = texts[front.sha256]
    assert (front.basis == "fact sheet") == (path.parent.name == "facts")


def missing_figures(name: str, text: str) -> Iterator[tuple[str, str]]:
    """Yield each figure of a digest that its text does not give, with the statement."""
    record, given = RECORDS[part(name).front.source], read_figures(text)
    for statement in placed()[name]:
        numbers = read_figures(f"{statement.pinpoint} {record.citation} {record.title}").numbers
        for figure in lost_figures(f"{statement.label} ; {statement.words}", given, days=statement.days, numbers=numbers):
            yield figure, statement.words


@pytest.mark.parametrize("name", [name for name in FILES if name not in PUBLIC_COPIES])
def test_every_figure_stands_in_the_text_it_was_checked_against(texts: dict[str, Path], name: str) -> None:
    text = words_of(texts[part(name).front.sha256])
    assert [(figure, line) for figure, line in missing_figures(name, text) if not excused(name, figure)] == []


def test_every_statement_holds_against_the_official_text_at_hand(shared: Path) -> None:
    report = check_digests(CORPUS, [shared / "corpus"])
    assert [str(failure) for failure in report.failures] == []
    assert report.checked > 700


def test_every_reviewed_exception_is_still_needed(shared: Path, texts: dict[str, Path]) -> None:
    needed = {(record.digest, record.figure) for record in check_digests(CORPUS, [shared / "corpus"]).excused}
    for name in {record.digest for record in REVIEWED} - set(PUBLIC_COPIES):
        needed |= {(name, figure) for figure, _ in missing_figures(name, words_of(texts[part(name).front.sha256]))}
    assert [record for record in REVIEWED if (record.digest, record.figure) not in needed] == []


def test_no_sentence_of_a_source_text_is_in_the_project(shared: Path) -> None:
    done = subprocess.run([sys.executable, str(shared / "tools" / "overlap.py"), str(ROOT)], capture_output=True, text=True, check=False)
    assert [line for line in done.stdout.splitlines() if line.startswith("corpus/digests/")] == []
    assert "shared with the source texts" in done.stdout, done.stderr


ASKED = sorted((CORPUS / "asked").rglob("*.md"))


def test_every_place_of_a_digest_in_force_lists_questions() -> None:
    listed: dict[str, set[str]] = {}
    for candidate in corpus_candidates(CORPUS):
        source = parse(candidate).source
        listed.setdefault(source.id, set()).update(at for _, at in source.questions)
    bare = [
        f"{candidate.name}: {provision.pinpoint}"
        for candidate in corpus_candidates(CORPUS)
        for provision in parse(candidate).provisions
        if parse(candidate).source.valid_to is None and str(provision.pinpoint) not in listed[parse(candidate).source.id]
    ]
    assert bare == []


@pytest.mark.parametrize("path", ASKED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_questions_are_for_places_of_the_digest_beside_them(path: Path) -> None:
    asked = read_asked(path)
    assert len(asked) >= 3 or "before" in path.name or "201" in path.name
    assert all(12 <= len(ask) <= 200 for ask, _ in asked)
    assert (DIGESTS / path.parent.name / path.name).is_file()


def test_no_listed_question_is_one_that_measures() -> None:
    """A question that is listed for its answer would measure nothing."""
    listed = {_plain(ask) for path in ASKED for ask, _ in read_asked(path)} | {_plain(q.ask) for record in RECORDS.values() for q in record.question}
    splits = load_splits()
    measured = [wording for split in splits.values() for case in split for wording in (case.question, *case.paraphrases)]
    assert [question for question in measured if _plain(question) in listed] == []
    fitted = {_plain(case.question) for case in load_cases(CASES / "fit.jsonl")}
    assert [question for question in measured if _plain(question) in fitted] == []


def _plain(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.casefold()))
