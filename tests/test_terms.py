"""Stems: the same from many threads as from one."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from qa.terms import Covering, Vocabulary, coverage, stem, stems, stems_in_order

WORDS = ("reporting", "obligations", "preservation", "disclosures", "providers", "relational", "vietnamization", "hopefulness", "adjustment") * 200


@pytest.fixture
def hasty_threads():
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def test_threads_do_not_spoil_each_others_stems(hasty_threads):
    alone = [stem.__wrapped__(word) for word in WORDS]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(stem.__wrapped__, WORDS))
    assert together == alone


def test_what_is_covered_is_what_each_concept_says_of_itself():
    concepts = Vocabulary({"report": 5, "buoi": 2, "coast": 9}, 100).concepts("Must the Coast Office report a lost buoy within 60 days?")
    covering = Covering(concepts)
    for own, context in (("A report of 60 buoys.", "Coast"), ("", ""), ("Coast office", "report"), ("A report of 60 buoys.", "")):
        together = stems(own) | stems(context)
        labels = {c.label for c in concepts if c.covered_by(together)}
        covered = covering.by(stems(own), stems(context))
        assert covered.labels == labels
        assert covered.share == coverage(concepts, labels)
        assert covered.keys == coverage([c for c in concepts if c.key], labels)
    assert covering.by(stems("A report"), stems("of nothing asked")) is covering.by(stems("reports"))


def test_stems_that_are_asked_for_once_are_not_kept():
    text = "Harbours report the reports of a reporting keeper"
    before = stems.cache_info().currsize
    assert stems_in_order(text) == ("harbour", "report", "the", "of", "a", "keeper")
    assert stems.cache_info().currsize == before
    assert stems(text) == frozenset(stems_in_order(text))


@pytest.mark.parametrize(
    ("question", "label", "speaks"),
    [
        ("Must Gmail scan for this?", "Gmail", "a provider"),
        ("Can police read my Gmail?", "Gmail", "the contents of messages"),
        ("Can the FBI read it?", "FBI", "law enforcement"),
        ("Does the act let TikTok refuse?", "TikTok", "a platform"),
    ],
)
def test_a_rule_for_all_of_its_kind_speaks_of_one_that_is_named(question, label, speaks):
    found = Vocabulary({"provid": 50, "content": 40, "law": 60, "enforc": 30, "platform": 9}, 100).concepts(question)
    assert any(c.covered_by(stems(speaks)) for c in found)
    named = next(c for c in found if c.label == label)
    assert not named.key
    assert coverage(found, {c.label for c in found if c != named}) < 1.0


@pytest.mark.parametrize("question", ["How many reports did Gmail send?", "Why did the FBI sue TikTok?"])
def test_what_happened_is_told_of_the_one_named_alone(question):
    concepts = Vocabulary({"provid": 50, "law": 60, "enforc": 30}, 100).concepts(question)
    assert any(c.company and c.key for c in concepts)
    assert not any(c.covered_by(stems("A provider and law enforcement")) for c in concepts)
