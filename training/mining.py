"""Hard negatives: sentences that the student takes for an answer and that are not.

Those of a batch are mostly about something else altogether; in one list of questions and answers everything is
about the same. So each query of our own gets sentences of other answers that stand high in its
ranking (Xiong et al. 2021, https://arxiv.org/abs/2007.00808). The very highest are left out, and those
far above the right sentence: they are often right too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from training.data import OwnQueries
from training.student import Student

SKIPPED, KEPT = 2, 6
"""Answers at the top of a ranking that are passed over, and negatives kept of those below."""
ABOVE = 0.04
"""A sentence whose cosine is this much above the right one's is taken to be right."""
DEEP = 60


def mine(student: Student, rows: Sequence[OwnQueries]) -> dict[str, tuple[str, ...]]:
    """For each query its hard negatives, hardest first."""
    student.eval()
    sentences = [s for row in rows for s in row.pair.passages]
    owner = np.repeat(np.arange(len(rows)), [len(row.pair.passages) for row in rows])
    held, _ = student.encode(sentences, cut=64)
    asked = [(query, n) for n, row in enumerate(rows) for query, _ in row.queries]
    wanted, _ = student.encode([query for query, _ in asked], cut=48)
    text_of = {n: row.pair.text for n, row in enumerate(rows)}
    out: dict[str, tuple[str, ...]] = {}
    for first in range(0, len(asked), 512):
        some = asked[first : first + 512]
        scores = wanted[first : first + 512] @ held.T
        best = np.argpartition(-scores, DEEP, axis=1)[:, :DEEP]
        for (query, right), row, columns in zip(some, scores, best, strict=True):
            limit = row[owner == right].max() + ABOVE
            found: dict[int, str] = {}
            for column in columns[np.argsort(-row[columns], kind="stable")]:
                other = int(owner[column])
                if other not in found and text_of[other] != text_of[right] and row[column] < limit:
                    found[other] = sentences[column]
            out[query] = tuple(found.values())[SKIPPED : SKIPPED + KEPT]
    return out
