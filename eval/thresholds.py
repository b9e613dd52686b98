"""Bars for continuous integration: ``METRIC=VALUE`` or ``TYPE:METRIC=VALUE``."""

from __future__ import annotations

import difflib
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from eval.metrics import MEASURES, TOTAL, Group, Scores
from index.errors import UsageError

LATENCIES = {"latency_median_ms": "median", "latency_p95_ms": "p95"}
"""The latencies that may be held to a bar: total milliseconds, lower is better."""

_BY_NAME = {measure.name: measure for measure in MEASURES}
_NAMES = (*_BY_NAME, *LATENCIES)
_ALIASES = {"mrr": "RR@10", "mrr@10": "RR@10", "ndcg": "nDCG@10", "recall@5": "R@5", "recall@10": "R@10"}
"""Other spellings that people use; "_at_" may also stand for "@"."""
_FOLDED = {name.casefold(): name for name in _NAMES} | _ALIASES
_SLACK = 1e-9
"""Below this, a difference is the order of additions."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """The value that a metric must not be worse than, overall or for one type of query."""

    metric: str
    value: float
    type: str = ""

    def __str__(self) -> str:
        return f"{self.type}:{self.metric}" if self.type else self.metric


def parse_thresholds(texts: Iterable[str], types: Collection[str]) -> tuple[Threshold, ...]:
    """Read ``METRIC=VALUE``s; a share may be written 0.8 or 80%; ``types`` are those of the gold.

    Raises:
        UsageError: the text is malformed, the metric or type unknown, the value impossible.
    """
    return tuple(_parse(text, types) for text in texts)


def threshold_failures(scores: Scores, thresholds: Iterable[Threshold]) -> tuple[str, ...]:
    """One line for each threshold that is not met; a metric without any item to measure fails."""
    groups = {"": scores.overall} | {group.name: group for group in scores.types}
    return tuple(line for threshold in thresholds if (line := _failure(threshold, groups)))


def _parse(text: str, types: Collection[str]) -> Threshold:
    name, equals, written = text.partition("=")
    if not equals or not name.strip() or not written.strip():
        raise UsageError(f"--fail-under: expected METRIC=VALUE, for example Success@1=0.8, found {text!r}")
    prefix, colon, metric = name.strip().rpartition(":")
    if colon and prefix not in types:
        raise UsageError(_unknown("type of query", prefix, types))
    known = _FOLDED.get(metric.casefold().replace("_at_", "@"))
    if known is None:
        raise UsageError(_unknown("metric", metric, _NAMES))
    low, high = _BY_NAME[known].bounds if known in _BY_NAME else (0.0, math.inf)
    value = _number(written.strip(), is_share=(low, high) == (0.0, 1.0))
    if not low <= value <= high:  # also where it is no number
        expected = "milliseconds" if known in LATENCIES else f"a number from {low:g} to {high:g}"
        example = " (or a percentage such as 80%)" if (low, high) == (0.0, 1.0) else ""
        raise UsageError(f"--fail-under {name.strip()}: expected {expected}{example}, found {written.strip()!r}")
    return Threshold(known, value, prefix)


def _number(written: str, is_share: bool) -> float:
    is_percentage = is_share and written.endswith("%")
    try:
        value = float(written.removesuffix("%") if is_percentage else written)
    except ValueError:
        return math.nan
    return value / 100 if is_percentage else value


def _unknown(kind: str, name: str, known: Collection[str]) -> str:
    folded = {candidate.casefold(): candidate for candidate in known}
    nearest = difflib.get_close_matches(name.casefold(), list(folded), n=1, cutoff=0)
    return f"--fail-under: unknown {kind} {name!r}; the nearest is {folded[nearest[0]]}; known are: {', '.join(known)}"


def _failure(threshold: Threshold, groups: Mapping[str, Group]) -> str:
    group = groups[threshold.type]
    if threshold.metric in LATENCIES:
        latency = group.latency.get(TOTAL)
        value = getattr(latency, LATENCIES[threshold.metric]) if latency else None
        higher_is_better = False
    else:
        value = group.figures[threshold.metric].value
        higher_is_better = _BY_NAME[threshold.metric].higher_is_better
    if value is None:
        return f"{threshold}: nothing to measure; the bar is {threshold.value:g}"
    if higher_is_better and value < threshold.value - _SLACK:
        return f"{threshold}: {value:.4g} is below {threshold.value:g}"
    if not higher_is_better and value > threshold.value + _SLACK:
        return f"{threshold}: {value:.4g} is above {threshold.value:g} (lower is better)"
    return ""
