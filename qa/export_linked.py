"""Export: the quotes of an answer as W3C Web Annotations, and a draft of a schema.org ClaimReview."""

from __future__ import annotations

import base64
import binascii
import json
import uuid

from qa.answer import Answer, Citation, CitedSource, Claim, Json
from qa.citation_style import style, style_source
from qa.links import web_address
from qa.render import origin, outline, quotes

_TO_DO = "[TO BE COMPLETED BY A PERSON: {}]"
_STATUS = "Draft. Attest arranged texts and quotes; a person names the claim and who made it, checks the quotes, decides the verdict and takes this notice out."
_TYPES = {"statute": "Legislation", "regulation": "Legislation", "treaty": "Legislation", "news": "NewsArticle", "report": "Report"}


def to_annotations(answer: Answer) -> bytes:
    """Return an AnnotationCollection of the quotes: each with a TextQuoteSelector and a TextPositionSelector on the text it was taken from.

    Positions count characters of the stored text. A digest's words are not on the official page, so its target is the digest, named by its sha256;
    the official page is linked from the body.
    """
    cited = {source.n: source for source in answer.sources}
    items = [_annotation(answer, claim, citation, cited[citation.n], i) for i, (claim, citation) in enumerate(_marks(answer))]
    name = _urn(answer, "collection")
    label = f"{answer.question} {_silence(answer)}" if answer.abstention else answer.question
    page = {"id": _urn(answer, "page"), "type": "AnnotationPage", "partOf": name, "startIndex": 0, "items": items}
    collection: Json = {"@context": "http://www.w3.org/ns/anno.jsonld", "id": name, "type": "AnnotationCollection", "label": label, "total": len(items)}
    return _script_safe({**collection, "first": page})


def to_claim_review(answer: Answer) -> bytes:
    """Return a schema.org ClaimReview with the evidence filled in; the claim, who made it and the verdict are left to a person.

    There is no ratingValue, so that no validator takes the draft for a finished fact-check.
    """
    shared = outline(answer)
    lines = [f"{heading}: " + " ".join(f"{c.text} {_numbers(c)}" for c in claims) for heading, claims in shared.parts if claims]
    body = "\n".join(lines) if lines else _silence(answer)
    review: Json = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "creativeWorkStatus": _STATUS,
        "url": _TO_DO.format("the address at which this fact-check is published"),
        "claimReviewed": _TO_DO.format("the claim under review, in the words of whoever made it"),
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Thing", "name": _TO_DO.format("who made the claim")},
            "appearance": {"@type": "CreativeWork", "url": _TO_DO.format("where the claim was made")},
        },
        "reviewRating": {"@type": "Rating", "alternateName": _TO_DO.format("the verdict, in words and as a ratingValue")},
        "author": {"@type": "Organization", "name": _TO_DO.format("the publisher of this fact-check")},
        "dateCreated": answer.checked_on.isoformat(),
        "inLanguage": "en",
        "name": answer.question,
        "reviewBody": body,
        "abstract": f"{shared.dates} {answer.disclaimer}",
        "isBasedOn": [_work(answer, source, described) for source, described in shared.sources],
    }
    return _script_safe(review)


def _silence(answer: Answer) -> str:
    assert answer.abstention is not None
    nearest = answer.abstention.searched.nearest
    return f"{answer.abstention.message} {outline(answer).searched}" + (f" Nearest places: {'; '.join(nearest)}." if nearest else "")


def _marks(answer: Answer) -> list[tuple[Claim, Citation]]:
    return [(claim, citation) for claim in answer.claims() for citation in claim.citations]


def _numbers(claim: Claim) -> str:
    return " ".join(f"[{c.n}]" for c in claim.citations)


def _annotation(answer: Answer, claim: Claim, citation: Citation, source: CitedSource, i: int) -> Json:
    described = f"[{citation.n}] {style(citation, source)} ({origin(source)})"
    bodies: list[Json] = [
        {"type": "TextualBody", "value": claim.text, "format": "text/plain", "language": "en", "purpose": "commenting"},
        {"type": "TextualBody", "value": described, "format": "text/plain", "language": "en", "purpose": "describing"},
        {"type": "TextualBody", "value": citation.pinpoint, "format": "text/plain", "purpose": "identifying"},
    ]
    if web_address(citation.url):
        bodies.append({"type": "SpecificResource", "source": citation.url, "purpose": "linking"})
    selectors: list[Json] = [
        {"type": "TextQuoteSelector", "exact": citation.quote, "prefix": citation.prefix, "suffix": citation.suffix},
        {"type": "TextPositionSelector", "start": citation.start, "end": citation.end},
    ]
    target: Json = {"type": "SpecificResource", "source": _target(source), "selector": selectors}
    days = source.retrieved_on or source.text_as_of
    if days:
        target["state"] = {"type": "TimeState", "sourceDate": f"{days.isoformat()}T00:00:00Z"}
    made = f"{answer.checked_on.isoformat()}T00:00:00Z"
    return {"id": _urn(answer, str(i)), "type": "Annotation", "motivation": "linking", "created": made, "body": bodies, "target": target}


def _target(source: CitedSource) -> str:
    """Return what a quote was taken from: the page without its fragment, or the file's own bytes by their hash (RFC 6920)."""
    if source.form == "official" and web_address(source.url):
        return source.url.partition("#")[0]
    try:
        digest = base64.urlsafe_b64encode(binascii.unhexlify(source.sha256)).rstrip(b"=").decode()
    except (binascii.Error, ValueError):
        digest = ""
    return f"ni:///sha-256;{digest}" if digest else f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, source.id)}"


def _work(answer: Answer, source: CitedSource, described: str) -> Json:
    work: Json = {"@type": _TYPES.get(source.kind, "CreativeWork"), "@id": f"#source-{source.n}", "position": source.n, "name": source.title}
    work |= {"alternateName": str(style_source(source)), "description": described, "identifier": source.citation}
    if web_address(source.url):
        work["url"] = source.url
    if source.publisher:
        work["publisher"] = {"@type": "Organization", "name": source.publisher}
    if work["@type"] == "Legislation" and source.text_as_of:
        work["legislationDateVersion"] = source.text_as_of.isoformat()
    work["hasPart"] = [_quotation(c, source) for c in quotes(answer, source.n)]
    return work


def _quotation(citation: Citation, source: CitedSource) -> Json:
    told: Json = {"@type": "Quotation", "text": citation.quote, "name": citation.pinpoint, "alternateName": str(style(citation, source))}
    address: Json = {"url": citation.url} if web_address(citation.url) else {}
    return {**told, **address, "description": f"{origin(source)}, characters {citation.start}-{citation.end}"}


def _urn(answer: Answer, part: str) -> str:
    """Return a name that is the same whenever the same answer is exported."""
    whole = json.dumps(answer.to_dict(), sort_keys=True)
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, f'{part} {whole}')}"


def _script_safe(data: Json) -> bytes:
    """Return JSON that can stand inside a script element: nothing in it can close the element or open a comment."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return (text + "\n").encode()
