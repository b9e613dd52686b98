"""What went wrong, item by item, in words that a person can act on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from eval.judgement import Judgement
from eval.metrics import Scores
from index.records import QuestionRef
from rag.reply import Status

_SOURCES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Miss:
    """A judgement with at least one thing wrong; ``wrong`` names each."""

    judgement: Judgement
    expected: str
    found: str
    wrong: tuple[str, ...]
    sources: tuple[str, ...]


def list_misses(scores: Scores) -> tuple[Miss, ...]:
    """Every item with something wrong, in the order of the gold."""
    several = len(scores.gold.documents) > 1
    misses = []
    for judgement in scores.judgements:
        wrong = tuple(_faults(judgement, several))
        if wrong:
            sources = _names(judgement.sources[:_SOURCES_SHOWN], several)
            misses.append(Miss(judgement, _expected(judgement, several), found(judgement, several), wrong, sources))
    return tuple(misses)


def _faults(judgement: Judgement, several: bool) -> Iterable[str]:
    item = judgement.item
    if judgement.entry is None:
        yield "not in the run"
    elif judgement.is_missing:
        yield f"no reply: {judgement.entry.error or 'no reason given'}"
    if item.answerable and judgement.refused:
        yield "refused, but the document answers it"
    if not item.answerable and judgement.answered:
        yield "answered, but the document does not answer it"
    if not judgement.is_missing and (judgement.answered or not item.answerable):
        for pattern in judgement.absent_facts:
            yield f"lacks the fact /{pattern}/"
        for pattern in judgement.forbidden_found:
            yield f"says the forbidden /{pattern}/"
    if judgement.answered:
        for name in _names(judgement.uncited_all, several):
            yield f"does not cite {name}"
        if judgement.lacks_any:
            yield f"cites none of {', '.join(_names(sorted(item.refs(item.cite_any)), several))}"
        if item.answerable and item.relevant:
            for name in _names(judgement.wrong, several):
                yield f"cites {name}"
    for quote in judgement.inexact_quotes:
        yield f"quote is not the text at its offsets: {quote!r}"
    for quote in judgement.misplaced_quotes:
        yield f"quote does not lie in the question that it names: {quote!r}"
    if judgement.answered and not judgement.cited:
        yield "answers without a citation"
    for sentence in judgement.uncited_sentences:
        yield f"sentence without a mark: {sentence!r}"
    for mark in judgement.unbacked_marks:
        yield f"mark without a citation: {mark}"
    if judgement.hangs_on_marks:
        yield "facts are judged otherwise when the marks are taken out"
    if judgement.retrieval.get("Success@1") == 0.0 and not judgement.is_missing:
        yield (
            "question to cite was not retrieved"
            if judgement.rank is None
            else f"question to cite ranked {judgement.rank}"
        )


def _expected(judgement: Judgement, several: bool) -> str:
    item = judgement.item
    parts = [] if item.answerable else ["a refusal"]
    if item.cite_all:
        parts.append("all of " + ", ".join(_names(sorted(item.refs(item.cite_all)), several)))
    if item.cite_any:
        parts.append("one of " + ", ".join(_names(sorted(item.refs(item.cite_any)), several)))
    parts.extend(f"/{pattern}/" for pattern in item.must)
    parts.extend(f"not /{pattern}/" for pattern in item.must_not)
    return "; ".join(parts) or "an answer"


def found(judgement: Judgement, several: bool = False) -> str:
    """What became of a query: "answered, citing Vraag 3"; with the documents' names among several."""
    if judgement.status is None:
        return "no reply"
    cited = ", ".join(_names(judgement.cited, several))
    if judgement.status is Status.UNANSWERED and not cited:
        return str(judgement.status)
    return f"{judgement.status}, citing {cited or 'nothing'}"


def _names(refs: Iterable[QuestionRef], several: bool) -> tuple[str, ...]:
    return tuple(f"{ref.document} Vraag {ref.number}" if several else f"Vraag {ref.number}" for ref in refs)
