"""How a query and an item stand side by side."""

from __future__ import annotations

import numpy as np
import pytest

from index.encoder import unit_rows
from rag.arrangement import (
    ANSWER,
    BEGIN,
    FEATURES,
    LONGEST,
    LONGEST_QUERY,
    LONGEST_QUESTION,
    PLAIN,
    QUERY,
    QUESTION,
    UNIT,
    Passage,
    Text,
    arrange,
)

DIMENSION = 8


def text(length: int, seed: int = 1, weight: float = 0.5) -> Text:
    chance = np.random.default_rng(seed)
    tokens = unit_rows(chance.standard_normal((length, DIMENSION)).astype(np.float32))
    return Text(tokens, tokens * np.float32(weight))


def test_query_question_and_units_follow_each_other_behind_their_markers() -> None:
    (window,) = arrange(text(2), Passage(text(3, 2), (text(4, 3), text(1, 4))))
    assert window.segments.tolist() == [QUERY] * 3 + [QUESTION] * 4 + [ANSWER] * 7
    assert np.flatnonzero(window.markers == BEGIN).tolist() == [0]
    assert np.flatnonzero(window.markers == UNIT).tolist() == [3, 7, 12]
    assert window.unit_rows.tolist() == [7, 12]
    assert np.array_equal(window.tokens[8:12], text(4, 3).tokens)
    for rows in (window.tokens, window.met, window.met_in_question, window.features):
        assert len(rows) == len(window) == 14
        assert not rows[window.markers != PLAIN].any()
    assert window.features.shape[1] == FEATURES


def test_a_token_meets_its_best_match_on_the_other_side() -> None:
    axes = np.eye(DIMENSION, dtype=np.float32)
    query = Text(axes[[0, 1]], axes[[0, 1]])
    question, unit = Text(axes[[1]], axes[[1]]), Text(axes[[5, 0]], axes[[5, 0]])
    (window,) = arrange(query, Passage(question, (unit,)))
    assert np.array_equal(window.met[1], axes[0])
    assert np.array_equal(window.met_in_question[2], axes[1])
    assert np.array_equal(window.met[-1], axes[0])
    in_context = window.features[:, 4]  # nearness to a cosine of 1
    assert in_context[1] == pytest.approx(1.0)
    assert in_context[2] < 1e-6
    assert in_context[-1] == pytest.approx(1.0)


def test_a_long_item_is_read_in_windows_that_together_have_every_unit_once() -> None:
    units = tuple(text(40, seed) for seed in range(20))
    windows = arrange(text(9), Passage(text(9, 50), units))
    assert all(len(window) <= LONGEST for window in windows)
    assert [window.first for window in windows] == np.cumsum([0, *(len(w.unit_rows) for w in windows)])[:-1].tolist()
    assert sum(len(window.unit_rows) for window in windows) == len(units)
    assert all((window.segments == QUESTION).any() for window in windows)


def test_what_is_matched_is_the_whole_item_and_not_the_window() -> None:
    units = (*(text(60, seed) for seed in range(8)), text(5, 99))
    windows = arrange(text(5, 99), Passage(text(0), units))
    assert len(windows) > 1
    assert np.allclose(windows[0].met[1:6], text(5, 99).tokens)


@pytest.mark.parametrize("units", [(), (0,), (0, 3), (1000,)])
def test_what_is_empty_or_too_long_still_is_a_window(units: tuple[int, ...]) -> None:
    for query, question in ((0, 0), (1, 0), (500, 500)):
        passage = Passage(text(question), tuple(map(text, units)))
        (window,) = arrange(text(query), passage)
        assert len(window) <= LONGEST
        assert len(window.unit_rows) == len(units)
        assert (window.segments == QUERY).sum() == 1 + min(query, LONGEST_QUERY)
        assert (window.segments == QUESTION).sum() in (0, 1 + LONGEST_QUESTION)
        assert np.isfinite(window.features).all()
