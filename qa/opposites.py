"""Opposites: words of which a claim may not put one where the passage has the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qa.bounds import without_bounds
from qa.synonyms import content, meanings_of, said


def as_patterns(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """Return pairs of alternatives as patterns that match them as whole words, in small letters or capitals."""
    return tuple((re.compile(rf"\b(?:{a})\b", re.IGNORECASE), re.compile(rf"\b(?:{b})\b", re.IGNORECASE)) for a, b in pairs)


_PAIRS = as_patterns(
    (
        # time and order
        ("before|prior to", "after|afterwards?|following|once"),
        ("earlier|earliest", "later|latest"),
        ("temporar(?:y|ily)|interim|provisional(?:ly)?", "permanent(?:ly)?"),
        ("proposed|proposal|draft bill", "enacted|adopted|passed|in force"),
        # more and less
        ("increas\\w+|rais\\w+|rose|grew|went up", "decreas\\w+|lower\\w*|fell|reduc\\w+|declin\\w+|cut|went down"),
        ("more|higher|larger|greater|bigger", "fewer|less|lower|smaller"),
        ("minimum", "maximum"),
        (
            "all|every|each|always|any|in every case|in all cases",
            "some|most|many|several|certain|few|sometimes|often|half|generally|usually|normally|typically|where relevant|specified",
        ),
        ("always|invariably|without exception", "may|might|can|could|occasionally|at times"),
        ("purely|solely|sole|exclusively|only", "partly|partially|mainly|chiefly|also|among other (?:things|purposes|reasons|grounds)"),
        ("separate(?:ly)?|individually", "combined|together|jointly"),
        ("majority|most|mostly", "minority|few|some|several|certain|half"),
        # whose and of what kind
        (r"all (?:of )?(?:the |these )?(?:two|three|four|five|[2-9])\b", r"(?:at least )?(?:one|1) (?:or more )?of|any of|one or more"),
        ("unlimited|indefinite|infinite|endless", "finite|limited"),
        (
            r"whichever is (?:the )?(?:smaller|lower|less|lesser)|(?:smaller|lower|lesser) of",
            r"whichever is (?:the )?(?:larger|higher|greater|more)|(?:larger|higher|greater) of",
        ),
        ("civil", "criminal"),
        ("content data", "(?:traffic|subscriber) (?:data|information)"),
        ("federal", "state"),
        ("public", "private"),
        ("private actor|private party", "government actor|state actor"),
        ("plaintiff", "defendant"),
        ("controllers?", "processors?"),
        ("caching", "hosting|mere conduit"),
        ("individuals?|natural persons?", "corporations?|legal persons?|bod(?:y|ies) corporate"),
        ("federal agency|government agency|public body", "non-?profit|private organi[sz]ation"),
        ("oral(?:ly)?", "written|in writing"),
        ("automated|automatic(?:ally)?", "manual(?:ly)?"),
        ("direct(?:ly)?", "indirect(?:ly)?"),
        ("knowing(?:ly)?", "unknowing(?:ly)?"),
        ("knowing(?:ly)?|intentional(?:ly)?|wil?lful(?:ly)?|deliberate(?:ly)?", "negligent(?:ly)?|careless(?:ly)?|accidental(?:ly)?|by accident|by mistake"),
        ("mandatory|compulsor\\w+", "voluntar\\w+|optional"),
        # in and out
        ("with (?:any|due|undue)", "without (?:any|due|undue)"),
        ("within|inside", "outside|beyond"),
        ("include[sd]?|including|part of|falls? within|count as|counts as", "exclude[sd]?|excluding|excepted|removed|left out"),
        ("subject to|covered by", "exempts?|exempted|exempt from"),
        # what is done
        ("the same|identical|equal", "different|differs?|another|unequal"),
        ("valid", "invalid|void"),
        ("upheld|affirmed", "reversed|overturned|struck down|vacated"),
        ("accept(?:s|ed)?|approve[sd]?|grant(?:s|ed)?|agree[sd]? to", "reject(?:s|ed)?|refuse[sd]?|turn(?:s|ed)? down|den(?:y|ies|ied)"),
        ("add(?:s|ed|ing)?|introduc(?:es?|ed|ing)|impos(?:es?|ed|ing)", "remov(?:es?|ed|ing)|abolish(?:es|ed|ing)?|lift(?:s|ed|ing)?"),
        ("disregards?|disregarded|ignores?|ignored", "deducts?|deducted|considers?|considered|takes? (?:\\w+ ){1,2}?into account|weighs?"),
        ("still (?:has|have|had|holds?|held|keeps?|kept|appl(?:y|ies|ied)|enjoys?|enjoyed)", "loses?|lost|ceased|ceases"),
        (
            "immun\\w+|shield\\w*|protect\\w*|escap\\w+|exempt\\w*|not (?:be )?(?:held )?liable|no liability|without liability",
            "(?<!not )(?<!not be )(?<!no )(?<!held )(?<!without )(?:liable|liability)",
        ),
        ("keeps?|kept|retains?|retained|remains?|stands", "loses?|lost|forfeits?|forfeited"),
        ("prevents?|prevented|stops?|stopped|hinders?", "helps?|helped|enables?|lets?|encourages?"),
        ("protects?|protected|safeguards?", "bans?|banned|weakens?|abolish(?:es|ed)?|endangers?"),
        ("keeps?|kept|retains?|retained|stores?|stored|preserves?|preserved", "purges?|purged|deletes?|deleted|erases?|erased|destroys?|destroyed"),
        ("supporters?|advocates|proponents?", "opponents?|critics?"),
        ("suffic(?:es|ed|e)|(?<!not )enough|(?<!not )sufficient", "not (?:be )?(?:enough|sufficient)|insufficient|(?:not|n't) suffice"),
        (r"regardless of|irrespective of|no matter", r"within|subject to|depend(?:s|ing)? on|according to|limited to"),
        ("ends?|ended|releases?|released|relieves?|relieved|extinguish(?:es)?", r"without prejudice to|without affecting|not (?:affect|release|relieve|end)"),
        ("wins?|won", "loses?|lost"),
        ("confirm(?:s|ed)?", "den(?:y|ies|ied)"),
        ("starts?|started|begins?|began", "ends?|ended|expires?|expired|ceases?|ceased"),
    )
)
# Where the other word means another thing: "less than", "remains to be seen", "no longer", "at the latest".
_OTHER_USE = re.compile(
    r"\b(?:no longer|more than one|one or more|more or less|once (?:a|every|per|each|in)|at least once|of all|at all|any more"
    r"|not (?:all|every|any)|(?:some|any) other)\b",
    re.IGNORECASE,
)
_PREFIXED = re.compile(
    r"\b(?P<prefix>un|non-?|in|im|il|ir)(?P<word>[a-z]{3,}?(?:ed|able|ible|al|ful|ant|ary|ous|ular|ate|ive|ite|fair|safe|known|profit|compliant|ably|ibly))\b",
    re.IGNORECASE,
)
_ADVERB = re.compile(r"(?<=[ai])bl[ey]$", re.IGNORECASE)
_DENIED = re.compile(r"(?:\b(?:not|cannot|no|never|without|nor|neither|hardly)\b|n't\b)(?: \w+){0,2} $", re.IGNORECASE)
_NO_OTHER = re.compile(
    r"\b(?:no ?one|nobody|nothing|none|no \w+) (?:but|except|(?:else|other) than|else but|beyond|outside|apart from|besides)\b"
    r"|\bnot? (?:anyone|anybody|anything) (?:but|except|other than)\b",
    re.IGNORECASE,
)
_AND_NO_OTHER = re.compile(r",? (?:and|but) (?:nothing|nobody|no ?one) else\b|,? (?:and|but) no others?(?=[,.;]|$)", re.IGNORECASE)
_NOT_THE_SAME = re.compile(r"\bnot the same\b", re.IGNORECASE)
_NO_OTHER_WAY = re.compile(r"\bthere (?:is|was|are|were) no other (?=\w)", re.IGNORECASE)
_HALF_YEARS = tuple(
    (re.compile(rf"\b(?:the )?{pattern} of (?=(?:19|20)\d\d\b)", re.IGNORECASE), months)
    for pattern, months in (
        (r"first (?:half|(?:six|6) months)", "January to June "),
        (r"(?:second half|(?:last|second) (?:six|6) months)", "July to December "),
        (r"first (?:quarter|(?:three|3) months)", "January to March "),
        (r"(?:last quarter|last (?:three|3) months)", "October to December "),
    )
)
_NO_LESS = re.compile(r"\b(?:no|not) less (?=(?!than\b)[\w-]+ than\b)", re.IGNORECASE)
_NOT_ONLY = re.compile(r"\bnot (?:only|merely|just|simply) (?=[^.;]{1,200}\bbut\b)", re.IGNORECASE)
_BUT_ALSO = re.compile(r",? but (?:also|equally)\b", re.IGNORECASE)
_NO_MATTER = re.compile(r"\bno matter (?=what|where|who|how|which|whether|when|if)", re.IGNORECASE)
_ANYONE_BUT = re.compile(r"\b(?P<all>any(?:one|body|thing)|every(?:one|body|thing)|all) but (?=(?:an?|the|its|their)\b)", re.IGNORECASE)
_ABSENT = re.compile(r"\bin the absence of\b|(?:(?<=^)|(?<=, ))absent(?= \w)", re.IGNORECASE)
_AFTER_FIRST = re.compile(r"\bafter the first(?: one| time)?(?=[,.;]|$)", re.IGNORECASE)
_PLAIN = (
    (re.compile(r"^(\s*)Should (?=[^,]{3,200},)"), r"\1If "),
    (re.compile(r"\b(?:is|are|was|were|remains?|goes) free (?:from|of) liability\b", re.IGNORECASE), "is not liable"),
    (re.compile(r"\b(?:do|does|did)(?: not|n't) make (?P<who>[^,.;]{2,60}?) liable\b", re.IGNORECASE), r"leaves \g<who> not liable"),
    (
        re.compile(r"\b(?P<modal>must|may|can|shall)(?: not|not|n't) (?:be able to )?escape (?:their |its )?liability\b", re.IGNORECASE),
        r"\g<modal> be held liable",
    ),
    (re.compile(r"\b(?:is|are|was|were)(?: not|n't) immune(?P<where> [^,.;]{2,40}?)? from liability\b", re.IGNORECASE), r"has no immunity\g<where>"),
    (re.compile(r"\binstead of (?=[$£€]?\d)", re.IGNORECASE), "from "),
    (re.compile(r"\b(?:cannot|can not|can't) be (?:told apart|distinguished)\b", re.IGNORECASE), "are indistinguishable"),
    (re.compile(r"\b(?:has|have|had) not (?:yet )?(?:reached|turned|attained) (?:the age of )?(?=\d)", re.IGNORECASE), "is under "),
    (re.compile(r"\b(?:below|under) the age of (?=\d)|\b(?:below|younger than) (?=\d\d(?: years)?(?:[,.;]| of age|$))", re.IGNORECASE), "under "),
)
_WITH_NO = re.compile(r"\bwith no\b", re.IGNORECASE)
_WITH = re.compile(r"\b(?P<out>with(?:out)?) (?:(?:an?|the|any|its|their|his|her|prior|such) )*(?P<what>[a-z]{3,})", re.IGNORECASE)
_LESS = re.compile(r"\b(?P<what>[a-z]{4,})less\b", re.IGNORECASE)
_WHETHER_OR_NOT = re.compile(r"\bwhether or not\b", re.IGNORECASE)
_OR_NOT = re.compile(r"\bor not\b", re.IGNORECASE)
_NOT_UN = re.compile(r"\bnot (?:an? )?(?:un(?=lawful|usual|reasonable|common|likely)|il(?=legal)|im(?=possible))", re.IGNORECASE)
_CONTRAST = re.compile(r"\b(?:rather than|instead of|and not|but not|as opposed to)\b|, not\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;.]")
_CROSSED = 0.6
_EITHER = re.compile(r"\beither (?:\w+ )?(?P<one>\w+) or (?P<two>\w+)", re.IGNORECASE)
_ORDINALS = {name: i for i, name in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), start=1)}
_ORDINAL = re.compile(
    rf"\b(?:(?P<word>{'|'.join(_ORDINALS)})|(?P<figure>\d{{1,2}})(?:st|nd|rd|th))\b(?! of (?:its|the|all) )(?! (?:January|February|March|April|May"
    rf"|June|July|August))",
    re.IGNORECASE,
)
_LATER = re.compile(r"\b(?:later|further|repeat(?:ed)?|subsequent|again)\b", re.IGNORECASE)
_FRACTIONS = {
    "1/2": r"half|one in two|50 ?(?:%|per ?cent)",
    "1/3": r"a third|one third|one in three",
    "2/3": r"two[ -]thirds|two in three",
    "1/4": r"a quarter|one quarter|one in four|25 ?(?:%|per ?cent)",
    "3/4": r"three[ -]quarters|75 ?(?:%|per ?cent)",
    "1/5": r"a fifth|one fifth|one in five|20 ?(?:%|per ?cent)",
    "1/10": r"a tenth|one tenth|one in ten|10 ?(?:%|per ?cent)",
}
_FRACTION = tuple((value, re.compile(rf"\b(?:{pattern})(?= (?:of|\w+s\b))", re.IGNORECASE)) for value, pattern in _FRACTIONS.items())


def plainly(text: str) -> str:
    """Return a text with "not unlawful" put as "lawful", "no one but" as "only", "not the same" as "different", and "with no" as "without"."""
    text = _NO_LESS.sub("at least as ", text)
    for pattern, plain in _PLAIN:
        text = pattern.sub(plain, text)
    if _NOT_ONLY.search(text):
        text = _BUT_ALSO.sub(" and", _NOT_ONLY.sub("", text))
    text = _ANYONE_BUT.sub(r"\g<all> other than ", _ABSENT.sub("without", _AFTER_FIRST.sub("second or later", _NO_MATTER.sub("regardless of ", text))))
    text = _AND_NO_OTHER.sub(" only", text)
    text = _NO_OTHER_WAY.sub("that is the only ", _NOT_THE_SAME.sub("different", text))
    for pattern, months in _HALF_YEARS:
        text = pattern.sub(months, text)
    return _WITH_NO.sub("without", _NO_OTHER.sub("only", _OR_NOT.sub("regardless", _WHETHER_OR_NOT.sub("regardless of whether", _NOT_UN.sub("", text)))))


def _with_for_without(claim: str, nearest: str) -> bool:
    """Tell whether a claim has "with" before what the passage has "without", or the other way round."""
    told, held = (_had(claim), _had(nearest))
    return any((not without, root) in held and (without, root) not in held for without, root in told)


def _had(text: str) -> set[tuple[bool, str]]:
    """Return what a text says something is with or without, "warrantless" being without a warrant."""
    had = {(len(m["out"]) > 4, root) for m in _WITH.finditer(text) for root in content(m["what"])}
    return had | {(True, root) for m in _LESS.finditer(text) for root in content(m["what"])}


def either_of_both(claim: str, nearest: str) -> bool:
    """Tell whether a claim says "either A or B" of what the passage says "A and B", or "both" of what it says "or"."""
    for one, other in ((claim, nearest), (nearest, claim)):
        for m in _EITHER.finditer(one):
            if re.search(rf"(?<!or )\b{m['one']} and {m['two']}\b", other, re.IGNORECASE):
                return True
    return False


def opposed(claim: str, nearest: str) -> bool:
    """Tell whether the claim says "before" where the passage says only "after", or the like."""
    claim, nearest = (_OTHER_USE.sub(" ", without_bounds(plainly(text))) for text in (claim, nearest))
    for one, other in _PAIRS:
        for a, b in ((one, other), (other, one)):
            here, there = a.search(claim), b.search(nearest)
            if here and there and not b.search(claim) and not a.search(nearest) and _denied(claim, here) == _denied(nearest, there):
                return True
    if _with_for_without(claim, nearest) or contrasted(claim, nearest) or either_of_both(claim, nearest):
        return True
    return _prefixed(claim, nearest) or _prefixed(nearest, claim) or _ranked(claim, nearest) or _shared_out(claim, nearest)


def _denied(text: str, m: re.Match[str]) -> bool:
    """Tell whether a word of a text is denied right before it ("did not accept")."""
    return _DENIED.search(text, max(0, m.start() - 30), m.start()) is not None


def undenied(one: str, other: str) -> str:
    """Return a text with "not accepted" put as "rejected", where the other text says that."""
    for pair in _PAIRS:
        for a, b in (pair, pair[::-1]):
            here, there = a.search(one), b.search(other)
            if here and there and not a.search(other) and not b.search(one):
                denial = _DENIED.search(one, max(0, here.start() - 30), here.start())
                if denial is not None:
                    one = f"{one[: denial.start()]}{there.group()}{one[here.end() :]}"
    return one


def contrasted(claim: str, nearest: str) -> bool:
    """Tell whether a claim denies what the passage says and says what it denies ("A rather than B" for "B and not A")."""
    one, other = _contrast(claim), _contrast(nearest)
    if one is None or other is None:
        return False
    (said_here, denied_here), (said_there, denied_there) = one, other
    crossed = min(_share(denied_here, said_there), _share(denied_there, said_here))
    return crossed >= _CROSSED and _share(denied_here, denied_there) < crossed


def _contrast(text: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the words before a contrast and those it denies; None where a text has no contrast, or more than one."""
    parts = _CONTRAST.split(text)
    return (content(parts[0]), content(_CLAUSE_END.split(parts[1])[0])) if len(parts) == 2 else None


