"""Figures of the delivered reader on examinations about documents that it was not trained on.

What it is asked: does this item answer the query, or only seem to, and which of its units answer? Beside it
stands what words alone make of the same: the share of the query's stems that the item or unit has, rare
ones counting for more, as in BM25 of one passage. Intervals are 95% bootstrap intervals over documents.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding import load_encoder
from index.settings import Settings
from rag.arrangement import Passage
from rag.joint import JointReader
from training import data
from training.evaluate import bm25
from training.exercises import Exercise, asked
from training.reading import Library

Numbers = NDArray[np.float64]
REFUSED = 0.05
"""Of the queries that the item answers, the share that may be refused where misses are told apart."""


@dataclass(frozen=True)
class Marks:
    """What a judge makes of an exercise: a score of the item, and of each unit."""

    item: float
    units: Numbers


def by_reader(exercises: Sequence[Exercise], reader: JointReader) -> list[Marks]:
    """The joint reader, over the vectors of the bundled embedder."""
    library = Library(load_encoder(Settings()))
    library.add(text for e in exercises for text in (e.pair.query, *e.pair.passages))
    _, queries = library.read([e.query for e in exercises], is_query=True)
    marks = []
    for exercise, query in zip(exercises, queries, strict=True):
        passage = Passage(library[exercise.pair.query], tuple(library[unit] for unit in exercise.pair.passages))
        (judgement,) = reader.judge(query, [passage])
        marks.append(Marks(judgement.relevance, judgement.units.astype(np.float64)))
    return marks


def by_words(exercises: Sequence[Exercise]) -> list[Marks]:
    """BM25 of the answer among all answers, and of each unit among all units."""
    pairs = list(dict.fromkeys(e.pair for e in exercises))
    place = {pair: n for n, pair in enumerate(pairs)}
    units = [unit for pair in pairs for unit in pair.passages]
    starts = np.cumsum([0, *(len(pair.passages) for pair in pairs)])
    queries = [e.query for e in exercises]
    of_items, of_units = bm25(queries, [pair.text for pair in pairs]), bm25(queries, units)
    return [
        Marks(float(of_items[n, m]), of_units[n, starts[m] : starts[m + 1]].astype(np.float64))
        for n, m in enumerate(place[e.pair] for e in exercises)
    ]


def told_apart(exercises: Sequence[Exercise], marks: Sequence[Marks]) -> float:
    """The share of the misses that score below all but `REFUSED` of the queries that are answered."""
    scores = np.array([m.item for m in marks])
    answered = np.array([e.answers for e in exercises])
    return float((scores[~answered] < np.quantile(scores[answered], REFUSED)).mean())


def first_right(exercises: Sequence[Exercise], marks: Sequence[Marks]) -> float:
    """How often the unit that scores best is one that answers."""
    return float(np.mean([int(m.units.argmax()) in e.at for e, m in zip(exercises, marks, strict=True) if e.answers]))


def ranked_units(exercises: Sequence[Exercise], marks: Sequence[Marks]) -> float:
    """Mean average precision of the units."""
    found = []
    for e, m in zip(exercises, marks, strict=True):
        if e.answers:
            order = np.argsort(-m.units, kind="stable")
            ranks = np.flatnonzero([int(n) in e.at for n in order]) + 1
            found.append(float(np.mean(np.arange(1, len(ranks) + 1) / ranks)))
    return float(np.mean(found))


FIGURES: dict[str, Callable[[Sequence[Exercise], Sequence[Marks]], float]] = {
    f"misses told apart at {REFUSED:.0%} refused": told_apart,
    "first unit right": first_right,
    "units, MAP": ranked_units,
}


def with_interval(
    figure: Callable[[Sequence[Exercise], Sequence[Marks]], float],
    exercises: Sequence[Exercise],
    marks: Sequence[Marks],
    rounds: int = 400,
) -> str:
    """The figure, and its interval over documents drawn with replacement."""
    documents: dict[str, list[int]] = {}
    for n, e in enumerate(exercises):
        documents.setdefault(e.pair.group, []).append(n)
    groups, chance = list(documents.values()), np.random.default_rng(5)
    found = []
    for _ in range(rounds):
        places = [n for g in chance.integers(0, len(groups), len(groups)) for n in groups[g]]
        found.append(figure([exercises[n] for n in places], [marks[n] for n in places]))
    low, high = np.percentile(found, [2.5, 97.5])
    return f"{figure(exercises, marks):.3f} [{low:.3f}, {high:.3f}]"


def report(folder: Path, split: data.Split) -> str:
    """All figures as Markdown."""
    exercises = [e for examination in data.examinations(folder, split) for e in asked(examination)]
    of_judges = {"words (BM25)": by_words(exercises), "joint reader": by_reader(exercises, JointReader.load())}
    documents = len({e.pair.group for e in exercises})
    out = [
        f"\nexaminations ({split}): {sum(e.answers for e in exercises)} answered, "
        f"{sum(not e.answers for e in exercises)} misses, {documents} documents\n",
        f"| read by | {' | '.join(FIGURES)} |",
        f"| --- |{' --- |' * len(FIGURES)}",
    ]
    for name, marks in of_judges.items():
        figures = (with_interval(figure, exercises, marks) for figure in FIGURES.values())
        out.append(f"| {name} | {' | '.join(figures)} |")
    return "\n".join(out)
