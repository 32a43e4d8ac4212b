"""Words: what each metric is called in a table for readers, and what it says."""

from __future__ import annotations

from typing import Final, NamedTuple

from evals.case import Kind


class Word(NamedTuple):
    """A metric's label, and one sentence about it."""

    label: str
    meaning: str


# Grouped by the cases that each metric is averaged over.
GROUPS: Final[tuple[tuple[Kind | None, dict[str, Word]], ...]] = (
    (None, {
        "right_decision": Word("right decision", "Answerable questions answered and unanswerable ones refused."),
        "citations_hold": Word("citations hold", "Answers of which every quote is the stored text and every number is in order."),
        "quote_exists": Word("quotes exist", "Quotes that are the stored words at their offsets, compared by the harness itself."),
        "quote_in_place": Word("quotes in place", "Quotes that stand in the place that their citation names."),
        "numbers_in_order": Word("numbers in order", "Answers whose source numbers run 1, 2, 3 in order of first use."),
        "distinct_claims": Word("claims distinct", "Claims that no earlier claim of the answer has made already."),
        "refusal_precision": Word("refusal precision", "Refusals that were right to refuse."),
    }),
    ("answerable", {
        "hit_at_1": Word("hit at 1", "The first passage found is a right one."),
        "hit_at_5": Word("hit at 5", "A right passage is among the first five found."),
        "hit_at_10": Word("hit at 10", "A right passage is among the first ten found."),
        "recall_at_10": Word("recall at 10", "Parts of the question with a right passage among the first ten found."),
        "reciprocal_rank": Word("reciprocal rank", "One over the rank of the first right passage."),
        "ndcg_at_10": Word("nDCG at 10", "Discounted gain of right passages over the best order there could be."),
        "gold_in_summary": Word("right place in summary", "The summary cites a right place."),
        "gold_anywhere": Word("right place cited", "The answer cites a right place somewhere."),
        "provision_precision": Word("place precision", "Cited places that are right."),
        "provision_recall": Word("place recall", "Parts of the question for which a right place is cited."),
        "character_precision": Word("character precision", "Cited characters that lie in right places."),
        "character_recall": Word("character recall", "Characters of the right places that are cited."),
        "claim_recall": Word("claims borne out", "Claims that their citations together bear out (ALCE)."),
        "claim_precision": Word("citations needed", "Citations that bear out their claim and are not idle (ALCE)."),
        "nugget_recall": Word("facts told", "Facts that a right answer has to tell and that are told."),
        "free_of_must_not": Word("free of wrong figures", "Answers without the wording that no right answer holds."),
        "whole_answer": Word("whole answer right", "All facts told, nothing forbidden, every part cited, every citation holds."),
        "pinpoint_exact": Word("first pinpoint exact", "The first claim cites the very place."),
        "pinpoint_related": Word("first pinpoint related", "The first claim cites a place inside or around it."),
        "pinpoint_sibling": Word("first pinpoint sibling", "The first claim cites a neighbour in the same section. Less is better."),
        "pinpoint_wrong": Word("first pinpoint wrong", "The first claim cites another section. Less is better."),
        "paraphrase_same": Word("same for paraphrases", "Other wordings of the question cite the very same places."),
        "paraphrase_section": Word("same sections for paraphrases", "Other wordings of the question cite the very same sections or articles."),
        "paraphrase_gold": Word("gold for all paraphrases", "The summary cites a right place in whatever wording the question is asked."),
        "paraphrase_overlap": Word("overlap of paraphrases", "Places that other wordings of the question have in common with it."),
        "wrong_refusals": Word("wrong refusals", "Answerable questions that were refused. Less is better."),
    }),
    ("unanswerable", {
        "right_refusals": Word("right refusals", "Unanswerable questions that were refused (the recall of refusal)."),
    }),
)  # fmt: skip

WORDS: Final = {name: word for _, words in GROUPS for name, word in words.items()}
