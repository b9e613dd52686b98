"""Other ways to ask and other figures: changed as said, the same each time, and nothing besides."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from eval.gold import Gold, GoldConversation, GoldItem
from eval.perturbations import (
    PERTURBATIONS,
    distracted,
    mistyped,
    perturbed,
    reordered,
    with_other_figures,
    without_accents,
)
from index.collection import bundled_document
from index.records import Document
from rag.figures import Unit, parse_figures


@given(st.text(max_size=80), st.integers())
def test_a_typing_error_is_one_edit_at_most(query: str, seed: int) -> None:
    assert OSA.distance(query, mistyped(query, random.Random(seed))) <= 1


def test_short_words_are_typed_right() -> None:
    assert mistyped("Wat zei het COA?", random.Random(1)) == "Wat zei het COA?"
    assert mistyped("Hoeveel locaties?", random.Random(1)) != "Hoeveel locaties?"


def test_accents_capitals_and_the_question_mark_go() -> None:
    assert without_accents("Hoeveel Oekraïners in België?", random.Random(1)) == "hoeveel oekrainers in belgie"


def test_key_words_are_the_content_words_in_another_order() -> None:
    query = "Hoeveel reguliere locaties opende het COA in 2024?"
    turned = reordered(query, random.Random(1))
    assert Counter(turned.split()) == Counter(["reguliere", "locaties", "opende", "COA", "2024"])
    assert turned != query
    assert reordered("Wat kost het?", random.Random(1)) == "Wat kost het?"


def test_an_aside_leaves_the_query_whole() -> None:
    changed = distracted("Wat kost het?", random.Random(1))
    assert changed.endswith(" Wat kost het?")


@pytest.mark.parametrize("name", PERTURBATIONS)
def test_gold_is_changed_alike_each_time_and_conversations_are_left_out(
    name: str, item: Callable[..., GoldItem], gold_of: Callable[..., Gold]
) -> None:
    alone = item("a", query="Hoeveel reguliere locaties opende het COA in België?")
    gold = gold_of([alone, GoldConversation("c", (item("c#1"), item("c#2")))])
    changed = perturbed(gold, PERTURBATIONS[name])
    assert perturbed(gold, PERTURBATIONS[name]) == changed
    (entry,) = changed.items
    assert entry.query != alone.query
    assert (entry.id, entry.cite_any) == (alone.id, alone.cite_any)


def test_every_number_of_a_document_changes_and_nothing_else(document: Document) -> None:
    for before in (document, bundled_document()):
        after = with_other_figures(before)
        assert len(after.text) == len(before.text)
        changed = [place for place, pair in enumerate(zip(before.text, after.text, strict=True)) if pair[0] != pair[1]]
        assert changed
        assert all(before.text[place].isdigit() and after.text[place].isdigit() for place in changed)
        assert after.numbers == before.numbers
        for item in before.items:
            if item.answer is None:
                continue
            ours, theirs = parse_figures(item.answer.of(before.text)), parse_figures(item.answer.of(after.text))
            printed = {figure.value for figure in ours if figure.unit is Unit.EURO}
            assert printed.isdisjoint(figure.value for figure in theirs if figure.unit is Unit.EURO)
