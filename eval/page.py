"""The report as one page that needs nothing beside it: figures, plots, and every miss to look into."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eval import plots
from eval.layout import NOTHING, written
from eval.metrics import MEASURES, TOTAL, Figure, Measure, Scores
from eval.misses import list_misses
from index.records import QuestionRef

_TEMPLATE = "page.html.jinja"
SHOWN_BY_TYPE = ("right_and_cited_right", "Success@1", "false_answers")
"""The measures that are drawn for each type of query."""


def render_page(scores: Scores) -> str:
    """The page as HTML; every text of gold, replies and documents is escaped by the template."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    by_name = {measure.name: measure for measure in MEASURES}
    return environment.get_template(_TEMPLATE).render(
        title=f"Vraagbaak on {scores.gold.name}",
        counts=(len(scores.judgements), sum(j.item.answerable for j in scores.judgements)),
        sections=[
            (section, [_row(measure, scores.overall.figures[measure.name]) for measure in measures])
            for section, measures in groupby(MEASURES, key=lambda measure: measure.section)
        ],
        by_type=[(by_name[name], _bars(scores, by_name[name])) for name in SHOWN_BY_TYPE],
        risk=plots.curve(
            "Risk by coverage",
            [(point.coverage, point.risk) for point in scores.selection.curve],
            across="coverage: queries answered, the surest first",
            up="risk",
        ),
        area=f"{scores.selection.area:.3f}",
        latency=_latency(scores),
        misses=[
            {
                "miss": miss,
                "judgement": miss.judgement,
                "quotes": _quotes(miss.judgement.entry.reply if miss.judgement.entry else None),
                "gold": [(ref.number, _answer(scores, ref)) for ref in sorted(miss.judgement.item.relevant)],
            }
            for miss in list_misses(scores)
        ],
        types=scores.gold.types,
    )


def _row(measure: Measure, figure: Figure) -> tuple[str, str, str, str, int]:
    if figure.value is None or figure.low is None or figure.high is None:
        return measure.label, measure.meaning, NOTHING, NOTHING, 0
    interval = f"{written(measure, figure.low)} to {written(measure, figure.high)}"
    return measure.label, measure.meaning, written(measure, figure.value), interval, figure.n


def _bars(scores: Scores, measure: Measure) -> str:
    groups = [group for group in (*scores.types, *scores.turns) if group.figures[measure.name].value is not None]
    rows = [
        plots.Bar(f"{group.name} ({figure.n})", figure.value, figure.low, figure.high)
        for group in groups
        for figure in (group.figures[measure.name],)
    ]
    return plots.bars(measure.label, rows)


def _latency(scores: Scores) -> str:
    times = [j.entry.elapsed_ms for j in scores.judgements if j.entry is not None and j.entry.reply is not None]
    total = scores.overall.latency.get(TOTAL)
    marks = [("median", total.median), ("95th percentile", total.p95)] if total else []
    return plots.histogram("Latency of replies", times, marks, "ms")


def _quotes(reply: object) -> list[tuple[str, str]]:
    """The marks and quotes of a stored reply."""
    if not isinstance(reply, dict):
        return []
    return [(str(c["question"]), " ".join(str(c["quote"]).split())) for c in reply["citations"]]


def _answer(scores: Scores, ref: QuestionRef) -> str:
    """What the gold's question says, on one line."""
    document = scores.documents.get(ref.document)
    item = document.item(ref.number) if document is not None else None
    if document is None or item is None:
        return ""
    parts = [item.question.of(document.text)] + ([item.answer.of(document.text)] if item.answer else [])
    return " ".join(" ".join(parts).split())
