"""Words that say the same in a claim and in the passage it rests on, and the words that carry nothing.

These are narrower than the glossary for questions: there a near word helps to
find a passage, here it would let a wrong claim through. "Tell" and "report"
are not one, nor are "police" and "government".
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from qa.figures import without_dates
from qa.terms import stem, words

# Each line is one meaning; what has several words is read before single words are.
GROUPS: tuple[str, ...] = (
    "csam|child sexual abuse material|child sexual abuse content|csea content|csea|child abuse material|child abuse images|abuse images",
    "police|law enforcement|law enforcement agency|law enforcement agencies|police officers",
    "isp|isps|internet service provider|internet service providers|internet provider|internet providers",
    "ncmec|national center for missing and exploited children|national center for missing & exploited children",
    "nca|national crime agency", "dsa|digital services act", "gdpr|general data protection regulation",
    "cjeu|eu court of justice|court of justice of the eu|court of justice of the european union|european court of justice|ecj",
    "us|united states|america|american|u.s.|usa|federal", "uk|united kingdom|britain|british|great britain", "eu|european union|eu-wide|europe's",
    "germany|german|germany's", "kenya|kenyan", "canada|canadian", "australia|australian", "india|indian", "brazil|brazilian", "france|french",
    "congress|house and senate", "legislators|lawmakers|parliamentarians", "attorney general|justice minister",
    "provider|service provider|providers|intermediary", "member state|member states|national", "operator|network operator",
    "disclose|disclosure|hand over|handing over|share|reveal|divulge|pass on|release|make available|show", "send|sent|transmit|forward|submit|deliver|transfer",
    "report|notify|reporting|notification", "receive|receipt|get|obtain|acquire|acquisition", "keep|retain|retention|preserve|preservation|store|storage|kept|log|hold",
    "year|yearly|annual|annually|per year", "month|monthly", "half|six-monthly|semi-annual",
    "decide|decided|rule|ruled|ruling|hold|held|judgment|decision|opinion|order", "invalid|annul|struck down|strike down|void|quashed",
    "allow|permit|let|authorise|authorize|authorisation|authorization|lawful|free", "require|oblige|duty|obligation|must|mandatory|compulsory|force|compel|made",
    "forbid|prohibit|ban|bar|outlaw", "crime|offence|offense|criminal|criminalise|punishable|unlawful|illegal|felony", "penalty|fine|sanction|punish|punishment",
    "prison|imprisonment|jail|imprisoned|custody", "breach|violate|violation|infringe|infringement|contravene|contravention",
    "start|begin|began|commence|bring|brought", "end|expire|lapse|cease|stop", "extend|prolong|lengthen|extension|longer",
    "remove|removal|take down|delete|erase", "change|alter|amend|modify|modification|amendment|vary|differ|different|varies|varied",
    "set|lay down|lays down|laid down|set out|sets out|govern|specify|determine|state|contain|provide|provides|provided",
    "say|said|state|tell|according|describe|report|reported|warn|caution|note|advise|claim|statement",
    "name|designate|appoint|call|known|nickname", "need|necessary|necessity", "ask|request|demand|petition|apply for",
    "law|act|statute|legislation|statutory|legal", "regulation|rules|rule", "bill|proposal|proposed", "adopt|pass|passed|approve|approved|enact|adoption",
    "implement|carry out|carries out|transpose|execute|application", "in force|apply|applies|application|effective|take effect|force|live",
    "image|picture|photo|depiction", "message|messaging|communication|communications", "data|information|record|records|details",
    "customer|subscriber|account holder", "user|account holder", "person|people|anyone|someone|individual|whoever|anybody",
    "child|children|minor|underage", "victim|survivor", "court|judge|judicial", "suit|lawsuit|action|litigation|civil action|proceeding|sue",
    "immunity|immune|shield|protect|protection|liability|liable|safeguard", "pay|reimburse|compensate|cost|costs|payment|charge",
    "almost|nearly|about|roughly|approximately|around|some", "over|more than|exceed|exceeded|above|beyond|surpass",
    "up to|at most|maximum|no more than|as much as", "at least|minimum|no less than", "only|solely|exclusively|merely|just|purely",
    "before|prior|earlier|previous|previously|predate", "after|following|later|once|then|subsequent|subsequently|upon", "during|while|in the course of",
    "without delay|promptly|immediately|at once|as soon as possible|as soon as reasonably possible", "use|usage|using|utilise",
    "aim|goal|purpose|objective|intend|intended", "work|effort|efforts|function|functions", "help|assist|assistance|support",
    "scan|scanning|monitor|monitoring|check|screen", "look|search", "open|view|viewed|viewing|see|seen|inspect|inspected", "match|matched|matching|flag|flagged",
    "hash|digital signature|fingerprint", "publish|publication|public|publicly", "count|number|figure", "unsettled|undecided|open question",
    "out of date|outdated|obsolete", "new|newer|recent", "old|older", "deal|address|cover|concern|concerns|about", "whole|wholly|entire|complete|completely",
    "part|partial|partly", "large|big|broad|wide|widely|widespread", "small|little|narrow", "differ|vary", "country|nation|abroad|foreign",
    "agreement|contract|treaty|convention", "notice|warning|notification", "warrant|search warrant", "order|court order", "subpoena|legal process",
    "measure|step|steps|action", "rest|based|base|rely|basis", "start|commence|bring|launch", "find|found|learn|discover|identify|finding",
    "exceed|go beyond|went beyond|went further", "go on|continue|carry on|keep on", "make|produce|create|creation|production|establish",
    "hour|hours", "manufacturer|maker|makers", "fail|failure|failing|neglect|omit", "refuse|decline|deny|denied|reject", "mean|definition|define|means",
    "treat|consider|regard|deem|count as|counts as|view as|seen as", "reflect|describe", "regardless|whatever|irrespective", "late|end of",
    "second|2nd", "first|1st", "twice|two", "each|every|all|any", "house|chamber|house of representatives", "run|operate|manage|administer",
    "company|companies|firm|corporation|business", "technology|tech", "transparency|openness", "guideline|guidance|handbook|manual",
    "rise|rose|grow|grew|increase|raise|up", "fall|fell|drop|dropped|decrease|decline|down", "double|doubled|twice", "restrict|limit|confine", "inform|tell|notify|let know", "employee|staff",
    "postpone|put off|delay", "supply|give|furnish|hand", "webmail|web-based email", "outside|beyond|external|fall outside", "elimination|eliminate|destroy", "lose|lost|forfeit|gone", "shield|exemption",
    "choose|set", "reasonably|reasonable", "understand|grasp", "look for|seek out|seek|search for", "own initiative|unprompted|own accord", "aid|assist", "convict|convicted people|convicted",
    "exception|except|unless|exempt|exemption|save|apart from|other than|excluding|derogation",
    "move away|departure|depart|shift", "clause|provision|paragraph|section|article", "further|other|additional|also|supplement|supplementary|complement",
    "strict|stringent|rigid", "urgent|emergency|emergencies", "stay|remain|remains|still|leave|left", "yet|still", "sale|sell|sold", "purchase|buy|bought",
    "somebody|someone|anyone|anybody|person|people|individual", "fight|combat|tackle|counter", "satisfy|meet|fulfil|fulfill|comply|compliance", "impose|place|put",
    "convert|turn into|turned into|transform", "aware|awareness|know|knowledge|notice|learn", "include|contain|comprise|encompass", "quickly|rapidly|swiftly|promptly|quick|rapid|swift",
    "equivalent|equal|identical", "accurate|accuracy|correct|correctness", "reduce|reduction|cut|lower|lessen", "improve|improvement|better",
    "particular|specific|special", "cover|reach|extend to|extends to", "restore|reinstate|revive|bring back", "reason|ground|grounds|justification", "cause|lead to|leads to|result in|results in|give rise to",
    "danger|endanger|risk|threat|threaten|jeopardise|jeopardize", "separate|independent|stand-alone|standalone|self-standing", "repeal|revoke|withdraw|rescind|cancel",
)  # fmt: skip

EMPTY = frozenset(
    """a an the of to in on at by for from with as and or but if than that this these those it its they them their he him his she her we us our you your
    i my me is are was were be been being am do does did done has have had having will would there here then which who whom whose what when where while
    into onto so such out also too very both own same thus hereby thereof thereby per via amongst among between within under nor not no can could may
    might must shall should 's""".split()
)


