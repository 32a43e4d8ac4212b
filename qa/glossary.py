"""Words that mean the same to a reporter and to a statute.

Each line is one concept; the first form is the one that statutes and digests
use most, and stands for the concept when a question is expanded.
"""

from __future__ import annotations

from dataclasses import dataclass

GROUPS: tuple[tuple[str, ...], ...] = (
    ("child sexual abuse material", "CSAM", "child pornography", "child porn", "kiddie porn", "illegal pornography", "illegal porn", "child abuse material",
     "child abuse images", "abuse imagery", "CSEA", "CSEA content", "child abuse content", "child sexual exploitation", "indecent images", "child sex abuse", "child sex abuse material", "child sexual abuse", "child abuse imagery", "child abuse photos", "abuse content", "abuse images", "abuse pics", "abuse material", "child exploitation material", "indecent photos", "illegal images", "child sexual abuse images"),
    ("provider", "internet provider", "ISP", "ISPs", "internet service provider", "electronic communication service", "service provider", "platform", "tech company",
     "tech firm", "tech companies", "internet company", "internet companies", "online service", "website", "social network", "social media", "social media company",
     "big tech", "carrier", "telecom", "telco", "company", "companies", "site", "host"),
    ("law enforcement", "police", "cops", "cop", "investigators", "authorities", "government", "feds", "prosecutors", "detectives", "law enforcement agency", "officer", "officers", "sheriff", "agents", "police force", "police officer"),
    ("disclose", "disclosure", "share", "hand over", "hands over", "handing over", "turn over", "give", "provide", "reveal", "divulge", "pass on", "release", "supply", "produce",
     "make available", "cough up", "coughs up", "fork over", "surrender", "forward", "transmit", "furnish"),
    ("report", "notify", "tip off", "tipping off", "flag", "alert", "refer", "referral", "inform", "tell", "tip", "tips", "notification", "fess up", "own up", "file", "raise the alarm", "snitch", "blow the whistle", "tell on"),
    ("voluntarily", "voluntary", "of their own accord", "on their own", "unprompted", "choose to", "may disclose", "without being asked"),
    ("subpoena", "supoena", "subpena", "legal process", "compelled", "compel", "forced", "force", "legal demand", "administrative subpoena"),
    ("warrant", "search warrant"),
    ("court order", "judge", "judicial order", "judicial authorisation", "judicial authorization", "order of a court"),
    ("preserve", "preservation", "retain", "retention", "keep", "hold on to", "store", "storage", "kept", "stored", "freeze", "frozen", "hang on to", "hold onto", "hang onto", "save", "data freeze", "quick freeze", "stash", "retained", "preserving", "keeping", "retaining", "holding on to"),
    ("fine", "fines", "penalty", "penalties", "fined", "punishment", "sanction", "sanctions", "punished", "monetary penalty", "financial penalty", "civil penalty", "pecuniary penalty", "pecuniary sanction", "squeeze out of", "pay up"),
    ("must", "required", "obliged", "obligation", "duty", "duties", "mandatory", "have to", "has to", "require", "legally required", "compulsory"),
    ("monitor", "monitoring", "scan", "scanning", "search", "screen", "screening", "proactively look", "proactive", "surveil", "filter", "snoop", "snooping", "keep an eye on", "spy on", "watch everything", "look for"),
    ("NCMEC", "National Center for Missing & Exploited Children", "National Center for Missing and Exploited Children", "clearinghouse"),
    ("CyberTipline", "cyber tipline", "cyber tip line", "tipline", "tip line", "cybertips", "cyber tip", "cyber tips"),
    ("subscriber", "customer", "user", "users", "account holder", "subscribers", "customers"),
    ("traffic data", "metadata", "communications data", "connection records", "non-content", "logs", "log", "records"),
    ("IP address", "IP addresses", "internet protocol address"),
    ("location data", "location", "cell site", "geolocation", "whereabouts", "cell-site location"),
    ("content", "contents", "messages", "emails", "email", "message", "DM", "DMs", "direct messages", "private messages", "chats", "chat", "inbox"),
    ("emergency", "emergencies", "imminent danger", "danger of death", "life in danger", "urgent", "life or death", "immediate danger", "threat to life", "shoot up", "about to die", "danger to life", "serious injury", "kidnapped", "kidnapping", "missing child", "missing girl", "missing boy", "missing teenager"),
    ("suicide", "suicidal", "kill herself", "kill himself", "kill themselves", "kill myself", "killing herself", "killing himself", "end their life"),
    ("notice", "told", "informed", "user notification", "notified", "notify the user", "notify the customer", "tell a customer", "tell customers", "tell its customers",
     "tell the customer", "tell me", "tell a user", "tell users", "tell the user", "tell its users", "tell people", "tell you", "warn the user", "warn users", "heads-up", "heads up"),
    ("immunity", "liability", "liable", "sued", "sue", "lawsuit", "civil action", "protected from", "on the hook", "held responsible", "off the hook", "legal shield", "civil claims"),
    ("encryption", "encrypted", "end-to-end", "E2EE", "encrypt", "scramble", "scrambles", "scrambled", "unscramble", "decrypt", "decrypts", "decrypting", "decryption"),
    ("hash", "hashes", "hash matching", "hash value", "fingerprint", "PhotoDNA"),
    ("minor", "child", "children", "underage", "kids", "kid", "under 18", "teen", "teens", "teenager", "teenagers", "youngster", "youngsters", "schoolkid", "under-18s", "under 18s"),
    ("grooming", "enticement", "online enticement", "solicitation", "groomer"),
    ("trafficking", "child sex trafficking", "sex trafficking", "pimping", "pimp", "pimps"),
    ("wiretap", "interception", "intercept", "eavesdrop", "wiretapping", "tap"),
    ("pen register", "trap and trace", "dialing information"),
    ("delete", "remove", "removal", "take down", "takedown", "taken down", "erase", "pull down", "yank", "pulled down"),
    ("Ofcom", "UK communications regulator"),
    ("NCA", "National Crime Agency"),
    ("very large online platform", "VLOP", "VLOPs", "very large platform"),
    ("gag order", "nondisclosure order", "non-disclosure order", "delayed notice", "delay notice", "secrecy order", "keep secret", "confidential"),
    ("foreign", "abroad", "overseas", "other countries", "another country", "outside the country", "cross-border"),
    ("sell", "selling", "sold", "monetise", "monetize", "sale"),
    ("increase", "rise", "rose", "grew", "growth", "jump", "surge"),
    ("decrease", "fall", "fell", "drop", "dropped", "decline"),
    ("suspend", "suspended", "halted", "halt", "put on hold"),
    ("apply", "applies", "in force", "take effect", "took effect", "effective", "start", "came into force", "kick in"),
    ("expire", "expired", "lapse", "lapsed", "ended", "end", "run out", "stop applying"),
    ("exploit", "exploitation", "abuse"),
    ("imprisonment", "jail", "prison", "jail time", "prison time", "behind bars", "imprisoned", "sentence", "prison sentence", "years in prison", "do time", "years inside", "locked up", "jailed", "custodial"),
    ("fail", "failure", "failing", "fails", "failed", "neglect", "not reporting", "not report", "doesn't report", "does not report", "skip", "skips", "ignore", "ignores", "blow off", "blows off", "sit on", "sits on", "sitting on"),
    ("decide", "decided", "held", "ruled", "rule", "ruling", "hold", "decision"),
    ("maximum", "max", "biggest", "worst", "worst-case", "worst case", "max time", "highest", "upper limit", "ceiling", "longest", "at most", "top fine", "cap"),
    ("offence", "offense", "crime", "criminal offence", "illegal", "criminal", "felony", "unlawful"),
    ("data breach", "breach", "hack", "hacked", "personal data breach", "leak", "hacking", "security incident"),
    ("struck down", "annulled", "invalid", "killed", "void", "strike down", "threw out", "thrown out", "declared invalid", "quashed"),
    ("supervisory authority", "watchdog", "data protection authority", "privacy regulator", "regulator", "privacy watchdog", "commissioner"),
    ("revoke", "revoked", "scrap", "scrapped", "repeal", "repealed", "abandon", "withdrawn", "bin", "binned", "axe", "axed", "undo", "undone", "rescind"),
    ("investigation", "probe", "inquiry", "study", "investigate"),
    ("turnover", "revenue", "worldwide turnover", "global turnover", "sales"),
    ("false", "wrong", "lying", "lie", "wrongly", "falsely", "untrue", "mistaken"),
    ("generative AI", "AI", "AI-generated", "artificial intelligence", "computer-generated", "deepfake", "deepfakes", "AI generated", "genAI", "gen AI", "synthetic", "generative", "machine-made"),
    ("nude", "nudes", "naked", "intimate image", "intimate images"),
    ("binding", "bound", "bind", "enforceable"),
    ("purchase", "buy", "bought", "buys", "purchases", "purchased", "data broker", "data brokers", "broker"),
    ("employee", "staff", "worker", "moderator"),
    ("journalist", "journalists", "press", "newsroom", "media"),
    ("size", "large", "small", "smaller", "monthly active users", "tiny", "giant", "startup", "startups"),
    ("human", "person", "human review", "manual review", "anybody checking"),
    ("definition", "defined", "define", "means", "meaning"),
    ("request", "requests", "demand", "demands", "ask", "asked"),
    ("third party", "third parties"),
    ("anonymous", "anonymously", "anonymity", "without giving a name"),
    ("AT&T", "AT and T"),
    ("search service", "search services", "search engine", "search engines"),
    ("trader", "seller", "merchant", "vendor"),
    ("approve", "approval", "approved", "authorise", "authorize", "authorisation", "authorization", "sign off", "sign off on", "signs off", "green light", "rubber-stamp"),
    ("cookies", "cookie", "cookie banner", "cookie banners", "terminal equipment"),
    ("supplemental", "supplementary", "extra data", "additional information", "additional data"),
    ("appeal", "challenge", "contest", "object", "objection", "fight", "fights", "push back", "resist"),
    ("password", "passwords", "passcode", "unlock"),
    ("pay", "pays", "paid", "paying"),
    ("write", "writes", "wrote", "written"),
    ("teach", "teaches", "taught"),
    ("age verification", "age check", "age checks", "age assurance"),
)  # fmt: skip

