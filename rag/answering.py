"""Answers by reading: the best candidate's sentences, or an honest refusal.

A query that asks for two things is read part by part, each part with a candidate of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from index.analysis import Analyzer
from index.chunking import Chunk
from index.records import Part, QuestionRef
from rag.calibration import Calibration
from rag.corpus import Corpus
from rag.decomposition import split_query
from rag.judging import READ, Judge
from rag.outcome import Outcome
from rag.reader import Reading, lacks_asked_kind, read_candidate
from rag.refusing import answerable_features, is_foreign
from rag.reply import Route, Statement
from rag.retrieval import Candidate, Retrieval, Retriever

RELATED = 3
"""How many questions a refusal suggests."""
NEAR_BEST = 0.9
"""A candidate with at least this share of the best score may lead in its place."""


class ExtractiveReader:
    """Chooses what answers a query, by calibrated models over what retrieval found."""

    def __init__(
        self,
        corpus: Corpus,
        chunks: tuple[Chunk, ...],
        analyzer: Analyzer,
        retriever: Retriever,
        judge: Judge,
        calibration: Calibration,
    ) -> None:
        self._corpus = corpus
        self._chunks = chunks
        self._analyzer = analyzer
        self._retriever = retriever
        self._judge = judge
        self._calibration = calibration

    def answer(self, retrieval: Retrieval, scope: Collection[QuestionRef] | None) -> Outcome:
        """Sentences of the best candidate, or of the best in ``scope`` for each part of the query."""
        chosen: dict[QuestionRef, tuple[Statement, ...]] = {}
        for searched in self._searches(retrieval, scope):
            if not searched.candidates:
                continue
            searched = self.read(searched)
            if not self.is_answered(searched):
                continue
            best = searched.candidates[0]
            before = chosen.get(best.ref, ())
            said = {citation.span for statement in before for citation in statement.citations}
            fresh = (s for s in self._read(searched, best) if not any(c.span in said for c in s.citations))
            chosen[best.ref] = (*before, *fresh)
        if not chosen:
            related = tuple(candidate.ref for candidate in retrieval.candidates[:RELATED])
            return Outcome(Route.READING, sources=retrieval.sources(), related=related)
        statements: list[Statement] = []
        warnings: list[str] = []
        for ref, found in chosen.items():
            statements += [replace(s, starts_block=s.starts_block or i == 0) for i, s in enumerate(found)]
            warnings += self._corpus.composer(ref.document).warnings(self._corpus.item(ref), found)
        return Outcome(Route.READING, tuple(statements), sources=retrieval.sources(*chosen), warnings=tuple(warnings))

    def read(self, retrieval: Retrieval, candidates: Sequence[Candidate] | None = None) -> Retrieval:
        """``retrieval`` with its best candidates, or those given, read together with the query, the right one first."""
        return self.lead(self._judge.read(retrieval, candidates))

    def readings(self, retrieval: Retrieval, candidate: Candidate) -> list[Reading]:
        """The units of a candidate with their probability of being part of the answer."""
        return read_candidate(retrieval, candidate, self._chunks, self._calibration.sentence)

    def is_answered(self, retrieval: Retrieval) -> bool:
        """Whether the best candidate is on the subject and to the point; see ``rag.refusing``."""
        best = retrieval.candidates[0]
        # Without the table's rows: what is read is prose, and a country of the table is not in it.
        prose = " ".join(self._chunks[row].text for row in best.rows if self._chunks[row].part is not Part.TABLE)
        if is_foreign(retrieval.query, prose, self._corpus.document(best.ref).metadata.title):
            return False
        features = self.answerable_features(retrieval)
        return self._calibration.subject.passes(features) and self._calibration.point.passes(features)

    def answerable_features(self, retrieval: Retrieval) -> dict[str, float]:
        """What ``is_answered`` looks at; see ``rag.refusing``."""
        best = retrieval.candidates[0]
        likeliest = self._likeliest(retrieval, best)
        item_text, document_text = self._texts(best)
        return answerable_features(
            retrieval,
            item_text=item_text,
            document_text=document_text,
            analyzer=self._analyzer,
            best_reading=likeliest.probability if likeliest else 0.0,
            asked_kind_missing=likeliest is None or lacks_asked_kind(retrieval.query, likeliest.chunk.text),
        )

    def lead(self, retrieval: Retrieval) -> Retrieval:
        """``retrieval`` led by the first near-best candidate that gives the kind of thing asked for.

        Two answers often share a subject, one with the figure and one with the reason behind it.
        """
        if not retrieval.candidates:
            return retrieval
        floor = NEAR_BEST * retrieval.candidates[0].score
        for candidate in retrieval.candidates[:READ]:
            if candidate.score < floor:
                break
            likeliest = self._likeliest(retrieval, candidate)
            if likeliest is not None and not lacks_asked_kind(retrieval.query, likeliest.chunk.text):
                return retrieval.led_by(candidate)
        return retrieval

    def _likeliest(self, retrieval: Retrieval, candidate: Candidate) -> Reading | None:
        return max(self.readings(retrieval, candidate), key=lambda r: (r.probability, -r.position), default=None)

    def _texts(self, candidate: Candidate) -> tuple[str, str]:
        """All text of the candidate's item, and the title of its document."""
        item_text = " ".join(self._chunks[row].embedded for row in candidate.rows)
        return item_text, self._corpus.document(candidate.ref).metadata.title

    def _searches(self, retrieval: Retrieval, scope: Collection[QuestionRef] | None) -> list[Retrieval]:
        """The query's own retrieval, and one for each part if it asks for several things."""
        parts = split_query(retrieval.query)
        if len(parts) == 1:
            return [retrieval]
        return [retrieval, *(self._retriever.retrieve(part, scope) for part in parts)]

    def _read(self, retrieval: Retrieval, candidate: Candidate) -> tuple[Statement, ...]:
        composer = self._corpus.composer(candidate.ref.document)
        return composer.chosen(self._corpus.item(candidate.ref), self.readings(retrieval, candidate))
