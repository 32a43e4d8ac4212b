"""Weights of the fitted part of ``qa.support``, written by ``python -m evals.fit_support``; what each term is stands in ``qa.weigh``.

Five-fold cross-validation on the development halves when they were fitted:

    AttributionBench macro-F1 0.712, AUROC 0.797
    WiCE AUROC 0.758
    ContractNLI entailed against contradicted AUROC 0.811
    ContractNLI evidence against other clauses AUROC 0.825
"""

BIAS = -1.82689
WEIGHTS: dict[str, float] = {
    "covered": 0.53152,
    "by_sentence": 0.18185,
    "by_window": 1.42748,
    "rare_by_window": -1.77110,
    "exact": 0.82362,
    "pairs": 1.20989,
    "pairs_by_window": 0.63107,
    "in_order": 1.87109,
    "strange": 0.09250,
    "lost": -1.04472,
    "claim_words": -0.63730,
    "passage_words": 0.01100,
    "uncovered": 0.09832,
    "pull_contradicted": 0.01643,
    "pull_partial": 0.23145,
    "pull_confined": -1.43519,
    "pull_widened": 0.02816,
    "pull_allowed_shut": 0.20337,
    "pull_allowed_open": 0.78903,
    "pull_barred_shut": 0.89893,
    "pull_barred_open": -0.18983,
    "pull_bound_shut": 1.23283,
    "pull_bound_open": -0.56926,
    "window_high": 0.96458,
    "window_low": -0.91394,
    "pairs_high": -0.49396,
    "pairs_low": 0.90150,
    "order_high": -0.87207,
    "claim_long": -0.36699,
    "claim_by_window": 0.79755,
    "claim_by_pairs": -0.04033,
    "claim_by_size": 0.32842,
    "size_3.0": -0.12501,
    "size_3.75": -0.44918,
    "size_4.25": -0.36124,
    "size_4.75": -1.95585,
    "size_5.25": -1.99295,
    "size_6.0": -0.51811,
    "step_2.5": -0.17375,
    "step_2.95": 0.08656,
    "step_3.35": 0.26807,
    "step_3.95": 0.27019,
    "step_4.35": 0.24516,
    "step_4.5": 1.49670,
    "step_4.65": -0.11476,
    "step_4.8": -0.09781,
    "step_5.5": -1.38041,
    "snippet_by_window": -0.72361,
    "page_by_window": 2.94724,
    "snippet_pairs": 0.17896,
    "page_pairs": 1.69203,
    "snippet_pairs_by_window": 0.05179,
    "page_pairs_by_window": 0.19991,
    "snippet_in_order": -2.59309,
    "page_in_order": -0.49244,
}
