"""Endpoints: what tools call over HTTP and MCP, with the words that describe it to them; all of it only reads."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import TypeVar

from ingest.errors import IngestError
from qa.answer import Answer, Json
from qa.errors import QAError
from qa.export import FORMATS, export
from qa.page import api, held
from qa.page.access import Limiter
from qa.page.conversation import sentence
from qa.page.turns import take_turn, user_of
from qa.pipeline import Desk

Endpoint = Callable[..., object]
Result = TypeVar("Result")
# How many values each endpoint cannot do without.
REQUIRED = {"ask": 1, "ask_stream": 1, "search": 1, "verify_quote": 2, "get_source": 1, "export_answer": 2}


def endpoints(desk: Desk, limiter: Limiter | None, failure: Callable[[str], Exception], over: Callable[[object], None]) -> tuple[Endpoint, ...]:
    """Return the endpoints of a desk; each raises what ``failure`` makes of a sentence, and tells ``over`` the request it has answered."""

    def guarded(work: Callable[[], Result], request: object) -> Result:
        try:
            take_turn(limiter, user_of(request))
            return work()
        except (QAError, IngestError) as error:
            raise failure(sentence(error)) from error
        finally:
            over(request)

    def ask(question: str, jurisdictions: list[str] = [], as_of: str = "", kinds: list[str] = [], request: object = None) -> Json:  # noqa: B006 (the page shows the defaults to callers)
        """Answer a question on the law of online reporting and data disclosure with verified citations, or say that the sources are silent.

        Args:
            question: The question, in a sentence.
            jurisdictions: Codes such as US, GB, EU, CA, KE; an empty list for all.
            as_of: The day (YYYY-MM-DD) whose law is asked for; empty for today.
            kinds: Kinds of source such as statute, case, report; an empty list for all.

        Returns:
            The answer as the contract's JSON: summary, sections, limitations, sources, or an abstention.
        """
        return guarded(lambda: api.ask(desk, question, jurisdictions, as_of, kinds), request)

    def ask_stream(question: str, jurisdictions: list[str] = [], as_of: str = "", kinds: list[str] = [], request: object = None) -> Iterator[Json]:  # noqa: B006
        """Answer a question as ``ask`` does, step by step: retrieved, claim, verified, done; the last event holds the answer.

        Args:
            question: The question, in a sentence.
            jurisdictions: Codes such as US, GB, EU, CA, KE; an empty list for all.
            as_of: The day (YYYY-MM-DD) whose law is asked for; empty for today.
            kinds: Kinds of source such as statute, case, report; an empty list for all.

        Returns:
            One event after the other as JSON.
        """
        try:
            take_turn(limiter, user_of(request))
            yield from api.stream(desk, question, jurisdictions, as_of, kinds)
        except (QAError, IngestError) as error:
            raise failure(sentence(error)) from error
        finally:
            over(request)

    def search(query: str, k: int = 10, jurisdictions: list[str] = [], as_of: str = "", request: object = None) -> list[Json]:  # noqa: B006
        """Find passages of law and reports, best first, without composing an answer.

        Args:
            query: What to look for.
            k: How many passages, from 1 to 200.
            jurisdictions: Codes such as US, GB, EU, CA, KE; an empty list for all.
            as_of: The day (YYYY-MM-DD) whose law is searched; empty for today.

        Returns:
            A list of passages with pinpoint, text, span and similarity.
        """
        return guarded(lambda: api.search(desk, query, k, jurisdictions, as_of), request)

    def verify_quote(citation: str, quote: str, request: object = None) -> Json:
        """Check whether a quote stands where a citation says.

        Args:
            citation: The place, such as 18 U.S.C. § 2258A(e).
            quote: The words to look for there.

        Returns:
            A verdict (verified, not_found, misattributed or citation_unresolved) with the places where the words really stand.
        """
        return guarded(lambda: api.verify_quote(desk, citation, quote), request)

    def get_source(source_id: str, as_of: str = "", request: object = None) -> Json:
        """Read a source with its provisions as it stood on a day.

        Args:
            source_id: The source's id, as answers give it.
            as_of: The day (YYYY-MM-DD); empty for today.

        Returns:
            The source's record and its provisions in reading order, the official text first.
        """
        return guarded(lambda: api.get_source(desk, source_id, as_of), request)

    def export_answer(answer: dict[str, object], form: str, request: object = None) -> Json:
        """Turn an answer's JSON into a file to keep or to publish; one that holds what the index does not is refused.

        Args:
            answer: An answer as ``ask`` returned it.
            form: markdown, html, docx, json, csl-json, bibtex, claimreview or annotations.

        Returns:
            The file's media type and ending, and its bytes in base64.
        """

        def made() -> Json:
            told = Answer.from_dict(answer)
            held.check(told, [desk])
            data = export(told, form)
            return {"media_type": FORMATS[form].media_type, "ending": FORMATS[form].ending, "data": base64.b64encode(data).decode()}

        return guarded(made, request)

    return ask, ask_stream, search, verify_quote, get_source, export_answer
