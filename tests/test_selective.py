"""Words asked of a large index: needles are found as before, and few passages are weighed, the best among them; a small index is asked for all."""

from __future__ import annotations

import re
from datetime import date

import pytest

from evals.grammar import Needle, question
from evals.scale import Make, grow
from ingest.catalogue import Catalogue, Scope
from qa import terms
from qa.selective import EVERY, Part, selective
from qa.terms import Vocabulary, expression, stem

PASSAGES = 1_000
DAY = Scope(date(2026, 11, 22))


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Catalogue, list[Needle]]:
    folder = tmp_path_factory.mktemp("grown")
    needles = list(grow(folder, PASSAGES, Make(dimensions=8)).needles)
    return Catalogue(folder), needles


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take an index of a thousand passages for a large one, of which two hundred may be weighed."""
    monkeypatch.setattr(terms, "EVERY", 100)
    monkeypatch.setattr(terms, "selective", lambda concepts, passages: selective(concepts, passages, 200))


def vocabulary(catalogue: Catalogue) -> Vocabulary:
    return Vocabulary(catalogue.frequencies(), catalogue.counts().passages)


def weighed(catalogue: Catalogue, query: str) -> int:
    return len(catalogue.search_words(query, 10_000, DAY))


def one(**found: float) -> list[list[Part]]:
    return [[Part(f'"{word}"', number)] for word, number in found.items()]


def test_up_to_the_bound_every_form_is_asked_for_as_before(grown: tuple[Catalogue, list[Needle]]) -> None:
    catalogue, needles = grown
    words = Vocabulary(catalogue.frequencies(), EVERY)
    for asked in [needle.question for needle in needles] + [question(n) for n in range(20)]:
        concepts = words.concepts(asked)
        assert words.expression(concepts) == expression(concepts)


def test_needles_are_found_by_words_in_a_large_index(large: None, grown: tuple[Catalogue, list[Needle]]) -> None:
    catalogue, needles = grown
    words = vocabulary(catalogue)
    assert len(needles) == 10
    for needle in needles:
        concepts = words.concepts(needle.question)
        assert words.expression(concepts) != expression(concepts)
        assert catalogue.search_words(words.expression(concepts), 5, DAY)[0] == needle.passage_id


def test_a_large_index_weighs_few_passages_and_among_them_the_best(large: None, grown: tuple[Catalogue, list[Needle]], monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue, _ = grown
    words, shared, few, many = vocabulary(catalogue), 0, 0, 0
    for number in range(1, 21):
        concepts = words.concepts(question(number))
        asked = words.expression(concepts)
        with monkeypatch.context() as every:
            every.setattr(terms, "selective", lambda concepts, passages: selective(concepts, passages, 10 * PASSAGES))
            whole = words.expression(concepts)
        few += weighed(catalogue, asked)
        many += weighed(catalogue, whole)
        shared += len({*catalogue.search_words(asked, 10, DAY)} & {*catalogue.search_words(whole, 10, DAY)})
    assert 20 * 20 < few < many / 1.5
    assert shared > 80  # of 200; 4 by chance, where most passages are like many others


def test_every_word_is_asked_for_once(large: None, grown: tuple[Catalogue, list[Needle]]) -> None:
    catalogue, _ = grown
    words = vocabulary(catalogue)
    for number in range(20):
        asked = re.findall(r'"[^()]*"', words.expression(words.concepts(question(number))))
        assert len(asked) == len(set(asked))


def test_rare_words_are_asked_for_alone_and_common_ones_together() -> None:
    assert selective(one(needle=3, report=400_000, court=300_000), 1_000_000, 1_000) == '("needle") OR (("court") AND ("report"))'


def test_as_few_groups_as_leave_few_enough() -> None:
    common = one(a=100_000, b=100_000, c=100_000, d=100_000)
    assert selective(common, 1_000_000, 400_000) == '("a") OR ("b") OR (("c") OR ("d"))'
    assert selective(common, 1_000_000, 50_000) == '((("a") OR ("c")) AND (("b") OR ("d")))'
    assert selective(common, 1_000_000, 2_500) == '((("a") OR ("d")) AND ("b") AND ("c"))'
    assert selective(one(a=300_000, b=300_000, c=300_000, d=300_000), 1_000_000, 20_000) == '(("a") AND ("b") AND ("c") AND ("d"))'


def test_forms_of_one_concept_need_not_meet() -> None:
    concepts = [[Part('"report"', 90_000), Part('"tell"', 80_000), Part('"never"', 0)], [Part('"court"', 100_000)]]
    assert selective(concepts, 1_000_000, 20_000) == '(("court") AND (("tell") OR ("report")))'


def test_a_single_common_word_is_worth_its_time() -> None:
    assert selective(one(report=400_000), 1_000_000, 1_000) == '("report")'
    assert selective(one(report=400_000, never=0), 1_000_000, 1_000) == '("report")'
    assert selective(one(never=0), 1_000_000, 1_000) == ""
    assert selective([], 1_000_000) == ""


def test_words_that_would_meet_almost_nowhere_need_not_meet() -> None:
    assert selective(one(buoy=1_500, lamp=1_500), 1_000_000, 1_000) == '(("buoy") OR ("lamp"))'


@pytest.mark.parametrize("word", ["disclose", "license", "response", "report", "address", "abuse", "decision"])
def test_fts_finds_the_stem_that_a_large_index_is_asked_for(word: str) -> None:
    assert stem(terms._unstemmed(stem(word))) == stem(word)


@pytest.mark.parametrize("word", ["disclose", "abuse", "response", "license", "decisions", "purposes", "retained"])
def test_a_word_is_asked_for_in_a_form_that_is_stemmed_to_what_the_index_holds(word: str) -> None:
    """FTS5 stems what it is asked for, and the stem of a stem can be another: "disclos" would be looked up as "disclo"."""
    words = Vocabulary({stem(word): 1}, 10)
    asked = re.findall(r"\w+", expression(words.concepts(word)))
    assert stem(word) in {stem(one) for one in asked}
