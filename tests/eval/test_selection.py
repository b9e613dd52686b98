"""Confidence held against what became of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.gold import Gold, GoldItem
from eval.metrics import score
from eval.report import render_text, to_json
from eval.run import Entry, Run
from eval.selection import area, calibration_error, risk_coverage
from index.records import Document
from rag.reply import Reply

REPLIES = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


def test_the_surest_come_first() -> None:
    curve = risk_coverage([0.9, 0.2, 0.6], [True, False, False], queries=4)
    assert [(p.threshold, p.coverage, p.risk) for p in curve] == [
        (0.9, 0.25, 0.0),
        (0.6, 0.5, 0.5),
        (0.2, 0.75, pytest.approx(2 / 3)),
    ]
    assert area(curve) == pytest.approx((0 + 0.5 + 2 / 3) / 3)


@given(REPLIES)
def test_the_area_is_the_mean_of_the_risks_however_it_is_counted(replies: list[tuple[float, bool]]) -> None:
    confidences, right = [c for c, _ in replies], [r for _, r in replies]
    risks = []
    for rank in range(1, len(replies) + 1):  # equal confidences come together, so the last of them counts
        threshold = sorted(confidences, reverse=True)[rank - 1]
        answered = [r for c, r in replies if c >= threshold]
        risks.append(1 - np.mean(answered))
    assert area(risk_coverage(confidences, right, len(replies))) == pytest.approx(float(np.mean(risks)), abs=1e-9)


@given(REPLIES)
def test_the_calibration_error_is_that_of_its_definition(replies: list[tuple[float, bool]]) -> None:
    confidences, happened = np.array([c for c, _ in replies]), np.array([float(r) for _, r in replies])
    bins = np.minimum((confidences * 10).astype(int), 9)
    expected = sum(
        (bins == b).mean() * abs(confidences[bins == b].mean() - happened[bins == b].mean()) for b in set(bins.tolist())
    )
    assert calibration_error(confidences.tolist(), happened.tolist()) == pytest.approx(float(expected), abs=1e-9)


def test_without_replies_there_is_nothing_to_weigh() -> None:
    assert calibration_error([], []) == 0.0
    assert area(risk_coverage([], [], queries=3)) == 0.0


def test_a_run_has_its_selection(
    item: Callable[..., GoldItem],
    gold_of: Callable[..., Gold],
    answer_with: Callable[..., Reply],
    refusal: Callable[..., Reply],
    documents: dict[str, Document],
) -> None:
    gold = gold_of([item("a"), item("b"), item("c", answerable=False), item("d", answerable=False)])
    replies = [
        answer_with(1).to_json() | {"confidence": 0.8},
        answer_with(2).to_json() | {"confidence": 0.6},
        answer_with(1).to_json(),  # a table's, say
        refusal().to_json() | {"confidence": 0.1},
    ]
    entries = tuple(Entry(item.id, item.query, 1.0, reply) for item, reply in zip(gold.items, replies, strict=True))
    scores = score(Run(gold.name, gold.sha256, entries), gold, documents)
    curve = scores.selection.curve
    assert [(p.threshold, p.coverage, p.risk) for p in curve] == [
        (1.0, 0.25, 1.0),
        (0.8, 0.5, 0.5),
        (0.6, 0.75, pytest.approx(2 / 3)),
    ]
    assert scores.selection.confident == 3
    assert scores.selection.calibration_error == pytest.approx((0.2 + 0.4 + 0.1) / 3)
    assert "area under risk and coverage" in render_text(scores)
    assert to_json(scores)["selection"]["curve"][0]["coverage"] == 0.25
