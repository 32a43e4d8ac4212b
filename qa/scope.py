"""Scope: questions that ask for help with an offence, or for advice on one's own case, are declined with where to turn; so are orders and opinions.

What decides is who would use the answer, and for what. "How do offenders avoid
hash matching?" is a reporter's question; "how do I" is not. Questions about
reports, rules or figures are in scope whatever they mention, and so is the work
of the press: keeping a source's name from a subpoena is no offence.
"""

from __future__ import annotations

import re

from qa.intent import Intent
from qa.places import jurisdictions_named

# A question about reports, rules or figures is not one about the material itself.
_NEUTRAL = r"\b(?:reports?|reporting|laws?|rules?|statutes?|statistics?|figures?|hash\w*|polic(?:y|ies)|rulings?|cases?)\b"
_DETECTING = (
    r"\b(?:detect\w*|report\w*|caught|police|scann\w*|hash\w*|ncmec|cybertip\w*|law enforcement|filter\w*|monitor\w*|trace[ds]?|tracking|warrant|subpoena"
    r"|photodna|flag(?:s|ged|ging)?|feds|fbi|authorities|moderat\w+)\b"
)
_MATERIAL = (
    r"(?:csam|child porn\w*|kiddie porn|kid porn|cheese pizza|jailbait|lolicon|preteen (?:nudes?|porn|pics|videos?)"
    r"|child (?:sexual )?abuse (?:images?|material|videos?|content)"
    r"|underage (?:porn|nudes?|pics|videos?|content)"
    r"|(?:nudes?|naked|sexual|sexy|explicit) (?:\w+ )?(?:pictures|pics|photos|images|videos|clips|selfies) of (?:\w+ )?(?:kids?|child\w*|minors?"
    r"|teens?|underage|little))"
)
_YOUNG = r"(?:minors?|child(?:ren)?|kids?|underage \w+|teen\w*|(?:little |young )?(?:girl|boy)s?|\w+[- ]year[- ]olds?|schoolgirls?|schoolboys?)"
_MINE = r"\b(?:i|i'm|i've|me|my|mine|we|us|our|(?:a|my) (?:friend|mate|buddy|brother|cousin)(?:['’]s)?)\b"
_PRESS = re.compile(r"\b(?:sources?|journalis\w+|reporters?|newsroom|whistle\w+|the press|editor)\b", re.IGNORECASE)
_DISPOSE = r"\b(?:delete|wipe|destroy|erase|get rid of|scrub|hide|shred|ditch|dump|encrypt|clean)\b"
_EVADE = re.compile(
    r"\bhow (?:to|(?:can|do|could|would|should|might) (?:i|we|you|one|someone|somebody|people|users?|a user)) .{0,40}?"
    r"\b(?:avoid|evade|escape|bypass|get around|get away|hide|conceal|dodge|beat|trick|fool|defeat)\b.{0,80}"
    rf"{_DETECTING}"
    r"|\bwithout (?:getting|being) (?:caught|reported|detected|traced)\b"
    r"|\b(?:where|how) (?:can|do|could|to|would) (?:i |you |we |one )?(?:find|get|download|buy|watch(?! for)|share|trade|upload|distribute|make)\b"
    rf"(?:(?!{_NEUTRAL}).){{0,30}}\b(?:csam|child porn\w*|kiddie porn|child abuse (?:images?|material|videos?))\b(?! (?:\w+ )?{_NEUTRAL})",
    re.IGNORECASE,
)
# Said of oneself or a friend, or as a wish: who asks so would do it.
_OWN_PLAN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_MINE}.{{0,60}}\b(?:avoid|evade|escape|bypass|get around|get past|get away|slip|sneak|conceal|dodge|beat|trick|fool"
        rf"|defeat)\b.{{0,60}}{_DETECTING}",
        rf"\bhow (?:one|i|we|you) (?:can|could|might|would|should) .{{0,30}}\b(?:avoid|evade|escape|bypass|get around|get past|slip|sneak|dodge"
        rf"|beat)\b.{{0,60}}{_DETECTING}",
        r"\b(?:best|safest|good|easiest|safe) (?:way|method|app|vpn|browser|site|platform|tool|service|place)s? .{0,60}"
        r"\b(?:(?:not|never) (?:to )?(?:get |be )?(?:caught|flagged|reported|traced|detected)|under the radar|undetected|(?:evade|avoid|dodge|beat) \w+)",
        rf"{_MINE}.{{0,80}}\b(?:so|where|that) (?:that )?(?:the )?(?:police|cops|nobody|no ?one|they|ncmec|provider|isp|feds|fbi|company)"
        r" (?:can['’]?t|cannot|won['’]?t|doesn['’]?t|don['’]?t|never|will never|will not) (?:trace|see|find|detect|notice|flag|report|know|catch)",
        rf"\b(?:stop|keep|prevent) (?:the )?(?:police|cops|ncmec|photodna|google|apple|facebook|my (?:isp|provider)|them|scanners?|filters?) from "
        rf"(?:noticing|flagging|seeing|finding|detecting|reporting|tracing|catching) .{{0,40}}{_MINE}",
        rf"{_MINE}.{{0,60}}\bunder the radar\b",
        rf"(?<!should i ){_DISPOSE}.{{0,20}}(?:\bmy\b|\bour\b|\b(?:friend|mate|brother|cousin|husband|son)['’]s\b).{{0,60}}\b(?:before|so|police|cops"
        rf"|raid\w*|warrant|caught|search\w*|subpoena\w*)\b",
        rf"\b(?:recommend|looking for|i (?:want|need|would like|'d like)|know (?:of )?(?:any|a|where)|links? to|show me|send me|give me|get me)\b"
        rf"(?:(?!{_NEUTRAL}).){{0,50}}\b{_MATERIAL}\b(?! (?:\w+ )?{_NEUTRAL})",
        rf"\b(?:where|how) (?:can|do|could|to|would|might) (?:i |you |we |one )?(?:find|get|download|buy|view|watch(?! for)|look at|access|share"
        rf"|trade|upload|sell|distribute|make|create|generate)\b"
        rf"(?:(?!{_NEUTRAL}).){{0,40}}\b{_MATERIAL}\b(?! (?:\w+ )?{_NEUTRAL})",
        rf"\b(?:how (?:to|(?:can|do|could|would|should) (?:i|we|you))|tips|what (?:should|do|can) i (?:say|tell|write)|best way to|help me)\b.{{0,30}}"
        rf"(?:\bgroom\b.{{0,20}}|\b(?:get|convince|persuade|talk|make|trick|lure|seduce|blackmail|pressure)\b.{{0,20}})\b{_YOUNG}\b.{{0,40}}"
        r"\b(?:nudes?|naked|pics|pictures|photos?|selfies|videos?|sex\w*|strip|undress|meet(?:ing)?|secret)\b",
        r"\bhow (?:to|(?:can|do|could|would) (?:i|we)) groom\b",
        rf"\bhow (?:to|(?:can|do|could|would|should) (?:i|we|you)) .{{0,60}}\b(?:so|that|which|until) .{{0,30}}"
        rf"\b(?:(?:will|can|does|do|would|could)(?: not|n['’]?t)|won['’]?t|can['’]?t|cannot|never) "
        rf"(?:match|recogni[sz]e|detect|flag|catch|see|find|notice|report|trace)\b.{{0,60}}{_MINE}",
        rf"\b(?:which|what) (?:\w+ ){{0,3}}(?:vpns?|tricks?|tools?|apps?|browsers?|settings?|methods?) "
        rf".{{0,30}}\b(?:stops?|keeps?|prevents?|hides?)\b.{{0,80}}{_DETECTING}.{{0,60}}{_MINE}",
        rf"\b(?:which|what) (?:\w+ ){{0,3}}(?:apps?|sites?|platforms?|services?|vpns?|hosts?|countr\w+|providers?) (?:\w+ ){{0,3}}(?:can|should|could"
        rf"|do) i\b.{{0,60}}{_DETECTING}",
    )
)
_RELATIVE = r"(?:husband|wife|son|daughter|brother|sister|boyfriend|girlfriend|partner|father|dad|uncle|roommate|flatmate|cousin|friend)"
_OWN_CASE = re.compile(
    r"\b(?:should i (?:plead|confess|delete|destroy|run|talk to (?:the )?(?:police|cops|fbi|feds)|get a lawyer|hire|answer|admit"
    r"|tell (?:the )?(?:police|cops|fbi)|hand over|give (?:the )?police|let)"
    r"|(?:will|would|could|can|might) i (?:still )?(?:go to (?:jail|prison)|end up in (?:jail|prison)|face (?:jail|prison|charges)"
    r"|(?:be|get) (?:arrested|charged|convicted|prosecuted|jailed|imprisoned|in trouble|raided|locked up))"
    r"|am i (?:going to (?:jail|prison|be|get)|in trouble|guilty|liable|breaking the law|committing|at risk|screwed)"
    r"|my (?:lawyer|court case|trial|arrest|sentence|charges?|plea)\b"
    r"|(?:do|would|will) i need (?:a |an )?(?:lawyer|attorney|solicitor)"
    r"|i(?:'ve| have)? (?:been|got|was) (?:arrested|charged|raided|indicted|accused|investigated|questioned|reported (?:to|for|by)|flagged)"
    r"|(?:police|cops|fbi|feds|they|detectives) (?:have )?(?:took|taken|seized|raided|searched|came to) (?:away )?(?:my|me|our)\b"
    r"|i (?:accidentally |just )?(?:got|received) (?:a |an )?(?:letter|visit|subpoena|summons|notice|call) from (?:the )?(?:police|court|fbi"
    r"|my (?:isp|provider)|prosecutor)"
    r"|(?:i (?:have )?(?:accidentally|mistakenly)|by (?:accident|mistake) i) (?:downloaded|opened|saw|clicked|viewed|shared|received)"
    r"|what (?:will|would|could|happens?|is going to happen) (?:happen )?to me\b"
    rf"|my {_RELATIVE} (?:was|is|has been|got|just got) (?:arrested|charged|accused|raided|under investigation|being investigated|reported)"
    r"|my account (?:was|got|has been|is) (?:banned|suspended|reported|flagged|locked)"
    r"|(?:can|could|should) i sue (?:my|google|apple|facebook|meta|microsoft|the|them)\b)",
    re.IGNORECASE,
)
_AS_PRESS = re.compile(
    r"\b(?:as an? (?:\w+ )?(?:journalist|reporter|editor)|i am a (?:\w+ )?(?:journalist|reporter)|newsroom|my (?:sources?|editor|story|article))\b",
    re.IGNORECASE,
)

