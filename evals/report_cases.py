"""Report cases: one case on the page, with its question, what went wrong, what was wanted, and the answer with its citations."""

from __future__ import annotations

from collections.abc import Sequence

from evals.report_page import plain
from evals.run import CaseResult
from evals.system import Said
from evals.worst import faults

# The first claims are what a reader sees first; the others fold away.
SHOWN = 3


def card(n: int, result: CaseResult) -> str:
    """Return a case as an article."""
    case = result.case
    facts = [case.id, case.kind, case.category.replace("_", " "), case.jurisdiction, case.difficulty, f"as of {case.as_of}" if case.as_of else ""]
    sure = f", confidence {result.reply.confidence:.2f}" if result.reply.confidence is not None else ""
    before = "".join(f"<p class='before'>{plain(earlier)}</p>" for earlier in case.before)
    wrong = "".join(f"<li>{plain(fault)}</li>" for fault in faults(result))
    return (
        f"<article class='case'><h3><span class='n'>{n}</span> {plain(case.question)}</h3>{before}"
        f"<p class='tags'>{''.join(f'<span>{plain(fact)}</span>' for fact in facts if fact)}</p>"
        f"<p class='outcome'>{plain(result.outcome.capitalize())}{sure}</p><ul class='wrong'>{wrong}</ul>"
        f"{_wanted(result)}{_answer(result.reply.claims)}</article>"
    )


def _wanted(result: CaseResult) -> str:
    if result.case.kind == "unanswerable":
        return ""
    nuggets = "; ".join(" or ".join(f"“{wording}”" for wording in wordings) for wordings in result.case.nuggets)
    return f"<dl class='facts'><dt>to cite</dt><dd>{plain(', '.join(result.case.gold))}</dd><dt>to tell</dt><dd>{plain(nuggets)}</dd></dl>"


def _answer(claims: Sequence[Said]) -> str:
    if not claims:
        return ""
    first, rest = claims[:SHOWN], claims[SHOWN:]
    folded = f"<details><summary>{len(rest)} more {'claim' if len(rest) == 1 else 'claims'}</summary>{_claims(rest)}</details>" if rest else ""
    return f"<div class='answer'>{_claims(first)}{folded}</div>"


def _claims(claims: Sequence[Said]) -> str:
    return f"<ul class='claims'>{''.join(_claim(claim) for claim in claims)}</ul>"


def _claim(claim: Said) -> str:
    cited = "".join(
        f"<li><cite>{plain(c.pinpoint)}</cite>{f' <q>{plain(c.quote)}</q>' if ' '.join(c.quote.split()) != ' '.join(claim.text.split()) else ''}</li>"
        for c in claim.citations
    )
    place = "" if claim.in_summary else " <small>(below the summary)</small>"
    return f"<li><p>{plain(claim.text)}{place}</p><ul class='cited'>{cited}</ul></li>"
