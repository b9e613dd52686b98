"""Retrieval measures: by hand, and against the textbook written out a second time."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.gold import GoldItem
from eval.ranking import MEASURES, rank_scores, trec_qrels, trec_run
from eval.run import Entry, Run

DOCUMENT = "kst-1-2"


def test_by_hand(run_of, refusal, item):
    items = [item("a", cite_any=[1], cite_all=[3]), item("b", cite_any=[2])]
    run = run_of({"a": refusal([4, 3, 5, 6, 2, 1]), "b": refusal([2, 1])})
    scores = rank_scores(run, items)
    ideal = 1 + 1 / math.log2(3)
    assert scores["a"] == pytest.approx(
        {
            "Success@1": 0,
            "R@5": 1 / 2,
            "R@10": 1,
            "RR@10": 1 / 2,
            "nDCG@10": (1 / math.log2(3) + 1 / math.log2(7)) / ideal,
        }
    )
    assert scores["b"] == pytest.approx(dict.fromkeys(MEASURES, 1.0))


def test_a_query_that_the_run_lacks_counts_as_zero(run_of, refusal, item):
    scores = rank_scores(run_of({"a": refusal([1]), "c": None}), [item("a"), item("b"), item("c")])
    zero = dict.fromkeys(MEASURES, 0.0)
    assert (scores["b"], scores["c"]) == (zero, zero)
    assert rank_scores(run_of({}), [item("a")]) == {"a": zero}


def test_only_answerable_items_with_something_to_cite_are_judged(run_of, refusal, item):
    items = [item("a", answerable=False, cite_any=[1]), item("b", cite_any=[], cite_ok=[1])]
    run = run_of({"a": refusal([1]), "b": refusal([1])})
    assert rank_scores(run, items) == {}
    assert trec_qrels(items) == ""


def test_harmless_extras_are_not_relevant(run_of, refusal, item):
    scores = rank_scores(run_of({"a": refusal([2, 1])}), [item("a", cite_any=[1], cite_ok=[2])])
    assert scores["a"]["Success@1"] == 0


def test_trec_files_have_strictly_decreasing_scores_and_no_white_space_in_names(run_of, refusal, item):
    run = run_of({"een vraag": refusal([5, 2, 5, 1]), "b": None})
    assert trec_run(run) == (
        "een%20vraag Q0 kst-1-2:5 1 3 vraagbaak\n"
        "een%20vraag Q0 kst-1-2:2 2 2 vraagbaak\n"
        "een%20vraag Q0 kst-1-2:1 3 1 vraagbaak\n"
    )
    items = [item("een vraag", cite_any=[2], cite_all=[1]), item("c#1", cite_any=[3])]
    assert trec_qrels(items) == "een%20vraag 0 kst-1-2:1 1\neen%20vraag 0 kst-1-2:2 1\nc#1 0 kst-1-2:3 1\n"
    assert rank_scores(run, items)["een vraag"]["RR@10"] == 0.5


def test_the_order_of_the_reply_decides_and_not_the_document_id(run_of, refusal, item):
    """The stand-in gives every source the same score, so a tool that saw it would break the tie."""
    for first, second in ((1, 2), (2, 1)):
        scores = rank_scores(run_of({"a": refusal([first, second])}), [item("a", cite_any=[1])])
        assert scores["a"]["Success@1"] == float(first == 1)


def textbook(ranked: list[int], relevant: set[int]) -> dict[str, float]:
    """The five measures from their definitions, for binary relevance."""
    gains = [int(number in relevant) for number in ranked]

    def dcg(values: list[int]) -> float:
        return math.fsum(gain / math.log2(place + 2) for place, gain in enumerate(values[:10]))

    first = gains.index(1) + 1 if 1 in gains else math.inf
    return {
        "Success@1": float(first == 1),
        "R@5": sum(gains[:5]) / len(relevant),
        "R@10": sum(gains[:10]) / len(relevant),
        "RR@10": 1 / first if first <= 10 else 0.0,
        "nDCG@10": dcg(gains) / dcg([1] * len(relevant)),
    }


QUESTIONS = st.integers(1, 40)


@given(
    st.lists(
        st.tuples(st.lists(QUESTIONS, unique=True, max_size=40), st.sets(QUESTIONS, min_size=1, max_size=14)),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=150, deadline=None)
def test_equals_the_textbook_on_random_runs(cases: list[tuple[list[int], set[int]]]):
    items = [
        GoldItem(f"q{n}", "fact", "?", True, DOCUMENT, cite_any=tuple(sorted(relevant)))
        for n, (_, relevant) in enumerate(cases)
    ]
    entries = tuple(
        Entry(f"q{n}", "?", 1.0, {"sources": [{"document": DOCUMENT, "question": q, "score": 0.5} for q in ranked]})
        for n, (ranked, _) in enumerate(cases)
    )
    scores = rank_scores(Run("", "", entries), items)
    assert len(scores) == len(cases)
    for n, (ranked, relevant) in enumerate(cases):
        assert scores[f"q{n}"] == pytest.approx(textbook(ranked, relevant), abs=1e-9)
