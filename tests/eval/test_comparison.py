"""Two runs side by side: chance is called chance, and a planted regression is found and named."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import permutation_test

from eval.comparison import compare, exchange_test, holm
from eval.comparison_report import comparison_to_json, render_comparison
from eval.errors import GoldError
from eval.gold import Gold, GoldItem
from eval.metrics import Scores, score
from eval.run import Entry, Run
from index.records import Document
from rag.reply import Reply

Make = Callable[..., GoldItem]


def _scores(gold: Gold, replies: Sequence[Reply], documents: dict[str, Document]) -> Scores:
    entries = (
        Entry(item.id, item.query, 1.0, reply.to_json()) for item, reply in zip(gold.items, replies, strict=True)
    )
    return score(Run(gold.name, gold.sha256, tuple(entries)), gold, documents)


@pytest.fixture
def gold(item: Make, gold_of: Callable[..., Gold]) -> Gold:
    return gold_of([item(f"q{number}") for number in range(20)])


def test_the_exact_p_value_is_that_of_scipy() -> None:
    rng = np.random.default_rng(4)
    one, other = rng.integers(0, 2, size=10).astype(float), rng.integers(0, 2, size=10).astype(float)
    ones = np.ones(10)
    expected = permutation_test(
        (one, other), lambda x, y, axis: np.mean(x - y, axis=axis), permutation_type="samples", vectorized=True
    )
    found = exchange_test(np.column_stack([one, ones]), np.column_stack([other, ones]))
    assert found == pytest.approx(expected.pvalue, abs=1e-9)


def test_a_drawn_p_value_is_near_the_exact_one_of_a_sign_test() -> None:
    one, other, ones = np.zeros(30), np.array([1.0] * 20 + [-1.0] * 10), np.ones(30)
    found = exchange_test(np.column_stack([one, ones]), np.column_stack([other, ones]))
    assert found == pytest.approx(0.0987, abs=0.01)  # two-sided binomial, 20 of 30


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holms_correction_is_that_of_its_definition(p_values: list[float]) -> None:
    corrected = holm(p_values)
    order = sorted(range(len(p_values)), key=lambda n: p_values[n])
    for rank, place in enumerate(order):
        steps = [(len(order) - k) * p_values[order[k]] for k in range(rank + 1)]
        assert corrected[place] == pytest.approx(min(1.0, max(steps)))


def test_equal_runs_differ_in_nothing(
    gold: Gold, answer_with: Callable[..., Reply], documents: dict[str, Document]
) -> None:
    scores = _scores(gold, [answer_with(1)] * 20, documents)
    comparison = compare(scores, scores)
    assert not comparison.real
    assert not comparison.better
    assert not comparison.worse
    assert {difference.p for difference in comparison.differences} == {1.0}
    assert "no difference is more than chance" in render_comparison(comparison)


def test_a_planted_regression_is_found_and_named(
    gold: Gold, answer_with: Callable[..., Reply], refusal: Callable[..., Reply], documents: dict[str, Document]
) -> None:
    before = _scores(gold, [answer_with(1)] * 20, documents)
    after = _scores(gold, [refusal(ranked=[2, 1])] * 12 + [answer_with(1)] * 8, documents)
    comparison = compare(before, after)
    named = {difference.measure.name for difference in comparison.real}
    assert {"Success@1", "right", "false_refusals", "citation_recall"} <= named
    assert not any(difference.is_better for difference in comparison.real)
    assert [changed.after.item.id for changed in comparison.worse] == [f"q{number}" for number in range(12)]
    assert not comparison.better
    text = render_comparison(comparison)
    assert "really worse: Success@1" in text
    assert "12 worse" in text
    assert "answered, citing Vraag 1  ->  unanswered" in text
    turned_round = compare(after, before)
    assert {difference.measure.name for difference in turned_round.real} == named
    assert all(difference.is_better for difference in turned_round.real)


def test_one_query_more_may_be_chance(
    gold: Gold, answer_with: Callable[..., Reply], refusal: Callable[..., Reply], documents: dict[str, Document]
) -> None:
    before = _scores(gold, [answer_with(1)] * 20, documents)
    after = _scores(gold, [answer_with(1)] * 19 + [refusal()], documents)
    comparison = compare(before, after)
    assert not comparison.real
    assert len(comparison.worse) == 1
    assert "may be chance" in render_comparison(comparison)


def test_the_json_has_every_figure_and_change(
    gold: Gold, answer_with: Callable[..., Reply], documents: dict[str, Document]
) -> None:
    before = _scores(gold, [answer_with(1)] * 20, documents)
    after = _scores(gold, [answer_with(2)] + [answer_with(1)] * 19, documents)
    values = comparison_to_json(compare(before, after))
    assert values["differences"]["right"]["change"] == pytest.approx(-0.05)
    assert [changed["id"] for changed in values["worse"]] == ["q0"]


def test_runs_of_other_gold_are_not_compared(
    gold: Gold, item: Make, answer_with: Callable[..., Reply], documents: dict[str, Document]
) -> None:
    other = Gold("ander.jsonl", "1" * 64, (item("q0"),))
    with pytest.raises(GoldError, match="expected two runs of the same gold"):
        compare(_scores(gold, [answer_with(1)] * 20, documents), _scores(other, [answer_with(1)], documents))
