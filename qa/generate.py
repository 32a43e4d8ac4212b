"""Generate: a report written by a chat model, of which only what its passages bear out is kept.

Draft, check, ask once more for what was wrong, check again; what still fails
is left out with its sentence. Whatever the model returns, the outcome is a
report whose every sentence is borne out, or the reason why there is none.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qa.allowance import Allowance, Limits
from qa.cite import Citer, Fault, Judge, Statement
from qa.conversation import History
from qa.draft import Draft, read_draft
from qa.errors import MalformedDraftError, ModelError
from qa.model import Model
from qa.prompt import Prompt, Shown, drafting, new_mark, repairing, rewriting, show
from qa.repair import Kept, Report
from qa.retrieve import Evidence, Retrieval
from qa.rewrite import keeps_to, talk

# Faults named to the model; a draft with more is mostly wrong.
MAX_FAULTS = 16


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of asking a model: a report, or none, and what the reader is told about it."""

    report: Report | None
    notes: tuple[str, ...]


class GenerativeComposer:
    """Writes reports with a chat model; shared by threads, since all that one question needs is in its allowance."""

    def __init__(self, model: Model, limits: Limits, judge: Judge) -> None:
        """Take the model, how much one question may spend on it, and the judge of support."""
        self._model = model
        self._limits = limits
        self._judge = judge

    @property
    def name(self) -> str:
        """What the model is called: "provider:model"."""
        return self._model.name

    def allowance(self, stop: threading.Event | None = None) -> Allowance:
        """Return a fresh allowance for one question; setting ``stop`` withdraws the question."""
        return Allowance(self._limits, stop)

    def standalone(self, question: str, history: History, ours: str, allowance: Allowance) -> str:
        """Return a follow-up as the model rewrites it, where that keeps to the talk; else as we do."""
        if not history:
            return ours
        try:
            reply = self._model.reply(rewriting(question, talk(history), ours), allowance)
        except ModelError:
            return ours
        lines = reply.text.strip().strip("\"'“”").splitlines()
        return lines[0] if len(lines) == 1 and keeps_to(lines[0], question, history, ours) else ours

    def write(self, retrieval: Retrieval, first: Iterable[Evidence], most: int, allowance: Allowance) -> Generator[str, None, Outcome]:
        """Write a report from what was found, with the passages of ``first`` before the others.

        Yields each sentence that is borne out, as soon as it is.
        """
        evidence = retrieval.evidence
        shown = show((e.passage for e in (*first, *evidence)), new_mark(), self._model.room)
        sources = {e.passage.document_id: e.source for e in evidence}
        prompt = drafting(retrieval.question, retrieval.scope.as_of, shown, sources, most)
        citer = Citer(shown, (*first, *evidence), self._judge)
        kept, first_faults, trouble, unread = Kept(most), [], "", ""
        if not shown.passages:
            return Outcome(None, (f"Nothing that was found could be shown to {self.name}; the sources' own sentences are given.", *_withheld(shown)))
        try:
            reply, draft, wrong = self._draft(prompt, allowance)
            unread = " ".join(wrong)
            for statement in kept.add(draft, citer):
                yield statement.text
            first_faults = kept.faults
            wrong = wrong or [fault.words for fault in first_faults]
            if wrong:
                _, mended, still = self._draft(repairing(prompt, reply, wrong[:MAX_FAULTS]), allowance)
                unread = unread and " ".join(still)
                for statement in kept.add(mended, citer):
                    yield statement.text
        except ModelError as error:
            trouble = str(error)
        outcome = self._outcome(kept, first_faults, trouble, unread.partition(";")[0])
        return replace(outcome, notes=(*outcome.notes, *_withheld(shown)))

    def _draft(self, prompt: Prompt, allowance: Allowance) -> tuple[str, Draft, list[str]]:
        """Ask for a draft; one that cannot be read is an empty one, with what is wrong with it."""
        try:
            reply = self._model.reply(prompt, allowance).text
        except MalformedDraftError as error:
            return "", Draft(), [str(error)]
        try:
            draft = read_draft(reply)
        except MalformedDraftError as error:
            return reply, Draft(), [str(error)]
        return reply, draft, [] if any(draft.claims()) else ["the report holds no claim; write one for each thing that the passages answer"]

    def _outcome(self, kept: Kept, first: Sequence[Fault], trouble: str, unread: str) -> Outcome:
        written = kept.count + kept.unmended
        if not kept.too_few:
            lines = [
                f"The sentences were written by {self.name}, a language model; each was held against the passages that it cites, by rules and not by a reader.",
                *kept.told(first),
            ]
            return Outcome(kept.report(), (*lines, *([f"The model could not mend its draft: {trouble}."] if trouble and kept.unmended else [])))
        if trouble and not kept.rounds:
            why = trouble
        elif not written:
            told = " and ".join(filter(None, (unread, trouble)))  # "the reply is longer than ... characters and the question used up its ... tokens"
            why = f"it wrote nothing that could be used: {told}" if told else "it wrote nothing that could be used"
        else:
            why = f"{kept.count} of the {written} sentences it wrote could be kept" if kept.count else "none of what it wrote could be kept"
        lines = [f"{self.name} was asked to write this report, but {why}; so it is composed of the sources' own sentences.", *kept.told(first)]
        return Outcome(None, tuple(lines))


def _withheld(shown: Shown) -> list[str]:
    """Name the places that were not put to the model."""
    places = "; ".join(dict.fromkeys(str(passage.pinpoint) for passage in shown.withheld))
    return [f"Not shown to the model, because words there read like instructions to one: {places}."] if places else []


Twins = Callable[[Sequence[Evidence]], Mapping[tuple[str, int], Evidence]]


def with_official(report: Report, retrieval: Retrieval, twins: Twins, judge: Judge) -> Report:
    """Let a statement that cites a digest cite the law's own words before it, where these bear it out in full too."""
    whole = {e.key: base for statement in report.statements() for e in statement.evidence if (base := _sentence(e, retrieval)) is not None}
    found = twins(tuple(whole.values()))

    def cited(statement: Statement) -> Statement:
        official = [found[whole[e.key].key] for e in statement.evidence if e.key in whole and whole[e.key].key in found]
        borne_out = [e for e in official if judge(statement.text, e.passage.text).label == "full"]
        return replace(statement, evidence=tuple({(e.key, e.end): e for e in (*borne_out, *statement.evidence)}.values()))

    sections = tuple((heading, tuple(map(cited, group))) for heading, group in report.sections)
    return Report(tuple(map(cited, report.summary)), sections, tuple(map(cited, report.bottom_line)), tuple(found.values()))


def _sentence(quoted: Evidence, retrieval: Retrieval) -> Evidence | None:
    """Return the sentence in which a quote begins."""
    return next((e for e in retrieval.evidence if e.passage.id == quoted.passage.id and e.start <= quoted.start < e.end), None)
