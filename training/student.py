"""The encoder that is trained: some layers of multilingual-e5-small over the pieces that Dutch and English use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

from index.encoder import unit_rows
from training import e5, vocabulary

Floats = NDArray[np.float32]

LAYERS = (0, 2, 4, 7, 9, 11)
ACTIVATION = "gelu_pytorch_tanh"
"""The tanh form differs from the exact one by less than 0.001 and needs no error function."""
CHUNK = 8192
"""Tokens in one pass at most."""


class Student(nn.Module):
    """Texts in, vectors out, for training and for measuring.

    A text is the mean of its states. In late interaction each token counts with the weight of its
    piece, which is trained too.
    """

    def __init__(self, model: BertModel, tokenizer: Tokenizer, weights: Tensor) -> None:
        super().__init__()
        self.model, self.tokenizer = model, tokenizer
        self.log_weights = nn.Parameter(weights.clamp(min=1e-6).log())

    @classmethod
    def from_state(cls, path: Path, state: dict[str, Tensor]) -> Student:
        """A student with the weights of `state`, whose inner layers may have been pruned."""
        student = cls.untrained(path)
        inner = len(state["model.encoder.layer.0.intermediate.dense.weight"])
        student._keep([torch.arange(inner)] * len(LAYERS))
        student.load_state_dict(state)
        return student

    @classmethod
    def untrained(cls, path: Path, layers: Sequence[int] = LAYERS) -> Student:
        """Layers and rows of the ancestor; `path` is what `vocabulary.save` wrote."""
        tokenizer, kept, weights = vocabulary.load(path)
        model = e5.model()
        table = model.embeddings.word_embeddings.weight.detach()[torch.from_numpy(kept)]
        model.embeddings.word_embeddings = nn.Embedding.from_pretrained(table, freeze=False, padding_idx=1)
        # Only the first type is ever used.
        types = model.embeddings.token_type_embeddings.weight.detach()[:1]
        model.embeddings.token_type_embeddings = nn.Embedding.from_pretrained(types, freeze=False)
        model.encoder.layer = nn.ModuleList([model.encoder.layer[n] for n in layers])
        config = model.config
        config.vocab_size, config.type_vocab_size, config.num_hidden_layers = len(kept), 1, len(layers)
        config.hidden_act = ACTIVATION
        config.pad_token_id = 1
        fresh = BertModel(config, add_pooling_layer=False)
        # The library's fused attention takes five times as long as plain products on short texts.
        fresh.set_attn_implementation("eager")
        fresh.load_state_dict(model.state_dict(), strict=False)
        return cls(fresh, tokenizer, torch.from_numpy(weights))

    @torch.no_grad()
    def prune(self, inner: int, texts: Sequence[str]) -> None:
        """Leave each layer the `inner` neurons that add most to its output when it reads `texts`.

        A neuron adds the root mean square of its activation times the length of its output weights.
        """
        squares = [torch.zeros(layer.intermediate.dense.out_features) for layer in self.model.encoder.layer]

        def watch(number: int, output: Tensor) -> None:
            squares[number] += output.float().flatten(0, -2).pow(2).sum(0)

        hooks = [
            layer.intermediate.register_forward_hook(lambda *io, number=number: watch(number, io[2]))
            for number, layer in enumerate(self.model.encoder.layer)
        ]
        self.read(self.ids(texts, 64))
        for hook in hooks:
            hook.remove()
        added = [
            square.sqrt() * layer.output.dense.weight.norm(dim=0)
            for square, layer in zip(squares, self.model.encoder.layer, strict=True)
        ]
        self._keep([a.argsort(descending=True)[:inner].sort().values for a in added])

    @torch.no_grad()
    def _keep(self, neurons: Sequence[Tensor]) -> None:
        for layer, kept in zip(self.model.encoder.layer, neurons, strict=True):
            wide, narrow = layer.intermediate.dense, layer.output.dense
            wide.weight, wide.bias = nn.Parameter(wide.weight[kept]), nn.Parameter(wide.bias[kept])
            narrow.weight = nn.Parameter(narrow.weight[:, kept])
            wide.out_features = narrow.in_features = len(kept)
        self.model.config.intermediate_size = len(neurons[0])

    @property
    def weights(self) -> Tensor:
        """The weight of each piece, shape (pieces,)."""
        return self.log_weights.exp()

    def ids(self, texts: Sequence[str], cut: int) -> list[list[int]]:
        """At most `cut` ids of each text, between the two special ones."""
        encodings = self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [[0, *encoding.ids[:cut], 2] for encoding in encodings]

    def read(self, ids: Sequence[list[int]]) -> tuple[Tensor, Tensor, list[int]]:
        """Unit means (texts, dimension), all states in rows, and the row where each text starts."""
        return read(self.model, ids)

    @torch.no_grad()
    def encode(self, texts: Sequence[str], cut: int = 128) -> tuple[Floats, list[Floats]]:
        """Unit means (texts, dimension) and for each text its token states at the length of their weights."""
        means, tokens = [], []
        weights = self.weights.numpy()
        for first in range(0, len(texts), 512):
            ids = self.ids(texts[first : first + 512], cut)
            mean, rows, start = self.read(ids)
            means.append(mean.numpy())
            for s, i in zip(start, ids, strict=True):
                tokens.append(unit_rows(rows[s + 1 : s + len(i) - 1].numpy()) * weights[i[1:-1]][:, None])
        return np.concatenate(means), tokens


class Teacher:
    """The whole ancestor, reading the student's pieces."""

    def __init__(self, path: Path) -> None:
        _, kept, _ = vocabulary.load(path)
        self._kept = kept.tolist()
        self._model = e5.model()
        self._prompt = e5.tokenizer().encode(e5.QUERY.strip(), add_special_tokens=False).ids

    @torch.no_grad()
    def read(self, ids: Sequence[list[int]]) -> tuple[Tensor, Tensor, list[int]]:
        """As `Student.read`; the row of a text's start is such that its tokens follow as they do there."""
        theirs = [[0, *self._prompt, *(self._kept[n] for n in text[1:])] for text in ids]
        means, rows, start = read(self._model, theirs)
        return means, rows, [s + len(self._prompt) for s in start]


