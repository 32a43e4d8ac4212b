"""Weights of the fitted part of ``qa.support``, written by ``python -m evals.fit_support``; what each term is stands in ``qa.weigh``.

Five-fold cross-validation on the development halves when they were fitted:

    AttributionBench macro-F1 0.714, AUROC 0.798
    WiCE AUROC 0.759
    ContractNLI entailed against contradicted AUROC 0.808
    ContractNLI evidence against other clauses AUROC 0.826
"""

BIAS = -1.86306
WEIGHTS: dict[str, float] = {
    "covered": 0.35659,
    "by_sentence": 0.19928,
    "by_window": 1.52034,
    "rare_by_window": -1.93608,
    "exact": 1.11891,
    "pairs": 1.18418,
    "pairs_by_window": 0.67010,
    "in_order": 1.82540,
    "strange": 0.09049,
    "lost": -1.03937,
    "claim_words": -0.68506,
    "passage_words": 0.02643,
    "uncovered": 0.10315,
    "pull_contradicted": 0.14697,
    "pull_partial": 0.16296,
    "pull_confined": -1.42348,
    "pull_widened": 0.04635,
    "pull_allowed_shut": 0.19929,
    "pull_allowed_open": 0.84070,
    "pull_barred_shut": 0.86730,
    "pull_barred_open": -0.14145,
    "pull_bound_shut": 1.19909,
    "pull_bound_open": -0.55493,
    "window_high": 0.90486,
    "window_low": -0.70268,
    "pairs_high": -0.44207,
    "pairs_low": 0.94545,
    "order_high": -0.85055,
    "claim_long": -0.31400,
    "claim_by_window": 0.83367,
    "claim_by_pairs": -0.05796,
    "claim_by_size": 0.32228,
    "size_3.0": -0.10226,
    "size_3.75": -0.43939,
    "size_4.25": -0.35328,
    "size_4.75": -1.99688,
    "size_5.25": -2.01853,
    "size_6.0": -0.56879,
    "step_2.5": -0.18681,
    "step_2.95": 0.08374,
    "step_3.35": 0.25293,
    "step_3.95": 0.27127,
    "step_4.35": 0.25128,
    "step_4.5": 1.47765,
    "step_4.65": -0.10204,
    "step_4.8": -0.10519,
    "step_5.5": -1.41221,
    "snippet_by_window": -0.90424,
    "page_by_window": 3.12063,
    "snippet_pairs": 0.13251,
    "page_pairs": 1.71338,
    "snippet_pairs_by_window": 0.14401,
    "page_pairs_by_window": 0.09096,
    "snippet_in_order": -2.49392,
    "page_in_order": -0.56856,
}
