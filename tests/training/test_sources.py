"""What enters a batch together."""

from __future__ import annotations

import random

from training.course import mistype
from training.sources import TOGETHER, Item, Source


def queries_of(document: int, answers: int) -> tuple[tuple[Item, ...], ...]:
    return tuple(
        tuple(Item(f"query {n} of {document}.{answer}", (f"answer {document}.{answer}",)) for n in range(3))
        for answer in range(answers)
    )


def test_a_draw_has_its_size_and_never_two_queries_of_one_answer_in_a_group() -> None:
    source = Source((queries_of(0, 6),))
    for seed in range(50):
        items = source.draw(TOGETHER, random.Random(seed))
        assert len(items) == TOGETHER
        assert len({item.passages for item in items}) == TOGETHER


def test_answers_of_a_document_come_together_but_do_not_fill_a_batch() -> None:
    source = Source(tuple(queries_of(document, 9) for document in range(40)))
    items = source.draw(40, random.Random(1))
    documents = [item.passages[0].split(".")[0] for item in items]
    assert len(set(documents)) >= 40 // TOGETHER - 2
    assert max(documents.count(d) for d in documents) >= TOGETHER


def test_the_same_seed_draws_the_same() -> None:
    source = Source(tuple(queries_of(document, 3) for document in range(9)))
    assert source.draw(20, random.Random(5)) == source.draw(20, random.Random(5))


def test_a_typing_error_is_one_slip_in_one_longer_word() -> None:
    for seed in range(100):
        text = mistype("de wachtlijsten bij jeugdzorg", random.Random(seed))
        words = text.split()
        assert words[0] == "de"
        assert words[2] == "bij"
        assert sum(a != b for a, b in zip(words, "de wachtlijsten bij jeugdzorg".split(), strict=True)) <= 1
    assert mistype("de en het", random.Random(1)) == "de en het"
