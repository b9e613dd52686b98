"""Robustness: what changes when it is put differently, and whether replies follow a changed source."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from eval.gold import Gold, GoldItem
from eval.metrics import score
from eval.perturbations import PERTURBATIONS, perturbed, with_other_figures
from eval.robustness import measure_robustness, render_robustness, robustness_to_json
from eval.run import run_gold
from index.records import Document
from rag.reply import Reply

QUERY = "Hoeveel locaties werden er feitelijk geopend in België?"


@pytest.fixture
def gold(item: Callable[..., GoldItem], gold_of: Callable[..., Gold]) -> Gold:
    return gold_of([item(f"q{number}", query=f"{QUERY} ({number})") for number in range(12)])


def test_a_reply_that_hangs_on_spelling_is_found_out(
    gold: Gold,
    scripted: Callable[..., object],
    answer_with: Callable[..., Reply],
    refusal: Callable[..., Reply],
    documents: dict[str, Document],
) -> None:
    script = {item.query: answer_with(1) for item in gold.items}
    for name, change in PERTURBATIONS.items():
        reply = refusal() if name == "a typing error" else answer_with(1)
        script |= {item.query: reply for item in perturbed(gold, change).items}
    vraagbaak = scripted(script)
    scores = score(run_gold(vraagbaak, gold), gold, documents)
    robustness = measure_robustness(vraagbaak, gold, scores, lambda changed: scripted(script))
    real = {name: {d.measure.name for d in comparison.real} for name, comparison in robustness.comparisons}
    assert "right_and_cited_right" in real["a typing error"]
    assert not any(found for name, found in real.items() if name != "a typing error")
    text = render_robustness(robustness)
    assert "0.0% (-100.0%*)" in text
    values = robustness_to_json(robustness)
    assert values["perturbations"]["a typing error"]["right_and_cited_right"]["after"] == 0


def test_a_reply_that_knows_the_old_figure_is_found_out(
    gold: Gold, scripted: Callable[..., object], answer_with: Callable[..., Reply], documents: dict[str, Document]
) -> None:
    """The scripted pipeline goes on quoting the document as it was."""
    script = {
        item.query: answer_with(1)
        for change in (lambda query, chance: query, *PERTURBATIONS.values())
        for item in perturbed(gold, change).items
    }
    vraagbaak = scripted(script)
    scores = score(run_gold(vraagbaak, gold), gold, documents)
    seen = []

    def reopen(changed: dict[str, Document]) -> object:
        seen.append(changed)
        return scripted(script)

    counterfactual = measure_robustness(vraagbaak, gold, scores, reopen).counterfactual
    assert seen == [{name: with_other_figures(document) for name, document in documents.items()}]
    assert (counterfactual.asked, counterfactual.answered, counterfactual.followed) == (12, 12, 0)