def _share(roots: tuple[str, ...], others: tuple[str, ...]) -> float:
    told = meanings_of(others)
    return sum(said(root, told) for root in roots) / len(roots) if roots else 0.0


def _prefixed(one: str, other: str) -> bool:
    """Tell whether one text says "unlawful" where the other says "lawful", and does not deny it."""
    for m in _PREFIXED.finditer(one):
        bare = re.compile(rf"(?<![\w-]){_ADVERB.sub('bl(?:e|y)', m['word'])}\b", re.IGNORECASE)
        if m.group().lower() in other.lower() or bare.search(one):
            continue
        if any(not _DENIED.search(other, max(0, found.start() - 30), found.start()) for found in bare.finditer(other)):
            return True
    return False


def _ranked(claim: str, nearest: str) -> bool:
    """Tell whether the claim has another of "first", "second", "third" than the passage."""
    told, held = set(_ordinals(claim)), set(_ordinals(nearest))
    if held == {1} and not told and _LATER.search(claim) and not _LATER.search(nearest):
        return True
    return bool(told - held and held - told) or bool(told - held - {1} and held == {1})


def _ordinals(text: str) -> Iterator[int]:
    for m in _ORDINAL.finditer(text):
        yield _ORDINALS[m["word"].lower()] if m["word"] else int(m["figure"])


def _shared_out(claim: str, nearest: str) -> bool:
    """Tell whether the claim has another fraction than the passage."""
    told, held = ({value for value, pattern in _FRACTION if pattern.search(text)} for text in (claim, nearest))
    return bool(told and held and not told & held)
