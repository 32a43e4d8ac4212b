"""Antonyms: verbs, nouns and adjectives of which a claim may not put one in the place where the passage has its opposite.

``qa.opposites`` holds the few pairs that tell a lie wherever they stand. The
many here do so only among the same words: "the prosecutor kept the case" for
"the prosecutor dropped the case", and not a "keep" at one end of a sentence and
a "drop" at the other.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from qa.bounds import without_bounds
from qa.synonyms import EMPTY, meanings, said
from qa.terms import stem, words

# Each line has the words of one side, a bar, and those of the other; forms that the stem does not bring together are written out, and "_" joins
# what is read as one word.
TABLE: tuple[str, ...] = (
    # how a case ends
    "drop dropped abandon withdraw withdrew withdrawn discontinue | keep kept pursue continue maintain retain",
    "convict convicted guilty | acquit acquitted exonerate clear cleared innocent",
    "uphold upheld affirm sustain | overturn overturned overrule reverse quash vacate annul strike struck",
    "grant granted allow | deny denied dismiss reject refuse",
    "admit admitted | suppress exclude bar strike",
    "seal sealed | unseal unsealed",
    "agree agreed concur concurred | disagree disagreed dissent dissented",
    "enforce enforceable | unenforceable waive",
    "majority | minority dissent",
    "win won winning prevail prevailed | lose lost losing",
    "lift lifted end ended | impose imposed",
    "settle settled | litigate litigated",
    "appellant | appellee respondent",
    "prosecution prosecutor | defence defense",
    "civil | criminal",
    "sided_with ruled_for ruled_in_favor_of ruled_in_favour_of found_for | sided_against ruled_against found_against",
    "struck_down set_aside | uphold upheld affirm affirmed",
    "threw_out thrown_out | kept heard allowed admitted",
    "reinstate reinstated revive revived | dismiss dismissed reject rejected",
    "stayed blocked halted | reinstated lifted",
    # who stands on which side
    "plaintiff claimant petitioner | defendant respondent",
    "sender | recipient receiver addressee",
    "buyer purchaser buy buys bought buying | seller vendor sell sells sold selling",
    "payer | payee",
    "lender creditor | borrower debtor",
    "landlord lessor | tenant lessee",
    "employer | employee worker",
    "controller | processor",
    "importer import imported | exporter export exported",
    "supporter proponent support supported back backed endorse | opponent critic oppose opposed criticise criticize condemn",
    "praise praised welcome welcomed commend | criticise criticize criticised criticized condemn attack blame",
    "victim | offender perpetrator suspect",
    "adult | child minor",
    "teacher | pupil student",
    "insider internal | outsider external",
    "domestic national | foreign international overseas worldwide global",
    "local | national",
    "public | confidential secret",
    # more and less
    "increase increased rise rose risen grow grew grown climb climbed jump jumped soar soared up went_up"
    " | decrease decreased fall fell fallen drop dropped decline"
    " declined shrink shrank sink sank down went_down",
    "extend extended lengthen lengthened prolong prolonged | shorten shortened cut cuts curtail curtailed reduce reduced",
    "widen widened broaden broadened expand expanded | narrow narrowed restrict restricted limit limited shrink",
    "double doubled triple tripled | halve halved",
    "raise raised heighten heightened | lower lowered cut reduce reduced",
    "strengthen strengthened tighten tightened toughen | weaken weakened loosen loosened relax relaxed soften",
    "maximum most ceiling | minimum least floor",
    "first earliest initial | last latest final",
    "early earlier | late later",
    "lighten lightened ease eased lessen lessened | adds_to added_to add_to burden increase increased worsen",
    "easy easier easily simpler | hard harder difficult",
    "cheap cheaper | expensive costly dearer",
    "fast faster quick quicker sooner | slow slower later",
    "long longer | short shorter",
    "high higher highest | low lower lowest",
    "large larger largest big bigger biggest | small smaller smallest",
    "strict stricter stringent | lax lenient loose looser",
    "broad broader wide wider | narrow narrower",
    "many numerous | few",
    "frequent frequently often | rare rarely seldom",
    "strong stronger | weak weaker",
    "better best | worse worst",
    "new newer newest | old older oldest former",
    "major serious grave | minor trivial petty",
    "rich | poor",
    # in and out, on and off
    "include included includes including inclusion | exclude excluded excludes excluding exclusion omit omitted",
    "open opened opens opening | close closed closes closing shut",
    "start started begin began begun launch launched open opened | end ended stop stopped finish finished close closed conclude",
    "restore restored reinstate reinstated unblock unblocked | suspend suspended remove removed block blocked ban banned delete deleted",
    "install installed | uninstall uninstalled remove removed",
    "enable enabled activate activated | disable disabled deactivate deactivated",
    "encrypt encrypted | decrypt decrypted unencrypted",
    "lock locked | unlock unlocked",
    "join joined enter entered | leave left exit exited quit",
    "attach attached | detach detached",
    "publish published disclose disclosed reveal revealed release released | withhold withheld conceal concealed hide hid hidden suppress suppressed seal",
    "import | export",
    "upload uploaded | download downloaded",
    "inbound incoming | outbound outgoing",
    "above over | below under",
    "top | bottom",
    "inside within | outside beyond",
    "online | offline",
    "arrive arrived arrival | depart departed departure",
    "parent | child",
    "present presence | absent absence",
    # yes and no
    "turned_down | accept accepted approve approved adopted",
    "opt_in opted_in | opt_out opted_out",
    "in_favor_of in_favour_of | against",
    "cause | prevent",
    "general | specific",
    "accept accepted adopt adopted approve approved | reject rejected refuse refused decline declined veto vetoed",
    "confirm confirmed | deny denied refute refuted",
    "pass passed | fail failed",
    "succeed succeeded success successful | fail failed failure unsuccessful",
    "permit permitted allow allowed | forbid forbidden prohibit prohibited ban banned",
    "obey obeyed comply complied compliance | defy defied violate violated breach breached ignore ignored",
    "adequate sufficient | inadequate insufficient deficient",
    "safe secure | unsafe insecure dangerous",
    "true accurate correct | false inaccurate incorrect wrong",
    "right | wrong",
    "consent consented | object objected objection",
    "trust trusted | distrust distrusted",
    "gain gained | lose lost",
    "create created establish established | abolish abolished dissolve dissolved",
    "build built | destroy destroyed demolish",
    "protect protected safeguard | endanger endangered expose exposed",
    "help helped assist assisted aid | hinder hindered obstruct obstructed impede impeded",
    "profit | loss",
    "asset | liability debt",
    "legal lawful | illegal unlawful",
    "active | inactive dormant passive",
    "partial partly partially | full fully complete completely entire entirely whole",
    "permanent permanently | temporary temporarily interim provisional",
    "voluntary voluntarily optional | compulsory mandatory obligatory",
    "direct directly | indirect indirectly",
    "private privately | public publicly",
    "open openly | secret secretly covert covertly",
    "targeted target | indiscriminate bulk general",
    "identified named | anonymous unnamed unidentified",
    "explicit express expressly explicitly | implicit implied tacit",
    "objective | subjective",
    "theory theoretical | practice practical",
    "income revenue | expense expenditure",
    "urban | rural",
    "male men man | female women woman",
    "north northern | south southern",
    "east eastern | west western",
    "day daytime | night nighttime",
    "morning | evening",
    "upper | lower",
    "exempt exempted | liable bound subject",
    "appoint appointed hire hired | dismiss dismissed fire fired sack sacked",
    "attack attacked | defend defended",
    "ally | enemy rival",
    "borrow borrowed | lend lent",
    "donor | beneficiary",
    "innocent | guilty",
    "teach taught | learn learnt learned",
    "simplify simplified | complicate complicated",
    "centralise centralize centralised centralized | decentralise decentralize decentralised decentralized",
    "require required | waive waived",
    "regulated | unregulated",
    "known | unknown",
    "paid | unpaid free",
    "renew renewed extend extended | lapse lapsed expire expired",
    "ratify ratified sign signed | denounce denounced reject rejected",
    "enact enacted pass passed | repeal repealed",
    "recover recovered | lose lost",
    "arrest arrested detain detained jail jailed | free freed release released",
)
_NEAR = 2  # content words on each side of a word that tell where it stands
_SAME = 0.5  # the share of them that must stand round its opposite
_DENIAL = re.compile(r"(?:\b(?:not|no|never|without|neither|nor|cannot|hardly)\b|n't\b)", re.IGNORECASE)


def replaced(claim: str, nearest: str) -> bool:
    """Tell whether a claim has a word's opposite in the place where the passage has the word."""
    claim, nearest = without_bounds(claim), without_bounds(nearest)
    if bool(_DENIAL.search(claim)) != bool(_DENIAL.search(nearest)):
        return False  # "did not keep" may say "dropped"; that is for qa.modality
    told, held = _row(claim), _row(nearest)
    return any(_stands_for(claim_at, told, held) for claim_at in range(len(told)))


