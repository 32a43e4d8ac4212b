"""The conversation: answered questions as a page shows them, and what is still being checked."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from textwrap import shorten

from ingest.document import Source
from qa.answer import Answer
from qa.compose import JURISDICTIONS
from qa.render import counted, to_html_fragment

EXAMPLES = {
    "US": "Do ISPs give police their users' data voluntarily or only after a subpoena?",
    "GB": "Who must report child sexual abuse content to the National Crime Agency in the UK?",
    "EU": "When must a hosting service notify suspected crimes under the Digital Services Act?",
}
# What a status line calls the kinds of source in the filter.
KINDS = {
    "statute": "Statutes", "regulation": "Regulations", "treaty": "Treaties", "case": "Cases", "guidance": "Guidance", "report": "Reports",
    "transparency": "Transparency reports", "news": "News", "document": "Documents",
}  # fmt: skip


def conversation(answers: Sequence[Answer], formats: Sequence[tuple[str, str]] = ()) -> str:
    """Return every answer as an article, each with the ``formats`` (name and label) that it can be saved in."""
    return "\n".join(to_html_fragment(answer, f"answer-{i}") + _save(i, formats) for i, answer in enumerate(answers, start=1))


def pending(question: str, claims: Sequence[str]) -> str:
    """Return the claims that are put forward but not yet verified, marked as such."""
    items = "".join(f"<li>{escape(claim)}</li>" for claim in claims)
    return (
        f'<section class="report pending" aria-label="Not yet verified"><h2>{escape(question)}</h2>'
        f'<p class="meta">Being checked against the sources; what does not hold is taken out.</p><ul>{items}</ul></section>'
    )


def welcome(sources: Sequence[Source]) -> str:
    """Return what an empty conversation shows: what Attest does and cannot do, of which day its texts are, and questions to begin with."""
    codes = sorted({source.jurisdiction for source in sources})
    dated = [source.text_as_of for source in sources if source.text_as_of]
    newest = f" Newest text: <time>{max(dated)}</time>." if dated else ""
    places = ", ".join(sorted(JURISDICTIONS.get(code, code) for code in codes))
    asks = "".join(f'<li><button type="button" class="ask">{escape(text)}</button></li>' for code, text in EXAMPLES.items() if code in codes)
    examples = f'<h2 class="try">Questions to begin with</h2><ul class="next">{asks}</ul>' if asks else ""
    at_hand = counted(len({source.id for source in sources}), "source")
    return (
        '<div class="report welcome"><p class="lead">Answers on the law of online reporting and data disclosure, every sentence with its source '
        f"and the quoted words. Attest knows only its {at_hand}, says so where they are silent, "
        f'and gives no legal advice.</p><p class="meta">{escape(places)}.{newest}</p>{examples}</div>'
    )


def outcome(answer: Answer) -> str:
    """Say in a line what became of a question."""
    if answer.abstention:
        return "No answer to this question."
    quotes = sum(len(claim.citations) for claim in answer.claims())
    return f"Answered from {counted(len(answer.sources), 'source')}; {counted(quotes, 'quote')} verified."


def status(text: str) -> str:
    """Return a line for the live region."""
    return f'<p class="status">{escape(text)}</p>'


def busy(text: str) -> str:
    """Return a line for the live region while an answer is being made; the button that stops it stands beside such a line alone."""
    return f'<p class="status busy">{escape(text)}</p>'


def problem(error: Exception) -> str:
    """Return an error as one line for the reader."""
    return f'<p class="problem" role="alert">{escape(sentence(error))}</p>'


def sentence(error: Exception) -> str:
    """Return an error's message as a sentence."""
    text = " ".join(str(error).split())
    return f"{text[:1].upper()}{text[1:]}."


def file_name(answer: Answer) -> str:
    """Return a file name for an answer, without ending: its question in plain letters and the day of the law."""
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in answer.question.lower())
    return "-".join([*shorten(plain, 60, placeholder="").split(), str(answer.as_of)])


def _save(turn: int, formats: Sequence[tuple[str, str]]) -> str:
    if not formats:
        return ""
    buttons = "".join(
        f'<button type="button" class="save" data-turn="{turn}" data-format="{escape(n)}">{escape(label[:1].upper() + label[1:])}</button>'
        for n, label in formats
    )
    return f'<details class="saving"><summary>Save or file this answer</summary><p>{buttons}</p></details>'
