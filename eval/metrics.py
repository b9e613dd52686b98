"""The figures: a run scored against gold, as a step of its own that asks nothing again.

Definitions, each counted from ``Judgement``:

- Retrieval: ir-measures' Success@1, R@5, R@10, RR@10, nDCG@10 on answerable items.
- Citations: precision and recall as ALCE has them (Gao et al., Enabling Large Language Models to
  Generate Text with Citations, EMNLP 2023), with the gold's question numbers for a judge in
  place of an entailment model. As there, a reply without citations has precision 0.
- Truthfulness: CRAG (Yang et al., Comprehensive RAG Benchmark, NeurIPS 2024) gives 1 to a right
  answer, 0 to a missing one and -1 to a wrong one; the mean is (2 right + missing) / n - 1. The
  refusal of an unanswerable query is right, any other refusal missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from eval import ranking
from eval.errors import GoldError
from eval.gold import Gold
from eval.intervals import bootstrap_interval
from eval.judgement import Judgement, judge
from eval.run import Run
from eval.selection import Selection, select
from index.records import Document

Share = tuple[float, float]
"""What one item adds to a figure: numerator and denominator."""

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure by name: what it counts, which way is better and how it is written.

    ``share`` gives what one judgement adds, or None where the figure does not concern it.
    """

    name: str
    label: str
    section: str
    meaning: str
    share: Callable[[Judgement], Share | None] = field(repr=False)
    higher_is_better: bool = True
    bounds: tuple[float, float] = (0.0, 1.0)
    is_percentage: bool = True


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value, its 95% interval and the number of things counted; None: nothing to count."""

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds: the median and the 95th percentile (linear between ranks) of ``n`` replies."""

    median: float
    p95: float
    n: int


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of a group of items, by measure, and the latency by stage, ``total`` first."""

    name: str
    items: int
    figures: Mapping[str, Figure]
    latency: Mapping[str, Latency]


@dataclass(frozen=True, slots=True)
class Scores:
    """All figures of a run: overall, by type, by turn of a conversation, and what they rest on."""

    gold: Gold = field(repr=False)
    run: Run = field(repr=False)
    documents: Mapping[str, Document] = field(repr=False)
    judgements: tuple[Judgement, ...] = field(repr=False)
    overall: Group
    types: tuple[Group, ...]
    turns: tuple[Group, ...]
    selection: Selection = field(repr=False)


def _mean(value: Callable[[Judgement], float]) -> Callable[[Judgement], Share | None]:
    return lambda judgement: (float(value(judgement)), 1.0)


def _answerable(value: Callable[[Judgement], float]) -> Callable[[Judgement], Share | None]:
    return lambda judgement: (float(value(judgement)), 1.0) if judgement.item.answerable else None


def _unanswerable(value: Callable[[Judgement], float]) -> Callable[[Judgement], Share | None]:
    return lambda judgement: None if judgement.item.answerable else (float(value(judgement)), 1.0)


def _cited(value: Callable[[Judgement], float]) -> Callable[[Judgement], Share | None]:
    """On items that name questions to cite."""
    return lambda judgement: (float(value(judgement)), 1.0) if judgement.item.relevant else None


def _retrieval(name: str) -> Callable[[Judgement], Share | None]:
    return lambda judgement: (judgement.retrieval[name], 1.0) if name in judgement.retrieval else None


def _truth(judgement: Judgement) -> float:
    if judgement.handled:
        return 1.0
    return -1.0 if judgement.answered else 0.0


MEASURES: tuple[Measure, ...] = (
    Measure("Success@1", "Success@1", "retrieval", "a question to cite is retrieved first", _retrieval("Success@1")),
    Measure("R@5", "R@5", "retrieval", "share of the questions to cite among the first 5", _retrieval("R@5")),
    Measure("R@10", "R@10", "retrieval", "share of the questions to cite among the first 10", _retrieval("R@10")),
    Measure(
        "RR@10",
        "MRR@10",
        "retrieval",
        "1 / rank of the first question to cite, 0 beyond rank 10",
        _retrieval("RR@10"),
        is_percentage=False,
    ),
    Measure(
        "nDCG@10",
        "nDCG@10",
        "retrieval",
        "discounted gain of the first 10, of what is possible",
        _retrieval("nDCG@10"),
        is_percentage=False,
    ),
    Measure(
        "citation_precision",
        "citation precision",
        "citations",
        "share of the cited questions that may be cited; 0 for a reply without citations",
        _cited(lambda judgement: judgement.precision),
    ),
    Measure(
        "citation_recall",
        "citation recall",
        "citations",
        "share of the required citations that are there",
        _cited(lambda judgement: judgement.recall),
    ),
    Measure(
        "citation_precision_cited",
        "citation precision where cited",
        "citations",
        "the same precision over the replies that cite anything",
        lambda judgement: (judgement.precision, 1.0) if judgement.item.relevant and judgement.cited else None,
    ),
    Measure(
        "unanswerable_cited",
        "unanswerable, yet cited",
        "citations",
        "share of the unanswerable queries whose reply cites something",
        _unanswerable(lambda judgement: bool(judgement.cited)),
        higher_is_better=False,
    ),
    Measure(
        "facts",
        "facts present",
        "answers",
        "share of the answerable queries whose answer holds every required fact",
        _answerable(lambda judgement: judgement.facts),
    ),
    Measure(
        "forbidden",
        "forbidden present",
        "answers",
        "share of the queries with something forbidden whose answer says it",
        lambda judgement: (float(bool(judgement.forbidden_found)), 1.0) if judgement.item.must_not else None,
        higher_is_better=False,
    ),
    Measure(
        "right",
        "right",
        "answers",
        "share of the answerable queries answered with the facts and the required citations",
        _answerable(lambda judgement: judgement.right),
    ),
    Measure(
        "right_and_cited_right",
        "right and cited right",
        "answers",
        "the same with no wrong citation and every quote exact",
        _answerable(lambda judgement: judgement.right_and_cited_right),
    ),
    Measure(
        "token_f1",
        "token F1",
        "answers",
        "overlap of the answer's words with those of the model answer; a long true reply scores low",
        lambda judgement: (judgement.token_f1, 1.0) if judgement.item.answerable and judgement.item.reference else None,
        is_percentage=False,
    ),
    Measure(
        "accuracy",
        "right or rightly refused",
        "answers",
        "share of all queries that are right, or unanswerable and refused",
        _mean(lambda judgement: judgement.handled),
    ),
    Measure(
        "truthfulness",
        "truthfulness (CRAG)",
        "answers",
        "(2 right + missing) / n - 1, from -1 to 1",
        _mean(_truth),
        bounds=(-1.0, 1.0),
        is_percentage=False,
    ),
    Measure(
        "false_refusals",
        "false refusals",
        "refusals",
        "share of the answerable queries that were refused or got no reply",
        _answerable(lambda judgement: not judgement.answered),
        higher_is_better=False,
    ),
    Measure(
        "false_answers",
        "false answers",
        "refusals",
        "share of the unanswerable queries that were answered",
        _unanswerable(lambda judgement: judgement.answered),
        higher_is_better=False,
    ),
    Measure(
        "quotes_exact",
        "quotes exact",
        "integrity",
        "share of the citations whose quote is the document's text at its offsets",
        lambda judgement: (float(judgement.citations - len(judgement.inexact_quotes)), float(judgement.citations)),
    ),
    Measure(
        "quotes_in_place",
        "quotes in their question",
        "integrity",
        "share of the citations whose offsets lie in the question that they name",
        lambda judgement: (float(judgement.citations - len(judgement.misplaced_quotes)), float(judgement.citations)),
    ),
    Measure(
        "uncited_replies",
        "answers without citation",
        "integrity",
        "share of the replies that answer and cite nothing",
        lambda judgement: (float(not judgement.cited), 1.0) if judgement.answered else None,
        higher_is_better=False,
    ),
    Measure(
        "uncited_sentences",
        "sentences without mark",
        "integrity",
        "share of the sentences of answers that no mark closes",
        lambda judgement: (float(len(judgement.uncited_sentences)), float(judgement.sentences)),
        higher_is_better=False,
    ),
    Measure(
        "unbacked_marks",
        "marks without citation",
        "integrity",
        "share of the marks that name a question which the reply does not cite",
        lambda judgement: (float(len(judgement.unbacked_marks)), float(judgement.marks)),
        higher_is_better=False,
    ),
    Measure(
        "facts_in_marks",
        "facts only in marks",
        "integrity",
        "share of the queries whose facts are judged otherwise when the marks are taken out",
        _mean(lambda judgement: judgement.hangs_on_marks),
        higher_is_better=False,
    ),
    Measure(
        "missing",
        "queries without reply",
        "integrity",
        "share of the queries that the run lacks or that were rejected",
        _mean(lambda judgement: judgement.is_missing),
        higher_is_better=False,
    ),
)


def score(run: Run, gold: Gold, documents: Mapping[str, Document]) -> Scores:
    """Score ``run`` against ``gold``; ``documents`` are those that the run quoted from.

    Raises:
        GoldError: the run asked another query under the id of a gold item.
    """
    entries = {entry.id: entry for entry in run.entries}
    faults = [
        f"run of {run.gold or 'unknown gold'}: expected the query {item.query!r} under {item.id!r}, "
        f"found {entries[item.id].query!r}; run the gold again"
        for item in gold.items
        if item.id in entries and entries[item.id].query != item.query
    ]
    if faults:
        raise GoldError(faults)
    ranked = ranking.rank_scores(run, gold.items)
    judgements = tuple(judge(item, entries.get(item.id), documents, ranked.get(item.id)) for item in gold.items)
    turns = sorted({judgement.item.turn for judgement in judgements} - {0})
    return Scores(
        gold,
        run,
        documents,
        judgements,
        overall=summarize("overall", judgements),
        types=tuple(summarize(name, [j for j in judgements if j.item.type == name]) for name in gold.types),
        turns=tuple(summarize(f"turn {turn}", [j for j in judgements if j.item.turn == turn]) for turn in turns),
        selection=select(judgements),
    )


def summarize(name: str, judgements: Sequence[Judgement]) -> Group:
    """The figures and latencies of some judgements, as a group called ``name``."""
    return Group(
        name,
        len(judgements),
        figures={measure.name: _figure(measure, judgements) for measure in MEASURES},
        latency=_latencies(judgements),
    )


def _figure(measure: Measure, judgements: Sequence[Judgement]) -> Figure:
    counted = [(share, j) for j in judgements if (share := measure.share(j)) is not None and share[1] > 0]
    if not counted:
        return Figure(None, None, None, 0)
    numerators = [share[0] for share, _ in counted]
    denominators = [share[1] for share, _ in counted]
    clusters = [j.item.cluster for _, j in counted]
    interval = bootstrap_interval(numerators, denominators, clusters, measure.bounds)
    low, high = interval if interval is not None else (None, None)
    return Figure(sum(numerators) / sum(denominators), low, high, round(sum(denominators)))


def _latencies(judgements: Sequence[Judgement]) -> dict[str, Latency]:
    times: dict[str, list[float]] = {TOTAL: []}
    for judgement in judgements:
        entry = judgement.entry
        if entry is None or entry.reply is None:
            continue
        times[TOTAL].append(entry.elapsed_ms)
        for stage, ms in entry.reply["timings_ms"].items():
            if stage != TOTAL:
                times.setdefault(stage, []).append(ms)
    return {stage: _latency(values) for stage, values in times.items() if values}


def _latency(values: Sequence[float]) -> Latency:
    import numpy as np

    median, p95 = np.quantile(np.asarray(values, dtype=float), [0.5, 0.95])
    return Latency(float(median), float(p95), len(values))
