"""Figures of a model: retrieval on documents that it was not trained on, and side figures.

A query is a question; the candidates are all answers of the held-out pool, with the question's
own words removed by construction, since an answer is never joined with its question. The unit
is the sentence: an answer scores what its best sentence scores. Answers with the same text
("Ja.") count as one. Intervals are 95% bootstrap intervals that resample documents, not
queries, since the questions of a document resemble each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from training import data
from training.table import Table
from training.vectors import Floats

Retriever = Callable[[Sequence[str], Sequence[str]], Floats]


@dataclass(frozen=True)
class Pool:
    """Queries, candidates in sentences, and which candidate answers which query."""

    name: str
    queries: list[str]
    candidates: list[tuple[str, ...]]
    right: list[int]
    groups: list[str]

    @classmethod
    def parliament(cls, folder: Path, split: data.Split) -> Pool:
        pairs = data.parliament(folder, split)
        answers = sorted({pair.passages for pair in pairs})
        place = {answer: number for number, answer in enumerate(answers)}
        return cls(
            f"parlement ({split})",
            [pair.query for pair in pairs],
            answers,
            [place[pair.passages] for pair in pairs],
            [pair.group for pair in pairs],
        )

    @classmethod
    def material(cls, english: bool) -> Pool:
        """Held-out everyday queries against the passages of all own material."""
        held = [m for m in data.material("dev") if (m.query_en if english else m.query)]
        passages = sorted({m.passage for m in [*held, *data.material("train")]})
        place = {passage: number for number, passage in enumerate(passages)}
        return cls(
            "own material, English" if english else "own material",
            [m.query_en if english else m.query for m in held],
            [(passage,) for passage in passages],
            [place[m.passage] for m in held],
            [m.passage for m in held],
        )

    def score(self, retriever: Retriever) -> Floats:
        """Scores of shape (queries, candidates): the best sentence of each candidate."""
        flat = [sentence for candidate in self.candidates for sentence in candidate]
        starts = np.cumsum([0] + [len(candidate) for candidate in self.candidates[:-1]])
        best: Floats = np.maximum.reduceat(retriever(self.queries, flat), starts, axis=1)
        return best

    def whole(self, retriever: Retriever) -> Floats:
        """Scores of shape (queries, candidates), each candidate as one text."""
        return retriever(self.queries, [" ".join(candidate) for candidate in self.candidates])


@dataclass(frozen=True)
class Figures:
    """Means over queries, each with its 95% interval."""

    values: dict[str, tuple[float, float, float]] = field(default_factory=dict)

    def __str__(self) -> str:
        return " | ".join(f"{v:.3f} [{lo:.3f}, {hi:.3f}]" for v, lo, hi in self.values.values())

    def __getitem__(self, name: str) -> float:
        return self.values[name][0]


def figures(scores: Floats, pool: Pool, rounds: int = 1000) -> Figures:
    """Success@1, R@5, reciprocal rank, nDCG@10 (Järvelin and Kekäläinen 2002), one right answer.

    A candidate that ties with the right one is ranked before it, so that ties never help.
    """
    own = scores[np.arange(len(pool.right)), pool.right]
    rank = (scores >= own[:, None]).sum(1)
    table = np.stack([rank == 1, rank <= 5, 1 / rank, np.where(rank <= 10, 1 / np.log2(1 + rank), 0)]).astype(
        np.float64
    )
    _, group = np.unique(pool.groups, return_inverse=True)
    sums = np.stack([np.bincount(group, weights=row) for row in table])
    sizes = np.bincount(group).astype(np.float64)
    draw = np.random.default_rng(5).integers(0, len(sizes), (rounds, len(sizes)))
    means = sums[:, draw].sum(2) / sizes[draw].sum(1)
    low, high = np.percentile(means, [2.5, 97.5], axis=1)
    names = ("Success@1", "R@5", "MRR", "nDCG@10")
    return Figures({n: (float(table[i].mean()), float(low[i]), float(high[i])) for i, n in enumerate(names)})


def bm25(queries: Sequence[str], candidates: Sequence[str]) -> Floats:
    """BM25 by bm25s over stems of the older Dutch Snowball stemmer."""
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("dutch_porter")

    def stems(text: str) -> list[str]:
        return list(stemmer.stemWords(re.findall(r"\w+", text.lower())))

    index = bm25s.BM25(k1=1.2, b=0.75)
    index.index([stems(text) for text in candidates], show_progress=False)
    known = index.vocab_dict
    rows = []
    for query in queries:
        tokens = [token for token in stems(query) if token in known]
        rows.append(index.get_scores(tokens) if tokens else np.zeros(len(candidates)))
    return np.stack(rows).astype(np.float32)


def standard(scores: Floats) -> Floats:
    """Scores of each query with mean 0 and deviation 1, so that retrievers can be added."""
    centred = scores - scores.mean(1, keepdims=True)
    scaled: Floats = centred / np.maximum(scores.std(1, keepdims=True), 1e-9)
    return scaled


def by_mean(table: Table) -> Retriever:
    return lambda queries, candidates: table.mean(queries) @ table.mean(candidates).T


def spearman(table: Table, rows: list[data.Graded]) -> float:
    """Rank correlation of the cosine with the graded relatedness."""
    from scipy.stats import spearmanr

    left, right = table.mean([r.left for r in rows]), table.mean([r.right for r in rows])
    return float(spearmanr((left * right).sum(1), [r.score for r in rows]).statistic)


def retrievers(table: Table, pool: Pool) -> dict[str, Floats]:
    """The score matrix of each way to rank the pool, fused ones last."""
    mean, maxsim = pool.score(by_mean(table)), pool.score(table.maxsim)
    lexical = pool.whole(bm25)
    z = {"bm25": standard(lexical), "mean": standard(mean), "maxsim": standard(maxsim)}
    return {
        "BM25, whole answers": lexical,
        "mean": mean,
        "MaxSim": maxsim,
        "MaxSim, whole answers": pool.whole(table.maxsim),
        "mean + MaxSim": z["mean"] + z["maxsim"],
        "BM25 + mean": z["bm25"] + z["mean"],
        "BM25 + MaxSim": z["bm25"] + z["maxsim"],
        "BM25 + mean + MaxSim": z["bm25"] + z["mean"] + z["maxsim"],
    }


def report(table: Table, folder: Path, split: data.Split) -> str:
    """All figures as Markdown."""
    out = []
    pools = [Pool.parliament(folder, split)]
    if data.material("dev"):
        pools += [Pool.material(english=False), Pool.material(english=True)]
    for pool in pools:
        out += [
            f"\n{pool.name}: {len(pool.queries)} queries, {len(pool.candidates)} candidates\n",
            "| ranked by | Success@1 | R@5 | MRR | nDCG@10 |",
            "| --- | --- | --- | --- | --- |",
        ]
        for name, scores in retrievers(table, pool).items():
            out.append(f"| {name} | {figures(scores, pool)} |")
    out.append(f"\nSTS-b dev, Spearman: {spearman(table, data.graded(folder, 'dev')):.3f}")
    return "\n".join(out)
