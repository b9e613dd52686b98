"""Vectors in FAISS; speaks row numbers only."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np

from index.encoder import Vectors
from index.errors import REBUILD, IndexDamagedError


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
        # Of rows that score the same FAISS returns any: look further until the last one asked for stands alone.
        wide = min(k + 1, self.rows)
        scores, rows = self._flat.search(vector.reshape(1, -1), wide)
        while wide < self.rows and scores[0][-1] == scores[0][k - 1]:
            wide = min(2 * wide, self.rows)
            scores, rows = self._flat.search(vector.reshape(1, -1), wide)
        hits = zip(rows[0].tolist(), scores[0].tolist(), strict=True)
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[:k]

    def save(self, path: Path) -> None:
        # Not faiss.write_index: it reports a full disk with an error of its own.
        path.write_bytes(faiss.serialize_index(self._flat).tobytes())

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        """Raises IndexDamagedError if the file is no flat inner-product index."""
        try:
            flat = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexDamagedError(f"{path.name}: expected a FAISS index, found none; run: {REBUILD}") from error
        if not isinstance(flat, faiss.IndexFlatIP):
            found = type(flat).__name__
            raise IndexDamagedError(f"{path.name}: expected a flat inner-product index, found {found}; run: {REBUILD}")
        return cls(flat)
