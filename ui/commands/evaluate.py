"""``vraagbaak eval``: asks the gold questions and says how good the replies are."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from index.errors import VraagbaakError
from ui.commands.home import home_folder
from ui.commands.output import print_json, progress


def add_parser(commands: Any, common: argparse.ArgumentParser) -> None:
    parser = commands.add_parser(
        "eval",
        help="measure retrieval, citations, answers and refusals on gold questions",
        description="Ask every gold question and print how good the replies are, with 95% intervals.",
        epilog="example: vraagbaak eval --report report --fail-under success_at_1=0.75",
        parents=[common],
    )
    parser.add_argument("--gold", metavar="FILE", help="a gold file (default: the bundled development set)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--report", metavar="DIR", help="write the report, the run and its judgements to this folder")
    parser.add_argument(
        "--save", metavar="FILE", help="store the run in this file (.gz to compress), as a baseline say"
    )
    parser.add_argument("--misses", action="store_true", help="list every query that went wrong")
    parser.add_argument(
        "--fail-under",
        action="append",
        default=[],
        metavar="METRIC=VALUE",
        help="exit 1 if a figure is lower (repeatable)",
    )
    parser.add_argument(
        "--robust", action="store_true", help="ask again with typing errors, other orders and a changed source as well"
    )
    parser.add_argument(
        "--baseline", metavar="RUN", help="exit 1 if a figure is worse than in this stored run by more than chance"
    )
    parser.add_argument(
        "--calibrate",
        metavar="FILE",
        nargs="?",
        const="",
        help="fit weights and threshold on the gold; write them to FILE",
    )
    parser.set_defaults(run=run)
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    comparing = actions.add_parser(
        "compare",
        help="say which differences between two runs are more than chance",
        description="Score two stored runs of one gold file and test each difference, query by query.",
        epilog="example: vraagbaak eval compare before after",
        parents=[common],
    )
    comparing.add_argument("before", metavar="BEFORE", help="a run.jsonl, or the folder of a report")
    comparing.add_argument("after", metavar="AFTER", help="the run to compare with it")
    checking = actions.add_parser(
        "check",
        help="find what is unsound in a gold file",
        description="Check form, questions to cite, required facts, repetitions, and queries shared with other files.",
        epilog="example: vraagbaak eval check mine.jsonl --against test.jsonl",
        parents=[common],
    )
    checking.add_argument("file", metavar="GOLD", help="the gold file")
    checking.add_argument(
        "--against", metavar="FILE", action="append", default=[], help="a file to share no query with (repeatable)"
    )
    comparing.add_argument("--gold", metavar="FILE", help="the gold of both (default: the bundled development set)")
    for action, run_action in ((comparing, compare), (checking, check)):
        action.add_argument("--json", action="store_true", help="print JSON")
        action.set_defaults(run=run_action)


def compare(options: argparse.Namespace) -> int:
    """Says which figures of two stored runs really differ, and which queries changed."""
    from eval.comparison import compare as compare_scores
    from eval.comparison_report import comparison_to_json, render_comparison
    from eval.gold import DEVELOPMENT_GOLD, load_gold
    from eval.metrics import score
    from eval.run import find_run, load_run
    from index.collection import Collection

    gold = load_gold(Path(options.gold) if options.gold is not None else DEVELOPMENT_GOLD)
    documents = Collection(home_folder(options)).documents
    before, after = (score(load_run(find_run(Path(p))), gold, documents) for p in (options.before, options.after))
    comparison = compare_scores(before, after)
    if options.json:
        print_json(comparison_to_json(comparison))
    else:
        print(render_comparison(comparison))
    return 0


def check(options: argparse.Namespace) -> int:
    """Names what is unsound in a gold file; exit status 1 if anything is."""
    from eval.checking import check_gold
    from index.collection import Collection

    path = Path(options.file)
    gold, faults = check_gold(path, Collection(home_folder(options)).documents, [Path(p) for p in options.against])
    if options.json:
        print_json({"gold": gold.name, "queries": len(gold.items), "faults": faults})
    else:
        print("\n".join(faults or [f"{path}: {len(gold.items)} queries, nothing amiss"]))
    if faults:
        raise VraagbaakError(
            f"{path}: {len(faults)} things are amiss in {len(gold.items)} queries; they are listed above"
        )
    return 0


def run(options: argparse.Namespace) -> int:
    from eval.gold import DEVELOPMENT_GOLD, load_gold
    from eval.report import render_misses, render_text, to_json, write_report
    from eval.robustness import measure_robustness, render_robustness, robustness_to_json
    from eval.run import find_run, load_run, save_run
    from eval.suite import evaluate
    from eval.thresholds import parse_thresholds, threshold_failures

    path = Path(options.gold) if options.gold is not None else DEVELOPMENT_GOLD
    gold = load_gold(path)
    thresholds = parse_thresholds(options.fail_under, gold.types)
    # Read before any model is, so that what is amiss with it is known before the wait.
    baseline = load_run(find_run(Path(options.baseline))) if options.baseline is not None else None
    from rag.pipeline import Vraagbaak

    vraagbaak = Vraagbaak.open(home_folder(options))
    if options.calibrate is not None:
        return _calibrate(vraagbaak, path, options.calibrate)
    scores = evaluate(vraagbaak, gold, progress=_report_progress)
    robustness = measure_robustness(vraagbaak, gold, scores, vraagbaak.on, _report_progress) if options.robust else None
    if options.json:
        values = to_json(scores)
        print_json(values if robustness is None else values | {"robustness": robustness_to_json(robustness)})
    else:
        print(render_text(scores))
        if robustness is not None:
            print(render_robustness(robustness))
        if options.misses:
            print("\n" + render_misses(scores))
    if options.save is not None:
        try:
            save_run(scores.run, Path(options.save))
        except OSError as error:
            raise VraagbaakError(f"{options.save}: cannot be written ({error.strerror}); name another file") from error
    if options.report is not None:
        write_report(scores, Path(options.report))
    failures = list(threshold_failures(scores, thresholds))
    if baseline is not None:
        failures += _worse(scores, baseline)
    for failure in failures[:-1]:
        print(f"vraagbaak: {failure}", file=sys.stderr)
    if failures:
        raise VraagbaakError(failures[-1])
    return 0


def _worse(scores: Any, baseline: Any) -> list[str]:
    """One line for each figure that is worse than in the baseline by more than chance."""
    from eval.comparison import compare as compare_scores
    from eval.metrics import score

    before = score(baseline, scores.gold, scores.documents)
    return [
        f"{d.measure.label}: {d.after:.4g}, worse than {d.before:.4g} in the baseline by more than chance "
        f"(p {d.corrected:.3g})"
        for d in compare_scores(before, scores).real
        if not d.is_better
    ]


def _calibrate(vraagbaak: Any, gold: Path, file: str) -> int:
    from eval.calibration import calibrate
    from rag.calibration import BUNDLED_FILE

    calibration, figures = calibrate(vraagbaak, gold)
    target = Path(file) if file else BUNDLED_FILE
    try:
        calibration.save(target)
    except OSError as error:
        raise VraagbaakError(f"{target}: cannot be written ({error.strerror}); name another file") from error
    thresholds = f"{calibration.subject.threshold} {calibration.point.threshold}"
    print(f"{target}\tembedder {calibration.embedder}\treader {calibration.reader}\tthresholds {thresholds}")
    for name, value in figures.lines():
        print(f"{name}\t{value}")
    return 0


def _report_progress(done: int, total: int) -> None:
    if done % 20 == 0 or done == total:
        progress(f"{done} of {total} queries")
