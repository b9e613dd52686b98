"""What a batch costs, against the same computed the plain way."""

from __future__ import annotations

import math

import pytest
import torch

from training.data import Graded
from training.losses import SCALE, cosent, info_nce, late_interaction, likeness, token_likeness


def test_info_nce_is_the_cross_entropy_of_the_right_one() -> None:
    scores = torch.tensor([[2.0, 0.0], [0.0, 1.0]])
    nothing = torch.zeros(2, 2, dtype=torch.bool)
    expected = (math.log(1 + math.exp(-2)) + math.log(1 + math.exp(-1))) / 2
    assert info_nce(scores, nothing).item() == pytest.approx(expected, abs=1e-6)


def test_a_hidden_candidate_costs_nothing() -> None:
    scores = torch.tensor([[1.0, 9.0], [9.0, 1.0]])
    hidden = torch.tensor([[False, True], [True, False]])
    assert info_nce(scores, hidden).item() == pytest.approx(0, abs=1e-6)


def test_late_interaction_is_weighted_maxsim() -> None:
    torch.manual_seed(3)
    rows, weights = torch.randn(12, 8), torch.rand(12)
    queries, passages = [(0, 2), (2, 3)], [(5, 4), (9, 3)]
    unit = torch.nn.functional.normalize(rows, dim=1)
    scores = torch.zeros(2, 2)
    for i, (q, n) in enumerate(queries):
        for j, (p, m) in enumerate(passages):
            best = (unit[q : q + n] @ unit[p : p + m].T).max(1).values
            scores[i, j] = (best * weights[q : q + n]).sum() / weights[q : q + n].sum()
    nothing = torch.zeros(2, 2, dtype=torch.bool)
    expected = (info_nce(scores * SCALE, nothing) + info_nce(scores.T * SCALE, nothing)) / 2
    found = late_interaction(rows, weights, queries, passages, nothing)
    assert found.item() == pytest.approx(expected.item(), rel=0.05)  # the cosines are bf16


def test_a_student_that_equals_its_teacher_has_no_distance() -> None:
    vectors = torch.eye(4)
    picked = math.log(1 + 3 * math.exp(-SCALE))
    assert likeness(vectors, vectors).item() == pytest.approx(0.3 * picked, abs=1e-6)
    spans = [((0, 2), (1, 2))]
    assert token_likeness(vectors[:2], vectors[[3, 0, 1]], spans).item() == pytest.approx(0, abs=1e-5)


def test_the_order_of_graded_pairs_counts() -> None:
    left = torch.eye(2)
    right = torch.tensor([[1.0, 0.0], [1.0, 0.0]])  # cosines 1 and 0
    good = [Graded("a", "b", 0.9), Graded("a", "b", 0.1)]
    assert cosent(left, right, good).item() < 1e-6
    assert cosent(left, right, good[::-1]).item() == pytest.approx(SCALE, rel=1e-4)
