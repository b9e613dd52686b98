"""The token vectors of every unit, for late interaction; speaks row numbers only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.encoder import Vectors, unit_rows
from index.errors import REBUILD, IndexDamagedError


class TokenIndex:
    """Unit token vectors, one after the other in half precision, and where each row's begin.

    Half precision changes a cosine by less than 0.001 and halves the file.
    """

    def __init__(self, vectors: npt.NDArray[np.float16], starts: npt.NDArray[np.int64]) -> None:
        self._vectors = vectors
        self._starts = starts

    @classmethod
    def from_tokens(cls, tokens: Sequence[Vectors], dimension: int) -> TokenIndex:
        """``tokens`` has for each row its token vectors, shape (tokens, dimension)."""
        rows = [np.zeros((0, dimension), dtype=np.float32), *(unit_rows(t) for t in tokens)]
        starts = np.cumsum([0, *(len(t) for t in tokens)], dtype=np.int64)
        return cls(np.concatenate(rows).astype(np.float16), starts)

    @property
    def rows(self) -> int:
        return len(self._starts) - 1

    def of(self, row: int) -> Vectors:
        """The unit token vectors of a row, shape (tokens, dimension)."""
        return self._vectors[self._starts[row] : self._starts[row + 1]].astype(np.float32)

    def save(self, path: Path) -> None:
        with path.open("wb") as file:
            np.save(file, self._starts)
            np.save(file, self._vectors)

    @classmethod
    def load(cls, path: Path) -> TokenIndex:
        """Raises IndexDamagedError if the file holds anything else."""
        try:
            with path.open("rb") as file:
                starts, vectors = np.load(file), np.load(file)
        except (OSError, ValueError, EOFError) as error:
            raise IndexDamagedError(f"{path.name}: expected token vectors, found none; run: {REBUILD}") from error
        if starts.ndim != 1 or vectors.ndim != 2 or len(starts) == 0 or starts[-1] != len(vectors):
            raise IndexDamagedError(
                f"{path.name}: expected {starts[-1:]} token vectors, found {vectors.shape}; run: {REBUILD}"
            )
        return cls(vectors, starts)
