"""Weights of the fitted part of ``qa.support``, written by ``python -m evals.fit_support``; what each term is stands in ``qa.weigh``.

Five-fold cross-validation on the development halves when they were fitted:

    AttributionBench macro-F1 0.718, AUROC 0.799
    WiCE AUROC 0.760
    ContractNLI entailed against contradicted AUROC 0.812
    ContractNLI evidence against other clauses AUROC 0.824
"""

BIAS = -1.78794
WEIGHTS: dict[str, float] = {
    "covered": 0.53282,
    "by_sentence": 0.15954,
    "by_window": 1.51656,
    "rare_by_window": -2.05711,
    "exact": 0.74733,
    "pairs": 1.26436,
    "pairs_by_window": 0.69726,
    "in_order": 1.87729,
    "strange": 0.06630,
    "lost": -1.07244,
    "claim_words": -0.60961,
    "passage_words": 0.02922,
    "uncovered": 0.09026,
    "pull_contradicted": -0.07996,
    "pull_partial": 0.11038,
    "pull_confined": -1.45656,
    "pull_widened": 0.05178,
    "pull_allowed_shut": 0.23161,
    "pull_allowed_open": 0.68032,
    "pull_barred_shut": 0.85538,
    "pull_barred_open": -0.20575,
    "pull_bound_shut": 1.19304,
    "pull_bound_open": -0.56740,
    "window_high": 1.16340,
    "window_low": -0.91992,
    "pairs_high": -0.48284,
    "pairs_low": 0.93140,
    "order_high": -0.85035,
    "claim_long": -0.34642,
    "claim_by_window": 0.85146,
    "claim_by_pairs": -0.12236,
    "claim_by_size": 0.39666,
    "size_3.0": -0.10158,
    "size_3.75": -0.46265,
    "size_4.25": -0.38074,
    "size_4.75": -2.10650,
    "size_5.25": -2.13231,
    "size_6.0": -0.34204,
    "step_2.5": -0.17494,
    "step_2.95": 0.05822,
    "step_3.35": 0.24332,
    "step_3.95": 0.26797,
    "step_4.35": 0.22057,
    "step_4.5": 1.54201,
    "step_4.65": -0.17808,
    "step_4.8": -0.09492,
    "step_5.5": -1.33844,
    "snippet_by_window": -0.84639,
    "page_by_window": 3.11020,
    "snippet_pairs": 0.05224,
    "page_pairs": 1.72124,
    "snippet_pairs_by_window": 0.25056,
    "page_pairs_by_window": 0.14622,
    "snippet_in_order": -2.52839,
    "page_in_order": -0.61184,
}