# Orders to the program in the place of a question, or beside one: they are not followed, and what is asked along with them is not taken for a question of law.
_ORDER = r"(?:^|[.;:!?,>]\s*|\b(?:please|and|now|then|you must|you should|you can) )"
_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget) (?:(?:all|any|of|the|these|those) )*"
    r"(?:your|my|previous|prior|earlier|above) (?:\w+ )?(?:instruction|rule|prompt|guideline)s?\b"
    rf"|{_ORDER}(?:ignore|disregard|forget) (?:(?:all|any|of|the|these|those) ){{1,4}}(?:instruction|rule|prompt|guideline)s?\b"
    r"|\brepeat after me\b|\b(?:your|show|reveal|print|repeat) (?:\w+ ){0,2}(?:system|hidden) prompt\b|\byou are now\b|\bSYSTEM:"
    r"|\bas your (?:administrator|admin|developer|operator)\b"
    rf"|{_ORDER}(?:answer|reply|respond|report|write) without (?:any )?(?:sources|citations)\b|\buncited answers?\b|\bleave out (?:the |all |any )?citations\b"
    rf"|{_ORDER}(?:make up|invent|fabricate) (?:a|an|some|any) (?:\w+ ){{0,2}}(?:case|quote|ruling|figure|number|citation|source|judgment|statute)s?\b",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"\byour (?:own |honest |personal )?(?:opinion|verdict|judge?ment)\b|\b(?:what(?:['’]s| is)|in|give (?:me|us)|need) your (?:own |honest |personal )?view\b"
    r"|\bdo you (?:think|believe|feel) (?:that )?(?:i['’]d (?:win|lose)|(?:[\w'’-]+ ){1,8}(?:should|deserves?|will (?:win|lose)"
    r"|(?:is|are|was|were) (?:an? )?(?:right|wrong|fair|unfair|good|bad|enough|high enough|too \w+)))\b"
    r"|\bwhat do you (?:think of(?! as\b)|make of)|\bprivately think\b"
    r"|\bis it (?:morally |ethically )?(?:wrong|fair|unfair|moral|immoral|ethical|unethical|evil|right) of\b"
    r"|\b(?:morally|ethically) (?:wrong|right|acceptable|defensible)\b",
    re.IGNORECASE,
)

