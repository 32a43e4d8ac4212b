"""Rewrite: whether a model's wording of a follow-up keeps to what was said, so that it may be searched for."""

from __future__ import annotations

import re

from qa.conversation import History, day_named
from qa.figures import figures
from qa.places import jurisdictions_named, other_places_named
from qa.terms import stems

MAX_CHARS = 400
MAX_TURNS = 4
MAX_TOLD = 400
_LEANING = "it its they them their those these this former latter one there then also else about happen and but so what how why who when"
# Words that join others and say nothing of their own.
_JOINING = f"{_LEANING} a an the that which whom whose where if or not of to in on at by for from with under as than is are was were be do does did has have"


_NOT = re.compile(r"\b(?:not|no|never|neither|nor|without)\b|n['’]t\b", re.IGNORECASE)


def talk(history: History) -> list[tuple[str, str]]:
    """Return the last turns of a talk: each question as it was understood, and the first sentence of its answer."""
    turns = []
    for question, answer in history[-MAX_TURNS:]:
        told = next(iter(answer.claims()), None)
        turns.append((answer.provenance.standalone_question or question, told.text[:MAX_TOLD] if told else "no answer"))
    return turns


def keeps_to(rewritten: str, question: str, history: History, ours: str) -> bool:
    """Tell whether a rewritten follow-up is one question that says what was asked, in words of the talk alone.

    It names the figures, places and day that the question and our own rewriting name, and no others, denies where they do, and may cite the law that
    the last answer opened with.
    """
    if not 0 < len(rewritten) <= MAX_CHARS or len(re.findall(r"[?]", rewritten)) > 1 or re.search(r"[<>{}\[\]|`]", rewritten):
        return False
    said = " ".join([question, ours, *(words for turn in talk(history) for words in turn)])
    cited = _law_opened_with(history)
    asked = f"{question} {ours}"
    return (
        stems(rewritten) <= stems(f"{said} {cited} {_JOINING}")
        and stems(question) - stems(_LEANING) <= stems(rewritten)
        and set(figures(rewritten)) <= set(figures(asked)) | set(figures(cited))
        and bool(_NOT.search(rewritten)) == bool(_NOT.search(asked))
        and set(jurisdictions_named(question)) <= set(jurisdictions_named(rewritten)) <= set(jurisdictions_named(asked))
        and set(other_places_named(rewritten)) == set(other_places_named(question)) | (set(other_places_named(ours)) & set(other_places_named(rewritten)))
        and day_named(rewritten) == day_named(ours)
    )


def _law_opened_with(history: History) -> str:
    """Return the citations of the sources that the first claim of the last answer rests on."""
    if not history:
        return ""
    answer = history[-1][1]
    first = next(iter(answer.claims()), None)
    numbers = {citation.n for citation in first.citations} if first else set()
    return " ".join(source.citation for source in answer.sources if source.n in numbers)
