"""The reader as it is trained and as it ships, and what it learns from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel

from index.encoder import unit_rows
from index.errors import ModelError
from rag.arrangement import LONGEST, Passage, Text, arrange
from rag.joint import WEIGHTS
from rag.joint import JointReader as ShippedReader
from training.export import export_reader
from training.joint import JointReader

DIMENSION = 24


def text(length: int, seed: int) -> Text:
    chance = np.random.default_rng(seed)
    tokens = unit_rows(chance.standard_normal((length, DIMENSION)).astype(np.float32))
    return Text(tokens, tokens * np.float32(0.3))


@pytest.fixture(scope="module")
def trained() -> JointReader:
    torch.manual_seed(4)
    config = BertConfig(
        vocab_size=9,
        hidden_size=DIMENSION,
        num_hidden_layers=4,
        num_attention_heads=4,
        intermediate_size=40,
        max_position_embeddings=LONGEST + 8,
        hidden_act="gelu_pytorch_tanh",
    )
    reader = JointReader.untrained(BertModel(config, add_pooling_layer=False), layers=(1, 3))
    for weights in reader.parameters():  # so that nothing is small enough to hide
        torch.nn.init.normal_(weights, std=0.2)
    return reader.eval()


def test_what_ships_says_the_same_as_what_was_trained(trained: JointReader, tmp_path: Path) -> None:
    export_reader(trained, "somebody@1", tmp_path)
    shipped = ShippedReader.load(tmp_path)
    assert shipped.encoder == "somebody@1"
    query = text(7, 1)
    passages = [
        Passage(text(9, 2), tuple(text(20 + n, n) for n in range(5))),
        Passage(text(0, 0), (text(3, 3),)),
        Passage(text(12, 7), tuple(text(60, n) for n in range(12))),
    ]
    judged = shipped.judge(query, passages)
    for passage, judgement in zip(passages, judged, strict=True):
        with torch.no_grad():
            expected = trained.judge(arrange(query, passage))
        assert judgement.relevance == pytest.approx(float(expected.windows.max()), abs=0.02)
        assert judgement.units == pytest.approx(torch.cat(expected.units).numpy(), abs=0.02)


def test_windows_padded_together_are_judged_as_alone(trained: JointReader) -> None:
    windows = [*arrange(text(4, 1), Passage(text(3, 2), (text(30, 3),))), *arrange(text(4, 1), Passage(text(0, 0), ()))]
    with torch.no_grad():
        together, alone = trained.judge(windows), [trained.judge([window]) for window in windows]
    assert together.windows.tolist() == pytest.approx([float(a.windows) for a in alone], abs=1e-4)


def test_a_damaged_reader_is_one_clear_error(trained: JointReader, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="does not load"):
        ShippedReader.load(tmp_path)
    export_reader(trained, "somebody@1", tmp_path)
    whole = (tmp_path / WEIGHTS).read_bytes()
    (tmp_path / WEIGHTS).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match="restore or replace it"):
        ShippedReader.load(tmp_path)
