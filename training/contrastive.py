"""Supervised training: word vectors become retrieval vectors.

The table that is trained is W = f(W0) + D. W0 are the unsupervised vectors, fixed. f is one
map shared by all pieces (linear plus a small residual network), so that a piece which no
pair ever shows still moves along with its neighbours. D is free for each piece and pulled
towards zero, so that rare pieces do not drift.

Two losses over the same mixed batch, both InfoNCE (van den Oord et al. 2018,
https://arxiv.org/abs/1807.03748) in both directions, a text's score being that of its best
passage: one on the cosine of mean vectors, one on weighted MaxSim. Graded pairs add the
CoSENT loss (https://kexue.fm/archives/8847), the teacher adds the divergence between its own
and our in-batch similarities.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from training.data import Graded
from training.table import Table
from training.vectors import Floats


@dataclass(frozen=True)
class Item:
    """One positive: a query, the passages that answer it, and passages that seem to."""

    query: str
    passages: tuple[str, ...]
    negatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """Items of one kind. A batch takes `share` of them, whole neighbourhoods at a time.

    `groups` are lists of items that make hard negatives for each other (one document, one
    domain); at most three of a group enter a batch together.
    """

    name: str
    groups: tuple[tuple[Item, ...], ...]
    share: int

    def draw(self, chance: random.Random) -> list[Item]:
        picked: list[Item] = []
        while len(picked) < self.share:
            group = chance.choice(self.groups)
            picked += chance.sample(group, min(3, len(group)))
        return picked[: self.share]


@dataclass(frozen=True)
class Settings:
    """What a run is made of; LOG.md says which defaults were measured."""

    steps: int = 800
    rate: float = 1e-3
    scale: float = 20.0
    maxsim: float = 1.0
    mean: float = 1.0
    graded: float = 0.3
    distil: float = 1.0
    pull: float = 0.02
    hidden: int = 512
    free: bool = True
    dropout: float = 0.1
    distant: float = 0.3
    typos: float = 0.1
    passages: int = 6
    late: int = 96
    cut: int = 64
    seed: int = 1


class Vectors(nn.Module):
    """W = f(W0) + D with a trained log-length for each piece."""

    start: Tensor

    def __init__(self, start: Floats, settings: Settings) -> None:
        super().__init__()
        size, dimension = start.shape
        length = np.linalg.norm(start, axis=1, keepdims=True)
        self.register_buffer("start", torch.from_numpy(start / np.maximum(length, 1e-9)))
        self.length = nn.Parameter(torch.from_numpy(np.log(np.maximum(length[:, 0], 1e-3))))
        self.linear = nn.Parameter(torch.eye(dimension))
        self.free = nn.Parameter(torch.zeros(size, dimension), requires_grad=settings.free)
        self.into = nn.Linear(dimension, settings.hidden)
        self.out = nn.Linear(settings.hidden, dimension, bias=False)
        nn.init.zeros_(self.out.weight)

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Directions (n, dimension) and lengths (n,) of unique ids (n,)."""
        base = self.start[ids]
        moved = base @ self.linear + self.out(functional.gelu(self.into(base * 4)))
        moved = moved + functional.embedding(ids, self.free)
        return functional.normalize(moved, dim=1), self.length[ids].exp()

    @torch.no_grad()
    def table(self) -> Floats:
        """Shape (pieces, dimension); the length of a row is its weight."""
        direction, length = self(torch.arange(len(self.start)))
        known = self.start.norm(dim=1) > 0.5
        rows: Floats = (direction * (length * known)[:, None]).numpy()
        return rows


Ids = list[list[int]]


@dataclass
class Batch:
    """Ids of queries and passages; `owner` (passages,) is the item that each belongs to."""

    queries: Ids
    passages: Ids
    owner: Tensor
    items: int


