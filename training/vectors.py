"""Unsupervised vectors of the pieces: skip-gram over running text and sentence pairs.

Mikolov et al. 2013 (https://arxiv.org/abs/1310.4546), by gensim. Dutch and English come into
one space because each sentence pair is fed as one line in which the two languages alternate
(after Vulić and Moens 2015, https://aclanthology.org/P15-2118/): the window around a Dutch
piece then holds the English pieces that translate it.

The norm of a vector is set apart from its direction: all vectors get length one, the common
direction is taken out, and the smooth inverse frequency weight of Arora et al. 2017
(https://openreview.net/forum?id=SyK00v5xx) becomes the length. The plain mean of such vectors
is then the weighted mean of that paper.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# 5e-4 gave an nDCG@10 of 0.48 by MaxSim on the development answers, 1e-4 gave 0.54.
SIF = 1e-4


def interleave(left: list[int], right: list[int]) -> list[int]:
    """Merge two id lists so that both run out at the same time, each in its own order.

    >>> interleave([1, 2, 3, 4], [8, 9])
    [1, 8, 2, 3, 9, 4]
    """
    places = [((i + 0.5) / len(left), 0, n) for i, n in enumerate(left)]
    places += [((i + 0.5) / len(right), 1, n) for i, n in enumerate(right)]
    return [n for _, _, n in sorted(places, key=lambda place: place[:2])]


def write_lines(path: Path, running: Iterable[list[int]], pairs: Iterable[tuple[list[int], list[int]]]) -> int:
    """Write the ids that skip-gram reads, lines shuffled; returns how many ids there are."""
    lines = [ids for ids in running if len(ids) > 1]
    lines += [interleave(left, right) for left, right in pairs if left and right]
    random.Random(3).shuffle(lines)
    with path.open("w") as out:
        for ids in lines:
            out.write(" ".join(map(str, ids)) + "\n")
    return sum(map(len, lines))


def counts(path: Path, size: int) -> Ints:
    """How often each id occurs in the lines of `path`; shape (size,)."""
    total = np.zeros(size, dtype=np.int64)
    with path.open() as lines:
        while chunk := lines.readlines(1 << 24):
            ids = np.array(" ".join(chunk).split(), dtype=np.int64)
            total += np.bincount(ids, minlength=size)
    return total


def skip_gram(path: Path, size: int, dimension: int, epochs: int, window: int = 8, threads: int = 2) -> Floats:
    """Vectors of shape (size, dimension); a piece that never occurs gets zeros."""
    from gensim.models import Word2Vec
    from gensim.models.callbacks import CallbackAny2Vec

    class Progress(CallbackAny2Vec):  # type: ignore[misc]
        epoch = 0

        def on_epoch_end(self, model: Word2Vec) -> None:
            self.epoch += 1
            print(f"vectors: epoch {self.epoch}/{epochs}", flush=True)

    model = Word2Vec(
        corpus_file=str(path),
        vector_size=dimension,
        window=window,
        min_count=3,
        sg=1,
        negative=6,
        sample=1e-4,
        epochs=epochs,
        workers=threads,
        seed=1,
        callbacks=[Progress()],
    )
    table = np.zeros((size, dimension), dtype=np.float32)
    for key, row in model.wv.key_to_index.items():
        table[int(key)] = model.wv.vectors[row]
    return table


def lend(table: Floats, frequency: Ints, ids: NDArray[np.int64], taught: Floats, trust: float = 100) -> Floats:
    """Rows `ids` of `table` moved towards what the teacher says of those words.

    A ridge regression from the teacher's vectors (ids, 384) to the unit vectors of the words
    that our text holds often (200 times) carries the teacher's space into ours; a word seen n
    times then keeps n / (n + trust) of its own direction. Words never seen get a place at all.
    """
    often = frequency[ids] >= 200
    x, y = taught[often], unit_rows(table[ids[often]])
    ridge = x.T @ x + 0.02 * len(x) / x.shape[1] * np.eye(x.shape[1], dtype=np.float32)
    carried = unit_rows(taught @ np.linalg.solve(ridge, x.T @ y))
    own = (frequency[ids] / (frequency[ids] + trust))[:, None].astype(np.float32)
    out = table.copy()
    scale = np.linalg.norm(table[frequency > 0], axis=1).mean()
    out[ids] = scale * unit_rows(own * unit_rows(table[ids]) + (1 - own) * carried)
    return out


def sif_weights(frequency: Ints) -> Floats:
    """a / (a + p(piece)), Arora et al. 2017; near 1 for rare pieces, near 0 for "de"."""
    share = frequency / frequency.sum()
    weights: Floats = (SIF / (SIF + share)).astype(np.float32)
    return weights


def condition(table: Floats, frequency: Ints, components: int = 2) -> Floats:
    """Centre, take out the first principal directions, scale each row to its SIF weight.

    Mu and Viswanath 2018 (https://arxiv.org/abs/1702.01417) for the directions; they are
    found on the pieces weighted by how often they occur. Shape in and out: (size, dimension).
    """
    frequency = np.where(np.any(table != 0, axis=1), np.maximum(frequency, 1), 0)
    seen = frequency > 0
    share = np.sqrt(frequency[seen] / frequency.sum())[:, None]
    directions = unit_rows(table[seen])
    centre = (directions * share).sum(0) / share.sum()
    directions = directions - centre
    _, vectors = np.linalg.eigh((directions * share).T @ (directions * share))
    top = vectors[:, -components:] if components else vectors[:, :0]
    directions = directions - directions @ top @ top.T
    out = np.zeros_like(table)
    out[seen] = unit_rows(directions) * sif_weights(frequency)[seen][:, None]
    return out


def unit_rows(table: Floats) -> Floats:
    """Each row scaled to length one; a zero row stays zero."""
    unit: Floats = table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    return unit
