"""One reply held against one gold item: every verdict that the figures are counted from.

Pure: the same reply, item and documents give the same judgement. Knows no averages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eval.gold import GoldItem
from eval.run import Entry
from index.analysis import content_words
from index.records import Document, QAItem, QuestionRef, Span
from index.sentences import split_sentences
from rag.reply import Status

_MARK = re.compile(r"\s*\[(?:[^\[\]]*[\s,])?Vraag\s+(?P<numbers>[^\[\]]*)\]", re.IGNORECASE)
_STAND_IN = "\ue000"
"""Stands for a mark while sentences are split: a bracket and a capital would open a new one."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is right and wrong in one reply.

    ``entry`` is None where the run lacks the query, and ``entry.reply`` where it was rejected;
    either way the reply is *missing* and whatever it should have held is absent. References are
    in ascending order, ``cited`` and ``sources`` in that of the reply.
    """

    item: GoldItem
    entry: Entry | None = field(repr=False)
    status: Status | None
    answer: str = ""
    sources: tuple[QuestionRef, ...] = field(default=(), repr=False)
    cited: tuple[QuestionRef, ...] = ()
    wrong: tuple[QuestionRef, ...] = ()
    uncited_all: tuple[QuestionRef, ...] = ()
    lacks_any: bool = False
    absent_facts: tuple[str, ...] = ()
    forbidden_found: tuple[str, ...] = ()
    hangs_on_marks: bool = False
    citations: int = 0
    inexact_quotes: tuple[str, ...] = ()
    misplaced_quotes: tuple[str, ...] = ()
    marks: int = 0
    unbacked_marks: tuple[str, ...] = ()
    sentences: int = 0
    uncited_sentences: tuple[str, ...] = ()
    retrieval: Mapping[str, float] = field(default_factory=dict, repr=False)
    token_f1: float = 0.0

    @property
    def is_missing(self) -> bool:
        return self.status is None

    @property
    def refused(self) -> bool:
        return self.status is Status.UNANSWERED

    @property
    def answered(self) -> bool:
        return self.status in (Status.ANSWERED, Status.PARTIAL)

    @property
    def precision(self) -> float:
        """The share of the distinct cited questions that may be cited; 0 without any citation."""
        return 1 - len(self.wrong) / len(self.cited) if self.cited else 0.0

    @property
    def recall(self) -> float:
        """The share of the requirements met: each of cite_all is one, all of cite_any together one."""
        required = len(self.item.cite_all) + bool(self.item.cite_any)
        met = required - len(self.uncited_all) - self.lacks_any
        return met / required if required else 1.0

    @property
    def facts(self) -> bool:
        """Every fact of ``must`` is in the answer."""
        return not self.is_missing and not self.absent_facts

    @property
    def right(self) -> bool:
        """An answerable query answered with every fact, nothing forbidden, the required citations."""
        return self.item.answerable and self.answered and self.facts and not self.forbidden_found and self.recall == 1

    @property
    def handled(self) -> bool:
        """Right, or an unanswerable query refused (saying what ``must`` asks, where it asks)."""
        if self.item.answerable:
            return self.right
        return self.refused and self.facts and not self.forbidden_found

    @property
    def right_and_cited_right(self) -> bool:
        """Right, with no wrong citation and every quote exact and in the question it names."""
        return self.right and not (self.wrong or self.inexact_quotes or self.misplaced_quotes)

    @property
    def unmarked(self) -> str:
        """The answer without its marks."""
        return _MARK.sub("", self.answer)

    @property
    def rank(self) -> int | None:
        """The rank, from 1, of the first relevant question; None if it was not retrieved."""
        ranks = (rank for rank, ref in enumerate(self.sources, start=1) if ref in self.item.relevant)
        return next(ranks, None)


def judge(
    item: GoldItem,
    entry: Entry | None,
    documents: Mapping[str, Document],
    retrieval: Mapping[str, float] | None = None,
) -> Judgement:
    """Hold ``entry`` against ``item``; ``retrieval`` holds the query's retrieval measures, if judged."""
    retrieval = retrieval or {}
    reply = entry.reply if entry is not None else None
    if reply is None:
        uncited, lacks_any = _unmet(item, ())
        return Judgement(
            item,
            entry,
            None,
            uncited_all=uncited,
            lacks_any=lacks_any,
            absent_facts=item.must,
            retrieval=retrieval,
        )
    answer: str = reply["answer"]
    quotes: Sequence[Mapping[str, Any]] = reply["citations"]
    cited = cited_questions(reply)
    uncited, lacks_any = _unmet(item, cited)
    absent, forbidden = _facts(item, answer)
    status = Status(reply["status"])
    sentences, without_mark = _sentences(answer) if status is not Status.UNANSWERED else ((), ())
    marks = list(_MARK.finditer(answer))
    numbers = {ref.number for ref in cited}
    return Judgement(
        item,
        entry,
        status,
        answer=answer,
        sources=ranked_questions(reply),
        cited=cited,
        wrong=tuple(sorted(set(cited) - item.allowed)),
        uncited_all=uncited,
        lacks_any=lacks_any,
        absent_facts=absent,
        forbidden_found=forbidden,
        token_f1=token_f1(answer, item.reference),
        hangs_on_marks=_facts(item, _MARK.sub(" ", answer)) != (absent, forbidden),
        citations=len(quotes),
        inexact_quotes=tuple(quote["quote"] for quote in quotes if not _is_exact(quote, documents)),
        misplaced_quotes=tuple(quote["quote"] for quote in quotes if not _is_in_place(quote, documents)),
        marks=len(marks),
        unbacked_marks=tuple(
            mark.group().strip()
            for mark in marks
            if numbers.isdisjoint(map(int, re.findall(r"\d{1,9}", mark["numbers"])))
        ),
        sentences=len(sentences),
        uncited_sentences=without_mark,
        retrieval=retrieval,
    )


