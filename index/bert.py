"""A small BERT, computed with NumPy.

This is the form of the bundled model (Devlin et al. 2019, https://arxiv.org/abs/1810.04805). PyTorch
and transformers take seconds to import, longer than all the rest of a command; one query takes
milliseconds here. The folder is one of sentence-transformers, and a test holds that the vectors
equal the library's.

The folder also holds what the library has no place for: how much each token counts in late
interaction, ``word_weights.safetensors``.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from index.encoder import Encoded, Prompts, Vectors, unit_rows
from index.errors import ModelError
from index.settings import Settings

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

Weights = dict[str, Vectors]

WORD_WEIGHTS = "word_weights.safetensors"
ACTIVATION = "gelu_pytorch_tanh"
MODULES = ["Transformer", "Pooling", "Normalize"]
BATCH_TOKENS = 2048
"""Tokens computed at once: beyond this the activations outgrow the processor's cache."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes that the weights do not tell."""

    heads: int
    layers: int
    positions: int
    epsilon: float


class Bert:
    """The transformer: token ids in, states out."""

    def __init__(self, weights: Weights, shape: Shape) -> None:
        self.words = weights.pop("embeddings.word_embeddings.weight")
        # Matrices transposed once, so that every product reads them in order.
        self._weights = {
            name: np.ascontiguousarray(w.T if w.ndim == 2 and "embeddings." not in name else w, dtype=np.float32)
            for name, w in weights.items()
        }
        self.shape = shape

    @property
    def dimension(self) -> int:
        return int(self.words.shape[1])

    def states(self, ids: npt.NDArray[np.int64]) -> Vectors:
        """The states of texts of one length: ids of shape (texts, tokens), states (texts, tokens, dimension)."""
        return self.read(self.words[ids].astype(np.float32), np.zeros(ids.shape[1], dtype=np.int64))

    def read(self, vectors: Vectors, types: npt.NDArray[np.int64]) -> Vectors:
        """The states of texts given as vectors of shape (texts, tokens, dimension), with the type of each token."""
        texts, length, _ = vectors.shape
        x = vectors + self._weights["embeddings.position_embeddings.weight"][:length]
        x = self._normalised(
            x + self._weights["embeddings.token_type_embeddings.weight"][types], "embeddings.LayerNorm"
        )
        x = x.reshape(texts * length, -1)
        for layer in range(self.shape.layers):
            name = f"encoder.layer.{layer}"
            attended = self._linear(self._attend(x, texts, length, name), f"{name}.attention.output.dense")
            x = self._normalised(attended + x, f"{name}.attention.output.LayerNorm")
            inner = _gelu(self._linear(x, f"{name}.intermediate.dense"))
            x = self._normalised(self._linear(inner, f"{name}.output.dense") + x, f"{name}.output.LayerNorm")
        return x.reshape(texts, length, -1)

    def _attend(self, x: Vectors, texts: int, length: int, name: str) -> Vectors:
        heads = self.shape.heads

        def split(part: str) -> Vectors:
            flat = self._linear(x, f"{name}.attention.self.{part}")
            return flat.reshape(texts, length, heads, -1).transpose(0, 2, 1, 3)

        query, key, value = split("query"), split("key"), split("value")
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(query.shape[-1]))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        attended: Vectors = (scores @ value).transpose(0, 2, 1, 3).reshape(texts * length, -1)
        return attended

    def _linear(self, x: Vectors, name: str) -> Vectors:
        out: Vectors = x @ self._weights[f"{name}.weight"]
        out += self._weights[f"{name}.bias"]
        return out

    def _normalised(self, x: Vectors, name: str) -> Vectors:
        centred: Vectors = x - x.mean(axis=-1, keepdims=True)
        variance = np.einsum("...i,...i->...", centred, centred)[..., None] / np.float32(x.shape[-1])
        centred /= np.sqrt(variance + np.float32(self.shape.epsilon))
        centred *= self._weights[f"{name}.weight"]
        centred += self._weights[f"{name}.bias"]
        return centred


def _gelu(x: Vectors) -> Vectors:
    """The tanh form of the Gaussian error linear unit (Hendrycks and Gimpel 2016, arXiv 1606.08415)."""
    inner = x * x
    inner *= np.float32(0.044715)
    inner += np.float32(1)
    inner *= x
    inner *= np.float32(0.7978845608)
    np.tanh(inner, out=inner)
    inner += np.float32(1)
    inner *= x
    inner *= np.float32(0.5)
    return inner