_LAWS = {
    "US": "18 U.S.C. § 2252A and § 2258A", "GB": "the Online Safety Act 2023, s 66", "EU": "Directive 2011/93/EU, art 5", "CA": "S.C. 2011, c. 4",
    "KE": "the Computer Misuse and Cybercrimes Act 2018, s 24", "AU": "the Criminal Code (Cth)", "IN": "the Information Technology Act 2000, s 67B",
    "DE": "Directive 2011/93/EU, art 5", "BR": "Law 15.211/2025 (the Digital ECA)",
}  # fmt: skip
_NAMES = {"GB": "UK", "CA": "Canadian", "KE": "Kenyan", "AU": "Australian", "IN": "Indian", "DE": "EU", "BR": "Brazilian"}

HELP = (
    "Anyone worried about something they saw, or about a child, can report to NCMEC's CyberTipline (report.cybertip.org, +1-800-843-5678), "
    "to the Internet Watch Foundation (report.iwf.org.uk) or to the police; Stop It Now (+1-888-773-8368 in the US, "
    "0808 1000 900 in the UK) helps in confidence."
)
_EVASION = "This question asks for help with an offence or with escaping a report, which Attest does not give. {} law on it is {}. " + HELP
EVASION = _EVASION.format("US", _LAWS["US"])
ADVICE = (
    "This question asks for advice on a person's own case, which a lawyer must give. "
    "Attest tells what the texts say; ask about the law itself, for example '18 U.S.C. § 2252A'. " + HELP
)
ORDERS = (
    "This asks the program to set its rules aside, which it does not do: every sentence here carries its source. "
    "Ask the question alone, without instructions on how to answer it."
)
OPINION = "This asks for an opinion, which Attest does not have: it tells what laws, rulings and reports say. Ask what they say, or what they count."


def out_of_scope(question: str, intent: Intent = "law") -> str | None:
    """Return why a question is not Attest's to answer, with the law that applies and where to turn; None for questions about the law.

    ``intent`` is what its vector tells of it, for what the words below do not find.
    """
    press = _PRESS.search(question) is not None
    if _EVADE.search(question) or (not press and (intent == "offence" or any(plan.search(question) for plan in _OWN_PLAN))):
        code = next(iter(jurisdictions_named(question)), "US")
        return _EVASION.format(_NAMES.get(code, code), _LAWS[code])
    if (intent == "advice" or _OWN_CASE.search(question)) and not _AS_PRESS.search(question):
        return ADVICE
    if _ORDERS.search(question):
        return ORDERS
    return OPINION if _OPINION.search(question) else None
