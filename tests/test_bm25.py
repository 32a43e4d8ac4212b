"""BM25 in memory: the ranking of FTS5 itself, for the expressions that questions make; others are left to FTS5."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from evals.grammar import question
from evals.scale import Make, grow
from ingest import bm25
from ingest.catalogue import Catalogue, Scope
from qa.terms import Vocabulary

DAY = Scope(date(2026, 11, 22))
ODD = ['("doesn\'t")', '("report" "law") OR ("doesn\'t" "keep") OR ("report")', '("nowhere")', '("nowhere" "report") OR ("the")', '("a") OR ("b")']


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("grown")
    grow(made, 400, Make(dimensions=8))
    return made


@pytest.fixture
def by_fts5(monkeypatch: pytest.MonkeyPatch) -> Callable[[Catalogue, str, Scope], list[str]]:
    def ranked(catalogue: Catalogue, expression: str, scope: Scope) -> list[str]:
        with monkeypatch.context() as patched:
            patched.setitem(catalogue.__dict__, "few", False)
            return catalogue.search_words(expression, 60, scope)

    return ranked


def test_the_ranking_is_that_of_fts5(folder: Path, by_fts5: Callable[[Catalogue, str, Scope], list[str]]) -> None:
    still = Catalogue(folder, still=True)
    words = Vocabulary(still.frequencies(), still.counts().passages)
    asked = [words.expression(words.concepts(question(n))) for n in range(40)]
    assert sum(len(still.search_words(expression, 60, DAY)) == 60 for expression in asked) > 20
    for scope in (DAY, Scope(date(1800, 1, 1)), Scope(DAY.as_of, (), ("statute",))):
        for expression in (*filter(None, asked), *ODD):
            assert still.search_words(expression, 60, scope) == by_fts5(still, expression, scope), expression


def test_words_that_were_let_go_of_are_counted_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    still = Catalogue(folder, still=True)
    before = still.search_words(ODD[1], 60, DAY)
    monkeypatch.setattr(bm25, "WORDS_KEPT", 1)
    assert still.search_words(ODD[1], 60, DAY) == before != []


def test_what_is_no_list_of_words_is_left_to_fts5(folder: Path, by_fts5: Callable[[Catalogue, str, Scope], list[str]]) -> None:
    still = Catalogue(folder, still=True)
    for expression in ('{head body} : ("report")', "report OR law", '("straße") OR ("report")', '(("report") OR ("law")) AND ("keep")'):
        assert still._weighed(expression, 60, DAY) is None
        assert still.search_words(expression, 60, DAY) == by_fts5(still, expression, DAY)


def test_lengths_are_read_as_fts5_writes_them(folder: Path) -> None:
    still = Catalogue(folder, still=True)
    with still._reading() as db:
        for head, body, asked, written in db.execute("SELECT head, body, asked, sz FROM words w JOIN words_docsize s ON s.id = w.rowid LIMIT 50"):
            assert bm25._length(written) == len(re.findall(r"\w+", f"{head} {body} {asked}"))
    assert bm25._length(bytes([0x81, 0x00, 0x05])) == 133
