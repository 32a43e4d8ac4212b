"""Cases: the questions with what a right answer cites and says, and the check that an index can be measured with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError, model_validator

from evals.errors import CaseError
from evals.metrics import nugget_told
from ingest.document import Source
from ingest.pinpoint import Pinpoint
from qa.conversation import day_named

Split = Literal["dev", "heldout", "own"]
Kind = Literal["answerable", "unanswerable"]
Difficulty = Literal["easy", "medium", "hard"]
SPLITS: Final[tuple[Split, ...]] = ("dev", "heldout")  # those of the fixed set; "own" are the cases of a reader's file
CASES: Final = Path(__file__).parent / "cases"
# The day for which the gold answers were written: cases without a day of their own ask for the law of this one, in whatever year they are run.
GOLD_DAY: Final = date(2026, 11, 22)

_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Held(NamedTuple):
    """A passage as the index holds it: of which source version, where, its words and their span."""

    source: Source
    pinpoint: Pinpoint
    text: str
    start: int = 0
    end: int = 0


class Case(BaseModel):
    """One question; an answerable one has gold pinpoints (any of them will do) and nuggets (each a list of wordings, any of which will do).

    ``gold_all`` is for questions with several parts: of each group a place has to be cited. ``must_not`` are wordings that no
    right answer holds. ``before`` are the earlier questions of a conversation, oldest first; ``question`` is its last turn.
    ``pair`` is the id that the same question as of two days shares. ``paraphrases`` are other wordings that deserve the same answer.
    ``as_of`` is passed to the program as its filter; ``why`` says why an unanswerable question has no answer in the corpus.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: _Words
    question: _Words
    kind: Kind
    category: _Words
    jurisdiction: str
    gold: tuple[_Words, ...]
    nuggets: tuple[tuple[_Words, ...], ...]
    as_of: date | None
    why: str
    gold_all: tuple[tuple[_Words, ...], ...] = ()
    must_not: tuple[_Words, ...] = ()
    before: tuple[_Words, ...] = ()
    pair: str = ""
    paraphrases: tuple[_Words, ...] = ()
    difficulty: Difficulty = "medium"

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.kind == "answerable" and not (self.gold and self.nuggets and all(self.nuggets)):
            raise ValueError("an answerable case needs gold pinpoints, and nuggets with at least one wording each")
        if self.kind == "unanswerable" and (self.gold or self.nuggets or not self.why):
            raise ValueError("an unanswerable case needs a reason in 'why', and neither gold pinpoints nor nuggets")
        if self.gold_all and not all(set(group) <= set(self.gold) and group for group in self.gold_all):
            raise ValueError("each group of gold_all needs a place, and only places that are in gold")
        if any(nugget_told([wording], self.must_not) for wordings in self.nuggets for wording in wordings):
            raise ValueError("a wording in must_not holds one of the nuggets")
        for place in self.gold:
            if str(Pinpoint.parse(place)) != place:
                raise ValueError(f"the gold pinpoint {place!r} is written {str(Pinpoint.parse(place))!r}")
        return self

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The groups of gold places of each of which one is needed: those of ``gold_all``, else all gold places as one."""
        return self.gold_all or ((self.gold,) if self.gold else ())

    @property
    def day(self) -> date:
        """The day whose law the case asks for: its filter, else the day that the question names, else the gold's."""
        return self.as_of or day_named(self.question) or GOLD_DAY


def load_cases(path: Path) -> tuple[Case, ...]:
    """Read a JSON Lines file of cases, lines that begin with # left out; raises CaseError naming the file, the line and the field."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path} cannot be read ({error}); it should hold one case in JSON per line") from error
    numbered = [(number, _read(line, f"{path.name} line {number}")) for number, line in enumerate(lines, start=1) if not line.startswith("#")]
    cases = tuple(case for _, case in numbered)
    if not cases:
        raise CaseError(f"{path} holds no case; it should hold one in JSON per line")
    seen: set[str] = set()
    for number, case in numbered:
        if case.id in seen:
            raise CaseError(f"{path.name} line {number}: the id {case.id!r} is used before; give each case its own")
        seen.add(case.id)
    _check_pairs(cases, path.name)
    return cases


def as_of_today(cases: Iterable[Case], today: date) -> tuple[Case, ...]:
    """Return the cases with ``today`` as the day of those that name none: a reader's cases ask for the law of the day on which they are run."""
    return tuple(case if case.as_of or day_named(case.question) else case.model_copy(update={"as_of": today}) for case in cases)


def _check_pairs(cases: Sequence[Case], name: str) -> None:
    """A pair is one question as of two days with different answers; anything else proves nothing about versions."""
    pairs: dict[str, list[Case]] = {}
    for case in cases:
        if case.pair:
            pairs.setdefault(case.pair, []).append(case)
    for pair, members in pairs.items():
        days, nuggets = {case.as_of for case in members}, {case.nuggets for case in members}
        if len(members) != 2 or len(days) != 2 or len({case.question for case in members}) != 1 or len(nuggets) != 2:
            raise CaseError(f"{name}: the pair {pair!r} is not one question as of two days with different nuggets")


def load_splits(folder: Path = CASES) -> dict[Split, tuple[Case, ...]]:
    """Read both splits; raises CaseError also where they share an id or a question, since what was tuned on cannot be held out."""
    splits = {split: load_cases(folder / f"{split}.jsonl") for split in SPLITS}
    dev_ids, dev_questions = {c.id for c in splits["dev"]}, {_plain(c.question) for c in splits["dev"]}
    for case in splits["heldout"]:
        if case.id in dev_ids or (not case.before and _plain(case.question) in dev_questions):
            raise CaseError(f"heldout.jsonl: {case.id} has an id or a question of dev.jsonl; take it out of one of them")
    return splits


def misfits(cases: Iterable[Case], held: Sequence[Held]) -> list[str]:
    """Say what of the cases cannot be measured on an index that holds these passages; an empty list if nothing.

    Every gold pinpoint must exist in a text in force on the case's day (itself, or a place inside it), and of every nugget
    one wording must stand in a passage under a gold pinpoint: a right answer that no program could give proves nothing.
    """
    under: dict[str, list[Held]] = {}
    for passage in held:
        for place in (passage.pinpoint, *passage.pinpoint.ancestors()):
            under.setdefault(str(place), []).append(passage)
    return [problem for case in cases for problem in _misfits(case, under)]


def _misfits(case: Case, under: Mapping[str, list[Held]]) -> Iterator[str]:
    texts: list[str] = []
    for place in case.gold:
        found = [passage.text for passage in under.get(place, ()) if passage.source.in_force(case.day)]
        texts += found
        if not found:
            yield f"{case.id}: no text in force on {case.day} holds {place}"
    for wordings in case.nuggets:
        if not nugget_told(wordings, texts):
            yield f"{case.id}: no passage under its gold pinpoints holds {' or '.join(map(repr, wordings))}"


def _read(line: str, where: str) -> Case:
    try:
        return Case.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(step) for step in first["loc"])
        raise CaseError(f"{where}: {f'{field}: ' if field else ''}{first['msg']}") from error


def _plain(question: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in question.casefold()).split())
