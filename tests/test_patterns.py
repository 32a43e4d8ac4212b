"""Regular expressions: none of the packages' can be kept busy by text that is made for it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time

import pytest

from ingest.formats import parse_file
from tests.conftest import ROOT
from tests.factories import make_origin
from tests.publisher import ferries_act
from tests.pumps import patterns, slow


def test_no_pattern_is_slow_on_text_made_for_it() -> None:
    done = subprocess.run([sys.executable, "-m", "tests.pumps"], cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["slow"] == {}
    assert told["tried"] == len(patterns())


@pytest.mark.parametrize("evil", [r"(a+)+b", r"(?:\w|\w\w)+!", r"\s*\n\s*(?=x)", r"(?:[^.;]{1,80},?)*\s*means", r"(?P<a>\d+)*x"])
def test_the_search_finds_patterns_that_are_known_to_be_slow(evil: str) -> None:
    assert slow(re.compile(evil))


@pytest.mark.parametrize("sound", [r"\d+(?:\.\d+)*", r"[^\S\n]+", r"(?:\(\w+\))+", r"(?<!\s)\s++(?=x)"])
def test_and_leaves_sound_ones_alone(sound: str) -> None:
    assert slow(re.compile(sound)) == ""


def test_the_patterns_of_modules_tables_and_calls_are_all_found() -> None:
    places = {found.place for found in patterns()}
    assert "ingest.text._STOP" in places
    assert any(re.fullmatch(r"qa\.page\.access:\d+", place) for place in places)
    assert len({place.partition(".")[2].partition(".")[0].partition(":")[0] for place in places}) > 60


def test_empty_lines_in_an_act_are_read_in_no_time() -> None:
    """A run of line ends was once tried at each of its places twice over: the time grew as the cube of its length."""
    took = {}
    for length in (4_000, 16_000):
        data = ferries_act("carry" + "\n" * length + "back")
        started = time.process_time()
        assert "shall carry back a passenger" in parse_file(data, make_origin("act.xml"), "act.xml").text
        took[length] = time.process_time() - started
    assert took[16_000] < 30 * max(took[4_000], 0.01)
