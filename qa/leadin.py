"""Leadin: what a reporter writes around a question ("A source told me that ...", "... True?"), which is nothing that a text would have to speak of."""

from __future__ import annotations

import re
from typing import Final

_TELLER: Final = (
    r"(?:source|reader|viewer|listener|caller|colleague|editor|lawyer|contact|friend|someone|somebody|producer|columnist|critic|tweet|post|blog|email)s?"
)
_TELLS: Final = (
    r"(?:told (?:me|us|the desk)|tells (?:me|us)|says|said|claims|claimed|swears|insists|wrote(?: in)?|writes(?: in)?|posted|tweeted|asks|wants to know|thinks)"
)
_HEAD = re.compile(
    rf"^\W*+(?:(?:claim|statement|line|quote|headline|rumou?r|tip)(?: to (?:check|verify))?|fact[- ]?check(?:ing)?|for (?:a|my|our) \w+)\s*:\s*"
    rf"|^\W*+(?:(?:an?|my|our|the|one|some) )?(?:[\w-]+ ){{0,2}}?{_TELLER}"
    rf"(?: (?:at|from|in|of|on) (?:an? |the )?[\w-]+(?: [\w-]+)?)? (?:just )?{_TELLS}(?:,? that)?[,:]?\s+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:^|(?<![\s,;.!–—-])[\s,;.!–—-]++)(?:is (?:that|this|it|he|she) (?:true|right|correct|so|accurate)"
    r"|(?:true|right|correct|accurate|fact)(?: or (?:false|not|wrong|fiction|myth))?"
    r"|yes or no)\s*+\?++\s*+$",
    re.IGNORECASE,
)
_PLAIN = re.compile(
    r"\bin (?:plain|simple|lay|layman['’]?s|everyday) (?:words|english|language|terms)\b|\b(?:give|tell) (?:me|us) the (?:gist|short version) (?:of|on)\b"
    r"|\bin a nutshell\b|\b(?:come|comes|coming|came) across\b",
    re.IGNORECASE,
)


def without_leadin(question: str) -> str:
    """Return a question without who told of it, the tag that asks whether it is true, and how the answer should be put; as it is where nothing else is left."""
    bare = _PLAIN.sub(" ", _TAIL.sub("?", _HEAD.sub("", question)))
    return bare if len(re.findall(r"\w+", bare)) > 1 else question
