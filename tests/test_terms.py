"""Stems: the same from many threads as from one."""

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from qa.terms import stem

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
