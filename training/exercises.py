"""What the reader learns from: a query, the item that it is about, and which units of it answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from training import data
from training.data import Pair

LONGEST_QUESTION = 60
"""Words; real questions beyond this serve as context and not as queries."""


@dataclass(frozen=True)
class Exercise:
    """`at` has the places (from 0) of the units of `pair` that answer `query`.

    `answers` is false where the item seems to answer and does not; `is_marked` where it does and nobody said by
    which of its units.
    """

    query: str
    pair: Pair
    at: frozenset[int] = frozenset()
    answers: bool = True

    @property
    def is_marked(self) -> bool:
        return bool(self.at) or not self.answers


def exercises(folder: Path) -> list[Exercise]:
    """All of them, about training documents only; none touches the bundled document."""
    guard = data.bundled_guard(folder)
    found = []
    for row in data.own_queries(folder, "train"):
        found += [
            Exercise(query, row.pair, _places(at, row.pair)) for query, at in (*row.queries, (row.near, row.near_at))
        ]
        found.append(Exercise(row.miss, row.pair, answers=False))
    for examination in data.examinations(folder, "train"):
        found += asked(examination)
    for pair in data.parliament(folder, "train"):
        if len(pair.query.split()) <= LONGEST_QUESTION:
            found.append(Exercise(pair.query, pair))
    guard = data.bundled_guard(folder)
    pairs = {e.pair for e in found}
    apart = {pair for pair in pairs if pair.passages and not guard.touches(pair.query, pair.text)}
    return [e for e in found if e.pair in apart]


def asked(examination: data.Examination) -> list[Exercise]:
    """The queries of an examination, and its misses."""
    pair = examination.pair
    return [
        *(Exercise(query, pair, _places(at, pair)) for query, at in examination.asked),
        *(Exercise(query, pair, answers=False) for query in examination.misses),
    ]


def _places(at: Iterable[int], pair: Pair) -> frozenset[int]:
    return frozenset(n - 1 for n in at if n <= len(pair.passages))
