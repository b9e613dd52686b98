"""Bars: how they are written, what is refused, and when they fail."""

from __future__ import annotations

import pytest

from eval.metrics import score
from eval.thresholds import Threshold, parse_thresholds, threshold_failures
from index.errors import UsageError

TYPES = ("fact", "table")


@pytest.mark.parametrize(
    ("text", "threshold"),
    [
        ("Success@1=0.8", Threshold("Success@1", 0.8)),
        ("success@1=80%", Threshold("Success@1", 0.8)),
        ("success_at_1=0.8", Threshold("Success@1", 0.8)),
        ("recall_at_5=0.9", Threshold("R@5", 0.9)),
        ("MRR=.75", Threshold("RR@10", 0.75)),
        (" table:right = 0.95 ", Threshold("right", 0.95, "table")),
        ("truthfulness=-0.5", Threshold("truthfulness", -0.5)),
        ("latency_p95_ms=150", Threshold("latency_p95_ms", 150.0)),
        ("false_answers=0", Threshold("false_answers", 0.0)),
    ],
)
def test_is_read(text, threshold):
    assert parse_thresholds([text], TYPES) == (threshold,)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("succes@1=0.8", "unknown metric 'succes@1'; the nearest is Success@1"),
        ("ndgc@10=0.8", "the nearest is nDCG@10"),
        ("xyz=1", "unknown metric 'xyz'; the nearest is "),
        ("tabel:right=0.9", "unknown type of query 'tabel'; the nearest is table; known are: fact, table"),
        ("right", "expected METRIC=VALUE, for example Success@1=0.8, found 'right'"),
        ("=0.5", "expected METRIC=VALUE"),
        ("right=", "expected METRIC=VALUE"),
        ("right=veel", "expected a number from 0 to 1 (or a percentage such as 80%), found 'veel'"),
        ("right=80", "expected a number from 0 to 1"),
        ("right=nan", "expected a number from 0 to 1"),
        ("right=-0.1", "expected a number from 0 to 1"),
        ("truthfulness=80%", "expected a number from -1 to 1, found '80%'"),
        ("latency_median_ms=-1", "expected milliseconds"),
    ],
)
def test_is_refused_in_one_clear_line(text, words):
    with pytest.raises(UsageError) as caught:
        parse_thresholds([text], TYPES)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.fixture
def scores(run_of, answer_with, refusal, item, gold_of, documents):
    """Right 4 of 5 in all and 1 of 1 tables; every query takes 10 to 50 ms."""
    items = [item("a"), item("b"), item("c"), item("d"), item("e", type="table")]
    replies = {name: answer_with(1) for name in "abce"} | {"d": refusal()}
    return score(run_of({name: replies[name] for name in "abcde"}), gold_of(items), documents)


@pytest.mark.parametrize(
    ("text", "failure"),
    [
        ("right=0.8", ""),
        ("right=0.81", "right: 0.8 is below 0.81"),
        ("table:right=100%", ""),
        ("fact:right=0.8", "fact:right: 0.75 is below 0.8"),
        ("false_refusals=0.2", ""),
        ("false_refusals=0.1", "false_refusals: 0.2 is above 0.1 (lower is better)"),
        ("false_answers=0", "false_answers: nothing to measure; the bar is 0"),
        ("latency_median_ms=30", ""),
        ("latency_median_ms=29", "latency_median_ms: 30 is above 29 (lower is better)"),
        ("table:latency_p95_ms=40", "table:latency_p95_ms: 50 is above 40 (lower is better)"),
    ],
)
def test_fails_exactly_when_the_figure_is_worse(scores, text, failure):
    failures = threshold_failures(scores, parse_thresholds([text], scores.gold.types))
    assert failures == ((failure,) if failure else ())
