"""What a batch may hold: queries with the passages that answer them, by kind and by document."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from training import data
from training.data import Pair
from training.guard import Guard


@dataclass(frozen=True)
class Item:
    """One positive: a query, the passages that answer it, and passages that seem to.

    If it is exact, the passages answer together; otherwise they are a text of which a part answers.
    """

    query: str
    passages: tuple[str, ...]
    negatives: tuple[str, ...] = ()
    is_exact: bool = False


Answer = tuple[Item, ...]
"""The queries that one answer has; never each other's negatives, since one of them is drawn at a time."""
Group = tuple[Answer, ...]
"""Answers that make hard negatives for each other: those of a document, of a domain."""
TOGETHER = 4
"""Answers of a group that enter a batch together, at most."""


@dataclass(frozen=True)
class Source:
    """Items of one kind."""

    groups: tuple[Group, ...]

    def draw(self, share: int, chance: random.Random) -> list[Item]:
        picked: list[Item] = []
        while len(picked) < share:
            group = chance.choice(self.groups)
            answers = chance.sample(group, min(TOGETHER, len(group), share - len(picked)))
            picked += [chance.choice(answer) for answer in answers]
        return picked


def _grouped(items: Iterable[tuple[str, Answer]]) -> Source:
    """Answers by the name of their group, at most 12 in one, so that no document rules."""
    named: dict[str, list[Answer]] = defaultdict(list)
    for name, item in items:
        named[name].append(item)
    return Source(
        tuple(tuple(group[start : start + 12]) for group in named.values() for start in range(0, len(group), 12))
    )


def _single(items: Iterable[Item]) -> Source:
    return Source(tuple(((item,),) for item in items))


def _of_pairs(pairs: Iterable[Pair], guard: Guard) -> Source:
    return _grouped(
        (pair.group, (Item(pair.query, pair.passages),))
        for pair in pairs
        if pair.passages and not guard.touches(pair.query, pair.text)
    )


def neighbours(text: Path, count: int) -> Source:
    """A sentence of running text with those around it (inverse cloze, Lee et al. 2019,
    https://arxiv.org/abs/1906.00300): the only pairs that cover all of the text."""
    chance = random.Random(13)
    items = []
    with text.open(encoding="utf-8") as blocks:
        lines = [line for line in blocks if 200 < len(line) < 1500]
    for line in chance.sample(lines, min(len(lines), count * 2)):
        parts = [part for part in data.sentences(line) if len(part.split()) > 5]
        if len(parts) > 2:
            middle = chance.randrange(len(parts))
            around = tuple(parts[:middle] + parts[middle + 1 :])[:4]
            items.append(Item(parts[middle], around))
    return _single(items[:count])


LONGEST_QUESTION = 60
"""Words of a member's question that may stand for its answer."""


def own_queries(folder: Path, mined: Mapping[str, tuple[str, ...]]) -> Source:
    """Queries of our own about real answers, each with the sentences that answer it and with what was `mined` for it.

    A layman's query may also be met by the question that was asked in parliament, since Vraagbaak
    indexes that too; a precise one has another sentence of the same answer as its near miss.
    """

    def answer(row: data.OwnQueries) -> Answer:
        items = [Item(text, row.sentences(at), mined.get(text, ()), is_exact=True) for text, at in row.queries]
        beside = [p for n, p in enumerate(row.pair.passages, start=1) if n not in row.near_at and len(p.split()) > 4]
        if row.near and beside:
            items.append(Item(row.near, row.sentences(row.near_at), tuple(beside[:1]), is_exact=True))
        if len(row.pair.query.split()) <= LONGEST_QUESTION:
            first = row.queries[0][0]
            items.append(Item(first, (row.pair.query,), mined.get(first, ()), is_exact=True))
        return tuple(items)

    return _grouped((row.pair.group, answer(row)) for row in data.own_queries(folder, "train"))


def sources(folder: Path, text: Path, mined: Mapping[str, tuple[str, ...]]) -> dict[str, Source]:
    """All of them by name; nothing in them touches the bundled document.

    `mined` has the hard negatives of own queries, by query; see `mining`.
    """
    guard = data.bundled_guard(folder)
    own = [m for m in data.material("train") if not guard.touches(m.passage, m.query)]
    return {
        "parliament": _of_pairs(data.parliament(folder, "train"), guard),
        "government": _of_pairs((p for p in data.other_answers(folder) if p.source != "docs"), guard),
        "titles": _of_pairs(data.titles(folder), guard),
        "neighbours": neighbours(text, 60_000),
        "paraphrases": _single(Item(a, (b,)) for a, b in data.paraphrases(folder)),
        "English": _single(Item(en, (nl,)) for nl, en in data.translations(folder, 30_000)),
        "material": _material(own),
        "terms": _terms(data.terms()),
        "own queries": own_queries(folder, mined),
    }


def _material(own: Iterable[data.Material]) -> Source:
    def answer(m: data.Material) -> Answer:
        negatives = (m.negative,) if m.negative else ()
        return tuple(Item(query, (m.passage,), negatives, is_exact=True) for query in (m.query, m.query_en) if query)

    return _grouped((m.domain, answer(m)) for m in own)


def _terms(names: Iterable[data.Term]) -> Source:
    """Everyday to official, and English to either; all names of one thing count as one answer."""
    groups = []
    for term in names:
        pairs = [*product(term.everyday, term.official), *product(term.english, (*term.official, *term.everyday))]
        if pairs:
            groups.append((tuple(Item(left, (right,), is_exact=True) for left, right in pairs),))
    return Source(tuple(groups))
