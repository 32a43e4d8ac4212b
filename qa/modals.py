"""Modals: other wordings of what must, may, must not or need not be done, put as these words.

"It is Ofcom's task to publish them", "it is mandatory for Ofcom to publish them" and "Ofcom is under a duty to
publish them" are read as "Ofcom must publish them". Which words a claim and its passage have for it is then of
no account to ``qa.modality`` and ``qa.roles``, which hold the one against the other.
"""

from __future__ import annotations

import re

_WHO = r"(?P<who>(?!whether\b|which\b|what\b)(?:[\w'’§()-]+ ){1,10}?)"
_WHOSE = r"(?P<who>(?:[\w'’§()-]+ ){0,7}?[\w-]+)['’]s?"
_DUTY = r"(?:duty|obligation|responsibility|task|job)"
_OF_DUTY = r"(?:legal |statutory |strict |clear |general )?"
_BE = r"(?:is|are|was|were|has been|have been|remains?|remained|becomes?|became)"


def _as(pattern: str, plain: str) -> tuple[re.Pattern[str], str]:
    return re.compile(pattern, re.IGNORECASE), plain


_PLAIN = (
    # Whether to do it is left open: no duty, whatever the words for one that follow.
    _as(
        rf"\b(?:it {_BE} )?up to (?:it|them|him|her|(?:the|an?|each|every) [\w-]+)(?: (?:under|in"
        rf"|by) (?:the )?[\w-]+(?: Act)?,?)? whether (?:or not )?to (?=[a-z])",
        "it may, but need not, ",
    ),
    _as(
        r"\b(?:(?:is|are|was|were|remains?) free to|can|could|may) (?:decide|choose|determine|settle)(?: for (?:it|them)sel(?:f|ves)"
        r"| freely)? whether (?:or not )?to (?=[a-z])",
        "may, but need not, ",
    ),
    _as(r"\b(?:can|could|may) do without\b", "need not have"),
    _as(r"\b(?:can|may) be (?:left out of|left out|dispensed with)(?=[ .,;])", "need not be in"),
    # What must be done.
    _as(rf"\bit {_BE} (?:mandatory|compulsory|obligatory|imperative) for {_WHO}to (?=[a-z])", r"\g<who>must "),
    _as(rf"\bit {_BE} {_WHOSE} {_OF_DUTY}{_DUTY} to (?=[a-z])", r"\g<who> must "),
    _as(rf"\bit {_BE} the {_OF_DUTY}{_DUTY} of {_WHO}to (?=[a-z])", r"\g<who>must "),
    _as(rf"\bit falls? (?:up)?on {_WHO}to (?=[a-z])", r"\g<who>must "),
    _as(rf"\bit falls? to {_WHO}to (?=[a-z])", r"\g<who>must "),
    _as(rf"\b{_BE} under (?:an?|the) {_OF_DUTY}{_DUTY} to (?=[a-z])", "must "),
    _as(rf"\b(?:has|have|had|owes?|bears?|carr(?:y|ies)) (?:an?|the) {_OF_DUTY}{_DUTY} to (?=[a-z])", "must "),
    _as(rf"\b(?:{_BE} under|has|have|had|owes?|bears?) no {_OF_DUTY}{_DUTY} (?:(?:under|in|by) (?:the )?(?:[\w-]+ ){{1,4}}?)?to (?=[a-z])", "need not "),
    _as(rf"\bit {_BE} not (?:mandatory|compulsory|obligatory|necessary) for {_WHO}to (?=[a-z])", r"\g<who>need not "),
    _as(r"\bimpos(?:es|ed|ing) no (?=(?:[a-z]+ )?[a-z]+ing\b)", "does not require "),
    # What may be done.
    _as(rf"\bit {_BE} (?:possible|permissible|permitted|allowed|open|lawful|legal) (?:for|to) {_WHO}to (?=[a-z])", r"\g<who>may "),
    _as(rf"\bit {_BE} (?:with)?in (?:the )?(?:power|gift|discretion) of {_WHO}to (?=[a-z])", r"\g<who>may "),
    _as(rf"\bit {_BE} (?:with)?in {_WHOSE} (?:power|discretion) to (?=[a-z])", r"\g<who> may "),
    _as(r"\b(?:is|are|was|were|remains?) at liberty to (?=[a-z])", "may "),
    # What must not be done, or cannot.
    _as(rf"\bthere {_BE} no way (?:for|that) (?:an?|any|the) {_WHO}(?:to|could|can) (?=[a-z])", r"no \g<who>could "),
    _as(rf"\bit {_BE} (?:not (?:possible|permissible|permitted|allowed|lawful)|impossible|impermissible|forbidden"
    rf"|prohibited) for {_WHO}to (?=[a-z])", r"\g<who>may not "),
    _as(r"\b(?:is|are|was|were) not at liberty to (?=[a-z])", "may not "),
    # What one has to see to.
    _as(r"\b(?:sees? to it|makes? (?:sure|certain)|takes? care)(?: that)?(?= [a-z])", "ensure that"),
    _as(r"\bmaking (?:sure|certain)(?: that)?(?= [a-z])", "ensuring that"),
)  # fmt: skip


