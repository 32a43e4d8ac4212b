"""The main job on the real corpus with the real model: reports, abstentions, promises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa import Answer
from tests.questions import FLAGSHIP, INSIDE, OUTSIDE, VARIED

pytestmark = pytest.mark.model

SCHEMA = Path(__file__).parents[2] / "shared" / "contract" / "answer.schema.json"


@pytest.fixture(scope="module")
def answers(real_desk):
    return {question: real_desk.ask(question) for question in VARIED}


def test_flagship_question_gets_the_full_report(answers):
    answer = answers[FLAGSHIP]
    claims = list(answer.claims())
    assert 1 <= len(answer.summary) <= 4
    assert len(answer.sections) >= 5
    assert len(claims) >= 14
    assert len(answer.sources) >= 9
    assert len({source.jurisdiction for source in answer.sources}) >= 4
    assert answer.bottom_line
    assert answer.limitations
    assert len(answer.follow_ups) == 5
    assert answer.summary[0].citations[0].pinpoint.startswith("18 U.S.C. § 2258A(a)(1)")
    text = " ".join(claim.text for claim in answer.summary)
    assert "voluntar" in text
    assert "subpoena" in text


def test_flagship_reads_as_sentences(answers):
    texts = [claim.text for claim in answers[FLAGSHIP].claims()]
    assert len(set(texts)) == len(texts)
    for text in texts:
        assert text[0].isupper() or text[0] in "§0123456789"
        assert text.endswith(".")
        assert not text.startswith(("It ", "They ", "This ", "Such ", "These ", "Those "))


def test_flagship_follow_ups_are_answered(real_desk, answers):
    for question in answers[FLAGSHIP].follow_ups:
        assert real_desk.ask(question).status == "answered", question


@pytest.mark.parametrize("question", VARIED)
def test_every_quote_is_a_slice_and_numbers_run_in_order(real_desk, answers, question):
    answer = answers[question]
    assert answer.status == "answered", answer.abstention
    documents = {source.document_id: source for source in real_desk.sources()}
    seen: list[int] = []
    for claim in answer.claims():
        assert claim.citations
        for citation in claim.citations:
            document_id = citation.passage_id.partition("#")[0]
            assert real_desk.document_text(document_id)[citation.start : citation.end] == citation.quote
            assert documents[document_id].id == citation.source_id
            assert documents[document_id].in_force(answer.as_of) or any("stopped applying" in line for line in answer.limitations)
            seen.append(citation.n)
    order = list(dict.fromkeys(seen))
    assert order == list(range(1, len(order) + 1)) == [source.n for source in answer.sources]
    assert len({claim.text for claim in answer.claims()}) == len(list(answer.claims()))


@pytest.mark.parametrize("question", [VARIED[0], VARIED[7], VARIED[40], OUTSIDE[0]])
def test_json_round_trips(real_desk, question):
    answer = real_desk.ask(question)
    assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer


@pytest.mark.skipif(not SCHEMA.exists(), reason="needs ../shared/contract/answer.schema.json")
def test_answers_fit_the_contract(real_desk, answers):
    import jsonschema

    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    for answer in [*answers.values(), *(real_desk.ask(question) for question in OUTSIDE)]:
        validator.validate(answer.to_dict())


@pytest.mark.parametrize("question", INSIDE)
def test_questions_inside_are_answered(real_desk, question):
    assert real_desk.ask(question).status == "answered"


@pytest.mark.parametrize("question", OUTSIDE)
def test_questions_outside_abstain(real_desk, question):
    answer = real_desk.ask(question)
    assert answer.status == "abstained", [claim.text for claim in answer.summary]
    assert not list(answer.claims())
    assert not answer.sources
    assert answer.abstention is not None
    assert answer.abstention.searched.nearest
    assert answer.abstention.searched.passages > 1_000


def test_the_stream_ends_with_the_same_answer(real_desk):
    events = list(real_desk.stream(FLAGSHIP))
    assert events[0].name == "retrieved"
    assert events[-1].answer == real_desk.ask(FLAGSHIP)
    assert [event.text for event in events if event.name == "claim"] == [claim.text for claim in events[-1].answer.claims()]


def test_law_of_another_day(real_desk):
    from datetime import date

    old = real_desk.ask("What is the fine for failing to report child sexual abuse material in the US?", as_of=date(2023, 6, 1))
    now = real_desk.ask("What is the fine for failing to report child sexual abuse material in the US?")
    assert "$150,000" in " ".join(claim.text for claim in old.claims())
    assert "$850,000" not in " ".join(claim.text for claim in old.claims())
    assert "$850,000" in " ".join(claim.text for claim in now.claims())
    assert any("has changed since" in line for line in old.limitations)


def test_a_follow_up_takes_the_earlier_subject(real_desk):
    question = "Must platforms in the US report child sexual abuse material?"
    first = real_desk.ask(question)
    second = real_desk.ask("And in the UK?", history=[(question, first)])
    assert second.status == "answered"
    assert {source.jurisdiction for source in second.sources} == {"GB"}


def test_the_same_question_gets_the_same_answer(real_desk):
    assert real_desk.ask(VARIED[3]) == real_desk.ask(VARIED[3])


def test_fifty_threads_get_their_own_answers(real_desk, answers):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(real_desk.ask, VARIED))
    assert asked == [answers[question] for question in VARIED]
