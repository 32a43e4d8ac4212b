"""Report page: the frame and the style of the report, and the one way in which text gets into it."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from evals.case import Split

SPLIT_WORDS: Final[dict[Split, str]] = {"dev": "dev", "heldout": "held out", "own": "your cases"}
# Control characters have no place on a page, and direction overrides could turn an answer around.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# Even if some text got past the escaping, the page could neither load nor run anything.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

COLOURS: Final = """
:root{color-scheme:light dark;--page:#fbfbf9;--card:#fff;--ink:#1c1f23;--muted:#596069;--rule:#d9dcd6;--bad:#a5301b;
--series-1:#1f5fa8;--series-2:#c0560e;--series-3:#18796c;--series-4:#7b45b5;--series-5:#6d7177}
@media (prefers-color-scheme:dark){:root{--page:#15181b;--card:#1d2125;--ink:#e7e9ea;--muted:#a3abb3;--rule:#383f45;--bad:#ff9a83;
--series-1:#7db4f5;--series-2:#f5a05a;--series-3:#5fd0bd;--series-4:#c79bff;--series-5:#b3b9bf}}
"""
STYLE: Final = (
    COLOURS
    + """*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:1320px;margin:0 auto;padding:24px clamp(12px,3vw,40px) 64px}
h1{font-size:1.7rem;line-height:1.2;margin:0 0 8px}h2{font-size:1.3rem;margin:40px 0 12px;padding-top:12px;border-top:1px solid var(--rule)}
h3{font-size:1.05rem;line-height:1.35;margin:20px 0 6px}
.lead,.note,small{color:var(--muted)}.note{margin:0 0 8px;max-width:75ch}
dl{margin:0}dd{margin:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:10px;margin-top:16px}
.tile{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:10px 14px}
.tile dt{color:var(--muted);font-size:.9rem}.tile dd{font-size:1.6rem;font-weight:600;line-height:1.3}
.tile small{display:block;font-size:.8rem;font-weight:400}
.wide{overflow-x:auto;width:fit-content;max-width:100%;border:1px solid var(--rule);border-radius:8px;background:var(--card)}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{padding:4px 12px;text-align:right;white-space:nowrap;border-bottom:1px solid var(--rule)}
tr:last-child th,tr:last-child td{border-bottom:0}
th[scope=row],thead td,th[scope=rowgroup]{text-align:left;font-weight:400;position:sticky;left:0;background:var(--card)}
th[scope=row][title]{text-decoration:underline dotted var(--muted);text-underline-offset:3px;cursor:help}
tr.kind th{color:var(--muted);padding-top:14px;font-size:.85rem}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,380px),1fr));grid-auto-flow:dense;gap:16px;align-items:start}
.tall{grid-row:span 2}
figure{margin:0;background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:12px}
figcaption{font-size:.9rem;margin-bottom:8px}figcaption span{color:var(--muted)}
svg{display:block;width:100%;max-width:520px;height:auto;margin:0 auto;stroke-linejoin:round;stroke-linecap:butt}
.case{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:4px 16px 14px;margin:12px 0;overflow-wrap:anywhere}
.case h3{margin:10px 0 6px}.case p{margin:6px 0}.n{color:var(--muted);font-weight:400;margin-right:4px}
.before{color:var(--muted);font-size:.95rem}.before::before{content:"earlier: "}
.tags{display:flex;flex-wrap:wrap;gap:6px}.tags span{font-size:.8rem;color:var(--muted);border:1px solid var(--rule);border-radius:99px;padding:0 9px}
.outcome{font-size:.95rem}.wrong{margin:6px 0;padding-left:20px;color:var(--bad)}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:2px 14px;font-size:.9rem;margin:8px 0}
.facts dt{color:var(--muted)}.facts dd{overflow-wrap:anywhere}
.answer{border-left:3px solid var(--rule);padding-left:14px;margin-top:10px}.claims{list-style:none;margin:0;padding:0}
.cited{list-style:none;margin:0 0 8px;padding:0;font-size:.88rem;color:var(--muted)}.cited cite{font-style:normal}
summary{cursor:pointer;color:var(--muted);font-size:.9rem;padding:4px 0}
.words dt{color:inherit}.words{max-width:90ch}
@media (max-width:640px){td small{display:block}.facts{grid-template-columns:1fr}.facts dd{margin-bottom:4px}}
@media print{body{background:#fff}.wide{overflow:visible}.case,figure{break-inside:avoid}}
"""
)


def plain(text: str) -> str:
    """Return a text for the page: escaped, and without characters that show nothing or turn the line around."""
    return escape(visible(text))


def visible(text: str) -> str:
    """Return a text without characters that show nothing or turn the line around."""
    return _CONTROL.sub("\ufffd", text)


def section(anchor: str, title: str, body: str) -> str:
    """Return a part of the page under its heading."""
    return f"<section id='{anchor}'><h2>{plain(title)}</h2>{body}</section>"


def page(title: str, body: str) -> str:
    """Return the whole page."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<link rel="icon" href="data:,">\n'
        f"<title>{plain(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{plain(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )
