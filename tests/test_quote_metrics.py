"""Metrics of quotes, held against examples worked out by hand."""

from __future__ import annotations

import pytest

from evals.case import Held
from evals.quote_metrics import distinct_claims, quote_exists, quote_in_place
from evals.system import Cited
from ingest.pinpoint import Pinpoint
from tests.evals_fixtures import FIRST, HELD, SECOND, SOURCE, TEXT, A, E

ID = SOURCE.document_id
PASSAGES = {ID: HELD}
WORK, OTHER = "40 U.S.C. § 7001", "40 U.S.C. § 7002"


def cited(span: tuple[int, int], place: str = A, *, quote: str | None = None, document: str = ID) -> Cited:
    return Cited(place, document, *span, TEXT[span[0] : span[1]] if quote is None else quote)


@pytest.mark.parametrize(
    ("quotes", "expected"),
    [
        pytest.param([cited(FIRST)], 1.0, id="the passage"),
        pytest.param([cited((2, 8))], 1.0, id="a part of it"),
        pytest.param([cited((40, 60))], 1.0, id="over two passages"),
        pytest.param([cited(FIRST, quote=TEXT[1:45])], 0.0, id="shifted by one"),
        pytest.param([cited(FIRST, quote=TEXT[:43] + "!")], 0.0, id="another letter at its end"),
        pytest.param([cited((40, 60), quote=TEXT[40:59] + "x")], 0.0, id="another letter in the second passage"),
        pytest.param([cited(FIRST, quote=TEXT[:20])], 0.0, id="shorter than its span"),
        pytest.param([cited((0, 0))], 0.0, id="empty"),
        pytest.param([cited((500, 510), quote="0123456789")], 0.0, id="past the end"),
        pytest.param([cited(FIRST, document="another")], 0.0, id="a document that is not there"),
        pytest.param([cited(FIRST), cited(SECOND, quote="x" * (SECOND[1] - SECOND[0]))], 0.5, id="one of two"),
        pytest.param([], None, id="nothing cited"),
    ],
)
def test_quotes_exist_letter_by_letter(quotes: list[Cited], expected: float | None) -> None:
    assert quote_exists(quotes, PASSAGES) == expected


@pytest.mark.parametrize(
    ("quotes", "expected"),
    [
        pytest.param([cited(FIRST, A)], 1.0, id="its own place"),
        pytest.param([cited(FIRST, WORK)], 1.0, id="the section around it"),
        pytest.param([cited(FIRST, "40 U.S.C.")], 0.0, id="a whole work is no place"),
        pytest.param([cited(FIRST, E)], 0.0, id="a sibling"),
        pytest.param([cited(FIRST, f"{A}(1)")], 0.0, id="a place inside it"),
        pytest.param([cited(FIRST, OTHER)], 0.0, id="another law"),
        pytest.param([cited((40, 60), A), cited((40, 60), E)], 0.5, id="it begins in the first of two"),
        pytest.param([cited(FIRST, document="another")], 0.0, id="a document that is not there"),
        pytest.param([], None, id="nothing cited"),
    ],
)
def test_quotes_stand_where_they_are_cited(quotes: list[Cited], expected: float | None) -> None:
    assert quote_in_place(quotes, PASSAGES) == expected


def test_passages_in_any_order_give_the_same() -> None:
    backwards = {ID: [Held(SOURCE, Pinpoint.parse(A), TEXT[:44], 0, 44), *HELD][::-1]}
    assert quote_in_place([cited((40, 60), A)], backwards) == 1.0


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        pytest.param(["One.", "Two."], 1.0, id="all different"),
        pytest.param(["One.", "one.", "Two."], 2 / 3, id="capitals aside"),
        pytest.param(["It’s so.", "It's so."], 0.5, id="quotation marks aside"),
        pytest.param([], None, id="nothing said"),
    ],
)
def test_claims_are_said_once(texts: list[str], expected: float | None) -> None:
    assert distinct_claims(texts) == expected
