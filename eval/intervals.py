"""95% intervals: how far a figure might move with other queries of the same kind.

A figure is a ratio of sums over items (a mean is a ratio whose denominators are 1). Items of
one cluster, such as the turns of one conversation, are drawn together, for they stand or fall
together.
"""

from __future__ import annotations

from collections.abc import Sequence

LEVEL = 0.95
RESAMPLES = 2000
SEED = 20250619


def bootstrap_interval(
    numerators: Sequence[float],
    denominators: Sequence[float],
    clusters: Sequence[str],
    bounds: tuple[float, float] = (0.0, 1.0),
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> tuple[float, float] | None:
    """The percentile interval of ``sum(numerators) / sum(denominators)``, resampling clusters.

    Clusters are drawn with replacement, as many as there are (Efron and Tibshirani, An
    Introduction to the Bootstrap, 1993, chapter 13). Where every cluster has the lowest or the
    highest value there is, resampling cannot vary and would claim certainty; the end that is
    open is then the exact one for n successes in n trials (Clopper and Pearson, Biometrika
    26, 1934), n being the number of clusters.

    Returns:
        The lower and upper end, or None if the denominators are all 0.
    """
    import numpy as np

    names = {name: row for row, name in enumerate(dict.fromkeys(clusters))}
    rows = [names[name] for name in clusters]
    above = np.bincount(rows, weights=numerators, minlength=len(names))
    below = np.bincount(rows, weights=denominators, minlength=len(names))
    above, below = above[below > 0], below[below > 0]
    count = len(below)
    if count == 0:
        return None
    low, high = bounds
    ratios = above / below
    tail = (1 - LEVEL) / 2
    if np.all(ratios == high):
        return low + (high - low) * tail ** (1 / count), high
    if np.all(ratios == low):
        return low, high - (high - low) * tail ** (1 / count)
    draws = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=resamples)
    ends = np.quantile((draws @ above) / (draws @ below), [tail, 1 - tail])
    return float(ends[0]), float(ends[1])