def _stands_for(at: int, told: tuple[str, ...], held: tuple[str, ...]) -> bool:
    opposites = _opposites().get(told[at])
    if not opposites or told[at] in held or any(said(told[at], meanings(root) | {root}) for root in held):
        return False
    if not opposites.isdisjoint(told):
        return False
    around = _around(told, at, _NEAR)
    return any(
        held[place] in opposites and around and sum(_among(root, _around(held, place, _NEAR + 2)) for root in around) / len(around) >= _SAME
        for place in range(len(held))
    )


def _among(root: str, roots: tuple[str, ...]) -> bool:
    return any(root == other or said(root, meanings(other)) for other in roots)


def _around(row: tuple[str, ...], at: int, reach: int) -> tuple[str, ...]:
    return (*row[max(0, at - reach) : at], *row[at + 1 : at + 1 + reach])


@lru_cache(maxsize=4_000)
def _row(text: str) -> tuple[str, ...]:
    """Return the stems of a text's words in order, without those that carry nothing."""
    pattern, single = _phrases()
    text = pattern.sub(lambda m: single[m.group().lower()], text)
    return tuple(stem(word.lower()) for word in words(text) if word.lower() not in EMPTY)


@cache
def _phrases() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the pattern of what is read as one word, and the word for each."""
    single = {word.replace("_", " "): word.replace("_", "") for line in TABLE for word in line.split() if "_" in word}
    return re.compile(rf"\b(?:{'|'.join(sorted(single, key=len, reverse=True))})\b", re.IGNORECASE), single


@cache
def _opposites() -> dict[str, frozenset[str]]:
    """Return for each stem in the table those of its opposites."""
    out: dict[str, set[str]] = {}
    for line in TABLE:
        one, other = ({stem(word.replace("_", "")) for word in side.split()} for side in line.split("|"))
        for mine, theirs in ((one, other), (other, one)):
            for root in mine - theirs:
                out.setdefault(root, set()).update(theirs - mine)
    return {root: frozenset(found) for root, found in out.items()}
