"""Weights of the fitted part of ``qa.support``, written by ``python -m evals.fit_support``; what each term is stands in ``qa.weigh``.

Five-fold cross-validation on the development halves when they were fitted:

    AttributionBench macro-F1 0.720, AUROC 0.800
    WiCE AUROC 0.761
    ContractNLI entailed against contradicted AUROC 0.810
    ContractNLI evidence against other clauses AUROC 0.824
"""

BIAS = -1.76622
WEIGHTS: dict[str, float] = {
    "covered": 0.52130,
    "by_sentence": 0.16115,
    "by_window": 1.51490,
    "rare_by_window": -2.07087,
    "exact": 0.76320,
    "pairs": 1.25522,
    "pairs_by_window": 0.67365,
    "in_order": 1.86727,
    "strange": 0.06482,
    "lost": -1.07158,
    "claim_words": -0.60908,
    "passage_words": 0.02986,
    "uncovered": 0.09035,
    "pull_contradicted": -0.06333,
    "pull_partial": 0.06323,
    "pull_confined": -1.45957,
    "pull_widened": 0.06190,
    "pull_allowed_shut": 0.25557,
    "pull_allowed_open": 0.65999,
    "pull_barred_shut": 0.84496,
    "pull_barred_open": -0.16765,
    "pull_bound_shut": 1.15374,
    "pull_bound_open": -0.49078,
    "window_high": 1.19531,
    "window_low": -0.94310,
    "pairs_high": -0.47521,
    "pairs_low": 0.92001,
    "order_high": -0.84942,
    "claim_long": -0.35319,
    "claim_by_window": 0.84720,
    "claim_by_pairs": -0.11096,
    "claim_by_size": 0.39415,
    "size_3.0": -0.09971,
    "size_3.75": -0.46816,
    "size_4.25": -0.38023,
    "size_4.75": -2.10749,
    "size_5.25": -2.12928,
    "size_6.0": -0.36056,
    "step_2.5": -0.18104,
    "step_2.95": 0.06099,
    "step_3.35": 0.24335,
    "step_3.95": 0.27051,
    "step_4.35": 0.22140,
    "step_4.5": 1.54349,
    "step_4.65": -0.17646,
    "step_4.8": -0.09586,
    "step_5.5": -1.33274,
    "snippet_by_window": -0.85605,
    "page_by_window": 3.13156,
    "snippet_pairs": 0.03963,
    "page_pairs": 1.73018,
    "snippet_pairs_by_window": 0.26902,
    "page_pairs_by_window": 0.11281,
    "snippet_in_order": -2.52613,
    "page_in_order": -0.61389,
}