def cited_questions(reply: Mapping[str, Any]) -> tuple[QuestionRef, ...]:
    """The distinct questions that a reply cites, in the order of the reply."""
    return _distinct(reply["citations"])


def ranked_questions(reply: Mapping[str, Any]) -> tuple[QuestionRef, ...]:
    """The distinct questions that were retrieved, best first."""
    return _distinct(reply["sources"])


def _distinct(places: Sequence[Mapping[str, Any]]) -> tuple[QuestionRef, ...]:
    return tuple(dict.fromkeys(QuestionRef(place["document"], place["question"]) for place in places))


def _unmet(item: GoldItem, cited: Sequence[QuestionRef]) -> tuple[tuple[QuestionRef, ...], bool]:
    """The questions of cite_all that are not cited, and whether none of cite_any is."""
    lacks_any = bool(item.cite_any) and item.refs(item.cite_any).isdisjoint(cited)
    return tuple(sorted(item.refs(item.cite_all).difference(cited))), lacks_any


def _facts(item: GoldItem, answer: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The patterns of must that ``answer`` lacks, and those of must_not that it holds."""
    text = " ".join(answer.split())
    return (
        tuple(pattern for pattern in item.must if not re.search(pattern, text, re.IGNORECASE)),
        tuple(pattern for pattern in item.must_not if re.search(pattern, text, re.IGNORECASE)),
    )


def _is_exact(quote: Mapping[str, Any], documents: Mapping[str, Document]) -> bool:
    document = documents.get(quote["document"])
    if document is None or not 0 <= quote["start"] < quote["end"] <= len(document.text):
        return False
    return bool(document.text[quote["start"] : quote["end"]] == quote["quote"])


def _is_in_place(quote: Mapping[str, Any], documents: Mapping[str, Document]) -> bool:
    document = documents.get(quote["document"])
    item = document.item(quote["question"]) if document is not None else None
    if item is None or not 0 <= quote["start"] < quote["end"]:
        return False
    span = Span(quote["start"], quote["end"])
    return any(place.covers(span) for place in _places(item))


def _places(item: QAItem) -> list[Span]:
    places = [item.question, *(table.span for table in item.tables), *(note.span for note in item.notes)]
    return places if item.answer is None else [*places, item.answer]


def token_f1(answer: str, reference: str) -> float:
    """The harmonic mean of precision and recall of the answer's words (Rajpurkar et al., SQuAD, EMNLP 2016).

    Words and figures are folded; function words and marks take no part.
    """
    said, wanted = (Counter(content_words(_MARK.sub(" ", text))) for text in (answer, reference))
    shared = (said & wanted).total()
    return 2 * shared / (said.total() + wanted.total()) if shared else 0.0


def _sentences(answer: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sentences of ``answer``, and those of them that hold no mark."""
    text = _MARK.sub(" " + _STAND_IN, answer.replace(_STAND_IN, " "))
    quotes = (span.of(text) for span in split_sentences(text, Span(0, len(text))))
    sentences = tuple(quote for quote in quotes if re.search(r"\w", quote))
    return sentences, tuple(sentence for sentence in sentences if _STAND_IN not in sentence)
