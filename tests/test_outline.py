"""The outline: what a parser gives it is compared with the source, character by character and in order."""

from __future__ import annotations

import pytest

from ingest.document import Document
from ingest.errors import CoverageError
from ingest.outline import Outline
from ingest.pinpoint import Pinpoint
from tests.factories import make_source

SOURCE = make_source(form="official")
A, A1, B = (Pinpoint.parse(f"40 U.S.C. § 7001{place}") for place in ("(a)", "(a)(1)", "(b)"))


def told(document: Document) -> list[tuple[str, str]]:
    return [(str(p.pinpoint), document.text[p.start : p.end]) for p in document.provisions]


def test_pieces_come_to_stand_in_order_under_their_places() -> None:
    outline = Outline(SOURCE, "law.xml")
    outline.heading("Of buoys")
    outline.words(A, "(a) A keeper\n shall—", path=("Part 1",))
    outline.words(A1, "(1)  light the lamp;", heading="Lamps")
    outline.words(A, "before dusk.", path=("Part 1",))
    outline.omit("[3]", "footnote mark")
    outline.aside("Signed at the pier", "signature")
    document = outline.document(["Of buoys (a) A keeper shall— (1) light the lamp; before dusk. [3] Signed at the pier"])
    assert told(document) == [(str(A), "(a) A keeper shall—"), (str(A1), "(1) light the lamp;"), (str(A), "before dusk.")]
    assert [p.path for p in document.provisions] == [("Lost buoys", "Part 1"), ("Lost buoys",), ("Lost buoys", "Part 1")]
    assert [(document.text[s:e], reason) for s, e, reason in document.skipped] == [("Of buoys", "heading"), ("Signed at the pier", "signature")]
    assert document.omitted == (("footnote mark", 3),)


def test_words_of_one_place_that_follow_one_another_are_one_provision() -> None:
    outline = Outline(SOURCE, "law.xml")
    outline.words(A, "First.")
    outline.words(A, "Second.")
    assert told(outline.document(["First. Second."])) == [(str(A), "First.\nSecond.")]


def test_blank_pieces_leave_nothing() -> None:
    outline = Outline(SOURCE, "law.xml")
    outline.words(A, "Words.")
    outline.words(B, " \n\u200b")
    outline.aside(" ", "signature")
    outline.omit("\n", "footnote mark")
    document = outline.document(["Words. \n"])
    assert (len(document.provisions), document.skipped, document.omitted) == (1, (), ())


@pytest.mark.parametrize(
    ("body", "fault"),
    [("One two three", "lost"), ("One", "doubled or moved"), ("two One", "doubled or moved"), ("One twö", "doubled or moved")],
    ids=["a word lost", "a word doubled", "words moved", "a letter changed"],
)
def test_what_differs_from_the_source_is_an_error(body: str, fault: str) -> None:
    outline = Outline(SOURCE, "law.xml")
    outline.words(A, "One two")
    with pytest.raises(CoverageError, match=fault):
        outline.document([body])


def test_a_number_that_is_used_twice_is_told_apart_and_noted() -> None:
    outline = Outline(SOURCE, "law.xml")
    assert outline.distinct(A, "Lamps") == "Lamps"
    assert outline.distinct(A, "Lamps") == "Lamps (place 2 of this number)"
    assert outline.distinct(B) == ""
    assert outline.distinct(B) == "(place 2 of this number)"
    outline.words(A, "Words.")
    assert outline.document(None).notes == (f"{A} is the number of more than one place in this text", f"{B} is the number of more than one place in this text")


@pytest.mark.parametrize(
    ("numbers", "missing"),
    [
        (["1", "2", "3"], ""),
        (["1", "2", "2A", "2B", "3"], ""),
        (["1", "3"], "2"),
        (["1", "5"], "2 to 4"),
        (["1", "3", "4", "7"], "2, 5 to 6"),
        (["a", "c"], ""),
        ([], ""),
    ],
)
def test_numbers_that_are_missing_are_noted_or_refused(numbers: list[str], missing: str) -> None:
    amended, enacted = Outline(SOURCE, "law.xml"), Outline(SOURCE, "law.xml")
    amended.numbered("Part 1", numbers, as_enacted=False)
    assert amended.notes == ([f"Part 1: the text has no {missing}"] if missing else [])
    if missing:
        with pytest.raises(CoverageError, match=r"Part 1: number .* is missing; the file may be damaged"):
            enacted.numbered("Part 1", numbers, as_enacted=True)
    else:
        enacted.numbered("Part 1", numbers, as_enacted=True)
