"""Answering some queries and leaving others: what the confidence of replies is worth.

A system that may stay silent is judged by the trade it offers: the risk, the share of its answers that are
wrong, at each coverage, the share of the queries that it answers, the surest first (El-Yaniv and Wiener,
JMLR 11, 2010). The area under that curve is one figure for it (Geifman et al., ICLR 2019); lower is better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from eval.judgement import Judgement

BINS = 10


@dataclass(frozen=True, slots=True)
class Point:
    """The risk at one coverage: what would be answered at ``threshold`` and above."""

    threshold: float
    coverage: float
    risk: float


def risk_coverage(confidences: Sequence[float], are_right: Sequence[bool], queries: int) -> tuple[Point, ...]:
    """The curve of some answers, from the surest to all of them; equal confidences are answered together.

    Args:
        confidences: of the replies that answer.
        are_right: whether each is right.
        queries: how many there were, those that were refused among them.
    """
    surest_first = sorted(zip(confidences, are_right, strict=True), key=lambda pair: -pair[0])
    points, answered, wrong = [], 0, 0
    for threshold, group in groupby(surest_first, key=lambda pair: pair[0]):
        for _, is_right in group:
            answered += 1
            wrong += not is_right
        points.append(Point(threshold, answered / queries, wrong / answered))
    return tuple(points)


def area(curve: Sequence[Point]) -> float:
    """The mean risk over the coverages that there are; up to that of the first point its risk."""
    covered, total = 0.0, 0.0
    for point in curve:
        total += (point.coverage - covered) * point.risk
        covered = point.coverage
    return total / covered if covered else 0.0


@dataclass(frozen=True, slots=True)
class Selection:
    """What the confidence of the replies of a run is worth.

    ``calibration_error`` concerns the replies that have a confidence: how far it is from the share that the
    documents answer; None if there are none.
    """

    curve: tuple[Point, ...]
    area: float
    calibration_error: float | None
    confident: int

    def at(self, coverage: float) -> Point | None:
        """The first point that covers as much, or None if so much is never answered."""
        return next((point for point in self.curve if point.coverage >= coverage), None)


def select(judgements: Sequence[Judgement]) -> Selection:
    """The selection of a run; a reply without a confidence of its own (a look-up, a table) is sure."""
    answers = [judgement for judgement in judgements if judgement.answered]
    sure = [1.0 if (c := _confidence(judgement)) is None else c for judgement in answers]
    curve = risk_coverage(sure, [judgement.handled for judgement in answers], len(judgements))
    stated = [(c, float(j.item.answerable)) for j in judgements if (c := _confidence(j)) is not None]
    error = calibration_error([c for c, _ in stated], [a for _, a in stated]) if stated else None
    return Selection(curve, area(curve), error, len(stated))


def _confidence(judgement: Judgement) -> float | None:
    reply = judgement.entry.reply if judgement.entry is not None else None
    return None if reply is None else reply.get("confidence")


def calibration_error(confidences: Sequence[float], happened: Sequence[float], bins: int = BINS) -> float:
    """The expected calibration error (Naeini et al., AAAI 2015): how far confidence and frequency lie apart.

    In each of ``bins`` of equal width the mean confidence is held against the share that happened; the mean of the
    distances weighs a bin by what is in it.
    """
    held: dict[int, list[tuple[float, float]]] = {}
    for confidence, outcome in zip(confidences, happened, strict=True):
        held.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, outcome))
    apart = (abs(sum(c for c, _ in pairs) - sum(o for _, o in pairs)) for pairs in held.values())
    return sum(apart) / len(confidences) if confidences else 0.0
