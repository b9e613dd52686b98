"""Late interaction: every query token looks for its best match among a passage's tokens.

The score of a passage is the weighted mean over the query's tokens of the highest cosine with
any passage token (MaxSim, Khattab and Zaharia 2020, ColBERT), the weights being those that
the embedder gives its tokens. Unlike one vector a passage it does not blur a long answer.

It is done twice: with words, whose vectors are the same wherever they stand, and with tokens as
the encoder read them in their sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.encoder import Vectors, unit_rows


@dataclass(frozen=True, slots=True)
class QueryTokens:
    """Unit token vectors of a query, shape (tokens, dimension), and weights that sum to 1.

    ``total`` is what the weights summed to before.
    """

    vectors: Vectors
    weights: npt.NDArray[np.float32]
    total: float

    @classmethod
    def of(cls, weighted: Vectors) -> QueryTokens:
        """From token vectors whose lengths are their weights."""
        norms = np.linalg.norm(weighted, axis=1)
        total = float(norms.sum())
        weights = norms / total if total else norms
        return cls(unit_rows(weighted), weights.astype(np.float32), total)

    @property
    def weighted(self) -> Vectors:
        """The vectors at the length of their weights, as they were given."""
        return self.vectors * (self.weights * np.float32(self.total))[:, None]


class PassageTokens:
    """Unit token vectors of passages, got once for each passage and kept."""

    def __init__(self, get: Callable[[Sequence[int]], Sequence[Vectors]]) -> None:
        """``get`` gives the token vectors of rows, each of shape (tokens, dimension), of any length."""
        self._get = get
        self._tokens: dict[int, Vectors] = {}

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
            self._tokens.update((row, unit_rows(raw)) for row, raw in zip(missing, self._get(missing), strict=True))