# Companies as reporters name them. The law of providers holds for each, so a rule answers a question about one of them;
# a figure or an event does not, unless its sentence names the company.
COMPANIES = frozenset(
    """facebook fb instagram insta whatsapp meta google gmail youtube tiktok snapchat snap discord reddit twitter telegram signal apple icloud imessage microsoft
    skype bing yahoo verizon comcast xfinity charter spectrum sprint vodafone safaricom airtel rogers telus bell bt ee o2 orange telefonica amazon aws
    twitch roblox pinterest tumblr dropbox cloudflare openai chatgpt kik omegle onlyfans pornhub zoom slack linkedin proton protonmail tutanota
    mastodon bluesky threads starlink temu shein aliexpress viber wechat rumble nextdoor grindr tinder uber airbnb outlook hotmail onedrive""".split()
) | {"at t"}

# Police and other investigators as reporters name them: what holds for law enforcement holds for each.
AGENCIES = frozenset("fbi hsi dea atf nypd lapd rcmp mounties bka afp dci met scotland garda gendarmes gendarmerie interpol europol".split())

# Mail and messages that a reporter calls by the name of the service: what is asked is who gets at their content.
MAILBOXES = frozenset("gmail hotmail outlook imessage imessages".split())

# Cities that set a question in a country without being what it is about.
CITIES: dict[str, tuple[str, ...]] = {
    "US": (
        "chicago", "detroit", "boston", "seattle", "miami", "houston", "dallas", "atlanta", "philadelphia", "denver", "baltimore", "cleveland",
        "pittsburgh", "minneapolis", "milwaukee", "brooklyn", "manhattan",
    ),
    "GB": ("london", "manchester", "edinburgh", "cardiff", "belfast", "birmingham"),
    "EU": (
        "brussels", "paris", "lyon", "madrid", "barcelona", "rome", "milan", "dublin", "amsterdam", "vienna", "warsaw", "lisbon", "stockholm",
        "copenhagen", "prague", "strasbourg", "athens", "helsinki",
    ),
    "CA": ("ottawa", "toronto", "montreal", "vancouver", "calgary"),
    "KE": ("nairobi", "mombasa", "kisumu"),
    "AU": ("canberra", "sydney", "melbourne", "brisbane", "perth"),
    "DE": ("berlin", "munich", "hamburg", "frankfurt", "wiesbaden"),
    "IN": ("delhi", "mumbai", "bangalore", "bengaluru", "kolkata", "chennai", "hyderabad", "pune"),
    "BR": ("brasilia", "rio"),
}  # fmt: skip

