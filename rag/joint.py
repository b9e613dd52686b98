"""Reading a query and an item together: does the item answer, and with which of its units?

Retrieval compares vectors that were made apart. Here a small transformer sees the query, the
question and the answer beside each other, so it can tell "how many" from "why" and 2024 from 2025. Its input
are the token vectors that the bundled embedder made when the item was indexed; only the upper layers run
at query time (deferred interaction: MacAvaney et al. 2020, PreTTR, https://arxiv.org/abs/2004.14255).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.bert import Bert, Shape
from index.encoder import Vectors
from index.errors import ModelError
from rag.arrangement import PLAIN, Passage, Text, Window, arrange

BUNDLED_READER = Path(__file__).parent / "model"
WEIGHTS, CONFIG = "model.safetensors", "config.json"
INPUTS = ("met", "met_in_question", "alike", "features")
HEADS = ("item_head", "unit_head")
PARTS = (*(f"{name}.weight" for name in (*INPUTS, *HEADS)), *(f"{name}.bias" for name in HEADS))
"""What there is beside the transformer."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The log-odds that an item answers the query, and those of each of its units, shape (units,), that it is
    part of the answer."""

    relevance: float
    units: npt.NDArray[np.float32]


class JointReader:
    """The transformer, what its input is made with, and its two heads: one for the item, one for its units."""

    def __init__(self, model: Bert, parts: Mapping[str, Vectors], scale: float, encoder: str, identity: str) -> None:
        """``parts`` has matrices of shape (inputs, outputs) and the heads' bias; token vectors get length ``scale``.

        ``encoder`` is the identity of the embedder whose vectors it reads, ``identity`` its own.
        """
        self._model, self._parts, self._scale = model, parts, np.float32(scale)
        self.encoder, self.identity = encoder, identity

    @classmethod
    def load(cls, folder: Path = BUNDLED_READER) -> JointReader:
        """Raises ModelError if a file of the folder is missing or damaged."""
        from safetensors.numpy import load_file

        try:
            identity = f"vraagbaak-reader@{hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()[:12]}"
            config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
            weights = {name: w.astype(np.float32) for name, w in load_file(folder / WEIGHTS).items()}
            parts = {name: np.ascontiguousarray(weights.pop(name).T) for name in PARTS}
            shape = Shape(
                heads=int(config["num_attention_heads"]),
                layers=int(config["num_hidden_layers"]),
                positions=int(config["max_position_embeddings"]),
                epsilon=float(config["layer_norm_eps"]),
            )
            reader = cls(Bert(weights, shape), parts, float(config["scale"]), str(config["encoder"]), identity)
            blank = np.zeros((1, reader.dimension), dtype=np.float32)
            reader.judge(Text(blank, blank), [Passage(Text(blank, blank), ())])  # a missing or misshapen matrix shows
        except Exception as error:  # the libraries raise bare exceptions of their own
            raise ModelError(f"reader folder {folder}: does not load ({error}); restore or replace it") from error
        return reader

    @property
    def dimension(self) -> int:
        return self._model.dimension

    def judge(self, query: Text, passages: Sequence[Passage]) -> list[Judgement]:
        """What it makes of each passage."""
        return [self._judge([self._read(window) for window in arrange(query, passage)]) for passage in passages]

    @staticmethod
    def _judge(read: Sequence[tuple[float, Vectors]]) -> Judgement:
        """An item answers if any part of it does."""
        return Judgement(max(of_item for of_item, _ in read), np.concatenate([of_units for _, of_units in read]))

    def _read(self, window: Window) -> tuple[float, Vectors]:
        states = self._model.read(self._input(window)[None], window.segments)[0]
        (of_item,) = self._head("item_head", states[: window.query_rows], np.zeros(1, dtype=np.int64))
        return float(of_item), self._head("unit_head", states, window.unit_rows)

    def _head(self, name: str, states: Vectors, starts: npt.NDArray[np.int64]) -> Vectors:
        """The log-odds of the texts that start at those rows, from the mean and the maximum of their states."""
        if not len(starts):
            return np.zeros(0, dtype=np.float32)
        counts = np.diff([*starts, len(states)]).astype(np.float32)[:, None]
        pooled = [np.add.reduceat(states, starts) / counts, np.maximum.reduceat(states, starts)]
        found: Vectors = np.concatenate(pooled, axis=1) @ self._parts[f"{name}.weight"] + self._parts[f"{name}.bias"]
        return found[:, 0]

    def _input(self, window: Window) -> Vectors:
        """A vector for each row: the token, its matches, how alike they are, and how well they match; or the marker."""
        dimension = np.float32(np.sqrt(window.tokens.shape[1]))
        vectors = (
            self._scale * window.tokens
            + (self._scale * window.met) @ self._parts["met.weight"]
            + (self._scale * window.met_in_question) @ self._parts["met_in_question.weight"]
            + (window.tokens * window.met * dimension) @ self._parts["alike.weight"]
            + window.features @ self._parts["features.weight"]
        )
        marked = window.markers != PLAIN
        vectors[marked] = self._model.words[window.markers[marked]]
        return vectors
