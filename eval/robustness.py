"""What is left of the figures when people put it differently, and when the source says other figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from eval.comparison import Comparison, Difference, compare
from eval.gold import Gold, GoldConversation
from eval.layout import Table, plain, written
from eval.metrics import Scores, score
from eval.perturbations import PERTURBATIONS, perturbed, with_other_figures
from eval.run import Answerer, Run, run_gold
from index.records import Document
from rag.figures import missing_figures

SHOWN = ("Success@1", "right_and_cited_right", "false_refusals", "false_answers")
"""The measures that a table of perturbations shows."""


@dataclass(frozen=True, slots=True)
class Robustness:
    """The figures of the queries as they stand against those of each way to put them otherwise."""

    comparisons: tuple[tuple[str, Comparison], ...] = field(repr=False)
    counterfactual: Counterfactual


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """Replies from documents whose every number was changed.

    Of ``asked`` queries that were right before, ``found`` still cite the right questions; of ``answered`` replies the
    figures of ``followed`` are all those of the changed document.
    """

    asked: int
    found: int
    answered: int
    followed: int


def measure_robustness(
    vraagbaak: Answerer,
    gold: Gold,
    scores: Scores,
    reopen: Callable[[dict[str, Document]], Answerer],
    progress: Callable[[int, int], None] | None = None,
) -> Robustness:
    """Ask the queries of ``gold`` that stand alone in other forms, and of a changed source.

    Args:
        scores: of the same gold as it stands.
        reopen: opens the pipeline on other documents.
        progress: told how many queries of a form are done and how many there are.
    """
    alone = replace(gold, entries=tuple(e for e in gold.entries if not isinstance(e, GoldConversation)))
    ids = {item.id for item in alone.items}
    run = Run(gold.name, gold.sha256, tuple(entry for entry in scores.run.entries if entry.id in ids))
    before = score(run, alone, scores.documents)
    found = []
    for name, change in PERTURBATIONS.items():
        other = perturbed(gold, change)
        after = score(run_gold(vraagbaak, other, progress=progress), other, scores.documents)
        found.append((name, compare(before, after)))
    return Robustness(tuple(found), _counterfactual(before, alone, reopen, progress))


def _counterfactual(
    before: Scores,
    alone: Gold,
    reopen: Callable[[dict[str, Document]], Answerer],
    progress: Callable[[int, int], None] | None,
) -> Counterfactual:
    right = tuple(judgement.item for judgement in before.judgements if judgement.right)
    changed = {name: with_other_figures(document) for name, document in before.documents.items()}
    # What must be said has changed with the source; what must be cited has not.
    asked = replace(alone, entries=tuple(replace(item, must=(), must_not=()) for item in right))
    if not right:
        return Counterfactual(0, 0, 0, 0)
    after = score(run_gold(reopen(changed), asked, progress=progress), asked, changed)
    answered = [judgement for judgement in after.judgements if judgement.answered]
    followed = 0
    for judgement in answered:
        reply = judgement.entry.reply if judgement.entry is not None else None
        quotes = " ; ".join(f"{c['row']} {c['column']} {c['quote']}" for c in reply["citations"]) if reply else ""
        followed += not judgement.inexact_quotes and not missing_figures(judgement.unmarked, quotes)
    return Counterfactual(len(right), sum(j.right for j in after.judgements), len(answered), followed)


def render_robustness(robustness: Robustness) -> str:
    """A row for each way to ask, and what became of the figures."""
    names = [comparison.measure.label for comparison in _shown(robustness.comparisons[0][1])]
    rows = []
    for name, comparison in robustness.comparisons:
        rows.append((name, *map(_cell, _shown(comparison))))
    table = Table(("queries that stand alone, with", *names), tuple(rows))
    source = robustness.counterfactual
    return "\n".join(
        [
            "robustness: change against the queries as they stand (* more than chance)",
            plain(table, table.widths, indent="  "),
            f"  every number of the source changed: {source.found} of {source.asked} right ones still cite the right "
            f"question, {source.followed} of {source.answered} answers give its figures",
        ]
    )


def robustness_to_json(robustness: Robustness) -> dict[str, Any]:
    """All of it as plain JSON values."""
    return {
        "perturbations": {
            name: {
                difference.measure.name: {
                    "before": difference.before,
                    "after": difference.after,
                    "low": difference.low,
                    "high": difference.high,
                    "corrected": difference.corrected,
                }
                for difference in _shown(comparison)
            }
            for name, comparison in robustness.comparisons
        },
        "counterfactual": asdict(robustness.counterfactual),
    }


def _shown(comparison: Comparison) -> list[Difference]:
    by_name = {difference.measure.name: difference for difference in comparison.differences}
    return [by_name[name] for name in SHOWN if name in by_name]


def _cell(difference: Difference) -> str:
    change = written(difference.measure, difference.change, signed=True)
    return f"{written(difference.measure, difference.after)} ({change}{'*' if difference.is_real else ''})"
