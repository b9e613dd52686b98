"""Teaching the reader: to tell the item that answers from those that seem to, to say when none does, and to
point at the units that answer.

Beside the item of its exercise a query gets rivals, the items that the embedder ranks high for it. The item that
answers must win from the rivals and from "none of these", which has log-odds 0; each unit of the item is right or wrong
by itself.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from index.encoder import Encoder, Vectors, unit_rows
from rag.arrangement import Passage, Text, Window, arrange
from training.course import KEEP, LOWER, TYPED, Trace, keep, mistype, pace_of
from training.data import Pair
from training.exercises import Exercise
from training.joint import JointReader

BATCH = 8
"""Windows in one pass: more do not fit the processor's cache."""
COMPARED = 20
"""Units of an item by which it is compared with a query."""
AMONG = 40
"""Of how many items that rank high rivals are drawn; mostly of the first ten."""
UNMARKED = 0.15
"""Share of the exercises that do not say which units answer."""
WITH_QUESTION = 0.85
"""Share of the items that are read with their question."""
ALONE = 0.12
"""Share of the answered queries that are read without the item that answers: none of the rest does."""
ALIKE = 0.05
"""A rival whose cosine exceeds the item's own by more may well answer too."""


@dataclass(frozen=True)
class Reading:
    """A course of reading; ``rivals`` is how many items a query gets beside its own."""

    steps: int
    queries: int = 24
    rivals: int = 3
    rate: float = 4e-4
    warm_up: int = 30
    seed: int = 5