@cache
def _tables() -> tuple[re.Pattern[str], dict[str, str], dict[str, frozenset[str]]]:
    """Return the pattern of wordings of several words, what each stands for, and the meanings of each stem."""
    phrases: dict[str, str] = {}
    meanings: dict[str, set[str]] = {}
    for line in GROUPS:
        first, *_ = forms = line.split("|")
        for form in forms:
            if " " in form or "." in form or "&" in form:
                phrases[form] = first.replace(" ", "")
            else:
                meanings.setdefault(stem(form), set()).add(first)
        meanings.setdefault(first.replace(" ", ""), set()).add(first)
    listed = "|".join(re.escape(p) for p in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{listed})(?!\w)", re.IGNORECASE), phrases, {word: frozenset(found) for word, found in meanings.items()}


def normal(text: str) -> str:
    """Return a text with wordings of several words put as the one word that stands for them."""
    pattern, phrases, _ = _tables()
    return pattern.sub(lambda m: phrases[m.group().lower()], text.replace("’", "'"))


@lru_cache(maxsize=4_000)
def content(text: str) -> tuple[str, ...]:
    """Return the stems of a text's words in order, without those that carry nothing and without dates and figures."""
    return tuple(root for word in words(normal(without_dates(text))) if (low := word.lower()) not in EMPTY and not word[0].isdigit() and (root := stem(low)))


@lru_cache(maxsize=20_000)
def meanings(root: str) -> frozenset[str]:
    """Return the names of the meanings that a stem has; its own where it is in no group, and for "knowingly" those of "knowing"."""
    own = _tables()[2].get(root, frozenset([root]))
    return own | meanings(stem(root[:-2])) if root.endswith("li") and len(root) > 6 else own


@lru_cache(maxsize=4_000)
def meanings_of(roots: tuple[str, ...]) -> frozenset[str]:
    """Return all meanings of some stems, and the stems themselves."""
    return frozenset(roots).union(*(meanings(root) for root in roots)) if roots else frozenset()


def said(root: str, told: frozenset[str]) -> bool:
    """Tell whether a word, or one that says the same, is among the meanings of a text."""
    return root in told or not meanings(root).isdisjoint(told)
