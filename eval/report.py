"""What people and programs read of scores: a table for the terminal, Markdown, JSON, TREC files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from eval.errors import ReportError
from eval.layout import NOTHING, Table, escape, one_line, pipes, plain, shortened, widths, written
from eval.metrics import MEASURES, TOTAL, Figure, Group, Latency, Measure, Scores
from eval.misses import Miss, list_misses
from eval.page import render_page
from eval.ranking import trec_qrels, trec_run
from eval.run import RUN_FILE, save_run
from eval.selection import Selection

_BY_NAME = {measure.name: measure for measure in MEASURES}
_COLUMNS = {
    "S@1": "Success@1",
    "R@5": "R@5",
    "MRR": "RR@10",
    "nDCG": "nDCG@10",
    "cit.P": "citation_precision",
    "cit.R": "citation_recall",
    "right": "right",
    "+cited": "right_and_cited_right",
    "all ok": "accuracy",
    "f.ref": "false_refusals",
    "f.ans": "false_answers",
}
_COVERAGES = (0.25, 0.5, 0.75)
_LEGEND = (
    "MRR and nDCG at 10. cit.P, cit.R: citation precision, recall. +cited: right and cited right.\n"
    "all ok: right or rightly refused. f.ref, f.ans: false refusals, false answers. ms, p95: median and\n"
    "95th percentile in milliseconds."
)


def render_text(scores: Scores) -> str:
    """The tables for a terminal: every figure overall, then the main ones per type and turn."""
    parts = [_title(scores)]
    tables = _overall_tables(scores.overall)
    every = [table for _, table in tables] + [_selection_table(scores)]
    columns = widths(line for table in every for line in table.lines)
    for section, table in tables:
        parts.append(f"{section}\n{plain(table, columns, indent='  ')}")
    parts.append(f"selection\n{plain(_selection_table(scores), columns, indent='  ')}")
    types = _group_table(scores)
    parts.append(f"{plain(types, types.widths)}\n{_LEGEND}")
    return "\n\n".join(parts) + "\n"


def render_misses(scores: Scores) -> str:
    """Every miss: query, expected, found, what is wrong, the answer and the top 5 retrieved."""
    misses = list_misses(scores)
    return "\n".join(
        [f"{len(misses)} of {scores.overall.items} queries have something wrong", *map(_miss_text, misses)]
    )


def render_markdown(scores: Scores) -> str:
    """The same tables and misses as a Markdown page."""
    parts = [f"# {escape(_title(scores))}"]
    for section, table in _overall_tables(scores.overall):
        parts.append(f"## {section.capitalize()}\n\n{pipes(table)}")
    parts.append(f"## Selection\n\n{pipes(_selection_table(scores))}")
    parts.append(f"## By type\n\n{pipes(_group_table(scores))}\n\n{_LEGEND}")
    meanings = "\n".join(f"- **{measure.label}** (`{measure.name}`): {measure.meaning}" for measure in MEASURES)
    parts.append(f"## What is counted\n\n{meanings}")
    misses = list_misses(scores)
    parts.append(f"## Misses\n\n{len(misses)} of {scores.overall.items} queries have something wrong.")
    parts.extend(map(_miss_markdown, misses))
    return "\n\n".join(parts) + "\n"


def to_json(scores: Scores) -> dict[str, Any]:
    """All figures and misses as plain JSON values; an absent figure is null."""
    return {
        "gold": scores.gold.name,
        "gold_sha256": scores.gold.sha256,
        "measures": {
            measure.name: {
                "label": measure.label,
                "section": measure.section,
                "meaning": measure.meaning,
                "higher_is_better": measure.higher_is_better,
            }
            for measure in MEASURES
        },
        "overall": _group_json(scores.overall),
        "types": {group.name: _group_json(group) for group in scores.types},
        "turns": {group.name: _group_json(group) for group in scores.turns},
        "selection": _selection_json(scores.selection),
        "misses": [_miss_json(miss) for miss in list_misses(scores)],
    }


def write_report(scores: Scores, directory: Path) -> None:
    """Write report.html, report.json, report.md, run.jsonl, run.trec and qrels.trec into ``directory``.

    Raises:
        ReportError: the folder cannot be made or written to.
    """
    texts = {
        "report.html": render_page(scores),
        "report.json": json.dumps(to_json(scores), ensure_ascii=False, indent=2) + "\n",
        "report.md": render_markdown(scores),
        "run.trec": trec_run(scores.run),
        "qrels.trec": trec_qrels(scores.gold.items),
    }
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (directory / name).write_text(text, encoding="utf-8")
        save_run(scores.run, directory / RUN_FILE)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReportError(
            f"report: expected to write to the folder {directory}, found: {reason}; name another"
        ) from error


def _title(scores: Scores) -> str:
    items = scores.gold.items
    answerable = sum(item.answerable for item in items)
    return (
        f"Vraagbaak on {scores.gold.name}: {len(items)} queries, {answerable} answerable, "
        f"{len(items) - answerable} not; 95% intervals"
    )


def _overall_tables(group: Group) -> list[tuple[str, Table]]:
    tables = []
    for section, measures in groupby(MEASURES, key=lambda measure: measure.section):
        rows = tuple(_figure_row(measure, group.figures[measure.name]) for measure in measures)
        tables.append((section, Table(("", "value", "95% interval", "n"), rows)))
    rows = tuple(
        (stage, f"{latency.median:.1f}", f"{latency.p95:.1f}", str(latency.n))
        for stage, latency in group.latency.items()
    )
    return [*tables, ("latency in ms", Table(("", "median", "95th pct.", "n"), rows))]


def _selection_table(scores: Scores) -> Table:
    """The risk where the surest quarter, half and so on are answered, and what the curve comes to."""
    selection, n = scores.selection, str(len(scores.judgements))
    rows = []
    for coverage in _COVERAGES:
        point = selection.at(coverage)
        risk, threshold = (
            (NOTHING, NOTHING) if point is None else (f"{100 * point.risk:.1f}%", f"{point.threshold:.3f}")
        )
        rows.append((f"wrong of the surest {coverage:.0%}", risk, f"from {threshold}", n))
    error = selection.calibration_error
    stated = NOTHING if error is None else f"{error:.3f}"
    rows += [
        ("area under risk and coverage", f"{selection.area:.3f}", "", n),
        ("calibration error", stated, "", str(selection.confident)),
    ]
    return Table(("", "value", "confidence", "n"), tuple(rows))


def _selection_json(selection: Selection) -> dict[str, Any]:
    return {
        "area": selection.area,
        "calibration_error": selection.calibration_error,
        "confident": selection.confident,
        "curve": [
            {"confidence": point.threshold, "coverage": point.coverage, "risk": point.risk} for point in selection.curve
        ],
    }


def _figure_row(measure: Measure, figure: Figure) -> tuple[str, ...]:
    if figure.value is None or figure.low is None or figure.high is None:
        return measure.label, NOTHING, NOTHING, "0"
    interval = f"{written(measure, figure.low)} to {written(measure, figure.high)}"
    return measure.label, written(measure, figure.value), interval, str(figure.n)


def _group_table(scores: Scores) -> Table:
    groups = [scores.overall, *scores.types, *scores.turns]
    return Table(("type", "n", *_COLUMNS, "ms", "p95"), tuple(map(_group_row, groups)))


def _group_row(group: Group) -> tuple[str, ...]:
    cells = []
    for name in _COLUMNS.values():
        value = group.figures[name].value
        cells.append(NOTHING if value is None else written(_BY_NAME[name], value))
    total = group.latency.get(TOTAL)
    times = (f"{total.median:.0f}", f"{total.p95:.0f}") if total else (NOTHING, NOTHING)
    return group.name, str(group.items), *cells, *times


def _miss_text(miss: Miss) -> str:
    judgement = miss.judgement
    lines = [
        f"\n{one_line(judgement.item.id)} ({one_line(judgement.item.type)})  {one_line(judgement.item.query)}",
        *(f"  wrong:    {one_line(wrong)}" for wrong in miss.wrong),
        f"  expected: {one_line(miss.expected)}",
        f"  found:    {one_line(miss.found)}",
    ]
    if judgement.answer:
        lines.append(f"  answer:   {shortened(judgement.answer)}")
    if miss.sources:
        lines.append(f"  sources:  {one_line(', '.join(miss.sources))}")
    return "\n".join(lines)


def _miss_markdown(miss: Miss) -> str:
    judgement = miss.judgement
    points: list[tuple[str, str]] = [
        *(("wrong", wrong) for wrong in miss.wrong),
        ("expected", miss.expected),
        ("reference", judgement.item.reference),
        ("found", miss.found),
        ("answer", shortened(judgement.answer)),
        ("sources", ", ".join(miss.sources)),
    ]
    heading = f"### {escape(judgement.item.id)} ({escape(judgement.item.type)}): {escape(judgement.item.query)}"
    return "\n".join([heading, "", *(f"- {name}: {escape(text)}" for name, text in points if text)])


def _miss_json(miss: Miss) -> dict[str, Any]:
    judgement = miss.judgement
    return {
        "id": judgement.item.id,
        "type": judgement.item.type,
        "query": judgement.item.query,
        "reference": judgement.item.reference,
        "expected": miss.expected,
        "found": miss.found,
        "wrong": list(miss.wrong),
        "answer": judgement.answer,
        "sources": list(miss.sources),
    }


def _group_json(group: Group) -> dict[str, Any]:
    return {
        "items": group.items,
        "figures": {name: _figure_json(figure) for name, figure in group.figures.items()},
        "latency_ms": _latency_json(group.latency),
    }


def _figure_json(figure: Figure) -> dict[str, Any]:
    return {"value": figure.value, "low": figure.low, "high": figure.high, "n": figure.n}


def _latency_json(latency: Mapping[str, Latency]) -> dict[str, Any]:
    return {stage: {"median": times.median, "p95": times.p95, "n": times.n} for stage, times in latency.items()}