class BertEncoder:
    """A text is the mean of its tokens' states; the special tokens count in the mean and nowhere else."""

    def __init__(self, tokenizer: Tokenizer, model: Bert, word_weights: Vectors, name: str, settings: Settings) -> None:
        self._tokenizer = tokenizer
        self._model = model
        self._word_weights = word_weights
        self._mean_word = model.words.mean(axis=0, dtype=np.float32)
        self._prompts = Prompts.of(settings)
        self._identity = name + self._prompts.suffix

    @staticmethod
    def reads(folder: Path) -> bool:
        """Whether ``folder`` holds a model of this form."""
        try:
            modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
            kinds = [str(module["type"]).rsplit(".", 1)[-1] for module in modules]
            config = _config(folder)
            return (
                kinds == MODULES
                and config["model_type"] == "bert"
                and config["hidden_act"] == ACTIVATION
                and (folder / WORD_WEIGHTS).is_file()
            )
        except (OSError, ValueError, LookupError, TypeError):
            return False

    @classmethod
    def from_folder(cls, folder: Path, name: str, settings: Settings) -> BertEncoder:
        """Load a folder that ``reads`` accepts.

        Raises:
            ModelError: a file of the folder is missing or damaged.
        """
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            config = _config(folder)
            shape = Shape(
                heads=int(config["num_attention_heads"]),
                layers=int(config["num_hidden_layers"]),
                positions=int(config["max_position_embeddings"]),
                epsilon=float(config["layer_norm_eps"]),
            )
            model = Bert(load_file(folder / "model.safetensors"), shape)
            (word_weights,) = load_file(folder / WORD_WEIGHTS).values()
            if len(model.words) != tokenizer.get_vocab_size() or word_weights.shape != (len(model.words),):
                raise ValueError(
                    f"expected one vector and one weight for each of {tokenizer.get_vocab_size()} tokens, "
                    f"found {len(model.words)} and {len(word_weights)}"
                )
            model.states(np.zeros((1, 1), dtype=np.int64))  # a missing or misshapen matrix shows here
        except Exception as error:  # the libraries raise bare exceptions of their own
            raise ModelError(f"model folder {folder}: does not load ({error}); restore or replace it") from error
        tokenizer.no_padding()
        tokenizer.enable_truncation(shape.positions)
        return cls(tokenizer, model, word_weights.astype(np.float32), name, settings)

    @property
    def identity(self) -> str:
        return self._identity

    @property
    def dimension(self) -> int:
        return self._model.dimension

    def encode(self, texts: Sequence[str], *, is_query: bool = False) -> Encoded:
        """Texts beyond the model's positions are cut there."""
        encodings = self._encodings(texts, is_query)
        ids = [np.array(e.ids, dtype=np.int64) for e in encodings]
        own = [np.array(e.special_tokens_mask) == 0 for e in encodings]
        vectors = np.zeros((len(ids), self.dimension), dtype=np.float32)
        tokens: list[Vectors] = [np.zeros((0, self.dimension), dtype=np.float32)] * len(ids)

        def read(batch: list[int]) -> None:
            states = self._model.states(np.stack([ids[i] for i in batch]))
            for i, state in zip(batch, states, strict=True):
                vectors[i] = state.mean(axis=0)
                tokens[i] = unit_rows(state[own[i]]) * self._word_weights[ids[i][own[i]]][:, None]

        _side_by_side(read, _batches([len(i) if o.any() else 0 for i, o in zip(ids, own, strict=True)]))
        return Encoded(unit_rows(vectors), tuple(tokens))

    def encode_words(self, texts: Sequence[str], *, is_query: bool = False) -> list[Vectors]:
        """The rows of the model's input table, less what all of them have in common."""
        found = []
        for encoding in self._encodings(texts, is_query):
            ids = [i for i, special in zip(encoding.ids, encoding.special_tokens_mask, strict=True) if not special]
            rows = self._model.words[ids].astype(np.float32) - self._mean_word
            found.append(unit_rows(rows) * self._word_weights[ids][:, None])
        return found

    def _encodings(self, texts: Sequence[str], is_query: bool) -> list[Encoding]:
        prompted = [self._prompts.before(is_query) + text for text in texts]
        return list(self._tokenizer.encode_batch(prompted))


def _side_by_side(work: Callable[[list[int]], None], batches: Sequence[list[int]]) -> None:
    """One batch a core. A single one is left to the threads of the matrix product.

    Only products use several threads by themselves; half of the time goes to what is done between them.
    """
    cores = min(len(batches), os.cpu_count() or 1)
    if cores < 2:
        for batch in batches:
            work(batch)
        return
    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(cores) as pool:
        for _ in pool.map(work, batches):
            pass


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Places of texts of the same length, so that nothing is padded; those of length 0 are left out."""
    of_length: dict[int, list[int]] = defaultdict(list)
    for place, length in enumerate(lengths):
        if length:
            of_length[length].append(place)
    return [
        places[start : start + max(1, BATCH_TOKENS // length)]
        for length, places in sorted(of_length.items())
        for start in range(0, len(places), max(1, BATCH_TOKENS // length))
    ]


def _config(folder: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return config
