"""Answers by reading: the best candidate's sentences, or an honest refusal.

A query that asks for two things is read part by part, each part with a candidate of its own; a part
of which the documents are silent is named.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import replace

from index.analysis import Analyzer
from index.chunking import Chunk
from index.records import Part, QuestionRef
from rag.calibration import Calibration
from rag.corpus import Corpus
from rag.decomposition import halves, split_query
from rag.judging import READ, Judge
from rag.outcome import Outcome
from rag.polarity import contradicts
from rag.premises import parse_asked_figure
from rag.reader import Reading, lacks_asked_kind, read_candidate
from rag.refusing import answerable_features, is_foreign
from rag.reply import Route, Statement
from rag.retrieval import Candidate, Retrieval, Retriever

SAID_BY_ASKER = 0.65
"""How well a question must match a query for its figure to be the one that is asked for."""
RELATED = 3
"""How many questions a refusal suggests."""
NEAR_BEST = 0.9
"""A candidate with at least this share of the best score may lead in its place."""
NEAR_WHOLE = 0.8
"""Halves that each find a candidate with at least this share of the whole query's best score ask for two things."""
LIKELY_SHARE = 0.3
"""Of the thresholds, where an answer is likely: beside a part that is answered, in a question that the query names."""


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

    def answer(self, retrieval: Retrieval, scope: Collection[QuestionRef] | None, *, is_named: bool = False) -> Outcome:
        """Sentences of the best candidate, or of the best in ``scope`` for each part of the query.

        ``is_named`` says that the query itself names the questions of ``scope``.
        """
        searches = [self.read(found) for found in self._searches(retrieval, scope) if found.candidates]
        chosen: dict[QuestionRef, tuple[Statement, ...]] = {}
        missing = []
        margins = [self.margin(searched, LIKELY_SHARE if is_named else 1.0) for searched in searches]
        for searched, is_answered in zip(searches, self._are_answered(searches, margins, retrieval.query), strict=True):
            ref, found = searched.candidates[0].ref, self._statements(searched, is_answered)
            if found:
                said = {citation.span for statement in chosen.get(ref, ()) for citation in statement.citations}
                fresh = (s for s in found if not any(c.span in said for c in s.citations))
                chosen[ref] = (*chosen.get(ref, ()), *fresh)
            elif searched.query != retrieval.query:
                missing.append(searched.query)
        confidence = self._calibration.confidence.probability({"margin": max(margins, default=-math.inf)})
        if not chosen:
            related = tuple(candidate.ref for candidate in retrieval.candidates[:RELATED])
            return Outcome(Route.READING, sources=retrieval.sources(), related=related, confidence=confidence)
        statements: list[Statement] = []
        warnings: list[str] = []
        for ref, found in chosen.items():
            statements += [replace(s, starts_block=s.starts_block or i == 0) for i, s in enumerate(found)]
            warnings += self._corpus.composer(ref.document).warnings(self._corpus.item(ref), found)
        return Outcome(
            Route.READING,
            tuple(statements),
            _silence(missing) if missing else "",
            sources=retrieval.sources(*chosen),
            warnings=tuple(warnings),
            missing=tuple(missing),
            confidence=confidence,
        )

    def read(self, retrieval: Retrieval, candidates: Sequence[Candidate] | None = None) -> Retrieval:
        """``retrieval`` with its best candidates, or those given, read together with the query, the right one first."""
        return self.lead(self._judge.read(retrieval, candidates))

    def readings(self, retrieval: Retrieval, candidate: Candidate) -> list[Reading]:
        """The units of a candidate with their probability of being part of the answer."""
        return read_candidate(retrieval, candidate, self._chunks, self._calibration.sentence)

    def margin(self, retrieval: Retrieval, share: float = 1.0) -> float:
        """By how much the best candidate is on the subject and to the point; below 0 it is not (``rag.refusing``).

        ``share`` of the thresholds will do.
        """
        if self._is_foreign(retrieval):
            return -math.inf
        return self._calibration.margin(self.answerable_features(retrieval), share)

    def _is_foreign(self, retrieval: Retrieval) -> bool:
        best = retrieval.candidates[0]
        # Without the table's rows: what is read is prose, and a country of the table is not in it.
        prose = " ".join(self._chunks[row].text for row in best.rows if self._chunks[row].part is not Part.TABLE)
        return is_foreign(retrieval.query, prose, self._corpus.document(best.ref).metadata.title)

    def answerable_features(self, retrieval: Retrieval) -> dict[str, float]:
        """What ``margin`` looks at; see ``rag.refusing``."""
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
        if len(parts) > 1:
            return [retrieval, *(self._retriever.retrieve(part, scope) for part in parts)]
        both = halves(retrieval.query)
        if both is not None:
            found = [self._retriever.retrieve(half, scope) for half in both]
            if _are_apart(found, retrieval):
                return found
        return [retrieval]

    def _are_answered(self, searches: Sequence[Retrieval], margins: Sequence[float], query: str) -> list[bool]:
        """Which of ``searches`` are answered; the parts of ``query`` more easily if any of them is."""
        if all(margin < 0 for margin in margins):
            return [False] * len(searches)
        return [
            margin >= 0 or (searched.query != query and self.margin(searched, LIKELY_SHARE) >= 0)
            for searched, margin in zip(searches, margins, strict=True)
        ]

    def _statements(self, retrieval: Retrieval, is_answered: bool) -> tuple[Statement, ...]:
        """What the best candidate says: what only its question does, or of its answer the units that answer."""
        premise = self._premise(retrieval)
        if premise is not None:
            return (premise,)
        if not is_answered:
            return ()
        best = retrieval.candidates[0]
        composer = self._corpus.composer(best.ref.document)
        statements = composer.chosen(self._corpus.item(best.ref), self.readings(retrieval, best))
        # Who takes for granted that it fell should read first that it did not.
        denial = next((s for s in statements if contradicts(s.text, retrieval.query)), None)
        return statements if denial is None else (denial, *(s for s in statements if s is not denial))

    def _premise(self, retrieval: Retrieval) -> Statement | None:
        """The sentence of the best candidate's question that has the figure asked for, if nothing in its answer has."""
        asked = parse_asked_figure(retrieval.query, self._analyzer)
        best = retrieval.candidates[0]
        said = float(best.matches[0] @ retrieval.words.weights)
        if asked is None or said < SAID_BY_ASKER or self._is_foreign(retrieval):
            return None
        composer, item = self._corpus.composer(best.ref.document), self._corpus.item(best.ref)
        of_question: list[Statement] = []
        of_answer: list[Statement] = []
        for statement in composer.sentences(item, item.numbers[0]):
            (of_question if statement.citations[0].part is Part.QUESTION else of_answer).append(statement)
        having = [statement for statement in of_question if asked.given_in(statement.text, self._analyzer)]
        if not having or any(asked.may_be_given_in(statement.text, self._analyzer) for statement in of_answer):
            return None
        return replace(having[0], text=f"Alleen in de vraag zelf staat: “{having[0].text}”")


def _are_apart(found: Sequence[Retrieval], whole: Retrieval) -> bool:
    """Whether the halves of a query ask for two things: each finds one of the two that the whole finds first."""
    if not whole.candidates or not all(half.candidates for half in found):
        return False
    firsts = [half.candidates[0] for half in found]
    floor = NEAR_WHOLE * whole.candidates[0].score
    return {c.ref for c in firsts} == {c.ref for c in whole.candidates[:2]} and all(c.score >= floor for c in firsts)


def _silence(parts: Sequence[str]) -> str:
    """What a partial reply says of the parts of the query that nothing answers."""
    named = " en ".join(f"“{part.strip(' ?.!')}”" for part in parts)
    return f"Niet in de documenten gevonden: {named}."
