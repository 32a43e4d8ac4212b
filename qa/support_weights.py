"""Weights of the fitted part of ``qa.support``, written by ``python -m evals.fit_support``; what each term is stands in ``qa.weigh``.

Five-fold cross-validation on the development halves when they were fitted:

    AttributionBench macro-F1 0.723, AUROC 0.805
    WiCE AUROC 0.765
    ContractNLI entailed against contradicted AUROC 0.812
    ContractNLI evidence against other clauses AUROC 0.843
"""

BIAS = -2.51169
WEIGHTS: dict[str, float] = {
    "covered": 0.93780,
    "by_sentence": 0.37026,
    "by_window": 2.13161,
    "rare_by_window": -1.09047,
    "exact": 0.22448,
    "pairs": 1.07035,
    "pairs_by_window": 0.64672,
    "in_order": 1.37486,
    "strange": 0.01122,
    "lost": -1.06055,
    "claim_words": -0.43750,
    "passage_words": 0.05365,
    "uncovered": 0.07472,
    "pull_contradicted": 0.15552,
    "pull_partial": -0.11724,
    "pull_confined": -0.74998,
    "pull_widened": -1.20849,
    "pull_allowed_shut": 0.03657,
    "pull_allowed_open": 0.69204,
    "pull_barred_shut": 0.97499,
    "pull_barred_open": -0.75439,
    "pull_bound_shut": 0.74589,
    "pull_bound_open": -0.62905,
    "window_high": -0.34254,
    "window_low": -0.41449,
    "pairs_high": -0.27811,
    "pairs_low": 0.93244,
    "order_high": -0.56272,
    "claim_long": -0.18319,
    "claim_by_window": 0.79983,
    "claim_by_pairs": -0.20325,
    "claim_by_size": 0.18629,
    "size_3.0": 0.46088,
    "size_3.75": -0.40791,
    "size_4.25": -0.44599,
    "size_4.75": -2.06234,
    "size_5.25": -1.90952,
    "size_6.0": -0.42184,
    "step_2.5": -0.36900,
    "step_2.95": -0.15834,
    "step_3.35": 0.04395,
    "step_3.95": 0.21877,
    "step_4.35": 0.06164,
    "step_4.5": 1.67441,
    "step_4.65": -0.20997,
    "step_4.8": 0.07815,
    "step_5.5": -1.41077,
    "snippet_by_window": -2.16257,
    "page_by_window": 2.94464,
    "snippet_pairs": -0.00865,
    "page_pairs": 1.57854,
    "snippet_pairs_by_window": 0.18741,
    "page_pairs_by_window": 0.60703,
    "snippet_in_order": -1.52025,
    "page_in_order": -0.95268,
}
