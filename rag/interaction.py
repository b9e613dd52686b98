"""Late interaction: every query token looks for its best match among a passage's tokens.

The score of a passage is the weighted mean over the query's tokens of the highest cosine with
any passage token (MaxSim, Khattab and Zaharia 2020, ColBERT), the weights being the norms that
the embedder gives its tokens. Unlike one vector a passage it does not blur a long answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.embedding import Encoder, Vectors


@dataclass(frozen=True, slots=True)
class QueryTokens:
    """Unit token vectors of a query, shape (tokens, dimension), and weights that sum to 1.

    ``total`` is what the weights summed to before.
    """

    vectors: Vectors
    weights: npt.NDArray[np.float32]
    total: float


class TokenMatches:
    """Token vectors of passages, made once for each passage and kept."""

    def __init__(self, encoder: Encoder, texts: Sequence[str]) -> None:
        self._encoder = encoder
        self._texts = texts
        self._tokens: dict[int, Vectors] = {}

    def query(self, text: str) -> QueryTokens:
        """The tokens of a query with their weights."""
        (raw,) = self._encoder.encode_tokens([text], is_query=True)
        norms = np.linalg.norm(raw, axis=1)
        total = float(norms.sum())
        weights = norms / total if total else norms
        return QueryTokens(_unit_rows(raw), weights.astype(np.float32), total)

    def best_matches(self, query: QueryTokens, rows: Sequence[int]) -> npt.NDArray[np.float32]:
        """Shape (len(rows), query tokens): the highest cosine of each query token in each passage.

        A passage without known tokens matches nothing: zeros.
        """
        self._fill(rows)
        matches = np.zeros((len(rows), len(query.vectors)), dtype=np.float32)
        filled = [i for i, row in enumerate(rows) if len(self._tokens[row])]
        if not filled or not len(query.vectors):
            return matches
        tokens = [self._tokens[rows[i]] for i in filled]
        cosines = np.concatenate(tokens) @ query.vectors.T
        starts = np.cumsum([0, *(len(t) for t in tokens[:-1])])
        matches[filled] = np.maximum.reduceat(cosines, starts, axis=0)
        return matches

    def _fill(self, rows: Sequence[int]) -> None:
        missing = [row for row in rows if row not in self._tokens]
        if missing:
            encoded = self._encoder.encode_tokens([self._texts[row] for row in missing])
            self._tokens.update((row, _unit_rows(raw)) for row, raw in zip(missing, encoded, strict=True))


def _unit_rows(raw: Vectors) -> Vectors:
    norms = np.linalg.norm(raw, axis=1, keepdims=True)
    unit: Vectors = np.divide(raw, norms, out=np.zeros_like(raw), where=norms > 0)
    return unit