class Library:
    """What the encoder makes of texts, each read once; kept in half precision."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._texts: dict[str, tuple[NDArray[np.float16], NDArray[np.float16]]] = {}
        self._means: dict[str, NDArray[np.float16]] = {}

    def add(self, texts: Iterable[str]) -> None:
        fresh = [text for text in dict.fromkeys(texts) if text not in self._texts]
        for first in tqdm(range(0, len(fresh), 4096), "reading once", mininterval=10):
            some = fresh[first : first + 4096]
            means, read = self.read(some)
            self._means.update(zip(some, means.astype(np.float16), strict=True))
            halves = ((text.tokens.astype(np.float16), text.words.astype(np.float16)) for text in read)
            self._texts.update(zip(some, halves, strict=True))

    def read(self, texts: Sequence[str], is_query: bool = False) -> tuple[Vectors, list[Text]]:
        """Their vectors (texts, dimension), and their tokens, without keeping them."""
        encoded = self._encoder.encode(texts, is_query=is_query)
        words = self._encoder.encode_words(texts, is_query=is_query)
        return encoded.vectors, [Text(unit_rows(t), w) for t, w in zip(encoded.tokens, words, strict=True)]

    def __getitem__(self, text: str) -> Text:
        tokens, words = self._texts[text]
        return Text(tokens.astype(np.float32), words.astype(np.float32))

    def mean(self, text: str) -> NDArray[np.float16]:
        return self._means[text]


class Shelf:
    """The items, and how near each is to a query."""

    def __init__(self, library: Library, pairs: Sequence[Pair]) -> None:
        self.pairs = list(dict.fromkeys(pairs))
        self.place = {pair: n for n, pair in enumerate(self.pairs)}
        library.add(text for pair in self.pairs for text in (pair.query, *pair.passages))
        means = [library.mean(unit) for pair in self.pairs for unit in pair.passages[:COMPARED]]
        self._means = np.stack(means).astype(np.float32)
        self._starts = np.cumsum([0, *(min(COMPARED, len(pair.passages)) for pair in self.pairs[:-1])])
        self._documents = np.unique([pair.group for pair in self.pairs], return_inverse=True)[1]

    def nearness(self, queries: Vectors) -> Vectors:
        """Cosines of each query with the best unit of each item, shape (queries, items)."""
        best: Vectors = np.maximum.reduceat(queries @ self._means.T, self._starts, axis=1)
        return best

    def rivals(self, exercise: Exercise, nearness: Vectors, count: int, chance: random.Random) -> list[Pair]:
        """``count`` items that rank high for the query, those of the same document a little higher."""
        own = self.place[exercise.pair]
        scores = nearness + 0.03 * (self._documents == self._documents[own])
        first = np.argpartition(-scores, AMONG)[:AMONG]
        ranked = [n for n in first[np.argsort(-scores[first])] if scores[n] < scores[own] + ALIKE]
        ranked = [n for n in ranked if self.pairs[n].text != exercise.pair.text]
        if not exercise.answers:
            ranked = ranked[2:]  # one of the first may answer what its own item does not
        among = ranked[:10] if chance.random() < 0.7 else ranked
        return [self.pairs[n] for n in chance.sample(among, min(count, len(among)))]


@dataclass(frozen=True)
class Task:
    """One query with the windows to be read for it; the first is of its own item, unless that is left out.

    `labels` says of each unit of the first window whether it answers; None where nobody knows.
    """

    windows: list[Window]
    answered: bool
    labels: list[float] | None


class ReadingTutor:
    """Runs a course of reading; only the joint layers learn."""

    def __init__(self, encoder: Encoder, reader: JointReader, lessons: Sequence[Exercise], course: Reading) -> None:
        self._reader, self._course = reader, course
        self._library = Library(encoder)
        self._shelf = Shelf(self._library, [e.pair for e in lessons])
        # By item and then by exercise, so that an item with many exercises does not rule.
        of_item: dict[tuple[Pair, bool, bool], list[Exercise]] = defaultdict(list)
        for e in lessons:
            of_item[e.pair, e.answers, e.is_marked].append(e)
        self._marked = [found for (_, _, is_marked), found in of_item.items() if is_marked]
        self._unmarked = [found for (_, _, is_marked), found in of_item.items() if not is_marked]
        self._optimizer = torch.optim.AdamW(reader.parameters(), lr=course.rate, betas=(0.9, 0.98), weight_decay=0.01)

    def run(self, state: Path) -> None:
        """Go through the course, from the step that `state` holds if it exists."""
        course, first = self._course, 0
        if state.exists():
            kept = torch.load(state)
            first = kept["step"]
            self._reader.load_state_dict(kept["reader"])
            self._optimizer.load_state_dict(kept["optimizer"])
        trace, chance = Trace(), random.Random()
        self._reader.train()
        bar = tqdm(range(first, course.steps), state.stem, course.steps, initial=first, mininterval=10)
        for step in bar:
            chance.seed(f"{course.seed} {step}")
            torch.manual_seed(step)
            for group in self._optimizer.param_groups:
                group["lr"] = course.rate * pace_of(step, course.steps, course.warm_up)
            found = self.losses(self._tasks(chance))
            self._optimizer.zero_grad()
            torch.stack(list(found.values())).sum().backward()
            nn.utils.clip_grad_norm_(self._reader.parameters(), 1.0)
            self._optimizer.step()
            trace.add(found)
            bar.set_postfix_str(str(trace), refresh=False)
            if (step + 1) % KEEP == 0 or step + 1 == course.steps:
                kept = {"step": step + 1, "reader": self._reader.state_dict()}
                keep(state, kept | {"optimizer": self._optimizer.state_dict()})

    def losses(self, tasks: Sequence[Task]) -> dict[str, Tensor]:
        """Choosing among items, each item by itself, and units by themselves."""
        windows = [window for task in tasks for window in task.windows]
        relevance, units = self._judge(windows)
        chosen, alone, pointed, labels = [], [], [], []
        start = 0
        for task in tasks:
            scores = relevance[start : start + len(task.windows)]
            right = 0 if task.answered else len(scores)
            chosen.append(
                functional.cross_entropy(torch.cat([scores, scores.new_zeros(1)])[None], torch.tensor([right]))
            )
            truth = torch.zeros(len(scores))
            truth[0] = float(task.answered)
            alone.append(functional.binary_cross_entropy_with_logits(scores, truth))
            if task.labels is not None:
                pointed.append(units[start])
                labels += task.labels
            start += len(task.windows)
        pointing = functional.binary_cross_entropy_with_logits(torch.cat(pointed), torch.tensor(labels))
        return {"choosing": torch.stack(chosen).mean(), "alone": torch.stack(alone).mean(), "pointing": 2 * pointing}

    def _judge(self, windows: Sequence[Window]) -> tuple[Tensor, list[Tensor]]:
        """Windows of about one length at a time, so that little is padded."""
        order = sorted(range(len(windows)), key=lambda n: len(windows[n]))
        relevance: list[Tensor] = [torch.empty(0)] * len(windows)
        units = list(relevance)
        for first in range(0, len(order), BATCH):
            some = order[first : first + BATCH]
            judged = self._reader.judge([windows[n] for n in some])
            for n, of_window, of_units in zip(some, judged.windows, judged.units, strict=True):
                relevance[n], units[n] = of_window, of_units
        return torch.stack(relevance), units

    def _tasks(self, chance: random.Random) -> list[Task]:
        drawn = [self._draw(chance) for _ in range(self._course.queries)]
        means, texts = self._library.read([query for _, query in drawn], is_query=True)
        nearness = self._shelf.nearness(means)
        return [
            self._task(exercise, text, near, chance)
            for (exercise, _), text, near in zip(drawn, texts, nearness, strict=True)
        ]

    def _draw(self, chance: random.Random) -> tuple[Exercise, str]:
        """An exercise, and its query as somebody might type it."""
        exercise = chance.choice(chance.choice(self._unmarked if chance.random() < UNMARKED else self._marked))
        query = mistype(exercise.query, chance) if chance.random() < TYPED else exercise.query
        return exercise, query.lower().rstrip("?. ") if chance.random() < LOWER else query

    def _task(self, exercise: Exercise, query: Text, nearness: Vectors, chance: random.Random) -> Task:
        # A question that is the query says which item is its own, and so does its absence beside rivals that have one.
        with_question = exercise.query != exercise.pair.query and chance.random() < WITH_QUESTION
        rivals = [
            chance.choice(self._windows(pair, query, with_question))
            for pair in self._shelf.rivals(exercise, nearness, self._course.rivals, chance)
        ]
        if exercise.answers and len(rivals) == self._course.rivals and chance.random() < ALONE:
            return Task(rivals, answered=False, labels=[0.0] * len(rivals[0].unit_rows))
        own = self._windows(exercise.pair, query, with_question)
        # Of a long item the window with most of the answer; any, where that is not known.
        chance.shuffle(own)
        window = max(own, key=lambda w: sum(place in exercise.at for place in _units(w)))
        labels = [float(place in exercise.at) for place in _units(window)] if exercise.is_marked else None
        return Task([window, *rivals], exercise.answers, labels)

    def _windows(self, pair: Pair, query: Text, with_question: bool) -> list[Window]:
        question = self._library[pair.query] if with_question else query.cut(0)
        return arrange(query, Passage(question, tuple(self._library[unit] for unit in pair.passages)))


def _units(window: Window) -> range:
    return range(window.first, window.first + len(window.unit_rows))
