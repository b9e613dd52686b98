"""Which pairs enter a batch, and how many of each: the mixture that the model is trained on."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable
from itertools import product
from pathlib import Path

from training import data
from training.contrastive import Item, Source
from training.data import Pair
from training.guard import Guard

Groups = tuple[tuple[Item, ...], ...]


def _grouped(items: Iterable[tuple[str, Item]]) -> Groups:
    """Items by the name of their group, at most 12 in one, so that no document rules."""
    named: dict[str, list[Item]] = defaultdict(list)
    for name, item in items:
        named[name].append(item)
    return tuple(tuple(group[start : start + 12]) for group in named.values() for start in range(0, len(group), 12))


def _single(items: Iterable[Item]) -> Groups:
    return tuple((item,) for item in items)


def _of_pairs(pairs: Iterable[Pair], guard: Guard) -> Groups:
    return _grouped(
        (pair.group, Item(pair.query, pair.passages))
        for pair in pairs
        if pair.passages and not guard.touches(pair.query, pair.text)
    )


def neighbours(text: Path, count: int) -> Groups:
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


def mixture(folder: Path, text: Path) -> list[Source]:
    """All sources with their share of a batch."""
    guard = data.bundled_guard(folder)
    others = data.other_answers(folder)
    lexicon = [Item(left, (right,)) for left, right in data.synonyms(folder)]
    pairs = data.translations(folder)
    sources = [
        Source("parliament", _of_pairs(data.parliament(folder, "train"), guard), 160),
        Source("government", _of_pairs((p for p in others if p.source != "docs"), guard), 24),
        Source("docs", _of_pairs((p for p in others if p.source == "docs"), guard), 8),
        Source("titles", _of_pairs(data.titles(folder), guard), 40),
        Source("neighbours", neighbours(text, 60_000), 64),
        Source("paraphrases", _single(Item(a, (b,)) for a, b in data.paraphrases(folder)), 24),
        Source("synonyms", _single(lexicon), 48),
        Source("English", _single(Item(en, (nl,)) for nl, en in pairs), 64),
    ]
    own = [m for m in data.material("train") if not guard.touches(m.passage, m.query)]
    if own:
        sources.append(Source("material", _material(own, english=False), 72))
        sources.append(Source("material, English", _material(own, english=True), 36))
    names = data.terms()
    if names:
        sources.append(Source("terms", _terms(names), 40))
    return sources


def _material(own: Iterable[data.Material], english: bool) -> Groups:
    items = []
    for m in own:
        query = m.query_en if english else m.query
        if query:
            passages = (m.passage, *(s for s in data.sentences(m.passage) if len(s.split()) > 8))
            items.append((m.domain, Item(query, passages, (m.negative,) if m.negative else ())))
    return _grouped(items)


def _terms(names: Iterable[data.Term]) -> Groups:
    """Everyday to official, and English to either."""
    items = []
    for term in names:
        for left, right in product(term.everyday, term.official):
            items.append(Item(left, (right,)))
        for left, right in product(term.english, (*term.official, *term.everyday)):
            items.append(Item(left, (right,)))
    return _single(items)