_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def mistype(text: str, chance: random.Random) -> str:
    """Swap, drop, double or replace one letter of one longer word."""
    words = text.split()
    long = [n for n, word in enumerate(words) if len(word) > 4]
    if not long:
        return text
    n = chance.choice(long)
    word = words[n]
    i = chance.randrange(1, len(word) - 1)
    words[n] = chance.choice(
        [
            word[:i] + word[i + 1] + word[i] + word[i + 2 :],
            word[:i] + word[i + 1 :],
            word[:i] + word[i] + word[i:],
            word[:i] + chance.choice(_LETTERS) + word[i + 1 :],
        ]
    )
    return " ".join(words)


@dataclass
class Collator:
    """Items to ids, with the augmentation of the queries."""

    tokenizer: Tokenizer
    settings: Settings
    chance: random.Random
    cache: dict[str, list[int]] = field(default_factory=dict)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        new = list({text for text in texts if text not in self.cache})
        if new:
            encodings = self.tokenizer.encode_batch_fast(new, add_special_tokens=False)
            for text, encoding in zip(new, encodings, strict=True):
                self.cache[text] = encoding.ids
        return [self.cache[text] for text in texts]

    def query(self, item: Item, held: set[int]) -> list[int]:
        """Ids of the query: at times mistyped, thinned, or robbed of the words it shares."""
        if self.chance.random() < self.settings.typos:
            text = mistype(item.query, self.chance)
            ids = self.tokenizer.encode(text, add_special_tokens=False).ids
        else:
            ids = self.ids([item.query])[0]
        distant = self.chance.random() < self.settings.distant
        kept = [n for n in ids if self.chance.random() >= (0.7 if distant and n in held else self.settings.dropout)]
        return kept if len(kept) >= 2 else ids

    def batch(self, items: Sequence[Item]) -> Batch:
        queries, passages, owner = [], [], []
        for number, item in enumerate(items):
            some = list(item.passages)
            if len(some) > self.settings.passages:
                start = self.chance.randrange(len(some) - self.settings.passages + 1)
                some = some[start : start + self.settings.passages]
            rows = self.ids(some)
            queries.append(self.query(item, {n for row in rows for n in row}))
            passages += rows
            owner += [number] * len(rows)
        number = len(items)
        for item in items:
            for row in self.ids(item.negatives):
                passages.append(row)
                owner.append(number)
                number += 1
        return Batch(queries, passages, torch.tensor(owner), number)


def info_nce(scores: Tensor, same: Tensor) -> Tensor:
    """Both directions over scores (b, items), the first b items being the right ones.

    `same` (b, items) marks pairs that are no negatives because a text is the same.
    """
    b = len(scores)
    scores = scores.masked_fill(same, float("-inf"))
    target = torch.arange(b)
    forth = functional.cross_entropy(scores, target)
    back = functional.cross_entropy(scores[:, :b].T, target)
    return (forth + back) / 2


def pad(places: Sequence[Tensor], limit: int, fill: int) -> Tensor:
    """Shape (texts, longest but at most `limit`), filled up with `fill`."""
    cut = [place[:limit] for place in places]
    return nn.utils.rnn.pad_sequence(cut, batch_first=True, padding_value=fill)


def _numbered(keys: Sequence[Hashable]) -> Tensor:
    """Equal keys get equal numbers; shape (keys,)."""
    number: dict[Hashable, int] = {}
    return torch.tensor([number.setdefault(key, len(number)) for key in keys])


def best_of(scores: Tensor, owner: Tensor, items: int) -> Tensor:
    """(b, passages) to (b, items): the best passage of each item."""
    out = scores.new_full((len(scores), items), -2.0)
    return out.scatter_reduce(1, owner.expand_as(scores), scores, "amax")


