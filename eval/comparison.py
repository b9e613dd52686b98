"""Two runs of the same gold against each other: which differences are more than chance, and where.

Paired: each query is its own control. A figure's difference is tested by exchanging the two runs' verdicts
at random (a sign-flip permutation test; Fisher, The Design of Experiments, 1935; for retrieval
Smucker, Allan and Carterette, CIKM 2007), the turns of a conversation together. Of many figures some
differ by chance, so their p-values are corrected together (Holm, Scandinavian Journal of Statistics 6, 1979).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from eval.errors import GoldError
from eval.intervals import LEVEL, RESAMPLES, SEED
from eval.judgement import Judgement
from eval.metrics import MEASURES, Measure, Scores

PERMUTATIONS = 10_000
EXACT = 13
"""With at most this many clusters that differ all ways to exchange them are counted, and none is drawn."""
SIGNIFICANT = 1 - LEVEL
_TIE = 1e-12
"""Below this two differences are the same and the rest is the order of additions."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure in both runs: ``change`` is after minus before, with its 95% interval.

    ``p`` is the share of the exchanges whose change is as large, ``corrected`` the same after Holm.
    """

    measure: Measure
    before: float
    after: float
    low: float
    high: float
    p: float
    corrected: float
    n: int

    @property
    def change(self) -> float:
        return self.after - self.before

    @property
    def is_real(self) -> bool:
        return self.corrected < SIGNIFICANT

    @property
    def is_better(self) -> bool:
        return (self.change > 0) is self.measure.higher_is_better


@dataclass(frozen=True, slots=True)
class Changed:
    """A query of which the runs made something else."""

    before: Judgement = field(repr=False)
    after: Judgement = field(repr=False)

    @property
    def is_better(self) -> bool:
        return _worth(self.after) > _worth(self.before)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every figure that both runs have, and the queries that changed, in the order of the gold."""

    before: Scores = field(repr=False)
    after: Scores = field(repr=False)
    differences: tuple[Difference, ...]
    better: tuple[Changed, ...]
    worse: tuple[Changed, ...]

    @property
    def real(self) -> tuple[Difference, ...]:
        """The differences that chance does not explain."""
        return tuple(difference for difference in self.differences if difference.is_real)


def compare(before: Scores, after: Scores) -> Comparison:
    """Set two scored runs of the same gold side by side.

    Raises:
        GoldError: they were scored against different gold.
    """
    if before.gold.sha256 != after.gold.sha256:
        names = f"{before.gold.name} and {after.gold.name}"
        raise GoldError([f"compare: expected two runs of the same gold, found {names} with other contents"])
    pairs = list(zip(before.judgements, after.judgements, strict=True))
    found = [made for measure in MEASURES if (made := _difference(measure, pairs)) is not None]
    corrected = holm([difference.p for difference in found])
    changed = [Changed(*pair) for pair in pairs if _worth(pair[0]) != _worth(pair[1])]
    return Comparison(
        before,
        after,
        tuple(replace(difference, corrected=p) for difference, p in zip(found, corrected, strict=True)),
        better=tuple(one for one in changed if one.is_better),
        worse=tuple(one for one in changed if not one.is_better),
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down correction, in the order given; each at most 1.

    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    corrected = [1.0] * len(p_values)
    highest = 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[place]))
        corrected[place] = highest
    return corrected


def exchange_test(
    before: NDArray[np.float64], after: NDArray[np.float64], permutations: int = PERMUTATIONS, seed: int = SEED
) -> float:
    """The two-sided p-value of the difference of two ratios of sums, exchanging clusters between the runs.

    Args:
        before: shape (clusters, 2), the numerator and denominator of each cluster.
        after: the same of the other run.

    Returns:
        The share of the exchanges whose difference is at least as large as the one observed; drawn ones count
        the observed one too, so that no p-value is 0.
    """
    differs = np.any(before != after, axis=1)
    fixed = before[~differs].sum(axis=0), after[~differs].sum(axis=0)
    before, after = before[differs], after[differs]
    count = len(before)
    if count == 0:
        return 1.0
    if count <= EXACT:
        exchanged = (np.arange(2**count)[:, None] >> np.arange(count)) & 1
    else:
        exchanged = np.random.default_rng(seed).integers(0, 2, size=(permutations, count))
    of_before = fixed[0] + before.sum(axis=0) + exchanged @ (after - before)
    of_after = fixed[1] + after.sum(axis=0) + exchanged @ (before - after)
    changes = np.abs(_ratio(of_after) - _ratio(of_before))
    observed = abs(_ratio(fixed[1] + after.sum(axis=0)) - _ratio(fixed[0] + before.sum(axis=0)))
    as_large = int(np.count_nonzero(changes >= observed - _TIE))
    return as_large / len(changes) if count <= EXACT else (as_large + 1) / (len(changes) + 1)


def _difference(measure: Measure, pairs: Sequence[tuple[Judgement, Judgement]]) -> Difference | None:
    """The figure over the queries that it concerns in both runs; None if it concerns none."""
    rows: dict[str, NDArray[np.float64]] = {}
    for one, other in pairs:
        shares = measure.share(one), measure.share(other)
        if shares[0] is None or shares[1] is None:
            continue
        cluster = one.item.cluster
        rows[cluster] = rows.get(cluster, np.zeros((2, 2))) + np.array([shares[0], shares[1]])
    table = np.array([row for row in rows.values() if row[:, 1].min() > 0])
    if not len(table):
        return None
    before, after = table[:, 0], table[:, 1]
    low, high = _interval(before, after)
    return Difference(
        measure,
        before=float(_ratio(before.sum(axis=0))),
        after=float(_ratio(after.sum(axis=0))),
        low=low,
        high=high,
        p=exchange_test(before, after),
        corrected=1.0,
        n=round(float(before[:, 1].sum())),
    )


def _interval(before: NDArray[np.float64], after: NDArray[np.float64]) -> tuple[float, float]:
    """The percentile interval of the difference, drawing clusters with replacement."""
    count = len(before)
    draws = np.random.default_rng(SEED).multinomial(count, np.full(count, 1 / count), size=RESAMPLES)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(_ratio(draws @ after) - _ratio(draws @ before), [tail, 1 - tail])
    return float(low), float(high)


def _ratio(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Numerators over denominators along the last axis."""
    ratios: NDArray[np.float64] = sums[..., 0] / sums[..., 1]
    return ratios


def _worth(judgement: Judgement) -> int:
    """How good a reply is: wrong, missing or refused, right, right without a wrong citation."""
    if not judgement.handled:
        return 0 if judgement.answered else 1
    return 3 if judgement.right_and_cited_right or not judgement.item.answerable else 2
