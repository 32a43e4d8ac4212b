"""Cases: what the files may hold, and whether an index can be measured with them."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from evals.case import GOLD_DAY, SPLITS, Held, Split, load_cases, load_splits, misfits
from evals.errors import CaseError
from evals.metrics import nugget_told
from ingest.pinpoint import Pinpoint
from ingest.source import Candidate, corpus_candidates, corpus_folder, parse
from tests.evals_fixtures import A, E, case_fields, make_case, make_refusal, refusal_fields, write_cases
from tests.factories import make_source


def _file(folder: Path, *lines: object) -> Path:
    path = folder / "dev.jsonl"
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


def test_cases_are_read_in_order(tmp_path: Path) -> None:
    cases = load_cases(_file(tmp_path, case_fields(as_of="2023-06-01"), refusal_fields()))
    assert [case.id for case in cases] == ["a-1", "u-1"]
    assert cases[0].as_of == date(2023, 6, 1)
    assert cases[0].nuggets == (("10 days", "ten days"),)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param("", "dev.jsonl line 2: Invalid JSON", id="a blank line"),
        pytest.param("{", "dev.jsonl line 2: Invalid JSON", id="half a line"),
        pytest.param(case_fields(id=""), "dev.jsonl line 2: id:", id="an empty id"),
        pytest.param(case_fields(kind="maybe"), "dev.jsonl line 2: kind:", id="an unknown kind"),
        pytest.param(case_fields(as_of="June"), "dev.jsonl line 2: as_of:", id="a day that is none"),
        pytest.param(case_fields(golden=[A]), "dev.jsonl line 2: golden:", id="an unknown field"),
        pytest.param({"id": "x"}, "dev.jsonl line 2: question:", id="a missing field"),
        pytest.param(case_fields(gold=A), "dev.jsonl line 2: gold:", id="gold that is no list"),
        pytest.param(case_fields(gold=[]), "answerable case needs gold", id="answerable without gold"),
        pytest.param(case_fields(nuggets=[]), "answerable case needs gold", id="answerable without nuggets"),
        pytest.param(case_fields(nuggets=[["x"], []]), "answerable case needs gold", id="a nugget without wording"),
        pytest.param(refusal_fields(gold=[A]), "unanswerable case needs a reason", id="unanswerable with gold"),
        pytest.param(refusal_fields(why=""), "unanswerable case needs a reason", id="unanswerable without a reason"),
        pytest.param(case_fields(gold_all=[[A], [E]]), "only places that are in gold", id="a group outside gold"),
        pytest.param(case_fields(gold_all=[[]]), "each group of gold_all needs a place", id="an empty group"),
        pytest.param(case_fields(must_not=["within 10 days"]), "must_not holds one of the nuggets", id="a nugget that must not be"),
        pytest.param(case_fields(difficulty="brutal"), "dev.jsonl line 2: difficulty:", id="an unknown difficulty"),
        pytest.param(case_fields(gold=["40 USC 7001(a)"]), f"is written '{A}'", id="a pinpoint in another spelling"),
        pytest.param(case_fields(id="a-0"), "'a-0' is used before", id="an id used twice"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: object, told: str) -> None:
    path = _file(tmp_path, case_fields(id="a-0"), line)
    with pytest.raises(CaseError, match=re.escape(told)):
        load_cases(path)


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"], ids=["missing", "empty", "not UTF-8"])
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "dev.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CaseError, match=r"dev\.jsonl .*one (?:case )?in JSON per line"):
        load_cases(path)


@pytest.mark.parametrize(
    "heldout",
    [case_fields(question="Another?"), case_fields(id="h-1", question="how soon must a  lost buoy be reported")],
    ids=["the id", "the question, spelt otherwise"],
)
def test_the_splits_share_nothing(tmp_path: Path, heldout: dict[str, object]) -> None:
    with pytest.raises(CaseError, match=r"has an id or a question of dev\.jsonl"):
        load_splits(write_cases(tmp_path, [case_fields()], [heldout]))


@pytest.mark.parametrize(
    ("case", "day"),
    [
        (make_case(as_of="2023-06-01", question="What held as of 2020?"), date(2023, 6, 1)),
        (make_case(question="What held as of 2020?"), date(2020, 1, 1)),
        (make_case(), GOLD_DAY),
    ],
    ids=["its filter", "named in the question", "neither"],
)
def test_the_day_of_a_case(case: object, day: date) -> None:
    assert case.day == day  # type: ignore[attr-defined]


OLD = make_source(valid_to=date(2024, 6, 30))
NEW = make_source(valid_from=date(2024, 7, 1))
HELD = [
    Held(OLD, Pinpoint.parse(A), "Report a buoy within 30 days."),
    Held(NEW, Pinpoint.parse(A), "Report a buoy at once."),
    Held(NEW, Pinpoint.parse(f"{A}(1)"), "That is within 10 days."),
    Held(NEW, Pinpoint.parse(E), "The fine is $850,000."),
]


@pytest.mark.parametrize(
    ("case", "told"),
    [
        pytest.param(make_case(), "", id="the nugget stands in a child of the gold place"),
        pytest.param(make_case(as_of="2024-01-01", nuggets=[["30 days"]]), "", id="an earlier version"),
        pytest.param(make_case(gold=["40 U.S.C. § 7001"]), "", id="gold that only has children in the index"),
        pytest.param(make_refusal(), "", id="unanswerable"),
        pytest.param(make_case(gold=[A, "40 U.S.C. § 7009"]), "a-1: no text in force on 2026-11-22 holds 40 U.S.C. § 7009", id="a gold place that is missing"),
        pytest.param(make_case(gold=[E], nuggets=[["$850,000"]], as_of="2024-01-01"), f"a-1: no text in force on 2024-01-01 holds {E}", id="not yet in force"),
        pytest.param(make_case(nuggets=[["30 days"]]), "a-1: no passage under its gold pinpoints holds '30 days'", id="a nugget of the old law"),
        pytest.param(make_case(nuggets=[["$850,000"]]), "a-1: no passage under its gold pinpoints holds '$850,000'", id="a nugget of a sibling"),
        pytest.param(make_case(nuggets=[["0 days"]]), "a-1: no passage under its gold pinpoints holds '0 days'", id="a nugget that cuts a figure"),
    ],
)
def test_cases_that_do_not_fit_are_told(case: object, told: str) -> None:
    expected = [told] if told else []
    found = misfits([case], HELD)  # type: ignore[list-item]
    assert [problem for problem in found if problem == told] == expected
    assert bool(found) is bool(told)


def test_the_bundled_cases_fit_the_bundled_corpus() -> None:
    documents = [parse(candidate) for candidate in corpus_candidates(corpus_folder()) if isinstance(candidate, Candidate)]
    held = [Held(d.source, p.pinpoint, d.text[p.start : p.end]) for d in documents for p in d.provisions]
    splits = load_splits()
    assert all(len(splits[split]) >= 100 for split in SPLITS)
    assert misfits([case for split in SPLITS for case in splits[split]], held) == []


def test_no_held_out_fact_is_asked_on_dev() -> None:
    """What was tuned on is not held out: no dev case shares a gold place with a held-out case and tells all of its nuggets."""
    splits = load_splits()
    asked = [(case, [wording for wordings in case.nuggets for wording in wordings]) for case in splits["dev"]]
    facts = [case for case in splits["heldout"] if case.nuggets]
    shared = [
        (fact.id, case.id) for fact in facts for case, told in asked if set(fact.gold) & set(case.gold) and all(nugget_told(n, told) for n in fact.nuggets)
    ]
    assert shared == []


@pytest.mark.parametrize("split", SPLITS)
def test_each_split_has_every_kind_of_question(split: Split) -> None:
    cases = load_splits()[split]
    assert sum(bool(case.gold_all) for case in cases) >= 12
    assert len({case.pair for case in cases if case.pair}) >= 12
    assert sum(bool(case.before) for case in cases) >= 12
    assert sum(len(case.paraphrases) >= 4 for case in cases) >= 12
    assert sum(case.kind == "unanswerable" for case in cases) >= 30


PAIR = [case_fields(id="p-1", pair="p", as_of="2023-06-01"), case_fields(id="p-2", pair="p", nuggets=[["30 days"]])]


def test_a_pair_is_one_question_as_of_two_days(tmp_path: Path) -> None:
    assert [case.pair for case in load_cases(_file(tmp_path, *PAIR))] == ["p", "p"]


@pytest.mark.parametrize(
    "cases",
    [
        pytest.param(PAIR[:1], id="alone"),
        pytest.param([*PAIR, case_fields(id="p-3", pair="p")], id="three"),
        pytest.param([PAIR[0], PAIR[1] | {"as_of": "2023-06-01"}], id="one day"),
        pytest.param([PAIR[0], PAIR[1] | {"question": "And?"}], id="two questions"),
        pytest.param([PAIR[0], PAIR[1] | {"nuggets": PAIR[0]["nuggets"]}], id="one answer"),
    ],
)
def test_what_is_no_pair_is_refused(tmp_path: Path, cases: list[dict[str, object]]) -> None:
    with pytest.raises(CaseError, match="the pair 'p' is not one question as of two days"):
        load_cases(_file(tmp_path, *cases))


def test_gold_is_one_group_unless_parts_are_named() -> None:
    assert make_case().groups == ((A,),)
    assert make_case(gold=[A, E], gold_all=[[A], [E]]).groups == ((A,), (E,))
    assert make_refusal().groups == ()
