"""Teaching the student: what the whole ancestor makes of a text, and retrieval.

Training for retrieval alone forgets part of what was there, so every step of a course may hold both:

- for sentences, the ancestor's vector and its states, token by token;
- for queries and passages, InfoNCE on the means, with passages of earlier steps as further
  negatives, and on MaxSim;
- for graded pairs, their order.

A course is cut into steps with a fixed seed for each, and its state is kept every so often: one
that was interrupted goes on where it was.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from tqdm import tqdm

from training import losses
from training.data import Graded
from training.losses import SCALE, Span
from training.sources import Item, Source
from training.student import Student, Teacher

QUEUE = 1024
"""Passages of earlier steps that serve as negatives."""
KEEP = 50
"""Steps between two copies of the state."""
QUERY, PASSAGE, SENTENCE = 48, 80, 48
"""Pieces of each kind of text that are read."""
TYPED, LOWER = 0.1, 0.3
"""Shares of the queries that get a typing error, and that lose their capitals and marks."""


@dataclass(frozen=True)
class Course:
    """Steps, learning rates, weights of losses, and what a batch holds: items of sources by name,
    sentences of the teacher, graded pairs."""

    steps: int
    shares: Mapping[str, int]
    sentences: int
    graded: int = 0
    rate: float = 2e-4
    table_rate: float = 2e-4
    mean: float = 1.0
    late: float = 1.0
    seed: int = 1
    warm_up: int = 30


@dataclass(frozen=True)
class Lessons:
    """What is taught: sources of items by name; sentences in either language; graded pairs."""

    sources: Mapping[str, Source]
    sentences: Sequence[str]
    graded: Sequence[Graded] = ()


@dataclass
class Trace:
    """The running mean of each loss."""

    means: dict[str, float] = field(default_factory=dict)

    def add(self, found: Mapping[str, Tensor]) -> None:
        for name, loss in found.items():
            value = float(loss.detach())
            self.means[name] = 0.95 * self.means.get(name, value) + 0.05 * value

    def __str__(self) -> str:
        return " ".join(f"{name} {value:.3f}" for name, value in self.means.items())


class Tutor:
    """Runs a course with a student."""

    def __init__(self, student: Student, teacher: Teacher | None, lessons: Lessons, course: Course) -> None:
        self.student, self.teacher, self.lessons, self.course = student, teacher, lessons, course
        self.chance = random.Random(course.seed)
        self.queue: deque[tuple[int, Tensor]] = deque(maxlen=QUEUE)
        table = student.model.embeddings.word_embeddings.weight
        self.layers = [p for p in student.model.parameters() if p is not table]
        self.optimizer = torch.optim.AdamW(
            [
                {"params": self.layers, "lr": course.rate},
                {"params": [table], "lr": course.table_rate},
                {"params": [student.log_weights], "lr": 20 * course.rate},
            ],
            betas=(0.9, 0.98),
            weight_decay=0.0,
        )

    def run(self, state: Path) -> None:
        """Go through the course, from the step that `state` holds if it exists."""
        course, first = self.course, 0
        rates = [group["lr"] for group in self.optimizer.param_groups]
        if state.exists():
            kept = torch.load(state)
            first = kept["step"]
            self.student.load_state_dict(kept["student"])
            self.optimizer.load_state_dict(kept["optimizer"])
        trace = Trace()
        bar = tqdm(range(first, course.steps), state.stem, course.steps, initial=first, mininterval=10)
        for step in bar:
            self.chance.seed(f"{course.seed} {step}")
            pace = pace_of(step, course.steps, course.warm_up)
            for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * pace
            found = self.losses()
            self.optimizer.zero_grad()
            torch.autograd.backward(sum(found.values(), torch.zeros(())))
            nn.utils.clip_grad_norm_(self.layers, 1.0)
            self.optimizer.step()
            trace.add(found)
            done = step + 1
            bar.set_postfix_str(str(trace), refresh=False)
            if done % KEEP == 0 or done == course.steps:
                kept = {"step": done, "student": self.student.state_dict()}
                keep(state, kept | {"optimizer": self.optimizer.state_dict()})

    def losses(self) -> dict[str, Tensor]:
        """The weighted losses of one batch."""
        course, lessons, chance = self.course, self.lessons, self.chance
        items = [i for name, share in course.shares.items() for i in lessons.sources[name].draw(share, chance)]
        queries = [self.typed(item.query) for item in items]
        passages = [self.passage(item) for item in items]
        negatives = [chance.choice(item.negatives) for item in items if item.negatives]
        sentences = chance.sample(lessons.sentences, course.sentences)
        graded = chance.sample(lessons.graded, course.graded) if course.graded else []
        blocks = {
            "query": (queries, QUERY),
            "passage": (passages, PASSAGE),
            "negative": (negatives, PASSAGE),
            "sentence": (sentences, SENTENCE),
            "left": ([g.left for g in graded], 40),
            "right": ([g.right for g in graded], 40),
        }
        ids = [i for texts, cut in blocks.values() for i in self.student.ids(texts, cut)]
        mean, rows, start = self.student.read(ids)
        part, end = {}, 0
        for name, (texts, _) in blocks.items():
            part[name] = slice(end, end + len(texts))
            end += len(texts)
        vectors = {name: mean[place] for name, place in part.items()}
        spans = _spans(start, ids)
        found = {}
        if items:
            keys = np.array([[hash(q), hash(i.passages)] for q, i in zip(queries, items, strict=True)])
            found["mean"] = course.mean * self.means(vectors, keys)
            weights = torch.zeros(len(rows))
            for (first, count), text in zip(spans[part["query"]], ids[part["query"]], strict=True):
                weights[first : first + count] = self.student.weights[torch.tensor(text[1:-1], dtype=torch.long)]
            candidates = [*spans[part["passage"]], *spans[part["negative"]]]
            hidden = torch.zeros(len(items), len(candidates), dtype=torch.bool)
            hidden[:, : len(items)] = _same(keys)
            late = losses.late_interaction(rows, weights, spans[part["query"]], candidates, hidden)
            found["late"] = course.late * late
        if sentences and self.teacher:
            their_means, their_rows, their_start = self.teacher.read(ids[part["sentence"]])
            pairs = list(
                zip(spans[part["sentence"]], _spans(their_start, ids[part["sentence"]]), strict=True),
            )
            found["taught"] = losses.likeness(vectors["sentence"], their_means)
            found["tokens"] = losses.token_likeness(rows, their_rows, pairs)
        if graded:
            found["graded"] = 0.05 * losses.cosent(vectors["left"], vectors["right"], graded)
        return found

    def typed(self, query: str) -> str:
        """The query as people type: at times with an error, at times without capitals and marks."""
        if self.chance.random() < TYPED:
            query = mistype(query, self.chance)
        if self.chance.random() < LOWER:
            query = query.lower().rstrip("?. ")
        return query

    def passage(self, item: Item) -> str:
        """One to three sentences of the answer, mostly around the one that shares most words with the query."""
        chance, parts = self.chance, item.passages
        if item.is_exact or len(parts) == 1:
            return " ".join(parts)
        if chance.random() < 0.6:
            words = _stems(item.query)
            middle = max(range(min(len(parts), 12)), key=lambda n: (len(words & _stems(parts[n])), -n))
        else:
            middle = chance.randrange(min(len(parts), 8))
        count = chance.choice((1, 1, 2, 3))
        first = max(0, middle - chance.randrange(count))
        return " ".join(parts[first : first + count])

    def means(self, vectors: Mapping[str, Tensor], keys: NDArray[np.int64]) -> Tensor:
        """InfoNCE in both directions; earlier passages are negatives for the queries."""
        query, passage, negative = vectors["query"], vectors["passage"], vectors["negative"]
        same = _same(keys)
        candidates = [passage, negative]
        hidden = [same, torch.zeros(len(query), len(negative), dtype=torch.bool)]
        if self.queue:
            candidates.append(torch.stack([vector for _, vector in self.queue]))
            earlier = np.array([key for key, _ in self.queue])
            hidden.append(torch.from_numpy(keys[:, 1][:, None] == earlier))
        self.queue.extend(zip(keys[:, 1].tolist(), passage.detach(), strict=True))
        forward = losses.info_nce(query @ torch.cat(candidates).T * SCALE, torch.cat(hidden, 1))
        return (forward + losses.info_nce(passage @ query.T * SCALE, same)) / 2


def _same(keys: NDArray[np.int64]) -> Tensor:
    """Pairs of different items that have a query or an answer in common, shape (items, items)."""
    same = torch.from_numpy((keys[:, None] == keys).any(2))
    same.fill_diagonal_(False)
    return same


def _spans(start: Sequence[int], ids: Sequence[Sequence[int]]) -> list[Span]:
    """The tokens of each text without the two special ones."""
    return [(first + 1, len(text) - 2) for first, text in zip(start, ids, strict=True)]


def _stems(text: str) -> set[str]:
    return {word[:6] for word in text.lower().split() if len(word) > 4}


_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def pace_of(step: int, steps: int, warm_up: int) -> float:
    """The share of its rate that a step learns at: rising over `warm_up` steps, falling to the end."""
    return min(1.0, (step + 1) / warm_up) * max(0.03, 1 - step / steps)


def keep(state: Path, kept: Mapping[str, object]) -> None:
    """Write the state of a course aside and rename it, so that what is there is whole."""
    aside = state.with_suffix(".part")
    torch.save(dict(kept), aside)
    aside.replace(state)


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
