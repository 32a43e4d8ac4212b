"""Invented files in the forms of the outside sets: a lodge's house rules, a town's pages, a contract about a recipe, claims about lamps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

GATE, DOGS, BELL = "The gate is closed at nine every evening.", "Dogs are kept on a lead in the garden.", "The bell is rung twice for supper."
SECRET, RETURN, COPY = "The cook keeps the recipe secret.", "The cook returns the spoon within 5 days.", "The cook may not copy the recipe."


def write_sets(folder: Path) -> Path:
    """Write all five sets, each in a folder of its own, and return the folder that holds them."""
    _write_json(folder / "policyqa" / "dev.json", _policies())
    _write_json(folder / "contractnli" / "dev.json", _contracts())
    write_lines(folder / "attributionbench" / "dev.jsonl", _attributed())
    write_lines(folder / "wice" / "oracle_claim_dev.jsonl", _wice())
    write_lines(folder / "mtrag" / "human_tasks.jsonl", _tasks())
    write_lines(folder / "mtrag" / "pool_govt.jsonl", _pool())
    return folder


def write_lines(path: Path, rows: Sequence[object]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _write_json(path: Path, data: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data), encoding="utf-8")


def _policies() -> list[object]:
    asked = [
        (GATE, [("Is the gate closed every evening?", ["at nine every evening"])]),
        (DOGS, [("Are dogs kept on a lead?", ["on a lead"])]),
        (BELL, [("How often is the bell rung for supper?", ["twice", "rung twice"])]),
    ]
    paragraphs = [
        {"context": text, "qas": [{"id": f"q{n}-{i}", "question": q, "type": "x", "spans": [[0, 1]], "texts": t} for i, (q, t) in enumerate(qas)]}
        for n, (text, qas) in enumerate(asked)
    ]
    return [{"title": "lodge.example", "paragraphs": paragraphs}, {"title": "inn.example", "paragraphs": [{"context": "Beds are made at noon.", "qas": []}]}]


def _contracts() -> object:
    text = f"{SECRET} {RETURN} {COPY}"
    spans = [(text.index(piece), text.index(piece) + len(piece)) for piece in (SECRET, RETURN, COPY)]
    labels = {
        "h-1": {"short_description": "x", "hypothesis": "The cook keeps the recipe secret."},
        "h-2": {"short_description": "x", "hypothesis": "The cook may copy the recipe."},
        "h-3": {"short_description": "x", "hypothesis": "The waiter sings."},
    }
    annotations = {
        "h-1": {"choice": "Entailment", "spans": [0]},
        "h-2": {"choice": "Contradiction", "spans": [2]},
        "h-3": {"choice": "NotMentioned", "spans": []},
    }
    return {"labels": labels, "documents": [{"id": 7, "file_name": "x.txt", "text": text, "spans": spans, "annotations": annotations}]}


def _attributed() -> list[object]:
    rows = []
    for n in range(4):
        lamp = f"Lamp {n + 2} burns for {n + 3} hours."
        rows.append({"id": f"a-{n}", "question": "?", "claim": lamp, "evidence": [f"{lamp} It is red."], "label": 1, "source": f"set {n % 2}", "field": ""})
        rows.append({"id": f"a-{n}", "question": "?", "claim": "Whales sing at night.", "evidence": [lamp], "label": 0, "source": f"set {n % 2}", "field": ""})
    return rows


def _wice() -> list[object]:
    def row(claim: str, label: str, evidence: list[str], of: str) -> object:
        return {"label": label, "claim": claim, "evidence": evidence, "meta": {"id": of, "claim_title": "x"}}

    return [
        row("The lamp is red.", "supported", ["Nothing of it."], "w1"),
        row("The lamp is red.", "supported", ["The lamp is red."], "w1"),
        row("The lamp is green and loud.", "partially_supported", ["A whale sings."], "w2"),
        row("The lamp is blue.", "not_supported", ["Boats sail."], "w3"),
    ]


def _pool() -> list[object]:
    # A line of zero-width spaces, blank lines in a passage, and two pages of one title.
    pages = [
        ("ab12-0-80", "Parking: rules", "A parking permit costs 40 crowns.\n\n\u200b\nIt is valid for a year."),
        ("ab12-81-160", "Parking: rules", "A parking permit is renewed at the town hall."),
        ("cd34-0-60", "Parking: rules", "Bicycles park for free at the market."),
        ("gh78-0-60", "Library", "How long a card is valid depends on it."),
        ("ef56-0-60", "Fishing", "A fishing licence is given to residents only."),
    ]
    return [{"doc_id": i, "title": title, "text": text} for i, title, text in pages]


def _tasks() -> list[object]:
    first, second, third = "What does a parking permit cost?", "And how long is it valid?", "Who owns the moon?"

    def task(n: int, asked: list[str], gold: dict[str, int], answerability: str, domain: str = "govt", conversation: str = "c1") -> object:
        turns = [{"role": role, "text": text} for question in asked[:-1] for role, text in (("user", question), ("agent", "Yes."))]
        turns.append({"role": "user", "text": asked[-1]})
        return {
            "task_id": f"{conversation}<::>{n}", "conversation_id": conversation, "turn": n, "domain": domain, "turns": turns,
            "answerability": answerability, "multi_turn": "N/A", "rewrite": None, "gold": gold, "target": "", "contexts": [],
        }  # fmt: skip

    return [
        task(2, [first, second], {"ab12-0-80": 1}, "ANSWERABLE"),
        task(1, [first], {"ab12-0-80": 1}, "ANSWERABLE"),
        task(3, [first, second, third], {}, "UNANSWERABLE"),
        task(4, [first, second, third, "?!"], {}, "CONVERSATIONAL"),
        task(1, ["Who may fish?"], {"ef56-0-60": 1}, "PARTIAL", conversation="c2"),
        task(2, ["?!", "Is there a fishing licence for residents?"], {"ef56-0-60": 1}, "ANSWERABLE", conversation="c3"),
        task(1, ["What is a cloud?"], {}, "ANSWERABLE", domain="cloud"),
    ]