_NOT = r"(?:cannot|can't|mustn't|(?:may|can|must|shall|could) not|(?:is|are|was|were) not (?:allowed|permitted|free) to)"
_NO_ONE = r"(?:nobody|no one)"
_MADE = r"(?:forced|required|obliged|bound|compelled|made)"
_LET = r"(?:allowed|permitted|free|entitled|authori[sz]ed)"
_BY_LAW = r"(?: (?:by|under|in) (?:[\w'’-]+ ){0,4}?[\w'’-]+)?"
# What denies a denial says what must be done: put so where the other text does not deny it itself.
_DENIED_TWICE = (
    (_as(r"\bno (?P<who>(?:[\w'’-]+ ){1,4}?)(?:may|can|shall|could) (?:refuse|decline|fail|omit|neglect) to (?=[a-z])", r"every \g<who>must "), "refus"
    "|declin|fail"),
    (_as(rf"\b{_NOT} (?:\w+ly )?(?:refuse|decline|fail|omit|neglect) to (?=[a-z])", "must "), "refus|declin|fail"),
    (_as(rf"\b{_NOT} (?:get (?:a)?round|avoid|do without|dispense with) (?=[a-z]+ing\b)", "must do "), "avoid|do without|dispens"),
    (_as(r"\b(?:has|have|had) no (?:other )?(?:choice|option|alternative)(?: [^,.;]{2,40}?)? but to (?=[a-z])", "must "), "no (?:other )?(?:choice"
    "|option|alternative)"),
    (_as(rf"\bno (?P<who>(?:[\w'’-]+ ){{1,9}}?)(?:is|are) exempt(?:ed)?(?P<by>{_BY_LAW}) from (?=[a-z])", r"every \g<who>must do\g<by> "), "exempt"),
    (_as(rf"\b(?:is|are|was|were)(?: not|n't) exempt(?:ed)?(?P<by>{_BY_LAW}) from (?=[a-z])", r"must meet "), "exempt"),
)  # fmt: skip
# "No provider is forced to report" is "a provider need not report", and "nobody is allowed to" is "nobody may".
_NO_SUBJECT = (
    _as(rf"\bno (?P<who>(?:[\w'’-]+ ){{1,5}}?)(?:is|are|was|were) {_MADE}(?P<by>{_BY_LAW}) to (?=[a-z])", r"a \g<who>need not\g<by> "),
    _as(rf"\b{_NO_ONE} (?:is|are|was|were) {_MADE}(?P<by>{_BY_LAW}) to (?=[a-z])", r"one need not\g<by> "),
    _as(rf"\b(?P<no>{_NO_ONE}|no (?:[\w'’-]+ ){{1,5}}?)(?<= )?(?: ?)(?:is|are|was|were) {_LET}(?P<by>{_BY_LAW}) to (?=[a-z])", r"\g<no> may\g<by> "),
    _as(r"\bneed not\b(?P<deed>[^.;]{2,240}?),? but (?:it|they|one|he|she) (?:may|can)(?: do so)?(?=[.;]|$)", r"may, but need not,\g<deed>"),
    _as(r"\b(?P<no>neither\b[^.;]{2,120}?) (?:is|are) to (?=[a-z])", r"\g<no> may "),
    _as(r"\b(?:is|are) not to (?!be\b)(?=[a-z])", "must not "),
    _as(r"\bit (?:is|was) (?:for|up to) (?P<who>(?!whether\b)(?:[\w'’-]+ ){1,8}?)to (?:decide|choose|determine"
    r"|say) whether (?:or not )?to (?=[a-z])", r"\g<who>may "),
    _as(
        rf"\b(?:{_NO_ONE}|no (?:person|individual))(?P<who>[^,.;]{{0,60}}?) (?P<verb>receives?|gets?|pays?|serves?) (?P<than>(?:less|more|fewer"
        rf"|longer) than)\b",
        r"a person\g<who> \g<verb> no \g<than>",
    ),
)  # fmt: skip
_ONLY = re.compile(r"\bonly\b", re.IGNORECASE)
_MAY_IF = re.compile(
    r"\b(?:may|can|could|lets?|allows?|permits?)\b[^.;]*\b(?:if|where|when|once|provided)\b|\b(?:if|where|when|once)\b[^.;]*\b(?:may|can|could)\b",
    re.IGNORECASE,
)
_HARD = re.compile(r"\b(?:unless|only|not|never|no|nobody|cannot|without|except\w*|sav(?:e|ing)|other than|apart from)\b|n't\b", re.IGNORECASE)
# What is put so only where the other text says "only", or "may if" and denies nothing.
_WITHOUT_NO = re.compile(r"(?:(?<=^)|(?<=[.;:] ))Without (?P<what>[^.;]{2,160}?), no (?P<who>[^,.;]{2,80}?) (?P<is>is|are|was|were|may|can) ", re.IGNORECASE)
_NOT_EVEN = re.compile(r"\bnot even\b", re.IGNORECASE)
_NOT_BUT = re.compile(
    r"\b(?P<modal>must|may|can|shall|could|does|do)(?: not|n't|not) (?P<verb>[^,.;]{2,80}?) (?:anything|anyone|anybody|any [\w-]+) (?:but|other than|except) ",
    re.IGNORECASE,
)
_UNLESS_FIRST = re.compile(rf"(?:(?<=^)|(?<=[.;:] ))Unless (?P<what>.{{2,200}}), (?P<who>[^,.;]{{2,80}}?) {_NOT} ", re.IGNORECASE)
_UNLESS_LAST = re.compile(rf" {_NOT} (?P<deed>[^.;]{{2,200}}?),? unless ", re.IGNORECASE)


def in_modals(text: str, other: str) -> str:
    """Return a text with other wordings of "must", "may", "must not" and "need not" put as these words, unless the other text has them too."""
    for pattern, plain in (*_PLAIN, *_NO_SUBJECT):
        text = pattern.sub(plain, text)
    for (pattern, plain), word in _DENIED_TWICE:
        if not re.search(rf"\b(?:{word})", other, re.IGNORECASE):
            text = pattern.sub(plain, text)
    return _only_as(text, other)


def _only_as(text: str, other: str) -> str:
    """Put "without a licence, no shop may" as "a shop may only with a licence" and "cannot unless" as "may if", where the other text says so."""
    if _ONLY.search(other) and not _ONLY.search(text):
        text = _NOT_EVEN.sub("including", text) if _WITHOUT_NO.search(text) else text
        text = _WITHOUT_NO.sub(r"Only with \g<what>, \g<who> \g<is> ", text)
        return _NOT_BUT.sub(lambda m: f"{'may' if m['modal'].lower() in {'do', 'does'} else m['modal']} {m['verb']} only ", text)
    if _MAY_IF.search(other) and not _HARD.search(other):
        return _UNLESS_LAST.sub(r" may \g<deed> if ", _UNLESS_FIRST.sub(r"If \g<what>, \g<who> may ", text))
    return text