class Trainer:
    """One run: draws batches, adds up losses, keeps the time."""

    def __init__(self, tokenizer: Tokenizer, start: Floats, settings: Settings) -> None:
        torch.manual_seed(settings.seed)
        self.settings = settings
        self.tokenizer = tokenizer
        self.vectors = Vectors(start, settings)
        self.chance = random.Random(settings.seed)
        self.collator = Collator(tokenizer, settings, self.chance)
        v = self.vectors
        shared = [v.linear, *v.into.parameters(), *v.out.parameters()]
        groups = [
            {"params": shared, "lr": settings.rate * 0.5},
            {"params": [v.length], "lr": settings.rate * 5},
        ]
        if settings.free:
            groups.append({"params": [v.free], "lr": settings.rate})
        self.optimizer = torch.optim.Adam(groups, betas=(0.9, 0.99), fused=True)

    def lookup(self, *texts: Ids) -> tuple[Tensor, Tensor, list[list[Tensor]]]:
        """The pieces of all texts, once: directions (u, d), lengths (u,), and for each
        argument the places of its texts' pieces in those two."""
        cut = [[ids[: self.settings.cut] or [0] for ids in some] for some in texts]
        flat = torch.tensor([n for some in cut for ids in some for n in ids])
        unique, place = torch.unique(flat, return_inverse=True)
        direction, length = self.vectors(unique)
        parts = iter(place.split([len(ids) for some in cut for ids in some]))
        return direction, length, [[next(parts) for _ in some] for some in cut]

    @staticmethod
    def pooled(direction: Tensor, length: Tensor, places: list[Tensor]) -> Tensor:
        """Unit mean vectors (texts, d) of weighted pieces."""
        sizes = torch.tensor([0] + [len(place) for place in places[:-1]])
        rows = direction * length[:, None]
        total = functional.embedding_bag(torch.cat(places), rows, sizes.cumsum(0), mode="sum")
        return functional.normalize(total, dim=1)

    def retrieval(self, items: list[Item]) -> Tensor:
        batch = self.collator.batch(items)
        direction, length, (query, passage) = self.lookup(batch.queries, batch.passages)
        key = _numbered([item.query for item in items])
        text = _numbered([item.passages for item in items])
        b = len(items)
        same = torch.zeros(b, batch.items, dtype=torch.bool)
        same[:, :b] = (key[:, None] == key) | (text[:, None] == text)
        same[:, :b].fill_diagonal_(False)
        loss = torch.zeros(())
        if self.settings.mean:
            left = self.pooled(direction, length, query)
            cosine = left @ self.pooled(direction, length, passage).T
            scores = best_of(cosine, batch.owner, batch.items)
            loss = loss + self.settings.mean * info_nce(scores * self.settings.scale, same)
        if self.settings.maxsim:
            late = self.late(direction, length, query, passage, batch, same)
            loss = loss + self.settings.maxsim * late
        return loss

    def late(
        self,
        direction: Tensor,
        length: Tensor,
        query: list[Tensor],
        passage: list[Tensor],
        batch: Batch,
        same: Tensor,
    ) -> Tensor:
        """The same loss on weighted MaxSim, over part of the batch to bound memory.

        Padding has the zero vector as its direction, so that no cosine counts below zero.
        """
        b = len(query)
        extra = torch.arange(b, batch.items)
        some = self.chance.sample(range(b), min(b, self.settings.late))
        picked = torch.tensor(sorted(some))
        columns = torch.cat([picked, extra[: len(some) // 4]])
        rank = torch.full((batch.items,), -1)
        rank[columns] = torch.arange(len(columns))
        owner = rank[batch.owner]
        mine = (owner >= 0).nonzero()[:, 0].tolist()
        nothing = torch.zeros(1, direction.shape[1])
        rows, weights = torch.cat([direction, nothing]), torch.cat([length, torch.zeros(1)])
        wanted = pad([query[n] for n in picked], 24, len(direction))
        held = pad([passage[n] for n in mine], 32, len(direction))
        left = functional.embedding(wanted.flatten(), rows).bfloat16()
        right = functional.embedding(held.flatten(), rows).bfloat16()
        cosine = (left @ right.T).view(len(left), *held.shape)
        best = cosine.max(2).values.float().view(*wanted.shape, len(mine))
        weight = functional.embedding(wanted, weights[:, None])[..., 0]
        share = weight / weight.sum(1, keepdim=True).clamp(min=1e-6)
        scores = best_of((share[:, None] @ best)[:, 0], owner[mine], len(columns))
        return info_nce(scores * self.settings.scale, same[picked][:, columns])

    def grade(self, rows: list[Graded]) -> Tensor:
        """CoSENT: a more related pair should have the higher cosine."""
        ids = self.collator.ids
        direction, length, (left, right) = self.lookup(
            ids([row.left for row in rows]), ids([row.right for row in rows])
        )
        ours = self.pooled(direction, length, left) * self.pooled(direction, length, right)
        cosine = ours.sum(1) * 20
        grade = torch.tensor([row.score for row in rows])
        gap = (cosine[:, None] - cosine)[grade[:, None] < grade]
        return torch.logsumexp(torch.cat([torch.zeros(1), gap]), 0) / 10

    def distil(self, pairs: list[tuple[str, str]], teacher: Tensor) -> Tensor:
        """Divergence from the teacher's similarities (n, n), for Dutch and for English."""
        ids = self.collator.ids
        direction, length, (dutch, english) = self.lookup(ids([nl for nl, _ in pairs]), ids([en for _, en in pairs]))
        nl = self.pooled(direction, length, dutch)
        en = self.pooled(direction, length, english)
        wanted = functional.log_softmax(teacher @ teacher.T * 12, dim=1)
        loss = torch.zeros(())
        for left, right in ((nl, nl), (nl, en)):
            ours = functional.log_softmax(left @ right.T * 12, dim=1)
            loss = loss + functional.kl_div(ours, wanted, log_target=True, reduction="batchmean")
        return loss

    def run(
        self,
        sources: Sequence[Source],
        graded: Sequence[Graded] = (),
        taught: tuple[Sequence[tuple[str, str]], NDArray[np.float16]] | None = None,
        watch: Callable[[int, Table], str] | None = None,
    ) -> Table:
        """Train for `settings.steps`; `watch` is asked for a line of figures now and then."""
        steps, start, total = self.settings.steps, time.monotonic(), 0.0
        base = [group["lr"] for group in self.optimizer.param_groups]
        for step in range(1, steps + 1):
            pace = min(step / 50, 1.0) * max(0.02, 1 - step / steps)
            for group, rate in zip(self.optimizer.param_groups, base, strict=True):
                group["lr"] = rate * pace
            loss = self.retrieval([item for source in sources for item in source.draw(self.chance)])
            if graded and self.settings.graded:
                loss = loss + self.settings.graded * self.grade(self.chance.sample(graded, 96))
            if taught and self.settings.distil:
                pairs, vectors = taught
                rows = self.chance.sample(range(len(pairs)), 160)
                teacher = torch.from_numpy(vectors[rows].astype(np.float32))
                chosen = [pairs[row] for row in rows]
                loss = loss + self.settings.distil * self.distil(chosen, teacher)
            self.optimizer.zero_grad()
            torch.autograd.backward(loss)
            self.optimizer.step()
            if self.settings.free:
                with torch.no_grad():
                    self.vectors.free.mul_(1 - self.settings.pull * pace)
            total += loss.item()
            if step % 100 == 0 or step == steps:
                seconds = (time.monotonic() - start) / step
                line = f"contrastive: {step}/{steps}, loss {total / 100:.3f}, {seconds:.2f} s a step"
                total = 0.0
                if watch and (step % 500 == 0 or step == steps):
                    line += ", " + watch(step, Table(self.tokenizer, self.vectors.table()))
                print(line, flush=True)
        return Table(self.tokenizer, self.vectors.table())
