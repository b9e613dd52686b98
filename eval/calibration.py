"""Fits the weights and thresholds of ``rag`` on development gold.

Reads the file it is given and refuses one whose items are marked as test; the fitted numbers are
stored with the identities of the embedder and the reader that they belong to. All fits are L2-regularised
logistic regressions (scikit-learn); the refusal thresholds are chosen on out-of-fold predictions.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from eval.gold import GOLD_FOLDER, GoldItem, load_gold
from eval.selection import calibration_error
from index.errors import UsageError
from rag.calibration import Calibration, Gate, Logistic, log_odds
from rag.pipeline import Vraagbaak
from rag.reader import is_readable, unit_features
from rag.retrieval import SIGNALS
from rag.routing import parse_number_reference

Matrix = npt.NDArray[np.float64]
UNTUNED_TYPES = frozenset({"lookup", "conversation"})
"""Item types that the fitted models take no part in."""
ELSEWHERE_GOLD = GOLD_FOLDER / "elsewhere.jsonl"
"""Everyday queries about the rest of government, which no document on one subject answers."""
SEED = 7
FOLDS = 10


@dataclass(frozen=True, slots=True)
class CalibrationFigures:
    """What the fit gives on its own data and, for the refusal, out of fold."""

    items: int
    success_at_1: float
    recall_at_5: float
    unit_accuracy: float
    subject_false_refusals: float
    subject_false_answers: float
    point_false_refusals: float
    point_false_answers: float
    confidence_error: float

    def lines(self) -> list[tuple[str, str]]:
        """Name and value of each figure, for people."""
        return [
            (name, f"{value:.3f}" if isinstance(value, float) else str(value)) for name, value in asdict(self).items()
        ]


def calibrate(vraagbaak: Vraagbaak, gold_path: Path) -> tuple[Calibration, CalibrationFigures]:
    """Fit everything on the single-query items of ``gold_path``.

    Raises:
        UsageError: the file holds test items, or too few of either kind.
    """
    if "test" in gold_path.stem:
        raise UsageError(f"{gold_path}: expected development gold, found a test set; test data is never tuned on")
    items = [i for i in load_gold(gold_path).items if not i.conversation and i.type not in UNTUNED_TYPES]
    if any(item.id.startswith("test") for item in items):
        raise UsageError(f"{gold_path}: expected development gold, found test items; test data is never tuned on")
    answerable = [item for item in items if item.answerable]
    if len(answerable) < 30 or len(items) - len(answerable) < 10:
        raise UsageError(f"{gold_path}: expected at least 30 answerable and 10 unanswerable items to calibrate on")
    read = [item for item in answerable if parse_number_reference(item.query) is None]
    fusion = _fit_fusion(vraagbaak, read)
    fitted = _with(vraagbaak, fusion=fusion)
    sentence, unit_accuracy = _fit_units(fitted, [item for item in read if item.type != "table"])
    fitted = _with(fitted, sentence=sentence)
    rows = _Rows(fitted)
    # A query for several things is decided part by part, a table's by its cells.
    asked = [item for item in answerable if item.type not in ("table", "multi")]
    silent = [item for item in items if not item.answerable]
    misses = [item for item in silent if item.type != "off_topic"]
    elsewhere = [i for i in silent if i.type == "off_topic"] + list(load_gold(ELSEWHERE_GOLD).items)
    of_asked = rows.of(asked)
    of_elsewhere, of_misses = rows.of(elsewhere), rows.of(misses)
    subject = _fit_gate(of_asked, of_elsewhere, MOST_OFF_SUBJECT)
    point = _fit_gate(of_asked, of_misses, MOST_OFF_POINT)
    # Of queries that a gate was not fitted on its own margins are held out already.
    margins = [
        *np.minimum(subject.of_answered, point.of_answered).tolist(),
        *(min(a, point.gate.margin(row)) for a, row in zip(subject.of_silent, of_elsewhere, strict=True)),
        *(min(a, subject.gate.margin(row)) for a, row in zip(point.of_silent, of_misses, strict=True)),
    ]
    labels = [1] * len(of_asked) + [0] * (len(of_elsewhere) + len(of_misses))
    confidence, _ = _logistic([{"margin": margin} for margin in margins], labels, strength=1.0)
    made_for = vraagbaak.encoder.identity, vraagbaak.joint.identity
    calibration = Calibration(*made_for, fusion, sentence, subject.gate, point.gate, confidence)
    ranks = [_rank(fitted, item) for item in read]
    figures = CalibrationFigures(
        items=len(items),
        success_at_1=float(np.mean([rank == 0 for rank in ranks])),
        recall_at_5=float(np.mean([rank < 5 for rank in ranks])),
        unit_accuracy=unit_accuracy,
        subject_false_refusals=subject.false_refusals,
        subject_false_answers=subject.false_answers,
        point_false_refusals=point.false_refusals,
        point_false_answers=point.false_answers,
        confidence_error=calibration_error([confidence.probability({"margin": m}) for m in margins], labels),
    )
    return calibration, figures


def _with(vraagbaak: Vraagbaak, **fitted: Any) -> Vraagbaak:
    """The same with other fitted numbers."""
    calibration = replace(vraagbaak.calibration, **fitted)
    return Vraagbaak(vraagbaak.documents, vraagbaak.index, vraagbaak.encoder, vraagbaak.joint, calibration)


def _relevant(item: GoldItem) -> set[int]:
    return set(item.cite_any) | set(item.cite_all)


def _rank(vraagbaak: Vraagbaak, item: GoldItem) -> int:
    ranked = [c.ref.number for c in vraagbaak.retrieve(item.query).candidates]
    return next((i for i, number in enumerate(ranked) if number in _relevant(item)), len(ranked))


def _fit_fusion(vraagbaak: Vraagbaak, items: Sequence[GoldItem]) -> dict[str, float]:
    """Pairwise logistic ranking: each relevant candidate against each other one of its query.

    Every query weighs the same. Negative weights are clipped: each signal is evidence for.
    """
    differences: list[Matrix] = []
    weights: list[float] = []
    for item in items:
        relevant: list[Matrix] = []
        others: list[Matrix] = []
        for candidate in vraagbaak.retrieve(item.query).candidates:
            number = candidate.ref.number
            if number in item.cite_ok:
                continue
            (relevant if number in _relevant(item) else others).append(np.array(astuple(candidate.signals)))
        if not relevant or not others:
            continue
        best = relevant if item.cite_all else [max(relevant, key=lambda s: float(s.sum()))]
        pairs = [r - o for r in best for o in others]
        differences += pairs
        weights += [1.0 / len(pairs)] * len(pairs)
    x = np.array(differences)
    w = np.array(weights)
    model = LogisticRegression(fit_intercept=False, C=30.0, solver="newton-cholesky")
    model.fit(np.vstack([x, -x]), np.r_[np.ones(len(x)), np.zeros(len(x))], sample_weight=np.r_[w, w])
    found = np.clip(model.coef_[0], 0.0, None)
    return dict(zip(SIGNALS, (found / found.sum()).round(4).tolist(), strict=True))


def _fit_units(vraagbaak: Vraagbaak, items: Sequence[GoldItem]) -> tuple[Logistic, float]:
    """A unit is positive if a required fact stands in it; only units of cited questions are seen."""
    rows: list[Mapping[str, float]] = []
    labels: list[int] = []
    groups: list[int] = []
    for group, item in enumerate(items):
        retrieval = vraagbaak.retrieve(item.query)
        relevant = [c for c in retrieval.candidates if c.ref.number in _relevant(item)]
        retrieval = vraagbaak.reader.read(retrieval, relevant)
        patterns = [re.compile(p, re.I) for p in item.must]
        for candidate in retrieval.candidates:
            if candidate.ref.number not in _relevant(item):
                continue
            position = 0
            for i, row in enumerate(candidate.rows):
                chunk = vraagbaak.index.chunks[row]
                if not is_readable(chunk):
                    continue
                rows.append(unit_features(retrieval, candidate, i, chunk, position))
                labels.append(int(any(p.search(chunk.text) for p in patterns)))
                groups.append(group)
                position += 1
    model, names = _logistic(rows, labels, strength=1.0)
    x = np.array([[r[n] for n in names] for r in rows])
    scores = x @ np.array([model.weights[n] for n in names])
    hits = []
    for group in sorted(set(groups)):
        mine = [i for i, g in enumerate(groups) if g == group]
        if any(labels[i] for i in mine):
            hits.append(labels[max(mine, key=lambda i: (scores[i], -i))])
    return model, float(np.mean(hits))


class _Rows:
    """The features of a query by which it is answered or refused."""

    def __init__(self, vraagbaak: Vraagbaak) -> None:
        self._vraagbaak = vraagbaak

    def of(self, items: Sequence[GoldItem]) -> list[Mapping[str, float]]:
        reader = self._vraagbaak.reader
        found = (reader.read(self._vraagbaak.retrieve(item.query)) for item in items)
        return [reader.answerable_features(retrieval) for retrieval in found]


@dataclass(frozen=True, slots=True)
class _FittedGate:
    """A gate, and the margins out of fold of the queries that it was fitted on."""

    gate: Gate
    of_answered: Matrix
    of_silent: Matrix

    @property
    def false_refusals(self) -> float:
        return float((self.of_answered < 0).mean())

    @property
    def false_answers(self) -> float:
        return float((self.of_silent >= 0).mean())


def _fit_gate(
    answered: Sequence[Mapping[str, float]], silent: Sequence[Mapping[str, float]], most_refused: float
) -> _FittedGate:
    """A gate between two kinds of query.

    The kinds weigh the same. The threshold is the highest that refuses at most ``most_refused`` of
    the answered.
    """
    rows = [*answered, *silent]
    y = np.array([1] * len(answered) + [0] * len(silent))
    weight = np.where(y == 1, 0.5 / len(answered), 0.5 / len(silent)) * len(y)
    model, names = _logistic(rows, y.tolist(), strength=GATE_STRENGTH, weight=weight)
    x = np.array([[r[n] for n in names] for r in rows])
    x = x / (x.std(axis=0) + 1e-9)
    held_out = np.zeros(len(y))
    for train, test in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(x, y):
        estimator = LogisticRegression(C=GATE_STRENGTH, solver="newton-cholesky")
        estimator.fit(x[train], y[train], sample_weight=weight[train])
        held_out[test] = estimator.predict_proba(x[test])[:, 1]
    threshold = max(t for t in held_out.tolist() if (held_out[y == 1] < t).mean() <= most_refused)
    # What equals the threshold passes, which rounding may not change.
    margins = np.array([log_odds(p) - log_odds(threshold) for p in held_out.tolist()])
    return _FittedGate(Gate(model, math.floor(threshold * 10_000) / 10_000), margins[y == 1], margins[y == 0])


GATE_STRENGTH = 0.3
"""Inverse strength of the L2 penalty: strong, since the features overlap and near misses are few."""
MOST_OFF_SUBJECT = 0.02
MOST_OFF_POINT = 0.03
"""A gate refuses as much as it can while refusing at most this share of the answerable out of fold, where
paraphrases with hardly a word in common are a third of them."""


def _logistic(
    rows: Sequence[Mapping[str, float]], labels: Sequence[int], strength: float, weight: Matrix | None = None
) -> tuple[Logistic, list[str]]:
    names = list(rows[0])
    x = np.array([[row[name] for name in names] for row in rows])
    scale = x.std(axis=0) + 1e-9
    model = LogisticRegression(C=strength, solver="newton-cholesky").fit(x / scale, labels, sample_weight=weight)
    weights = dict(zip(names, (model.coef_[0] / scale).round(4).tolist(), strict=True))
    return Logistic(weights, round(float(model.intercept_[0]), 4)), names
