"""What people and programs read of a comparison: which figures differ for real, and which queries changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eval.comparison import Changed, Comparison, Difference
from eval.layout import Table, one_line, plain, written
from eval.misses import found


def render_comparison(comparison: Comparison) -> str:
    """The figures that differ, those beyond chance marked, and every query that changed, both ways."""
    items = len(comparison.before.judgements)
    parts = [f"{comparison.before.gold.name}: {items} queries in both runs; paired, corrected after Holm"]
    differing = [difference for difference in comparison.differences if difference.change]
    if differing:
        table = Table(
            ("", "before", "after", "change", "95% interval", "p", "corrected", "verdict"),
            tuple(map(_row, differing)),
        )
        parts.append(plain(table, table.widths))
    same = len(comparison.differences) - len(differing)
    parts.append(f"{same} of {len(comparison.differences)} figures are the same")
    parts.append(_summary(comparison))
    for heading, changed in (("better", comparison.better), ("worse", comparison.worse)):
        if changed:
            parts.append("\n".join([f"{len(changed)} {heading}", *map(_changed_text, changed)]))
    return "\n\n".join(parts)


def comparison_to_json(comparison: Comparison) -> dict[str, Any]:
    """All of it as plain JSON values."""
    return {
        "gold": comparison.before.gold.name,
        "gold_sha256": comparison.before.gold.sha256,
        "differences": {difference.measure.name: _difference_json(difference) for difference in comparison.differences},
        "better": list(map(_changed_json, comparison.better)),
        "worse": list(map(_changed_json, comparison.worse)),
    }


def _row(difference: Difference) -> tuple[str, ...]:
    measure = difference.measure
    low, high = (written(measure, end, signed=True) for end in (difference.low, difference.high))
    verdict = ("better" if difference.is_better else "worse") if difference.is_real else "may be chance"
    return (
        measure.label,
        written(measure, difference.before),
        written(measure, difference.after),
        written(measure, difference.change, signed=True),
        f"{low} to {high}",
        f"{difference.p:.4f}",
        f"{difference.corrected:.4f}",
        verdict,
    )


def _summary(comparison: Comparison) -> str:
    if not comparison.real:
        return "no difference is more than chance"
    better = [difference.measure.label for difference in comparison.real if difference.is_better]
    worse = [difference.measure.label for difference in comparison.real if not difference.is_better]
    said = [
        f"{word}: {', '.join(names)}" for word, names in (("really better", better), ("really worse", worse)) if names
    ]
    return "; ".join(said)


def _changed_text(changed: Changed) -> str:
    item = changed.after.item
    return (
        f"  {one_line(item.id)} ({one_line(item.type)})  {one_line(item.query)}\n"
        f"    {found(changed.before)}  ->  {found(changed.after)}"
    )


def _changed_json(changed: Changed) -> dict[str, Any]:
    item = changed.after.item
    answers: Sequence[str] = (changed.before.answer, changed.after.answer)
    return {
        "id": item.id,
        "type": item.type,
        "query": item.query,
        "before": {"found": found(changed.before), "answer": answers[0]},
        "after": {"found": found(changed.after), "answer": answers[1]},
    }


def _difference_json(difference: Difference) -> dict[str, Any]:
    return {
        "before": difference.before,
        "after": difference.after,
        "change": difference.change,
        "low": difference.low,
        "high": difference.high,
        "p": difference.p,
        "corrected": difference.corrected,
        "n": difference.n,
        "is_real": difference.is_real,
        "is_better": difference.is_better,
    }