def read(model: BertModel, ids: Sequence[list[int]]) -> tuple[Tensor, Tensor, list[int]]:
    """Unit means (texts, dimension), all states in rows, and the row where each text starts."""
    means, order, rows = [], [], []
    start, base = [0] * len(ids), 0
    for batch in _batches(ids):
        length = max(len(ids[n]) for n in batch)
        padded = torch.ones(len(batch), length, dtype=torch.long)
        mask = torch.zeros(len(batch), length)
        for row, n in enumerate(batch):
            padded[row, : len(ids[n])] = torch.tensor(ids[n])
            mask[row, : len(ids[n])] = 1
            start[n] = base + row * length
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = model(input_ids=padded, attention_mask=mask.long()).last_hidden_state.float()
        means.append((states * mask[..., None]).sum(1) / mask.sum(1, keepdim=True))
        rows.append(states.flatten(0, 1))
        order += batch
        base += len(rows[-1])
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return functional.normalize(torch.cat(means)[back], dim=1), torch.cat(rows), start


def _batches(ids: Sequence[list[int]]) -> Iterator[list[int]]:
    """Places of texts of about one length, so that little is padded."""
    order = sorted(range(len(ids)), key=lambda n: len(ids[n]))
    batch: list[int] = []
    for n in order:
        length = len(ids[n])
        shortest = len(ids[batch[0]]) if batch else length
        full = length * (len(batch) + 1) > CHUNK
        uneven = length > 1.15 * shortest + 1 and shortest * len(batch) >= 600
        if batch and (full or uneven):
            yield batch
            batch = []
        batch.append(n)
    if batch:
        yield batch
