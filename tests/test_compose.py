"""Which texts can stand as a claim."""

from __future__ import annotations

import pytest

from qa.compose import _readable


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        ("The repair of the bridge costs 90,000 pounds.[^1]", True),
        ("The repair of the bridge costs 90,000 pounds. [2]", True),
        ("[^1]: Council minutes of the meeting held on 3 May.", False),
        ("the repair of the bridge costs 90,000 pounds.", False),
    ],
)
def test_the_mark_of_a_footnote_is_no_part_of_a_sentence_and_its_note_is_none(text: str, readable: bool) -> None:
    assert _readable(text) is readable
