"""A course of reading: it goes on where it stopped, and what a query is read beside."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertModel

from index.embedding import BUNDLED_FOLDER, load_encoder
from index.settings import Settings
from training.data import Pair
from training.exercises import Exercise
from training.joint import JointReader
from training.reading import Library, Reading, ReadingTutor, Shelf

PAIRS = [
    Pair(
        f"Hoeveel {thing} waren er in {year}?",
        (f"In {year} waren er {year - 1990} {thing}.", "Dat blijft zo."),
        thing,
        "",
    )
    for thing in ("treinen", "scholen", "bruggen", "huizen", "wegen", "boerderijen", "havens")
    for year in range(2001, 2008)
]
EXERCISES = [
    *(Exercise(f"aantal {pair.group}", pair, frozenset({0})) for pair in PAIRS),
    *(Exercise(f"prijs van {pair.group}", pair, answers=False) for pair in PAIRS),
    *(Exercise(pair.query, pair) for pair in PAIRS),
]


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return Shelf(Library(load_encoder(Settings())), PAIRS)


def test_an_interrupted_course_goes_on_where_it_stopped(tmp_path: Path) -> None:
    torch.manual_seed(2)
    reader = JointReader.untrained(BertModel.from_pretrained(BUNDLED_FOLDER, add_pooling_layer=False))
    state = tmp_path / "reading.pt"
    ReadingTutor(load_encoder(Settings()), reader, EXERCISES, Reading(steps=1, queries=4)).run(state)
    before = torch.load(state)
    assert before["step"] == 1
    ReadingTutor(load_encoder(Settings()), reader, EXERCISES, Reading(steps=2, queries=4)).run(state)
    after = torch.load(state)
    assert after["step"] == 2
    name = "unit_head.weight"
    assert not torch.equal(before["reader"][name], after["reader"][name])


def test_rivals_are_other_items_and_the_same_for_a_seed(shelf: Shelf) -> None:
    chance = np.random.default_rng(3)
    for exercise in EXERCISES[::10]:
        near = chance.random(len(shelf.pairs)).astype(np.float32)
        near[shelf.place[exercise.pair]] = 1.0
        rivals = shelf.rivals(exercise, near, 2, random.Random(1))
        assert len(rivals) == 2
        assert exercise.pair.text not in {pair.text for pair in rivals}
        assert rivals == shelf.rivals(exercise, near, 2, random.Random(1))
