"""Contraries: what a claim may not say where its passage says the contrary, if the passage has the claim's word nowhere.

``qa.opposites`` and ``qa.antonyms`` put word against word. Here whole turns of
speech stand against each other, and a pair of which a claim has both sides
("civil as well as criminal") where the passage has one.
"""

from __future__ import annotations

import re

from qa.opposites import as_patterns

_PAIRS = as_patterns(
    (
        # then and now
        (
            "lapsed|former(?:ly)?|repealed|expired|older text|no longer in force",
            "still (?:in force|applies|law)|in force today|as it (?:now )?stands|today|currently|presently|now in force",
        ),
        ("prior|beforehand|before|in advance|previous", "afterwards|after the (?:event|fact)|subsequent(?:ly)?|retroactive(?:ly)?|later"),
        ("planned|was to|were to|draft", "started|came into force|took effect|went into force"),
        ("start(?:s|ed|ing)?|begins?|beginning|began|launched", "stops?|stopped|closed down|wound up"),
        ("stops? being|ends|ended|ceas(?:es|ed)", "starts?|started|begins?|beginning|began"),
        ("retroactive(?:ly)?|retrospective(?:ly)?", "prospective(?:ly)?|for the future"),
        # beside or instead
        ("supplement\\w*|complement\\w*|adds? to|added to|in addition to", "replac\\w+|supersed\\w+|displac\\w+"),
        (
            "without prejudice|untouched|not affect\\w*|unaffected|intact|not impair\\w*",
            "tak(?:es?|ing) precedence|overrid\\w+|prevails?|restricts?|must yield|sets? aside|curtails?|affects?(?= those)"
            "|replac\\w+|abolish\\w*|repeals?|ends (?:the )?(?:application|effect)",
        ),
        ("adds|added|adding|introduc\\w+|contains?|reworded|includes?", "taken out|took out|took (?:\\w+ ){1,12}out|struck out|dropped|deleted"),
        ("leaves? (?:\\w+ ){0,5}standing|upholds?|upheld|affirm\\w*", "overturn\\w*|overrul\\w*|quash\\w*|strik(?:es?|ing) down|struck down"),
        ("suspended|struck down|quashed|stayed", "upheld|affirmed|left in place"),
        ("separate(?:ly)?|distinct|(?:a )?different(?= law| from| matter)", "forms? part|part of|belongs? to|the same(?= duty| law| thing| statutory)"),
        ("builds? on|based on|depends? on|rests? on|rel(?:y|ies) on", "independent(?:ly)? of|irrespective of|unconnected (?:with|to)"),
        # how much, how many, how far
        (
            r"(?:no|not|never) (?:\w+ ){0,3}(?:longer|more|later|further|wider) than(?! \d)",
            r"(?:may|can|could) (?!not\b)(?:\w+ ){1,3}(?:longer|more|later|further|wider) than(?! \d)",
        ),
        ("exceed\\w*|beyond|further than|outside", "stay\\w* within|(?:within|inside) the (?:bounds|limits|scope)|not exceed|(?:go|went) no further"),
        ("maximum|at most|up to|ceiling|cap", "minimum|no less than|not less than|at least|lowest|floor|at the least|the least"),
        ("unanimous(?:ly)?", "divided|split|by a majority|narrowly"),
        ("differs?|var(?:y|ies)|disagrees?|diverge\\w*|split", "at one|hardly differ\\w*|hardly var\\w+|uniform(?:ly)?|unanimous(?:ly)?|agree that"),
        ("part(?:ly|ially)?|in part", "entirely|wholly|fully|completely|altogether"),
        ("frequent(?:ly)?|repeated(?:ly)?|regular(?:ly)?|habitual(?:ly)?", "even once|a single time|just once|occasional(?:ly)?|rare(?:ly)?"),
        (
            "in particular|such as|among other(?:s| \\w+)?|for example|one (?:matter|of several)|including",
            "limited to|nothing else|just one|the one kind|(?:confine[sd]?|restrict\\w*)(?! (?:when|where|how|what|which|who)\\b)|only"
            "|exhaustive(?:ly)?|no others",
        ),
        ("sole(?:ly)?|only|exclusive(?:ly)?", "among other (?:purposes|things|uses)|not only|and for other"),
        (
            "in (?:the )?(?:EU|European Union|Union|UK|US|United States)|nation(?:al|wide)",
            "worldwide|global(?:ly)?|in the world|anywhere in the world|all over the world",
        ),
        ("narrow(?:ly)?|restrictive(?:ly)?", "broad(?:ly)?|expansive(?:ly)?|sweeping"),
        ("significant|serious|substantial", "trivial|slight|minor|negligible"),
        ("temporar\\w+|suspend\\w*|for a (?:reasonable )?time", "for good|once and for all|permanent(?:ly)?|for ?ever"),
        ("free of charge|without charge", "(?:small |for a )?(?:charge|fee) (?:may|can|must|is)|for a (?:charge|fee|price)|against payment|if paid"),
        (
            "January to June|July to December|(?:first|second) half|(?:first|last) quarter",
            "(?:whole|entire|full) year|full-year|year as a whole|(?:whole|all|entirety) of (?:19|20)\\d\\d",
        ),
        ("median|average|mean", "longest|highest|greatest|maximum|worst"),
        (
            "individual(?:ly)?|case by case|targeted|specific",
            "blanket|across the board|indiscriminate(?:ly)?|in bulk|general and (?:continuous|indiscriminate)",
        ),
        # bound or free
        ("on (?:a |an |\\w+ )?request|at the request of|when asked", "own motion|unasked|own initiative|unprompted|unsolicited|without being asked"),
        ("recommend\\w*|encourag\\w*|good practice|voluntar\\w*|non-binding|guidance", "(?<!non-)binding|compulsory|obligatory"),
        ("binding|commitments?|obligatory", "merely recommended|only recommended|advisory"),
        ("explicit(?:ly)?|express(?:ly)?", "implied(?:ly)?|implicit(?:ly)?|tacit(?:ly)?"),
        ("secure(?:ly)?|confidential\\w*|secret\\w*", "open to (?:the public|all|everyone)|public(?:ly)? (?:available|accessible)|openly"),
        ("suspected|alleged(?:ly)?|apparent(?:ly)?|presumed", "confirmed|proven|proved"),
        ("guilty|convicted", "acquitted|cleared of"),
        ("pending|ongoing|unfinished", "completed|concluded|finished"),
        ("true|accurate", "untrue|false|inaccurate"),
        # of what kind
        ("electronic(?:ally)?|online", "on paper|by post|offline|in person"),
        ("in public|in open court", "in private|behind closed doors|in camera"),
        ("present", "absent"),
        ("mobile", "fixed|stationary|landline"),
        ("urgent", "non-urgent"),
        ("domestic", "foreign|abroad|overseas"),
        ("internal", "external"),
        ("sells?|sold|selling", "buys?|bought|buying|purchas\\w+"),
        ("sender", "recipient|addressee"),
        ("employers?", "employees?"),
        ("tenants?", "landlords?"),
        ("creditors?", "debtors?"),
        ("uploads?|uploaded|uploading", "downloads?|downloaded|downloading"),
        ("imports?|imported", "exports?|exported"),
        ("inbound|incoming", "outbound|outgoing"),
        ("adults?", "minors?|child(?:ren)?"),
        ("real|actual", "fictitious|simulated|imaginary|virtual"),
        ("aggregate[sd]?|anonymi[sz]ed", "individual-level|identifiable|by name"),
        ("opinion (?:by|of)|held|reasoned|majority", "dissent(?:s|ed|ing)?"),
        ("disincentives?", "incentives?"),
        ("differ|differs|vary|varies|disagree", "agree|agrees|coincide|are the same"),
        ("disclaims?|disclaimed", "states|expresses|speaks for"),
        ("opposition to|opposes?|opposed", "support for|favou?rs?|in favou?r of"),
        ("suspended|suspends|loses|lost", "keeps its|retains its|keeps their|retains their"),
        ("at least (?:one|1) of|any of|one or more of", "all of the|every one of|each of the|all the"),
        ("parts? of|some of|several|certain", "the whole of|all of the|the entire"),
        ("encourag(?:es?|ed|ing)", "discourag(?:es?|ed|ing)"),
        ("continu(?:es?|ed|ing)", "discontinu(?:es?|ed|ing)"),
        ("qualif(?:y|ies|ied)", "disqualif(?:y|ies|ied)"),
        ("appears?|appeared", "disappears?|disappeared"),
    )
)
# Of these a claim may not have both where the passage has one.
_BOTH = as_patterns(
    (
        ("civil", "criminal"),
        ("lawful", "unlawful"),
        ("public", "private"),
        ("federal", "state"),
        ("mobile", "fixed"),
        ("natural persons?", "legal persons?"),
        ("direct(?:ly)?", "indirect(?:ly)?"),
        ("listed", "unlisted"),
        ("content", "traffic"),
        ("oral(?:ly)?", "in writing|written"),
        ("before|beforehand", "afterwards"),
        ("intentional(?:ly)?|wilful", "negligent(?:ly)?|careless|reckless"),
        ("adults?", "child(?:ren)?|minors?"),
        ("domestic", "foreign"),
    )
)
_AND = re.compile(r"\b(?:as well as|and|or|both|alike|also)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not?|never|nor|neither|without|other than|rather than|instead of|outside|un\w+)\b|n't\b", re.IGNORECASE)


def contrary(claim: str, nearest: str, passage: str) -> bool:
    """Tell whether a claim says the contrary of what the nearest sentences say, in a word that the passage does not have."""
    for one, other in _PAIRS:
        for mine, theirs in ((one, other), (other, one)):
            if mine.search(claim) and not theirs.search(claim) and theirs.search(nearest) and not mine.search(passage) and not _denied(mine, claim):
                return True
    return False


def _denied(pattern: re.Pattern[str], claim: str) -> bool:
    """Tell whether a claim has a word only to deny it ("is no longer planned")."""
    return all(_NOT.search(claim, max(0, m.start() - 30), m.start()) for m in pattern.finditer(claim))


def both_kinds(claim: str, nearest: str, passage: str) -> bool:
    """Tell whether a claim says of two kinds what the passage says of one of them, and has the other nowhere."""
    if not _AND.search(claim) or _NOT.search(claim):
        return False
    return any(
        mine.search(claim) and theirs.search(claim) and theirs.search(nearest) and not mine.search(passage)
        for one, other in _BOTH
        for mine, theirs in ((one, other), (other, one))
    )
