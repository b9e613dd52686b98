"""What the joint reader makes of the items that retrieval found.

The reader reads the vectors of the embedder that it was trained with. An index made by another
one has none of these; the bundled embedder then makes them when they are first wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from index.embedding import load_encoder
from index.encoder import Encoder, Vectors, unit_rows
from index.records import Part
from index.settings import Settings
from index.store import SearchIndex
from rag.arrangement import Passage, Text
from rag.joint import JointReader
from rag.retrieval import Candidate, Judged, Retrieval

READ = 2
"""Questions that are read together with the query; each takes some 25 ms."""
TABLE_ROWS = 2
"""Table rows of an item that are read beside its prose: those that match best."""


class Judge:
    """Reads items of one index; holds what it has read."""

    def __init__(self, index: SearchIndex, encoder: Encoder, reader: JointReader) -> None:
        self._index, self._chunks, self._reader = index, index.chunks, reader
        self._is_own = encoder.identity == reader.encoder
        self._encoder = encoder if self._is_own else load_encoder(Settings())
        self._read: dict[int, Text] = {}

    def read(self, retrieval: Retrieval, candidates: Sequence[Candidate] | None = None) -> Retrieval:
        """``retrieval`` with what the reader makes of ``candidates`` of it; the first ``READ`` if not given."""
        chosen = retrieval.candidates[:READ] if candidates is None else candidates
        units = {c.ref: self._units(c.rows, c.in_context @ retrieval.tokens.weights) for c in chosen}
        passages = [self._passage(c.rows, units[c.ref]) for c in chosen]
        judgements = zip(units, self._reader.judge(self._query(retrieval), passages), strict=True)
        found = {
            ref: Judged(judgement.relevance, dict(zip(units[ref], judgement.units.tolist(), strict=True)))
            for ref, judgement in judgements
        }
        read = (replace(c, judged=found[c.ref]) if c.ref in found else c for c in retrieval.candidates)
        return replace(retrieval, candidates=tuple(read))

    def _query(self, retrieval: Retrieval) -> Text:
        if self._is_own:
            return Text(retrieval.tokens.vectors, retrieval.words.weighted)
        (tokens,) = self._encoder.encode([retrieval.query], is_query=True).tokens
        (words,) = self._encoder.encode_words([retrieval.query], is_query=True)
        return Text(unit_rows(tokens), words)

    def _texts(self, rows: Sequence[int]) -> list[Text]:
        missing = [row for row in rows if row not in self._read]
        if missing:
            texts = [self._chunks[row].embedded for row in missing]
            if self._is_own:
                tokens: Sequence[Vectors] = [self._index.tokens.of(row) for row in missing]
            else:
                tokens = [unit_rows(weighted) for weighted in self._encoder.encode(texts).tokens]
            words = self._encoder.encode_words(texts)
            self._read.update((row, Text(t, w)) for row, t, w in zip(missing, tokens, words, strict=True))
        return [self._read[row] for row in rows]

    def _units(self, rows: Sequence[int], matches: npt.NDArray[np.float32]) -> list[int]:
        """The rows of the answer's sentences and of the table rows that match best, in document order."""
        of_table = [i for i, row in enumerate(rows) if self._chunks[row].part is Part.TABLE]
        best = sorted(of_table, key=lambda i: -matches[i])[:TABLE_ROWS]
        return [row for i, row in enumerate(rows) if self._chunks[row].part is Part.ANSWER or i in best]

    def _passage(self, rows: Sequence[int], units: Sequence[int]) -> Passage:
        question = [row for row in rows if self._chunks[row].part is Part.QUESTION]
        texts = self._texts([*question, *units])
        blank = np.zeros((0, self._reader.dimension), dtype=np.float32)
        return Passage(texts[0] if question else Text(blank, blank), tuple(texts[len(question) :]))
