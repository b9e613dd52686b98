"""Vectors in FAISS; speaks row numbers only."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np

from index.embedding import Vectors
from index.errors import IndexDamagedError


class DenseIndex:
    """Exact inner-product search over unit vectors, one row a chunk."""

    def __init__(self, flat: faiss.IndexFlatIP) -> None:
        self._flat = flat

    @classmethod
    def from_vectors(cls, vectors: Vectors) -> DenseIndex:
        """Index ``vectors``, shape (rows, dimension)."""
        flat = faiss.IndexFlatIP(int(vectors.shape[1]))
        flat.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(flat)

    @property
    def rows(self) -> int:
        return int(self._flat.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._flat.d)

    def search(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """The ``k`` best (row, cosine) for one unit vector, best first, ties by row.

        Raises:
            ValueError: the vector has another dimension than the index.
        """
        if vector.shape != (self.dimension,):
            raise ValueError(f"expected a vector of {self.dimension} numbers, found shape {vector.shape}")
        k = min(k, self.rows)
        if k == 0:
            return []
        scores, rows = self._flat.search(vector.reshape(1, -1), k)
        return sorted(zip(rows[0].tolist(), scores[0].tolist(), strict=True), key=lambda hit: (-hit[1], hit[0]))

    def save(self, path: Path) -> None:
        faiss.write_index(self._flat, str(path))

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        """Raises IndexDamagedError if the file is no flat inner-product index."""
        try:
            flat = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexDamagedError(f"{path.name}: not a FAISS index") from error
        if not isinstance(flat, faiss.IndexFlatIP):
            raise IndexDamagedError(f"{path.name}: expected a flat inner-product index, found {type(flat).__name__}")
        return cls(flat)
