"""Is a gold file sound? What would make its figures say something else than they seem to.

Beyond its form (``eval.gold``): the questions to cite exist, each required fact can be found in a question
that is to be cited, no query is asked twice, and none stands in another gold file as well, which would
let a development set tell what a test set asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from eval.errors import GoldError
from eval.gold import Gold, GoldItem, check_references, read_gold
from index.analysis import content_words, words
from index.records import Document
from rag.composing import Composer

LEAK = 0.9
"""Queries of two files that share at least this much of their content words (Jaccard) are one query."""
FEWEST_WORDS = 4
"""Queries of fewer content words are only alike if they are equal: many short ones share their words by chance."""


def check_gold(path: Path, documents: Mapping[str, Document], others: Sequence[Path] = ()) -> tuple[Gold, list[str]]:
    """The gold of a file, and one line for each thing amiss; ``others`` are files that it must not share queries with.

    Raises:
        GoldError: a file cannot be read.
    """
    gold, faults = read_gold(path)
    found = list(faults)
    try:
        check_references(gold, documents)
    except GoldError as error:
        found += error.faults
    else:
        found += _facts_that_are_nowhere(gold, documents)
    found += _asked_twice(gold)
    for other in others:
        found += _leaks(gold, read_gold(other)[0])
    return gold, found


def _facts_that_are_nowhere(gold: Gold, documents: Mapping[str, Document]) -> Iterator[str]:
    for item in gold.items:
        if not item.answerable or item.document is None:
            continue
        text = _citable_text(item, documents[item.document])
        for pattern in item.must:
            if not re.search(pattern, text, re.IGNORECASE):
                numbers = ", ".join(str(ref.number) for ref in sorted(item.allowed)) or "(any)"
                yield f"{item.place}: must: expected a fact of question {numbers}, found /{pattern}/ in none"


def _citable_text(item: GoldItem, document: Document) -> str:
    """Everything that a reply could say from the questions that ``item`` allows to be cited."""
    composer = Composer(document, several_documents=False)
    numbers = [ref.number for ref in sorted(item.allowed)] or list(document.numbers)
    records = [(number, record) for number in numbers if (record := document.item(number)) is not None]
    return " ".join(statement.text for number, record in records for statement in composer.sentences(record, number))


def _asked_twice(gold: Gold) -> Iterator[str]:
    first: dict[tuple[str | None, tuple[str, ...]], GoldItem] = {}
    for item in gold.items:
        if item.conversation:  # "en in 2025?" may be asked in every one
            continue
        earlier = first.setdefault((item.document, tuple(words(item.query))), item)
        if earlier is not item:
            yield f"{item.place}: expected a query of its own, found that of {earlier.id!r} ({earlier.place})"


def _leaks(gold: Gold, other: Gold) -> Iterator[str]:
    theirs = [(item, tuple(words(item.query)), _content(item.query)) for item in other.items if item.turn <= 1]
    for item in gold.items:
        if item.turn > 1:
            continue
        asked, content = tuple(words(item.query)), _content(item.query)
        for their, their_words, their_content in theirs:
            is_same = asked == their_words or _are_alike(content, their_content)
            if is_same and item.document == their.document:
                yield f"{item.place}: expected a query that {other.name} lacks, found {their.id!r} of it: {their.query}"


def _content(query: str) -> frozenset[str]:
    return frozenset(content_words(query))


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    if min(len(one), len(other)) < FEWEST_WORDS:
        return False
    return len(one & other) >= LEAK * len(one | other)
