"""Intervals: as wide as chance is, the same every time, and never certain without reason."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.intervals import bootstrap_interval


def of_rate(values: list[float], **options):
    return bootstrap_interval(values, [1.0] * len(values), [str(n) for n in range(len(values))], **options)


def test_is_near_the_normal_approximation_for_many_items():
    low, high = of_rate([1.0] * 300 + [0.0] * 100)
    half = 1.96 * math.sqrt(0.75 * 0.25 / 400)
    assert low == pytest.approx(0.75 - half, abs=0.006)
    assert high == pytest.approx(0.75 + half, abs=0.006)


def test_equals_a_plain_loop_that_draws_items_one_by_one():
    values = [1.0, 0.0, 0.5, 1.0, 0.25, 0.0, 1.0, 1.0, 0.75, 0.0]
    chance = random.Random(3)
    means = sorted(sum(chance.choices(values, k=10)) / 10 for _ in range(20_000))
    low, high = of_rate(values, resamples=20_000)
    assert low == pytest.approx(means[500], abs=0.02)
    assert high == pytest.approx(means[19_500], abs=0.02)


def test_is_the_same_every_time_and_another_with_another_seed():
    values = [n / 50 for n in range(51)]
    assert of_rate(values) == of_rate(values)
    assert of_rate(values) != of_rate(values, seed=1)


def test_items_of_one_cluster_stand_or_fall_together():
    values = [1.0, 1.0, 1.0, 0.0, 0.0, 0.0] * 10
    ones = [1.0] * len(values)
    apart = bootstrap_interval(values, ones, [str(n) for n in range(len(values))])
    together = bootstrap_interval(values, ones, [str(n // 3) for n in range(len(values))])
    assert together[1] - together[0] > 1.4 * (apart[1] - apart[0])


def test_a_perfect_score_is_not_certain():
    """Clopper and Pearson for 20 of 20: the lower end is 0.025 to the power 1/20."""
    low, high = of_rate([1.0] * 20)
    assert (low, high) == (pytest.approx(0.8316, abs=1e-4), 1.0)
    assert of_rate([0.0] * 20) == (0.0, pytest.approx(1 - 0.8316, abs=1e-4))
    assert of_rate([-1.0] * 20, bounds=(-1.0, 1.0)) == (-1.0, pytest.approx(1 - 2 * 0.8316, abs=1e-4))
    assert bootstrap_interval([2.0, 3.0], [2.0, 3.0], ["a", "b"]) == (pytest.approx(math.sqrt(0.025)), 1.0)


def test_nothing_counted_gives_no_interval():
    assert bootstrap_interval([], [], []) is None
    assert bootstrap_interval([0.0], [0.0], ["a"]) is None


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 4)), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_lies_within_the_bounds_for_any_ratio(rows):
    shares = [(min(a, b), b, str(cluster)) for a, b, cluster in rows]
    interval = bootstrap_interval(*([share[k] for share in shares] for k in range(3)), resamples=200)
    if sum(b for _, b, _ in shares) == 0:
        assert interval is None
    else:
        low, high = interval
        assert 0 <= low <= high <= 1


def test_covers_the_truth_about_as_often_as_it_says():
    chance = random.Random(11)
    hits = 0
    for trial in range(200):
        low, high = of_rate([float(chance.random() < 0.7) for _ in range(100)], resamples=400, seed=trial)
        hits += low <= 0.7 <= high
    assert 180 <= hits <= 200
