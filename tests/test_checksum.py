"""Checksums: the same for the same fields, another for any that differ in a letter, a bit or their order."""

from __future__ import annotations

import pytest

from ingest.checksum import checksum

ROW = ("18 U.S.C. § 2258A(e)", 7, "ab", "c", b"\x00\x01", "\ud800")


def test_it_stays() -> None:
    assert checksum(ROW) == checksum(list(ROW))


@pytest.mark.parametrize(
    "other", [("x", *ROW[1:]), (ROW[0], 8, *ROW[2:]), (*ROW[:2], "a", "bc", *ROW[4:]), (*ROW[:4], b"\x00\x03", ROW[5]), ROW[::-1], ROW[:-1]]
)
def test_any_change_gives_another(other: tuple[object, ...]) -> None:
    assert checksum(other) != checksum(ROW)
