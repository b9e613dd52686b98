"""Rankings of numbered questions against judgements, through ir-measures, and as TREC files.

Only answerable items are judged, on the questions that they must cite, all equally relevant. A
query that the run lacks counts as zero. Tools break ties each in their own way, so the exported
scores are strictly decreasing whole numbers in the order of the reply.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from eval.gold import GoldItem
from eval.judgement import ranked_questions
from eval.run import Run
from index.records import QuestionRef

MEASURES = ("Success@1", "R@5", "R@10", "RR@10", "nDCG@10")
"""The names that ir-measures gives them; RR@10 averaged over queries is MRR@10."""

_TAG = "vraagbaak"


def rank_scores(run: Run, items: Sequence[GoldItem]) -> dict[str, dict[str, float]]:
    """The retrieval measures of each judged query: query id to measure name to value, 0 to 1.

    An item that is unanswerable or names no question to cite is not judged and has no entry.
    """
    import ir_measures
    from ir_measures import Qrel, ScoredDoc

    judged = [Qrel(query, question, 1) for query, question in _judged(items)]
    if not judged:
        return {}
    measures = {name: ir_measures.parse_measure(name) for name in MEASURES}
    names = {measure: name for name, measure in measures.items()}
    queries = {qrel.query_id for qrel in judged}
    ranked = [ScoredDoc(query, question, score) for query, question, _, score in _ranked(run) if query in queries]
    scores = {query: dict.fromkeys(MEASURES, 0.0) for query in queries}
    for metric in ir_measures.iter_calc(list(names), judged, ranked):
        scores[metric.query_id][names[metric.measure]] = float(metric.value)
    return {item.id: scores[_trec(item.id)] for item in items if _trec(item.id) in scores}


def trec_run(run: Run) -> str:
    """The run in the TREC format: query, Q0, question, rank, score, tag."""
    rows = (f"{query} Q0 {question} {rank} {score} {_TAG}\n" for query, question, rank, score in _ranked(run))
    return "".join(rows)


def trec_qrels(items: Sequence[GoldItem]) -> str:
    """The judgements in the TREC format: query, 0, question, relevance."""
    return "".join(f"{query} 0 {question} 1\n" for query, question in _judged(items))


def question_name(ref: QuestionRef) -> str:
    """A question as TREC tools name it: the document id and the number, without white space."""
    return f"{_trec(ref.document)}:{ref.number}"


def _judged(items: Sequence[GoldItem]) -> Iterator[tuple[str, str]]:
    for item in items:
        if item.answerable:
            for ref in sorted(item.relevant):
                yield _trec(item.id), question_name(ref)


def _ranked(run: Run) -> Iterator[tuple[str, str, int, int]]:
    for entry in run.entries:
        refs: Sequence[QuestionRef] = ranked_questions(entry.reply) if entry.reply is not None else ()
        for rank, ref in enumerate(refs, start=1):
            yield _trec(entry.id), question_name(ref), rank, len(refs) - rank + 1


def _trec(name: str) -> str:
    """A name without white space: the fields of a TREC line are divided by it."""
    return quote(name, safe="#:/+,;@()[]'!*=&")
