"""Sets that others wrote and labelled, read from their own files: PolicyQA, MTRAG, ContractNLI, AttributionBench, WiCE.

Nothing of them is in this repository; each is read from a folder of the user's, in the form that its authors give it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from evals.errors import OutsideSetError

_Item = TypeVar("_Item")
_Model = TypeVar("_Model", bound=BaseModel)
_Span = tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]]


class _Read(BaseModel):
    """What is used of an entry; the sets have more fields than are needed here."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class PolicyQuestion(_Read):
    """A question on a paragraph of a privacy policy, the kind of practice that it is on, and the wordings that answer it."""

    id: str
    question: str
    type: str = ""
    texts: tuple[str, ...] = Field(min_length=1)


class PolicyParagraph(_Read):
    """A paragraph of a policy and the questions on it."""

    context: str
    qas: tuple[PolicyQuestion, ...]


class Policy(_Read):
    """A website's privacy policy."""

    title: str
    paragraphs: tuple[PolicyParagraph, ...]


class PoolPassage(_Read):
    """A passage of MTRAG's pool; its id begins with that of its page."""

    doc_id: str
    title: str
    text: str

    @property
    def page(self) -> str:
        """The page that the passage is of."""
        return self.doc_id.partition("-")[0]


class Turn(_Read):
    """One turn of a conversation."""

    role: Literal["user", "agent"]
    text: str


class Task(_Read):
    """A question at the end of a conversation, with the passages that people found to answer it."""

    task_id: str
    conversation_id: str
    turn: int
    domain: str
    turns: tuple[Turn, ...] = Field(min_length=1)
    answerability: str
    gold: dict[str, int]

    @property
    def questions(self) -> tuple[str, ...]:
        """What the user asked, oldest first."""
        return tuple(turn.text for turn in self.turns if turn.role == "user")

    @property
    def answerable(self) -> bool | None:
        """Whether the pages answer it, in part or whole; None for small talk and questions that are not clear."""
        return {"ANSWERABLE": True, "PARTIAL": True, "UNANSWERABLE": False}.get(self.answerability)


class Annotation(_Read):
    """What a contract says to a hypothesis, and the numbers of the spans that say it."""

    choice: Literal["Entailment", "Contradiction", "NotMentioned"]
    spans: tuple[int, ...]


class Contract(_Read):
    """A non-disclosure agreement cut into spans, and its annotations by hypothesis."""

    id: str | int
    text: str
    spans: tuple[_Span, ...]
    annotations: dict[str, Annotation]

    @property
    def pieces(self) -> tuple[str, ...]:
        """The words of the spans."""
        return tuple(self.text[start:end] for start, end in self.spans)


class ContractLabel(_Read):
    """A hypothesis in words."""

    hypothesis: str


class Contracts(_Read):
    """ContractNLI: the contracts, and the hypotheses that each is held against."""

    labels: dict[str, ContractLabel]
    documents: tuple[Contract, ...]


class Attributed(_Read):
    """A generated claim with the texts that it cites; the label is 1 where they bear it out."""

    id: str
    claim: str
    evidence: tuple[str, ...]
    label: Literal[0, 1]
    source: str


class WiceMeta(_Read):
    """Of which claim a row is."""

    id: str


class WiceRow(_Read):
    """A claim of Wikipedia and a part of the article that it cites."""

    label: Literal["supported", "partially_supported", "not_supported"]
    claim: str
    evidence: tuple[str, ...]
    meta: WiceMeta


@dataclass(frozen=True, slots=True)
class Mtrag:
    """The questions of one domain and the passages to search."""

    tasks: tuple[Task, ...]
    pool: tuple[PoolPassage, ...]


def read_policyqa(path: Path) -> tuple[Policy, ...]:
    """Read PolicyQA's ``dev.json``, or a file of its form; raises OutsideSetError."""
    return tuple(_json(_file(path, "dev.json"), TypeAdapter(tuple[Policy, ...])))


def read_contractnli(path: Path) -> Contracts:
    """Read ContractNLI's ``dev.json``, or a file of its form; raises OutsideSetError."""
    file = _file(path, "dev.json")
    contracts = _json(file, TypeAdapter(Contracts))
    for contract in contracts.documents:
        beyond = [i for a in contract.annotations.values() for i in a.spans if not 0 <= i < len(contract.spans)]
        unknown = contract.annotations.keys() - contracts.labels.keys()
        if beyond or unknown:
            what = f"the span {beyond[0]}" if beyond else f"the hypothesis {min(unknown)}"
            raise OutsideSetError(f"{file}: the contract {contract.id} names {what}, which does not exist; fetch the set anew")
    return contracts


def read_attributionbench(path: Path) -> tuple[Attributed, ...]:
    """Read AttributionBench's ``dev.jsonl``, or a file of its form; raises OutsideSetError."""
    return tuple(_lines(_file(path, "dev.jsonl"), Attributed))


def read_wice(path: Path) -> tuple[WiceRow, ...]:
    """Read WiCE's ``oracle_claim_dev.jsonl``, or a file of its form; raises OutsideSetError."""
    return tuple(_lines(_file(path, "oracle_claim_dev.jsonl"), WiceRow))


def read_mtrag(path: Path, domain: str = "govt") -> Mtrag:
    """Read MTRAG's ``human_tasks.jsonl`` and the pool of a domain; raises OutsideSetError."""
    if not path.is_dir():
        raise OutsideSetError(f"{path} is not a folder; give the one that holds human_tasks.jsonl and pool_{domain}.jsonl")
    pool = tuple(_lines(_file(path, f"pool_{domain}.jsonl"), PoolPassage))
    tasks = tuple(task for task in _lines(_file(path, "human_tasks.jsonl"), Task) if task.domain == domain)
    known = {passage.doc_id for passage in pool}
    for task in tasks:
        for gold in task.gold:
            if gold not in known:
                raise OutsideSetError(f"{path}: the task {task.task_id} names the passage {gold}, which is not in pool_{domain}.jsonl; fetch the set anew")
    return Mtrag(tasks, pool)


def some(items: Sequence[_Item], key: Iterable[str], limit: int | None) -> list[_Item]:
    """Return at most ``limit`` of the items, always the same ones whatever their order: those whose keys' hashes come first."""
    paired = sorted(zip(key, range(len(items)), strict=True), key=lambda pair: hashlib.sha256(pair[0].encode()).digest())
    return [items[i] for i in sorted(i for _, i in paired[:limit])]


def _file(path: Path, name: str) -> Path:
    file = path / name if path.is_dir() else path
    if not file.is_file():
        raise OutsideSetError(f"{file} does not exist; give the folder that holds {name}, or a file of its form")
    return file


def _json(path: Path, adapter: TypeAdapter[_Item]) -> _Item:
    try:
        return adapter.validate_json(path.read_bytes())
    except ValidationError as error:
        raise _wrong(str(path), error) from error


def _lines(path: Path, model: type[_Model]) -> Iterator[_Model]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise OutsideSetError(f"{path} is not UTF-8 text; it should hold one entry in JSON per line") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield model.model_validate(json.loads(line))
            except json.JSONDecodeError as error:
                raise OutsideSetError(f"{path} line {number}: is not JSON: {error.msg}; fetch the set anew") from error
            except ValidationError as error:
                raise _wrong(f"{path} line {number}", error) from error


def _wrong(where: str, error: ValidationError) -> OutsideSetError:
    first = error.errors()[0]
    place = ".".join(str(step) for step in first["loc"])
    return OutsideSetError(f"{where}: {f'{place}: ' if place else ''}{first['msg']}; is it a file of this set?")
