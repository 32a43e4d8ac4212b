"""The files of questions: their format, and that ingest keeps them beside the places that answer them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingest.asked import asked_files, read_asked
from ingest.catalogue import Catalogue
from ingest.errors import ParseError
from ingest.pipeline import ingest
from ingest.source import corpus_candidates
from qa.asked import with_years
from tests.factories import CorpusFolder, FakeEmbedder


def written(corpus: CorpusFolder, text: str) -> Path:
    """Write a file of questions beside the corpus's first digest."""
    digest = next(corpus_candidates(corpus.path)).files[0]
    file = corpus.path / "asked" / digest.parent.name / digest.name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def first_place(corpus: CorpusFolder) -> str:
    digest = next(corpus_candidates(corpus.path)).files[0].read_text(encoding="utf-8")
    return next(line for line in digest.splitlines() if line.startswith("## ")).removeprefix("## ").partition(" — ")[0]


def test_a_file_is_read_in_its_order(corpus: CorpusFolder) -> None:
    place = first_place(corpus)
    file = written(corpus, f"## {place}\nWho lights the lamp?\n\nis there a fine for a dark pier\n")
    assert read_asked(file) == (("Who lights the lamp?", place), ("is there a fine for a dark pier", place))
    assert asked_files(next(corpus_candidates(corpus.path)).files) == (file,)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Who lights the lamp?\n", "stands under no '## pinpoint' heading"),
        ("## 18 USC 2258A\nWho reports?\n", "write the pinpoint '18 USC 2258A' as"),
    ],
)
def test_a_file_that_breaks_the_format_is_named_with_its_line(corpus: CorpusFolder, text: str, says: str) -> None:
    file = written(corpus, text)
    with pytest.raises(ParseError, match="line 1") as error:
        read_asked(file)
    assert says in str(error.value)


def test_questions_of_a_place_that_the_digest_has_not_are_refused(corpus: CorpusFolder, embedder: FakeEmbedder, tmp_path: Path) -> None:
    written(corpus, "## 99 U.S.C. § 1\nWho reports?\n")
    report = ingest([], tmp_path / "index", embedder, corpus=corpus.path)
    (skipped,) = report.skipped
    assert "99 U.S.C. § 1, a place that its digest does not have" in skipped.reason


def test_questions_are_embedded_and_searched_with_their_place_but_never_quoted(corpus: CorpusFolder, embedder: FakeEmbedder, tmp_path: Path) -> None:
    place = first_place(corpus)
    ingest([], tmp_path / "plain", embedder, corpus=corpus.path)
    written(corpus, f"## {place}\nWhat about zeppelins moored overnight?\n")
    report = ingest([], tmp_path / "plain", embedder, corpus=corpus.path)
    assert report.replaced == 1, "the file of questions counts as part of its source"
    catalogue = Catalogue(tmp_path / "plain")
    document_id = next(i for i, source in catalogue.sources().items() if ("What about zeppelins moored overnight?", place) in source.questions)
    questions = [ask for ask, _ in catalogue.sources()[document_id].questions]
    assert catalogue.question_vectors()[document_id].shape == (len(questions), embedder.encode(["x"]).shape[1])
    assert "zeppelin" in " ".join(catalogue.frequencies())
    assert "zeppelin" not in catalogue.text(document_id)
    catalogue.rebuild_words()
    assert "zeppelin" in " ".join(catalogue.frequencies())
    catalogue.close()


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("how many tips did NCMEC get last year", "how many tips did NCMEC get in 2025"),
        ("How many reports so far this year?", "How many reports so far in 2026?"),
        ("How many reports in 2023 and last year?", "How many reports in 2023 and last year?"),
        ("A detective wants last year's tower pings.", "A detective wants last year's tower pings."),
        ("Was the law changed last year?", "Was the law changed last year?"),
    ],
)
def test_the_year_of_a_count_is_told_by_its_number(question, read):
    assert with_years(question, date(2026, 12, 1)) == read
