"""A tokenizer with one vector a piece: what the model is, before it becomes a folder.

The table is read in two ways. `mean` gives one vector a text. `maxsim` compares piece with
piece (late interaction, Khattab and Zaharia 2020, https://arxiv.org/abs/2004.12832): each
piece of the query takes its best cosine in the candidate, and the length of its vector says
how much that counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from training.vectors import Floats, unit_rows


@dataclass(frozen=True)
class Table:
    """`vectors` has shape (pieces, dimension); the row of an id is its vector."""

    tokenizer: Tokenizer
    vectors: Floats

    @classmethod
    def from_folder(cls, path: Path) -> Table:
        """Read a sentence-transformers folder that holds one StaticEmbedding."""
        from safetensors.numpy import load_file

        weights = load_file(path / "model.safetensors")["embedding.weight"]
        tokenizer = Tokenizer.from_file(str(path / "tokenizer.json"))
        return cls(tokenizer, weights.astype(np.float32))

    @cached_property
    def lengths(self) -> Floats:
        lengths: Floats = np.linalg.norm(self.vectors, axis=1).astype(np.float32)
        return lengths

    @cached_property
    def directions(self) -> Floats:
        return unit_rows(self.vectors)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        encodings = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    def mean(self, texts: Sequence[str]) -> Floats:
        """Unit vectors of shape (texts, dimension); zeros for a text without known pieces."""
        rows = [self.vectors[ids].mean(0) if ids else 0 * self.vectors[0] for ids in self.ids(texts)]
        return unit_rows(np.stack(rows))

    def maxsim(self, queries: Sequence[str], candidates: Sequence[str]) -> Floats:
        """Scores of shape (queries, candidates): weighted mean of best cosines, at most 1."""
        import torch
        from torch.nn.functional import embedding_bag

        wanted = self.ids(queries)
        held = [ids or [0] for ids in self.ids(candidates)]
        starts = torch.tensor(np.cumsum([0] + [len(ids) for ids in held[:-1]]))
        flat, place = np.unique(np.concatenate(held), return_inverse=True)
        known, order = self.directions[flat], torch.from_numpy(place)
        scores = np.zeros((len(wanted), len(held)), dtype=np.float32)
        for first in range(0, len(wanted), 8):
            some = wanted[first : first + 8]
            ids = [n for query in some for n in query]
            if not ids:
                continue
            cosines = torch.from_numpy(known @ self.directions[ids].T)
            # The best cosine of each candidate is a "bag" with the maximum as its sum.
            best = embedding_bag(order, cosines, starts, mode="max").numpy()
            end = 0
            for row, query in enumerate(some, start=first):
                weight = self.lengths[query]
                scores[row] = best[:, end : end + len(query)] @ weight
                scores[row] /= max(float(weight.sum()), 1e-9)
                end += len(query)
        return scores
