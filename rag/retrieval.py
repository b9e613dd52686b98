"""A query to ranked numbered questions, with the evidence for each.

Nine signals are gathered for every candidate and fused by a weighted sum: the cosine with the
question and with the best answer unit; late interaction with the whole item and with its best
unit, once of words by themselves and once of words as they are read in their sentence; BM25; the
share of the query's names that the item has; and whether the item speaks of the years that the
query names. The weights are calibrated on development data (``eval/LOG.md``).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from index.analysis import Analyzer
from index.encoder import Encoder
from index.records import Part, QuestionRef
from index.store import SearchIndex
from rag.interaction import PassageTokens, QueryTokens
from rag.periods import named_years
from rag.reply import Hit

UNIT_CANDIDATES = 400
"""Units taken from each index before they are grouped by question."""
ITEM_CANDIDATES = 64
"""Questions that late interaction looks at."""
SOURCES = 10
"""Questions that a reply ranks."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What one item has in common with the query; each about 0 to 1."""

    question_cosine: float
    answer_cosine: float
    item_overlap: float
    unit_overlap: float
    item_context: float
    unit_context: float
    lexical: float
    names: float
    year: float


SIGNALS = tuple(field.name for field in fields(Signals))


@dataclass(frozen=True, slots=True)
class Judged:
    """Log-odds that an item answers the query, and by index row those of its units that they are part of the answer."""

    relevance: float
    units: Mapping[int, float]


