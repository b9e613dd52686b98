"""The test half of the gold is for reporting: nothing that tunes or calibrates names it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
TUNING = ("index", "rag", "training", "benchmarks")


def test_no_code_that_learns_names_the_held_out_gold():
    sources = [path for folder in TUNING for path in (ROOT / folder).rglob("*.py")]
    sources += (ROOT / "eval").glob("*.py")
    named = [str(path.relative_to(ROOT)) for path in sources if "test.jsonl" in path.read_text(encoding="utf-8")]
    assert len(sources) > 10
    assert named == []
