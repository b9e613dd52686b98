"""The facade, and what importing it may cost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from eval.errors import GoldError
from eval.suite import evaluate

ROOT = Path(__file__).parents[2]


def test_asks_scores_and_tells_its_progress(scripted, answer_with, refusal, item, gold_of):
    vraagbaak = scripted({"a?": answer_with(1), "b?": refusal()})
    told = []
    scores = evaluate(
        vraagbaak,
        gold_of([item("a", must=["12"]), item("b", answerable=False)]),
        progress=lambda done, total: told.append((done, total)),
    )
    assert scores.overall.figures["accuracy"].value == 1
    assert scores.overall.figures["quotes_exact"].value == 1
    assert told == [(1, 2), (2, 2)]
    assert [query for query, _, _ in vraagbaak.asked] == ["a?", "b?"]


def test_a_gold_about_another_document_is_refused(scripted, item, gold_of):
    with pytest.raises(GoldError, match="expected a document of the collection, found 'kst-9-9'"):
        evaluate(scripted({}), gold_of([item("a", document="kst-9-9")]))


def test_importing_the_suite_loads_nothing_heavy():
    code = (
        "import sys, eval.suite, eval.report, eval.thresholds\n"
        "heavy = {'torch', 'numpy', 'gradio', 'faiss', 'ir_measures', 'scipy', 'pandas', 'sentence_transformers'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