UNJUDGED = Judged(0.0, {})


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item with its fused score, its signals and the index rows of its units."""

    ref: QuestionRef
    score: float
    signals: Signals
    rows: tuple[int, ...]
    matches: npt.NDArray[np.float32]
    """Shape (rows, query tokens): how well each is met in each row, words by themselves."""
    in_context: npt.NDArray[np.float32]
    """The same shape: how well each is met in each row, words as their sentence has them."""
    judged: Judged = UNJUDGED
    """What the joint reader makes of it (``rag.judging``); only the best candidates are read."""

    @property
    def hit(self) -> Hit:
        return Hit(self.ref, self.score)


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The candidates of a query, best first, and the query as it was matched."""

    query: str
    words: QueryTokens
    tokens: QueryTokens
    unit_cosines: Mapping[int, float]
    unit_bm25: Mapping[int, float]
    candidates: tuple[Candidate, ...]

    def led_by(self, first: Candidate) -> Retrieval:
        """The same with ``first`` moved to the front."""
        return replace(self, candidates=(first, *(c for c in self.candidates if c is not first)))

    def sources(self, *first: QuestionRef) -> tuple[Hit, ...]:
        """The ranking that a reply shows: the questions it rests on, then the other candidates."""
        hits = [candidate.hit for candidate in self.candidates]
        hits.sort(key=lambda hit: first.index(hit.ref) if hit.ref in first else len(first))
        return tuple(hits[:SOURCES])


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query as it is compared: its words alone and in context, its names with weights that sum to 1, its years."""

    words: QueryTokens
    tokens: QueryTokens
    names: Mapping[str, float]
    years: set[int]


class Retriever:
    """Searches one index; reads it and changes nothing."""

    def __init__(self, index: SearchIndex, encoder: Encoder, weights: Mapping[str, float]) -> None:
        self._index = index
        self._encoder = encoder
        self._weights = np.array([weights[name] for name in SIGNALS])
        self._words = PassageTokens(lambda rows: encoder.encode_words([index.chunks[row].embedded for row in rows]))
        self._tokens = PassageTokens(lambda rows: [index.tokens.of(row) for row in rows])
        self._rows: dict[QuestionRef, list[int]] = defaultdict(list)
        self._terms: dict[QuestionRef, set[str]] = defaultdict(set)
        self._years: dict[QuestionRef, set[int]] = defaultdict(set)
        for row, chunk in enumerate(index.chunks):
            self._rows[chunk.ref].append(row)
            self._terms[chunk.ref].update(index.lexical.analyzer.analyze(chunk.embedded))
            self._years[chunk.ref] |= named_years(chunk.embedded)
        names = find_names([chunk.embedded for chunk in index.chunks], index.lexical.analyzer)
        counts = Counter(term for terms in self._terms.values() for term in terms & names)
        # Only names are literal evidence beside BM25: other words have synonyms.
        self._idf = {term: math.log(1 + len(self._terms) / count) for term, count in counts.items()}

    def retrieve(self, query: str, scope: Collection[QuestionRef] | None = None) -> Retrieval:
        """Rank the items of ``scope``, or all, for ``query``; ties by identity."""
        depth = UNIT_CANDIDATES if scope is None else self._index.dense.rows
        encoded = self._encoder.encode([query], is_query=True)
        cosines = dict(self._index.dense.search(encoded.vectors[0], depth))
        bm25 = dict(self._index.lexical.search(query, depth))
        asked = _Asked(
            words=self._query_words(query),
            tokens=QueryTokens.of(encoded.tokens[0]),
            names=self._asked_names(query),
            years=named_years(query),
        )
        refs = self._shortlist(cosines, bm25, scope)
        # All at once: one large product of matrices takes a tenth of the time of many small ones.
        rows = [row for ref in refs for row in self._rows[ref]]
        ends = np.cumsum([len(self._rows[ref]) for ref in refs])[:-1]
        matches = np.split(self._words.best_matches(asked.words, rows), ends)
        in_context = np.split(self._tokens.best_matches(asked.tokens, rows), ends)
        candidates = [
            self._candidate(ref, cosines, bm25, asked, of_words, of_tokens)
            for ref, of_words, of_tokens in zip(refs, matches, in_context, strict=False)
        ]
        candidates.sort(key=lambda candidate: (-candidate.score, candidate.ref))
        return Retrieval(query, asked.words, asked.tokens, cosines, bm25, tuple(candidates))

    def _query_words(self, query: str) -> QueryTokens:
        (weighted,) = self._encoder.encode_words([query], is_query=True)
        return QueryTokens.of(weighted)

    def unmatched(self, text: str, query: str, candidate: Candidate) -> float:
        """How much of ``query`` is ``text``, a part of it, that ``candidate`` does not match; 0 to 1.

        Each token counts with its weight in the whole query and with one minus its best match.
        """
        part, whole = self._query_words(text), self._query_words(query)
        if not whole.total or not len(part.vectors):
            return 0.0
        misses = 1.0 - self._words.best_matches(part, candidate.rows).max(axis=0)
        return float(misses @ part.weights) * part.total / whole.total

    def _asked_names(self, query: str) -> dict[str, float]:
        """The query's names that any item has, weighed by inverse document frequency, summing to 1."""
        weights = {t: self._idf[t] for t in self._index.lexical.analyzer.analyze(query) if t in self._idf}
        total = sum(weights.values())
        return {name: weight / total for name, weight in weights.items()}

    def _shortlist(
        self, cosines: Mapping[int, float], bm25: Mapping[int, float], scope: Collection[QuestionRef] | None
    ) -> list[QuestionRef]:
        """The items with the best units by either index, at most ``ITEM_CANDIDATES`` of each."""
        chosen: dict[QuestionRef, None] = {}
        for ranking in (cosines, bm25):
            taken: dict[QuestionRef, None] = {}
            for row in sorted(ranking, key=lambda row: (-ranking[row], row)):
                ref = self._index.chunks[row].ref
                if (scope is None or ref in scope) and len(taken) < ITEM_CANDIDATES:
                    taken[ref] = None
            chosen |= taken
        return list(chosen)

    def _candidate(
        self,
        ref: QuestionRef,
        cosines: Mapping[int, float],
        bm25: Mapping[int, float],
        asked: _Asked,
        matches: npt.NDArray[np.float32],
        in_context: npt.NDArray[np.float32],
    ) -> Candidate:
        signals = self._signals(ref, cosines, bm25, asked, matches, in_context)
        score = float(np.dot(self._weights, np.array(astuple(signals))))
        return Candidate(ref, score, signals, tuple(self._rows[ref]), matches, in_context)

    def _signals(
        self,
        ref: QuestionRef,
        cosines: Mapping[int, float],
        bm25: Mapping[int, float],
        asked: _Asked,
        matches: npt.NDArray[np.float32],
        in_context: npt.NDArray[np.float32],
    ) -> Signals:
        rows = self._rows[ref]

        def cosine(of_question: bool) -> float:
            found = (
                cosines.get(row, 0.0) for row in rows if (self._index.chunks[row].part is Part.QUESTION) == of_question
            )
            return max(found, default=0.0)

        best = sorted((bm25.get(row, 0.0) for row in rows), reverse=True)
        return Signals(
            question_cosine=cosine(True),
            answer_cosine=cosine(False),
            item_overlap=_of_item(matches, asked.words),
            unit_overlap=_of_best_unit(matches, asked.words),
            item_context=_of_item(in_context, asked.tokens),
            unit_context=_of_best_unit(in_context, asked.tokens),
            lexical=saturate(sum(b * d for b, d in zip(best, _DECAY, strict=False))),
            names=sum(w for term, w in asked.names.items() if term in self._terms[ref]) if asked.names else 1.0,
            year=float(not asked.years or bool(asked.years & self._years[ref])),
        )


_DECAY = (1.0, 0.5, 0.25)


def _of_item(matches: npt.NDArray[np.float32], query: QueryTokens) -> float:
    """MaxSim with all units as one passage."""
    return float(matches.max(axis=0) @ query.weights) if len(matches) else 0.0


def _of_best_unit(matches: npt.NDArray[np.float32], query: QueryTokens) -> float:
    return float((matches @ query.weights).max()) if len(matches) else 0.0


def find_names(texts: Sequence[str], analyzer: Analyzer) -> frozenset[str]:
    """The index terms that ``texts`` write with a capital inside a sentence: names, abbreviations.

    "Nidos", "ETIAS", "Schiphol": a query that has one is about it, in capitals or not.
    """
    capital: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for text in texts:
        for i, word in enumerate(text.split()):
            bare = word.strip(".,;:!?()[]'\"“”‘’«»")
            if len(bare) > 1 and bare[0].isalpha():
                terms = analyzer.analyze(bare)[:1]
                total.update(terms)
                if bare[0].isupper() and (i > 0 or bare.isupper()):
                    capital.update(terms)
    return frozenset(term for term, count in capital.items() if count >= 0.8 * total[term])


def saturate(bm25: float) -> float:
    """BM25, which has no upper bound, to 0 ≤ x < 1; half-way at 8, a typical good match."""
    return bm25 / (bm25 + 8.0)