# Bodies and laws that place a question in one jurisdiction though it names no country.
IMPLIED: dict[str, str] = {
    **{city: code for code, cities in CITIES.items() for city in cities},
    "ncmec": "US", "cybertipline": "US", "cybertip": "US", "doj": "US", "fbi": "US", "congress": "US", "fcc": "US", "ftc": "US", "dhs": "US", "hsi": "US",
    "icac": "US", "subpoena": "US", "subpoenas": "US", "feds": "US", "federal": "US", "scotus": "US", "comcast": "US", "verizon": "US", "at&t": "US",
    "ofcom": "GB", "nca": "GB", "westminster": "GB", "bt": "GB", "snoopers": "GB", "whitehall": "GB", "gchq": "GB",
    "gdpr": "EU", "dsa": "EU", "eprivacy": "EU", "cjeu": "EU", "luxembourg": "EU", "europol": "EU",
    "pipeda": "CA", "rcmp": "CA", "mounties": "CA", "rogers": "CA", "telus": "CA",
    "safaricom": "KE", "ruto": "KE", "ruto's": "KE",
    "afp": "AU", "esafety": "AU", "aussie": "AU", "telstra": "AU",
    "bka": "DE", "bundestag": "DE", "ddg": "DE", "pocso": "IN", "lok": "IN", "marco": "BR",
    "stateside": "US", "washington": "US", "silicon": "US", "bundeskriminalamt": "DE",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Related:
    """What a question about some concepts is also about.

    Where every group in ``groups`` (named by its first form) is asked about, ``summary`` is searched too and told in the
    summary, and ``aspects`` are searched and told in the sections.
    """

    groups: frozenset[str]
    summary: str
    aspects: tuple[str, ...] = ()


RELATED: tuple[Related, ...] = (
    Related(
        frozenset({"child sexual abuse material", "disclose"}),
        "a provider must report apparent child sexual abuse material, without any subpoena",
        (
            "NCMEC makes each report available to federal, state, local and foreign law enforcement",
            "the reporting law does not require a provider to monitor users or search for violations",
            "a provider must preserve what it reported to the CyberTipline for 1 year",
            "the fine for a provider that fails to report",
            "internet providers differ in how long they keep logs that link an IP address to a subscriber",
            "whether an ISP waits for a court order before handing over user data varies between countries and with each company's public commitments",
        ),
    ),
    Related(
        frozenset({"child sexual abuse material", "report", "must"}),
        "a provider must report apparent child sexual abuse material as soon as reasonably possible",
    ),
    Related(frozenset({"disclose", "voluntarily"}), "a provider may voluntarily disclose customer data only where an exception applies"),
    Related(frozenset({"notice", "law enforcement"}), "whether a customer must be notified that the government demanded the customer's data"),
    Related(
        frozenset({"disclose", "subpoena"}),
        "police may compel a provider to disclose basic subscriber information with a subpoena, and more with a court order or warrant",
    ),
    *(
        Related(
            frozenset({"law enforcement", "warrant", tip}),
            "the circuits that require a warrant to open a hash-matched file that no human viewed, and the circuits that do not",
        )
        for tip in ("CyberTipline", "hash")
    ),
)
